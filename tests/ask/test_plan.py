"""From strategies to distinct queries, each asked as deeply as somebody wants it."""

from __future__ import annotations

import pytest

from harvest.bands import Bands
from harvest.errors import StrategyError
from harvest.plan import DIRECTORY, SITE, Plan, make_plan
from harvest.records import HITS, RECORDS, TOTAL, Query
from harvest.sources import NAMES
from harvest.strategy import Strategy, StrategyFile, load


def asking(*queries: str, **more: object) -> StrategyFile:
    """A file whose strategies s1, s2, … ask these; ``more``: further keys of the first."""
    file = load()
    plain = {"readings": (), "contains": (), "read_to_end": False, "published_hits": None}
    strategies = [
        file.strategy[0].model_copy(update={**plain, "id": f"s{place}", "query": query})
        for place, query in enumerate(queries, start=1)
    ]
    strategies[0] = strategies[0].model_copy(update=more)
    return file.model_copy(update={"strategy": tuple(strategies)})


def depths(plan: Plan) -> dict[str, str]:
    """What each query is asked for, without the probes that are only that."""
    return {str(query): asked.depth for query, asked in plan.asked.items() if plan.wanted_by(query)}


def test_the_catalogue_asks_each_query_once() -> None:
    plan = make_plan([load()])
    assert len(plan.strategies) == 100
    assert len(plan.queries) == len(set(plan.queries)) == len({query.search_id for query in plan.queries})
    shared = next(query for query in plan.queries if query.text == '"public administration"')
    assert plan.wanted_by(shared) == ("a1-govtech-02", "a1-govtech-03", "x-govtech-06")


def test_probes_come_first_and_for_their_total_only() -> None:
    plan = make_plan([asking("food")], sources=["eccp"])
    probes = plan.probes_of("eccp")
    assert plan.queries[: len(probes)] == probes
    assert {plan.asked[query].depth for query in probes if not plan.wanted_by(query)} == {TOTAL}
    assert probes[0] == Query("eccp", "")


def test_a_query_is_asked_as_deeply_as_anybody_wants_it() -> None:
    plan = make_plan([asking("additive manufacturing", "food", readings=('"a b"', "c AND d", "food"))])
    assert depths(plan) == {"additive manufacturing": RECORDS, "food": RECORDS}
    asked = {str(query): one.depth for query, one in plan.asked.items()}
    assert (asked['"a b"'], asked["c"], asked["d"]) == (TOTAL, HITS, HITS)


def test_limits_hold_unless_somebody_wants_the_end() -> None:
    def limits(plan: Plan, text: str) -> Bands | None:
        return plan.asked[Query("eccp", text)].limits

    capped = make_plan([asking("food", "food OR meat")])
    assert limits(capped, "food") == limits(capped, "meat") == load().bands
    wanted = make_plan([asking("food", "food OR meat", read_to_end=True)])
    assert (limits(wanted, "food"), limits(wanted, "meat")) == (None, load().bands)
    lifted = make_plan([asking("food")], read_to_end=True)
    assert limits(lifted, "food") is None


def test_a_probe_lifts_no_limit() -> None:
    plan = make_plan([asking("technology")])
    assert plan.asked[Query("eccp", "technology")].limits == load().bands


def test_of_two_files_the_more_patient_limit_holds() -> None:
    patient = asking("food").model_copy(update={"bands": Bands(unmanageable_min=500)})
    renamed = patient.model_copy(
        update={"strategy": tuple(one.model_copy(update={"id": f"p-{one.id}"}) for one in patient.strategy)}
    )
    plan = make_plan([asking("food"), renamed])
    limits = plan.asked[Query("eccp", "food")].limits
    assert limits is not None
    assert limits.unmanageable_min == 500


def test_what_is_read_whole_is_asked_for_everything() -> None:
    site, here = make_plan([load()], mode=SITE), make_plan([load()], mode=DIRECTORY)
    assert (site.whole("eccp"), site.whole("eyeris3")) == (False, True)
    assert (here.whole("eccp"), here.whole("eyeris3")) == (True, True)
    assert site.asked[Query("eccp", "")].depth == TOTAL
    assert here.asked[Query("eccp", "")].depth == RECORDS
    assert here.probes == ()


def test_an_open_end_is_refused_by_the_site_and_answered_here() -> None:
    with pytest.raises(StrategyError, match=r"strategy s1: drone\*: .* --mode directory"):
        make_plan([asking("drone*")])
    (query,) = make_plan([asking("drone*")], mode=DIRECTORY, sources=["eccp"]).strategies[0].queries
    assert query.text == "drone*"


def test_a_reading_that_can_not_be_asked_is_refused_too() -> None:
    with pytest.raises(StrategyError, match="strategy s1: "):
        make_plan([asking("food", readings=("food*",))])


def test_regions_state_no_priority_area() -> None:
    file = asking('s3:"KETs/Photonics"', source="eyeris3")
    with pytest.raises(StrategyError, match="no record of eyeris3 states it"):
        make_plan([file])


def test_only_and_source_keep_what_they_name() -> None:
    assert make_plan([load()], only=["govtech"]).sources == ("eccp",)
    one = make_plan([load()], only=["a1-govtech-01"])
    assert [str(query) for query in one.queries if one.wanted_by(query)] == ["govtech"]
    plan = make_plan([load()], sources=["eyeris3"])
    assert {query.source for query in plan.queries} == {"eyeris3"}
    assert make_plan([load()], only=["govtech"], sources=["eccp", "eyeris3"]).sources == NAMES
    with pytest.raises(StrategyError, match="no such strategy or priority"):
        make_plan([load()], only=["x"])
    with pytest.raises(StrategyError, match="nothing is left"):
        make_plan([asking("a").model_copy(update={"strategy": ()})], sources=["eccp"])


def test_two_files_must_not_share_an_id() -> None:
    with pytest.raises(StrategyError, match="rename one"):
        make_plan([load(), load()])


def test_a_search_has_one_name_for_ever() -> None:
    assert Query("eccp", "foodtech").search_id == "eccp-b984e51555c5"
    facets = (("s3", "a"), ("sector", "b"))
    assert Query("eccp", "x", facets).search_id == Query("eccp", "x", facets[::-1]).search_id


def test_narrowing_is_probed_with_what_is_asked_anyway() -> None:
    plan = make_plan([asking("a", 'food AND s3:"KETs/Photonics"')], sources=["eccp"])
    narrowing = [str(query) for probe, query in plan.probes if probe == "narrowing"]
    assert narrowing == ['food AND s3:"KETs/Photonics"', "food", 's3:"KETs/Photonics"']


def test_a_strategy_file_may_have_one_strategy() -> None:
    assert isinstance(asking("a").strategy[0], Strategy)
