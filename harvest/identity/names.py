"""What two names of one organisation share."""

from __future__ import annotations

import re

from harvest.normalise.text import fold

_LEGAL_FORMS = frozenset(
    "ab ag aie as asbl ay bv db eeig ev ets gmbh ik kb ks ltd mbh nv oo oy oyj ry sa sas sb scarl scpa scrl spa srl"
    " vzw zs".split()
)
"""The commonest, as one token each after punctuation is dropped; a reviewed table of all Europe's is to come."""
_LITTLE = frozenset(
    "a al an and at by d da de del der des di do e el en et for i in l la le les of og och the und y".split()
)
_INITIALS = re.compile(r"\b(?:\w\.){2,}")


def name_tokens(name: str) -> frozenset[str]:
    """The words of a name that tell it apart: without accents, case, legal forms and little words."""
    folded = _INITIALS.sub(lambda match: match[0].replace(".", ""), fold(name))
    words = re.findall(r"\w+", folded)
    telling = frozenset(word for word in words if word not in _LEGAL_FORMS and word not in _LITTLE)
    return telling or frozenset(words)
