"""Sections that are written as rows or columns of a table: programmes with a letter above numbered
activities, areas with a number above components that begin anew, a column that names the area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.model import Cell, Column, Furniture, RawRow, Recovery, Section, Source, cell_text
from pipeline.recover.described import with_descriptions_apart
from pipeline.recover.headers import field_of, normal
from pipeline.recover.headings import value_of
from pipeline.recover.nesting import with_nesting
from pipeline.recover.numbering import begins_anew, label, letter, number, roman, successor
from pipeline.recover.subsections import with_subsections
from pipeline.recover.tablerows import CARRIED, cut_number, section_in
from pipeline.rules import Rules

# A lettered row heads a section where at least so many columns that most other rows fill are empty
# in all lettered rows.
_BARE_COLUMNS = 2
_MOST = 0.5
_FEWEST_BARE = 2  # rows with nothing but a number and a name in the first column
_NAMES = ("component", "action", "indicator")

Lines = Sequence[Section | RawRow]


def with_sections(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with the rows and cells that name sections as sections."""
    keys = [column.key for column in recovery.columns]
    furniture = list(recovery.furniture)
    lines: Lines = recovery.lines
    if "component_no" in keys:
        for heads in (
            _lettered(source, lines, keys),
            _numbered(source, lines),
            _numbered_alone(source, lines),
            _unnumbered(source, lines),
        ):
            if heads:
                lines, more = _as_sections(lines, heads)
                furniture += more
                break
    else:
        lines = _with_bare(source, lines, keys, rules)
    recovery = replace(recovery, lines=tuple(lines), furniture=tuple(furniture))
    recovery = with_descriptions_apart(source, recovery, rules)
    recovery = with_subsections(source, recovery, rules) or with_nesting(source, recovery)
    return with_area_column(source, recovery, rules)


