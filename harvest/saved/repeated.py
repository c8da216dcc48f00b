"""What a page of results shows to somebody who knows none of its words: its records, their total, the way on."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from harvest.reading import attribute, lines, main_root, parse, text
from harvest.sources.eccp.result_list import find_results

_NUMBER = re.compile(r"\d[\d .,]*\d|\d")
_LONGEST = 60
"""Characters of a line that announces a total."""


class Records(NamedTuple):
    """The folder that the results of a page lead to, and the paths of the results in it."""

    folder: str
    paths: tuple[str, ...]


def find_records(html: str, url: str) -> Records:
    """The folder with the longest list of links side by side; an empty one where nothing is listed."""
    root = main_root(parse(html))
    best = Records("", ())
    if root is None:
        return best
    site = urlsplit(url).netloc
    addresses = [urlsplit(urljoin(url, attribute(link, "href"))) for link in root.css("a[href]")]
    for folder in dict.fromkeys(_folder(one.path) for one in addresses if one.netloc == site):

        def inside(href: str, folder: str = folder) -> str | None:
            path = urlsplit(urljoin(url, href)).path
            return path if folder and _folder(path) == folder and path != folder else None

        found = find_results(root, inside)
        paths = [inside(attribute(link, "href")) for card in found.cards for link in (card, *card.css("a[href]"))]
        listed = Records(folder, tuple(dict.fromkeys(path for path in paths if path)))
        best = max(best, listed, key=lambda one: len(one.paths))
    return best


def find_total(html: str, at_least: int) -> str | None:
    """A pattern for the first short line with one number that may be the total; its group is the number."""
    root = main_root(parse(html))
    for line in lines(root) if root is not None else ():
        found = _NUMBER.search(line.text) if line.link is None and "form" not in line.path else None
        if found is None or len(line.text) > _LONGEST or len(_NUMBER.findall(line.text)) > 1:
            continue
        before, after = _pattern(line.text[: found.start()]), _pattern(line.text[found.end() :])
        if (before or after) and int(re.sub(r"\D", "", found[0])) >= at_least:
            return rf"{before}\s*(\d[\d .,]*)\s*{after}"
    return None


def find_next(html: str, url: str) -> str | None:
    """What the link says, numbers aside, that leads to the page's own address with one of its numbers one higher."""
    root = main_root(parse(html))
    here = urlsplit(url)
    numbers = {name: int(value) for name, value in parse_qsl(here.query) if value.isdigit()}
    for link in root.css("a[href]") if root is not None else ():
        there = urlsplit(urljoin(url, attribute(link, "href")))
        changed = set(parse_qsl(there.query)) - set(parse_qsl(here.query))
        higher = {(name, str(number + 1)) for name, number in numbers.items()}
        if there.path == here.path and len(changed) == 1 and changed <= higher and not re.search(r"\d|^$", text(link)):
            return text(link)
    return None


def _folder(path: str) -> str:
    """``/clusters/`` of ``/clusters/one``; empty for what lies in no folder."""
    return f"{path.rpartition('/')[0]}/" if path.count("/") > 1 else ""


def _pattern(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))
