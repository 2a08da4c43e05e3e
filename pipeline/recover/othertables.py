"""Tables of something else below the plan's on one sheet: a list of the team, a glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Grid, GridCell, Source, cell_text
from pipeline.recover.headers import field_of
from pipeline.recover.numbering import label, number, roman
from pipeline.recover.tablehead import is_header
from pipeline.rules import Rules

_FEWEST_HEADERS = 2
_LONGEST_HEADER = 40


def split_below(source: Source, grid: Grid, rules: Rules) -> list[Grid]:
    """The grid, cut where a table begins whose columns are called other than a plan's, with the
    lines above its head that say what it is."""
    first = next((i for i, row in enumerate(grid.rows) if is_header(source, row, rules)), None)
    if first is None:
        return [grid]
    for at in range(first + 1, len(grid.rows)):
        if begins_other(source, grid.rows[at:], rules):
            start = at
            while start > first + 1 and sum(bool(c.cell) for c in grid.rows[start - 1]) == 1:
                start -= 1
            rest = _narrowed(replace(grid, rows=grid.rows[start:], ys=grid.ys[start:]))
            own = replace(grid, rows=grid.rows[:start], ys=grid.ys[: start + 1])
            return [own, *split_below(source, rest, rules)]
    return [grid]


def is_other(source: Source, grid: Grid, rules: Rules) -> bool:
    """Whether a grid is a table of something else, below a few lines that say what it is."""
    for at, row in enumerate(grid.rows):
        if begins_other(source, grid.rows[at:], rules):
            return True
        if sum(bool(cell.cell) for cell in row) > 1:
            return False
    return False


def begins_other(source: Source, rows: Sequence[Sequence[GridCell]], rules: Rules) -> bool:
    """Whether a row calls its first column a number's and the others by words, none of which makes
    it a plan's head, and the next row is number 1."""
    texts = [cell_text(source, cell.cell) for cell in rows[0] if cell.cell]
    below = next((r for r in rows[1:] if any(cell.cell for cell in r)), ())
    first = next((cell_text(source, cell.cell) for cell in below if cell.cell), "")
    return (
        len(texts) > _FEWEST_HEADERS - 1
        and field_of(texts[0], rules.headers) == "component_no"
        and (label(first) == "1" or first == "I")
        and len(set(texts)) == len(texts)
        and all(len(t) <= _LONGEST_HEADER and not _counts(t) for t in texts[1:])
        and not is_header(source, rows[0], rules)
    )


def _counts(text: str) -> bool:
    return bool(number(text) or roman(text) or label(text)) or not any(c.isalpha() for c in text)


def _narrowed(grid: Grid) -> Grid:
    """A grid without the columns at its end in which nothing stands."""
    width = max((i + 1 for row in grid.rows for i, c in enumerate(row) if c.cell), default=0)
    return replace(grid, rows=tuple(row[:width] for row in grid.rows), xs=grid.xs[: width + 1])
