"""What ``harvest import sheet`` prints, and what is shown of a programme that ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from typer.testing import CliRunner

from harvest.cli import app
from tests.sheets.conftest import PARTICIPANTS, PROGRAMMES, workbook

Write = Callable[..., Path]
__all__ = ["workbook"]


def test_the_command_prints_programmes_as_ended(workbook: Write, engine: Engine, tmp_path: Path) -> None:
    file = workbook(Program=(*PROGRAMMES, ("", "2020", "", "", "", "", "", "")), Deltagare=PARTICIPANTS)
    base = ["--database", str(engine.url)]
    arguments = [str(file), "--mapping", "sip", "--by", "analyst 2", "--archive", str(tmp_path / "archive"), *base]
    done = CliRunner().invoke(app, ["import", "sheet", *arguments], catch_exceptions=False)
    assert done.exit_code == 3
    told = " ".join(done.output.split())
    assert "Program!A4 it is empty: a row needs its 'Program'" in told
    assert "2 new, 0 changed, 0 unchanged, 1 refused" in told
    assert "Left out, for they are about persons: Kontaktperson." in told
    again = CliRunner().invoke(app, ["import", "sheet", *arguments, "--json"], catch_exceptions=False)
    document = json.loads(again.output)
    assert (document["counts"], document["run_id"], document["refused"][0]["place"]) == (
        {"unchanged": 2}, None, "Program!A4",
    )  # fmt: skip
    explained = CliRunner().invoke(app, ["explain", "BioInnovation", *base], catch_exceptions=False)
    words = " ".join(" ".join(line.strip("│├└─ ") for line in explained.output.splitlines()).split())
    assert "programme, ended 2023, succeeded by Impact Innovation" in words
    assert "valid_to = 2023 (date as exact as printed) [1] A Program!C2" in words
    assert "brought by person: analyst 2" in words
    assert "Nordisk Ton, participant, unknown, by its name alone no organisation: not linked" in words
    found = CliRunner().invoke(app, ["find", "BioInnovation", *base], catch_exceptions=False)
    assert "BioInnovation (ended)" in found.output
