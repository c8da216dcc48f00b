"""The workbook of 100,000 organisations and nine priorities, beside XlsxWriter writing the same cells.

    .venv/bin/python bench/workbook.py [ORGANISATIONS]

And the whole export, from a store of as many invented organisations that is made first: reading and writing.

Both write every cell of the master list and of the priorities' sheets, typed, with the same values and styles, in
XlsxWriter's constant-memory mode. Its side writes links as plain text, the quickest that it can do with an address.
The organisations are invented, made on the way and not kept. Each number comes from a process of its own: seconds of
the processor, and memory above what the process had after its imports.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from xlsxwriter import Workbook  # noqa: E402

from harvest.database import open_database, snapshot  # noqa: E402
from harvest.evidence.workbook import Contents, Entry, HomePriority, Membership, read_contents  # noqa: E402
from harvest.reports.labels import labels  # noqa: E402
from harvest.reports.workbook import entries, tabs  # noqa: E402
from harvest.reports.workbook.book import write_workbook  # noqa: E402
from harvest.reports.workbook.frame import NUMBERS, Frame  # noqa: E402
from harvest.reports.workbook.master import HEADER_ROW  # noqa: E402
from tests.support.many import fill  # noqa: E402

ORGANISATIONS = 100_000
ROUNDS = 3
PRIORITIES = tuple(HomePriority(f"p{n}", "strength", f"Prioritering {n}", f"Priority {n}", 40) for n in range(9))
AT = "2026-11-24T10:00:00Z"
TEXT = "A cluster organisation for things that are worth a sentence or two & a few more words. " * 4


def organisations(number: int) -> Iterator[Entry]:
    """Every column of the master list has its values, those that people fill in for one in ten."""
    dice = random.Random(7)
    for n in range(number):
        key, screened = f"org-{n:012x}", n % 10 == 0
        row = SimpleNamespace(
            organisation_id=key, name=f"Cluster of things number {n}", type="cluster",
            country=dice.choice(("SE", "DE", "FR", "IT")), nuts=dice.choice(("SE110", "DE11", "FR10", "ITC1")),
            region_as_printed="Region as printed", nuts_level=2, description=TEXT, email=f"info@cluster{n}.example",
            homepage=f"https://www.cluster{n}.example/en", source_url=f"https://platform.example/content/cluster-{n}",
            year_established=dice.randint(1950, 2025), members_total=dice.randint(1, 400), members_sme=30,
            members_startup=3, members_large=4, members_research=5, members_civil_society=None, members_other=None,
            members_as_of=AT, label="gold" if n % 5 == 0 else None, label_year=None, label_issuer=None, is_edih=None,
            has_seal_of_excellence=None, other_labels=None, breadth=dice.random(), native_name=None, first_seen=AT,
            last_seen=AT, searches=dice.randint(1, 9), tier="full" if screened else None,
            priority_1="p1" if screened else None, priority_2=None, priority_3=None,
            role="research" if screened else None,
            own_description="Own words about it." if screened else None, reason="fits" if screened else None,
            decided_by="person: analyst" if screened else None, decided_at=AT if screened else None, look_again=None,
            conflicts=0, fingerprint="0123456789abcdef" if screened else None,
        )  # fmt: skip
        of = dict.fromkeys((f"p{n % 9}", *([f"p{n * 7 % 9}"] if n % 8 == 0 else [])))
        tier = "full" if screened else "candidate"
        yield Entry(
            row, tuple(Membership(one, None, tier, 1) for one in of), tuple((one, 1) for one in of), "", "",
            f"https://platform.example/content/cluster-{n}",
        )  # fmt: skip


def contents(number: int) -> Contents:
    """A workbook of nothing but organisations."""
    return Contents(
        run=None, home=None, priorities=PRIORITIES, sources=(), searches=0, incomplete=(), by_priority=(),
        by_strategy=(), regions=(), changes=(), counts={}, organisations=organisations(number),
    )  # fmt: skip


def ours(number: int, file: Path) -> None:
    """As `harvest export xlsx` does it."""
    write_workbook(file, contents(number), exported_at=AT, language="en")


def plain(number: int, file: Path) -> None:
    """XlsxWriter's own typed calls, cell by cell."""
    book = Workbook(str(file), {"constant_memory": True, "tmpdir": str(file.parent)})
    frame = Frame(book, contents(number), AT, "en")
    by_key = {column.key: column for column in labels().column}
    looks = {kind: frame.looks.style(num_format=look) for kind, look in
             {"number": "#,##0", "year": "0", "share": "0%", "date": "yyyy-mm-dd"}.items()}  # fmt: skip
    text = frame.looks.style(text_wrap=True)

    def cells(keys: list[str]) -> list[tuple[Callable[[Entry], Any], str]]:
        return [(entries.getter(by_key[key], frame), by_key[key].kind) for key in keys]

    def write(sheet: Any, row: int, columns: list[tuple[Callable[[Entry], Any], str]], entry: Entry) -> None:
        for place, (get, kind) in enumerate(columns):
            value = get(entry)
            if value is None or value == "":
                sheet.write_blank(row, place, None, text)
            elif kind in NUMBERS:
                sheet.write_number(row, place, value, looks[kind])
            elif kind == "date":
                sheet.write_number(row, place, 46350, looks[kind])
            else:
                sheet.write_string(row, place, value, text)

    master, hidden = book.add_worksheet("master"), book.add_worksheet("hidden")
    sheets = {one.priority: [book.add_worksheet(one.priority), 4] for one in PRIORITIES}
    whole = cells([column.key for column in labels().column])
    # Of a priority's sheet three columns are its own: they stand here as columns of the same kinds.
    same = {"tier": "type", "rank": "members_large", "hits": "searches"}
    part = cells([same.get(key, key) for key in tabs.COLUMNS])
    for number_, entry in enumerate(organisations(number), HEADER_ROW + 1):
        write(master, number_, whole, entry)
        for place, value in enumerate(("organisation", entry.row.organisation_id, entry.row.fingerprint or "")):
            hidden.write_string(number_, place, value)
        for one in entry.memberships:
            sheet, row = sheets[one.priority]
            write(sheet, row, part, entry)
            sheets[one.priority][1] += 1
    book.close()


