"""One region is one record, whichever of its addresses is used."""

from __future__ import annotations

import pytest

from harvest.sources import Source, load_source, merged
from harvest.sources.eyeris3.addresses import page_addresses, source_id

HOST = "s3platform.jrc.ec.europa.eu"
OBSERVATORY = "https://ec.europa.eu/regional_policy/assets/s3-observatory/regions"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("prefix", ["", "/en-US", "/en_GB", "/sv"])
@pytest.mark.parametrize(
    "path",
    ["/regions/SE321/tags/SE321", "/region-page-test/-/regions/SE321", "/region-page-test/w/regions/SE321",
     "/-/regions/SE321?inheritRedirect=true", "/w/regions/SE321"],
)  # fmt: skip
def test_every_address_of_a_region_is_one_region(scheme: str, prefix: str, path: str) -> None:
    assert source_id(f"{scheme}://{HOST}{prefix}{path}") == "SE321"


@pytest.mark.parametrize(
    ("address", "nuts"),
    [
        (f"{OBSERVATORY}/de2.html", "DE2"),
        (f"{OBSERVATORY}/frd.html", "FRD"),
        (f"{OBSERVATORY}/el.html", "EL"),
        (f"{OBSERVATORY}/index.html", None),
        (f"{OBSERVATORY}/map.html", None),
        (f"https://{HOST}/regions/search/tags/x", None),
        (f"https://{HOST}/regions/XX99/tags/XX99", None),
        (f"https://{HOST}/w/news-of-SE321", None),
    ],
)
def test_only_a_region_has_a_code(address: str, nuts: str | None) -> None:
    assert source_id(address) == nuts


def test_a_region_is_asked_for_at_each_generation_and_a_replica_is_never_left() -> None:
    live = list(page_addresses("SE321", load_source("eyeris3").address))
    assert live == [
        "/region-page-test/-/regions/SE321".join([f"https://{HOST}", ""]),
        f"https://{HOST}/regions/SE321/tags/SE321",
        f"{OBSERVATORY}/se321.html",
    ]
    replica = list(page_addresses("SE321", "http://127.0.0.1:8000"))
    assert all(address.startswith("http://127.0.0.1:8000/") for address in replica)
    assert replica[2].endswith("/regional_policy/assets/s3-observatory/regions/se321.html")


def test_every_nuts_code_can_be_asked_for() -> None:
    table = load_source("eyeris3").model_dump()
    every = Source.model_validate(merged(table, {"record_ids": ["NUTS", "XK"]})).record_ids
    assert {"SE", "SE3", "SE32", "SE321", "FRK2", "XK"} <= set(every)
    assert len(every) > 2000
