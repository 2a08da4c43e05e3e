"""What became of each correction, and what is said of those that fit nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report import write_report
from pipeline.tables import TABLES
from tests.conftest import SMALL_PLAN
from tests.correcting import MEETING, WHY, Go, folder, go, tables
from tests.test_cli import rkt

__all__ = ["folder", "go"]  # the fixtures


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
