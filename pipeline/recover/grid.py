"""Stage 1, grid: formats that give cells themselves (TSV, CSV; later workbooks, Word, HTML).

Cells are taken as they stand; which column means what is read from the header rows.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    cell_text,
)
from pipeline.recover.explain import explain
from pipeline.recover.headers import columns_of, field_of, normal
from pipeline.recover.numbering import letter, number, roman
from pipeline.recover.shift import put_right
from pipeline.rules import Rules

# A header row names at least this many fields, one of them a field that rows hang on.
_FEWEST_FIELDS = 2
_CORE = {"indicator", "action", "target", "evidence"}
# How sure a row is whose cells the format itself gives.
_GIVEN = 0.99


def recover_grid(source: Source, rules: Rules) -> Recovery | None:
    """The table of a source that has grids; None where no row of them is a header."""
    columns: tuple[Column, ...] = ()
    lines: list[Section | RawRow] = []
    furniture = [Furniture(span, "syntax") for span in source.syntax]
    for grid in source.grids:
        if not any(_is_header(source, row, rules) for row in grid.rows):
            furniture += _furniture(grid.rows, "narrative")
            continue
        found, table_lines, rest = _read_table(source, grid, rules)
        columns = columns or found
        lines += table_lines
        furniture += rest
    if not columns:
        return None
    recovery = Recovery("grid", columns, tuple(lines), tuple(furniture), "")
    return explain(source, put_right(source, recovery))


def _read_table(
    source: Source, grid: Grid, rules: Rules
) -> tuple[tuple[Column, ...], list[Section | RawRow], list[Furniture]]:
    columns: tuple[Column, ...] = ()
    lines: list[Section | RawRow] = []
    furniture: list[Furniture] = []
    last = _last_table_row(source, grid, rules)
    header_above = False
    for index, row in enumerate(grid.rows):
        if not any(cell.cell for cell in row):
            continue
        if _is_header(source, row, rules):
            columns = columns_of([cell_text(source, cell.cell) for cell in row], rules.headers)
            furniture += _furniture([row], "header")
            header_above = True
            continue
        if header_above and _is_column_numbers(source, row):
            furniture += _furniture([row], "header")
        elif not columns:
            furniture += _furniture([row], "title")
        elif index > last:
            furniture += _furniture([row], "signature")
        else:
            lines.append(_section(source, row) or _raw_row(row, columns))
        header_above = False
    return columns, lines, furniture


def _raw_row(row: Sequence[GridCell], columns: Sequence[Column]) -> RawRow:
    """A grid row as column → cell; cells beyond the last header are kept under their number."""
    cells: dict[str, Cell] = {}
    flags: tuple[str, ...] = ()
    for i, cell in enumerate(row):
        if i < len(columns):
            cells[columns[i].key] = cell.cell
        elif cell.cell:
            cells[f"extra:kolom {i + 1}"] = cell.cell
            flags = ("ragged_row",)
    return RawRow(cells, flags, _GIVEN)


def _section(source: Source, row: Sequence[GridCell]) -> Section | None:
    """A section row: a roman numeral (or a capital letter) and a name, and nothing else; or both
    in one cell that stands alone."""
    filled = [cell.cell for cell in row if cell.cell]
    texts = [cell_text(source, cell) for cell in filled]
    if len(filled) == 2 and (roman(texts[0]) or letter(texts[0])) and number(texts[1]) is None:
        return Section(filled[0], filled[1])
    if len(filled) == 1 and " " in texts[0]:
        head = texts[0].split()[0]
        if roman(head) or (head.endswith(".") and letter(head)):
            span = filled[0][0]
            cut = source.text.index(head, span.start) + len(head)
            rest = (span._replace(start=cut), *filled[0][1:])
            return Section((span._replace(end=cut),), rest)
    return None


def _is_header(source: Source, row: Sequence[GridCell], rules: Rules) -> bool:
    texts = [cell_text(source, cell.cell) for cell in row if cell.cell]
    known = [field for text in texts if (field := field_of(text, rules.headers))]
    fields = set(known) - {"extra"}
    return (
        len(fields) >= _FEWEST_FIELDS
        and (len(fields) > _FEWEST_FIELDS or len(known) * 2 > len(texts))
        and bool(fields & _CORE)
        and not any(number(text) for text in texts)
    )


def _is_column_numbers(source: Source, row: Sequence[GridCell]) -> bool:
    """The row "(1) (2) (3) …" under a header."""
    texts = [normal(cell_text(source, cell.cell)) for cell in row if cell.cell]
    return len(texts) > 2 and texts == [str(i + 1) for i in range(len(texts))]


def _last_table_row(source: Source, grid: Grid, rules: Rules) -> int:
    """The index of the last row of the table. After it stand a signature block, notes, place and
    date: rows with one cell, set off by a blank row or in a column that numbers."""
    last, blank = -1, False
    columns: tuple[Column, ...] = ()
    for index, row in enumerate(grid.rows):
        filled = [i for i, cell in enumerate(row) if cell.cell]
        if _is_header(source, row, rules):
            columns = columns_of([cell_text(source, cell.cell) for cell in row], rules.headers)
            last = index
        elif not columns or not filled:
            blank = blank or bool(columns)
            continue
        elif len(filled) > 1 or _section(source, row):
            last = index
        elif not blank and filled[0] < len(columns) and columns[filled[0]].key != "component_no":
            last = index
        else:
            continue
        blank = False
    return last


def _furniture(rows: Sequence[Sequence[GridCell]], role: str) -> list[Furniture]:
    return [Furniture(span, role) for row in rows for cell in row for span in cell.cell]
