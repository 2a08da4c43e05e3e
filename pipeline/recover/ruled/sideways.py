"""Sheets that are wider than a page, put together again: a spreadsheet program prints such a sheet
as pages of its left columns and pages of its right ones, whose rows have the same heights.

All pages down and then the next columns, or all columns of some rows and then the next rows: both
orders are tried. The halves stand side by side in one grid, parted by a column of no width that
`without_seams` takes out when the pages are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Grid, GridCell, Source, cell_text

_SAME_ROW = 1.5  # points by which the edges of one row differ from page to page
_SAME_COLUMN = 6.0
_FEWEST_ROWS = 4
_MOST_ACROSS = 4  # pages side by side
_VARIED = 3  # heights of rows that tell one table from another
_EMPTY = GridCell(())


def beside_each_other(source: Source) -> tuple[tuple[Grid, ...], list[list[GridCell]]]:
    """The grids of a source, those of pages that belong side by side as one, and the rows of
    columns that the right ones of these pages print once more."""
    grids = source.grids
    pages = [grid.sheet for grid in grids]
    if len(set(pages)) == len(pages):  # one table a page
        for across in range(2, min(_MOST_ACROSS, len(grids)) + 1):
            down, rest = divmod(len(grids), across)
            if rest:
                continue
            for bands in (
                [grids[i::down] for i in range(down)],
                [grids[i * across : (i + 1) * across] for i in range(down)],
            ):
                if joined := _joined(source, bands):
                    return joined
    return grids, []


def without_seams(grid: Grid) -> Grid:
    """A grid without the columns that part pages put side by side."""
    kept = [c for c, (left, right) in enumerate(pairwise(grid.xs)) if right >= left]
    if len(kept) == len(grid.xs) - 1:
        return grid
    rows = tuple(tuple(row[c] for c in kept) for row in grid.rows)
    return replace(grid, rows=rows)


def _joined(
    source: Source, bands: Sequence[Sequence[Grid]]
) -> tuple[tuple[Grid, ...], list[list[GridCell]]] | None:
    """Each band of grids as one grid, and what is printed again; None unless all of them belong
    together."""
    if not all(_same_rows(band) for band in bands):
        return None
    first = bands[0]
    if sum(len(band[0].ys) - 1 for band in bands) < _FEWEST_ROWS:
        return None
    for at, grid in enumerate(first):
        others = (*first[:at], *(band[0] for band in bands[1:] if at))
        if any(_same_columns(grid, other) for other in others):
            return None  # pages that go on below each other
        if not all(_same_columns(grid, band[at]) for band in bands):
            return None
    repeated = [_repeated(source, first[0], grid) for grid in first[1:]]
    if any(repeated) and not _varied(bands):
        return None
    again = [
        list(row[:count])
        for band in bands
        for grid, count in zip(band[1:], repeated, strict=True)
        for row in grid.rows
    ]
    return tuple(_side_by_side(band, repeated) for band in bands), again


def _same_rows(band: Sequence[Grid]) -> bool:
    """Whether all rows of the grids stand at the same heights of their pages; a page may lack
    edges of rows that its columns have in common."""
    all_ys = max((grid.ys for grid in band), key=len)
    return all(
        len(grid.ys) > 1
        and abs(grid.ys[0] - all_ys[0]) <= _SAME_ROW
        and abs(grid.ys[-1] - all_ys[-1]) <= _SAME_ROW
        and all(min(abs(y - other) for other in all_ys) <= _SAME_ROW for y in grid.ys)
        for grid in band
    )


def _same_columns(grid: Grid, other: Grid) -> bool:
    return len(grid.xs) == len(other.xs) and all(
        abs((a - grid.xs[0]) - (b - other.xs[0])) <= _SAME_COLUMN
        for a, b in zip(grid.xs, other.xs, strict=True)
    )


def _varied(bands: Sequence[Sequence[Grid]]) -> bool:
    """Whether rows have so many heights that tables alike in them are one."""
    heights = sorted(b - a for band in bands for a, b in pairwise(band[0].ys))
    return 1 + sum(b - a > _SAME_ROW for a, b in pairwise(heights)) >= _VARIED


def _repeated(source: Source, left: Grid, right: Grid) -> int:
    """How many columns on the left the right page prints once more."""
    count = 0
    for c in range(min(len(left.xs), len(right.xs)) - 1):
        own, other = ([_text(source, g, r, c) for r in range(len(g.rows))] for g in (left, right))
        if own != other or not any(own):
            break
        count += 1
    return count


def _text(source: Source, grid: Grid, row: int, column: int) -> str:
    return cell_text(source, grid.rows[row][column].cell)


def _side_by_side(band: Sequence[Grid], repeated: Sequence[int]) -> Grid:
    ys = max((grid.ys for grid in band), key=len)
    rows: list[list[GridCell]] = [[] for _ in range(len(ys) - 1)]
    xs: list[float] = []
    for grid, skipped in zip(band, (0, *repeated), strict=True):
        if xs:
            for whole in rows:
                whole.append(_EMPTY)
        xs += grid.xs[skipped:] if skipped < len(grid.xs) - 1 else grid.xs[-1:]
        at = [min(range(len(ys)), key=lambda i: abs(ys[i] - y)) for y in grid.ys]
        own = [[_EMPTY] * (len(grid.xs) - 1) for _ in rows]
        for r, row in enumerate(grid.rows):
            for c, cell in enumerate(row):
                tall = at[min(r + cell.rowspan, len(at) - 1)] - at[r]
                own[at[r]][c] = cell._replace(rowspan=max(1, tall))
        for whole, more in zip(rows, own, strict=True):
            whole.extend(more[skipped:])
    return replace(band[0], rows=tuple(map(tuple, rows)), xs=tuple(xs), ys=ys)
