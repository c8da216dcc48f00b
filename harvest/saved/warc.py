"""The HTML pages of a WARC file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

_KINDS = ("response", "resource")
_DIGESTS = frozenset(("WARC-Payload-Digest", "WARC-Block-Digest"))


def read_warc(path: Path, largest: int) -> Iterator[tuple[str, datetime, str, bytes]]:
    """(address, time, Content-Type, body) of every HTML page that was answered with 200, in the file's order.

    At most ``largest`` bytes of a body. Raises ValueError where the file is no WARC, or breaks off.
    """
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, check_digests=True):
                if record.rec_type not in _KINDS or (
                    record.http_headers is not None and record.http_headers.get_statuscode() not in ("200", "")
                ):
                    continue
                headers = record.http_headers or record.rec_headers
                kind = headers.get_header("Content-Type") or ""
                if "html" not in kind:
                    continue
                at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
                url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
                stream = record.content_stream()
                body = stream.read(largest)
                whole = not stream.read(1)  # which is also when the digest is compared
                digested = bool(_DIGESTS & {name for name, _ in record.rec_headers.headers})
                if whole and digested and record.digest_checker.passed is not True:
                    raise ValueError("a page breaks off, or is not the one that was archived: its digest differs")
                yield url, at.astimezone(UTC).replace(microsecond=0), kind, body
        except ArchiveLoadFailed as error:
            raise ValueError(str(error).strip()) from None