def with_area_column(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with the cells of a column that names areas as sections, and those of the
    column of numbers as theirs where each area has one."""
    column = area_column(recovery.columns, rules)
    if column is None:
        return recovery
    numbered = _numbers_areas(source, recovery.lines, column.key)
    dropped = {column.key, "component_no"} if numbered else {column.key}
    columns = tuple(c for c in recovery.columns if c.key not in dropped)
    lines, again = _of_column(source, recovery.lines, column.key, numbered)
    furniture = (*recovery.furniture, *again)
    return replace(recovery, columns=columns, lines=tuple(lines), furniture=furniture)


def area_column(columns: Sequence[Column], rules: Rules) -> Column | None:
    """The column whose header is one for areas, or an unknown one that begins with one."""
    areas = [normal(name) for name in rules.tables.area_columns]
    extra = [column for column in columns if column.is_extra]
    whole = (c for c in extra if normal(c.header) in areas)
    begun = (
        c
        for c in extra
        if field_of(c.header, rules.headers) is None
        and any(_begins(normal(c.header), name, rules) for name in areas)
    )
    return next(whole, None) or next(begun, None)


def _begins(header: str, name: str, rules: Rules) -> bool:
    """Whether a header is a name and says which ("AREA PENGUNGKIT"), but not of what."""
    rest = header.removeprefix(f"{name} ")
    return rest != header and field_of(rest, rules.headers) is None


def _numbers_areas(source: Source, lines: Lines, key: str) -> bool:
    """Whether numbers stand where the cells of the column of areas begin and nowhere else, though
    areas have several rows."""
    rows = [line for line in lines if isinstance(line, RawRow)]
    begun: dict[str, list[int]] = {}
    for column in (key, "component_no"):
        above = ""
        begun[column] = []
        for i, row in enumerate(rows):
            text = cell_text(source, row.cells.get(column, ()))
            if text and text != above:
                begun[column].append(i)
                above = text
    return begun[key] == begun["component_no"] and 1 < len(begun[key]) < len(rows)


def _as_sections(lines: Lines, heads: set[int]) -> tuple[Lines, list[Furniture]]:
    """The lines with some rows as sections; what else stands in those is furniture."""
    found: list[Section | RawRow] = []
    furniture: list[Furniture] = []
    for index, line in enumerate(lines):
        if index in heads and isinstance(line, RawRow):
            name = next(key for key in _NAMES if line.cells.get(key))
            found.append(Section(line.cells.get("component_no", ()), line.cells[name]))
            rest = (cell for key, cell in line.cells.items() if key not in ("component_no", name))
            furniture += [Furniture(span, "section") for cell in rest for span in cell]
        else:
            found.append(line)
    return found, furniture


def _lettered(source: Source, lines: Lines, keys: Sequence[str]) -> set[int]:
    """The rows with a letter or roman numeral that head rows with numbers, and lack what those
    have."""
    texts = _numbers(source, lines)
    heads = {i for i, text in texts.items() if (letter(text) or roman(text)) and _named(lines[i])}
    plain = {i for i, text in texts.items() if number(text)}
    if not heads or not _each_heads(heads, lines, lambda i: i in plain):
        return set()
    bare = [
        key
        for key in keys
        if sum(_has(lines[i], key) for i in plain) > _MOST * len(plain)
        and not any(_has(lines[i], key) for i in heads)
    ]
    return heads if len(bare) >= _BARE_COLUMNS else set()


def _numbered(source: Source, lines: Lines) -> set[int]:
    """The rows with nothing but a number and a name that count on from one another, where the
    numbers of the rows below begin anew."""
    texts = _numbers(source, lines)
    heads = {
        i
        for i, text in texts.items()
        if number(text) and _named(lines[i]) and _is_heading(lines[i])
    }
    if not _each_heads(heads, lines, lambda i: i in texts and begins_anew(label(texts[i]) or "")):
        return set()
    counted = [number(texts[i]) or "" for i in sorted(heads)]
    if not begins_anew(counted[0]):
        return set()
    on = all(b == successor(a) for a, b in zip(counted, counted[1:], strict=False))
    return heads if on else set()


def _numbered_alone(source: Source, lines: Lines) -> set[int]:
    """The rows with nothing but a number and a name that count on from one another, where no other
    component has a number."""
    texts = _numbers(source, lines)
    heads = {i for i in texts if _named(lines[i]) and _is_heading(lines[i])}
    counted = [number(texts[i]) for i in sorted(heads)]
    on = counted == [str(n + 1) for n in range(len(counted))]
    others = [i for i, line in enumerate(lines) if _has(line, "component") and i not in heads]
    if not on or len(heads) < _FEWEST_BARE or any(i in texts for i in others):
        return set()
    return heads if _each_heads(heads, lines, set(others).__contains__) else set()


def _unnumbered(source: Source, lines: Lines) -> set[int]:
    """The rows with nothing but a name, each right above a component: where all other components
    are numbered, or most are and no section has a number."""
    texts = _numbers(source, lines)
    heads = {
        i
        for i, line in enumerate(lines)
        if i not in texts and _has(line, "component") and _is_heading(line)
    }
    others = [i for i, line in enumerate(lines) if _has(line, "component") and i not in heads]
    numbered = sum(i in texts for i in others)
    if numbered < len(others):
        sections = (line for line in lines if isinstance(line, Section))
        if numbered <= _MOST * len(others) or any(section.number for section in sections):
            return set()
        below = {*texts, *others}
        return heads if _each_heads(heads, lines, below.__contains__) else set()
    return heads if _each_heads(heads, lines, texts.__contains__) else set()


def _with_bare(source: Source, lines: Lines, keys: Sequence[str], rules: Rules) -> Lines:
    """The lines with the rows as sections that have nothing but a name in the first column of a
    table that has none of numbers: cells that were merged over the table in a format that does not
    say so. Their numbers count on from one another; or none has one, and each is in capitals above
    a component that is not."""
    found: dict[int, Section] = {}
    for at, line in enumerate(lines):
        if isinstance(line, RawRow) and not line.schedule:
            filled = [key for key, cell in line.cells.items() if cell]
            if filled == list(keys[:1]):
                cell = line.cells[filled[0]]
                named = section_in(source, cell, rules, wide=True) or cut_number(source, cell)
                found[at] = named if named.name else Section((), cell)
    heads = (line if isinstance(line, Section) else found.get(at) for at, line in enumerate(lines))
    sections = [section for section in heads if section]
    of_components = keys[:1] == ["component"]

    def follows(at: int) -> bool:
        return at not in found and (not of_components or _has(lines[at], "component"))

    if len(sections) < _FEWEST_BARE or not _each_heads(set(found), lines, follows):
        return lines
    if all(section.number for section in sections):
        named_so = _count_on(source, sections)
    else:
        others = [
            cell_text(source, line.cells["component"])
            for at, line in enumerate(lines)
            if at not in found and isinstance(line, RawRow) and line.cells.get("component")
        ]
        names = [cell_text(source, section.name) for section in found.values()]
        plain = not any(section.number for section in found.values())
        named_so = plain and all(map(str.isupper, names)) and not any(map(str.isupper, others))
    return [found.get(at, line) for at, line in enumerate(lines)] if named_so else lines


def _count_on(source: Source, sections: Sequence[Section]) -> bool:
    """Whether the numbers of sections count on or begin anew, roman ones apart from others."""
    last: dict[bool, int] = {}
    for section in sections:
        value = value_of(source, section)
        is_roman = roman(cell_text(source, section.number).split()[-1]) is not None
        if value not in (1, last.get(is_roman, 0) + 1):
            return False
        last[is_roman] = value or 0
    return True


def _numbers(source: Source, lines: Lines) -> dict[int, str]:
    """What stands in the column of numbers, by line."""
    return {
        i: text
        for i, line in enumerate(lines)
        if isinstance(line, RawRow)
        and (text := cell_text(source, line.cells.get("component_no", ())))
    }


def _each_heads(heads: set[int], lines: Lines, follows: Callable[[int], bool]) -> bool:
    """Whether below each of some lines stands one of a kind."""
    return bool(heads) and all(i + 1 < len(lines) and follows(i + 1) for i in heads)


def _named(line: Section | RawRow) -> bool:
    return any(_has(line, key) for key in _NAMES)


def _has(line: Section | RawRow, key: str) -> bool:
    return isinstance(line, RawRow) and bool(line.cells.get(key))


def _is_heading(line: Section | RawRow) -> bool:
    return isinstance(line, RawRow) and not any(
        cell for key, cell in line.cells.items() if key not in CARRIED
    )


def _of_column(
    source: Source, lines: Lines, key: str, numbered: bool
) -> tuple[Lines, list[Furniture]]:
    """The lines with a section above each row where the text of a column changes; its number is
    that of the row where areas are `numbered`. A text that the column says again on the rows below
    is furniture. Rows above the first of these cells, whose area the column does not tell, are
    flagged."""
    found: list[Section | RawRow] = []
    again: list[Furniture] = []
    above: Cell = ()
    for line in lines:
        if isinstance(line, RawRow):
            cells = dict(line.cells)
            area = cells.pop(key, ())
            number_cell = cells.pop("component_no", ()) if numbered else ()
            if area and normal(cell_text(source, area)) != normal(cell_text(source, above)):
                section = Section(number_cell, area) if numbered else cut_number(source, area)
                found.append(section)
            elif area != above:
                again += [Furniture(span, "section") for span in (*number_cell, *area)]
            above = area or above
            flags = line.flags if above else (*line.flags, "area_missing")
            line = replace(line, cells=cells, flags=flags)
        found.append(line)
    return found, again
