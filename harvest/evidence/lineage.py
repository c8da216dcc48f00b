"""Which run a run may be compared with: the last one of the same strategies that counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from harvest.errors import UsageError

BY_HAND = "saved by hand"
COUNTS = "u.quarantined = '' AND u.finished_at IS NOT NULL AND u.status <> 'failed'"
"""SQL: whether anything follows from run ``u``; as the views have it."""
UPTO = f"{COUNTS} AND u.started_at || ' ' || u.run_id <= :moment"
"""SQL: whether run ``u`` counts, and started no later than the one that ``moment`` names."""


@dataclass(frozen=True, slots=True)
class RunTold:
    """One run, as far as comparing goes."""

    run_id: str
    started_at: str
    finished_at: str | None
    status: str
    mode: str
    strategies_sha256: str
    quarantined: str
    pruned_at: str | None

    @property
    def moment(self) -> str:
        """Puts runs in order, also those that started in one second."""
        return f"{self.started_at} {self.run_id}"

    @property
    def why_not(self) -> str:
        """Why nothing follows from it; empty where something does."""
        if self.mode == BY_HAND:
            return "it holds pages saved by hand, not a harvest"
        if self.finished_at is None:
            return "it has not ended"
        if self.pruned_at:
            return f"its searches and hits were deleted on {self.pruned_at[:10]} (`harvest db prune`)"
        if self.quarantined:
            return f"it is in quarantine: {self.quarantined}"
        return "it failed" if self.status == "failed" else ""


def told(connection: Connection, run_id: str) -> RunTold:
    """One run. Raises UsageError where there is none of this id."""
    row = connection.execute(text(f"{_RUN} WHERE run_id = :run_id"), {"run_id": run_id}).first()
    if row is None:
        raise UsageError(f"there is no run {run_id}; `harvest changes` without --run shows the latest")
    return RunTold(*row)


def previous_run(connection: Connection, run: RunTold) -> RunTold | None:
    """The last run of the same strategies before this one that counts; None where there is none."""
    if run.why_not:
        return None
    this = {"moment": run.moment, "sha256": run.strategies_sha256, "by_hand": BY_HAND}
    row = connection.execute(text(_PREVIOUS), this).first()
    return None if row is None else RunTold(*row)


def check_comparable(previous: RunTold, run: RunTold, *, across_edits: bool = False) -> None:
    """Raises UsageError, with the reason and the remedy, where the second can't be compared with the first."""
    if previous.moment >= run.moment:
        raise UsageError(
            f"run {previous.run_id} did not start before run {run.run_id}: --from names the earlier one, --to the later"
        )
    for one in (previous, run):
        if one.why_not:
            raise UsageError(f"run {one.run_id} can't be compared: {one.why_not}")
    if previous.strategies_sha256 != run.strategies_sha256 and not across_edits:
        raise UsageError(
            f"runs {previous.run_id} and {run.run_id} asked different strategies (SHA-256 "
            f"{previous.strategies_sha256[:12]} and {run.strategies_sha256[:12]}): what moved need not have changed; "
            "--across-edits compares what both asked, and names the strategies that were edited"
        )


_RUN = "SELECT run_id, started_at, finished_at, status, mode, strategies_sha256, quarantined, pruned_at FROM v1_runs"

_PREVIOUS = f"""
    SELECT u.run_id, u.started_at, u.finished_at, u.status, u.mode, u.strategies_sha256, u.quarantined, u.pruned_at
    FROM v1_runs u
    WHERE {COUNTS} AND u.started_at || ' ' || u.run_id < :moment
      AND u.strategies_sha256 = :sha256 AND u.mode <> :by_hand AND u.pruned_at IS NULL
    ORDER BY u.started_at DESC, u.run_id DESC
"""  # noqa: S608  # put together from our own constants
