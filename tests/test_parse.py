"""`pipeline.parse`: one export, from Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.errors import ExportError, RulesError
from pipeline.run import run
from pipeline.tables import TABLES, to_frame
from tests.conftest import REPOSITORY


def test_parse_gives_what_a_run_writes(raw: Path, parsed: Path, plan) -> None:
    path = plan("RKT 2023.tsv")
    one = pipeline.parse(path)
    run(raw, parsed, jobs=1)
    for table in ("indicators", "deadlines", "cells"):
        written = pd.read_parquet(parsed / f"{table}.parquet")
        pd.testing.assert_frame_equal(getattr(one, table), written)
    documents = pd.read_parquet(parsed / "documents.parquet")
    pd.testing.assert_frame_equal(to_frame("documents", [one.document]), documents)
    assert list(one.document) == [column.name for column in TABLES["documents"]]


def test_parse_takes_a_folder_of_rules_or_rules(plan, rules) -> None:
    path = plan()
    for given in (None, rules, REPOSITORY / "rules", str(REPOSITORY / "rules")):
        assert len(pipeline.parse(str(path), given).indicators) == 3


def test_flags_are_lists_and_dates_are_dates(plan) -> None:
    one = pipeline.parse(plan())
    assert one.indicators["flags"][0] == []
    assert one.deadlines["due_date"].dt.month[0] == 3
    assert one.indicators["pic"].isna().all()


def test_cells_say_where_each_text_stands(plan) -> None:
    path = plan()
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    cells = pipeline.parse(path).cells
    assert len(cells) > 15
    for cell in cells.to_dict("records"):
        assert text[cell["char_start"] : cell["char_end"]].strip() == cell["text"]
        assert cell["text"] in lines[cell["line_start"] - 1]
    # A component that is carried down is traced in every row that it stands in.
    component = cells[(cells["column"] == "component") & (cells["text"] == "Kelompok Kerja")]
    assert list(component["row_id"]) == ["plan/0001", "plan/0002"]


def test_what_cannot_be_parsed_is_raised(raw: Path, plan) -> None:
    with pytest.raises(ExportError):
        pipeline.parse(raw / "none.tsv")
    with pytest.raises(ExportError):
        pipeline.parse(plan("empty.tsv", ""))
    with pytest.raises(RulesError):
        pipeline.parse(plan(), raw)


def test_an_export_in_a_sub_folder_is_corrected_as_in_a_run(
    raw: Path, parsed: Path, plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its corrections were looked for under its name alone, which may be another export's."""
    folder = Path(shutil.copytree(REPOSITORY / "rules", tmp_path / "rules"))
    entry = '- row: {action: "Membuka loket"}\n  checked: true\n  reason: x\n  date: 2026-03-15\n'
    (folder / "corrections" / "2023-plan.yaml").write_text(entry)
    paths = [
        plan("2023/plan.tsv"),
        plan("plan.tsv"),
        plan("2023/twice.tsv"),
        plan("2023/twice.csv"),
    ]
    run(raw, parsed, folder, jobs=1)
    ids = pd.read_parquet(parsed / "documents.parquet").set_index("source_path").document_id
    for path in paths:
        found = pipeline.parse(path, folder)
        assert found.document["document_id"] == ids[path.relative_to(raw).as_posix()]
        checked = ["checked" in row["flags"] for row in found.indicator_records]
        assert any(checked) == (path == paths[0])
    monkeypatch.chdir(raw / "2023")
    assert pipeline.parse("plan.tsv", folder).document["document_id"] == "2023-plan"
