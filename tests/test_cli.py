"""The command `rkt`: what it prints, its exit status, and how fast it starts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app, main
from tests.conftest import REPOSITORY, SMALL_PLAN


def rkt(*arguments: object, text: str | bytes | None = None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=text)


def test_run_names_each_export_and_each_failure_with_its_remedy(
    raw: Path, parsed: Path, plan
) -> None:
    plan("RKT [2023].tsv")
    os.mkfifo(raw / "pipe.tsv")
    result = rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    assert result.exit_code == 1
    assert re.search(r"^RKT \[2023\]\.tsv +ok +grid +3 +4 +0 +0 +\d", result.stdout, re.M)
    assert re.search(r"^pipe\.tsv +failed +– +–", result.stdout, re.M)
    assert "pipe.tsv: this is a pipe, socket or device, not a file\n  what to do: remove it" in (
        result.stderr
    )
    assert "2 exports: 1 ok, 0 to review, 1 failed; 2 parsed now" in result.stdout


def test_a_run_names_columns_that_the_rules_do_not_know(raw: Path, parsed: Path, plan) -> None:
    """They stood on the review page alone."""
    plan(text=SMALL_PLAN.replace("BUKTI FISIK", "ALAT PEMBUKTIAN"))
    plan("other.tsv")
    arguments = ("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    for _ in range(2):  # the second takes it from the first
        said = rkt(*arguments).stderr
        assert 'plan.tsv: columns not known, kept in extra: "ALAT PEMBUKTIAN"\n' in said
        assert "what to do: write each name into rules/headers.yaml" in said
        assert "other.tsv: columns" not in said


def test_columns_of_quarters_are_no_unknown_columns(raw: Path, parsed: Path, plan) -> None:
    """A schedule's columns give deadlines, and the officer was asked to name them."""
    lines = [
        "RENCANA KERJA TAHUN 2023",
        "No\tKomponen\tIndikator\tLangkah Aksi\tTrw I\tTrw II\tALAT",
        "1\tTim Kerja\tTim dibentuk\tRapat tim\t50%\t100%\tpalu",
        "2\tEvaluasi\tRencana dinilai\tRapat evaluasi\t10%\t20%\tpaku",
    ]
    plan(text="\n".join(lines) + "\n")
    said = rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1).stderr
    assert 'plan.tsv: columns not known, kept in extra: "ALAT"\n' in said


def test_run_again_says_that_nothing_changed(raw: Path, parsed: Path, plan) -> None:
    plan()
    arguments = ("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    assert rkt(*arguments).exit_code == 0
    result = rkt(*arguments)
    assert result.exit_code == 0
    assert "0 parsed now, 1 unchanged" in result.stdout


def test_a_run_with_nothing_to_do_loads_neither_pandas_nor_the_rules(
    raw: Path, parsed: Path, plan
) -> None:
    plan()
    assert rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1).exit_code == 0
    modules = imported_by("run", "--raw", raw, "--parsed", parsed)
    assert not {"pandas", "pyarrow", "pydantic", "ruamel.yaml"} & modules


def test_deadlines_are_read_without_pandas() -> None:
    modules = imported_by("deadlines", "--year", 2023, "Maret")
    assert not {"pandas", "pyarrow"} & modules


