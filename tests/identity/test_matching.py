"""Two records: same, not the same, or unsure. One at a time and all at once, the same rules decide."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvest.identity.candidate import Candidate, candidate, candidate_of, site, ticks
from harvest.identity.columns import Columns
from harvest.identity.matching import Index, judge, judgements, match
from harvest.identity.rules import NOT_THE_SAME, SAME, UNSURE
from harvest.records import Judgement, Statement

HOME = "https://www.agency.example"


def one(record_id: str, name: str, country: str = "ES", homepage: str = HOME, **others: str) -> Candidate:
    return stating(record_id, {"name": name, "country": country, "homepage": homepage, **others})


def stating(record_id: str, values: dict[str, str]) -> Candidate:
    return candidate_of(record_id, {field: value.split("|") for field, value in values.items()})


TOWN = {"homepage": "", "city": "Oulu"}
TICKED = "A|B|C|D|E"
MANY, BEGUN = "A|B|C|D|E|F", {"year_established": "2001"}
DAY, FIRST = {"date_established": "2001-03-05"}, {"date_established": "2001-01-01"}


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (one("a", "Bron Innovation"), one("b", "Bron Innovation / Govtech Sweden"), SAME),
        (one("a", "NANOPROGRESS, z.s."), one("b", "Nanoprogress"), SAME),
        (one("a", "Málaga Tech Cluster"), one("b", "Cluster MALAGA TECH", homepage="http://agency.example/en"), SAME),
        (one("a", "Big Science"), one("b", "BigScience"), SAME),
        (one("a", "Photonics Cluster Oulu"), one("b", "Phtonics Cluster Oulu"), SAME),
        (one("a", "CTA Agrifood"), one("b", "CTA Biotech"), UNSURE),
        (one("a", "CTA"), one("b", "CTA Biotech"), UNSURE),
        (one("a", "CTA Agrifood", year_established="2001"), one("b", "CTA ICT", year_established="2007"), NOT_THE_SAME),
        (one("a", "Plastics Cluster", "CZ"), one("b", "Plastics Cluster", "AT"), UNSURE),
        (one("a", "Plastics Cluster", "CZ", ""), one("b", "Plastics Cluster", "AT", ""), NOT_THE_SAME),
        (one("a", "Plastics Cluster", ""), one("b", "Plastics Cluster", "AT"), UNSURE),
        (one("a", "Plastics", homepage=HOME + "/a"), one("b", "Plastics", homepage=HOME + "/b"), UNSURE),
        (
            one("a", "Oulu Food Hub"),
            one("b", "Oulu Food Valley", homepage=HOME + "/f", email="a@agency.example"),
            UNSURE,
        ),
        (one("a", "Food", nuts="ES61", **TOWN), one("b", "Food", nuts="ES52", **TOWN), UNSURE),
        (one("a", "Foo Bar Net", homepage="https://foo.example"), one("b", "Foo Bar", **TOWN), UNSURE),
        (one("a", "Lebensmittel Netz", native_name="Food Net"), one("b", "Food Net"), SAME),
        (one("a", "Water Alliance", **TOWN), one("b", "Alliance WATER Ltd.", **TOWN), SAME),
        (one("a", "Water Alliance", **TOWN), one("b", "Metal Alliance", **TOWN), NOT_THE_SAME),
        (one("a", "Water 2 Alliance", **TOWN), one("b", "Water 3 Alliance", **TOWN), UNSURE),
        (one("a", "Sport Cluster", **TOWN), one("b", "Port Cluster", **TOWN), NOT_THE_SAME),
        (one("a", "CTA Agrifood", sector=TICKED), one("b", "CTA Biotech", sector=TICKED), SAME),
        (one("a", "CTA Agrifood", sector=TICKED), one("b", "CTA Biotech", sector="V|W|X|Y|Z"), UNSURE),
        (one("a", "CTA Agrifood", sector="A|B|C"), one("b", "CTA Biotech", sector="A|B|C"), UNSURE),
        (one("a", "CTA Agrifood", **DAY), one("b", "CTA Alimentación", **DAY), SAME),
        (one("a", "CTA Agrifood", **FIRST), one("b", "CTA Biotech", **FIRST), UNSURE),
        (
            one("a", "Ruoka", **TOWN, **DAY, **BEGUN, sector=MANY),
            one("b", "Food", **TOWN, **DAY, **BEGUN, sector=MANY),
            SAME,
        ),
        (one("a", "Ruoka", **TOWN, **DAY, sector=MANY), one("b", "Food", **TOWN, **DAY, sector=MANY), UNSURE),
        (one("a", "Ruoka", **TOWN), one("b", "Food", **TOWN), NOT_THE_SAME),
        (one("a", "Silicon Lund", homepage=""), one("b", "Silicon Lund", homepage=""), UNSURE),
        (one("a", "Silicon Lund Tech", homepage=""), one("b", "Silicon Lund Tech", homepage=""), SAME),
        (
            one("a", "Food Lund", nuts="SE22", **BEGUN, homepage=""),
            one("b", "Food Lund", nuts="SE22", year_established="2003", homepage=""),
            SAME,
        ),
        (
            one("a", "Food Lund", nuts="SE22", **BEGUN, homepage=""),
            one("b", "Food Lund", nuts="SE22", year_established="2004", homepage=""),
            UNSURE,
        ),
        (one("a", "Food", **TOWN, sector="A|B|C"), one("b", "Food", **TOWN, sector="X|Y|Z"), UNSURE),
    ],
)
def test_verdicts(left: Candidate, right: Candidate, verdict: str) -> None:
    found = judge(left, right)
    assert found.verdict == verdict, found.reasons
    assert found.reasons
    assert judge(right, left) == found


def test_reasons_name_what_speaks_for_and_against() -> None:
    found = judge(one("a", "CTA Agrifood", city="Sevilla"), one("b", "CTA Biotech", city="SEVILLA"))
    assert found.reasons == (
        "one address on the web, names that differ",
        "words of both names: cta",
        "words of one name: agrifood / biotech",
        "one homepage",
        "one country",
        "one place",
    )


def test_reasons_tell_the_day_and_what_both_tick() -> None:
    found = judge(one("a", "Ruoka", **DAY, sector=TICKED), one("b", "Food", **DAY, sector="A|B|C|D|X"))
    assert found.reasons[-2:] == ("founded on one day", "facet values ticked by both: 4 of 6")


def test_one_name_is_always_asked_about_whatever_speaks_against_it() -> None:
    here = one("a", "Food", nuts="ES61", year_established="1990", **TOWN)
    there = one("b", "Food", nuts="ES52", year_established="2010", **TOWN)
    found = judge(here, there)
    assert (found.verdict, found.score) == (UNSURE, 0.01)
    assert found.reasons[-1].endswith("in all -10")


def test_of_several_names_those_speak_that_say_most_for_one_organisation() -> None:
    left = one("a", "Food", native_name="Alpha Beta Gamma", homepage="")
    right = one("b", "Food", native_name="Alpha Beta", homepage="")
    found = judge(left, right)
    assert (found.verdict, found.reasons[0], found.score) == (UNSURE, "one name of one word", 0.2)


def test_what_is_ticked_is_the_same_on_every_machine() -> None:
    assert ticks(["Food"]) == ticks(["FOOD", "food"]) == 1 << 247
    assert ticks([]) == 0
    assert candidate_of("x", {"name": ["A"], "sector": [], "s3_priority": ["Food"]}).ticked == ticks(["food"])


def test_one_mail_host_is_no_address_that_two_share() -> None:
    left = one("a", "Food Oulu", homepage="https://food.example", email="info@mail.example")
    right = one("b", "Wood Oulu", homepage="https://wood.example", email="info@mail.example")
    assert judge(left, right).verdict == NOT_THE_SAME
    assert judge(left, one("b", "Food Oulu", homepage="https://mail.example")).verdict == SAME


def test_a_candidate_is_made_of_first_statements() -> None:
    stated = [
        Statement(field, value, value, "as printed")
        for field, value in (("name", "A"), ("name", "B"), ("country", "SE"), ("year_established", "soon"))
    ]
    found = candidate("x", stated)
    assert [name.words for name in found.names] == [("a",)]
    assert (found.country, found.year, found.site) == ("SE", 0, "")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.Food.example/en/", "food.example"),
        ("http://food.example/index.php", "food.example"),
        ("https://agency.example/clusters/food/", "agency.example/clusters/food"),
        ("https://facebook.com", ""),
        ("https://facebook.com/food", "facebook.com/food"),
        ("", ""),
    ],
)
def test_a_site_is_host_and_path_without_language_and_start_page(address: str, key: str) -> None:
    assert site(address) == key


WORDS = ["CTA", "Biotech", "Agrifood", "Plastics", "Plastic", "Oulu", "Cluster", "GmbH"]
CANDIDATES: st.SearchStrategy[list[dict[str, str]]] = st.lists(
    st.builds(
        dict[str, str],
        name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        country=st.sampled_from(["ES", "FI", ""]),
        city=st.sampled_from(["Oulu", "Sevilla", ""]),
        nuts=st.sampled_from(["ES61", "ES6", "FI1D", ""]),
        homepage=st.sampled_from([HOME, HOME + "/bio", "https://other.example", ""]),
        year_established=st.sampled_from(["2001", "2002", ""]),
        date_established=st.sampled_from(["2001-03-05", "2002-01-01", "2001", ""]),
        sector=st.sampled_from(["A|B|C|D", "A|B|C|E", "F|G|H", ""]),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(CANDIDATES, st.randoms(use_true_random=False))
def test_one_at_a_time_in_any_order_is_all_at_once(stated: list[dict[str, str]], order: random.Random) -> None:
    records = [stating(f"r{number}", values) for number, values in enumerate(stated)]
    columns = Columns(records)
    at_once = judgements(columns, match(columns))
    shuffled = order.sample(records, len(records))
    some = order.randrange(len(records))
    index = Index(shuffled[:some])
    known = Columns(shuffled[:some])
    found = judgements(known, match(known))
    for record in shuffled[some:]:
        found += index.judge(record)
    assert by_pair(found) == by_pair(at_once)
    for judgement in at_once:
        left, right = (
            next(one for one in records if one.record_id == side) for side in (judgement.left, judgement.right)
        )
        assert judge(left, right) == judgement


def by_pair(found: list[Judgement]) -> list[Judgement]:
    return sorted(found, key=lambda judgement: (judgement.left, judgement.right))


def test_a_record_that_is_read_again_takes_its_own_place() -> None:
    index = Index([one("a", "Food Oulu"), one("b", "Food Oulu")])
    assert [found.right for found in index.judge(one("a", "Food Oulu"))] == ["b"]
    assert index.judge(one("b", "Wood", homepage="https://elsewhere.example")) == []
    assert index.judge(one("a", "Food Oulu")) == []


def test_a_record_without_a_name_or_anything_is_judged_with_none() -> None:
    index = Index([candidate_of("a", {}), one("b", "Food")])
    assert index.judge(stating("c", {"name": "–"})) == []


def test_the_index_stays_the_same_when_it_is_sorted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvest.identity.matching._MANY", 3)
    index = Index()
    found = [judgement for number in range(6) for judgement in index.judge(one(f"r{number}", "Food Oulu"))]
    assert len(found) == 15
