"""What differs in two long texts is what is shown of them."""

from __future__ import annotations

import pytest

from harvest.cli.differing import differing

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("146", "153", ("146", "153")),
        (LONG, f"{LONG} more", ("… ten eleven twelve thirteen", "… ten eleven twelve thirteen more")),
        (f"new {LONG}", LONG, ("new one two three four …", "one two three four …")),
        (
            LONG,
            LONG.replace("seven", "7"),
            ("… three four five six seven eight nine ten eleven …", "… three four five six 7 eight nine ten eleven …"),
        ),
        (f"{LONG} a a", f"{LONG} a a a", ("… twelve thirteen a a", "… twelve thirteen a a a")),
        ("x " * 40, "nothing", ("x " * 40, "nothing")),
    ],
)
def test_long_texts_are_cut_to_where_they_differ(before: str, after: str, shown: tuple[str, str]) -> None:
    assert differing(before, after) == shown
