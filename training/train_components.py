"""Trains the weights by which the stage `spaced` tells which rows stand under which component:

    python -m training.train_components text build/corpus_layout
    python -m training.train_components pages build/borderless

Conditional likelihood of the right groups of every stretch, its rows being right, by gradient
steps (`ascent`). Where a document sets its numbers and names is taken from the right groups.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.bands import band_probabilities, best_cut, sum_cuts
from pipeline.recover.spaced.components import settings_of
from pipeline.recover.spaced.grouping import NAMES, Heads, SeenGroups, see_groups
from pipeline.recover.spaced.heads import (
    Rows,
    heads_of,
    levels_of,
    opened,
    shown_rows,
    upper_heads,
)
from pipeline.recover.spaced.model import write_model
from pipeline.recover.spaced.openings import opening_odds
from pipeline.recover.spaced.placing import Settings
from pipeline.recover.spaced.stage import shared_again
from pipeline.recover.spaced.stretch import Floats
from pipeline.recover.spaced.table import Part, Table, parts_of, upper_columns
from pipeline.recover.spaced.words import Lines
from training.ascent import Pace, ascend, collect
from training.train_spaced import (
    PATTERNS,
    Owners,
    owners_of,
    read_labelled,
    right_cut,
    same_layout,
    taught,
)

STEPS, RATE = 300, 0.08
PULL = {"text": 0.0003, "pages": 0.0001}  # weight decay towards zero
_HEADS = ("component_no", "component")


@dataclass(frozen=True)
class Lesson:
    """The groups that can be, and which of them, by index, are right."""

    seen: SeenGroups
    settings: Settings
    right: NDArray[np.int64]
    numbered: bool


def component_of_rows(truth: dict[str, Any]) -> dict[int, tuple[int, int]]:
    """For each row which cells its component's name and number stand in, those carried down."""
    found: dict[str, dict[int, int]] = {key: {} for key in _HEADS}
    for number, cell in enumerate(truth["cells"]):
        if cell["printed_column"] in _HEADS:
            found[cell["printed_column"]].update(dict.fromkeys(cell["rows"], number))
    components: dict[int, tuple[int, int]] = {}
    before = (-1, -1)
    for row in range(1, len(truth["rows"]) + 1):
        own = found["component"].get(row, -1), found["component_no"].get(row, -1)
        components[row] = before = own if own != (-1, -1) else before
    return components


def right_groups(
    table: Table, part: Part, owner: Owners, components: dict[int, tuple[int, int]]
) -> list[tuple[int, int]] | None:
    """The right groups of a part as first and last line; None where lines do not tell."""
    keys = [column.key for column in table.columns]
    upper = upper_columns(table.columns)
    of_line: list[tuple[int, int] | None] = []
    for i in part.every:
        rows: dict[bool, set[int]] = {True: set(), False: set()}
        for word, column in zip(table.lines[i].words, table.shared[i].columns, strict=True):
            if column not in upper:
                rows[keys[column] in _HEADS].update(owner.get(word.span.start, (0,))[1:])
        ids = {components[row] for row in (rows[False] or rows[True])}
        if len(ids) > 1:
            return None
        of_line.append(next(iter(ids), of_line[-1] if of_line else None))
    groups: list[tuple[int, int]] = []
    for k, own in enumerate(of_line):
        if groups and (own is None or own == of_line[k - 1]):
            groups[-1] = groups[-1][0], k
        else:
            groups.append((k, k))
    names = [of_line[last] for _, last in groups]
    return groups if len(set(names)) == len(names) else None


def cell_of_rows(truth: dict[str, Any], key: str) -> dict[int, int]:
    """For each row which cell of a column it stands in."""
    cells = enumerate(truth["cells"])
    return {row: n for n, cell in cells if cell["printed_column"] == key for row in cell["rows"]}


def right_upper(
    part: Part,
    table: Table,
    owner: Owners,
    groups: Sequence[tuple[int, int]],
    cells: dict[int, int],
) -> list[tuple[int, int]] | None:
    """The right groups of a column that reaches over the components of a part, as first and last
    line; None where lines do not tell."""
    found: list[tuple[int, int]] = []
    names: list[int] = []
    for first, last in groups:
        rows = {
            row
            for i in part.every[first : last + 1]
            for word in table.lines[i].words
            if len(own := owner.get(word.span.start, ())) == 2
            for row in own[1:]
        }
        ids = {cells.get(row) for row in rows}
        name = next(iter(ids), None)
        if len(ids) != 1 or name is None:
            return None
        if names and names[-1] == name:
            found[-1] = found[-1][0], last
        else:
            found.append((first, last))
            names.append(name)
    return found


