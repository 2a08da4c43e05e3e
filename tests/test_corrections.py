"""Corrections: what an officer mends stays mended, and stops its export where it fits nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.check import check
from pipeline.corrections import correction_entry
from pipeline.corrections.entries import read_corrections
from pipeline.report import write_report
from pipeline.rules import Rules
from pipeline.run import Line, run
from pipeline.store import read_tables
from pipeline.tables import TABLES, Record
from tests.conftest import HEADER, REPOSITORY, SMALL_PLAN
from tests.test_cli import rkt

WHY = '\n  reason: "salah tulis"\n  date: 2026-03-15\n'
MEETING = '- row: {action: "Mengundang anggota"}'
TWO_IN_ONE = f"""RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023

{HEADER}\tSATUAN
1\tPengaduan\tPengaduan ditangani\tMembuka loket Menutup loket\tBuku Kunci\tMei 2023\tkali
2\tArsip\tArsip rapi\tMenyusun daftar\tDaftar\tJuni 2023\tberkas
\t\t\tdan mencetaknya\tCetakan\t\t
3\tArsip\tArsip rapi\tMenyusun daftar\tDaftar\tJuni 2023\tberkas
"""

Go = Callable[..., dict[str, Line]]


@pytest.fixture
def folder(parsed: Path) -> Path:
    """A copy of the repository's rules."""
    return Path(shutil.copytree(REPOSITORY / "rules", parsed.parent / "rules"))


@pytest.fixture
def go(raw: Path, parsed: Path, folder: Path) -> Go:
    """Write corrections of plan.tsv (or of another export), and run."""

    def _go(text: str | None = None, id_: str = "plan") -> dict[str, Line]:
        if text is not None:
            path = folder / "corrections" / f"{id_}.yaml"
            path.write_text(text, encoding="utf-8")
        return {line.name: line for line in run(raw, parsed, folder, jobs=1)}

    return _go


def tables(parsed: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(parsed / f"{name}.parquet") for name in TABLES}


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


