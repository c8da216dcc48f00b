"""Normalisers: known values, and what holds for every value: total, idempotent, nothing lost."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from harvest.normalise.countries import country_code
from harvest.normalise.dates import iso_date, year_of
from harvest.normalise.labels import label_level, label_year
from harvest.normalise.mail import functional_address, is_functional, unmask, without_personal
from harvest.normalise.numbers import count
from harvest.normalise.phones import phone_number
from harvest.normalise.places import place
from harvest.normalise.regions import region_statements
from harvest.normalise.rules import statements
from harvest.normalise.text import fold, label_key, squeeze
from harvest.normalise.urls import is_shared, web_address, without_suffix
from harvest.records import Value
from harvest.sources import load_source
from harvest.vocabularies import table

FIELDS = [*load_source("eccp").labels, "place", "source_url", "type", "phone"]


def test_letters_with_marks_and_strokes_lose_both() -> None:
    assert fold("Łódź MÁLAGA Ærøskøbing İzmir Æ ß") == "lodz malaga aeroskobing izmir ae ss"


@given(st.text())
def test_text_to_text_twice_is_once(value: str) -> None:
    for normalise in (squeeze, fold, label_key, without_personal):
        assert normalise(normalise(value)) == normalise(value)


@given(st.text(alphabet="abcÅé./:?=&#%-_ @123[]", max_size=40))
def test_a_web_address_stays_what_it_became(value: str) -> None:
    clean = web_address(value)
    if clean is not None:
        assert web_address(clean) == clean


@given(st.text())
def test_every_normaliser_is_total(value: str) -> None:
    for normalise in (country_code, year_of, iso_date, unmask, count, place, web_address, is_functional):
        normalise(value)
    for look in (label_level, label_year, without_suffix, is_shared, functional_address):
        look(value)
    phone_number(value, "SE")


@given(st.text(alphabet="+0123456789 -()/", max_size=20), st.sampled_from(["SE", "DE", None]))
def test_a_number_a_date_and_an_address_stay_what_they_became(value: str, country: str | None) -> None:
    number = phone_number(value, country)
    assert number is None or phone_number(number, None) == number
    day = iso_date(value)
    assert day is None or iso_date(day) == day


@given(
    st.lists(
        st.tuples(st.sampled_from(FIELDS), st.sampled_from(["Sweden", "Skåne", "12", "9", "08-123 456 78", "Gold"])),
        max_size=4,
    )
)
def test_the_order_of_the_values_changes_no_statement(pairs: list[tuple[str, str]]) -> None:
    values = [Value(field, original, "x") for field, original in pairs]
    expected = set(statements(values))
    for order in permutations(values):
        assert set(statements(order)) == expected


def test_a_region_is_found_wherever_the_country_stands() -> None:
    pair = [Value("region", "Skåne", "Region"), Value("country", "Sweden", "Country")]
    for order in (pair, pair[::-1]):
        assert ("nuts", "SE224") in {(one.field, one.value) for one in statements(order)}
    contradicted = [*pair, Value("country", "Norway", "Country")]
    assert "nuts" not in {one.field for one in statements(contradicted)}


@given(st.lists(st.builds(Value, st.sampled_from(FIELDS), st.text(max_size=30), st.just("x")), max_size=8))
def test_no_value_is_lost_but_addresses_of_persons(values: list[Value]) -> None:
    stated = {statement.original for statement in statements(values)}
    for value in values:
        assert value.field == "email" or not value.original.strip() or value.original in stated


@pytest.mark.parametrize(
    ("printed", "country", "nuts"),
    [
        ("Sweden: Västernorrland", "SE", "SE321"),
        ("France: Burgundy-Franche-Comté", "FR", "FRC"),
        ("Bulgaria: South-West (Bulgaria)", "BG", "BG41"),
        ("Greece: Attica", "GR", "EL30"),
        ("Serbia: Region of Vojvodina", "RS", "RS12"),
        ("Sweden: Nowhere", "SE", None),
        ("Tjeckien", "CZ", None),
        ("Atlantis: Västernorrland", None, None),
    ],
)
def test_places(printed: str, country: str | None, nuts: str | None) -> None:
    found = place(printed)
    assert (found.country, found.region.nuts if found.region else None) == (country, nuts)


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("Thursday, 13 July, 2006", 2006),
        ("31 January 2005", 2005),
        ("October 2012", 2012),
        ("2009", 2009),
        ("2006-07-13", 2006),
        ("31 February 2009", None),
        ("soon", None),
        ("99", None),
    ],
)
def test_years(printed: str, year: int | None) -> None:
    assert year_of(printed) == year


@pytest.mark.parametrize(
    ("printed", "number"), [("293", 293), ("1 036", 1036), ("1,200", 1200), ("over 500", None), ("12.5", None)]
)
def test_counts(printed: str, number: int | None) -> None:
    assert count(printed) == number


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("www.Foo.example/", "https://www.foo.example"),
        ("https://foo.example/?utm_source=x&b=1#z", "https://foo.example/?b=1"),
        ("http://FOO.example:80/a/", "http://foo.example/a/"),
        ("info@x.example", None),
        ("nothing", None),
        ("http://[bad", None),
    ],
)
def test_web_addresses(printed: str, address: str | None) -> None:
    assert web_address(printed) == address


@pytest.mark.parametrize(
    ("printed", "exact"),
    [
        ("Thursday, 13 July, 2006", "2006-07-13"),
        ("31 January 2005", "2005-01-31"),
        ("October 2012", "2012-10"),
        ("2009", "2009"),
        ("13.07.2006", "2006-07-13"),
        ("31 February 2009", None),
    ],
)
def test_dates_are_as_exact_as_printed(printed: str, exact: str | None) -> None:
    assert iso_date(printed) == exact


@pytest.mark.parametrize(
    ("printed", "country", "number"),
    [
        ("08-123 456 78", "SE", "+46812345678"),
        ("+46 8 123 456 78", None, "+46812345678"),
        ("08-123 456 78", None, None),
        ("call us", "SE", None),
    ],
)
def test_telephone_numbers(printed: str, country: str | None, number: str | None) -> None:
    assert phone_number(printed, country) == number


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("https://www.regio.gov.pl/x", False),
        ("https://www.facebook.com/ourcluster", True),
        ("https://sites.google.com/view/ours", True),
        ("https://ours.wordpress.com", True),
        ("https://notfacebook.com", False),
    ],
)
def test_a_host_that_serves_many_is_known(address: str, shared: bool) -> None:
    assert is_shared(address) == shared


@pytest.mark.parametrize(
    ("host", "before"),
    [
        ("regio.gov.pl", "regio"),
        ("food.ours.co.uk", "food.ours"),
        ("food.ours.se", "food.ours"),
        ("ours.se", "ours"),
        ("localhost", ""),
    ],
)
def test_a_host_without_what_it_is_registered_under(host: str, before: str) -> None:
    assert without_suffix(host) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Tjeckien", "CZ"),
        ("Czech Republic", "CZ"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Germany (DE)", "DE"),
        ("Greece (EL)", "GR"),
        ("Germany (FR)", None),
        ("Österreich", "AT"),
        ("Польша", "PL"),
        ("Kosovo*", "XK"),
        ("Europe", None),
        ("", None),
    ],
)
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_only_addresses_that_can_be_and_name_a_function_are_kept() -> None:
    assert functional_address("Info [at] X.example") == "info@x.example"
    assert functional_address("anna@x.example") is None
    assert functional_address("info@x..example") is None
    assert functional_address("info@localhost") is None


def test_masked_addresses() -> None:
    assert unmask("Info [at] X.example (info[dot]x[at]X)") == "info@x.example"
    assert [is_functional(name) for name in ("info", "kontakt.se", "cluster-office", "anna", "")] == [True] * 3 + [
        False
    ] * 2


def test_a_region_has_its_names_from_nuts_and_the_page_s_own_beside_them() -> None:
    known = {s.field: s.value for s in region_statements("ITC4", (Value("name", "Lombardy / Lombardia", "heading"),))}
    assert (known["name"], known["name_en"], known["country"]) == ("Lombardia", "Lombardy", "IT")
    unknown = {s.field: s.value for s in region_statements("FR99", (Value("name", "New / Neuf", "heading"),))}
    assert (unknown["name"], unknown["name_en"], unknown["country"]) == ("Neuf", "New", "FR")
    assert "nuts_version" not in unknown


def test_the_tables_are_sound() -> None:
    regions = table("regions.csv")
    assert max(Counter(row["nuts"] for row in regions).values()) == 1
    territories = Locale("en").territories
    assert {row["country"] for row in regions} <= set(territories)
    assert {row["country"] for row in table("countries.csv")} <= set(territories)
    facets = table("facets.csv")
    assert max(Counter((row["facet"], label_key(row["group"] + row["value"])) for row in facets).values()) == 1
    assert all(row["evidence"] for row in facets)
    assert sum(row["facet"] == "s3" for row in facets) == 65