def export(store: Path, file: Path) -> None:
    """`harvest export xlsx`, from the store."""
    with snapshot(open_database(f"sqlite:///{store}")) as connection:
        write_workbook(file, read_contents(connection), exported_at=AT, language="en")


STEPS = {"ours": ours, "xlsxwriter": plain}
WHOLE = "export"


def step(name: str, number: int, store: str = "") -> dict[str, float]:
    """One round, in this process; of the whole export from this store."""
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.xlsx"
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
        started = process_time()
        if name == WHOLE:
            export(Path(store), file)
        else:
            STEPS[name](number, file)
        seconds = process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit - before
        return {"seconds": seconds, "peak_mb": peak, "file_mb": file.stat().st_size / (1 << 20)}


def _apart(number: int, *what: str) -> dict[str, float]:
    """One round in a process of its own."""
    command = [sys.executable, __file__, str(number), *what]
    told: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return told


def main(number: int) -> None:
    """Prints the best of some rounds of each, and their ratio."""
    columns = len(labels().column)
    print(f"workbook: {number:,} organisations, {columns} columns, {len(PRIORITIES)} priorities")
    found: dict[str, list[dict[str, float]]] = {name: [] for name in STEPS}
    for _ in range(ROUNDS):
        for name in STEPS:
            found[name].append(_apart(number, name))
    best = {name: min(rounds, key=lambda one: one["seconds"]) for name, rounds in found.items()}
    for name, one in best.items():
        seconds, peak, size = one["seconds"], one["peak_mb"], one["file_mb"]
        print(f"  {name:10} {seconds:6.2f} s, {peak:4.0f} MB above the start, a file of {size:.0f} MB")
    print(f"  ratio {best['ours']['seconds'] / best['xlsxwriter']['seconds']:.2f} (at most 1.15)")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "many.db"
        made = open_database(f"sqlite:///{store}", create=True)
        fill(made, number)
        made.dispose()
        whole = _apart(number, WHOLE, str(store))
    print(
        f"  whole export from SQLite {whole['seconds']:6.2f} s, {whole['peak_mb']:.0f} MB above the start (at most 150)"
    )


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ORGANISATIONS
    if len(sys.argv) > 2:
        print(json.dumps(step(sys.argv[2], asked, *sys.argv[3:])))
    else:
        main(asked)
