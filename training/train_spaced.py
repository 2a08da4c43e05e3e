"""Trains the weights of the stage `spaced`, those for text and those for pages:

    python -m training.train_spaced text build/corpus_layout
    python -m training.train_spaced pages build/borderless

Conditional likelihood of the right cut of every stretch of lines (a semi-Markov CRF whose spans
over edges are seen in training), by gradient steps (`ascent`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.read import read
from pipeline.recover.flowed import model
from pipeline.recover.spaced.bands import Band, band_probabilities, best_cut, sum_cuts
from pipeline.recover.spaced.evidence import JOINTS, NAMES, Seen, scores_of, see
from pipeline.recover.spaced.model import load_weights, write_model
from pipeline.recover.spaced.rows import cut_rows
from pipeline.recover.spaced.shapes import BANDS
from pipeline.recover.spaced.stage import known_habits, shared_again
from pipeline.recover.spaced.stretch import Floats, Stretch
from pipeline.recover.spaced.table import Table, find_table, parts_of
from pipeline.recover.spaced.words import lines_of_pages, lines_of_text
from pipeline.rules import load_rules
from training.ascent import Pace, ascend, collect
from training.gold import WITHOUT_HELD_OUT, author_of, is_held_out
from training.plans import plan_paths

Owners = dict[int, tuple[int, ...]]
STEPS = 150
RATE = 0.05
PATTERNS = {"text": "*_layout.txt", "pages": "*.pdf"}
PULL = {"text": 0.0003, "pages": 0.0003}  # weight decay towards zero
_NETWORK = model.NETWORK_FILE
_BANDS = slice(len(JOINTS), len(JOINTS) + len(BANDS))


@dataclass(frozen=True)
class Lesson:
    """A stretch with its right cut: bands, and for each joint whether it is one cell."""

    seen: Seen
    bands: tuple[Band, ...]
    one_cell: NDArray[np.bool_]


def right_cut(stretch: Stretch, owner: Owners) -> tuple[tuple[Band, ...], NDArray[np.bool_]] | None:
    """The right cut of a stretch by the truth: offset of a word → (cell, rows…); None where the
    lines of a row do not stand together."""
    n = len(stretch.tops)
    rows_of_line: list[set[int]] = [set() for _ in range(n)]
    for pieces in stretch.pieces:
        for piece in pieces:
            for word in piece.words:
                cell = owner.get(word.span.start)
                if cell and len(cell) == 2:
                    rows_of_line[piece.line].add(cell[1])
    if any(len(rows) > 1 for rows in rows_of_line):
        return None
    bands: list[Band] = []
    i = 0
    while i < n:
        if not rows_of_line[i]:
            bands.append(Band(i, i, True))
            i += 1
            continue
        (row,) = rows_of_line[i]
        last = max(k for k in range(n) if row in rows_of_line[k])
        if any(rows_of_line[k] - {row} for k in range(i, last + 1)):
            return None
        bands.append(Band(i, last, False))
        i = last + 1
    one_cell = [
        owner.get(pieces[k - 1].words[0].span.start, (-1,))[0]
        == owner.get(pieces[k].words[0].span.start, (-2,))[0]
        for pieces in stretch.pieces
        for k in range(1, len(pieces))
    ]
    return tuple(bands), np.array(one_cell, dtype=bool)


_LOST, _FEWEST_LETTERS = 60, 3  # letters of cells that a page may lack; of a word found after them


def owners_of(truth: dict[str, Any], table: Table) -> Owners:
    """Offset of a word of a cell → the cell's number and its rows. On pages the words of a column
    from top to bottom are its cells, one after the other."""
    owner: Owners = {}
    cells = truth["cells"]
    if not table.found.exact:
        for number, cell in enumerate(cells):
            for start, end in cell["spans"]:
                owner.update(dict.fromkeys(range(start, end), (number, *cell["rows"])))
        return owner
    for place, column in enumerate(table.columns):
        own = [n for n, cell in enumerate(cells)
               if " ".join(cell["printed_column"].split()) == column.key]  # fmt: skip
        own.sort(key=lambda n: cells[n]["rows"][0])
        letters = [(letter, n) for n in own for letter in "".join(cells[n]["text"].split())]
        text = "".join(letter for letter, _ in letters)
        at = 0
        for i, (line, shared) in enumerate(zip(table.lines, table.shared, strict=True)):
            if table.roles[i] is not None or i in table.sections:
                continue
            for word, found in zip(line.words, shared.columns, strict=True):
                if found != place:
                    continue
                here = text.find(word.text, at, at + len(word.text) + _LOST)
                if here >= 0 and (here == at or len(word.text) > _FEWEST_LETTERS):
                    number = letters[here][1]
                    owner[word.span.start] = (number, *cells[number]["rows"])
                    at = here + len(word.text)
    return owner


def taught(folder: Path, kind: str, every: int) -> list[Path]:
    """The documents of every so many-th plan of a folder, which weights come from."""
    return _of_plans(folder, kind, lambda number: number % every == 0)


def left_out(folder: Path, kind: str, every: int) -> list[Path]:
    """The documents of the plans of a folder that `taught` leaves out."""
    return _of_plans(folder, kind, lambda number: number % every != 0)


def _of_plans(folder: Path, kind: str, wanted: Callable[[int], bool]) -> list[Path]:
    paths = sorted(path for path in folder.glob(PATTERNS[kind]) if _truth_of(path).exists())
    if _is_of_training(folder, kind):
        authors = sorted({author_of(plan.stem) for plan in plan_paths(folder.name)})
        paths = [path for path in paths if is_held_out(path.name, authors)]
    plans = sorted({path.name.split(".")[0] for path in paths})
    chosen = {plan for number, plan in enumerate(plans) if wanted(number)}
    return [path for path in paths if path.name.split(".")[0] in chosen]


def _is_of_training(folder: Path, kind: str) -> bool:
    """Whether documents show plans that the network of the flowed stage was trained with, which
    text is read with too: those of authors held out are read with the one that has not seen
    them."""
    return kind == "text" and folder.name == "train"


def _use_network(path: Path) -> None:
    training = _is_of_training(path.parent, "text" if path.suffix == ".txt" else "pages")
    network = WITHOUT_HELD_OUT if training else _NETWORK
    if network != model.NETWORK_FILE:
        model.NETWORK_FILE = network
        model.load_model.cache_clear()


def _truth_of(path: Path) -> Path:
    return path.with_suffix(".json")


def read_labelled(path: Path) -> tuple[Table | None, dict[str, Any]]:
    """The table of a labelled text or PDF, and its truth."""
    _use_network(path)
    rules = load_rules()
    truth = json.loads(_truth_of(path).read_text("utf-8"))
    source = read(path)
    found = lines_of_text(source) if source.boxes is None else lines_of_pages(source)
    return find_table(found, rules), truth


def same_layout(table: Table, truth: dict[str, Any]) -> bool:
    """Whether a table has the columns that the truth has, line breaks in headers aside."""
    wanted = [" ".join(key.split()) for key in truth["meta"]["layout"]]
    return [c.key for c in table.columns] == wanted


def lessons_of(path: Path, second: bool) -> list[Lesson]:
    """The stretches of a labelled document; for the second pass with the habits of its first."""
    table, truth = read_labelled(path)
    if table is None or not same_layout(table, truth):
        return []
    if not table.found.exact:
        table = shared_again(table)
    owner = owners_of(truth, table)
    parts = [part.stretch for part in parts_of(table) if part.own]
    habits = None
    if second:
        weights = load_weights(table.found.exact)[0]
        habits = known_habits(table, parts, [cut_rows(see(p, None), weights) for p in parts])
    lessons = []
    for part in parts:
        right = right_cut(part, owner)
        if right is None:
            continue
        seen = see(part, habits)
        if all(
            seen.can_be_free[b.first] if b.free else seen.allowed[b.first, b.last] for b in right[0]
        ):
            lessons.append(Lesson(seen, *right))
    return lessons


def gradient(lesson: Lesson, weights: Floats) -> tuple[float, Floats]:
    """The log likelihood of the right cut and its gradient."""
    seen = lesson.seen
    scores, span = scores_of(seen, weights)
    sums = sum_cuts(scores)
    in_bands, free = band_probabilities(scores, sums)
    edges = np.exp(sums.before[:-1] + sums.after[:-1] - sums.total)
    result = np.zeros(len(weights))
    right = np.zeros_like(in_bands)
    right_free, right_edges = np.zeros_like(free), np.zeros_like(edges)
    for band in lesson.bands:
        right_edges[band.first] = 1
        if band.free:
            right_free[band.first] = 1
        else:
            right[band.first, band.last] = 1
    more = right - in_bands
    result[_BANDS] += np.einsum("ij,ijf->f", more, seen.band)
    result += seen.free.T @ (right_free - free)
    result += seen.edge.T @ (right_edges - edges)
    likelihood = -sums.total
    runs_on = 1 / (1 + np.exp(-span))
    if len(seen.joints):
        inside = np.cumsum(np.cumsum(more, axis=0)[:, ::-1], axis=1)[:, ::-1]
        result += seen.joints.T @ inside[seen.uppers, seen.lowers]
        ours = np.concatenate([[0.0], np.cumsum(edges)])
        theirs = np.concatenate([[0.0], np.cumsum(right_edges)])
        crossed = ours[seen.lowers + 1] - ours[seen.uppers + 1]
        crossed_right = (theirs[seen.lowers + 1] - theirs[seen.uppers + 1]) * lesson.one_cell
        count = crossed_right - crossed * runs_on
        result += seen.joints.T @ count + seen.spans.T @ count
        likelihood += float((crossed_right * span).sum())
        inside_right = np.cumsum(np.cumsum(right, axis=0)[:, ::-1], axis=1)[:, ::-1]
        likelihood += float(
            (inside_right[seen.uppers, seen.lowers] * (seen.joints @ weights)).sum()
        )
    likelihood += float((right[..., None] * seen.band).sum(axis=(0, 1)) @ weights[_BANDS])
    likelihood += float(right_free @ (seen.free @ weights) + right_edges @ (seen.edge @ weights))
    return likelihood, result


def train(lessons: Sequence[Lesson], weights: Floats, pull: float) -> Floats:
    """Weights of the greatest likelihood of the right bands."""
    pace = Pace(STEPS, RATE, pull, max(1, len(lessons) // 12))
    return ascend(lessons, weights, gradient, lambda lesson: len(lesson.bands), pace)


def exact_share(lessons: Sequence[Lesson], weights: Floats) -> float:
    """The share of right bands that the best cuts hold."""
    good = every = 0
    for lesson in lessons:
        ours = set(best_cut(scores_of(lesson.seen, weights)[0]))
        good += sum(band in ours for band in lesson.bands if not band.free)
        every += sum(not band.free for band in lesson.bands)
    return good / max(1, every)


def main() -> None:
    parser = argparse.ArgumentParser(description="Weights of the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th plan")
    given = parser.parse_args()
    exact = given.kind == "pages"
    found = taught(given.corpus / "train", given.kind, given.every)
    held = taught(given.corpus / "tune", given.kind, 1)
    passes: list[Floats] = []
    for second in (False, True):
        look = partial(lessons_of, second=second)
        lessons, others = collect(look, found), collect(look, held)
        print(f"pass {second + 1}: {len(lessons)} stretches")
        before = passes[-1] if passes else np.zeros(len(NAMES))
        weights = train(lessons, before, PULL[given.kind])
        print(
            f"right bands: train {exact_share(lessons, weights):.4f}, "
            f"tune {exact_share(others, weights):.4f}"
        )
        passes.append(weights)
        write_model(exact, passes=passes)


if __name__ == "__main__":
    main()
