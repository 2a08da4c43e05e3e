"""Progress of long work where there is no terminal, and the time it will still take."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.estimate import expected_work, seconds_left
from pipeline.exports import find_exports
from pipeline.progress import progress_lines, time_words
from pipeline.run import run
from tests.conftest import SMALL_PLAN


@pytest.mark.parametrize(
    ("spent", "left", "expected"),
    [
        (9.0, None, "9 s so far"),
        (119.0, None, "1 min so far"),
        (0.0, 0.2, "about 1 s left"),
        (3.0, 9.0, "about 9 s left"),
        (30.0, 150.0, "about 3 min left"),
        (8.0, 9000.0, "about 3 h left"),
    ],
)
def test_times_are_said_in_words(spent: float, left: float | None, expected: str) -> None:
    assert time_words(spent, left) == expected


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_short_work_says_nothing_and_long_work_not_too_often() -> None:
    clock = Clock()
    lines: list[str] = []
    progress, _ = progress_lines(lines.append, clock)
    progress(0, 5, None)
    for done in range(1, 6):
        clock.now += 2.0
        progress(done, 5, 10.0 - clock.now)
    assert lines == []
    progress(0, 40, None)
    for done in range(1, 41):
        clock.now += 3.0
        progress(done, 40, (40 - done) * 3.0)
    assert lines[0] == "parsing: 4 of 40 exports done, about 2 min left"
    assert 5 < len(lines) < 10


def test_one_long_export_is_not_silent_and_its_time_left_runs_down() -> None:
    """Nothing was said until an export was finished."""
    clock = Clock()
    lines: list[str] = []
    progress, look = progress_lines(lines.append, clock)
    progress(0, 1, 50.0)
    for _ in range(70):
        clock.now += 1.0
        look()
    progress(1, 1, 0.0)
    look()
    assert lines[0] == "parsing: 0 of 1 export done, about 40 s left"
    assert lines[3] == "parsing: 0 of 1 export done, about 10 s left"
    assert lines[-1] == "parsing: 0 of 1 export done, 1 min so far"
    assert len(lines) == 6


def test_long_work_speaks_less_and_less_often() -> None:
    clock = Clock()
    lines: list[str] = []
    progress, look = progress_lines(lines.append, clock)
    progress(0, 1, None)
    for _ in range(3600):
        clock.now += 1.0
        look()
    assert 10 < len(lines) < 40


def test_the_time_left_of_a_second_round_forgets_the_first() -> None:
    clock = Clock()
    lines: list[str] = []
    progress, _ = progress_lines(lines.append, clock)
    progress(0, 2, None)
    clock.now = 1000.0
    progress(2, 2, None)
    progress(0, 2, None)
    clock.now = 1012.0
    progress(1, 2, None)
    assert lines == ["parsing: 1 of 2 exports done, 12 s so far"]


def test_a_small_export_done_first_promises_no_quick_end_of_a_large_one(raw: Path, plan) -> None:
    """Exports counted alike, however large."""
    plan("a.tsv", "x" * 1000)
    plan("b.tsv", "x" * 400_000)
    work = expected_work(find_exports(raw), {})
    assert seconds_left(work, ["a.tsv"], 2.0, None) == pytest.approx(40.0)
    assert seconds_left(work, [], 2.0, None) is None


def test_what_an_export_took_the_last_time_tells_what_it_and_its_like_will_take(
    raw: Path, plan
) -> None:
    plan("a.tsv", "x" * 1000)
    plan("b.png", "x" * 1000)
    plan("c.png", "x" * 43_000)
    work = expected_work(find_exports(raw), {"a.tsv": 0.5, "b.png": 20.0})
    assert work == {"a.tsv": 0.5, "b.png": 20.0, "c.png": 60.0}
    assert seconds_left(work, [], 0.0, 40.25) == 40.25
    assert seconds_left(work, ["a.tsv", "b.png"], 41.0, None) == pytest.approx(120.0)


def test_a_run_knows_from_the_last_one_how_long_it_takes(raw: Path, parsed: Path, plan) -> None:
    told: list[tuple[int, int, float | None]] = []

    def go() -> None:
        told.clear()
        run(raw, parsed, jobs=1, progress=lambda *now: told.append(now))

    plan("a.tsv")
    plan("b.tsv", SMALL_PLAN.replace("2023", "2022"))
    go()
    assert [now[:2] for now in told] == [(0, 2), (1, 2), (2, 2)]
    assert told[0][2] is None
    assert told[2][2] == 0
    go()
    assert told == []
    plan("a.tsv", SMALL_PLAN.replace("2023", "2021"))
    go()
    assert told[0][2] is not None
    assert told[0][2] > 0
