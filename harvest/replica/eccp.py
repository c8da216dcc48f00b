"""The European Cluster Collaboration Platform: search page, profiles, sitemap, robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from types import SimpleNamespace
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from harvest.replica.asked import KIND, Asked, facet_links, read_query
from harvest.replica.content import content
from harvest.replica.dress import dressed
from harvest.replica.hostile import out_of_bounds
from harvest.replica.organisations import Organisation
from harvest.replica.pages import page
from harvest.replica.scenarios import Scenario
from harvest.replica.search import Index
from harvest.replica.vocabulary import facets

PAGE_SIZE = 12
SITEMAP_SIZE = 700
FIRST_NODE = 200_001
LASTMOD = "2026-04-04T08:00Z"
NEWS = "/content/clusters-met-selolaquay"

_ROBOTS = (
    "/core/", "/profiles/", "/admin/", "/comment/reply/", "/filter/tips", "/node/add/", "/search/",
    "/user/register", "/user/password", "/user/login", "/user/logout",
)  # fmt: skip


class Eccp:
    """One instance per app: it remembers which profiles were asked for already."""

    def __init__(
        self,
        scenario: Scenario,
        index: Index,
        moved: Mapping[str, str] | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> None:
        """``index``: everybody who is there; ``moved``: addresses that lead to others; ``changed``: when a profile
        last changed, where it is not when all did.
        """
        self._scenario, self._index, self._moved, self._changed = scenario, index, moved or {}, changed or {}
        everyone = index.organisations
        self._profiles = {found.path: (FIRST_NODE + place, found) for place, found in enumerate(everyone)}
        self._expertise = {f"/content/{found.slug}/expertise": found for found in everyone}
        untitled = index.search(scenario.untitled) if scenario.untitled else []
        self._untitled = {found.path for found in untitled}
        self._asked_for: set[str] = set()
        self._hostile = _hostile(index) if scenario.pathological else {}

    def routes(self) -> list[Route]:
        """The platform's addresses."""
        return [
            Route("/robots.txt", self._robots),
            Route("/sitemap.xml", self._sitemap),
            Route("/search-results", self._search, methods=["GET", "POST"] if self._scenario.posts else ["GET"]),
            Route("/user/login", self._login),
            Route(NEWS, self._news),
            Route("/content/{slug}/expertise", self._expertise_page),
            Route("/content/{slug}", self._profile),
            Route("/cluster-organisations/{slug}", self._profile),
            Route("/cluster-networks/{slug}", self._profile),
        ]

    async def _robots(self, _: Request) -> Response:
        lines = ["#", "# robots.txt", "#", "User-agent: *"]
        if self._scenario.crawl_delay is not None:
            lines.append(f"Crawl-delay: {self._scenario.crawl_delay}")
        lines += [f"Disallow: {path}" for path in (*_ROBOTS, *self._scenario.forbidden)]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def _sitemap(self, request: Request) -> Response:
        if not self._scenario.sitemap:
            return not_found()
        paths = [*self._profiles, NEWS]
        pages = -(-len(paths) // SITEMAP_SIZE)
        asked = request.query_params.get("page")
        if asked is None:
            dated = f"<lastmod>{LASTMOD}</lastmod>" if self._scenario.dated_index else ""
            entries = [
                f"<sitemap><loc>http://default/sitemap.xml?page={one}</loc>{dated}</sitemap>"
                for one in range(1, pages + 1)
            ]
            return _xml("sitemapindex", entries)
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= pages):
            return not_found()
        start = (int(asked) - 1) * SITEMAP_SIZE
        entries = [
            f"<url><loc>http://default{escape(path)}</loc>{self._dated(path)}</url>"
            for path in paths[start : start + SITEMAP_SIZE]
        ]
        return _xml("urlset", entries)

    def _dated(self, path: str) -> str:
        return f"<lastmod>{self._changed.get(path, LASTMOD)}</lastmod>" if self._scenario.dated else ""

    async def _search(self, request: Request) -> Response:
        if self._scenario.search_is_news:
            return await self._news(request)
        if self._scenario.search_is_gone:
            return not_found()
        asked = await self._asked(request)
        illegal = asked.illegal()
        found = [] if illegal or asked.kind != KIND else self._found(asked)
        pages = -(-len(found) // PAGE_SIZE)
        hits, number = self._on_page(found, asked.page, pages)
        return self._dressed(
            page(
                "search.html",
                title="Search results",
                scenario=self._scenario,
                kind=asked.kind,
                asked=asked,
                illegal=illegal,
                facets=facets(),
                facet_links=facet_links(asked, found),
                total=None if self._scenario.after_last == "empty" and number >= max(pages, 1) else len(found),
                hits=hits,
                page=number,
                pages=pages,
                onwards=number + 1 < pages or (bool(hits) and bool(self._scenario.after_last)),
                near=range(max(0, number - 4), min(pages, number + 5)),
                page_link="?page={}".format if self._scenario.posts else asked.page_link,
            )
        )

    async def _asked(self, request: Request) -> Asked:
        """What is asked: by the address, or in a posted form, where only the page stands in the address."""
        if not self._scenario.posts:
            return read_query(request.url.query)
        turned = f"&page={request.query_params.get('page', '0')}"
        return read_query((await request.body()).decode() + turned if request.method == "POST" else turned)

    def _on_page(self, found: list[Organisation], number: int, pages: int) -> tuple[list[Any], int]:
        """The hits of a page, and its number; what lies beyond the last one is the scenario's matter."""
        if self._scenario.after_last == "repeated":
            number = min(number, max(0, pages - 1))
        hits: list[Any] = found[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
        if self._scenario.after_last == "endless" and found:
            hits += [_nobody(number * PAGE_SIZE + place) for place in range(len(hits), PAGE_SIZE)]
        return hits, number

    def _found(self, asked: Asked) -> list[Organisation]:
        """What the search finds, in the way of this scenario."""
        searched, filters = self._index, asked.filters()
        narrowing = {} if self._scenario.facets_widen and asked.text else filters
        found = searched.search(asked.text, narrowing, every_word=self._scenario.all_words)
        if narrowing is not filters:
            found = list(dict.fromkeys([*found, *searched.search("", filters)])) if filters else found
        return searched.search("") if self._scenario.falls_back and not found else found

    async def _profile(self, request: Request) -> Response:
        path = request.url.path
        if path in self._moved:
            return RedirectResponse(self._moved[path], status_code=301)
        if path not in self._profiles:
            return not_found()
        if self._scenario.login_wall:
            return RedirectResponse(f"/user/login?destination={path}", status_code=302)
        if path in self._hostile:
            return self._hostile[path]()
        if self._out_of_order(path):
            return page("message.html", status=503, title="Service unavailable", text="Try again later.")
        node, found = self._profiles[path]
        return self._dressed(
            page(
                f"profile_{found.layout.lower()}.html",
                title="" if path in self._untitled else found.name,
                summary=found.description,
                scenario=self._scenario,
                node=node,
                debug=node % 3 == 0,
                o=found,
                leaves=tuple(area.partition(": ")[2] for area in found.s3),
                composition=_composition(found),
                old_composition=_old_composition(found),
            )
        )

    def _dressed(self, answer: HTMLResponse) -> HTMLResponse:
        changed = self._scenario.renamed or self._scenario.twig_debug
        return dressed(answer, self._scenario) if changed else answer

    def _out_of_order(self, path: str) -> bool:
        first = path not in self._asked_for
        self._asked_for.add(path)
        every = self._scenario.flaky_every
        return bool(every) and first and len(self._asked_for) % every == 0

    async def _expertise_page(self, request: Request) -> Response:
        found = self._expertise.get(request.url.path)
        if found is None:
            return not_found()
        return page("message.html", title=f"Expertise of {found.name}", text="Nothing was entered here yet.")

    async def _news(self, _: Request) -> Response:
        return page("news.html", title="Clusters met in Selolaquay", poster=content().organisations[0])

    async def _login(self, _: Request) -> Response:
        return page("login.html", title="Log in")


def _hostile(index: Index) -> dict[str, Callable[[], Response]]:
    found = index.search("food", {"s3_priority": ["Sustainable innovation: Sustainable agriculture"]})
    return {hit.path: out_of_bounds(hit.path)[place] for place, hit in enumerate(found[:6])}


def _nobody(number: int) -> SimpleNamespace:
    """A hit that leads nowhere."""
    slug = f"endless-{number}"
    return SimpleNamespace(name=f"Endless {number}", slug=slug, path=f"/content/{slug}", country="", description="")


def not_found() -> Response:
    """Drupal's page for an address that leads nowhere."""
    return page("message.html", status=404, title="Page not found", text="The page could not be found.")


def _composition(found: Organisation) -> tuple[tuple[int | None, str], ...]:
    """Number first, label after; the label of the second was never seen."""
    members = found.members
    return (
        (members.total, "Cluster Members"),
        (members.sme, "SMEs"),
        (members.startups, "Number of start-ups among SME's"),
        (members.large, "Large Companies"),
        (members.research, "Research Organisations, Universities, Technology Centers"),
        (members.civil, "Number of civil society members"),
        (members.other, "Other Ecosystem Actors"),
    )


def _old_composition(found: Organisation) -> tuple[tuple[str, int | None], ...]:
    members = found.members
    return (
        ("Total number of members:", members.total),
        ("Number of SME members:", members.sme),
        ("Number of start-ups among SME members:", members.startups),
        ("Number of larger company members:", members.large),
        ("Number of research organisations/universities/technology centres:", members.research),
        ("Number of other ecosystem actors :", members.other),
    )


def _xml(root: str, entries: list[str]) -> Response:
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Response(opening + "\n".join(entries) + f"\n</{root}>\n", media_type="application/xml")
