"""Corrections: what an officer mends stays mended, and stops its export where it fits nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from pipeline.check import check
from pipeline.corrections import correction_entry
from pipeline.corrections.entries import read_corrections
from pipeline.rules import Rules
from pipeline.run import run
from tests.conftest import HEADER, SMALL_PLAN
from tests.correcting import MEETING, WHY, Go, folder, go, records, tables
from tests.plans import copy_exports

__all__ = ["folder", "go"]  # the fixtures

TWO_IN_ONE = f"""RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023

{HEADER}\tSATUAN
1\tPengaduan\tPengaduan ditangani\tMembuka loket Menutup loket\tBuku Kunci\tMei 2023\tkali
2\tArsip\tArsip rapi\tMenyusun daftar\tDaftar\tJuni 2023\tberkas
\t\t\tdan mencetaknya\tCetakan\t\t
3\tArsip\tArsip rapi\tMenyusun daftar\tDaftar\tJuni 2023\tberkas
"""


def test_a_cell_is_set_and_its_deadlines_follow(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan()
    go()
    before = tables(parsed)
    go(f'{MEETING}\n  set: {{target: "Agustus 2023"}}{WHY}')
    after = tables(parsed)
    row = after["indicators"].iloc[1]
    assert (row.target, list(row["flags"])) == (
        "Agustus 2023",
        [*before["indicators"]["flags"][1], "corrected"],
    )
    due = after["deadlines"][after["deadlines"].row_id == row.row_id].due_date
    assert [str(day.date()) for day in due] == ["2023-08-31"]
    assert after["cells"].equals(before["cells"]), "the export's own text went lost"
    counts = [name for name in after["documents"] if str(name).startswith("chars_")]
    assert after["documents"][counts].equals(before["documents"][counts])
    others = after["indicators"].drop(1), before["indicators"].drop(1)
    assert others[0].equals(others[1])
    assert after["documents"].rules_sha256[0] != before["documents"].rules_sha256[0]
    assert check(parsed, raw) == []


def test_a_checked_row_needs_no_review(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan(text=SMALL_PLAN.replace("\tJuni, Desember 2023", "\t"))
    assert go()["plan.tsv"].status == "review"
    assert go(f"{MEETING}\n  checked: true{WHY}")["plan.tsv"].status == "ok"
    row = tables(parsed)["indicators"].iloc[1]
    assert "checked" in row["flags"]
    assert "cell_shared" in row["flags"], "why it was doubtful is forgotten"
    assert check(parsed, raw) == []


def test_a_row_is_split_and_its_parts_keep_their_cells(raw: Path, parsed: Path, plan, go) -> None:
    plan(text=TWO_IN_ONE)
    go()
    before = tables(parsed)
    go(
        '- row: {action: "Membuka loket Menutup loket"}\n'
        f'  split: {{action: "Menutup loket", evidence: "Kunci", "extra:SATUAN": ""}}{WHY}'
    )
    after = tables(parsed)
    rows = after["indicators"]
    assert list(rows.action[:2]) == ["Membuka loket", "Menutup loket"]
    assert list(rows.evidence[:2]) == ["Buku", "Kunci"]
    assert list(rows.extra[:2]) == ['{"SATUAN": "kali"}', "{}"]
    assert list(rows.target[:2]) == ["Mei 2023"] * 2  # not named: a merged cell
    assert list(rows.component_no[:2]) == ["1", "1"]
    assert list(rows.row_no) == [1, 2, 3, 4, 5]
    # The ids of the other rows are what they were.
    assert list(rows.row_id) == ["plan/0001", "plan/0001.2", *before["indicators"].row_id[1:]]
    counts = [name for name in after["documents"] if str(name).startswith("chars_")]
    assert after["documents"][counts].equals(before["documents"][counts])
    assert check(parsed, raw) == []


def test_a_row_is_joined_with_the_next(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan(text=TWO_IN_ONE)
    go()
    before = tables(parsed)
    go(f'- row: {{component_no: "2", action: "Menyusun daftar"}}\n  join: next{WHY}')
    after = tables(parsed)
    rows = after["indicators"]
    assert rows.action[1] == "Menyusun daftar dan mencetaknya"
    assert rows.evidence[1] == "Daftar Cetakan"
    assert rows.target[1] == "Juni 2023"
    assert list(rows.row_id) == ["plan/0001", "plan/0002", "plan/0004"]
    counts = [name for name in after["documents"] if str(name).startswith("chars_")]
    assert after["documents"][counts].equals(before["documents"][counts])
    pieces = after["cells"][after["cells"].row_id == "plan/0002"]
    assert list(pieces[pieces.column == "action"].text) == ["Menyusun daftar", "dan mencetaknya"]
    assert check(parsed, raw) == []


def test_corrections_of_one_row_hold_together(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan(text=TWO_IN_ONE)
    go(
        '- row: {action: "Membuka loket Menutup loket"}\n'
        f'  split: {{action: "Menutup loket", evidence: "Kunci"}}{WHY}'
        # named by its text as split, and the whole by its text as read
        f'- row: {{action: "Menutup loket"}}\n  set: {{target: "Juli 2023"}}{WHY}'
        f'- row: {{action: "Membuka loket Menutup loket"}}\n  checked: true{WHY}'
        f'- row: {{component_no: "2", action: "Menyusun daftar"}}\n  join: next{WHY}'
        # a joined row by what its second part was
        f'- row: {{action: "dan mencetaknya"}}\n  set: {{pic: "Arsiparis"}}{WHY}'
        f'- row: {{component_no: "2", pic: "Arsiparis"}}\n  set: {{target: "Mei 2023"}}{WHY}'
    )
    rows = tables(parsed)["indicators"]
    assert list(rows.target) == ["Mei 2023", "Juli 2023", "Mei 2023", "Juni 2023"]
    assert ["checked" in flags for flags in rows["flags"]] == [True, True, False, False]
    assert list(rows.pic.fillna("")) == ["", "", "Arsiparis", ""]
    assert check(parsed, raw) == []


def test_a_row_is_split_into_three_in_either_order(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan(text=TWO_IN_ONE.replace("Menutup loket", "Menutup loket Mengunci pintu"))
    row = '- row: {action: "Membuka loket Menutup loket Mengunci pintu"}'
    steps = [
        f'{row}\n  split: {{action: "{words}"}}{WHY}' for words in ("Menutup", "Mengunci pintu")
    ]
    for order in (steps, steps[::-1]):
        go("".join(order))
        rows = tables(parsed)["indicators"]
        assert list(rows.action[:3]) == ["Membuka loket", "Menutup loket", "Mengunci pintu"]
        assert rows.row_id.is_unique
        assert check(parsed, raw) == []


def test_the_year_of_a_plan_is_fixed_and_all_deadlines_follow(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    schedule = "\tTW I\tTW II\n"
    text = SMALL_PLAN.replace(" TAHUN 2023", "").replace("2023", "")
    text = text.replace("TARGET WAKTU\n", f"TARGET WAKTU{schedule}")
    text = text.replace("Surat keputusan\tMaret ", "Surat keputusan\t\tv\t")
    plan(text=text)
    assert go()["plan.tsv"].status == "review"
    assert tables(parsed)["deadlines"].due_date.isna().all()
    go(f'- plan: {{year: 2022, unit: "BALAI LAIN"}}{WHY}')
    after = tables(parsed)
    assert set(after["indicators"].year) == {2022}
    assert set(after["indicators"].unit) == {"BALAI LAIN"}
    assert list(after["deadlines"].due_date.dt.strftime("%Y-%m")) == [
        "2022-03",
        "2022-06",
        "2022-12",
        "2022-05",
    ]
    flags = {flag for flags in after["indicators"]["flags"] for flag in flags}
    assert "plan_corrected" in flags
    assert "year_missing" not in flags
    assert check(parsed, raw) == []


def test_only_the_corrected_export_is_parsed_again(raw: Path, parsed: Path, plan, go: Go) -> None:
    plan()
    plan("b.tsv", SMALL_PLAN.replace("2023", "2024"))
    go()
    lines = go(f"{MEETING}\n  checked: true{WHY}")
    assert [name for name, line in lines.items() if line.seconds is not None] == ["plan.tsv"]
    assert all(line.seconds is None for line in go().values())
    before = tables(parsed)["indicators"]
    (parsed.parent / "rules" / "corrections" / "plan.yaml").unlink()
    go()
    assert "checked" not in tables(parsed)["indicators"]["flags"].explode().tolist()
    go(f"{MEETING}\n  checked: true{WHY}")
    assert tables(parsed)["indicators"].equals(before)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('- row: {action: "Mengundang semua"}\n  checked: true', "no row of the export"),
        ('- row: {component_no: "1"}\n  checked: true', "3 rows of the export are named"),
        (f'{MEETING}\n  split: {{action: "peserta"}}', 'its action does not hold "peserta"'),
        (f'{MEETING}\n  split: {{action: "ang"}}', 'its action holds "ang" 2 times'),
        (f'{MEETING}\n  split: {{action: "Mengundang"}}', "nothing of the row would stay"),
        ('- row: {action: "Membuka loket"}\n  join: next', "the row is the last one"),
        (f'{MEETING}\n  set: {{"extra:SATUAN": "kali"}}', "no row of the export has a cell under"),
        (
            f'{MEETING}\n  set: {{target: "Mei"}}{WHY}{MEETING}\n  set: {{target: "Juni"}}',
            "target is already corrected by the entry on line 1",
        ),
    ],
)
def test_a_correction_that_cannot_be_applied_stops_its_export_alone(
    raw: Path, parsed: Path, plan, go: Go, folder: Path, entry: str, says: str
) -> None:
    plan()
    plan("other.tsv", SMALL_PLAN.replace("BALAI UJI COBA", "BALAI LAIN"))
    lines = go(f"{entry}{WHY}")
    assert lines["other.tsv"].status == "ok"
    assert lines["plan.tsv"].status == "failed"
    document = tables(parsed)["documents"].set_index("document_id").loc["plan"]
    assert says in document.error
    line = 5 if WHY in entry else 1
    assert document.error.startswith(f"rules/corrections/plan.yaml, line {line}: ")
    assert document.remedy
    assert check(parsed, raw) == []
    # Mended, the export is there again.
    assert go(f"{MEETING}\n  checked: true{WHY}")["plan.tsv"].status == "ok"


def test_rows_that_are_the_same_are_told_apart_by_their_occurrence(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    row = "1\tArsip\tArsip rapi\tMenyusun daftar\tDaftar\tJuni 2023\n"
    plan(text=TWO_IN_ONE.split("1\t")[0] + row + row)
    named = '- row: {action: "Menyusun daftar"}'
    assert go(f"{named}\n  checked: true{WHY}")["plan.tsv"].status == "failed"
    go(f"{named}\n  occurrence: 2\n  checked: true{WHY}")
    flags = tables(parsed)["indicators"]["flags"]
    assert ["checked" in of_row for of_row in flags] == [False, True]


def test_a_row_is_named_whatever_its_white_space_is(parsed: Path, plan, go: Go) -> None:
    plan()
    go(f"- row:\n    action: >\n      Mengundang\n\n      anggota \n  checked: true{WHY}")
    assert "checked" in tables(parsed)["indicators"]["flags"][1]


def test_a_plan_in_text_is_corrected_as_read_with_what_other_plans_teach(
    tmp_path: Path, folder: Path
) -> None:
    """The corrected row is named as it is read with the memory of another plan, not without."""
    raw, parsed = copy_exports(tmp_path / "raw"), tmp_path / "parsed"
    run(raw, parsed, folder, jobs=1)
    rows = records(parsed, "rkt-2022-balit-palma")
    for row in rows[::40]:
        path = folder / "corrections" / "rkt-2022-balit-palma.yaml"
        with path.open("a", encoding="utf-8") as file:
            file.write(correction_entry(row, rows))
    lines = run(raw, parsed, folder, jobs=1)
    assert [line.seconds is None for line in lines] == [True, False]
    after = records(parsed, "rkt-2022-balit-palma")
    assert [row["row_id"] for row in after if "checked" in row["flags"]] == [
        row["row_id"] for row in rows[::40]
    ]
    assert [row["action"] for row in after] == [row["action"] for row in rows]


def test_an_empty_area_number_may_be_set_empty(plan, rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(f'{MEETING}\n  set: {{area_no: ""}}{WHY}', encoding="utf-8")
    known = replace(rules, corrections={"plan": read_corrections(path)})
    assert pipeline.parse(plan(), known).indicator_records[1]["area_no"] is None
