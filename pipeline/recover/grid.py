"""Stage 1, grid: formats that give cells themselves (TSV, CSV, workbooks, Word, HTML).

Cells are taken as they stand; which column means what is read from the header rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median_high

from pipeline.model import (
    Cell,
    Column,
    Furniture,
    Grid,
    GridCell,
    RawRow,
    Recovery,
    Section,
    Source,
    Span,
    cell_text,
)
from pipeline.recover.carried import with_carried
from pipeline.recover.explain import explain
from pipeline.recover.flowed.signature import opens_signature
from pipeline.recover.headings import (
    heading_rows,
    headings,
    outside_lines,
    sheet_sections,
    title_rows,
)
from pipeline.recover.numbering import label
from pipeline.recover.othertables import is_other, split_below
from pipeline.recover.plannedlines import is_pair
from pipeline.recover.scannedmarks import with_recognised_marks
from pipeline.recover.sections import with_sections
from pipeline.recover.shift import put_right
from pipeline.recover.startend import with_start_and_end
from pipeline.recover.tablehead import (
    Head,
    is_column_numbers,
    is_header,
    near_headers,
    read_head,
    split_side_by_side,
    with_cell_headers,
)
from pipeline.recover.tablerows import (
    is_number_place,
    is_rest,
    joined,
    known_area,
    owners_of,
    raw_row,
    section_in,
    section_of,
)
from pipeline.recover.timecolumn import with_time_column
from pipeline.recover.timeparts import with_time_parts
from pipeline.recover.totals import is_total
from pipeline.recover.unmarked import with_unmarked_schedules
from pipeline.recover.unread import with_unread_headings
from pipeline.rules import Rules

# A table without a header goes on with the one before if it has as many columns, and so many.
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 2  # of a table without a header that may be the plan's
_WIDEST_NOTE = 2  # cells
_MOST_SIGNED = 3  # signatures beside each other

Lines = list[Section | RawRow]


def recover_grid(source: Source, rules: Rules) -> Recovery | None:
    """The tables of a source that has grids, as one; None where no row of them is a header. Where
    only names that are like known ones could be, it is flagged "header_guessed"."""
    rules = with_cell_headers(rules)
    if found := _recover(source, rules):
        return found
    guessed = near_headers(source, rules)
    found = _recover(source, guessed) if guessed else None
    return replace(found, flags=(*found.flags, "header_guessed")) if found else None


def _recover(source: Source, rules: Rules) -> Recovery | None:
    columns: dict[str, Column] = {}
    lines: Lines = []
    furniture = [Furniture(span, "syntax") for span in source.syntax]
    furniture += source.furniture
    head: Head | None = None
    outside = _Outside(source, rules)
    skipped: list[tuple[Grid, list[Furniture]]] = []
    filled: dict[int, int] = {}  # width in columns of the plan's tables → cells that a row fills
    periods: set[str] = set()  # the keys of the columns of schedules
    begins: dict[str, int] = {}  # sheet → place of its first line
    grids = [part for grid in source.grids for part in split_side_by_side(source, grid, rules)]
    for grid in (part for whole in grids for part in split_below(source, whole, rules)):
        start = min((s.start for r in grid.rows for c in r for s in c.cell), default=None)
        sections, text = outside.before(start)
        furniture += _with_role(text, "narrative" if columns else "title")
        heads = any(is_header(source, row, rules) for row in grid.rows)
        goes_on = head is not None and _fits(grid, head) and not is_other(source, grid, rules)
        if not heads and not goes_on:
            skipped.append((grid, _furniture(grid.rows, "narrative" if columns else "title")))
            furniture += _with_role(
                [s for section in sections for s in (*section.number, *section.name)], "narrative"
            )
            continue
        lines += sections
        begins.setdefault(grid.sheet or "", len(lines))
        goes_on = goes_on and (not heads or _begins_with_rows(source, grid, rules))
        head, table_lines, rest = _read_table(source, grid, rules, head if goes_on else None)
        columns.update({c.key: c for c in head.columns if c.key not in columns})
        periods |= {c.key for c, period in zip(head.columns, head.periods, strict=True) if period}
        width = max(len(row) for row in grid.rows)
        filled[width] = min(filled.get(width, width), _usually_filled(grid, table_lines))
        lines += table_lines
        furniture += rest
    if head is None:
        return None
    # What looks like rows of the plan, but for a header, is no text around it: it stays unplaced.
    furniture += [item for grid, held in skipped if not _is_alike(grid, filled) for item in held]
    sections, text = outside.before(None)
    text += [s for section in sections for s in (*section.number, *section.name)]
    furniture += _with_role(text, "signature")
    lines = _with_sheets(source, lines, begins, furniture, rules)
    recovery = Recovery("grid", tuple(columns.values()), tuple(lines), tuple(furniture), "")
    recovery = with_start_and_end(source, with_time_parts(source, recovery, rules), rules)
    recovery = with_time_column(source, recovery, rules)
    recovery = with_sections(source, put_right(source, recovery, rules), rules)
    recovery = with_carried(source, with_unread_headings(source, recovery), periods)
    return explain(source, with_unmarked_schedules(source, recovery, periods))


def _with_sheets(
    source: Source,
    lines: Lines,
    begins: Mapping[str, int],
    furniture: Sequence[Furniture],
    rules: Rules,
) -> Lines:
    """The lines with the names or titles of a workbook's sheets as sections, where these are areas
    and nothing else names any."""
    if any(isinstance(line, Section) for line in lines):
        return lines
    ends = [*begins.values(), len(lines)][1:]
    sheets: list[tuple[str, str | None]] = []
    for (sheet, start), end in zip(begins.items(), ends, strict=True):
        cells = (line.cells.get("component_no", ()) for line in lines[start:end]
                 if isinstance(line, RawRow))  # fmt: skip
        sheets.append((sheet, next((label(cell_text(source, c)) for c in cells if c), None)))
    held = {item.span for item in furniture if item.role == "title"}
    titles = {
        grid.sheet or "": [s for row in grid.rows for c in row for s in c.cell if s in held]
        for grid in source.grids
    }
    sections = sheet_sections(source, sheets, titles, rules)
    found = list(lines)
    for sheet, start in reversed(list(begins.items())):
        if sheet in sections:
            found.insert(start, sections[sheet])
    return found


class _Outside:
    """The text outside grids of a document that was laid out, taken piece by piece: the headings
    that name areas, and all other lines. Of formats with pages the headings alone: the other lines
    are told apart by their places."""

    def __init__(self, source: Source, rules: Rules) -> None:
        laid_out = not source.is_text
        self._sections = headings(source, rules) if laid_out else {}
        lines = self._sections if source.page_starts else outside_lines(source)
        self._lines = iter(sorted(lines) if laid_out else ())
        self._next = next(self._lines, None)

    def before(self, offset: int | None) -> tuple[list[Section], list[Span]]:
        """The areas that are named, and all other lines, up to an offset or the end."""
        sections: list[Section] = []
        spans: list[Span] = []
        while self._next is not None and (offset is None or self._next.start < offset):
            if self._next in self._sections:
                sections.append(self._sections[self._next])
            else:
                spans.append(self._next)
            self._next = next(self._lines, None)
        return sections, spans


def _read_table(
    source: Source, grid: Grid, rules: Rules, head: Head | None
) -> tuple[Head, Lines, list[Furniture]]:
    """The lines of one table; `head` is that of the table which it goes on with."""
    rows = grid.rows
    width = max(len(row) for row in rows)
    owners = owners_of(rows, width)
    lines: Lines = []
    furniture: list[Furniture] = []
    heads = _heads(source, grid, rules)
    known = [*heads.values(), *([replace(head, first=0, end=0)] if head else [])]
    rules = with_recognised_marks(source, grid, known, rules)
    named = heading_rows(source, rows, heads, rules)
    titles = title_rows(source, rows, heads, rules)
    last = _last_table_row(source, grid, rules, heads, head, width)
    end = 0
    number: Cell = ()  # stands beside the end of a row, and numbers the next one
    for index, row in enumerate(rows):
        if index in named:
            lines.append(named[index])
            continue
        if index in heads:
            head = heads[index]
            end = head.end
        if index < end or index in titles:
            furniture += _furniture([row], "header" if index < end else "title")
            continue
        if not any(cell.cell or cell.shaded for cell in owned(rows, owners, index)):
            continue
        if head is None:
            section = _area_row(source, row, rules)
            if section:
                lines.append(section)
            else:
                furniture += _furniture([row], "title")
        elif index == end and is_column_numbers(source, row):
            furniture += _furniture([row], "header")
        elif index > last:
            furniture += _furniture([row], "signature")
        elif is_total(source, rows[end:index], row, rules):
            furniture += _furniture([row], "total")
        elif section := section_of(source, row, width, head, rules):
            lines.append(section)
        elif found := raw_row(source, rows, owners, index, head, rules):
            above = lines[-1] if lines else None
            paired = isinstance(above, RawRow) and is_pair(source, above, found, head, rules)
            if isinstance(above, RawRow) and (paired or is_rest(rows, owners, index, head)):
                whole, waiting = joined(above, found, rows[index])
                lines[-1] = replace(whole, schedule=above.schedule) if paired else whole
                number = number or waiting
            else:
                if number and not found.cells.get("component_no"):
                    found = replace(found, cells={**found.cells, "component_no": number})
                number = ()
                lines.append(found)
    assert head is not None  # a table has a header, or goes on with one that has
    return head, lines, furniture


def owned(
    rows: Sequence[Sequence[GridCell]], owners: Sequence[Sequence[tuple[int, int] | None]], at: int
) -> Iterable[GridCell]:
    """The cells that cover a row."""
    return (rows[place[0]][place[1]] for place in owners[at] if place)


def _heads(source: Source, grid: Grid, rules: Rules) -> dict[int, Head]:
    """The heads of a grid by their first row: one, or one again on every page."""
    heads: dict[int, Head] = {}
    end = 0
    for index, row in enumerate(grid.rows):
        if index >= end and is_header(source, row, rules):
            head = read_head(source, grid, index, rules)
            heads[max(end, head.first)] = head
            end = head.end
    return heads


def _area_row(source: Source, row: Sequence[GridCell], rules: Rules) -> Section | None:
    """The name of an area above a table's header."""
    filled = [cell.cell for cell in row if cell.cell]
    section = section_in(source, filled[0], rules) if len(filled) == 1 else None
    name = "".join(source.text[s.start : s.end] for s in section.name) if section else ""
    return section if known_area(name, rules) else None


