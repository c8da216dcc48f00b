"""What else the sites may do. Each scenario is a few facts; the apps ask them where they matter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harvest.errors import ConfigurationError
from harvest.replica.nights import BUSY, BUSY_FOR_HOURS, EMPTY, ERROR, RESET, SILENT, TRUNCATED, Fault


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
    selects: bool = True
    """The form has selects; without them the facet links alone narrow."""
    posts: bool = False
    """The form is posted, links carry nothing of what was asked, and there are no facet links."""
    form: bool = True
    """The search page has a form and facet links; without them it is a listing of everybody."""
    search_is_gone: bool = False
    """The search address is 404."""
    sitemap: bool = True
    """There is a sitemap."""
    challenge_at: int = 0
    """The request, counted from 1 without robots.txt, from which on a check for humans answers."""
    month: int = 0
    """The month of the year in which the platform changes; 0: it never does."""
    login_wall: bool = False
    """Profiles lead to the login."""
    renamed: bool = False
    """Labels of filters and profiles are worded in their other ways."""
    new_field: bool = False
    """Profiles have a field more."""
    twig_debug: bool = False
    """Template comments everywhere, inside labels and values too."""
    two_pagers: bool = False
    """Other lists with pagers of their own stand before and after the results."""
    after_last: str = ""
    """What the link on the last page leads to: ``empty``, ``repeated`` or ``endless`` (new hits for ever)."""
    pathological: bool = False
    """Six profiles that the search for food and agriculture finds are out of all bounds."""
    night: Fault | None = None
    """What goes wrong: pages break off, are empty, or the server is down or busy."""
    validators: bool = False
    """Pages carry an ETag and a Last-Modified; who has a page still is answered with 304."""
    dated: bool = True
    """The sitemap says when each page last changed."""
    dated_index: bool = False
    """Its index says when each of its own pages last changed. That was never seen."""


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
    Scenario("facets", "filters are links beside a form with nothing but a box", selects=False),
    Scenario("post-form", "the form is posted, and the pager forgets what was asked", posts=True),
    Scenario("no-search", "no form and no facets, but a listing of everybody with a pager", form=False),
    Scenario("sitemap-only", "neither search nor listing, but a sitemap", search_is_gone=True),
    Scenario("nothing-but-profiles", "neither search, listing nor sitemap", search_is_gone=True, sitemap=False),
    Scenario("challenge-at-N", "a check for humans answers from the N-th request on", challenge_at=20),
    Scenario("login-wall", "every profile leads to the login", login_wall=True),
    Scenario("renamed-labels", "filters and fields are worded in their other ways", renamed=True),
    Scenario("new-field", "profiles have a field that nobody knows", new_field=True),
    Scenario("twig-debug", "template comments everywhere", twig_debug=True),
    Scenario("two-pagers", "other lists with pagers stand around the results", two_pagers=True),
    Scenario("empty-last-page", "after the last page of results comes one without any", after_last="empty"),
    Scenario("repeated-page", "after the last page of results it comes again", after_last="repeated"),
    Scenario("endless-pager", "a pager that never ends, with new hits for ever", after_last="endless"),
    Scenario("resets", "every fifth page breaks off when first asked for", night=Fault(RESET, every=5)),
    Scenario("truncated", "the same, shorter than it says", night=Fault(TRUNCATED, every=5)),
    Scenario("empty-pages", "every fifth page is empty when first asked for", night=Fault(EMPTY, every=5)),
    Scenario("silent", "every fifth page never comes when first asked for", night=Fault(SILENT, every=5)),
    Scenario("cut-for-good", "every fifth page always breaks off", night=Fault(RESET, every=5, stays=True)),
    Scenario("outage", "requests 8 to 9 are answered 503", night=Fault(ERROR, first=8, last=9)),
    Scenario("down", "from the eighth request on 503 and nothing else", night=Fault(ERROR, first=8)),
    Scenario("busy", "every fifth page is 429 when first asked for: wait 2 seconds", night=Fault(BUSY, every=5)),
    Scenario("busy-for-hours", "from the eighth request on: wait two hours", night=Fault(BUSY_FOR_HOURS, first=8)),
    Scenario("pathological", "six profiles are out of all bounds, each in its own way", pathological=True),
    Scenario("validators", "pages carry validators, and 304 answers who has them still", validators=True),
    Scenario("dated-index", "the sitemap's index dates the sitemap's own pages", dated_index=True),
    Scenario("undated", "neither validators nor dates in the sitemap: nothing tells what has changed", dated=False),
    Scenario("year", "a small platform that changes from month to month; /next-month goes on", month=1),
    Scenario("year-at-N", "the same in its N-th month, 1 to 12", month=12),
)

SCENARIOS: dict[str, Scenario] = {scenario.name: scenario for scenario in _ALL}


def scenario_named(name: str) -> Scenario:
    """The scenario; N stands for a number. Raises ConfigurationError, naming those that there are."""
    numbered = re.fullmatch(r"challenge-at-([1-9]\d{0,5})", name)
    if numbered:
        return replace(SCENARIOS["challenge-at-N"], name=name, challenge_at=int(numbered[1]))
    month = re.fullmatch(r"year-at-([1-9]|1[0-2])", name)
    if month:
        return replace(SCENARIOS["year-at-N"], name=name, month=int(month[1]))
    try:
        return SCENARIOS[name]
    except KeyError:
        known = ", ".join(SCENARIOS)
        raise ConfigurationError(f"there is no scenario {name!r} of the replica; there are {known}") from None
