"""Why something is otherwise than before, in the words that ``v1_changes.cause`` prints."""

from __future__ import annotations

NEW = "new on the platform"
"""The platform was read whole before, and did not have it."""
NEW_OR_FOUND = "new or newly found"
"""Nobody has read the platform whole: it may have been there, edited since so that a search finds it."""
NOT_ASKED = "not asked before"
EDITED = "profile edited"
RENAMED = "renamed"
REMOVED = "removed"
RETURNED = "returned"
STRATEGY = "strategy edited"
SEARCH = "the site's search changed"
FAILURE = "our own failure"
READER = "our own reader"
UNKNOWN = "not known"

APPEARED, CHANGED, MISSING, GONE, CAME_BACK = "appeared", "changed", "missing", "gone", "returned"
NOT_COMPARED = "not compared"
KINDS = (APPEARED, CHANGED, MISSING, GONE, CAME_BACK, RENAMED, NOT_COMPARED)

RECORD, REGION, PRIORITY, HIT, SEARCHED, STRATEGIES = "record", "region", "region priority", "hit", "search", "strategy"
