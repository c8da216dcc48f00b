"""The public face of the store: views whose names start with their version, and what each column means.

They may grow; a column never changes its meaning under the same name. ``docs/read-contract.md`` is printed
from here (``python -m models.views``), and the newest migration remembers the SHA-256 of their SQL, so that
no view changes without a migration.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from models.views.absences import ABSENCES
from models.views.asking import ADDRESSES, OFFERED_VALUES, PROBES, READINGS
from models.views.changes import CHANGES, EXPECTATIONS, FILL
from models.views.contract import CONTRACT
from models.views.crawl import HITS, RUNS, SEARCHES, STRATEGY_HITS
from models.views.evidence import ORGANISATIONS, RECORDS, REGION_PRIORITIES, REGIONS, STATEMENTS
from models.views.maturity import MATURITY
from models.views.regions import DECLARED_MATCHES, ORGANISATION_PLACES, REGION_OVERLAP
from models.views.repairs import CORRECTIONS, REPAIRS
from models.views.screening import ORGANISATION_PRIORITIES, SCREENING, SCREENINGS
from models.views.sheets import IMPORTS, PARTICIPANTS, PROGRAMMES
from models.views.view import View
from models.views.yields import STRATEGY_ORGANISATIONS, YIELD

VIEWS: tuple[View, ...] = (
    CONTRACT,
    RUNS,
    SEARCHES,
    HITS,
    STRATEGY_HITS,
    ABSENCES,
    RECORDS,
    STATEMENTS,
    ORGANISATIONS,
    MATURITY,
    PROGRAMMES,
    PARTICIPANTS,
    IMPORTS,
    STRATEGY_ORGANISATIONS,
    YIELD,
    READINGS,
    PROBES,
    OFFERED_VALUES,
    REGIONS,
    REGION_PRIORITIES,
    SCREENINGS,
    SCREENING,
    ORGANISATION_PRIORITIES,
    DECLARED_MATCHES,
    ORGANISATION_PLACES,
    REGION_OVERLAP,
    CHANGES,
    FILL,
    EXPECTATIONS,
    REPAIRS,
    CORRECTIONS,
    ADDRESSES,
)
"""In the order in which they can be made: YIELD reads STRATEGY_ORGANISATIONS, REGION_OVERLAP nearly all."""


def views_sha256() -> str:
    """The fingerprint of all the views' SQL."""
    return hashlib.sha256("\n".join(view.ddl for view in VIEWS).encode()).hexdigest()


def create_views(connection: Connection) -> None:
    """Make every view. Their tables must be there."""
    for view in VIEWS:
        connection.exec_driver_sql(view.ddl)


def drop_views(connection: Connection) -> None:
    """Drop every view that is there: neither engine lets a table change under a view."""
    for view in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view.name}")
