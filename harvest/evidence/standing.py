"""What was known when a run had ended: the latest complete answer to each search, and the state of each record.

What the run itself could not answer, or was not asked, is carried over from the last run that answered it. So a night
of outages changes nothing that is known, and two runs are compared in what both know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.evidence.lineage import UPTO, RunTold
from models.views.view import READ

Asked = tuple[str, str]
"""A search's id, and how texts were read where it was answered here (empty where the source searched)."""


@dataclass(frozen=True, slots=True)
class Known:
    """One record that was read in some run."""

    first_read: str
    last_read: str
    """Moments of runs."""
    page_id: int
    """The page that it was last read from: its statements then are those that hold at this page."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was known at the end of one run."""

    run: RunTold
    answers: Mapping[Asked, str]
    """To the run that answered it last, to its end."""
    known: Mapping[str, Known]
    missed: Mapping[str, tuple[int, str]]
    """Records that the last runs missed: by how many runs in a row, and what their address answered last."""

    def misses(self, record_id: str) -> int:
        return self.missed.get(record_id, (0, ""))[0]


def read_standing(connection: Connection, run: RunTold) -> Standing:
    """What was known at the end of the run."""
    upto = {"moment": run.moment}
    known = {
        record_id: Known(first, last, page_id)
        for record_id, first, last, page_id in connection.execute(text(_KNOWN), upto)
    }
    missed = {
        record_id: (nth, reason)
        for record_id, nth, reason, moment in connection.execute(text(_MISSED), upto)
        if record_id in known and known[record_id].last_read < moment
    }
    answers = {(search_id, reading): run_id for search_id, reading, run_id in connection.execute(text(_ANSWERS), upto)}
    return Standing(run, answers, known, missed)


_KNOWN = f"""
    SELECT
        v.record_id, MIN(u.started_at || ' ' || u.run_id), MAX(u.started_at || ' ' || u.run_id),
        COALESCE(MAX(v.page_id), 0)
    FROM visits v
    JOIN runs u ON u.run_id = v.run_id
    WHERE v.outcome IN {READ} AND {UPTO}
    GROUP BY v.record_id
"""  # noqa: S608  # put together from our own constants

_MISSED = f"""
    SELECT a.record_id, a.nth, a.reason, u.started_at || ' ' || u.run_id
    FROM v1_absences a
    JOIN runs u ON u.run_id = a.run_id
    WHERE {UPTO}
    ORDER BY u.started_at, u.run_id
"""  # noqa: S608

_ANSWERS = f"""
    SELECT search_id, reading, run_id FROM (
        SELECT
            s.search_id, COALESCE(s.reading, '') AS reading, s.run_id,
            ROW_NUMBER() OVER (
                PARTITION BY s.search_id, COALESCE(s.reading, '') ORDER BY u.started_at DESC, u.run_id DESC
            ) AS nth
        FROM searches s
        JOIN runs u ON u.run_id = s.run_id
        WHERE s.status = 'complete' AND s.depth <> 'total' AND {UPTO}
    ) answered
    WHERE nth = 1
"""  # noqa: S608
