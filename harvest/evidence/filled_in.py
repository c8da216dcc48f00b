"""What the store knows that a workbook which comes back is compared with."""

from __future__ import annotations

from sqlalchemy import Connection

from harvest.evidence.screening import decisions_by_fingerprint, former_ids, priority_names, standing
from harvest.screening.changes import Known
from harvest.screening.decision import TIERS, roles
from harvest.screening.filled_in import FilledIn


def read_known(connection: Connection, filled: FilledIn) -> Known:
    """The organisations, the decisions that hold, and those that the workbook was written from."""
    return Known(
        organisations=former_ids(connection),
        standing={one: found.decision for one, found in standing(connection).items()},
        written_from=decisions_by_fingerprint(connection, filled.fingerprints.values()),
        names={"tier": dict.fromkeys(TIERS, ()), "priority": priority_names(connection), "role": roles()},
    )
