"""Lines below the headings of sections that say what these are for: "II. Penataan Tata Laksana"
above "Bertujuan membuat prosedur kerja jelas." Such a line is no section of its own."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Cell, Furniture, Recovery, Section, Source, cell_text
from pipeline.recover.tablerows import known_area
from pipeline.rules import Rules

_FEWEST = 2  # sections that are described by a line each


def with_descriptions_apart(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery whose sections without a number are narrative, where each stands right below
    another one with a number, and none below that: parts of a section would be several. Without a
    column of components only sentences, as the line below an area may name its component."""
    lines = recovery.lines
    found = {i for i, line in enumerate(lines) if isinstance(line, Section) and not line.number}
    numbered = {i for i, line in enumerate(lines) if isinstance(line, Section) and line.number}
    texts = [cell_text(source, name) for name in _names(recovery, found)]
    component = any(column.key == "component" for column in recovery.columns)
    if (
        len(found) < _FEWEST
        or not all(i - 1 in numbered for i in found)
        or any(known_area(text, rules) for text in texts)
        or not component
        and not all(text.endswith(".") for text in texts)
    ):
        return recovery
    narrative = [Furniture(s, "narrative") for name in _names(recovery, found) for s in name]
    return replace(
        recovery,
        lines=tuple(line for i, line in enumerate(lines) if i not in found),
        furniture=(*recovery.furniture, *narrative),
    )


def _names(recovery: Recovery, places: set[int]) -> list[Cell]:
    return [line.name for i in sorted(places) if isinstance(line := recovery.lines[i], Section)]