def imported_by(*arguments: object) -> set[str]:
    """The modules a command imports."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "pipeline.cli", *map(str, arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.split("|")[2].strip() for line in result.stderr.splitlines() if "|" in line}


def test_wrong_usage_and_unreadable_rules_are_status_2(raw: Path, parsed: Path, plan) -> None:
    plan()
    assert rkt("run", "--raw", raw, "--no-such-option").exit_code == 2
    assert rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 0).exit_code == 2
    result = rkt("run", "--raw", raw / "none", "--parsed", parsed)
    assert result.exit_code == 2
    assert "no such folder" in result.stderr
    result = rkt("run", "--raw", raw, "--parsed", parsed, "--rules", raw)
    assert result.exit_code == 2
    assert "headers.yaml" in result.stderr
    assert not parsed.exists()
    assert rkt("show", raw / "none.tsv").exit_code == 2
    assert rkt("deadlines", "Maret").exit_code == 2
    assert rkt("check", "--parsed", parsed).exit_code == 2


def test_messages_are_indonesian_where_the_locale_is(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan("kosong.tsv", "")
    monkeypatch.setenv("RKT_LANG", "id")
    result = rkt("run", "--raw", raw, "--parsed", parsed, "--jobs", 1)
    assert "kosong.tsv: berkas kosong\n  yang perlu dilakukan: ekspor ulang" in result.stderr
    assert "1 gagal" in result.stdout


def test_the_language_may_be_named_before_a_command_and_after_it(plan) -> None:
    path = plan("kosong.tsv", "")
    assert "berkas kosong" in rkt("--lang", "id", "show", path).stderr
    assert "the file is empty" in rkt("show", path, "--lang", "en").stderr
    assert "berkas kosong" in rkt("show", "--lang", "id", path).stderr
    assert rkt("show", path, "--lang", "fr").exit_code == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("show", "Argumen 'export' belum ada."),
        ("deadlines Maret", "Opsi '--year' belum ada."),
        ("deadlines --year dua Maret", "'--year': 'dua' bukan bilangan bulat."),
        ("run --jobs 0", "'--jobs': 0 di luar rentang x>=1."),
        ("run --jobs", "Opsi '--jobs' memerlukan nilai."),
        ("run --qqq", "Tidak ada opsi --qqq"),
        ("run --job 2", "Tidak ada opsi --job (yang ada: --jobs)"),
        ("qqqq", "Tidak ada perintah 'qqqq'."),
        ("runn", "Tidak ada perintah 'runn'. Maksudnya 'run'?"),
        ("run a b", "Kelebihan: a b"),
        ("show --doubtful=ya x", "Opsi '--doubtful' tidak memakai nilai."),
    ],
)
def test_wrong_usage_is_said_in_the_language_that_is_asked_for(
    words: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was English always."""
    monkeypatch.setattr("sys.argv", ["rkt", "--lang", "id", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Salah: {says}\n")
    if words not in ("run --jobs", "show --doubtful=ya x"):  # of which typer knows no command
        assert "\nCara pakai: rkt " in said
        assert said.endswith("--help' menampilkan petunjuknya.\n")


@pytest.mark.parametrize("words", ["run --qqq --lang id", "run --qqq --lang=id", "qqq --lang id"])
def test_the_language_counts_even_behind_the_mistake(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["rkt", *words.split()])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.startswith("Salah: Tidak ada ")


def test_without_any_words_the_help_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["rkt"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("Usage: rkt ")
    assert "Error" not in said


def test_the_entry_point_gives_the_status_of_its_command(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["rkt", "run", "--raw", str(raw), "--parsed", str(parsed), "--jobs", "1"]
    for text, status in ((SMALL_PLAN, 0), ("", 1)):
        plan("plan.tsv", text)
        monkeypatch.setattr("sys.argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        assert (ended.value.code or 0) == status


def commands(command, names=()):
    """Every command that does something, with the words that call it."""
    inner = getattr(command, "commands", {})
    for name, sub in inner.items():
        yield from commands(sub, (*names, name))
    if not inner:
        yield names, command


def test_every_command_speaks_the_language_that_is_asked_for() -> None:
    found = dict(commands(get_command(app)))
    assert ("run",) in found
    for names, command in found.items():
        assert any(param.name == "lang" for param in command.params), names


def test_show_prints_rows_and_writes_nothing(raw: Path, plan) -> None:
    path = plan("RKT.tsv", SMALL_PLAN.replace("Surat keputusan\t", "Surat \x9b31m merah\t"))
    before = sorted(raw.parent.rglob("*"))
    result = rkt("show", path)
    assert result.exit_code == 0
    for text in ("BALAI UJI COBA", "1 MANAJEMEN PERUBAHAN", "Kelompok kerja bertemu"):
        assert text in result.stdout
    assert "month  2023-03-01 … 2023-03-31" in result.stdout
    assert r"Surat \x9b31m merah" in result.stdout, "an export could command the terminal"
    assert sorted(raw.parent.rglob("*")) == before


def test_show_marks_a_doubtful_row_and_explains_its_flag(raw: Path, plan) -> None:
    shifted = "1\tPengaduan ditangani\tMembuka loket\tBuku pengaduan\tApril s/d Mei 2023\t"
    text = SMALL_PLAN + shifted.replace("1\t", "\t") + "\n"
    result = rkt("show", plan("RKT.tsv", text))
    assert "cells_shifted" in result.stdout
    assert "wrong columns" in result.stdout


def test_show_names_what_is_wrong(raw: Path, plan) -> None:
    result = rkt("show", plan("RKT.tsv", ""))
    assert result.exit_code == 1
    assert "the file is empty" in result.stderr


def test_deadlines_as_json_give_one_list_per_phrase() -> None:
    result = rkt("deadlines", "--year", 2023, "--json", "Maret s/d Mei", "kursi")
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert second == []
    assert first[0]["kind"] == "range"
    assert (first[0]["start_date"], first[0]["end_date"]) == ("2023-03-01", "2023-05-31")
    assert set(first[0]) >= {"precision", "rrule", "condition", "label", "phrase", "flags"}


def test_deadlines_from_standard_input_keep_their_lines() -> None:
    result = rkt("deadlines", "--year", 2023, "--json", text="Maret\n\nJuni, Juli\r\n")
    assert [len(json.loads(line)) for line in result.stdout.splitlines()] == [1, 0, 2]
    result = rkt("deadlines", "--year", 2023, text=b"Maret \xff\n")
    assert result.exit_code == 0
    assert "2023-03-31" in result.stdout


def test_every_command_and_option_is_documented() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for names, _ in commands(get_command(app)):
        assert f"rkt {' '.join(names)}" in readme
        assert rkt(*names, "--help").exit_code == 0


def test_the_list_of_commands_is_not_cut_off() -> None:
    """It showed "Parse what is new or changed · Baca ekspor yang..."."""
    shown = " ".join(rkt("--help").stdout.split("Commands:")[1].split())
    assert "..." not in shown
    assert "Parse what is put into the folder, until Ctrl-C show" in shown


@pytest.mark.parametrize("words", [(), ("run",), ("show",), ("deadlines",), ("rules", "check")])
def test_help_speaks_the_language_that_is_asked_for_and_no_other(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was "Usage / Options / Commands" always, and each entry in both languages."""
    monkeypatch.setenv("RKT_LANG", "id")
    shown = rkt(*words, "--help").stdout
    assert shown.startswith("Cara pakai: ")
    assert "Bahasa pesan" in shown
    assert not re.search(r" · |Usage|Options|Commands|Arguments|message|default|required", shown)
    monkeypatch.setenv("RKT_LANG", "en")
    shown = rkt(*words, "--help").stdout
    assert shown.startswith("Usage: ")
    assert not re.search(r" · |Cara|Opsi|Perintah|Bahasa|Folder aturan", shown)


def test_help_speaks_the_language_of_its_own_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["rkt", "run", "--help", "--lang", "id"])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.startswith("Cara pakai: ")


def test_every_help_text_is_there_in_both_languages() -> None:
    for names, command in commands(get_command(app)):
        texts = [command.help, *(param.help for param in command.params)]
        assert all(text and text.count(" ·") == 1 for text in texts), names
