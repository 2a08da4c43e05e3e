"""Runs over a folder: what is parsed, what is taken from before, and what cannot go wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import pipeline.read
from pipeline import store, workers
from pipeline.errors import RulesError
from pipeline.exports import Export
from pipeline.rules import Rules
from pipeline.run import Line, RunError, exit_status, run
from pipeline.tables import TABLES
from tests.conftest import REPOSITORY, SMALL_PLAN
from tests.worker import die_on_b


def go(raw: Path, parsed: Path, rules: Path | None = None, jobs: int = 1) -> dict[str, Line]:
    return {line.name: line for line in run(raw, parsed, rules, jobs)}


def parsed_now(lines: dict[str, Line]) -> list[str]:
    return [name for name, line in lines.items() if line.seconds is not None]


def contents(folder: Path) -> dict[str, bytes]:
    return {table: (folder / f"{table}.parquet").read_bytes() for table in TABLES}


def documents(parsed: Path) -> pd.DataFrame:
    return pd.read_parquet(parsed / "documents.parquet").set_index("document_id")


def test_a_run_writes_the_tables_of_every_export(raw: Path, parsed: Path, plan) -> None:
    plan("RKT 2023 Uji.tsv")
    plan("arsip/RKT 2022 Uji.tsv", SMALL_PLAN.replace("2023", "2022"))
    lines = go(raw, parsed)
    assert exit_status(list(lines.values())) == 0
    assert list(lines) == ["RKT 2023 Uji.tsv", "arsip/RKT 2022 Uji.tsv"]
    indicators = pd.read_parquet(parsed / "indicators.parquet")
    assert list(indicators.row_id[:3]) == [f"rkt-2023-uji/000{n}" for n in (1, 2, 3)]
    assert list(indicators.year) == [2023] * 3 + [2022] * 3
    assert list(indicators.component[:3]) == ["Kelompok Kerja", "Kelompok Kerja", "Pengaduan"]
    assert list(indicators.area_no[:3]) == [1, 1, 2]
    deadlines = pd.read_parquet(parsed / "deadlines.parquet")
    assert list(deadlines.due_date[:4].dt.strftime("%m-%d")) == ["03-31", "06-30", "12-31", "05-31"]
    assert documents(parsed).loc["arsip-rkt-2022-uji", "source_path"] == "arsip/RKT 2022 Uji.tsv"


def test_unchanged_exports_are_not_parsed_again(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan("a.tsv")
    plan("b.tsv")
    assert parsed_now(go(raw, parsed)) == ["a.tsv", "b.tsv"]
    before, written = contents(parsed), (parsed / "cells.parquet").stat().st_mtime_ns
    monkeypatch.setattr(workers, "parse_one", None)  # not even once
    os.utime(raw / "a.tsv", (1, 1))  # content counts, not file times
    lines = go(raw, parsed)
    assert parsed_now(lines) == []
    assert lines["a.tsv"].rows == 3
    assert contents(parsed) == before
    assert (parsed / "cells.parquet").stat().st_mtime_ns == written


def test_only_what_changed_is_parsed_and_what_was_removed_goes(
    raw: Path, parsed: Path, plan
) -> None:
    for name in ("a.tsv", "b.tsv", "c.tsv"):
        plan(name)
    go(raw, parsed)
    plan("b.tsv", SMALL_PLAN.replace("Buku pengaduan", "Kotak pengaduan"))
    (raw / "c.tsv").unlink()
    assert parsed_now(go(raw, parsed)) == ["b.tsv"]
    indicators = pd.read_parquet(parsed / "indicators.parquet")
    assert set(indicators.document_id) == {"a", "b"}
    assert "Kotak pengaduan" in set(indicators.evidence)
    assert len(list((parsed / ".cache" / "documents").iterdir())) == 2


def test_tables_do_not_depend_on_history_or_jobs(raw: Path, parsed: Path, plan) -> None:
    for name in ("c.tsv", "a.tsv", "b.tsv"):
        plan(name)
    (raw / "bad.tsv").write_bytes(b"")
    go(raw, parsed)
    first = contents(parsed)
    plan("a.tsv", SMALL_PLAN.replace("2023", "2024"))
    go(raw, parsed)
    assert contents(parsed) != first
    plan("a.tsv")
    go(raw, parsed)
    assert contents(parsed) == first
    elsewhere = parsed.parent / "elsewhere"
    run(raw, elsewhere, jobs=2)
    assert contents(elsewhere) == first


def test_changed_rules_parse_everything_again(raw: Path, parsed: Path, plan) -> None:
    rules = shutil.copytree(REPOSITORY / "rules", parsed.parent / "rules")
    plan("a.tsv")
    go(raw, parsed, rules)
    before = documents(parsed).rules_sha256["a"]
    with (rules / "headers.yaml").open("a") as file:
        file.write("\n# one more remark\n")
    assert parsed_now(go(raw, parsed, rules)) == ["a.tsv"]
    assert documents(parsed).rules_sha256["a"] != before
    assert parsed_now(go(raw, parsed, rules)) == []


def test_unreadable_rules_change_nothing(raw: Path, parsed: Path, plan) -> None:
    rules = shutil.copytree(REPOSITORY / "rules", parsed.parent / "rules")
    plan("a.tsv")
    (rules / "areas.yaml").write_text("areas: [")
    with pytest.raises(RulesError, match=r"areas\.yaml, line 1"):
        go(raw, parsed, rules)
    assert not parsed.exists()
    shutil.copy(REPOSITORY / "rules" / "areas.yaml", rules)
    go(raw, parsed, rules)
    before = contents(parsed)
    (rules / "areas.yaml").write_text("areas: 1")
    with pytest.raises(RulesError):
        go(raw, parsed, rules)
    assert contents(parsed) == before


def test_a_damaged_cache_is_parsed_again(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv")
    plan("b.tsv")
    go(raw, parsed)
    before = contents(parsed)
    for entry in (parsed / ".cache" / "documents").iterdir():
        entry.write_bytes(entry.read_bytes()[:100])
    (parsed / "cells.parquet").unlink()
    assert parsed_now(go(raw, parsed)) == ["a.tsv", "b.tsv"]
    (parsed / ".cache" / "state.json").write_text("{}")
    assert parsed_now(go(raw, parsed)) == []  # the entries are whole again
    assert contents(parsed) == before


def test_bad_exports_are_named_and_harm_no_other(raw: Path, parsed: Path, plan) -> None:
    plan("good [1] %s \n name.tsv")
    (raw / "empty.tsv").write_bytes(b"")
    (raw / "zeros.txt").write_bytes(bytes(1000))
    (raw / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (raw / "letter.txt").write_text("Dengan hormat,\nbersama ini kami sampaikan.\n")
    (raw / "report.pdf").write_bytes(b"%PDF-1.7\n")
    (raw / "folder.tsv").mkdir()
    (raw / "broken.tsv").symlink_to("nowhere")
    os.mkfifo(raw / "pipe.tsv")
    lines = go(raw, parsed)
    assert exit_status(list(lines.values())) == 1
    failed = {name: line.failure[0] for name, line in lines.items() if line.failure}
    assert failed == {
        "broken.tsv": "broken_link",
        "empty.tsv": "empty",
        "folder.tsv": "folder",
        "letter.txt": "no_table",
        "noise.txt": "not_text",
        "pipe.tsv": "not_a_file",
        "report.pdf": "damaged",
        "zeros.txt": "empty",
    }
    table = documents(parsed)
    of_failed = table[table.status == "failed"]
    assert set(of_failed.source_path) == set(failed)
    assert of_failed.error.notna().all()
    assert of_failed.remedy.notna().all()
    assert (of_failed["rows"] == 0).all()
    good = table[table.status != "failed"]
    assert list(good.source_path) == ["good [1] %s \n name.tsv"]
    assert good.error.isna().all()
    assert parsed_now(go(raw, parsed)) == []  # failures too are parsed once


def test_a_failure_is_forgotten_when_the_export_is_mended(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv", "")
    assert go(raw, parsed)["a.tsv"].status == "failed"
    plan("a.tsv")
    assert go(raw, parsed)["a.tsv"].status == "ok"
    assert documents(parsed).error.isna().all()


def test_equal_slugs_are_told_apart(raw: Path, parsed: Path, plan) -> None:
    plan("Rencana A.tsv")
    plan("rencana-a.txt")
    go(raw, parsed)
    assert list(documents(parsed).index) == ["rencana-a-tsv", "rencana-a-txt"]


def test_an_unexpected_error_is_that_exports_failure_and_tried_again(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan("a.tsv")
    plan("b.tsv")
    real_read = pipeline.read.read

    def read(path: Path):
        if path.name == "a.tsv":
            raise KeyError("surprise")
        return real_read(path)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.parsing.read", read)
        lines = go(raw, parsed)
    assert lines["b.tsv"].failure is None
    assert lines["a.tsv"].failure is not None
    code, values = lines["a.tsv"].failure
    assert code == "internal"
    assert "KeyError" in values["reason"]
    assert "please report" in documents(parsed).remedy["a"]
    assert parsed_now(go(raw, parsed)) == ["a.tsv"]
    assert set(documents(parsed).status) == {"ok"}


def test_an_export_that_changes_while_it_is_read_is_read_again_next_time(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan("a.tsv")
    real_read = pipeline.read.read

    def read(path: Path):
        source = real_read(path)
        path.write_text(SMALL_PLAN.replace("2023", "2024"))
        return source

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.parsing.read", read)
        assert go(raw, parsed)["a.tsv"].failure == ("changed", {})
    path.write_text(SMALL_PLAN)
    assert parsed_now(go(raw, parsed)) == ["a.tsv"]
    assert documents(parsed).status["a"] == "ok"


def test_a_worker_that_dies_fails_only_its_export(raw: Path, plan, rules) -> None:
    from pipeline.exports import find_exports

    for name in ("a.tsv", "b.tsv"):
        plan(name)
    exports = find_exports(raw)
    outcomes = {
        export.name: outcome
        for export, outcome in workers.in_processes(exports, rules, 2, die_on_b)
    }
    assert set(outcomes) == {"a.tsv", "b.tsv"}
    assert outcomes["b.tsv"].failure is not None
    assert outcomes["b.tsv"].failure[0] == "internal"
    assert outcomes["a.tsv"].failure is None


@pytest.mark.parametrize("after", ["a first result", "new tables"])
def test_a_run_killed_with_sigkill_leaves_all_old_or_all_new(
    raw: Path, parsed: Path, plan, after: str
) -> None:
    for number in range(3):
        plan(f"{number}.tsv")
    go(raw, parsed)
    old = contents(parsed)
    for number in range(12):
        plan(f"{number}.tsv", SMALL_PLAN.replace("2023", f"{2030 + number}"))
    raw_before = {path.name: path.read_bytes() for path in raw.iterdir()}
    cache = parsed / ".cache"
    first_results = set((cache / "documents").iterdir())
    command = [sys.executable, "-m", "pipeline.cli", "run", "--jobs", "1"]
    process = subprocess.Popen(
        [*command, "--raw", raw, "--parsed", parsed], cwd=REPOSITORY, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        seen = set((cache / "documents").iterdir()) - first_results
        if seen if after == "a first result" else (cache / "next").exists():
            break
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert raw_before == {path.name: path.read_bytes() for path in raw.iterdir()}
    with store.locked(parsed):
        pass
    now = contents(parsed)
    go(raw, parsed)
    assert now in (old, contents(parsed))
    assert len(documents(parsed)) == 12


def test_folders_that_cannot_be_used_change_nothing(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv")
    with pytest.raises(RunError) as caught:
        run(raw / "none", parsed)
    assert caught.value.code == "run.no_raw"
    with pytest.raises(RunError) as caught:
        run(raw / "a.tsv", parsed)
    assert caught.value.code == "run.no_raw"
    with pytest.raises(RunError) as caught:
        run(raw, raw)
    assert caught.value.code == "run.bad_parsed"
    with pytest.raises(RunError) as caught:
        run(raw, raw / "a.tsv")
    assert caught.value.code == "run.bad_parsed"
    assert [path.name for path in raw.iterdir()] == ["a.tsv"]


def test_a_folder_that_cannot_be_written_is_named(raw: Path, plan) -> None:
    plan("a.tsv")
    with pytest.raises(RunError) as caught:
        run(raw, Path("/proc/parsed"), jobs=1)
    assert caught.value.code == "run.not_writable"


def test_no_exports_give_empty_tables(raw: Path, parsed: Path) -> None:
    assert go(raw, parsed) == {}
    assert len(pd.read_parquet(parsed / "indicators.parquet")) == 0


def test_an_export_that_goes_during_the_run_is_missing_and_parsed_when_it_is_back(
    raw: Path, parsed: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan("a.tsv")
    parse_one = workers.parse_one

    def gone(export: Export, rules: Rules) -> workers.Outcome:
        path.unlink()
        return parse_one(export, rules)

    monkeypatch.setattr(workers, "parse_one", gone)
    assert go(raw, parsed)["a.tsv"].failure == ("missing", {})
    monkeypatch.undo()
    plan("a.tsv")
    assert go(raw, parsed)["a.tsv"].rows == 3


_IMPORTS = """
import sys, threading
importing = set()

def note(event, details):
    if event == "import" and details[0].startswith("pipeline."):
        importing.add(threading.get_ident())

sys.addaudithook(note)
from pathlib import Path
from pipeline.run import run
run(Path(sys.argv[1]), Path(sys.argv[2]), jobs=1)
print(len(importing))
"""


def test_no_second_thread_imports_the_package_while_this_process_parses(
    raw: Path, parsed: Path
) -> None:
    """Two threads found modules that need each other half loaded, now and then."""
    (raw / "a.tsv").write_text(SMALL_PLAN)
    command = [sys.executable, "-c", _IMPORTS, str(raw), str(parsed)]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert found.stdout.strip() == "1"
