"""The grids of pages joined into tables: headers that repeat, rows and cells cut by page ends."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from pipeline.model import Box, Grid, GridCell, Source, Span, cell_text
from pipeline.recover.numbering import letter, number, roman
from pipeline.recover.ruled.breaks import (
    Habits,
    Side,
    cell_odds,
    habits_of,
    may_cut_word,
    row_odds,
    unnumbered_odds,
)
from pipeline.recover.ruled.cuthead import SAME_EDGE, with_head_divided
from pipeline.recover.ruled.headrest import with_rests_apart
from pipeline.recover.ruled.missing import with_columns_apart
from pipeline.recover.ruled.sideways import beside_each_other, without_seams

_HEADER_ROWS = 6  # rows from the first one in which a header that repeats may begin
_STRIP = 0.6  # of the usual row's height
_ROWS_LOOKED_AT = 200  # for what is usual in a column
# How sure a row is in which a page's end may cut a word, which is read as two.
_WORD_CUT = 0.5
_OVERPRINTED = 0.5  # how sure the row below a header is that a cell was printed over
_EMPTY = GridCell(())

Row = list[GridCell]
# What a row's cells are called, by its column; None where a row heads no table.
Keys = Callable[[Sequence[GridCell]], tuple[str, ...] | None]


@dataclass
class Table:
    """A table as joined so far. `repeats` are the rows that repeat its header; `doubts` how sure
    a row is (by its index) that a page's end was put right in, `cell_doubts` how sure a cell is
    (by the offset where a piece of it begins) that may be cut by a page's end."""

    rows: list[Row]
    xs: tuple[float, ...]
    ys: tuple[float, ...]  # of the last page
    keys: tuple[str, ...] = ()
    doubts: dict[int, float] = field(default_factory=dict)
    cell_doubts: dict[int, float] = field(default_factory=dict)
    repeats: list[Row] = field(default_factory=list)


def join_pages(source: Source, keys_of: Keys, headed: Sequence[Span] = ()) -> list[Table]:
    """The tables of a source whose grids are those of its pages, in order. A table below a line
    of `headed` begins anew."""
    tables: list[Table] = []
    end = 0
    grids, again = beside_each_other(source)
    for grid in (with_columns_apart(source, _without_strips(grid)) for grid in grids):
        begin, end = end, max((s.end for r in grid.rows for c in r for s in c.cell), default=end)
        rows = _parted(source, grid)
        keys = next((keys for row in rows if (keys := keys_of(row))), ())
        table = next((t for t in reversed(tables) if t.keys or not keys), None)
        if table and table.keys and not keys:
            divided = with_head_divided(table.rows, table.xs, grid.xs)
            if divided:
                table.rows, table.xs = divided
                table.keys = next((own for row in table.rows if (own := keys_of(row))), table.keys)
        fitted = _fitted(table, grid, rows) if table else None
        if any(begin <= line.start < end for line in headed) and keys:
            fitted = None
        if table is None or fitted is None:
            tables.append(Table(rows, grid.xs, grid.ys, keys))
            continue
        header = _repeated(source, table, fitted, keys_of)
        if keys and table.keys and not header and not _within(source, table, fitted, keys_of):
            tables.append(Table(rows, grid.xs, grid.ys, keys))
            continue
        fitted, rests = with_rests_apart(source, table.rows, fitted, header)
        table.repeats += [*fitted[:header], rests]
        heads = (_words(source, row) for row in table.rows[: 2 * _HEADER_ROWS])
        over = header and _words(source, fitted[0]) not in heads
        below = len(table.rows)
        _append(source, table, fitted[header:])
        if over:  # what is printed over the header is of a cell that goes on below it
            table.doubts[min(below, len(table.rows) - 1)] = _OVERPRINTED
        table.ys = grid.ys
        table.keys = table.keys or keys
    if tables:
        tables[0].repeats += again
    return tables