def lessons_of(path: Path, more: bool = False, second: bool = False) -> list[Lesson]:
    """The stretches of a labelled document: with its components, and with what reaches over them;
    where asked for `more`, its components without their numbers, too; as the first pass sees them,
    or the `second` with what the first tells."""
    table, truth = read_labelled(path)
    if table is None or not same_layout(table, truth):
        return []
    if "component" not in truth["meta"]["layout"]:
        return []
    if not table.found.exact:
        table = shared_again(table)
    owner, components = owners_of(truth, table), component_of_rows(truth)
    parts: list[Part] = []
    stretches: list[Heads] = []
    right: list[list[tuple[int, int]] | None] = []
    cuts: list[Rows] = []
    for part in parts_of(table):
        cut = right_cut(part.stretch, owner) if part.own else None
        if cut is None:
            continue
        joined, at = [], 0
        for pieces in part.stretch.pieces:
            count = max(0, len(pieces) - 1)
            joined.append(cut[1][at : at + count].tolist())
            at += count
        parts.append(part)
        cuts.append(Rows(part, [b for b in cut[0] if not b.free], joined))
        stretches.append(heads_of(table, *cuts[-1]))
        right.append(right_groups(table, part, owner, components))
    opens = None
    if second:
        opens = opening_odds(shown_rows(table, cuts, levels_of(table, cuts)), table.fields)
    stretches = [opened(own, opens) for own in stretches]
    lessons = _lessons(stretches, right, table.found)
    if more and any(lesson.numbered for lesson in lessons):
        plain = [_without_numbers(own) for own in stretches]
        lessons += _lessons(plain, right, table.found)
    for column in upper_columns(table.columns):
        cells = cell_of_rows(truth, table.columns[column].key)
        above = [
            opened(upper_heads(table, part, heads, groups or [], column), opens)
            for part, heads, groups in zip(parts, stretches, right, strict=True)
        ]
        right = [
            right_upper(part, table, owner, groups, cells) if groups else None
            for part, groups in zip(parts, right, strict=True)
        ]
        lessons += _lessons(above, right, table.found)
    return lessons


def _lessons(
    stretches: Sequence[Heads], right: Sequence[list[tuple[int, int]] | None], lines: Lines
) -> list[Lesson]:
    known = [(own, groups) for own, groups in zip(stretches, right, strict=True) if groups]
    seen = see_groups([own for own, _ in known], lines.space, lines.exact)
    chosen: list[tuple[SeenGroups, NDArray[np.int64]]] = []
    for own, (_, groups) in zip(seen, known, strict=True):
        at_pair = {(int(i), int(j)): k for k, (i, j) in enumerate(own.pairs)}
        if all(group in at_pair for group in groups):
            chosen.append((own, np.array([at_pair[group] for group in groups])))
    settings = settings_of([own for own, _ in chosen], [groups for _, groups in chosen])
    numbered = any(head.number for own in stretches for head in own.heads)
    return [Lesson(own, settings, groups, numbered) for own, groups in chosen]


def _without_numbers(heads: Heads) -> Heads:
    """A stretch as if its components had no numbers."""
    return replace(heads, heads=tuple(replace(head, number=()) for head in heads.heads))


def gradient(lesson: Lesson, weights: Floats) -> tuple[float, Floats]:
    """The log likelihood of the right groups and its gradient."""
    scores = lesson.seen.scores(weights, lesson.settings)
    sums = sum_cuts(scores)
    found, _ = band_probabilities(scores, sums)
    features = lesson.seen.features(lesson.settings)
    first, last = lesson.seen.pairs.T
    right = features[lesson.right].sum(axis=0)
    return float(right @ weights - sums.total), right - found[first, last] @ features


def train(lessons: Sequence[Lesson], pull: float) -> Floats:
    """Weights of the greatest likelihood of the right groups."""
    pace = Pace(STEPS, RATE, pull, max(1, len(lessons) // 12))
    return ascend(lessons, np.zeros(len(NAMES)), gradient, lambda lesson: len(lesson.right), pace)


def exact_share(lessons: Sequence[Lesson], weights: Floats) -> float:
    """The share of right groups that the best cuts hold."""
    good = every = 0
    for lesson in lessons:
        best = best_cut(lesson.seen.scores(weights, lesson.settings))
        ours = {(band.first, band.last) for band in best}
        right = [tuple(pair) for pair in lesson.seen.pairs[lesson.right].tolist()]
        good, every = good + sum(pair in ours for pair in right), every + len(right)
    return good / max(1, every)


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of components in the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th plan")
    given = parser.parse_args()
    exact = given.kind == "pages"
    for second in (False,) if exact else (False, True):
        look = partial(lessons_of, more=True, second=second)
        found = collect(look, taught(given.corpus / "train", given.kind, given.every))
        check = partial(lessons_of, second=second)
        held = collect(check, taught(given.corpus / "tune", given.kind, 1))
        for numbered in (True, False):
            own = [lesson for lesson in found if lesson.numbered == numbered]
            others = [lesson for lesson in held if lesson.numbered == numbered]
            print(f"{len(own)} stretches with{'' if numbered else 'out'} numbers")
            weights = train(own, PULL[given.kind])
            right = exact_share(own, weights), exact_share(others, weights)
            print(f"right: train {right[0]:.4f}, tune {right[1]:.4f}", flush=True)
            if numbered:
                write_model(exact, heads=weights, second=second)
            else:
                write_model(exact, unnumbered=weights, second=second)


if __name__ == "__main__":
    main()
