"""The column that says when, told by what stands in it where no header says so: "BULAN", "TGL"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.deadlines import parse_deadlines
from pipeline.model import Column, RawRow, Recovery, Source, cell_text
from pipeline.recover.headers import field_of, normal
from pipeline.recover.tablerows import normal_mark
from pipeline.rules import Rules

_FEWEST_CELLS = 3
_FEWEST_MARKED = 3  # columns
_TIMES = 0.9  # of the cells of a column that says when
_COVERED = 0.6  # of a cell's letters and digits, by the time phrases in it
_SOME_YEAR = 2000  # what is a time is one in any year


def with_time_column(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with the one unknown column whose cells are times as its target; unchanged where
    a column is called so or where there is a schedule. Where several columns could be it none is,
    and the rows that have a time there, or marks in columns that nothing explains, are flagged."""
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    if any(column.key == "target" for column in recovery.columns) or any(r.schedule for r in rows):
        return recovery
    done = {normal(word) for word in rules.tables.done}
    found = [
        column
        for column in recovery.columns
        if column.is_extra
        and field_of(column.header, rules.headers) is None
        and not done & set(normal(column.header).split())
        and says_when(source, rows, [column.key], rules)
    ]
    if len(found) != 1:
        several = {column.key for column in found}
        return _flagged(recovery, several or _of_marks(source, recovery, rows, rules))
    key = found[0].key
    columns = (Column("target", c.header) if c is found[0] else c for c in recovery.columns)
    lines = (
        replace(line, cells={"target" if k == key else k: c for k, c in line.cells.items()})
        if isinstance(line, RawRow)
        else line
        for line in recovery.lines
    )
    return replace(recovery, columns=tuple(columns), lines=tuple(lines))


def _flagged(recovery: Recovery, keys: Collection[str]) -> Recovery:
    """The recovery with a flag on the rows that have a cell in one of some columns."""
    lines = (
        replace(line, flags=(*line.flags, "time_unclear"))
        if isinstance(line, RawRow) and any(line.cells.get(key) for key in keys)
        else line
        for line in recovery.lines
    )
    return replace(recovery, lines=tuple(lines)) if keys else recovery


def _of_marks(source: Source, recovery: Recovery, rows: Sequence[RawRow], rules: Rules) -> set[str]:
    """The unknown columns that hold marks alone, where they are so many that they may be a
    schedule's whose headers are not read."""
    marks = {normal_mark(mark) for mark in rules.tables.marks}
    found = set()
    for column in recovery.columns:
        cells = [row.cells[column.key] for row in rows if row.cells.get(column.key)]
        if column.is_extra and field_of(column.header, rules.headers) is None and cells:
            if all(normal_mark(cell_text(source, cell)) in marks for cell in cells):
                found.add(column.key)
    return found if len(found) >= _FEWEST_MARKED else set()


def says_when(source: Source, rows: Sequence[RawRow], keys: Sequence[str], rules: Rules) -> bool:
    """Whether almost all cells of some columns are times finer than years and little else."""
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    cells = {row.cells[key] for row in rows for key in keys if row.cells.get(key)}
    texts = [text for cell in cells if normal_mark(text := cell_text(source, cell)) not in blanks]
    times = sum(_is_time(text, rules) for text in texts)
    return len(texts) >= _FEWEST_CELLS and times >= _TIMES * len(texts)


def _is_time(text: str, rules: Rules) -> bool:
    found = parse_deadlines(text, _SOME_YEAR, rules.time)
    if not found or any(d.kind == "unresolved" or d.precision == "year" for d in found):
        return False
    phrases = {deadline.phrase for deadline in found}
    covered = sum(char.isalnum() for phrase in phrases for char in phrase)
    return covered >= _COVERED * sum(char.isalnum() for char in text)
