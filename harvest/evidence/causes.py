"""Why something is otherwise than before, in the words that ``v1_changes.cause`` prints."""

from __future__ import annotations

NEW = "new on the platform"
"""The platform was read whole before, or its sitemap was, and did not have it."""
FOUND = "newly found"
"""It was there before, and why a search finds it now is not known."""
NEW_OR_FOUND = "new or newly found"
"""Nothing tells whether it was there before."""
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