def _without_strips(grid: Grid) -> Grid:
    """A grid without rows that are too low for text and have none: the feet of cells over several
    rows whose grounds reach a little further than those beside them. Where the last row was one,
    those cells still reach below it."""
    last = len(grid.rows) - 1
    tall = [b - a for a, b in pairwise(grid.ys)]
    for r in range(last, 0, -1):
        if any(c.cell for c in grid.rows[r]) or tall[r] > _STRIP * median(tall[:r] + tall[r + 1 :]):
            continue
        rows = tuple(
            tuple(
                c._replace(rowspan=c.rowspan - 1)
                if r < last and above < r < above + c.rowspan
                else c
                for c in row
            )
            for above, row in enumerate(grid.rows)
            if above != r
        )
        grid = replace(grid, rows=rows, ys=grid.ys[:r] + grid.ys[r + 1 :])
    return grid


def _parted(source: Source, grid: Grid) -> list[Row]:
    """The rows of a grid. A cell over several rows in which each row has a number of its own, as
    where the rulings between numbers are missing, is cut into these rows."""
    rows = [list(row) for row in grid.rows]
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if cell.rowspan < 2 or not cell.cell:
                continue
            parts: dict[int, Span] = {}
            for line in re.finditer(r"\S.*", source.text[cell.cell[0].start : cell.cell[0].end]):
                own = Span(cell.cell[0].start + line.start(), cell.cell[0].start + line.end())
                text = source.text[own.start : own.end].strip()
                box = source.boxes.around(own) if source.boxes else None
                numbered = number(text) or roman(text) or letter(text)
                at = bisect_right(grid.ys, (box.top + box.bottom) / 2) - 1 if box else -1
                if not numbered or not r <= at < r + cell.rowspan:
                    parts = {}
                    break
                parts[at] = parts[at]._replace(end=own.end) if at in parts else own
            if len(parts) > 1:
                for at in range(r, r + cell.rowspan):
                    held = (parts[at],) if at in parts else ()
                    rows[at][c] = cell._replace(cell=held, rowspan=1)
    return rows


def _fitted(table: Table, grid: Grid, rows: list[Row]) -> list[Row] | None:
    """The rows of the next page in the columns of the table; None where they do not fit."""
    if not grid.xs or not table.xs:
        return None
    shift = grid.xs[0] - table.xs[0]
    shifted = [x - shift for x in grid.xs] if len(grid.xs) == len(table.xs) else list(grid.xs)
    if len(grid.xs) == len(table.xs) and all(
        abs(x - own) <= SAME_EDGE for x, own in zip(shifted, table.xs, strict=True)
    ):
        return rows
    places = [min(range(len(table.xs)), key=lambda i: abs(table.xs[i] - x)) for x in shifted]
    if any(abs(table.xs[i] - x) > SAME_EDGE for i, x in zip(places, shifted, strict=True)):
        return None
    if len(set(places)) != len(places):
        return None
    fitted = []
    for row in rows:
        wide = [_EMPTY] * (len(table.xs) - 1)
        for c, cell in enumerate(row):
            across = places[min(c + cell.colspan, len(places) - 1)] - places[c]
            wide[places[c]] = cell._replace(colspan=across)
        fitted.append(wide)
    return fitted


def _words(source: Source, row: Sequence[GridCell]) -> list[str]:
    return ["".join(cell_text(source, cell.cell).split()).casefold() for cell in row]


def _says(own: Sequence[str], head: Sequence[str]) -> bool:
    """Whether a row says what a header's does; as a spreadsheet program prints a cell that is cut
    by a page over the header, a few of its cells may say more."""
    if own == head:
        return True
    pairs = [(a, b) for a, b in zip(own, head, strict=False) if a or b]
    more = [(a, b) for a, b in pairs if a != b]
    holds = all(b and all(letter in rest for letter in b) for a, b in more for rest in [iter(a)])
    return 2 * len(more) < len(pairs) and holds


def _within(source: Source, table: Table, rows: list[Row], keys_of: Keys) -> bool:
    """Whether a page's first header is the table's own, written again among its rows."""
    own = next(_words(source, row) for row in rows if keys_of(row))
    return own in (_words(source, row) for row in table.rows if keys_of(row))


