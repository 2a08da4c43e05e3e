"""The head of a table: one to several rows of headers, and what each column means by them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import Column, Grid, GridCell, Source, cell_text
from pipeline.recover.headcolumns import (
    named_above,
    named_columns,
    numbered_apart,
    numbers_joined,
)
from pipeline.recover.headcut import with_periods_apart
from pipeline.recover.headers import field_of, normal
from pipeline.recover.numbering import label, number, roman
from pipeline.recover.periods import initials, period_of, periods_of, whole_period
from pipeline.rules import Rules

# A header row names at least this many fields, one of them a field that rows hang on.
_FEWEST_FIELDS = 2
_CORE = {"indicator", "action", "target", "evidence"}
_MOST_LEVELS = 4
# An unknown header is looked for in rows with so many cells, none of them longer than a header.
_FEWEST_COLUMNS = 3
_LONGEST_HEADER = 60
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*[=:(].*)?")


@dataclass(frozen=True)
class Head:
    """Rows `first` up to `end` are headers. Column i of the table stands in the places `groups[i]`
    of the grid; `periods[i]` is its time where it is a column of a schedule, as a time phrase."""

    first: int
    end: int
    columns: tuple[Column, ...]
    groups: tuple[tuple[int, ...], ...]
    periods: tuple[str | None, ...]


def is_header(source: Source, row: Sequence[GridCell], rules: Rules) -> bool:
    """Whether a row of a grid names the columns of a plan."""
    texts = [cell_text(source, cell.cell) for cell in row if cell.cell]
    if len(texts) < _FEWEST_FIELDS or any(number(text) for text in texts):
        return False
    known = [field for text in texts if (field := field_of(text, rules.headers))]
    fields = set(known) - {"extra"}
    if len(fields) < _FEWEST_FIELDS or not fields & _CORE and "component" not in fields:
        return False
    if not fields & _CORE and len(known) < 3:
        return False
    usual = len(known) + sum(period_of((text,), rules) is not None for text in texts)
    return len(fields) > _FEWEST_FIELDS or usual * 2 > len(texts)


def with_cell_headers(rules: Rules) -> Rules:
    """The rules with the headers that are known where the cells of a table are given."""
    names = dict(rules.headers)
    for field, more in rules.tables.only_in_cells.items():
        names[field] = (*names.get(field, ()), *more)
    return replace(rules, headers=names)


def near_headers(source: Source, rules: Rules) -> Rules | None:
    """Rules in which the headers of a document with unknown ones mean what the known names in them
    do ("INDIKATOR KEBERHASILAN UTAMA" holds "INDIKATOR KEBERHASILAN"); None where no row of it
    could be a header."""
    for grid in source.grids:
        for row in grid.rows:
            texts = [cell_text(source, cell.cell) for cell in row if cell.cell]
            if len(texts) < _FEWEST_COLUMNS or any(len(t) > _LONGEST_HEADER for t in texts):
                continue
            near = {
                t: f for t in texts if not field_of(t, rules.headers) and (f := _near(t, rules))
            }
            names = dict(rules.headers)
            for text, field in near.items():
                names[field] = (*names.get(field, ()), text)
            if near and is_header(source, row, guessed := replace(rules, headers=names)):
                return guessed
    return _with_unknown(source, rules)


def _with_unknown(source: Source, rules: Rules) -> Rules | None:
    """Rules to which the unknown headers beside that of the numbers and a time, say, are usual
    ones, where the rows below are numbered; None where no row could be such a header."""
    for grid in source.grids:
        for row, below in pairwise(grid.rows):
            texts = [cell_text(source, cell.cell) for cell in row if cell.cell]
            short = len(texts) >= _FEWEST_COLUMNS and all(len(t) <= _LONGEST_HEADER for t in texts)
            if not short or field_of(texts[0], rules.headers) != "component_no":
                continue
            first = next((cell_text(source, cell.cell) for cell in below if cell.cell), "")
            unknown = [t for t in texts if not field_of(t, rules.headers)]
            names = {**rules.headers, "extra": (*rules.headers.get("extra", ()), *unknown)}
            if (label(first) or roman(first)) and is_header(
                source, row, guessed := replace(rules, headers=names)
            ):
                return guessed
    return None


def _near(header: str, rules: Rules) -> str | None:
    """The field whose longest name stands in a header as whole words."""
    words = f" {normal(header)} "
    found = [
        (len(name), field)
        for field, names in rules.headers.items()
        for name in map(normal, names)
        if f" {name} " in words and field != "extra"
    ]
    return max(found)[1] if found else None


def read_head(source: Source, grid: Grid, at: int, rules: Rules) -> Head:
    """The head of the table in whose row `at` columns are named."""
    rows = grid.rows
    first, end = at, at + 1
    for above in range(max(0, at - _MOST_LEVELS + 1), at):
        if any(above + cell.rowspan > at and cell.cell for cell in rows[above]):
            first = above
            break
    end = max(
        (r + cell.rowspan for r in range(first, end) for cell in rows[r] if cell.cell), default=end
    )
    end = min(end, first + _MOST_LEVELS, len(rows))
    while end < min(len(rows), first + _MOST_LEVELS) and _is_level(source, rows, end, rules):
        end += 1
    width = max(len(row) for row in rows[first:end])
    width = max(width, max((len(row) for row in rows[end:]), default=0))
    owners = [_owners(rows, first, end, column) for column in range(width)]
    if end - first > 1:
        _fill_levels(rows, first, end, owners)
    levels = [
        tuple(whole_period(cell_text(source, rows[r][c].cell), rules) for r, c in own)
        for own in owners
    ]
    groups = _groups(rows, end, owners)
    levels = [levels[group[0]] for group in groups]
    leaves = [
        rows[r][c].cell for group in groups for r, c in (owners[group[0]] or [(first, 0)])[-1:]
    ]
    levels, groups = with_periods_apart(source, grid, leaves, levels, groups, rules)
    periods = periods_of(levels, rules)
    columns = named_columns(levels, groups, periods, rules)
    columns = named_above(source, rows[end:], levels, groups, periods, columns, rules)
    columns, groups, periods = numbers_joined(source, rows[end:], levels, columns, groups, periods)
    columns, groups, periods = numbered_apart(source, rows, end, columns, groups, periods)
    return Head(first, end, tuple(columns), tuple(groups), tuple(periods))


def is_column_numbers(source: Source, row: Sequence[GridCell]) -> bool:
    """The row "(1) (2) (3) …" under a header, also "5=3+4"."""
    # A narrow column may cut even these: "(1" above "0)".
    texts = ["".join(cell_text(source, cell.cell).split()) for cell in row if cell.cell]
    matches = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    found = [int(match.group(1)) for match in matches if match]
    return len(found) > 2 and found == list(range(1, len(matches) + 1))


def split_side_by_side(source: Source, grid: Grid, rules: Rules) -> list[Grid]:
    """The grid, or the tables that stand beside each other in it: those whose headers repeat."""
    for row in grid.rows:
        if not is_header(source, row, rules):
            continue
        texts = [normal(cell_text(source, cell.cell)) for cell in row]
        first = next(i for i, text in enumerate(texts) if text)
        for at in range(first + 2, len(texts)):
            length = min(at - first, len(texts) - at)
            left = [text for text in texts[first:at] if text]
            right = [text for text in texts[at : at + length] if text]
            if texts[at] == texts[first] and len(right) >= 2 and left[: len(right)] == right:
                if is_header(source, row[at:], rules):
                    rest = Grid(tuple(r[at:] for r in grid.rows), grid.sheet)
                    own = Grid(tuple(r[:at] for r in grid.rows), grid.sheet)
                    return [own, *split_side_by_side(source, rest, rules)]
        break
    return [grid]


def _is_level(source: Source, rows: Sequence[Sequence[GridCell]], at: int, rules: Rules) -> bool:
    """Whether a row without merged cells to say so is one more level of headers, below headers that
    reach over several columns: known headers or periods only, or words in each of those columns
    where other headers have columns of their own."""
    above, row = rows[at - 1], rows[at]
    filled = [c for c, cell in enumerate(row) if cell.cell]
    if len(filled) < 2:
        return False
    reach = {c: _reaching(above, c) for c in filled}
    if any(from_ is None for from_ in reach.values()):
        return False
    alone = [c for c, cell in enumerate(above) if cell.cell and _reaching(above, c) is None]
    if len(alone) >= _FEWEST_FIELDS and _divides(source, above, row, set(reach.values())):
        return True
    if is_header(source, row, rules):
        return False
    lettered = initials([cell_text(source, cell.cell) for cell in row], rules)
    halves = {normal(word) for word in (*rules.tables.planned, *rules.tables.done)}
    for column in filled:
        text = cell_text(source, row[column].cell)
        top = cell_text(source, above[reach[column] or 0].cell)
        known = field_of(text, rules.headers) or period_of((top, text), rules)
        if not known and normal(text) not in halves and column not in lettered:
            return False
    return True


def _divides(
    source: Source, above: Sequence[GridCell], row: Sequence[GridCell], wide: Collection[int | None]
) -> bool:
    """Whether a row has words, none of them a number, in every column below some wide headers."""
    below = [c for c in range(len(row)) if _reaching(above, c) in wide]
    texts = [cell_text(source, row[c].cell) for c in below if not _is_covered(row, c)]
    return all(
        text and len(text) <= _LONGEST_HEADER and not (number(text) or roman(text) or label(text))
        for text in texts
    )


def _is_covered(row: Sequence[GridCell], column: int) -> bool:
    """Whether a cell further left is merged over a column."""
    return any(row[c].cell and c + row[c].colspan > column for c in range(column))


def _reaching(above: Sequence[GridCell], column: int) -> int | None:
    """The column of the header that reaches over a column: a merged one, or one with blanks to its
    right."""
    at = column
    while at >= 0 and not (at < len(above) and above[at].cell):
        at -= 1
    if at < 0:
        return None
    if above[at].colspan > 1:
        return at if column < at + above[at].colspan else None
    wide = at < column or (column + 1 < len(above) and not above[column + 1].cell)
    return at if wide else None


def _owners(
    rows: Sequence[Sequence[GridCell]], first: int, end: int, column: int
) -> list[tuple[int, int]]:
    """The header cells over a column, from the top."""
    found = []
    for r in range(first, end):
        for c in range(min(column, len(rows[r]) - 1), -1, -1):
            cell = rows[r][c]
            if cell.cell:
                if c + cell.colspan > column:
                    found.append((r, c))
                break
    return found


def _fill_levels(
    rows: Sequence[Sequence[GridCell]],
    first: int,
    end: int,
    owners: list[list[tuple[int, int]]],
) -> None:
    """Upper headers that reach over the blanks to their right, where no merged cells say so."""
    for r in range(first, end - 1):
        for column in range(1, len(owners)):
            own, left = owners[column], owners[column - 1]
            has = any(level == r for level, _ in own)
            lower = any(level > r for level, _ in own)
            before = next((place for place in left if place[0] == r), None)
            if has or not lower or before is None or not any(level > r for level, _ in left):
                continue
            if rows[before[0]][before[1]].colspan == 1:
                own.insert(0, before)
                own.sort()


def _groups(
    rows: Sequence[Sequence[GridCell]],
    end: int,
    owners: Sequence[Sequence[tuple[int, int]]],
) -> list[tuple[int, ...]]:
    """The places of each column: those below one merged header are one column, and a place with
    neither a header nor text is none."""
    groups: list[tuple[int, ...]] = []
    for column, own in enumerate(owners):
        if not own:
            # What stands alone in its row there is no cell of a row: a signature, say.
            if any(
                column < len(row) and row[column].cell and sum(bool(c.cell) for c in row) > 1
                for row in rows[end:]
            ):
                groups.append((column,))
        elif groups and owners[groups[-1][-1]] and owners[groups[-1][-1]][-1] == own[-1]:
            groups[-1] = (*groups[-1], column)
        else:
            groups.append((column,))
    return groups