def _fits(grid: Grid, head: Head) -> bool:
    """Whether a grid without a header goes on with a table: as many columns, none of them blank."""
    width = max(len(row) for row in grid.rows)
    places = {place for group in head.groups for place in group}
    return width >= _FEWEST_COLUMNS and width == max(places) + 1


def _begins_with_rows(source: Source, grid: Grid, rules: Rules) -> bool:
    """Whether numbered rows stand above the first header of a grid."""
    first = min(_heads(source, grid, rules), default=0)
    filled = ([cell.cell for cell in row if cell.cell] for row in grid.rows[:first])
    return any(
        2 * len(cells) > len(grid.rows[first]) and label(cell_text(source, cells[0])) is not None
        for cells in filled
    )


def _usually_filled(grid: Grid, lines: Lines) -> int:
    """How many cells a row of a table has at the median; all of its columns where it has no row."""
    counts = [sum(bool(c) for c in line.cells.values()) for line in lines
              if isinstance(line, RawRow)]  # fmt: skip
    return median_high(counts) if counts else max(len(row) for row in grid.rows)


def _is_alike(grid: Grid, filled: Mapping[int, int]) -> bool:
    """Whether a grid has as many columns as one with a header, and several rows that fill most of
    them, or all but one of the cells which a row of that has: a schedule leaves most blank."""
    width = max(len(row) for row in grid.rows)
    counts = [sum(bool(cell.cell) for cell in row) for row in grid.rows]
    usual = max(_FEWEST_COLUMNS + 1, filled.get(width, width) - 1)
    full = sum(2 * count > width or count >= usual for count in counts)
    return width > _FEWEST_COLUMNS and width in filled and full >= _FEWEST_ROWS


