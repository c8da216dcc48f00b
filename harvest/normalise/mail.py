"""E-mail addresses: written plainly or masked, naming a function or a person."""

from __future__ import annotations

import re
from functools import cache

from email_validator import EmailNotValidError, validate_email

from harvest.normalise.text import fold
from harvest.vocabularies import words

_AT = r"\s*(?:@|&#0?64;|%40|[\[(]\s*at\s*[\])])\s*"
_DOT = r"\s*(?:\.|[\[(]\s*dot\s*[\])])\s*"
_PART = r"[\w+%-]{1,64}"
# Bounded, and begun at the beginning of a word only: on a long run of letters, such as a picture written out in a
# page, an unbounded pattern would take time that grows with its square.
ADDRESS = re.compile(rf"(?<![\w+%-])({_PART}(?:{_DOT}{_PART}){{0,8}}){_AT}([\w-]+(?:{_DOT}[\w-]+)+)", re.IGNORECASE)
"""An address in plain or in SpamSpan's masked spelling (``name [at] domain``); groups: mailbox, domain."""


_SIGN = re.compile(_AT.removeprefix(r"\s*").removesuffix(r"\s*"), re.IGNORECASE)
"""Most pages hold no address at all, and this is found out twenty times sooner."""


@cache
def functional_mailboxes() -> frozenset[str]:
    """First words of addresses that name a function, not a person."""
    return words("mailboxes.txt")


def is_functional(mailbox: str) -> bool:
    """Whether the part before the ``@`` names a function: ``info``, ``kontakt.se``, ``cluster-office``."""
    parts = [part for part in re.split(r"[^a-z]+", fold(mailbox)) if part]
    return bool(parts) and parts[0] in functional_mailboxes()


def unmask(written: str) -> str:
    """The first address in a text, plain and in lower case; empty where there is none."""
    match = ADDRESS.search(written)
    return re.sub(_DOT, ".", f"{match[1]}@{match[2]}", flags=re.IGNORECASE).lower() if match else ""


def functional_address(written: str) -> str | None:
    """The first address in a text if it can be one and names a function, without asking the network; else None.

    Idempotent.
    """
    try:
        found = validate_email(unmask(written), check_deliverability=False)
    except EmailNotValidError:
        return None
    return found.normalized if is_functional(found.local_part) else None


def without_personal(text: str) -> str:
    """The text without the addresses that don't name a function."""
    if not _SIGN.search(text):
        return text
    return ADDRESS.sub(lambda match: match[0] if is_functional(match[1]) else "", text)
