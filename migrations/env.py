"""Run by Alembic for every upgrade, on the connection that ``migrations.versioning`` hands over.

Neither engine alters a table under a view, so the views go first and are made anew last. All of it is one
transaction: an upgrade that fails leaves the database as it was.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from models.base import Base
from models.views import create_views, drop_views

connection: Connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    # Alembic thinks that SQLite can't do this; it can, once the driver leaves BEGIN to us (harvest.database).
    transactional_ddl=True,
)
with context.begin_transaction():
    drop_views(connection)
    context.run_migrations()
    create_views(connection)
