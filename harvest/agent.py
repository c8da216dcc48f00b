"""Who asks: the user agent's honest name, and the refusal to ask anybody's site without one."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from harvest import __version__
from harvest.errors import ConfigurationError


def user_agent(contact: str | None, addresses: Iterable[str]) -> str:
    """The name for requests. Raises ConfigurationError where a foreign site would be asked without a contact."""
    foreign = [address for address in addresses if not is_loopback(address)]
    if foreign and not contact:
        raise ConfigurationError(
            f"{foreign[0]} is somebody's site: say who asks, with --contact, $HARVEST_CONTACT or "
            'contact = "…" in harvest.toml (an e-mail address or a web page)'
        )
    if contact and not contact.isprintable():
        raise ConfigurationError("--contact: one line of text, please: it becomes part of the user agent")
    return f"harvest/{__version__} (+{contact or 'loopback'})"


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
