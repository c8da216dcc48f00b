"""The tables of the store (private) and the views that others read (public)."""

from models import entities, records, runs, screening, strategies

__all__ = ["entities", "records", "runs", "screening", "strategies"]
