"""Names of areas in a column of their own that were taken for two."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Cell, RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.sections import area_column
from pipeline.rules import Rules


def with_whole_areas(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with each two cells that follow one another in the column of areas as one, in
    the rows of both, where the second is a known name only with the first."""
    column = area_column(recovery.columns, rules)
    if column is None:
        return recovery
    known = {normal(area) for area in rules.areas}
    lines: list[Section | RawRow] = list(recovery.lines)
    above: list[int] = []  # the rows of the area above
    for i, line in enumerate(lines):
        cell = line.cells.get(column.key, ()) if isinstance(line, RawRow) else ()
        if not cell:
            above = []
            continue
        before = _cell(lines[above[-1]], column.key) if above else ()
        if before == cell:
            above.append(i)
            continue
        whole = (*before, *cell)
        names = [normal(cell_text(source, part)) for part in (cell, whole)]
        if above and [name in known for name in names] == [False, True]:
            after = (k for k in range(i, len(lines)) if _cell(lines[k], column.key) != cell)
            above += range(i, next(after, len(lines)))
            for k in above:
                own = lines[k]
                assert isinstance(own, RawRow)
                lines[k] = replace(own, cells={**own.cells, column.key: whole})
        else:
            above = [i]
    return replace(recovery, lines=tuple(lines))


def _cell(line: Section | RawRow, key: str) -> Cell:
    return line.cells.get(key, ()) if isinstance(line, RawRow) else ()
