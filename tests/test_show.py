"""`rkt show` and `rkt compare`: doubts and differences as a data officer reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.commandline import named_plan
from pipeline.display import export_lines
from pipeline.records import Parsed
from tests.conftest import SMALL_PLAN

ROWS = "".join(
    f"{n}\tLayanan {n}\tLayanan {n} tersedia di kantor\tMenyiapkan {n}\tLaporan {n}\tMei 2023\n"
    for n in range(2, 9)
)
NO_TARGET = SMALL_PLAN.replace("Daftar hadir\tJuni, Desember 2023", "Daftar hadir\t") + ROWS
SHIFTED = SMALL_PLAN + ROWS + "Loket\tLoket dibuka\tMembuka loket\tFoto loket\tMei 2023\t\n"


def rkt(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def doubted(path: Path, **of_every_row: object) -> Parsed:
    """A plan, with something else said of each of its rows."""
    plan = pipeline.parse(path)
    return replace(plan, indicator_records=[r | of_every_row for r in plan.indicator_records])


def lines_of(plan: Parsed) -> str:
    out = StringIO()
    for line in export_lines(plan):
        Console(width=160, file=out, highlight=False).print(line)
    return out.getvalue()


def test_doubtful_rows_are_listed_alone_with_their_doubts_in_words(plan) -> None:
    path = plan("RKT.tsv", NO_TARGET)
    everything, doubtful = rkt("show", path).stdout, rkt("show", path, "--doubtful").stdout
    assert "Layanan 3 tersedia" in everything
    assert "Layanan 3 tersedia" not in doubtful
    assert "Kelompok kerja bertemu" in doubtful
    assert "◆ please check this row" in doubtful
    assert re.search(r"⚑ \w+: [A-Z]", doubtful), "flags are explained beside the row"


def test_an_export_without_doubtful_rows_says_so(plan) -> None:
    result = rkt("show", plan(), "--doubtful", "--lang", "id")
    assert result.exit_code == 0
    assert "Tidak ada baris yang perlu diperiksa." in result.stdout
    assert "Kelompok kerja" not in result.stdout


def test_the_runner_up_reading_is_shown_with_what_it_has_otherwise(plan) -> None:
    shown = lines_of(doubted(plan("RKT.tsv", SHIFTED), needs_review=True))
    assert "cells_shifted" in shown
    reading = shown[shown.index("runner-up reading") :]
    assert re.search(r"Action +‹Membuka› «Foto» loket", reading)
    assert re.search(r"Evidence +‹Foto loket› «Mei 2023»", reading)
    assert re.search(r"Target +\(empty\)", reading)


def test_what_concerns_every_row_is_said_once(raw: Path) -> None:
    path = raw / "RKT.csv"
    header = "NOMOR,KOMPONEN,INDIKATOR,LANGKAH AKSI,BUKTI FISIK,TARGET WAKTU"
    rows = [f"{n},Tim,Tim ke-{n} dibentuk,Rapat,Café {n},Maret 2023" for n in (1, 2, 3)]
    path.write_bytes("\n".join(["RKT BALAI UJI TAHUN 2023", header, *rows]).encode("cp1252"))
    shown = rkt("show", path).stdout
    assert shown.count("encoding_guessed") == 1
    assert shown.index("encoding_guessed") < shown.index("Tim ke-1")


def test_compare_shows_rows_cells_and_deadlines_that_differ(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    revised = SMALL_PLAN.replace(
        "Daftar hadir\tJuni, Desember 2023", "Foto daftar hadir\tJuni 2023"
    )
    plan("a.tsv", SMALL_PLAN + ROWS.splitlines()[0] + "\n")
    second = plan("sub/b plan.tsv", revised)
    run = rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    assert run.exit_code == 0
    assert (
        "sub/b plan.tsv: the same plan as a.tsv; rows that are the same: 2, different: 1, "
        "only in a.tsv: 1, only in sub/b plan.tsv: 0" in run.stderr
    )
    (command,) = re.findall(
        r"what to do: .* rkt (compare a sub-b-plan --parsed .*), then", run.stderr
    )
    assert "'" in command, "the folder's name has a space"

    by_id = rkt("compare", "a", "sub-b-plan", "--parsed", parsed)
    assert by_id.exit_code == 0
    assert "Rows that are the same: 2, different: 1, only in A: 1, only in B: 0." in by_id.stdout
    assert re.search(r"Evidence +A «Daftar» hadir\s+B «Foto daftar» hadir", by_id.stdout)
    assert re.search(r"Deadline +A → month  2023-12-01 … 2023-12-31", by_id.stdout)
    assert "2023-06-30" not in by_id.stdout, "a deadline of both"
    only = by_id.stdout[by_id.stdout.index("Only in A") : by_id.stdout.index("Different")]
    assert "Layanan 2 tersedia di kantor" in only

    by_file = rkt("compare", raw / "a.tsv", second, "--parsed", raw)
    assert by_file.stdout.splitlines()[2:] == by_id.stdout.splitlines()[2:]
    by_path = rkt("compare", "a.tsv", "sub/b plan.tsv", "--parsed", parsed)
    assert by_path.stdout == by_id.stdout


def test_an_export_in_the_tables_is_shown_as_the_run_parsed_it(
    raw: Path, parsed: Path, plan
) -> None:
    path = plan("sub/RKT.tsv", SHIFTED + "\n\nkata lepas\n")
    rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    fresh = rkt("show", path).stdout
    other = pipeline.parse(path).alternatives
    assert list(named_plan("sub-rkt", parsed, None).alternatives.values()) == list(other.values())
    assert other
    path.unlink()
    for name in ("sub-rkt", "sub/RKT.tsv"):
        assert rkt("show", name, "--parsed", parsed).stdout == fresh
    unknown = rkt("show", "RKT", "--parsed", parsed)
    assert unknown.exit_code == 2
    assert "one of: sub-rkt" in unknown.stderr


def test_equal_exports_are_told_in_one_line_and_one_is_too_many(
    raw: Path, parsed: Path, plan
) -> None:
    plan("a.tsv")
    plan("b.tsv")
    run = rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    assert "b.tsv: the same plan as a.tsv, equal in all 3 rows; keep only one" in run.stderr
    result = rkt("compare", "a", "b", "--parsed", parsed)
    assert result.stdout.splitlines()[2:] == ["Both say the same."]


def test_an_area_that_is_written_otherwise_is_shown_once(plan) -> None:
    first = plan("a.tsv")
    second = plan("b.tsv", SMALL_PLAN.replace("MANAJEMEN PERUBAHAN", "MANAJEMEN PERUBAHAAN"))
    shown = rkt("compare", first, second, "--lang", "id").stdout
    assert shown.count("«PERUBAHAAN»") == 1
    assert "Baris yang hanya berbeda pada area atau komponen di atas: 1." in shown


def test_compare_names_what_there_is_where_a_name_is_unknown(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv")
    plan("b.tsv", "")
    rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    unknown = rkt("compare", "a", "c", "--parsed", parsed)
    assert unknown.exit_code == 2
    assert "c: no such file" in unknown.stderr
    assert "one of: a, b" in unknown.stderr
    failed = rkt("compare", "a", "b", "--parsed", parsed)
    assert failed.exit_code == 1
    assert "b.tsv: the file is empty\n  what to do: export the plan again" in failed.stderr
    assert rkt("compare", "a", "b", "--parsed", raw / "none").exit_code == 2


def test_text_of_exports_cannot_command_the_terminal(plan) -> None:
    first = plan("a.tsv")
    second = plan("b.tsv", SMALL_PLAN.replace("Buku pengaduan", "Buku \x9b31m [bold]merah"))
    for command in (("compare", first, second), ("show", second)):
        shown = rkt(*command).stdout
        assert "\x9b" not in shown
        assert "[bold]merah" in shown


def test_an_empty_target_is_said_first_and_no_percentage_beside_it(
    plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said "please check this row (99 % sure)"."""
    monkeypatch.setenv("RKT_LANG", "id")
    flags = ["cells_shifted", "target_missing"]
    empty = {"target": None, "flags": flags, "needs_review": True, "confidence": 0.99}
    read = pipeline.parse(plan())
    first, *others = read.indicator_records
    shown = lines_of(replace(read, indicator_records=[first | empty, *others]))
    head = shown[shown.index("◆") :]
    assert head.startswith("◆ mohon periksa baris ini (target kosong)")
    assert "%" not in shown
    assert shown.index("target_missing") < shown.index("cells_shifted")


