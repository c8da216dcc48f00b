"""The tables of the store (private) and the views that others read (public)."""

from models import changes, entities, records, repairs, runs, screening, strategies

__all__ = ["changes", "entities", "records", "repairs", "runs", "screening", "strategies"]
