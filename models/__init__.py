"""The tables of the store (private) and the views that others read (public)."""

from models import entities, records, runs, strategies

__all__ = ["entities", "records", "runs", "strategies"]
