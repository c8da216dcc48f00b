"""A file with the addresses of a source's records: for when the source offers no other way to find them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from harvest.errors import ConfigurationError
from harvest.sources import load_source


def read_listed(source: str, file: Path) -> tuple[str, ...]:
    """The paths of the records that a file lists, one address a line; empty lines and ``#`` are passed over.

    Hosts are left out: records are asked for where the run asks the source. Raises ConfigurationError with the line
    for what is no address of a record.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: {error}") from None
    prefixes = load_source(source).record_paths
    found: dict[str, None] = {}
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        path = urlsplit(address).path
        if not path.startswith(prefixes) or " " in address:
            known = " or ".join(f"{prefix}…" for prefix in prefixes)
            raise ConfigurationError(f"{file}:{number}: {address!r} is no record of {source}: its path begins {known}")
        found[path] = None
    if not found:
        raise ConfigurationError(f"{file}: there is no address in it; write one a line")
    return tuple(found)