def _repeated(source: Source, table: Table, rows: list[Row], keys_of: Keys) -> int:
    """How many rows at the top repeat the table's header."""
    head = [_words(source, row) for row in table.rows[: 2 * _HEADER_ROWS]]
    own = [_words(source, row) for row in rows[:_HEADER_ROWS]]
    for start in range(min(_HEADER_ROWS, len(head))):
        count = 0
        while count < len(own) and start + count < len(head):
            if not _says(own[count], head[start + count]):
                break
            count += 1
        if count and any(own[0]) and any(keys_of(row) for row in table.rows[start : start + count]):
            return count
    top = next((i + 1 for i, row in enumerate(rows[:_HEADER_ROWS]) if keys_of(row)), 0)
    if top > 1 and own[top - 1] in head and not any(c.colspan > 1 for r in rows[:top] for c in r):
        return 0  # the header is written again among the rows
    return max((r + rows[r][c].rowspan for r in range(top) for c in range(len(rows[r]))), default=0)


def _append(source: Source, table: Table, rows: list[Row]) -> None:
    """Rows of the next page below those of the table, what the page's end cut put together."""
    while rows and not any(cell.cell for cell in rows[0]) and all(c.rowspan == 1 for c in rows[0]):
        table.rows.append(rows.pop(0))  # a blank line
    if not rows:
        return
    last = next(
        (i for i in range(len(table.rows) - 1, -1, -1) if any(c.cell for c in table.rows[i])), None
    )
    if last is None or len(table.rows) - 1 > last and not _spans_on(table, last):
        table.rows += rows
        return
    owners = [_owner(table.rows, last, c) for c in range(len(table.rows[last]))]
    columns = range(len(rows[0]))
    if any(cell.colspan > 1 for cell in rows[0]) or any(
        table.rows[r][c].colspan > 1 for r, c in owners
    ):
        table.rows += rows  # a section's row is never cut
        return
    habits = _habits(source, table)
    sides = [_side(table, owners[c], c, rows[0][c]) for c in columns]
    odds = row_odds(source, sides, habits)
    if odds > 0:
        for c in columns:
            _join(source, table, owners[c], rows[0][c], owners[c][0])
        table.doubts[last] = min(table.doubts.get(last, 1.0), _sure(odds))
        if any(may_cut_word(source, side) for side in sides):
            table.doubts[last] = min(table.doubts[last], _WORD_CUT)
        rows = rows[1:]
    else:
        at = len(table.rows)
        table.doubts[at] = _sure(odds)
        table.doubts[last] = min(table.doubts.get(last, 1.0), _sure(odds))
        for c, own in enumerate(_cells_odds(source, table, sides, habits)):
            if own is None:
                continue
            for span in (*sides[c].above[:1], *sides[c].below[:1]):
                table.cell_doubts[span.start] = _sure(own)
            if own > 0:
                if may_cut_word(source, sides[c]):
                    table.cell_doubts[sides[c].above[0].start] = _WORD_CUT
                _join(source, table, owners[c], rows[0][c], at)
                rows[0][c] = _EMPTY
            else:
                _end(table, owners[c], at)
    table.rows += rows


def _end(table: Table, owner: tuple[int, int], at: int) -> None:
    """Let a cell reach no further than the row before `at`."""
    r, c = owner
    cell = table.rows[r][c]
    table.rows[r][c] = cell._replace(rowspan=min(cell.rowspan, at - r))


def _cells_odds(
    source: Source, table: Table, sides: Sequence[Side], habits: Sequence[Habits]
) -> list[float | None]:
    """The log odds that each cell goes on over the page's end; None where there is none. A
    component's number goes the way of its name."""
    # A number that stands in the middle of a cell over both pages may come with its end.
    numbered = any(side.above and side.below for side in sides if side.key == "component_no")
    unnumbered = _unnumbered(table)
    odds = [
        cell_odds(source, side, usual, numbered, unnumbered) if side.above or side.below else None
        for side, usual in zip(sides, habits, strict=True)
    ]
    at = {side.key: c for c, side in enumerate(sides)}
    number, name = at.get("component_no"), at.get("component")
    apart = number is not None and name is not None and _over_several(table.rows, number, name)
    if number is not None and name is not None and odds[name] is not None and not apart:
        odds[number] = odds[name] if odds[number] is not None else None
    return odds


