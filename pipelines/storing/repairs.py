"""That a run's pages were read again from the archive: when, by which version, and what was corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.repairs import Correction, Repair
from models.runs import Run


def write_repair(
    connection: Connection, run_id: str, version: str, corrections: Sequence[Mapping[str, Any]], now: str
) -> None:
    """One row, and one for each correction; the run and all after it are to be compared anew.

    Nothing where nothing was corrected and this version has said so before.
    """
    same = select(Repair.repair_id).where(Repair.run_id == run_id, Repair.harvest_version == version)
    if not corrections and connection.execute(same).first() is not None:
        return
    row = {"run_id": run_id, "repaired_at": now, "harvest_version": version}
    repair_id = connection.execute(insert(Repair).values(**row).returning(Repair.repair_id)).scalar_one()
    if corrections:
        rows = [{"repair_id": repair_id, "position": position, **one} for position, one in enumerate(corrections)]
        connection.execute(insert(Correction), rows)
        started_at = select(Run.started_at).where(Run.run_id == run_id).scalar_subquery()
        counts = (Run.quarantined == "") & (Run.status != "failed") & Run.mode.not_in(("saved by hand", "sheet"))
        later = (Run.started_at >= started_at) & counts
        connection.execute(update(Run).where(later | (Run.run_id == run_id)).values(settled_at=None))
