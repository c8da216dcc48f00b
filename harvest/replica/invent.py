"""Invented organisations: about twelve hundred, the same on every machine, recognisable as invented.

Names are built from syllables, every description says "invented", every homepage lies under ``.example``, and
persons are called Testperson. The words that the twelve searches ask for come later, from ``quotas``.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from harvest.replica.dice import Dice
from harvest.replica.organisations import DATA, Members, Organisation, Person, slug
from harvest.replica.vocabulary import vocabulary

CLUSTERS, NETWORKS = 1_281, 8

_STARTS = (
    "Bel", "Cor", "Dra", "Fen", "Gal", "Hol", "Jor", "Kel", "Lum", "Mor", "Nor", "Orb",
    "Pel", "Quin", "Ros", "Sel", "Tor", "Ulv", "Ven", "Wes", "Yor", "Zan", "Ask", "Eld",
)  # fmt: skip
_MIDDLES = ("a", "e", "i", "o", "u", "ami", "eri", "ola")
_ENDS = (
    "dora", "len", "mira", "nak", "sta", "tavia", "vik", "wen", "zar", "brook",
    "garth", "quay", "rund", "shire", "thorpe", "vaara",
)  # fmt: skip
_FORMS = ("Cluster", "Network", "Alliance", "Valley", "Association", "Hub")
_GREEK = (
    "Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa", "Lambda", "Sigma",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def coined(number: int) -> str:
    """A place that does not exist; another one for each number below 3,072."""
    place = number * 1_999 % 3_072  # 1,999 has no factor in common with 3,072: every place once
    place, start = divmod(place, len(_STARTS))
    end, middle = divmod(place, len(_MIDDLES))
    return _STARTS[start] + _MIDDLES[middle] + _ENDS[end]


def fictional_person(number: int, domain: str, role: str) -> Person:
    """Somebody who obviously does not exist, with an address and a number that nobody has."""
    name = f"Testperson {_GREEK[number % len(_GREEK)]}-{number}"
    email = f"{name.lower().replace(' ', '.')}@{domain}"
    return Person(name, email, f"+00 000 {number // 1000:03} {number % 1000:03}", role)


def invented_organisations() -> Iterator[Organisation]:
    """Clusters first, then networks of clusters."""
    for number in range(1, CLUSTERS + 1):
        yield _cluster(number)
    for number in range(CLUSTERS + 1, CLUSTERS + NETWORKS + 1):
        yield _network(number)


@cache
def _places() -> tuple[dict[str, Any], ...]:
    countries = tomllib.loads((DATA / "places.toml").read_text("utf-8"))["country"]
    return tuple(country for country in countries for _ in range(country["weight"]))


@cache
def _themes() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads((DATA / "themes.toml").read_text("utf-8"))["theme"])


def _cluster(number: int) -> Organisation:
    dice = Dice(f"cluster-{number}")
    place, theme, invented_place = dice.pick(_places()), dice.pick(_themes()), coined(number)
    layout = "A" if dice.percent(10) else "B"
    name = f"{invented_place} {dice.pick(theme['words'])} {dice.pick(_FORMS)}"
    if dice.percent(8):
        name += dice.pick((" e.V.", " AB", " z.s.", " d.o.o.", " GmbH", " Oy"))
    address, region = slug(name), dice.pick(place["regions"])
    domain = f"{slug(invented_place)}-{slug(theme['name'])}.example"
    homepage = dice.pick(("https://www.{}", "https://{}", "https://www.{}/", "http://www.{}/en", "https://{}/en/"))
    values = dict(_common(number, dice, domain, layout))
    if not place.get("sparse"):
        values |= _specialisation(dice, theme, layout)
    return Organisation(
        name=name,
        slug=address,
        path=f"/cluster-organisations/{address}" if layout == "A" else f"/content/{address}",
        layout=layout,
        country=place["name"],
        native_name=f"{place['cluster']} {invented_place}" if place["cluster"] and dice.percent(25) else "",
        region_line=f"{place['name']}: {region}" if layout == "B" else region,
        description=_description(dice, theme, place["name"]),
        homepage=homepage.format(domain),
        theme=theme["name"],
        **values,
    )


def _network(number: int) -> Organisation:
    dice = Dice(f"network-{number}")
    place, name = dice.pick(_places()), f"{coined(number)} Cluster Networks"
    domain = f"{slug(coined(number))}-networks.example"
    return Organisation(
        name=name,
        slug=slug(name),
        path=f"/cluster-networks/{slug(name)}",
        layout="A",
        country=place["name"],
        description=f"An invented network of clusters in {place['name']}.",
        homepage=f"https://www.{domain}",
        theme="network",
        **_common(number, dice, domain, "A"),
    )


def _description(dice: Dice, theme: dict[str, Any], country: str) -> str:
    topics = dice.some(theme["topics"], 3)
    listed = " and ".join(filter(None, [", ".join(topics[:-1]), topics[-1]]))
    second = dice.pick(
        (
            "Members share equipment and visit each other's sites.",
            "Small firms meet researchers here.",
            "Joint projects, training and trade fairs are its daily work.",
            "It helps members to find partners abroad.",
        )
    )
    return f"An invented cluster organisation in {country} for {listed}. {second}"


def _common(number: int, dice: Dice, domain: str, layout: str) -> dict[str, Any]:
    """What every invented profile has: dates, numbers, addresses and persons."""
    words = vocabulary()
    person = fictional_person(number, domain, words.roles[0])
    details = layout == "B" and dice.percent(30)
    labels = ("Bronze Label", "Bronze Label", "Silver Label", "Gold Label")
    team = words.roles[:2] if layout == "A" else ()
    return {
        "established": _date(dice, layout),
        "staff": dice.pick(words.staff),
        "completed": dice.between(6, 20) * 5 if layout == "B" else None,
        "label": dice.pick(labels) if dice.percent(20) else "",
        "languages": dice.some(("English", "French", "German", "Spanish"), 2) if layout == "A" else (),
        "members": _members(dice, layout),
        "upskilling": dice.some(words.upskilling, 3) if layout == "B" else (),
        "flags": dice.some(words.flags, 2) if dice.percent(50) else (),
        # A few profiles give somebody's own address where the organisation's should stand.
        "email": person.email if dice.percent(5) else f"info@{domain}",
        "contact": person if layout == "B" and dice.percent(70) else None,
        "details": person if details else None,
        "team": tuple(fictional_person(number + 2_000 * at, domain, role) for at, role in enumerate(team)),
    }


def _specialisation(dice: Dice, theme: dict[str, Any], layout: str) -> dict[str, Any]:
    return {
        "sectors": dice.some(theme["sectors"], 2),
        "technologies": dice.some(theme["technologies"], 2),
        "s3": dice.some(theme["s3"], 2),
        "emerging": dice.some(theme["emerging"], 2) if layout == "A" else (),
        "ecosystems": dice.some(theme["ecosystems"], 2) if layout == "B" else (),
    }


def _date(dice: Dice, layout: str) -> str:
    day = datetime.date(dice.between(1998, 2021), 1, 1) + datetime.timedelta(days=dice.below(365))
    month = _MONTHS[day.month - 1]
    if layout == "A":
        return f"{_WEEKDAYS[day.weekday()]}, {day.day} {month}, {day.year}"
    return f"{day.day} {month} {day.year}"


def _members(dice: Dice, layout: str) -> Members:
    sme, large, research = dice.between(12, 240), dice.between(0, 30), dice.between(1, 15)
    civil, other = dice.between(0, 6) if layout == "B" else None, dice.between(0, 9)
    total = sme + large + research + (civil or 0) + other
    return Members(total, sme, dice.between(0, sme // 4), large, research, civil, other)
