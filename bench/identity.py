"""Precision, recall, F1, time and memory of de-duplication, beside the pass with exact keys over the same records.

    python -m bench.identity [--sizes 10000,100000,1000000] [--seed 2027] [--bare] [--json]

Every number comes from a process of its own that reads the same file of invented records. Seconds are of the
processor, and exclude making and reading the file; normalising (values to names, site, year) is in both. Rules were
made on seeds 11 to 13: report others.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.inventing import BARE, shuffled
from harvest.identity.candidate import Candidate, candidate_of
from harvest.identity.columns import Columns
from harvest.identity.matching import Index, match
from harvest.identity.rules import DECISIONS, SAME, UNSURE

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 20_000
NEW = 300


class Records:
    """The file's records as candidates, a few thousand at a time; ``seconds`` is what normalising took."""

    def __init__(self, path: Path, *, bare: bool) -> None:
        self.path, self.fields = path, BARE if bare else None
        self.truth = array("i")
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Candidate]:
        with self.path.open(encoding="utf-8") as lines:
            while some := [json.loads(line) for line in islice(lines, AT_ONCE)]:
                first = len(self.truth)
                self.truth.extend(truth for truth, _ in some)
                values = [self.picked(stated) for _, stated in some]
                started = process_time()
                made = [candidate_of(f"r{row:07}", stated) for row, stated in enumerate(values, first)]
                self.seconds += process_time() - started
                yield from made

    def picked(self, stated: dict[str, list[str]]) -> dict[str, list[str]]:
        """What a record states of the fields that count here."""
        return {field: stated[field] for field in self.fields if field in stated} if self.fields else stated


def exact(path: Path, *, bare: bool) -> dict[str, Any]:
    """The baseline: one homepage in one country, or one first name's words, country and NUTS 1."""
    records = Records(path, bare=bare)
    first_of: dict[object, int] = {}
    links = []
    started = process_time()
    for row, one in enumerate(records):
        if one.site:
            links.append((row, first_of.setdefault((one.site, one.country), row)))
        if one.names:
            links.append((row, first_of.setdefault((one.names[0].words, one.country, one.nuts[:3]), row)))
    groups = closed(len(records.truth), links)
    return measured(records, started, groups)


def rules(path: Path, *, bare: bool) -> dict[str, Any]:
    """The project's own way."""
    records = Records(path, bare=bare)
    started = process_time()
    columns = Columns(records)
    decided = match(columns)
    verdicts = np.array([by.verdict for by in DECISIONS])[decided.rule]
    same = verdicts == SAME
    groups = closed(len(records.truth), zip(decided.one[same].tolist(), decided.other[same].tolist(), strict=True))
    found = measured(records, started, groups)
    truth = np.array(records.truth)
    unsure = verdicts == UNSURE
    asked_true = int((truth[decided.one[unsure]] == truth[decided.other[unsure]]).sum())
    return {**found, "unsure": int(unsure.sum()), "unsure_true": asked_true}


