"""One hundred crashes: harvests are killed at random moments, gone on with, killed again, and end as if nothing was.

    .venv/bin/python -m bench.crashes [--kills 100] [--seed 7] [--positions [N]]

Each crash is a real ``kill -9`` of a real process. After the last one of a harvest its store is compared, row for row,
with that of a harvest that nobody killed; and the server's own log says what was asked twice: of each crash no more
than the page that was in flight. Each harvest's verdict is printed as soon as it is known, and the whole one also when
it is interrupted (Ctrl-C, or SIGTERM). ``--positions``: instead, one crash at every commit and every write to the
archive, or at every N-th.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from harvest.database import open_database
from harvest.replica.serve import Running, running
from tests.support.crashing import DEAD, MOMENTS, Asked, done, start
from tests.support.same import broken_places, contents

ONLY = ("a1-govtech-01", "a1-govtech-02", "a1-foodtech-01", "a1-foodtech-02")
MOST_KILLS_OF_ONE = 4


@dataclass
class Count:
    """What was seen."""

    harvests: int = 0
    kills: int = 0
    restarts: int = 0
    """Kills before the run was opened: it is begun once more."""
    asked_again: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--positions", type=int, nargs="?", const=1, metavar="N")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder, running(most=20) as replica:
        plain = Asked(Path(folder) / "plain", replica.url, ONLY, sources=("eccp", "eyeris3"))
        plain.folder.mkdir()
        began = time.monotonic()
        status = done(plain)
        moments = plain.told["moments"]
        requests = len(replica.requests)
        say(f"Undisturbed: exit status {status}, {requests} requests, {time.monotonic() - began:.1f} s; {moments}")
        count = Count()
        whole = "Done"
        try:
            if told.positions:
                crash_at_positions(replica, plain, moments, told.positions, count)
            else:
                dice = random.Random(told.seed)
                while count.kills < told.kills:
                    crash_at_random(replica, plain, dice, requests, count)
        except KeyboardInterrupt:
            whole = "Interrupted"
        say(
            f"{whole}: {count.harvests} harvests, {count.kills} crashes ({count.restarts} of them before the run was "
            f"opened), {count.asked_again} pages asked again, in {time.monotonic() - began:.0f} s"
        )
        say("\n".join(count.faults) or "Every store is that of the undisturbed harvest, row for row.")
        return 1 if count.faults else 0


def say(words: str) -> None:
    """At once, also into a file: a harvest takes long, and somebody waits."""
    print(words, flush=True)


def crash_at_positions(replica: Running, plain: Asked, moments: dict[str, int], step: int, count: Count) -> None:
    """One crash at every ``step``-th of all moments, each a harvest of its own."""
    every = [(moment, number) for moment in MOMENTS for number in range(1, moments[moment] + 1)]
    for die in every[::step]:
        crash_at(replica, plain, die, count)


def crash_at(replica: Running, plain: Asked, die: tuple[str, int], count: Count) -> None:
    """One crash at one moment, and the rest of the harvest."""
    asked = replace(plain, folder=plain.folder.with_name(f"{die[0]} {die[1]}"))
    asked.folder.mkdir()
    before = len(replica.requests)
    if done(asked, die) != DEAD:
        count.faults.append(f"{die}: did not die")
    count.kills += 1
    finish(asked, count)
    compare(replica, plain, asked, before, 1, count)


def crash_at_random(replica: Running, plain: Asked, dice: random.Random, requests: int, count: Count) -> None:
    """Some kills of one harvest, each after some more requests."""
    asked = replace(plain, folder=plain.folder.with_name(f"harvest {count.harvests}"))
    asked.folder.mkdir()
    before, kills, opened = len(replica.requests), 0, False
    for share in points(dice):
        wanted = len(replica.requests) + int(share * requests)
        process = start(replace(asked, resume=opened))
        while process.is_alive() and len(replica.requests) < wanted:
            time.sleep(0.001)
        time.sleep(dice.random() * 0.05)
        if process.is_alive():
            process.kill()
            kills += 1
        process.join()
        process.close()
        opened = begun(asked)
        count.restarts += not opened
    finish(asked, count)
    count.kills += kills
    compare(replica, plain, asked, before, kills, count)


def points(dice: random.Random) -> Iterator[float]:
    """After which shares of all requests it is killed, one kill after the other."""
    left = 1.0
    for _ in range(dice.randint(1, MOST_KILLS_OF_ONE)):
        share = dice.random() * left
        left -= share
        yield share


def begun(asked: Asked) -> bool:
    """Whether there is a run to go on with."""
    if not (asked.folder / "harvest.db").exists():
        return False
    try:
        engine = open_database(asked.database, create=True)
    except Exception:
        return False
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT COUNT(*) FROM run_plans").scalar()
    engine.dispose()
    return bool(found)


def finish(asked: Asked, count: Count) -> None:
    status = done(replace(asked, resume=begun(asked)))
    if status not in (0, 3) and "every run is finished" not in str(asked.told):
        count.faults.append(f"{asked.folder.name}: ended with {status}: {asked.told}")


def compare(replica: Running, plain: Asked, asked: Asked, before: int, kills: int, count: Count) -> None:
    """The store, the archive, and the server's log: the verdict on one harvest, whose files go then."""
    faults = list(differences(plain, asked))
    paths = Counter(f"{seen.method} {seen.path}" for seen in replica.requests[before:])
    again = sum(times - 1 for path, times in paths.items() if not path.endswith("/robots.txt"))
    if again > kills:
        faults.append(f"{again} pages asked again after {kills} crashes: {paths.most_common(5)}")
    count.harvests += 1
    count.asked_again += again
    count.faults += [f"{asked.folder.name}: {fault}" for fault in faults]
    verdict = "; ".join(faults) or "the store is the same, row for row"
    say(f"{asked.folder.name}: {kills} crashes ({count.kills} so far), {again} asked again; {verdict}")
    shutil.rmtree(asked.folder)


def differences(plain: Asked, asked: Asked) -> Iterator[str]:
    """In what the store is another, and which bodies are not where it says."""
    expected_in, found_in = open_database(plain.database), open_database(asked.database)
    expected, found = contents(expected_in), contents(found_in)
    for table in expected:
        if expected[table] != found[table]:
            yield f"{table} differs: {difference(expected[table], found[table])}"
    for url in broken_places(found_in, asked.archive):
        yield f"not in the archive: {url}"
    expected_in.dispose()
    found_in.dispose()


def difference(expected: list[tuple[object, ...]], found: list[tuple[object, ...]]) -> str:
    lost = [row for row in expected if row not in found]
    more = [row for row in found if row not in expected]
    return f"{len(lost)} rows lost, {len(more)} more; first {lost[:1]} {more[:1]}"


if __name__ == "__main__":
    sys.exit(main())