def test_rkt_corrections_lists_each_with_its_state(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    plan()
    plan("b.tsv")
    listing = ("corrections", "--parsed", parsed, "--rules", folder)
    assert rkt(*listing).stdout == "0 corrections, 0 applied.\n"
    go(f'{MEETING}\n  checked: true\n  reason: "sudah \\x9bdibaca"\n  date: 2026-03-15')
    assert rkt(*listing).exit_code == 0
    assert rkt(*listing).stdout.startswith(
        "rules/corrections/plan.yaml:1  applied  2026-03-15  sudah \\x9bdibaca\n"
        "    row: action = Mengundang anggota → checked\n"
    )
    go(f"{MEETING}\n  checked: true{WHY}", "gone")
    go(
        f"- plan: {{year: 2022}}{WHY}"
        f'- row: {{component_no: "1"}}\n  checked: true{WHY}'
        f'- row: {{action: "x"}}\n  checked: true{WHY}',
        "b",
    )
    result = rkt(*listing)
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    states = [line.split("  ")[:2] for line in lines if ".yaml:" in line]
    assert states == [
        ["rules/corrections/b.yaml:1", "fits, but others of its file do not"],
        ["rules/corrections/b.yaml:4", "matches several"],
        ["rules/corrections/b.yaml:8", "matches nothing"],
        ["rules/corrections/gone.yaml:1", "file of no export"],
        ["rules/corrections/plan.yaml:1", "applied"],
    ]
    assert "4 rows" not in result.stdout
    assert "what to do: name more of the row's cells" in result.stdout
    # An entry that is new makes nothing of the others, wherever they stand now.
    mine = folder / "corrections" / "plan.yaml"
    new = f'- row: {{action: "Membuka loket"}}\n  checked: true{WHY}'
    mine.write_text(new + mine.read_text())
    stdout = rkt(*listing).stdout
    assert "plan.yaml:1  new or changed; run rkt run" in stdout
    assert "plan.yaml:5  applied" in stdout
    wrong = folder / "corrections" / "b.yaml"
    wrong.write_text(new + wrong.read_text())
    stdout = rkt(*listing).stdout
    assert "b.yaml:1  new or changed" in stdout
    assert "b.yaml:8  matches several" in stdout
    assert "b.yaml, line 8: 3 rows of the export" in stdout, "where the entry stood"
    (folder / "corrections" / "b.yaml").write_text("# all done\n")
    (folder / "corrections" / "gone.yaml").rename(folder / "corrections" / "plan.yaml")
    assert "plan.yaml:1  new or changed; run rkt run" in rkt(*listing).stdout


def test_a_run_says_which_corrections_belong_to_no_export(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    plan()
    (folder / "corrections" / "planx.yaml").write_text(f"{MEETING}\n  checked: true{WHY}")
    result = rkt("run", "--raw", raw, "--parsed", parsed, "--rules", folder, "--jobs", 1)
    assert result.exit_code == 0
    assert "rules/corrections/planx.yaml: there is no export with this id" in result.stderr


def test_a_wrong_file_name_is_said_by_every_command(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    """`rkt corrections` called it new, and `rkt rules check` right."""
    plan("rkt-2023.tsv")
    go(f"{MEETING}\n  checked: true{WHY}", "rkt-2032")
    says = "rules/corrections/rkt-2032.yaml: there is no export with this id"
    where = ("--rules", folder, "--raw", raw)
    for command in (("corrections", "--parsed", parsed), ("rules", "check")):
        result = rkt(*command, *where)
        assert result.exit_code == 1
        assert says in result.output
        assert "did you mean rkt-2023.yaml?" in result.output
    (folder / "corrections" / "rkt-2032.yaml").rename(folder / "corrections" / "rkt-2023.yaml")
    assert rkt("rules", "check", *where).exit_code == 0
    plan("new.tsv")
    (folder / "corrections" / "new.yaml").write_text(f"{MEETING}\n  checked: true{WHY}")
    result = rkt("corrections", "--parsed", parsed, *where)
    assert result.exit_code == 0
    assert "new.yaml:1  new or changed" in result.stdout, "its export has arrived since the run"


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('- row: {"langkah aksi": "x"}\n  checked: true', "did you mean action?"),
        ('- row: {action: "x"}\n  set: {"In charge": "x"}', "did you mean pic?"),
        ('- row: {"TARGET WAKTU": "x"}\n  checked: true', "did you mean target?"),
        ('- row: {"qwerty": "x"}\n  checked: true', "is no column; known are"),
        (f"{MEETING}\n  checked: ya", "'ya' is not right here: only true may stand here"),
        (f"{MEETING}\n  set: {{target: {{checked: true}}}}", "{checked: true} is not right here"),
        (f"{MEETING}\n  set: {{target: true}}", "true is not right here: this must be text"),
        (f"{MEETING}\n  drop: true\n  checked: true", "taken out whole; remove checked, or drop"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_in_its_own_words(
    raw: Path, folder: Path, entry: str, says: str
) -> None:
    """Known labels were no columns, and Python's spelling was shown for YAML's."""
    (folder / "corrections" / "plan.yaml").write_text(f"{entry}{WHY}")
    result = rkt("rules", "check", "--rules", folder, "--raw", raw)
    assert result.exit_code == 1
    assert says in result.stderr
    assert "True" not in result.stderr


def test_a_wrong_file_of_corrections_changes_nothing(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    plan()
    go()
    before = tables(parsed)
    (folder / "corrections" / "plan.yaml").write_text(f"{MEETING}\n  chekced: true{WHY}")
    result = rkt("run", "--raw", raw, "--parsed", parsed, "--rules", folder, "--jobs", 1)
    assert result.exit_code == 2
    assert "plan.yaml, line 2:" in result.stderr
    assert all(tables(parsed)[name].equals(before[name]) for name in TABLES)


def test_a_plan_in_text_is_corrected_as_read_with_what_other_plans_teach(
    tmp_path: Path, folder: Path
) -> None:
    """The corrected row is named as it is read with the memory of another plan, not without."""
    raw, parsed = tmp_path / "raw", tmp_path / "parsed"
    shutil.copytree(REPOSITORY / "raw", raw)
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


def records(parsed: Path, document_id: str) -> list[Record]:
    rows = read_tables(parsed, ["indicators"])["indicators"]
    return [row for row in rows if row["document_id"] == document_id]


def test_an_empty_area_number_may_be_set_empty(plan, rules: Rules, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(f'{MEETING}\n  set: {{area_no: ""}}{WHY}', encoding="utf-8")
    known = replace(rules, corrections={"plan": read_corrections(path)})
    assert pipeline.parse(plan(), known).indicator_records[1]["area_no"] is None


def test_an_entry_that_fits_nothing_names_the_nearest_row_and_leaves_the_page(
    raw: Path, parsed: Path, plan, go: Go
) -> None:
    plan()
    go()
    write_report(raw, parsed)
    page = parsed / "report" / "ekspor" / "plan.html"
    good = page.read_bytes()
    go(
        '- row: {action: "Mengundang angota", target: "Juni, Desember 2023"}\n'
        f"  checked: true{WHY}"
    )
    write_report(raw, parsed)
    assert page.read_bytes() == good, "the page from which to copy the row anew is gone"
    shown = rkt("show", "plan", "--parsed", parsed)
    assert shown.exit_code == 1
    assert 'the nearest is row 2: action "Mengundang anggota"\n  what to do: ' in shown.stderr
    assert "to compare" not in shown.stderr
    go(f"{MEETING}\n  checked: true{WHY}")
    write_report(raw, parsed)
    assert page.read_bytes() != good
    (raw / "plan.tsv").unlink()
    go()
    write_report(raw, parsed)
    assert not page.exists()


def test_a_file_is_shown_as_the_run_read_it_and_else_it_is_said(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    """It was always parsed by itself, and had other doubtful rows than the run."""
    path = plan()
    go(f"{MEETING}\n  checked: true{WHY}")
    shown = ("show", path, "--parsed", parsed, "--rules", folder)
    by_id = rkt("show", "plan", "--parsed", parsed)
    by_file = rkt(*shown)
    assert by_file.stdout == by_id.stdout
    assert by_file.stderr == ""
    anew = "plan.tsv: parsed by itself just now"
    assert anew in rkt(*shown[:-2]).stderr, "with other rules"
    (folder / "corrections" / "plan.yaml").write_text("")
    result = rkt(*shown)
    assert anew in result.stderr, "with other corrections"
    assert "checked" not in result.stdout
    go("")
    assert anew not in rkt(*shown).stderr
    path.write_text(SMALL_PLAN.replace("Membuka", "Menutup"), encoding="utf-8")
    result = rkt(*shown)
    assert anew in result.stderr, "with other bytes"
    assert "Menutup loket" in result.stdout
    assert anew in rkt("show", path, "--parsed", parsed / "none").stderr


def test_an_export_whose_correction_failed_is_shown_uncorrected_with_the_error(
    raw: Path, parsed: Path, plan, go: Go, folder: Path
) -> None:
    """Nothing was shown from which to mend the correction."""
    path = plan()
    go(
        f'{MEETING}\n  set: {{target: "Mei 2023"}}{WHY}'
        f'- row: {{action: "Tidak ada"}}\n  checked: true{WHY}'
    )
    for command in (
        ("plan", "--parsed", parsed),
        (path, "--parsed", parsed, "--rules", folder),
        (path, "--parsed", parsed / "none", "--rules", folder),
    ):
        result = rkt("show", *command)
        assert result.exit_code == 1
        assert "Mengundang anggota" in result.stdout
        assert "corrected" not in result.stdout
        assert "these are the rows as read without them" in result.stderr
        assert "plan.yaml, line 5: no row of the export" in result.stderr
    compared = rkt("compare", "plan", "plan", "--parsed", parsed)
    assert compared.exit_code == 1
    assert compared.stdout == ""
    go(f"{MEETING}\n  checked: true{WHY}")
    assert rkt("show", "plan", "--parsed", parsed).exit_code == 0
