"""What harvest itself wrote as a reason, in the language of a report.

A reason is stored in English, with its numbers. ``[[reason]]`` in ``labels.toml`` has its sentences with placeholders
for these; what a source or a person wrote fits none of them, and stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from harvest.reports.labels import Label, Language, labels

_BETWEEN = "; "
_WHY = "why"
"""The placeholder whose text is a reason itself."""
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def in_words(reason: str | None, language: Language) -> str | None:
    """The reason, each of its parts in the language where the catalogue has it. Nothing for none."""
    if not reason or language == "en":
        return reason
    return _BETWEEN.join(_part(part, language) for part in reason.split(_BETWEEN))


def _part(part: str, language: Language) -> str:
    for sentence, label in _sentences():
        found = sentence.fullmatch(part)
        if found:
            parts = {name: _part(said, language) if name == _WHY else said for name, said in found.groupdict().items()}
            return label.in_language(language).format(**parts)
    return part


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], Label], ...]:
    return tuple((re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+)", re.escape(one.en))), one) for one in labels().reason)
