"""Where a cell that is merged over rows stands in them: at their top, or in their middle.

For the middle a row ends right above the next one, as where cells stand at the top of rows that are
taller than their text, or halfway to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

from pipeline.recover.spaced.words import Line, Word

OFF = (0.12, 0.3, 0.6, 1.1, 2.1)  # lines that a cell is off its place
_ABOVE = -0.6  # lines from the middle between two rows' first lines down to the middle of a row
# Where cells can stand: at the top of their rows, in their middle, and in the middle of rows whose
# own cells stand in their middle.
TOP, MIDDLE, HALFWAY = range(3)
ASTRAY = tuple(f"off {k}" for k in range(len(OFF) + 1))
PLACES = (*ASTRAY, *(f"{off}, end of page" for off in ASTRAY))


class Setting(NamedTuple):
    """Where a document sets its numbers or its names: `TOP`, `MIDDLE` or `HALFWAY`, and how far
    below that place they stand."""

    place: int
    shift: float


Settings = tuple[Setting, Setting]  # of numbers, of names
USUAL = (Setting(TOP, 0.0), Setting(MIDDLE, _ABOVE), Setting(HALFWAY, _ABOVE))


class Place(NamedTuple):
    """How far below each of the places that it can be set at a cell stands, nan where there is no
    cell; and whether it is unknown how far its last row goes down."""

    off: tuple[float, float, float]
    end: bool


NOWHERE = Place((nan, nan, nan), False)


def place_of(
    lines: Sequence[Line],
    below: float | None,
    cell: Sequence[tuple[int, Sequence[Word]]],
    first: int,
    last: int,
) -> Place:
    """Where a cell, its lines' words by index, stands in the rows of lines `first` to `last`, on
    the page it begins on; `below` is the height of what stands below the last of all lines."""
    if not cell:
        return NOWHERE
    page = lines[cell[0][0]].page
    while lines[first].page != page:
        first += 1
    while lines[last].page != page:
        last -= 1
    bases = [words[0].base for i, words in cell if lines[i].page == page]
    top, bottom = lines[first].top, lines[last].top
    if last + 1 < len(lines):
        following = lines[last + 1].top if lines[last + 1].page == page else None
    else:
        following = below
    above = lines[first - 1].top if first and lines[first - 1].page == page else top - 1
    end = bottom + 1 if following is None else following
    middle = (bases[0] + bases[-1]) / 2
    return Place(
        (
            bases[0] - top,
            middle - (top + end) / 2,
            middle - (above + top + bottom + end) / 4 - 0.5,
        ),
        following is None,
    )
