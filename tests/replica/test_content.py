"""The content: the same everywhere, invented where it says so, and nobody real in it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from harvest.replica import quotas
from harvest.replica.content import content
from harvest.replica.invent import coined
from harvest.replica.organisations import Organisation, Person, slug

INVENTED = [found for found in content().organisations if found.theme]
REAL = [found for found in content().organisations if not found.theme]
HASH = (
    "import hashlib; from harvest.replica.content import content; "
    "print(hashlib.sha256(repr(content()).encode()).hexdigest())"
)


def _persons(found: Organisation) -> list[Person]:
    return [person for person in (found.contact, found.details, *found.team) if person]


def test_the_same_content_in_another_process_with_another_hash_seed() -> None:
    here = hashlib.sha256(repr(content()).encode()).hexdigest()
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        answer = subprocess.run([sys.executable, "-c", HASH], env=environment, capture_output=True, check=True)
        assert answer.stdout.decode().strip() == here


def test_about_fourteen_hundred_in_more_than_thirty_countries() -> None:
    assert 1_380 <= len(content().organisations) <= 1_420
    assert len({found.country for found in content().organisations}) > 30


def test_addresses_are_unique() -> None:
    for attribute in ("path", "slug"):
        counts = Counter(getattr(found, attribute) for found in content().organisations)
        assert counts.most_common(1)[0][1] == 1


def test_invented_homepages_and_addresses_lie_under_example() -> None:
    assert all((urlsplit(found.homepage).hostname or "").endswith(".example") for found in INVENTED)
    assert all(found.email.endswith(".example") for found in INVENTED)


def test_invented_organisations_say_so() -> None:
    assert all(found.description.startswith("An invented ") for found in INVENTED)


def test_persons_are_recognisably_fictional() -> None:
    persons = [person for found in INVENTED for person in _persons(found)]
    persons += [region.contact for region in content().regions]
    persons += [region.second_contact for region in content().regions if region.second_contact]
    assert len(persons) > 1_000
    for person in persons:
        assert re.fullmatch(r"Testperson [A-Z][a-z]+-\d+", person.name)
        assert re.fullmatch(r"testperson\.[a-z]+-\d+@[a-z0-9-]+\.example", person.email)
        assert re.fullmatch(r"\+00 000 \d{3} \d{3}", person.phone)


def test_functional_addresses_are_the_rule_and_personal_ones_occur() -> None:
    functional = sum(found.email.startswith("info@") for found in INVENTED)
    assert 0.9 * len(INVENTED) < functional < len(INVENTED)


def test_real_organisations_have_no_person_and_no_address() -> None:
    assert len(REAL) == 111
    assert not any(_persons(found) or found.email for found in REAL)


def test_bron_innovation_has_two_profiles() -> None:
    profiles = [found for found in REAL if found.name.startswith("Bron Innovation")]
    assert [found.name for found in profiles] == ["Bron Innovation", "Bron Innovation / Govtech Sweden"]
    assert {found.homepage for found in profiles} == {"https://www.broninnovation.se"}
    assert {found.region_line for found in profiles} == {"Sweden: Västernorrland"}
    assert [found.label for found in profiles] == ["Bronze Label", ""]


def test_both_layouts_and_networks_occur() -> None:
    layouts = Counter(found.layout for found in INVENTED)
    assert 0.05 < layouts["A"] / len(INVENTED) < 0.15
    assert sum(found.is_network for found in REAL) == 4
    assert sum(found.is_network for found in INVENTED) == 8
    assert all(found.layout == "A" for found in content().organisations if found.is_network)


def test_members_add_up() -> None:
    for found in INVENTED:
        members = found.members
        parts = (members.sme, members.large, members.research, members.civil, members.other)
        assert members.total == sum(part or 0 for part in parts)
        assert (members.startups or 0) <= (members.sme or 0)


def test_lookalikes_never_share_name_and_homepage() -> None:
    assert max(Counter((found.name, found.homepage) for found in INVENTED).values()) == 1
    assert sum(count == 2 for count in Counter(found.name for found in INVENTED).values()) == 7
    hosts = Counter(urlsplit(found.homepage).hostname for found in INVENTED)
    assert sum(count == 2 for count in hosts.values()) == 7


def test_coined_places_are_all_different() -> None:
    assert len({coined(number) for number in range(3_072)}) == 3_072


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CyberForum e.V.", "cyberforum-ev"),
        ("Tèxtils.CAT", "textilscat"),
        ("Pôle Véhicule du Futur", "pole-vehicule-du-futur"),
        ("Bron Innovation / Govtech Sweden", "bron-innovation-govtech-sweden"),
    ],
)
def test_slugs_as_seen(name: str, address: str) -> None:
    assert slug(name) == address


def test_counts_that_cannot_be_met_are_an_error() -> None:
    with pytest.raises(ValueError, match="hits wanted"):
        quotas.arranged(REAL)