def _last_table_row(
    source: Source,
    grid: Grid,
    rules: Rules,
    heads: dict[int, Head],
    head: Head | None,
    width: int,
) -> int:
    """The index of the last row of the table. After it stand a signature block, notes, place and
    date: rows with one cell, set off by a blank row or in a column that numbers."""
    last, blank = -1, False
    end = min(_notes(source, grid), _signed(source, grid))
    for index, row in enumerate(grid.rows[:end]):
        filled = [i for i, cell in enumerate(row) if cell.cell]
        if index in heads:
            head = heads[index]
            last = index
        elif head is None or not filled:
            blank = blank or head is not None
            continue
        elif len(filled) > 1 or _is_numbered(section_of(source, row, width, head, rules)):
            last = index
        elif not blank and not _is_first(head, filled[0]) and row[filled[0]].colspan < width:
            last = index
        else:
            continue
        blank = False
    return last


def _notes(source: Source, grid: Grid) -> int:
    """The index of a row that is set off by a blank one and says "Keterangan:", where all that
    follows is no wider than a word and what it means; else that behind the last row."""
    filled = [[cell.cell for cell in row if cell.cell] for row in grid.rows]
    for index in range(len(filled) - 1, 1, -1):
        cells = filled[index]
        if len(cells) > _WIDEST_NOTE:
            break
        if len(cells) == 1 and not filled[index - 1] and cell_text(source, cells[0]).endswith(":"):
            return index
    return len(filled)


def _signed(source: Source, grid: Grid) -> int:
    """The index of the row in which a cell opens what is signed, where no row below has more
    cells than stand beside each other in signatures; else that behind the last row."""
    first = len(grid.rows)
    for index in range(len(grid.rows) - 1, -1, -1):
        cells = [cell.cell for cell in grid.rows[index] if cell.cell]
        if len(cells) > _MOST_SIGNED:
            break
        if any(opens_signature(cell_text(source, cell)) for cell in cells):
            first = index
    return first


def _is_numbered(section: Section | None) -> bool:
    return section is not None and bool(section.number)


def _is_first(head: Head, place: int) -> bool:
    """Whether a place numbers, or stands under no header."""
    return is_number_place(head, place) or not any(place in group for group in head.groups)


def _furniture(rows: Sequence[Sequence[GridCell]], role: str) -> list[Furniture]:
    return [Furniture(span, role) for row in rows for cell in row for span in cell.cell]


def _with_role(spans: Iterable[Span], role: str) -> list[Furniture]:
    return [Furniture(span, role) for span in spans]
