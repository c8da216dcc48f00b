"""The labels under which the platform prints classifications, and by which its map filters."""

from __future__ import annotations

from functools import cache

from harvest.normalise.classifications import KINDS
from harvest.normalise.text import label_key
from harvest.sources import load_source


@cache
def classification_labels() -> dict[str, str]:
    """Key of every spelling -> classification (``economic_domain``, …)."""
    labels = load_source("eyeris3").labels
    return {label_key(spelling): kind for kind in KINDS for spelling in labels.get(kind, ())}
