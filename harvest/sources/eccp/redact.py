"""The platform's pages without persons: contact persons stand unlabelled below the name."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from harvest.reading import lines
from harvest.sources import load_source, redaction
from harvest.sources.eccp.header import read_header


def redact(html: str) -> str:
    """The page with every person taken out; unchanged where it names none."""
    return redaction.redact(html, load_source("eccp"), _contact_person)


def _contact_person(body: LexborNode) -> Iterator[LexborNode]:
    for line in read_header(lines(body)).persons:
        yield from line.nodes
