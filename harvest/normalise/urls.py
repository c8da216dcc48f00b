"""Web addresses: one spelling for one address, and whose site it is."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import canonicalize_url

from harvest.vocabularies import table, words

_ADDRESS = re.compile(r"(?:https?://)?[^\s/@]+\.[^\s/@.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_extract = TLDExtract(suffix_list_urls=(), cache_dir=None)
"""With the list of public suffixes that comes with the library: no network, no file."""


def web_address(printed: str) -> str | None:
    """A web address in one spelling; None where the text is none.

    Scheme and host in lower case, no default port, no fragment, no tracking parameters, no slash after a bare host.
    ``www`` and the scheme stay: they may matter to the server. Idempotent.
    """
    written = printed.strip().strip("<>\"'")
    if not _ADDRESS.fullmatch(written):
        return None
    if "://" not in written:
        written = f"https://{written}"
    try:
        parts = urlsplit(canonicalize_url(written))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if "." not in host:
        return None
    if port and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _only_tracks(pair[0])]
    path = "" if parts.path == "/" and not kept else parts.path
    address = urlunsplit((parts.scheme, host, path, urlencode(kept), ""))
    return address if _ADDRESS.fullmatch(address) else None


def without_suffix(host: str) -> str:
    """A host without what it is registered under: ``ours`` of ``ours.co.uk``, ``www.ours`` of ``www.ours.se``."""
    if host.count(".") < 2:
        return host.rpartition(".")[0]
    found = _extract(host)
    return ".".join(filter(None, (found.subdomain, found.domain)))


def is_shared(address: str) -> bool:
    """Whether the host serves many organisations (a social network, a site builder, a platform): it names none."""
    host = urlsplit(address).hostname or ""
    labels = host.split(".")
    return any(".".join(labels[at:]) in shared_hosts() for at in range(len(labels)))


def _only_tracks(parameter: str) -> bool:
    return any(fnmatch(parameter.casefold(), pattern) for pattern in _tracking())


@cache
def _tracking() -> frozenset[str]:
    return words("tracking_parameters.txt")


@cache
def shared_hosts() -> frozenset[str]:
    """Hosts that serve many organisations, each on a page or under a name of its own."""
    return frozenset(row["host"] for row in table("shared_hosts.csv"))
