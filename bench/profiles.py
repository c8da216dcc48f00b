"""What a full profile states beside name and address: an e-mail, when it began, and the facet values that it ticks.

Of all of it platforms keep more or less: an older profile, or a list from elsewhere, ticks nothing. Whoever fills a
profile in again does not tick the same; some tick nearly everything (the complaint of 2022); sisters under one roof
tick what their own themes need, and what their agency always ticks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

VALUES = [f"value {number}" for number in range(160)]
"""Of all facets together: sectors, technologies, S3 priorities, ecosystems. No themes' names: they would be words."""
OF_A_THEME = 7
EVERYBODYS = ("gmail.com", "outlook.com", "telenet.be")


@dataclass(slots=True)
class Profile:
    """What is true of one organisation; its records say some of it."""

    began: date
    to_the_day: bool
    """Whether the day is remembered: else it is the first of January, or left out."""
    ticked: list[str] = field(default_factory=list)


def theme_values(theme: str) -> list[str]:
    """What organisations of a theme mostly tick; themes share some of it. The same in every world."""
    return random.Random(theme).sample(VALUES, OF_A_THEME)


def profile(dice: random.Random, year: int, themes: list[str], always: list[str] | None = None) -> Profile:
    """An organisation of these themes; ``always``: what everyone under its roof ticks."""
    began = date(year, 1, 1) + timedelta(dice.randrange(365))
    if dice.random() < 0.08:
        ticked = dice.sample(VALUES, dice.randint(50, 120))
    else:
        ticked = [value for theme in themes for value in theme_values(theme) if dice.random() < 0.7]
        # The first of them stand for what is ticked by very many: digitisation, SMEs, internationalisation.
        ticked += [VALUES[int(len(VALUES) * dice.random() ** 3)] for _ in range(dice.randint(1, 6))]
        ticked += [value for value in always or [] if dice.random() < 0.7]
    return Profile(began, dice.random() < 0.6, sorted(set(ticked)))


def stated(dice: random.Random, of: Profile, host: str) -> dict[str, list[str]]:
    """What one record states of it."""
    values: dict[str, list[str]] = {}
    if dice.random() < 0.5:
        values["email"] = [f"info@{host if dice.random() < 0.85 else dice.choice(EVERYBODYS)}"]
    if dice.random() < 0.85:
        year = of.began.year + (dice.choice((-1, 1, 2)) if dice.random() < 0.04 else 0)
        values["year_established"] = [str(year)]
        if of.to_the_day and dice.random() < 0.75:
            # Founded, registered, first met: not everybody means the same day.
            day = of.began if dice.random() < 0.9 else date(year, 1, 1) + timedelta(dice.randrange(365))
            values["date_established"] = [day.replace(year=year, day=min(day.day, 28)).isoformat()]
        elif dice.random() < 0.4:
            values["date_established"] = [f"{year}-01-01"]
    if dice.random() < 0.85:
        ticked = [value for value in of.ticked if dice.random() < 0.82]
        ticked += dice.sample(VALUES, dice.choice((0, 0, 1, 2, 3)))
        values["sector"] = sorted(set(ticked))
    return values