def _over_several(rows: Sequence[Row], number: int, name: int) -> bool:
    """Whether cells of the column of numbers are merged over several cells of the column of names:
    the numbers are those of groups of them."""
    return any(
        rows[below][name].cell
        for r, row in enumerate(rows)
        if row[number].cell and row[number].colspan == 1 and row[name].rowspan == 1
        for below in range(r + 1, min(r + row[number].rowspan, len(rows)))
    )


def _unnumbered(table: Table) -> float:
    """The log odds that a component's name without a number goes on with the name above."""
    if not {"component", "component_no"} <= set(table.keys):
        return 0.0
    name, number = table.keys.index("component"), table.keys.index("component_no")
    named = [row for row in table.rows if row[name].cell and row[name].colspan == 1]
    return unnumbered_odds(sum(bool(row[number].cell) for row in named), len(named))


def _sure(odds: float) -> float:
    return 1 / (1 + math.exp(-abs(odds)))


def _spans_on(table: Table, last: int) -> bool:
    return any(last + cell.rowspan > last + 1 for cell in table.rows[last])


def _owner(rows: Sequence[Row], row: int, column: int) -> tuple[int, int]:
    """Row and column of the cell that covers a place."""
    for r in range(row, max(-1, row - _ROWS_LOOKED_AT), -1):
        cell = rows[r][column]
        if cell.rowspan > row - r and (r < row or cell.cell or cell.rowspan > 1):
            return r, column
        if cell.cell:
            break  # another cell stands between
    for c in range(column - 1, -1, -1):
        if rows[row][c].colspan > column - c:
            return row, c
    return row, column


def _side(table: Table, owner: tuple[int, int], column: int, below: GridCell) -> Side:
    r, c = owner
    count = len(table.rows)
    first = len(table.ys) - 1 - (count - r)  # the cell's first row on the last page
    box = Box(
        table.xs[c], table.ys[max(0, first)], table.xs[min(c + 1, len(table.xs) - 1)], table.ys[-1]
    )
    key = table.keys[column] if column < len(table.keys) else ""
    above = table.rows[r][c]
    return Side(key, above.cell, below.cell, box, above.rowspan > 1 or below.rowspan > 1)


def _habits(source: Source, table: Table) -> list[Habits]:
    rows = table.rows[-_ROWS_LOOKED_AT:]
    columns: list[list[GridCell]] = [[] for _ in rows[0]]
    covered = [0] * len(rows[0])  # rows that a cell above still covers
    for row in rows:
        if not any(cell.cell for cell in row):
            continue
        across = 0
        for c, cell in enumerate(row):
            covered[c] -= 1
            across -= 1
            if covered[c] < 0 and across < 0:
                covered[c], across = cell.rowspan - 1, cell.colspan - 1
                if cell.colspan == 1:
                    columns[c].append(cell)
    return [habits_of(source, column) for column in columns]


def _join(source: Source, table: Table, owner: tuple[int, int], below: GridCell, at: int) -> None:
    """The cell above as one with the cell below, whose first row is the table's row `at`."""
    r, c = owner
    above = table.rows[r][c]
    cell = above.cell
    if below.cell and cell_text(source, cell) == cell_text(source, below.cell):
        table.repeats.append([below])  # printed on both pages
    else:
        cell = (*cell, *below.cell)
    last = max(r + above.rowspan, at + below.rowspan)
    if at == r:  # one row
        last = r + above.rowspan + below.rowspan - 1
    table.rows[r][c] = above._replace(cell=cell, rowspan=last - r)


def tables_as_grids(tables: Sequence[Table]) -> tuple[Grid, ...]:
    """Joined tables as grids."""
    grids = (Grid(tuple(map(tuple, t.rows)), str(i + 1), t.xs) for i, t in enumerate(tables))
    return tuple(map(without_seams, grids))


def sureness(tables: Sequence[Table]) -> Mapping[int, float]:
    """Offset of the first character of each row, or cell over several rows, at a page's end → how
    sure it was put right."""
    found = {}
    for table in tables:
        for at, sure in table.doubts.items():
            starts = [s.start for cell in table.rows[at] for s in cell.cell]
            if starts:
                found[min(starts)] = sure
        for start, sure in table.cell_doubts.items():
            found[start] = min(sure, found.get(start, 1.0))
    return found
