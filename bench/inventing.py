"""Organisations that do not exist, and the records that platforms might keep of them, with the truth beside.

Seeded. A fifth of the records are duplicates: another language, accents, capitals, typing errors, other order, legal
forms, an acronym, a shorter region, a missing or changed address. Hard cases that are *not* duplicates: sisters on one
host with one umbrella name, namesakes in other countries and in the same one, several organisations of one
theme in one town.

The rules know none of these words from here: themes, places and coined names are theirs alone. Kinds ("cluster",
"Netzwerk") are partly also in the project's vocabulary, as they would be in life; Valley, Dolina, Park, Forum are not.
"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.profiles import VALUES, Profile, profile, stated

HERE = Path(__file__).parent
NAMESAKES = 0.01
"""Of organisations that would be the second of one theme in one town, those that are it nevertheless."""
BARE = ("name", "country", "nuts", "city", "homepage")
"""All that a record has without the fields that a full profile adds (``bench.profiles``)."""
_SOUNDS = "ba be bi bo da de di do fa fe fi ga ge go ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa pe po ra re ri ro ru sa se si so ta te ti to va ve vi vo xa ze zo".split()  # noqa: E501


_STARTS = "b br d dr f fl fr g gr h j k kl kr l m n p pl r s sk sl st t tr v z".split()


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


THEMES, COUNTRIES = _table("words.tsv"), _table("countries.tsv")
KINDS = {row[0]: row[1:] for row in csv.reader((HERE / "kinds.tsv").read_text("utf-8").splitlines(), delimiter="\t")}


@dataclass(slots=True)
class Place:
    native: str
    english: str
    nuts: str


@dataclass(slots=True)
class Organisation:
    country: dict[str, str]
    place: Place
    native: list[str]
    english: list[str]
    host: str
    path: str
    acronym: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Invented:
    """One record, and the number of the organisation that it is of."""

    truth: int
    values: dict[str, list[str]]


class World:
    """All that is invented from one seed, for about ``size`` records."""

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.dice = random.Random(seed)
        self._taken: set[object] = set()
        each = max(12, size // len(COUNTRIES) // 25)
        self.places = {row["country"]: [self._place(row) for _ in range(each)] for row in COUNTRIES}
        self._agency: tuple[dict[str, str], Place, str, str, list[str]]
        self._themes: list[dict[str, str]] = []

    def records(self) -> Iterator[Invented]:
        """The records, organisation by organisation; ``shuffled`` gives them in an order that tells nothing."""
        made, truth = 0, 0
        earlier: list[Organisation] = []
        while made < self.size:
            organisation = self._organisation(earlier)
            if len(earlier) < 2000:
                earlier.append(organisation)
            else:
                earlier[self.dice.randrange(2000)] = organisation
            copies = 1
            # A duplicated organisation has 1.7 duplicates on average: 0.147 of them give a fifth of the records.
            if self.dice.random() < 0.147:
                copies += self.dice.choices((1, 2, 3), (0.5, 0.3, 0.2))[0]
            native = self.dice.random() < 0.4
            for number in range(min(copies, self.size - made)):
                yield Invented(truth, self._record(organisation, native, again=number > 0))
                made += 1
            truth += 1

    def _place(self, row: dict[str, str]) -> Place:
        dice = self.dice
        native = self._place_name(row)
        # Now and then two places of one country have one name.
        while not self._free(row["country"], native) and dice.random() < 0.97:
            native = self._place_name(row)
        english = native
        if dice.random() < 0.25:
            english = _plain(native[: -dice.randint(1, 2)] + dice.choice(("ia", "e", "en", "y"))).capitalize()
        return Place(native, english, row["nuts"] + "".join(dice.choice("123456789") for _ in range(3)))

    def _place_name(self, row: dict[str, str]) -> str:
        dice = self.dice
        stem = "".join(dice.sample(row["syllables"].split(), dice.choice((1, 1, 2))))
        start = dice.choice(("", "", dice.choice(_STARTS) + dice.choice("aeiouy")))
        return (start + stem + dice.choice(row["endings"].split("|"))).capitalize()

    def _free(self, *what: str) -> bool:
        """Whether this is the first of its kind; it is taken from now on."""
        if what in self._taken:
            return False
        self._taken.add(what)
        return True

    def _host(self, slug: str, end: str) -> str:
        """No two organisations have one host, unless an agency lends them its own."""
        while not self._free(slug, end):
            slug += self.dice.choice("abcdefghijklmnopqrstuvwxyz")
        return f"{slug}.{end}"

    def _coined(self) -> str:
        return "".join(self.dice.choice(_SOUNDS) for _ in range(self.dice.choice((2, 3, 3, 3, 4)))).capitalize()

    def _organisation(self, earlier: list[Organisation]) -> Organisation:
        dice = self.dice
        if self._themes:
            return self._sister()
        if earlier and dice.random() < 0.03:
            return self._namesake(dice.choice(earlier))
        row = dice.choice(COUNTRIES)
        place = dice.choice(self.places[row["country"]])
        if dice.random() < 0.012:
            umbrella = self._coined()
            slug = umbrella if dice.random() < 0.5 else self._coined()
            always = dice.sample(VALUES, 4)
            self._agency = row, place, umbrella, self._host(slug.lower(), row["domain"]), always
            self._themes = dice.sample(THEMES, dice.randint(2, 7))
            if dice.random() < 0.5:
                native, english = ([umbrella, KINDS[one][2 * dice.randrange(5)]] for one in (row["language"], "en"))
                about = profile(dice, dice.randint(1985, 2015), [theme["en"] for theme in self._themes], always)
                return Organisation(row, place, native, english, self._agency[3], "", "", about)
            return self._sister()
        theme, kind = dice.choice(THEMES), dice.randrange(10)
        language = row["language"]
        shape = dice.random()
        brand = self._coined()
        themes = [theme, dice.choice(THEMES)] if dice.random() < 0.2 else [theme]
        native = [one[language].capitalize() for one in themes] + [KINDS[language][kind]]
        english = [one["en"].capitalize() for one in themes] + [KINDS["en"][kind]]
        if shape < 0.45 and (self._free(place.native, theme["en"]) or dice.random() < NAMESAKES):
            native, english = [*native, place.native], [*english, place.english]
        elif shape < 0.8:
            native, english = [brand, *native], [brand, *english]
        elif shape < 0.92:
            native, english = [brand, native[-1]], [brand, english[-1]]
        else:
            native, english = [brand, *native, place.native], [brand, *english, place.english]
        acronym = "".join(word[0] for word in " ".join(dice.choice((native, english))).split()).upper()
        slug = _slug(
            dice.choice(
                (brand, brand + theme["en"], native[0] + place.native, acronym + place.native, "-".join(english))
            )
        )
        end = row["domain"] if dice.random() < 0.7 else dice.choice(("eu", "org", "com", "net"))
        about = profile(dice, dice.randint(1992, 2024), [one["en"] for one in themes])
        return Organisation(row, place, native, english, self._host(slug, end), "", acronym, about)

    def _sister(self) -> Organisation:
        row, place, umbrella, host, always = self._agency
        theme = self._themes.pop()
        kind = [KINDS[row["language"]][0]], ["Cluster"]
        after_town = self.dice.random() < 0.4 and self._free(place.native, theme["en"])
        named = place.native if after_town else umbrella
        native = [named, theme[row["language"]].capitalize(), *(kind[0] if self.dice.random() < 0.6 else [])]
        english = [named, theme["en"].capitalize(), *(kind[1] if len(native) == 3 else [])]
        path = "" if self.dice.random() < 0.2 else f"/{_slug(theme['en'])}"
        about = profile(self.dice, self.dice.randint(1992, 2024), [theme["en"]], always)
        return Organisation(row, place, native, english, host, path, "", about)

    def _namesake(self, other: Organisation) -> Organisation:
        row = self.dice.choice(COUNTRIES) if self.dice.random() < 0.9 else other.country
        place = self.dice.choice(self.places[row["country"]])
        keeps = [word for word in other.english if word != other.place.english]
        host = self._host(_slug("".join(keeps) + place.native), row["domain"])
        themes = [theme["en"] for theme in THEMES if theme["en"].capitalize() in keeps]
        about = profile(self.dice, self.dice.randint(1992, 2024), themes)
        return Organisation(row, place, [*keeps], [*keeps], host, "", "", about)

    def _record(self, of: Organisation, native: bool, *, again: bool) -> dict[str, list[str]]:
        dice = self.dice
        if again and dice.random() < 0.22:
            native = not native
        values = {"name": self._named(of, native, again=again), "country": of.country["country"]}
        if not native and of.native != of.english and dice.random() < 0.45:
            values["native_name"] = self._named(of, True, again=again)
        place = of.place
        if again and dice.random() < 0.06:
            place = dice.choice(self.places[of.country["country"]])
        values["nuts"] = place.nuts[: dice.choice((2, 3, 4))]
        if dice.random() < 0.75:
            values["city"] = place.english if dice.random() < 0.15 else place.native
            if dice.random() < 0.1:
                values["city"] = _plain(values["city"]).upper()
        host = of.host
        if again and dice.random() < 0.05:
            host = f"{self._coined().lower()}{self._coined().lower()}.{of.country['domain']}"
        elif again and dice.random() < 0.06:
            host = f"{host.rpartition('.')[0]}.{dice.choice(('eu', 'org', 'com', 'net', of.country['domain']))}"
        if dice.random() < 0.77:
            values["homepage"] = self._address(host, of.path, of.country["language"])
        return {field: [value] for field, value in values.items()} | stated(dice, of.profile, host)

    def _address(self, host: str, path: str, language: str) -> str:
        dice = self.dice
        address = dice.choice(("https://", "http://", "https://www.", "http://www.", "https://www.")) + host
        if dice.random() < 0.12:
            address += f"/{dice.choice(('en', language))}"
        address += path + dice.choice(("", "", "/"))
        return address + ("?utm_source=eccp" if dice.random() < 0.06 else "")

    def _named(self, of: Organisation, native: bool, *, again: bool) -> str:
        dice = self.dice
        words = list(of.native if native else of.english)
        if again:
            if len(words) > 2 and dice.random() < 0.03:
                words.remove(dice.choice(words))
            if dice.random() < 0.1:
                dice.shuffle(words)
        name = " ".join(words)
        if again and dice.random() < 0.2:
            for _ in range(1 if dice.random() < 0.75 else 2):
                name = self._mistyped(name)
        if of.acronym and dice.random() < 0.12:
            name += f" ({of.acronym})"
        if dice.random() < 0.35:
            name += f" {dice.choice(of.country['forms'].split('|'))}"
        if dice.random() < 0.15:
            name = _plain(name)
        return name.upper() if dice.random() < 0.12 else name

    def _mistyped(self, name: str) -> str:
        place = self.dice.randrange(1, max(2, len(name) - 1))
        letter = self.dice.choice("abcdefghijklmnoprstuvyz")
        how = self.dice.randrange(4)
        if how == 0:
            return name[:place] + name[place + 1 :]
        if how == 1:
            return name[:place] + letter + name[place:]
        if how == 2:
            return name[:place] + letter + name[place + 1 :]
        return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]


def shuffled(size: int, seed: int) -> list[Invented]:
    """The records of a world in an order that tells nothing."""
    made = list(World(size, seed).records())
    random.Random(seed + 1).shuffle(made)
    return made


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).replace(
        "ł", "l"
    )


def _slug(text: str) -> str:
    return "".join(one for one in _plain(text).lower() if one.isascii() and (one.isalnum() or one == "-"))
