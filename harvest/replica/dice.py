"""Chance that is the same on every machine: each draw is a hash of a key and a counter."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws for one thing, named by the key: one draw more for it changes nothing for the others."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._draws = 0

    def below(self, end: int) -> int:
        """A whole number from 0 to ``end - 1``."""
        self._draws += 1
        digest = blake2b(f"{self._key}/{self._draws}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % end

    def between(self, first: int, last: int) -> int:
        """A whole number, both ends included."""
        return first + self.below(last - first + 1)

    def percent(self, chance: int) -> bool:
        """True in ``chance`` of a hundred cases."""
        return self.below(100) < chance

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], most: int) -> tuple[T, ...]:
        """One to ``most`` different options, in the order in which they were given."""
        left = list(range(len(options)))
        count = min(self.between(1, most), len(left))
        chosen = sorted(left.pop(self.below(len(left))) for _ in range(count))
        return tuple(options[index] for index in chosen)
