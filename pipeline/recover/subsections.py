"""Sections of several levels above rows without a component's column: "I. MANAJEMEN PERUBAHAN"
above "1. Tim Kerja". Those below an area are its components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model import Column, RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.numbering import label, letter, number, roman
from pipeline.recover.tablerows import GIVEN, cut_number, known_area
from pipeline.rules import Rules

_Kind = tuple[str, int]


def with_subsections(source: Source, recovery: Recovery, rules: Rules) -> Recovery | None:
    """The recovery with the sections below areas as components, and the rows' own numbers in a
    column of their own; None where there is a component's column, or are no two levels."""
    columns = recovery.columns
    if any(column.key == "component" for column in columns):
        return None
    sections = {
        i: line if line.number else cut_number(source, line.name)
        for i, line in enumerate(recovery.lines)
        if isinstance(line, Section)
    }
    depths = _depths(source, sections, rules)
    if not depths or not any(depths.values()):
        return None
    known = [d for i, d in depths.items() if known_area(cell_text(source, sections[i].name), rules)]
    deepest = max(depths.values())
    if max(known, default=0) != deepest - 1:
        return None  # what stands below an area's parts has no column, nor has what is above areas
    below = {i: sections[i] for i, depth in depths.items() if depth == deepest}
    return replace(
        recovery,
        columns=_columns(columns, numbered=any(section.number for section in below.values())),
        lines=tuple(_lines(recovery.lines, below, columns)),
    )


def _depths(source: Source, sections: Mapping[int, Section], rules: Rules) -> dict[int, int] | None:
    """How deep each section is, by its line: one of a new kind is deeper where it stands right
    below another section. None where a new kind stands anywhere else."""
    levels: list[_Kind] = []
    found: dict[int, int] = {}
    for i, section in sections.items():
        kind = _kind(source, section, rules)
        if kind in levels:
            del levels[levels.index(kind) + 1 :]
        elif not levels or i - 1 in sections:
            levels.append(kind)
        else:
            return None
        found[i] = len(levels) - 1
    return found


def _kind(source: Source, section: Section, rules: Rules) -> _Kind:
    """What a section's number is, and how many parts it has: "II", "B", "1.2", "Area 1"; without
    one, whether its name is an area's."""
    *words, text = cell_text(source, section.number).split() or [""]
    if words:
        return " ".join(words).casefold(), 1
    plain = number(text)
    if plain:
        return "number", plain.count(".") + 1
    for name, value in (("roman", roman(text)), ("upper", letter(text)), ("lower", label(text))):
        if value is not None:
            return name, 1
    return ("area" if known_area(cell_text(source, section.name), rules) else "words"), 0


def _columns(columns: Sequence[Column], *, numbered: bool) -> tuple[Column, ...]:
    """The columns with that of components, and what numbers rows as a further one."""
    own = next((column for column in columns if column.key == "component_no"), None)
    header = own.header if own else ""
    added = [Column("component_no", header)] if numbered else []
    rest = [Column(f"extra:{header}", header) if c is own else c for c in columns]
    return (*added, Column("component", header), *rest)


def _lines(
    lines: Sequence[Section | RawRow], below: Mapping[int, Section], columns: Sequence[Column]
) -> list[Section | RawRow]:
    header = next((column.header for column in columns if column.key == "component_no"), "")
    found: list[Section | RawRow] = []
    for i, line in enumerate(lines):
        if i in below:
            cells = {"component_no": below[i].number, "component": below[i].name}
            line = RawRow({key: cell for key, cell in cells.items() if cell}, (), GIVEN)
        elif isinstance(line, RawRow) and line.cells.get("component_no"):
            cells = dict(line.cells)
            line = replace(line, cells={f"extra:{header}": cells.pop("component_no"), **cells})
        found.append(line)
    return found
