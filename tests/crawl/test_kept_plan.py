"""A plan comes back from the store as the spiders know it."""

from __future__ import annotations

import json

import pytest

from harvest.crawl.kept_plan import Kept, document, kept_plan
from harvest.plan import MODES, make_plan
from harvest.strategy import load


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("read_to_end", [False, True])
def test_what_is_kept_is_what_is_asked(mode: str, read_to_end: bool) -> None:
    plan = make_plan([load()], mode=mode, read_to_end=read_to_end)
    kept = kept_plan(document(Kept(plan, "phrase", "/there", {"eccp": ("/content/x",)})))
    assert kept is not None
    assert (kept.plan.mode, kept.plan.sources, kept.plan.probes) == (mode, plan.sources, plan.probes)
    # In order, too: it is that in which the site is asked.
    assert list(kept.plan.asked.items()) == list(plan.asked.items())
    assert (kept.reading, kept.archive, kept.listed) == ("phrase", "/there", {"eccp": ("/content/x",)})


def test_another_form_is_not_guessed_at() -> None:
    text = document(Kept(make_plan([load()]), "site", "/there"))
    assert kept_plan(json.dumps({**json.loads(text), "form": 99})) is None
