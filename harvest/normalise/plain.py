"""A name as it is looked up: two spellings of one name share it."""

from __future__ import annotations

import re

from harvest.normalise.legal_forms import split_legal_form
from harvest.normalise.scripts import one_script
from harvest.normalise.text import fold


def plain(name: str) -> str:
    """A name without capitals, accents, punctuation and legal forms: two spellings of it share this. Idempotent."""
    bare = name
    while True:
        words = " ".join(re.findall(r"\w+", fold(one_script(split_legal_form(bare)[0])).replace("_", " ")))
        if words == bare:
            return words
        bare = words
