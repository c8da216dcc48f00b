"""Views of what regions have in common with the home region: what they declare, and whom one finds there."""

from __future__ import annotations

from models.views.choosing import shown
from models.views.view import View

PARTLY = "of this only a part"
"""How the statement of a region ends of which only a part belongs to a set of regions."""

_WHOLE_PART = f"s.field = 'nuts_part' AND s.closed_page_id IS NULL AND REPLACE(s.how, '{PARTLY}', '') = s.how"
"""SQL: whether the statement ``s`` names a region that belongs as a whole to a set of regions."""

_STATED = """
            SELECT record_id, nuts, title FROM region_priorities WHERE closed_page_id IS NULL
            UNION
            SELECT s.record_id, g.nuts, s.value AS title
            FROM statements s
            JOIN regions g ON g.record_id = s.record_id
            WHERE s.closed_page_id IS NULL AND s.field = 'policy_objective'
"""
"""SQL: what a region's page declares today: its priorities, and the S3 areas that it files them under."""

_CODES = "SELECT 2 AS letters UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5"
"""SQL: the lengths of the codes of NUTS levels 0 to 3."""

DECLARED_MATCHES = View(
    name="v1_declared_matches",
    row="one declared priority of one region, beside one home priority that a rule or a person took it for",
    columns={
        "nuts": "the region that declares it",
        "title": "the declared priority as the page prints it, or an S3 area that the page files its priorities under",
        "priority": "the home priority",
        "verdict": "match, or no match where a person overruled a match",
        "score": "how sure the rule is, 0 to 1; 1 for a person",
        "reason": "why, in words",
        "decided_by": "the rule, or the person by function",
        "decided_at": "when",
        "match_id": "the match's number",
    },
    notes="Only what holds, of what the region's page still states. A person's word goes before a rule's.",
    select=f"""
        WITH stated AS ({_STATED}),
        ordered AS (
            SELECT
                m.nuts, m.title, m.priority, m.verdict, m.score, m.reason, m.decided_by, m.decided_at, m.match_id,
                ROW_NUMBER() OVER (
                    PARTITION BY m.nuts, m.title, m.priority
                    ORDER BY CASE SUBSTR(m.decided_by, 1, 6) WHEN 'person' THEN 0 ELSE 1 END, m.match_id DESC
                ) AS place
            FROM declared_matches m
            WHERE m.undone_at IS NULL
        )
        SELECT
            m.nuts, m.title, m.priority, m.verdict, m.score, m.reason, m.decided_by, m.decided_at, m.match_id
        FROM ordered m
        WHERE m.place = 1 AND EXISTS (
            SELECT 1 FROM stated d WHERE d.nuts = m.nuts AND d.title = m.title
        )
    """,
)

ORGANISATION_PLACES = View(
    name="v1_organisation_places",
    row="one region that one organisation counts for",
    columns={"organisation_id": "the organisation", "nuts": "NUTS code, as exact as it is known"},
    notes=(
        "Its own region, as `v1_organisations` has it, and each region that belongs as a whole to a set of regions "
        "that it names, such as `SE11` of Stockholm och Mälardalen."
    ),
    select=f"""
        SELECT organisation_id, nuts FROM ({shown("nuts")}) homes
        UNION
        SELECT r.organisation_id, s.value AS nuts
        FROM statements s
        JOIN records r ON r.record_id = s.record_id
        WHERE r.organisation_id IS NOT NULL AND {_WHOLE_PART}
    """,
)

REGION_OVERLAP = View(
    name="v1_region_overlap",
    row="one region and one home priority that is declared there, or under which an organisation there was found",
    columns={
        "nuts": "NUTS code, of the newest edition where the region's own has become one or more of its",
        "name": "its name in its own language; null for a code that NUTS does not know",
        "country": "ISO 3166-1 alpha-2",
        "priority": "the home priority",
        "declared": "declared priorities that are taken for it: of the region and of regions within it",
        "organisations": "organisations in it under this priority, excluded ones left out",
        "nuts_level": "0 to 3",
        "name_en": "in English",
        "name_sv": "in Swedish",
    },
    notes=(
        "Choose a level before you compare: an organisation in `SE110` counts for `SE110`, `SE11`, `SE1` and `SE`, and "
        "so does a declaration. One that is known only for a coarser level does not count for a finer one, except for "
        "a set of regions, whose organisations count for each region that belongs to it as a whole. "
        "`declared` and `organisations` are two kinds of evidence and are never added. Which declaration was "
        "taken for which priority, and why, stands in `v1_declared_matches`. "
        "`organisations` counts by `v1_organisation_priorities`."
    ),
    # An organisation's own region is brought to each of its priorities by a window, for the reason that
    # v1_strategy_organisations gives; parts of sets of regions by joins that go along the indexes of tables.
    select=f"""
        WITH codes AS ({_CODES}),
        stated AS ({_STATED}),
        present AS (
            SELECT organisation_id, priority, MAX(nuts) OVER (PARTITION BY organisation_id) AS nuts
            FROM (
                SELECT organisation_id, priority, NULL AS nuts
                FROM v1_organisation_priorities WHERE tier <> 'excluded'
                UNION ALL
                SELECT organisation_id, NULL, nuts FROM ({shown("nuts")}) homes
            ) named
        ),
        placed AS (
            SELECT organisation_id, priority, nuts FROM present WHERE priority IS NOT NULL AND nuts IS NOT NULL
            UNION
            SELECT p.organisation_id, p.priority, s.value AS nuts
            FROM present p
            JOIN records r ON r.organisation_id = p.organisation_id
            JOIN statements s ON s.record_id = r.record_id
            WHERE p.priority IS NOT NULL AND {_WHOLE_PART}
        ),
        around AS (
            SELECT DISTINCT p.organisation_id, p.priority, SUBSTR(p.nuts, 1, c.letters) AS nuts
            FROM placed p
            JOIN codes c ON c.letters <= LENGTH(p.nuts)
        ),
        told AS (
            SELECT DISTINCT m.nuts AS region, m.title, m.priority, COALESCE(s.value, m.nuts) AS nuts
            FROM v1_declared_matches m
            JOIN stated d ON d.nuts = m.nuts AND d.title = m.title
            LEFT JOIN statements s
                ON s.record_id = d.record_id AND s.field = 'nuts_successor' AND s.closed_page_id IS NULL
            WHERE m.verdict = 'match'
        ),
        told_around AS (
            SELECT DISTINCT t.region, t.title, t.priority, SUBSTR(t.nuts, 1, c.letters) AS nuts
            FROM told t
            JOIN codes c ON c.letters <= LENGTH(t.nuts)
        ),
        cells AS (
            SELECT nuts, priority, SUM(declared) AS declared, SUM(organisations) AS organisations
            FROM (
                SELECT nuts, priority, 0 AS declared, 1 AS organisations FROM around
                UNION ALL
                SELECT nuts, priority, 1, 0 FROM told_around
            ) found
            GROUP BY nuts, priority
        )
        SELECT
            c.nuts, n.name,
            COALESCE(
                n.country,
                CASE SUBSTR(c.nuts, 1, 2) WHEN 'EL' THEN 'GR' WHEN 'UK' THEN 'GB' ELSE SUBSTR(c.nuts, 1, 2) END
            ) AS country,
            c.priority, c.declared, c.organisations,
            LENGTH(c.nuts) - 2 AS nuts_level, n.name_en, n.name_sv
        FROM cells c
        LEFT JOIN nuts_names n ON n.nuts = c.nuts
    """,
)
