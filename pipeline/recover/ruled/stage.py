"""Stage 2, ruled: PDF tables with lines.

The reader gives the cells of each page by its rulings. Here the pages are joined into tables, rows
and merged cells that a page's end has cut are put together, and what stands outside is told apart;
which column means what is then read as in the grid stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Furniture, GridCell, RawRow, Recovery, Section, Source, Span, cell_text
from pipeline.recover.cutlines import with_doubt_of_cuts
from pipeline.recover.explain import explain
from pipeline.recover.grid import recover_grid
from pipeline.recover.headers import columns_of
from pipeline.recover.headings import headings
from pipeline.recover.ruled.outside import outside_lines
from pipeline.recover.ruled.pages import join_pages, sureness, tables_as_grids
from pipeline.recover.tablehead import is_header, near_headers, with_cell_headers
from pipeline.recover.tablerows import CARRIED
from pipeline.rules import Rules

# A row at a page's end is doubtful when the evidence for how it was put right is weaker.
_SURE = 0.95


def recover_ruled(source: Source, rules: Rules) -> Recovery | None:
    """The table of a PDF whose pages have rulings; None where no ruled table has a header."""
    if source.boxes is None or not source.grids:
        return None
    rules = with_cell_headers(rules)

    def keys_of(row: Sequence[GridCell]) -> tuple[str, ...] | None:
        if not is_header(source, row, rules):
            return None
        columns = columns_of([cell_text(source, cell.cell) for cell in row], rules.headers)
        return tuple(column.key for column in columns)

    heads = any(is_header(source, row, rules) for grid in source.grids for row in grid.rows)
    guessed = None if heads else near_headers(source, rules)
    rules = guessed or rules
    headed = headings(source, rules)
    tables = join_pages(source, keys_of, list(headed))
    found = recover_grid(replace(source, grids=tables_as_grids(tables)), rules)
    if found is None:
        return None
    starts = [span.start for table in tables if table.keys for row in table.rows
              for cell in row for span in cell.cell]  # fmt: skip
    furniture = list(found.furniture)
    furniture += [
        Furniture(span, "header")
        for table in tables
        for row in table.repeats
        for cell in row
        for span in cell.cell
    ]
    table = Span(min(starts), max(starts))
    furniture += [item for item in outside_lines(source, table) if item.span not in headed]
    doubts = sureness(tables)
    lines = tuple(with_doubt_of_cuts(_with_doubts(found.lines, doubts), source.cuts))
    flags = (*found.flags, "header_guessed") if guessed else found.flags
    recovery = replace(found, stage="ruled", lines=lines, furniture=tuple(furniture), flags=flags)
    return explain(source, recovery)


def _with_doubts(
    lines: Sequence[Section | RawRow], doubts: Mapping[int, float]
) -> tuple[Section | RawRow, ...]:
    """Rows at a page's end, as sure as the evidence for how they were put right; the rows of a
    component as sure as its name."""
    found: list[Section | RawRow] = []
    carried = 1.0
    for line in lines:
        if isinstance(line, RawRow):
            if any(line.cells.get(key) for key in CARRIED):
                carried = _sure_of(line, doubts, CARRIED)
            line = _with_doubt(line, min(carried, _sure_of(line, doubts, line.cells)))
        found.append(line)
    return tuple(found)


def _sure_of(line: RawRow, doubts: Mapping[int, float], keys: Iterable[str]) -> float:
    spans = (span for key in keys for span in line.cells.get(key, ()))
    return min((doubts.get(span.start, 1.0) for span in spans), default=1.0)


def _with_doubt(line: RawRow, sure: float) -> RawRow:
    if sure >= _SURE:
        return line
    return replace(
        line,
        flags=(*line.flags, "page_break_unsure"),
        confidence=min(line.confidence, sure),
    )
