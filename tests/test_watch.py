"""Watching a folder: a real process that is fed exports, and the order of events step by step."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline import watch as watching
from pipeline.cli import app
from pipeline.errors import RulesError
from pipeline.run import Line, RunError, run
from tests.conftest import REPOSITORY, SMALL_PLAN

Step = Callable[[], object]
_PATIENCE = 120.0  # seconds; a busy machine is slow to start processes


class Watcher:
    """`rkt watch` in a process of its own, and what it prints."""

    def __init__(self, raw: Path, parsed: Path) -> None:
        self.seen: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        command = (sys.executable, "-m", "pipeline.cli", "watch", "--raw", raw, "--parsed", parsed)
        self.process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_listen_to_ctrl_c,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, text: str) -> None:
        """Wait for a line with a text."""
        end = time.monotonic() + _PATIENCE
        while not (self.seen and text in self.seen[-1]):
            try:
                self.seen.append(self._lines.get(timeout=max(0.0, end - time.monotonic())))
            except queue.Empty:
                pytest.fail(f"no line with {text!r} after:\n{''.join(self.seen)}")

    def rest(self) -> str:
        """All that was printed, once the process has ended."""
        self.process.wait(_PATIENCE)
        time.sleep(0.2)
        while not self._lines.empty():
            self.seen.append(self._lines.get())
        return "".join(self.seen)


def _listen_to_ctrl_c() -> None:
    """As in a terminal: whoever runs the tests in the background has Ctrl-C ignored, and a child
    inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def watcher(raw: Path, parsed: Path) -> Iterator[Callable[[], Watcher]]:
    started: list[Watcher] = []

    def start() -> Watcher:
        started.append(Watcher(raw, parsed))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()


def test_exports_are_parsed_as_they_arrive_until_ctrl_c(
    raw: Path, parsed: Path, plan, watcher
) -> None:
    plan("first.tsv")
    watch = watcher()
    watch.until("first.tsv: 3 rows, 4 deadlines")
    watch.until("1 export: 1 ok")

    plan("broken.tsv", "")
    plan("download.tsv.part", SMALL_PLAN[:80])
    watch.until("broken.tsv: the file is empty")
    watch.until("what to do: export the plan again")
    watch.until("2 exports: 1 ok, 0 to review, 1 failed")

    (raw / "broken.tsv").unlink()
    text = SMALL_PLAN.replace("UJI COBA", "LAIN")
    with (raw / "slow.tsv").open("w") as slow:  # each piece alone would be a plan or no plan
        for start in range(0, len(text), 100):
            slow.write(text[start : start + 100])
            slow.flush()
            time.sleep(0.3)
    watch.until("slow.tsv: 3 rows, 4 deadlines")
    watch.until("broken.tsv: no longer there")
    watch.until("2 exports: 2 ok")
    watch.until("index.html: ")

    os.killpg(watch.process.pid, signal.SIGINT)  # as a terminal does
    printed = watch.rest()
    assert watch.process.returncode == 0
    assert printed.rstrip().endswith("are complete.")
    assert "Traceback" not in printed
    assert "download" not in printed
    assert printed.count("slow.tsv: 3 rows") == 1
    assert "slow.tsv" in (parsed / "report" / "index.html").read_text(encoding="utf-8")
    assert list(pd.read_parquet(parsed / "documents.parquet").document_id) == ["first", "slow"]


