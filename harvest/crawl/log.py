"""Where a run's log is written, and what says one event of the run that is on. ``run_log`` has the events."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

_logger = logging.getLogger("harvest.run_log")
_logger.propagate = False
_logger.setLevel(logging.INFO)
# Where no run is on, nobody listens; without this, Python would print warnings.
_logger.addHandler(logging.NullHandler())

LOG: BoundLogger = structlog.wrap_logger(
    _logger,
    wrapper_class=BoundLogger,
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ProcessorFormatter.wrap_for_formatter,
    ],
)
"""Says one event of the run that is on; nothing happens where none is."""


def log_file(archive: Path, run_id: str) -> Path:
    """Where a run's log is: in a folder beside that of its pages."""
    return archive.with_name(archive.name.removesuffix("-archive") + "-log") / f"{run_id}.jsonl"


@contextmanager
def logged(file: Path, run_id: str) -> Iterator[None]:
    """Writes what ``LOG`` says into the file, behind what is there: a resumed run has one log."""
    handler = _File(file)
    render = structlog.processors.JSONRenderer(ensure_ascii=False)

    def named(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        first = {key: event.pop(key) for key in ("at", "level", "event")}
        return {**first, "run": run_id, **event}

    handler.setFormatter(ProcessorFormatter(processors=[ProcessorFormatter.remove_processors_meta, named, render]))
    _logger.addHandler(handler)
    try:
        yield
    finally:
        _logger.removeHandler(handler)
        handler.close()


class _File(logging.FileHandler):
    """A log that can't be written is no reason to end a run: it is told, once."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, encoding="utf-8", delay=True)
        self._file, self._told = file, False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told:
            sys.stderr.write(f"harvest: the run's log at {self._file} can't be written: {error.strerror}\n")
            self._told = True
