"""Addresses of region pages: one region is one record, whatever of its addresses a link uses.

Seen: ``/regions/ITC4/tags/ITC4``, ``/region-page-test/-/regions/SE321``, the Observatory's ``…/regions/de2.html``; on
other pages of the platform also language prefixes (``/en-US/``, ``/en_GB/``) and ``/w/`` for ``/-/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from harvest.normalise.countries import country_code
from harvest.normalise.nuts import regions
from harvest.reading import attribute, parse
from harvest.sources import load_source

CODE = r"[A-Z]{2}[A-Z0-9]{0,3}"
_LANGUAGE = re.compile(r"^/[a-z]{2}(?:[-_][A-Z]{2})?(?=/)")
_STATIC = re.compile(r"([a-z]{2}[a-z0-9]{0,3})\.html?", re.IGNORECASE)


def is_code(code: str) -> bool:
    """Whether this may be a region's code: one that is known, or a country's letters with a number behind."""
    if code in regions():
        return True
    return country_code(code[:2]) is not None and (len(code) == 2 or any(sign.isdigit() for sign in code))


def source_id(url: str) -> str | None:
    """The NUTS code in a region page's address, None where it is no region page's."""
    path = _LANGUAGE.sub("", unquote(urlsplit(url).path)).replace("/w/", "/-/")
    for prefix in load_source("eyeris3").record_paths:
        before, found, rest = path.partition(prefix)
        if not found or before:
            continue
        name = rest.partition("/")[0]
        static = _STATIC.fullmatch(name)
        code = static[1].upper() if static else name
        if re.fullmatch(CODE, code) and is_code(code):
            return code
    return None


def region_links(html: str, url: str) -> list[tuple[str, str]]:
    """(NUTS code, address) of every region page that a page links to, in the page's order, each region once.

    Only pages on the page's own host and on the source's hosts count: staging copies are nobody's source.
    """
    hosts = {urlsplit(url).netloc, *(urlsplit(base).netloc for base in hosts_of_source())}
    body = parse(html).body
    found: dict[str, str] = {}
    for link in body.css("a[href], area[href]") if body is not None else []:
        address = urljoin(url, attribute(link, "href")).partition("#")[0]
        nuts = source_id(address) if urlsplit(address).netloc in hosts else None
        if nuts is not None:
            found.setdefault(nuts, address)
    return list(found.items())


def hosts_of_source() -> tuple[str, ...]:
    """The addresses, without a path, that the source's pages live at: the platform's, the Observatory's."""
    source = load_source("eyeris3")
    return tuple(dict.fromkeys((source.address, *(_base(one) for one in source.record_addresses if _base(one)))))


def page_addresses(nuts: str, at: str) -> Iterator[str]:
    """Where one region's page may be, in the order in which to ask, for a source that is reached ``at`` an address.

    Another address than the source's own stands for all of its hosts: what runs against a replica never leaves it.
    """
    source = load_source("eyeris3")
    for template in source.record_addresses:
        path = template.format(id=nuts, lower=nuts.lower())
        base = _base(path)
        if not base:
            yield at + path
        elif at == source.address:
            yield path
        else:
            yield at + path.removeprefix(base)


def _base(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
