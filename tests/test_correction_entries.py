"""Entries as the review page copies them: any row of any plan is named, and any cell set."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import pipeline
from pipeline.corrections import correction_entry
from pipeline.corrections.copying import quoted
from pipeline.corrections.entries import read_corrections
from pipeline.errors import ExportError
from pipeline.model import FIELDS
from pipeline.rules import Rules
from pipeline.tables import Record
from tests.conftest import SMALL_PLAN

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(TEXT)
def test_any_text_is_the_same_after_it_was_quoted(text: str) -> None:
    assert YAML(typ="safe", pure=True).load(f"a: {quoted(text)}\n") == {"a": text}


FEW = st.sampled_from(["", "Rapat", "Rapat kerja", "Rapat  kerja", "a: b, [c] # d", 'say "no"'])
CELLS = st.tuples(*[FEW | TEXT] * 3)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS, min_size=1, max_size=5), st.data())
def test_an_entry_made_of_a_row_names_just_that_row(
    tmp_path: Path, rules: Rules, cells: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    export = tmp_path / "plan.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"])
        writer.writerow(["NO", "INDIKATOR", "LANGKAH AKSI", "TARGET WAKTU", "SATUAN: ½"])
        for number, (action, target, extra) in enumerate(cells, 1):
            writer.writerow([number, "Layanan prima", action, target, extra])
    try:
        rows = pipeline.parse(export, rules).indicator_records
    except ExportError:
        return  # none of these texts is a plan's
    row = data.draw(st.sampled_from(rows))
    path = tmp_path / "plan.yaml"
    path.write_text(correction_entry(row, rows, date(2026, 3, 15)), encoding="utf-8")
    corrected = pipeline.parse(export, replace(rules, corrections={"plan": read_corrections(path)}))
    now = corrected.indicator_records
    assert [r["row_id"] for r in now if "checked" in r["flags"]] == [row["row_id"]]
    assert [r["action"] for r in now] == [r["action"] for r in rows]


def test_a_row_told_by_an_empty_action_is_named_by_it_too(tmp_path: Path, rules: Rules) -> None:
    export = tmp_path / "plan.csv"
    export.write_text(
        "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023\n"
        "NO,INDIKATOR,LANGKAH AKSI,TARGET WAKTU\n"
        "1,Layanan prima,Rapat,Juni\n"
        "2,Layanan prima,,Juni\n",
        encoding="utf-8",
    )
    rows = pipeline.parse(export, rules).indicator_records
    path = tmp_path / "plan.yaml"
    path.write_text(correction_entry(rows[1], rows, date(2026, 3, 15)), encoding="utf-8")
    corrected = pipeline.parse(export, replace(rules, corrections={"plan": read_corrections(path)}))
    assert ["checked" in r["flags"] for r in corrected.indicator_records] == [False, True]


def test_an_entry_shows_the_cells_ready_to_be_set(plan, rules: Rules) -> None:
    rows = pipeline.parse(plan(), rules).indicator_records
    assert correction_entry(rows[1], rows, date(2026, 3, 15)) == (
        "- row:\n"
        '    action: "Mengundang anggota"\n'
        "  checked: true\n"
        "  set:\n"
        '    #area_no: "1"\n'
        '    #area: "MANAJEMEN PERUBAHAN"\n'
        '    #component_no: "1"\n'
        '    #component: "Kelompok Kerja"\n'
        '    #indicator: "Kelompok kerja bertemu"\n'
        '    #action: "Mengundang anggota"\n'
        '    #evidence: "Daftar hadir"\n'
        '    #target: "Juni, Desember 2023"\n'
        '    #pic: ""\n'
        '  reason: "sudah dibandingkan dengan ekspornya"  '
        "# bila ada sel yang diisi, tulis sebabnya\n"
        "  date: 2026-03-15\n"
    )


def test_any_cell_of_a_copied_entry_is_set_by_removing_its_number_sign(
    plan, rules: Rules, tmp_path: Path
) -> None:
    """The empty ones too, one of them or all, and an area."""
    export = plan(
        "plan.tsv", SMALL_PLAN.replace("Daftar hadir\tJuni, Desember 2023", "Daftar hadir\t")
    )
    rows = pipeline.parse(export, rules).indicator_records
    entry = correction_entry(rows[0], rows, date(2026, 3, 15))
    path = tmp_path / "plan.yaml"

    def corrected(text: str) -> Record:
        path.write_text(text, encoding="utf-8")
        known = replace(rules, corrections={"plan": read_corrections(path)})
        return pipeline.parse(export, known).indicator_records[0]

    names = ("area_no", "area", *FIELDS)
    for name in names:
        (line,) = [line for line in entry.splitlines() if line.startswith(f"    #{name}: ")]
        row = corrected(entry.replace(line, f'    {name}: "7"'))
        assert str(row[name]) == "7"
    everything = corrected(entry.replace("#", "", entry.count("    #")))
    assert {name: everything[name] for name in names} == {name: rows[0][name] for name in names}
    assert "corrected" not in corrected(entry)["flags"]
