"""Components whose numbers stand before their names, where no column is for numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Column, RawRow, Recovery, Source, cell_text
from pipeline.recover.numbering import follows
from pipeline.recover.tablerows import cut_after

# "1", "1.1.", "A.1", "II.3)", "a.", "B)" and a name behind it, glued to it or not.
_NUMBERED = re.compile(
    r"\(?((?:[IVXL]+\.|[A-Z]\.)?\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z](?=[.)]))"
    r"(?:[.)]?\s+(?=\S)|[.)](?=[A-Z]\w))"
)
_FEWEST = 2  # components


def with_numbers_apart(source: Source, recovery: Recovery) -> Recovery:
    """The recovery with the numbers of components ("1.1 Tim Kerja") in a column of their own, where
    there is none and all components have one that follows that of the component above."""
    keys = [column.key for column in recovery.columns]
    if "component" not in keys or "component_no" in keys:
        return recovery
    previous, name, count = None, "", 0
    for line in recovery.lines:
        cell = line.cells.get("component", ()) if isinstance(line, RawRow) else ()
        text = cell_text(source, cell)
        if not text or text == name:
            continue
        match = _NUMBERED.match(text)
        if match is None or not follows(previous, match.group(1)):
            return recovery
        previous, name, count = match.group(1), text, count + 1
    if count < _FEWEST:
        return recovery
    at = keys.index("component")
    numbers = Column("component_no", recovery.columns[at].header)
    columns = (*recovery.columns[:at], numbers, *recovery.columns[at:])
    lines = (_apart(source, x) if isinstance(x, RawRow) else x for x in recovery.lines)
    return replace(recovery, columns=columns, lines=tuple(lines))


def _apart(source: Source, line: RawRow) -> RawRow:
    """A row with the number before its component's name in a cell of its own."""
    name = line.cells.get("component", ())
    match = _NUMBERED.match(cell_text(source, name))
    if match is None:
        return line
    part = cut_after(source, name, 0, match.end())
    return replace(line, cells={**line.cells, "component_no": part.number, "component": part.name})
