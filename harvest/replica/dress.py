"""The same pages in another dress: other words for the labels, template comments everywhere."""

from __future__ import annotations

import re

from starlette.responses import HTMLResponse

from harvest.replica.scenarios import Scenario

_OTHER_WORDS = {
    "Search": "Keywords",
    "S3 EU priority areas": "S3 priority areas",
    "Sectoral industries": "Sectors",
    "Sectoral Industries": "Sectors",
    "Technology fields": "Technologies",
    "Industrial ecosystems": "EU industrial ecosystems",
    "Country": "COUNTRY:",
    "About us": "About the cluster",
    "Website": "Web site",
    "E-mail": "E-mail address",
    "Cluster Excellence Label": "Excellence label",
    "Cluster Members": "Number of members",
    "SMEs": "SME members",
    "Large Companies": "Larger companies",
    "Total number of members": "Number of members",
    "Number of SME members": "SME members",
    "Description": "Summary",
}
"""Label -> another spelling under which sites of this kind print it. All of it is assumed."""
_LABEL = re.compile(rf"(?<=>)({'|'.join(map(re.escape, _OTHER_WORDS))})(\s?:)?(&nbsp;)?(?=</)")
_OPENING = re.compile(r"<(?:div|section|li|h[1-6]|span|td|label|a)\b[^>]*>")
_COMMENT = "<!-- THEME DEBUG --><!-- BEGIN OUTPUT from 'themes/custom/eccp/templates/field.html.twig' -->"


def dressed(answer: HTMLResponse, scenario: Scenario) -> HTMLResponse:
    """The answer as this scenario words and prints it."""
    text = bytes(answer.body).decode()
    if scenario.renamed:
        text = _LABEL.sub(lambda found: _OTHER_WORDS[found[1]] + (found[2] or "") + (found[3] or ""), text)
    if scenario.twig_debug:
        text = _OPENING.sub(lambda found: found[0] + _COMMENT, text)
    return HTMLResponse(text, status_code=answer.status_code)
