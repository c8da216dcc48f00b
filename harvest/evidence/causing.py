"""The cause of each hit and each record that came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, text

from harvest.directory.words import words
from harvest.evidence import causes
from harvest.evidence.edits import Declared, Edit
from harvest.evidence.lineage import UPTO
from harvest.evidence.moves import Move, read_listed
from harvest.evidence.presence import Presence
from harvest.evidence.renames import Of, successors
from harvest.evidence.repaired import Repairs
from harvest.evidence.standing import Standing
from harvest.evidence.turned import Searching
from harvest.records import Query
from harvest.sources import load_source

_STEM = 4
"""Letters in which two words must agree to be taken for one in two endings."""


@dataclass(frozen=True)
class Look:
    """All that two runs know, beside each other."""

    before: Standing
    now: Standing
    records: Mapping[str, Of]
    edits: list[Edit]
    declared: list[Declared]
    moves: list[Move]

    def named(self, record_id: str) -> tuple[str, str]:
        """The entity that a record stands for, and its id."""
        of = self.records[record_id]
        return (causes.REGION, of.source_id) if of.kind == "region" else (causes.RECORD, record_id)

    @cached_property
    def heirs(self) -> dict[str, str]:
        """Missing records to those that took their place."""
        return successors(self.now, self.records)

    @cached_property
    def edited(self) -> dict[str, list[Edit]]:
        """Record to what its own source edited."""
        found: dict[str, list[Edit]] = defaultdict(list)
        for edit in self.edits:
            if not edit.by_reader:
                found[edit.record_id].append(edit)
        regions = {of.source_id: record_id for record_id, of in self.records.items() if of.kind == "region"}
        for one in self.declared:
            if one.nuts in regions and not one.by_reader:
                before, after = (
                    f"{one.title} {told}" if told is not None else None for told in (one.before, one.after)
                )
                found[regions[one.nuts]].append(Edit(regions[one.nuts], "priority", before, after, False))
        return found

    @cached_property
    def found_by(self) -> dict[str, list[Move]]:
        """Record to the searches that it came into."""
        found: dict[str, list[Move]] = defaultdict(list)
        for move in self.moves:
            for record_id in move.came:
                found[record_id].append(move)
        return found


class Causes:
    """Decides causes from what two runs know; asks for hits and probes only where it must."""

    def __init__(self, connection: Connection, look: Look, repairs: Repairs) -> None:
        self._connection, self._look, self._repairs = connection, look, repairs
        self._searching, self._presence = Searching(connection), Presence(connection)
        self._wholes: dict[str, tuple[str, frozenset[str]]] = {}

    def of_appearing(self, record_id: str) -> str:
        """Why a record was read for the first time."""
        of, moves = self._look.records[record_id], self._look.found_by.get(record_id, [])
        run_id, whole = self._whole(of.source)
        if run_id in (self._look.before.run.run_id, *(move.before_run for move in moves)) and record_id not in whole:
            return causes.NEW
        lost, same_page = self._lost_before(record_id)
        if lost == "refused":
            # Its page held no record, or none that our reader could see.
            return causes.READER if same_page or self._repairs.had(record_id) else causes.EDITED
        if lost:
            return causes.FAILURE
        runs = sorted({move.before_run for move in moves} or {self._look.before.run.run_id})
        there = self._presence.was_there(record_id, runs)
        if there is False:
            return causes.NEW
        if not moves:
            return causes.FAILURE if self._failed_before(record_id) else causes.NOT_ASKED
        if all(map(self._turned, moves)):
            return causes.SEARCH
        if there is None:
            return causes.NEW_OR_FOUND
        edited = self._presence.edited(record_id, runs, self._look.now.run.run_id)
        return causes.EDITED if edited else causes.FOUND

    def of_coming(self, move: Move, record_id: str) -> str:
        """Why a search lists a record that it did not list before."""
        look = self._look
        if record_id not in look.records:
            return causes.UNKNOWN
        if self._repairs.move(record_id, move.search_id, (move.before_run, move.after_run), came=True):
            return causes.READER
        if record_id not in look.before.known:
            if record_id in look.heirs.values():
                return causes.RENAMED
            cause = self.of_appearing(record_id)
            told = cause not in (causes.NEW_OR_FOUND, causes.FOUND) or not self._turned(move)
            return cause if told else causes.SEARCH
        if look.before.misses(record_id):
            return causes.RETURNED
        return self._of_the_same(move, record_id)

    def of_going(self, move: Move, record_id: str) -> str:
        """Why a search does not list a record that it listed before."""
        look = self._look
        if self._repairs.move(record_id, move.search_id, (move.before_run, move.after_run), came=False):
            return causes.READER
        if record_id in look.heirs:
            return causes.RENAMED
        if look.now.misses(record_id):
            return causes.REMOVED
        return self._of_the_same(move, record_id) if record_id in look.now.known else causes.UNKNOWN

    def _of_the_same(self, move: Move, record_id: str) -> str:
        """A record that is there before and after: it was edited, or else the search is another."""
        if any(explains(move, edit) for edit in self._look.edited.get(record_id, ())):
            return causes.EDITED
        return causes.SEARCH if self._turned(move) else causes.UNKNOWN

    def _turned(self, move: Move) -> bool:
        told = self._searching.turned(move.before_run, move.after_run, move.source, move.search_id, move.text)
        return bool(told)

    def _whole(self, source: str) -> tuple[str, frozenset[str]]:
        """The run that last read the whole source before, and what it listed; nothing where none did."""
        if source not in self._wholes:
            search_id = Query(source, "").search_id
            run_id = next((run for (one, _), run in self._look.before.answers.items() if one == search_id), "")
            self._wholes[source] = run_id, read_listed(self._connection, run_id, search_id, source)
        return self._wholes[source]

    def _lost_before(self, record_id: str) -> tuple[str, bool]:
        """How the record was last lost (refused or failed) until the earlier run ended, empty where it never was.

        And whether its page was the one to the letter that it was read from since.
        """
        this = {"record_id": record_id, "moment": self._look.before.run.moment}
        page_id = self._look.now.known[record_id].page_id
        row = self._connection.execute(text(_LOST), {**this, "page_id": page_id}).first()
        return ("", False) if row is None else (row.outcome, bool(row.same_page))

    def _failed_before(self, record_id: str) -> bool:
        """Whether a search that lists the record now was asked in the earlier run too, and not answered."""
        of, look = self._look.records[record_id], self._look
        this = {"source": of.source, "source_id": of.source_id}
        runs = {"run_id": look.now.run.run_id, "previous": look.before.run.run_id}
        return self._connection.execute(text(_FAILED), {**this, **runs}).first() is not None


def explains(move: Move, edit: Edit) -> bool:
    """Whether an edit can be why a search lists a record, or no longer does.

    It must be of a field that the search looks at. Loose words are there or not: an edit that neither brings nor takes
    one of them, in whatever ending, changes nothing for them. Of a phrase, any edit may be the cause.
    """
    told = load_source(move.source).answering
    if edit.field in {told.facets.get(name) for name in move.facets}:
        return True
    if not move.text or edit.field not in (told.searched or told.texts):
        return False
    if '"' in move.text:
        return True
    before, after = (set(words(value or "")) for value in (edit.before, edit.after))
    return any(_akin(wanted, word) for wanted in words(move.text) for word in before ^ after)


def _akin(one: str, other: str) -> bool:
    """Whether two words may have one stem."""
    length = min(len(one), len(other), _STEM)
    return one[:length] == other[:length]


_LOST = f"""
    SELECT v.outcome, CASE WHEN p.sha256_archived = n.sha256_archived THEN 1 ELSE 0 END AS same_page
    FROM visits v
    JOIN runs u ON u.run_id = v.run_id
    LEFT JOIN pages p ON p.page_id = v.page_id
    LEFT JOIN pages n ON n.page_id = :page_id
    WHERE v.record_id = :record_id AND v.outcome IN ('refused', 'failed') AND {UPTO}
    ORDER BY u.started_at DESC, u.run_id DESC
"""  # noqa: S608  # put together from our own constants

_FAILED = """
    SELECT 1 FROM hits h
    JOIN queries q ON q.search_id = h.search_id
    JOIN searches s ON s.search_id = h.search_id AND s.run_id = :previous
    WHERE h.run_id = :run_id AND q.source = :source AND h.source_id = :source_id
      AND s.status NOT IN ('complete', 'capped')
"""