def one_more(path: Path, *, bare: bool) -> dict[str, Any]:
    """Milliseconds of the wall's clock to judge one more record against all others."""
    every = list(Records(path, bare=bare))
    index = Index(every[:-NEW])
    took = []
    for new in every[-NEW:]:
        started = perf_counter()
        index.judge(new)
        took.append(1000 * (perf_counter() - started))
    took.sort()
    return {"records": len(every) - NEW, "median_ms": took[NEW // 2], "p99_ms": took[NEW * 99 // 100]}


def closed(size: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """The group of each record once everything linked is one."""
    parent = list(range(size))

    def find(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for one, other in links:
        parent[find(one)] = find(other)
    return [find(row) for row in range(size)]


def measured(records: Records, started: float, groups: list[int]) -> dict[str, Any]:
    """Seconds and memory until now, then how good the groups are, pair by pair."""
    seconds = process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    # Reading the file stands between the two clocks; what it takes is measured by reading it once more.
    seconds -= reading(records)
    true, found = pairs(Counter(records.truth)), pairs(Counter(groups))
    both = pairs(Counter(zip(groups, records.truth, strict=True)))
    precision, recall = both / max(1, found), both / max(1, true)
    return {
        "records": len(groups), "true_pairs": true, "normalise_s": records.seconds,
        "match_s": seconds - records.seconds, "total_s": seconds, "peak_mb": peak,
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall),
    }  # fmt: skip


def reading(records: Records) -> float:
    """Seconds that it takes to read the file and pick the fields."""
    started = process_time()
    with records.path.open(encoding="utf-8") as lines:
        for line in lines:
            _, stated = json.loads(line)
            records.picked(stated)
    return process_time() - started


def pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


STEPS = {"exact": exact, "rules": rules, "one_more": one_more}


def in_process(step: str, path: Path, *, bare: bool) -> dict[str, Any]:
    """The step's numbers, from a process of its own."""
    return dict(json.loads(called("--step", step, "--file", str(path), *(["--bare"] if bare else []))))


def called(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.identity", *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def run(sizes: list[int], seed: int, *, bare: bool) -> dict[str, Any]:
    """All sizes: per size the exact pass, the rules, and the ratio; the growth between the two largest."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.jsonl"
            called("--step", "write", "--file", str(path), "--sizes", str(size), "--seed", str(seed))
            steps: dict[str, Any] = {step: in_process(step, path, bare=bare) for step in ("exact", "rules")}
            if size == 100_000:
                steps["one_more"] = in_process("one_more", path, bare=bare)
            steps["ratio"] = {"total": steps["rules"]["total_s"] / steps["exact"]["total_s"]}
            found.append({"size": size, **steps})
            print(line(found[-1]), file=sys.stderr, flush=True)
        growth = None
        if len(sizes) > 1:
            one, other = found[-2]["rules"], found[-1]["rules"]
            # Machines slow down under load: the smaller size is measured before and after the larger one.
            again = in_process("rules", Path(folder) / f"{sizes[-2]}.jsonl", bare=bare)
            decades = math.log(other["records"] / one["records"])
            growth = {
                step: math.log(2 * other[step] / (one[step] + again[step])) / decades for step in ("match_s", "total_s")
            }
    return {"seed": seed, "bare": bare, "sizes": found, "growth_exponent": growth}


def write(size: int, seed: int, path: Path) -> None:
    """Writes the invented records, one JSON line each: the truth, then what the record states."""
    with path.open("w", encoding="utf-8") as file:
        for one in shuffled(size, seed):
            file.write(json.dumps([one.truth, one.values], ensure_ascii=False) + "\n")


def line(found: dict[str, Any]) -> str:
    lines = []
    for step in ("exact", "rules"):
        one = found[step]
        lines.append(
            f"{found['size']:>8} {step:<6} P {one['precision']:.4f}  R {one['recall']:.4f}  F1 {one['f1']:.4f}  "
            f"normalise {one['normalise_s']:.2f} s  match {one['match_s']:.2f} s  {one['peak_mb']:.0f} MB"
        )
    asked = found["rules"]
    lines.append(
        f"{found['size']:>8} ratio {found['ratio']['total']:.2f}; {asked['unsure']} pairs put before a person, "
        f"{asked['unsure_true']} of them one organisation"
    )
    if "one_more" in found:
        more = found["one_more"]
        lines.append(
            f"{found['size']:>8} one more record: {more['median_ms']:.1f} ms, 99 of 100 {more['p99_ms']:.1f} ms"
        )
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--bare", action="store_true", help="name, country, region, town and homepage only")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", choices=[*STEPS, "write"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "write":
        write(int(given.sizes), given.seed, given.file)
        return
    if given.step:
        print(json.dumps(STEPS[given.step](given.file, bare=given.bare)))
        return
    found = run([int(size) for size in given.sizes.split(",")], given.seed, bare=given.bare)
    if given.json:
        print(json.dumps(found, indent=2))
    elif found["growth_exponent"]:
        growth = found["growth_exponent"]
        print(f"growth exponent: match {growth['match_s']:.2f}, with normalising {growth['total_s']:.2f}")


if __name__ == "__main__":
    main()
