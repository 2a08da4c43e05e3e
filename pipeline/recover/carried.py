"""Cells that stand for the rows below them: components, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Cell, Column, RawRow, Recovery, Section, Source
from pipeline.recover.shared import with_shared_cells
from pipeline.recover.tablerows import CARRIED, CORE

_UNNUMBERED = 0.5  # how sure a row of delimited text is that lacks the number which others have
_NAMELESS = 2  # rows with a number and no component's name: the numbers are those of rows
_GROUPS = 0.6  # how probable a column is to merge its cells that stands before what makes a row
# Where cells may be misread a column goes with another if it has a cell in more than this share of
# the other's rows, and if its blank ones would be blank by chance less often than this.
_MOST, _CHANCE = 0.5, 0.01
_FEWEST = 2  # rows with a number, and without, by which a column is told to be numbered

Lines = list[Section | RawRow]


def with_carried(source: Source, recovery: Recovery, periods: Collection[str]) -> Recovery:
    """The recovery with a component in the first of its rows; where the format knows no merged
    cells, with the cells that were merged more likely than empty in each of their rows. `periods`
    are the keys of the columns of a schedule, whose cells are not merged over rows."""
    keys = [column.key for column in recovery.columns]
    if "component" in keys:
        recovery = _named_below(_carried_once(recovery))
    if not source.is_text:
        return recovery
    columns = tuple(column for column in recovery.columns if column.key not in periods)
    lines = with_merged(list(recovery.lines), columns, "indicator")
    if "component" not in keys or _each_named(lines):
        lines = with_merged(lines, columns, "component_no", ("component_no",))
    lines = with_shared_cells(source, lines, keys, _further(columns))
    if "component" not in keys:
        lines = _without_number(lines)
    return replace(recovery, lines=tuple(lines))


def _each_named(lines: Lines) -> bool:
    """Whether each row has a component's name of its own: a blank number is then no sign of one."""
    return all(line.cells.get("component") for line in lines if isinstance(line, RawRow))


def _further(columns: Sequence[Column]) -> dict[str, float]:
    """The further columns whose cells may be merged, and how probable that is at least: those
    before what makes a row group rows."""
    core = [i for i, column in enumerate(columns) if column.key in CORE]
    return {
        column.key: _GROUPS if i < min(core, default=0) else 0.0
        for i, column in enumerate(columns)
        if column.key == "action" or column.is_extra
    }


def _carried_once(recovery: Recovery) -> Recovery:
    """A component merged over several rows stands in the first of them, and is carried down. A
    number merged over several components is that of each."""
    lines: Lines = []
    above: Mapping[str, Cell] = {}
    for line in recovery.lines:
        if isinstance(line, RawRow):
            same = {
                key for key in CARRIED if line.cells.get(key) and line.cells[key] == above.get(key)
            }
            above = line.cells
            if above.get("component_no") and "component_no" not in same:
                same.clear()  # the numbers are those of rows, and the name is theirs too
            if above.get("component") and "component" not in same:
                same.clear()
            line = replace(line, cells={k: () if k in same else c for k, c in above.items()})
        lines.append(line)
    return replace(recovery, lines=tuple(lines))


def _named_below(recovery: Recovery) -> Recovery:
    """The recovery whose numbers are those of rows, as those are that have no component's name
    more than once: the name above stands for them."""
    nameless = {
        i
        for i, line in enumerate(recovery.lines)
        if isinstance(line, RawRow)
        and line.cells.get("component_no")
        and not line.cells.get("component", (None,))  # a table may lack the column
    }
    if len(nameless) < _NAMELESS:
        return recovery
    lines: Lines = []
    above: Cell = ()
    for i, line in enumerate(recovery.lines):
        if isinstance(line, Section) or "component" not in line.cells:
            above = ()
        elif i in nameless and above:
            line = replace(line, cells={**line.cells, "component": above})
        else:
            above = line.cells.get("component") or above
        lines.append(line)
    return replace(recovery, lines=tuple(lines))


def with_merged(
    lines: Lines,
    columns: tuple[Column, ...],
    key: str,
    carried: tuple[str, ...] = (),
    misread: float = 0.0,
) -> Lines:
    """Rows of text that lack the cell of a column, with the cells of further columns that are blank
    just where it is, but for a share of rows that may be `misread`, and those of `carried`: all
    were merged over the rows below."""
    rows = [line for line in lines if isinstance(line, RawRow) and not _names_only(line)]
    held = [bool(row.cells.get(key)) for row in rows]
    if min(sum(held), len(rows) - sum(held)) < _FEWEST:
        return lines
    merged = [
        column.key
        for column in columns
        if column.is_extra and _stands_beside(rows, held, column.key, misread)
    ]
    if not merged:
        return lines
    found: Lines = []
    above: dict[str, Cell] = {}
    for line in lines:
        if isinstance(line, Section) or _names_only(line):
            above = {}
        elif line.cells.get(key):
            above = {name: line.cells.get(name, ()) for name in (*carried, *merged)}
        elif above:
            cells = {**line.cells, **above, **{k: c for k, c in line.cells.items() if c}}
            flags = tuple(dict.fromkeys((*line.flags, "cell_merged")))
            line = replace(line, cells=cells, flags=flags)
        found.append(line)
    return found


def _stands_beside(rows: Sequence[RawRow], held: Sequence[bool], key: str, misread: float) -> bool:
    """Whether a column has cells just in the rows that are `held`; where cells may be `misread`, in
    most of these, and in so few others that this is no chance."""
    filled = [bool(row.cells.get(key)) for row in rows]
    if not misread:
        return filled == list(held)
    beside = [own for own, other in zip(filled, held, strict=True) if other]
    below = [own for own, other in zip(filled, held, strict=True) if not other]
    share = sum(beside) / len(beside)
    return (
        share > _MOST
        and sum(below) <= misread * len(below)
        and (1 - share) ** (len(below) - sum(below)) < _CHANCE
    )


def _names_only(line: RawRow) -> bool:
    """Whether a row holds a component and nothing else."""
    return not any(cell for key, cell in line.cells.items() if key not in CARRIED)


def _without_number(lines: Lines) -> Lines:
    """Rows without a number below one that has it, where numbers are those of rows: cells that were
    merged, or none; which of them the text does not say."""
    found: Lines = []
    above = False
    for line in lines:
        if isinstance(line, RawRow):
            numbered = bool(line.cells.get("component_no"))
            if above and not numbered:
                flags = tuple(dict.fromkeys((*line.flags, "cell_missing")))
                line = replace(line, flags=flags, confidence=min(line.confidence, _UNNUMBERED))
            above = above or numbered
        found.append(line)
    return found
