"""The head of a table: one to several rows of headers, and what each column means by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.deadlines import parse_deadlines
from pipeline.model import Column, Grid, GridCell, Source, cell_text
from pipeline.recover.headers import columns_of, field_of, normal
from pipeline.recover.numbering import label, number, roman
from pipeline.rules import Rules

# A header row names at least this many fields, one of them a field that rows hang on.
_FEWEST_FIELDS = 2
_CORE = {"indicator", "action", "target", "evidence"}
_MOST_LEVELS = 4
# An unknown header is looked for in rows with so many cells, none of them longer than a header.
_FEWEST_COLUMNS = 3
_LONGEST_HEADER = 60
# A schedule has a column for at least so many months, weeks or quarters.
_FEWEST_PERIODS = 2
_PERIODS = ("month", "quarter", "semester", "week", "day")
_LONGEST_PERIOD = 40  # characters of the header of a month, week or quarter
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*[=:(].*)?")
_SOME_YEAR = 2000  # months and quarters are recognised in any year


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
        tuple(_whole(cell_text(source, rows[r][c].cell), rules) for r, c in own) for own in owners
    ]
    groups = _groups(source, rows, end, owners)
    levels = [levels[group[0]] for group in groups]
    periods = _schedule_of(levels, rules)
    columns = _columns(levels, groups, rules)
    columns, groups, periods = _numbered_apart(source, rows, end, columns, groups, periods)
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


def periods_of(columns: Sequence[Column], rules: Rules) -> list[str | None]:
    """For each column the month, week or quarter it is headed with; none for too few of them."""
    return _schedule_of([(column.header,) for column in columns], rules)


def _schedule_of(levels: Sequence[Sequence[str]], rules: Rules) -> list[str | None]:
    periods = [period_of(level, rules) for level in levels]
    enough = sum(period is not None for period in periods) >= _FEWEST_PERIODS
    return periods if enough else [None] * len(periods)


def period_of(levels: Sequence[str], rules: Rules) -> str | None:
    """The month, week or quarter that a column is headed with, as a time phrase: "TW I",
    "Minggu 2 Maret" for "2" below "Maret"; so is the planned value of a pair ("TW I" above
    "Target" and "Realisasi", or the other way round). None for other columns."""
    if len(levels) > 1:
        names = [normal(level) for level in levels]
        if any(name in _normal_set(rules.tables.done) for name in names):
            return None
        if names[-1] in _normal_set(rules.tables.planned):
            levels = levels[:-1]
    if not levels or not levels[-1] or len(levels[-1]) > _LONGEST_PERIOD:
        return None
    leaf = " ".join(levels[-1].split())
    if label(leaf) is None and roman(leaf) is None and is_period(leaf, rules):
        return leaf
    planned = _normal_set(rules.tables.planned)  # "Target Triwulan" above "I"
    words = levels[-2].split() if len(levels) > 1 else []
    parent = " ".join(word for word in words if normal(word) not in planned)
    if not parent or len(parent) > _LONGEST_PERIOD:
        return None
    plain = leaf.strip("().")
    for phrase in (f"{leaf} {parent}", f"Minggu {plain} {parent}", f"{parent} {plain}"):
        if is_period(phrase, rules):
            return phrase
    return None


def _whole(header: str, rules: Rules) -> str:
    """A header, or the month that a narrow column cuts in it: "J an" → "Jan"."""
    compact = "".join(header.split())
    cut = len(compact) < len(header) <= _LONGEST_PERIOD and not is_period(header, rules)
    return compact if cut and is_period(compact, rules) else header


def _normal_set(words: Sequence[str]) -> set[str]:
    return {normal(word) for word in words}


def is_period(phrase: str, rules: Rules) -> bool:
    """Whether a phrase names one month, week, quarter or semester and nothing else."""
    return _is_period(phrase, _Cached(rules))


class _Cached:
    """Rules as the key of a cache: the same rules are the same object while a document is read."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash(self.rules.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Cached) and other.rules.sha256 == self.rules.sha256


@lru_cache(maxsize=4096)
def _is_period(phrase: str, cached: _Cached) -> bool:
    found = parse_deadlines(phrase, _SOME_YEAR, cached.rules.time)
    return (
        len(found) == 1
        and found[0].kind in ("month", "range")
        and found[0].precision in _PERIODS
        and len(found[0].phrase.split()) == len(phrase.split())
        and (found[0].precision != "day" or len(phrase.split()) > 1)
    )


def _is_level(source: Source, rows: Sequence[Sequence[GridCell]], at: int, rules: Rules) -> bool:
    """Whether a row without merged cells to say so is one more level of headers: known headers or
    periods only, below headers that reach over several columns."""
    above, row = rows[at - 1], rows[at]
    filled = [c for c, cell in enumerate(row) if cell.cell]
    if len(filled) < 2 or is_header(source, row, rules):
        return False
    reach = {c: _reaching(above, c) for c in filled}
    if any(from_ is None for from_ in reach.values()):
        return False
    for column in filled:
        text = cell_text(source, row[column].cell)
        top = cell_text(source, above[reach[column] or 0].cell)
        if not field_of(text, rules.headers) and not period_of((top, text), rules):
            return False
    return True


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
    source: Source,
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


def _columns(
    levels: Sequence[Sequence[str]], groups: Sequence[tuple[int, ...]], rules: Rules
) -> list[Column]:
    """A column is called by its lowest header where no other is called so, else by all."""
    leaves = [normal(level[-1]) if level else "" for level in levels]
    names = []
    for level, leaf, group in zip(levels, leaves, groups, strict=True):
        joined = " ".join(level)
        if not level:
            names.append(f"kolom {group[0] + 1}")
        elif field_of(joined, rules.headers) or leaves.count(leaf) > 1 and len(level) > 1:
            names.append(joined)
        else:
            names.append(level[-1])
    return list(columns_of(names, rules.headers))


def _numbered_apart(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    end: int,
    columns: list[Column],
    groups: list[tuple[int, ...]],
    periods: list[str | None],
) -> tuple[list[Column], list[tuple[int, ...]], list[str | None]]:
    """The component's column cut in two where its number has a place of its own below one
    header."""
    keys = [column.key for column in columns]
    if "component" not in keys or "component_no" in keys:
        return columns, groups, periods
    at = keys.index("component")
    first, *rest = groups[at]
    texts = [
        cell_text(source, row[first].cell)
        for row in rows[end:]
        if first < len(row) and row[first].cell and row[first].colspan == 1
    ]
    numbers = [label(text) is not None or roman(text) is not None for text in texts]
    if not rest or not texts or sum(numbers) < 0.9 * len(numbers):
        return columns, groups, periods
    header = columns[at].header
    columns = [*columns[:at], Column("component_no", header), *columns[at:]]
    groups = [*groups[:at], (first,), tuple(rest), *groups[at + 1 :]]
    return columns, groups, [*periods[:at], None, *periods[at:]]
