"""What else the sites may do. Each scenario is a few facts; the apps ask them where they matter."""

from __future__ import annotations

from dataclasses import dataclass

from harvest.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which the replica behaves; the defaults are the plain one."""

    name: str
    says: str
    crawl_delay: int | None = None
    """Seconds that robots.txt asks for."""
    forbidden: tuple[str, ...] = ()
    """Paths that robots.txt forbids beside the usual ones."""
    search_is_news: bool = False
    """The search address serves a page of another kind."""
    flaky_every: int = 0
    """Every so many-th profile answers 503 the first time it is asked for."""
    untitled: str = ""
    """Profiles found by this word lack their title."""
    all_words: bool = False
    """Loose words must all be there."""
    stems: bool = True
    """Word stems are compared."""
    falls_back: bool = False
    """Where nothing is found, everything is shown."""
    facets_widen: bool = False
    """A filter beside a text adds its own hits instead of narrowing."""


_ALL = (
    Scenario("plain", "both platforms in good order"),
    Scenario("crawl-delay", "robots.txt asks for one second between requests", crawl_delay=1),
    Scenario("not-search", "the search address serves a news page", search_is_news=True),
    Scenario("robots-forbid", "robots.txt forbids the search address", forbidden=("/search-results",)),
    Scenario("flaky", "every fifth profile answers 503 when first asked for, then well", flaky_every=5),
    Scenario("broken-profile", "the profile that foodtech finds lacks its title", untitled="foodtech"),
    Scenario("all-words", "loose words must all be in a profile", all_words=True),
    Scenario("whole-words", "words are compared as they stand, without stems", stems=False),
    Scenario("falls-back", "a search that finds nothing shows everything", falls_back=True),
    Scenario("facets-widen", "a filter beside a text adds hits instead of narrowing", facets_widen=True),
)

SCENARIOS: dict[str, Scenario] = {scenario.name: scenario for scenario in _ALL}


def scenario_named(name: str) -> Scenario:
    """The scenario. Raises ConfigurationError, naming those that there are."""
    try:
        return SCENARIOS[name]
    except KeyError:
        known = ", ".join(SCENARIOS)
        raise ConfigurationError(f"there is no scenario {name!r} of the replica; there are {known}") from None