def scripted(
    monkeypatch: pytest.MonkeyPatch,
    raw: Path,
    work: Callable[[], list[Line]],
    steps: Sequence[Callable[[], object] | None],
    rules: Path | None = None,
) -> list[str]:
    """What watching tells when the steps happen between its looks, a None being a look at which
    nothing happened."""
    told: list[str] = []
    script = iter(steps)

    def sleep(_seconds: float) -> None:
        try:
            step = next(script)
        except StopIteration:
            raise KeyboardInterrupt from None
        if step:
            step()

    monkeypatch.setattr("pipeline.watch.time.sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        watching.watch(raw, raw.parent / "parsed", rules, work, lambda: None, told.append)
    return told


def test_a_plan_that_came_before_the_export_it_is_compared_with_is_told(
    raw: Path, parsed: Path, plan
) -> None:
    plan("later.tsv")
    before = run(raw, parsed)
    plan("earlier.tsv")  # the first by name: what others are compared with
    told = list(watching.news(before, run(raw, parsed), parsed))
    assert any("later.tsv: the same plan as earlier.tsv" in line for line in told)


def test_nothing_is_parsed_while_a_file_is_still_growing(
    raw: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def work() -> list[Line]:
        sizes.append(sum(path.stat().st_size for path in raw.iterdir()))
        return []

    def grow() -> None:
        with (raw / "a.tsv").open("a") as file:
            file.write("x" * 10)

    quiet = [None] * 4
    scripted(monkeypatch, raw, work, [*quiet, grow, None, grow, None, grow, *quiet, *quiet])
    assert sizes == [0, 30]


def test_a_file_that_is_changed_while_it_is_parsed_is_parsed_again(
    raw: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def work() -> list[Line]:
        runs.append((raw / "a.tsv").read_text())
        if len(runs) == 1:
            (raw / "a.tsv").write_text("whole")
        return []

    plan("a.tsv", "half")
    scripted(monkeypatch, raw, work, [None] * 10)
    assert runs == ["half", "whole"]


def test_rules_that_cannot_be_used_are_told_once_and_mended_rules_are_used(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    good = rules / "headers.yaml"
    good.write_text("right")

    def work() -> list[Line]:
        if good.read_text() == "wrong":
            raise RulesError("headers.yaml, line 1: wrong")
        return []

    def write(text: str) -> Callable[[], object]:
        return lambda: good.write_text(text)

    quiet = [None] * 4
    steps = [*quiet, write("wrong"), *quiet, *quiet, write("right again"), *quiet]
    told = scripted(monkeypatch, raw, work, steps, rules)
    assert told.count("headers.yaml, line 1: wrong") == 1
    assert sum(text.startswith("0 exports") for text in told) == 2
    assert told.index("headers.yaml, line 1: wrong") < len(told) - 1, "it ended with the rules"


def test_another_run_at_work_is_waited_for(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([RunError("run.busy", folder="parsed")] * 3)

    def work() -> list[Line]:
        for error in answers:
            raise error
        return []

    told = scripted(monkeypatch, raw, work, [None] * 8)
    assert sum("another run is at work" in text for text in told) == 1
    assert sum(text.startswith("0 exports") for text in told) == 1


def test_a_raw_folder_that_goes_and_comes_back_is_watched_on(
    raw: Path, plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work() -> list[Line]:
        if not raw.is_dir():
            raise RunError("run.no_raw", folder="raw")
        return [Line(path.name, path.stem, "ok", seconds=1.0) for path in raw.iterdir()]

    plan("a.tsv")
    away = raw.with_name("away")
    quiet = [None] * 4
    steps = [*quiet, lambda: raw.rename(away), *quiet, lambda: away.rename(raw), *quiet]
    told = scripted(monkeypatch, raw, work, steps)
    assert sum("no such folder" in text for text in told) == 1
    assert sum(text.startswith("a.tsv: 0 rows") for text in told) >= 1


def test_a_first_run_that_cannot_begin_ends_it(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> list[Line]:
        raise RunError("run.bad_parsed", folder="raw")

    monkeypatch.setattr("pipeline.watch.time.sleep", lambda _seconds: None)
    with pytest.raises(RunError):
        watching.watch(raw, raw, None, work, lambda: None, print)


def test_the_report_is_written_with_the_rules_that_are_named(
    raw: Path, parsed: Path, plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Corrections in another folder of rules were not told on the page."""
    plan("plan.tsv")
    rules = Path(shutil.copytree(REPOSITORY / "rules", tmp_path / "rules"))
    (rules / "corrections" / "plan.yaml").write_text(
        '- row: {action: "Membuka loket"}\n  checked: true\n  reason: "benar"\n  date: 2026-03-15\n'
    )

    def once(raw: Path, parsed: Path, rules: Path, work: Step, report: Step, tell: object) -> None:
        work()
        report()

    monkeypatch.setattr(watching, "watch", once)
    folders = ["--raw", str(raw), "--parsed", str(parsed), "--rules", str(rules)]
    assert CliRunner().invoke(app, ["watch", *folders]).exit_code == 0
    assert "Alasan: benar" in (parsed / "report" / "ekspor" / "plan.html").read_text()


def test_unknown_columns_of_a_new_export_are_told(raw: Path, parsed: Path) -> None:
    old = Line("a.tsv", "a", "ok", unknown=["SUMBER DANA"])
    new = Line("b.tsv", "b", "ok", unknown=["ALAT"], seconds=1.0)
    told = "\n".join(watching.news([old], [old, new], parsed))
    assert 'b.tsv: columns not known, kept in extra: "ALAT"' in told
    assert "rules/headers.yaml" in told
    assert "SUMBER DANA" not in told
