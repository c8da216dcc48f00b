"""A person's decision about one organisation: tier, up to three ranked priorities, role, own words, reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from harvest.errors import UsageError
from harvest.normalise.mail import without_personal
from harvest.normalise.phones import without_numbers
from harvest.normalise.text import label_key, squeeze
from harvest.vocabularies import table
from harvest.vocabulary import nearest

EXCLUDED = "excluded"
TIERS = ("full", "link", EXCLUDED)
"""A full entry; a link only; none at all."""
MOST = 3
"""Priorities of one organisation; the report put some under three, none under more."""

Names = Mapping[str, Collection[str]]
"""An id, and what else it is called."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; nothing of it is required, and a decision that says nothing is none."""

    tier: str | None = None
    priorities: tuple[str, ...] = ()
    """Ids, the most important first."""
    role: str | None = None
    description: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Decision()


def with_priority(known: Sequence[str], priority: str, rank: int | None) -> tuple[str, ...]:
    """The priorities with one more, or with one of them at another rank; those at or after the rank move down.

    Without a rank a new one comes last, a known one stays. Raises UsageError for a fourth, and for a gap.
    """
    others = [one for one in known if one != priority]
    if len(others) >= MOST:
        raise UsageError(
            f"it has {MOST} priorities already: {', '.join(others)}; `--drop` one of them to make room for {priority}"
        )
    if rank is None:
        return tuple(known) if priority in known else (*others, priority)
    if rank > len(others) + 1:
        raise UsageError(f"--rank {rank} would leave a gap: with {priority} there are {len(others) + 1} priorities")
    return (*others[: rank - 1], priority, *others[rank - 1 :])


def named(what: str, written: str, known: Names) -> str:
    """The id that was meant, written as the id or as one of its names in any case and punctuation.

    Raises UsageError with the nearest names: ``no priority is called 'Foodteck'; nearest: FoodTech``.
    """
    spelled = label_key(written)
    for one, names in known.items():
        if spelled in {label_key(one), *map(label_key, names)}:
            return one
    every = [name for one, names in known.items() for name in (*names, one)]
    choices = {label_key(name): name for name in reversed(every)}.values()
    near = nearest(written, choices) or sorted(choices)
    raise UsageError(f"no {what} is called {written!r}; nearest: {', '.join(near)}")


def own_words(written: str) -> str:
    """A description or a reason, on one line. Raises UsageError where it holds a person's address or a number."""
    text = squeeze(written)
    if without_numbers(without_personal(text)) != text:
        raise UsageError("there is a person's address or a telephone number in it: leave it out, they are not kept")
    return text


@cache
def roles() -> dict[str, tuple[str, str]]:
    """Every role with its English and Swedish name, in the table's order."""
    return {row["role"]: (row["name_en"], row["name_sv"]) for row in table("roles.csv")}


def fingerprint(decision: Decision, record_ids: Collection[str], decided_by: str, decided_at: str) -> str:
    """Of one decision on these records: the same on every machine."""
    content = [
        sorted(record_ids), decision.tier, decision.priorities, decision.role, decision.description, decision.reason,
        decided_by, decided_at,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


def changed(
    before: Decision,
    priorities: Names,
    *,
    reason: str,
    tier: str | None = None,
    priority: str | None = None,
    rank: int | None = None,
    drop: str | None = None,
    description: str | None = None,
    role: str | None = None,
) -> Decision:
    """The decision with what is given changed; what is None stays.

    Raises UsageError: nothing to decide, a fourth priority, a tier, priority or role that is none.
    """
    if (tier, priority, drop, description, role) == (None,) * 5:
        raise UsageError("nothing is decided: give --tier, --priority, --drop, --description or --role")
    if rank is not None and priority is None:
        raise UsageError("--rank is the place of a priority: give --priority too")
    ranked = before.priorities
    if drop is not None:
        dropped = named("priority", drop, priorities)
        if dropped not in ranked:
            raise UsageError(f"--drop {drop}: it is not under {dropped}, but under {', '.join(ranked) or 'none'}")
        ranked = tuple(one for one in ranked if one != dropped)
    if priority is not None:
        ranked = with_priority(ranked, named("priority", priority, priorities), rank)
    return Decision(
        named("tier", tier, dict.fromkeys(TIERS, ())) if tier is not None else before.tier,
        ranked,
        named("role", role, roles()) if role is not None else before.role,
        own_words(description) if description is not None else before.description,
        own_words(reason),
    )
