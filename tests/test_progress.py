"""Progress of long work where there is no terminal, and the time it will still take."""

from __future__ import annotations

import pytest

from pipeline.progress import progress_lines, time_left


@pytest.mark.parametrize(
    ("done", "total", "seconds", "expected"),
    [
        (0, 4, 9.0, ""),
        (4, 4, 9.0, ""),
        (1, 4, 0.0, "about 1 s left"),
        (1, 4, 3.0, "about 9 s left"),
        (10, 60, 30.0, "about 3 min left"),
        (1, 1000, 8.0, "about 3 h left"),
    ],
)
def test_time_left_goes_on_as_so_far(done: int, total: int, seconds: float, expected: str) -> None:
    assert time_left(done, total, seconds) == expected


def test_short_work_says_nothing_and_long_work_not_too_often() -> None:
    now = 0.0
    lines: list[str] = []
    progress = progress_lines(lines.append, lambda: now)
    progress(0, 5, "")
    for done in range(1, 6):
        now += 2.0
        progress(done, 5, "a.tsv")
    assert lines == []
    progress(0, 40, "")
    for done in range(1, 41):
        now += 3.0
        progress(done, 40, "a.tsv")
    assert lines[0] == "parsing: 4 of 40 exports done, about 2 min left"
    assert len(lines) == 9


def test_time_left_of_a_second_round_forgets_the_first() -> None:
    now = 0.0
    lines: list[str] = []
    progress = progress_lines(lines.append, lambda: now)
    progress(0, 2, "")
    now = 1000.0
    progress(2, 2, "a.tsv")
    progress(0, 2, "")
    now = 1012.0
    progress(1, 2, "b.tsv")
    assert lines == ["parsing: 1 of 2 exports done, about 12 s left"]
