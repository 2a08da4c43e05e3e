"""Lines that are to be cut into rows, with the pieces of cells that stand on them, and what a first
reading tells of how the document sets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.words import Word

Floats = NDArray[np.float64]
GROUPS = {"indicator": 0, "action": 0, "evidence": 0, "component": 0, "target": 1}
OTHER = 2
# Steps from line to line, in usual lines.
STEPS = (0.94, 1.06, 1.2, 1.5, 2.1, 3.1)
DOWN = ("less than a line", "a line", "little more", "more", "two lines", "three lines", "far")
# For what is usual in a document steps are told apart by a tenth of a line.
FINE_STEPS = 42
_FINEST, _PAGE_STEP = 10, FINE_STEPS - 1
# How far a cell may be off its place, in lines: where places are exact, and where they are not.
OFF_TOP, OFF_MIDDLE = (0.5, 0.22), (0.75, 0.22)


class Piece(NamedTuple):
    """The words of one column on one line of a stretch; the height of their line, and how much of
    the column's width they take, indent included."""

    line: int
    words: tuple[Word, ...]
    base: float
    used: float


@dataclass(frozen=True)
class Stretch:
    """Lines between two section rows: their pages and places, for each column its field, its full
    width and the pieces that stand in it, and the lines on which a component's number or name
    stands; the width of a space, and whether places are exact."""

    pages: NDArray[np.int64]
    tops: Floats
    fields: tuple[str, ...]
    full: tuple[float, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    numbers: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    space: float = 0.5
    exact: bool = False


@dataclass(frozen=True)
class Habits:
    """What a first reading told of the document: for each column the log probability that a cell
    stands at the top of its row, in its middle, elsewhere, and that it is empty or not; the log
    odds of an edge, and of a cell that goes on, by the step down; and the log probabilities of a
    component's number on the first line and elsewhere; for each column the log odds that a cell
    runs on over an edge between rows; and for lines of cells, by where they stand in the source,
    the log odds that they begin one by their words (`openings`)."""

    places: Floats
    filled: Floats
    edges: Floats
    joints: Floats
    numbers: Floats
    spans: Floats
    opens: Mapping[int, float]


def fine_step(down: float | None) -> int:
    """A step down to the next line as the documents' habits tell them apart; None: to the next
    page."""
    return _PAGE_STEP if down is None else max(0, min(_PAGE_STEP - 1, round(down * _FINEST)))


def step_between(stretch: Stretch, above: Piece, below: Piece) -> float | None:
    """How far a piece stands below another; None where it is on another page."""
    same = stretch.pages[above.line] == stretch.pages[below.line]
    return below.base - above.base if same else None


def line_step(stretch: Stretch, i: int) -> float | None:
    """How far line i is below the one before; None where that is on another page."""
    same = stretch.pages[i] == stretch.pages[i - 1]
    return float(stretch.tops[i] - stretch.tops[i - 1]) if same else None


def place_kind(above: float, below: float, exact: bool) -> int:
    """Where a cell stands that is so far from the top and the bottom of its row: 0 at the top, 1
    in the middle, 2 elsewhere."""
    if above < OFF_TOP[exact]:
        return 0
    return 1 if abs(above - below) / 2 < OFF_MIDDLE[exact] else 2
