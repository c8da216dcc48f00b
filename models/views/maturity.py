"""View of what speaks for an organisation's maturity: single pieces of evidence, never one score."""

from __future__ import annotations

from models.views.view import SEEN, View, stated_at

_EVIDENCE = (
    *("year_established", "date_established", "members_total", "members_sme", "members_startup", "members_large"),
    *("members_research", "members_civil_society", "members_other", "label", "label_year", "label_issuer"),
    *("is_edih", "edih_call", "edih_date", "has_seal_of_excellence", "seal_call", "seal_date", "award", "warning"),
)
_LIST = ", ".join(f"'{field}'" for field in _EVIDENCE)

MATURITY = View(
    name="v1_maturity",
    row="one piece of evidence of one organisation's maturity, as one of its records states it now",
    columns={
        "organisation_id": "the organisation",
        "evidence": "what it is: " + ", ".join(_EVIDENCE),
        "value": "the clean value",
        "as_of": "when the record was last read and stated it",
        "how": "the rule that led from original to value",
        "original": "as the page prints it",
        "record_id": "the record that states it",
        "source": "the source that prints it; not who gives a label: that is the evidence label_issuer",
        "page_url": "the page, or the spreadsheet's cell, that first stated it",
        "fetched_at": "when that page was fetched",
        "page_sha256": "sha256 of that page's body as archived",
    },
    notes=(
        "Records that disagree have a row each. Of several Seals of Excellence, the call and the date that belong "
        "together stand in one row of the sheet that `page_url` names. A `warning` says which numbers of members "
        "contradict each other; the numbers themselves stay as stated."
    ),
    select=f"""
        SELECT
            r.organisation_id, s.field AS evidence, s.value,
            (SELECT MAX(v.at) FROM visits v WHERE v.record_id = r.record_id AND {SEEN}) AS as_of,
            s.how, s.original, r.record_id, r.source, {stated_at("s")} AS page_url, p.fetched_at,
            p.sha256_archived AS page_sha256
        FROM statements s
        JOIN records r ON r.record_id = s.record_id
        JOIN pages p ON p.page_id = s.first_page_id
        WHERE s.closed_page_id IS NULL AND r.organisation_id IS NOT NULL AND s.field IN ({_LIST})
    """,
)