def test_a_row_that_is_doubtful_by_its_probability_alone_says_so(
    plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RKT_LANG", "id")
    doubtful = {"flags": [], "needs_review": True, "confidence": 0.619}
    shown = lines_of(doubted(plan(), **doubtful))
    assert "⚑ Peluang bacaan ini benar hanya 61 %." in shown


def test_rows_that_need_no_review_show_no_runner_up(plan) -> None:
    """It was taken for a doubt."""
    path = plan("RKT.tsv", SHIFTED)
    assert pipeline.parse(path).alternatives
    assert "runner-up" not in lines_of(doubted(path, needs_review=False))


def test_deadlines_are_shown_in_indonesian_throughout() -> None:
    phrases = ["Maret", "Maret s/d Mei", "setiap tanggal 5", "jika diperlukan", "rutin", "TW I"]
    shown = rkt("deadlines", "--year", 2023, "--lang", "id", *phrases).stdout
    lines = [line.split("  [")[0] for line in shown.splitlines() if "→" in line]
    assert lines == [
        "  → bulan  2023-03-01 … 2023-03-31",
        "  → rentang  2023-03-01 … 2023-05-31  per bulan",
        "  → berulang  2023-01-01 … 2023-12-31  setiap tanggal 5",
        "  → bersyarat  bila: jika diperlukan",
        '  → belum pasti  "rutin"',
        "  → rentang  2023-01-01 … 2023-03-31  per triwulan",
    ]


def test_the_stage_is_named_in_indonesian(plan) -> None:
    assert "tahap kisi" in rkt("show", plan(), "--lang", "id").stdout


def test_a_plan_without_areas_leaves_no_blank_lines(plan) -> None:
    text = "".join(line for line in SMALL_PLAN.splitlines(True) if not re.match("I+\t", line))
    shown = rkt("show", plan("RKT.tsv", text)).stdout
    assert "Menetapkan" in shown or "Mengundang" in shown
    assert "\n\n\n" not in re.sub(" +\n", "\n", shown)
