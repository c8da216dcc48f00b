"""Web addresses: one spelling for one address."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_TRACKING = re.compile(r"(utm_.*|fbclid|gclid|mc_[ce]id|msclkid|_ga)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?[^\s/@]+\.[^\s/@.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


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
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    path = "" if parts.path == "/" and not kept else parts.path
    return urlunsplit((parts.scheme, host, path, urlencode(kept), ""))


def site_key(address: str) -> str:
    """What two addresses of one site share: host without ``www`` and path without the last slash."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"
