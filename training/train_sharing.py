"""Trains the weights by which the stage `spaced` shares out the words of a line of text to columns:

    python -m training.train_sharing build/corpus_layout

Conditional likelihood of the right sharing out of every line, by gradient steps (`ascent`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced import columns, stage
from pipeline.recover.spaced.model import load_sharing, write_model
from pipeline.recover.spaced.runs import NAMES, Asked, Floats, Runs, runs_of
from pipeline.recover.spaced.sharing import share_line, sum_ways
from pipeline.recover.spaced.words import Line
from training.ascent import Pace, ascend, collect
from training.train_spaced import read_labelled, same_layout, taught

STEPS, RATE, PULL = 400, 0.08, 0.00005
MOST_LINES = 150  # in a step
LAST = 2  # the turn after rows were read


@dataclass(frozen=True)
class Lesson:
    """The runs that can be on a line, and which of them, by index, are right."""

    runs: Runs
    right: NDArray[np.int64]


def right_columns(truth: dict[str, Any], line: Line) -> tuple[int, ...] | None:
    """The right column of each word of a line; None where one is in no cell."""
    layout = truth["meta"]["layout"]
    owner = truth["owner"]
    found = [owner.get(word.span.start) for word in line.words]
    return None if None in found else tuple(layout.index(key) for key in found)


def lesson_of(asked: Asked, right: Sequence[int]) -> Lesson | None:
    """A line with its right runs; None where these cannot be."""
    runs = runs_of(asked)
    at = {
        place: k
        for k, place in enumerate(
            zip(runs.first.tolist(), runs.last.tolist(), runs.column.tolist(), strict=True)
        )
    }
    wanted, first = [], 0
    for k in range(1, len(right) + 1):
        if k == len(right) or right[k] != right[first]:
            wanted.append((first, k - 1, right[first]))
            first = k
    if any(place not in at for place in wanted) or list(right) != sorted(right):
        return None
    return Lesson(runs, np.array([at[place] for place in wanted]))


def lessons_of(path: Path, turn: int) -> list[Lesson]:
    """The lines of a labelled document as they are seen in a turn."""
    lessons: list[Lesson] = []

    def look(found: Any, pages: Any, shared: list[Any], count: int, numbered: bool) -> None:
        for own in range(turn + 1):
            for i, asked in columns.ask(found, pages, shared, count, numbered, own):
                if own < turn:
                    shared[i] = share_line(asked, load_sharing()[min(own, 1)])
                elif len(found.lines[i].words) > 1:
                    seen.append((found.lines[i], asked))

    def look_again(found: Any, before: columns.Columns, expected: Any, numbered: bool) -> Any:
        count, shared = len(before.full), before.shared
        for i, asked in columns.ask(found, before.pages, shared, count, numbered, turn, expected):
            if i in expected and len(found.lines[i].words) > 1:
                seen.append((found.lines[i], asked))
        return before

    seen: list[tuple[Line, Asked]] = []
    with patch.object(columns, "_share_text", look if turn < LAST else columns._share_text):
        found, truth = read_labelled(path)
    if found is None or not same_layout(found, truth):
        return []
    if turn == LAST:
        with patch.object(stage, "share_again", look_again):
            stage.shared_again(found)
    truth["owner"] = {
        k: cell["printed_column"]
        for cell in truth["cells"]
        for start, end in cell["spans"]
        for k in range(start, end)
    }
    for line, asked in seen:
        right = right_columns(truth, line)
        lesson = lesson_of(asked, right) if right else None
        if lesson:
            lessons.append(lesson)
    return lessons


def gradient(lesson: Lesson, weights: Floats) -> tuple[float, Floats]:
    """The log likelihood of the right runs and its gradient."""
    runs = lesson.runs
    scores = runs.features @ weights
    before, after = sum_ways(runs, scores)
    total = before[runs.size, runs.count]
    likely = np.exp(
        before[runs.first, runs.column] + scores + after[runs.last + 1, runs.column + 1] - total
    )
    right = runs.features[lesson.right].sum(axis=0)
    return float(right @ weights - total), right - likely @ runs.features


def train(lessons: Sequence[Lesson], weights: Floats) -> Floats:
    """Weights of the greatest likelihood of the right sharing out."""
    pace = Pace(STEPS, RATE, PULL, min(len(lessons), MOST_LINES))
    return ascend(lessons, weights, gradient, lambda _: 1, pace)


def wrong_share(lessons: Sequence[Lesson], weights: Floats) -> float:
    """The share of lines whose right way has less than half of the probability."""
    return float(np.mean([np.exp(gradient(k, weights)[0]) < 0.5 for k in lessons]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of sharing out lines of text.")
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=4, help="only every so many-th plan")
    given = parser.parse_args()
    found = taught(given.corpus / "train", "text", given.every)
    held = taught(given.corpus / "tune", "text", 1)
    shares: list[Floats] = []
    for turn in (0, 1, LAST):
        look = partial(lessons_of, turn=turn)
        lessons, others = collect(look, found), collect(look, held)
        weights = train(lessons, shares[-1] if shares else np.zeros(len(NAMES)))
        print(
            f"turn {turn + 1}: {len(lessons)} lines, wrong: train "
            f"{wrong_share(lessons, weights):.4f}, tune {wrong_share(others, weights):.4f}"
        )
        shares.append(weights)
        write_model(False, shares=shares)


if __name__ == "__main__":
    main()
