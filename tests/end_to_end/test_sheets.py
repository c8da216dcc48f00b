"""A list beside a harvest: neither disturbs the other, and a distinction lands on what was harvested."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine

from harvest.replica.serve import running
from tests.support.command import at, harvest
from tests.support.store import rows

HUBS = (
    "EDIH name;Country;Region;Website;Call;Start date;Status\n"
    "{name};{country};;{homepage};DIGITAL-2021-EDIH-01;2022-10-01;EDIH\n"
)


def test_a_hub_is_recognised_among_what_was_harvested(tmp_path: Path) -> None:
    with running(most=60) as replica:
        options = ["--only=govtech", *at(replica.url, 16)]
        first = harvest("run", "--json", *options, cwd=tmp_path)
        engine = create_engine(f"sqlite:///{tmp_path / 'harvest.db'}")
        (known,) = rows(
            engine,
            "SELECT * FROM v1_organisations WHERE homepage IS NOT NULL AND country IS NOT NULL ORDER BY name LIMIT 1",
        )
        (tmp_path / "hubs.csv").write_text(HUBS.format(**known), "utf-8")
        imported = harvest("import", "sheet", "hubs.csv", "--mapping", "edih", "--json", cwd=tmp_path)
        second = harvest("run", "--json", *options, cwd=tmp_path)
        nothing = harvest("resume", cwd=tmp_path)
    assert (first.status, imported.status, second.status) == (0, 0, 0), (first.err, imported.err, second.err)
    assert imported.json["records"][0]["matched"]
    (hub,) = rows(engine, "SELECT * FROM v1_organisations WHERE is_edih = 1")
    assert (hub["organisation_id"], hub["edih_date"]) == (known["organisation_id"], "2022-10-01")
    assert second.json["records"]["new"] == second.json["records"]["changed"] == 0
    assert "every run is finished" in nothing.err
    assert rows(engine, "SELECT COUNT(*) AS gone FROM v1_records WHERE gone_at IS NOT NULL") == [{"gone": 0}]
    engine.dispose()
