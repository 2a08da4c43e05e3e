"""Lines of text above tables that name the areas of their rows: "II. Penataan Tata Laksana"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.model import Cell, GridCell, Section, Source, Span, cell_text
from pipeline.recover.numbering import begins_anew, letter, number, roman
from pipeline.recover.periods import is_period
from pipeline.recover.tablehead import is_header
from pipeline.recover.tablerows import cut_number, known_area, section_in
from pipeline.rules import Rules
from pipeline.title import names_a_plan

_FEWEST = 2  # headings that count on from one another are areas
_MOST_TITLE = 5  # rows


def headings(source: Source, rules: Rules) -> Mapping[Span, Section]:
    """The lines outside the grids of a source that was laid out which name areas: those with the
    name of one, and those right above tables with headers that count from 1. A line that stands
    there again, as a running head does, names no other area."""
    lines = list(outside_lines(source))
    found: dict[Span, Section] = {}
    above = ""
    for line in lines:
        section = section_in(source, (line,), rules)
        name = _text(source, section) if section else ""
        if section and known_area(name, rules):
            if name != above:
                found[line] = section
            above = name
    return {**_counted(source, lines, rules), **found}


def _counted(source: Source, lines: Sequence[Span], rules: Rules) -> Mapping[Span, Section]:
    """The lines right above tables whose numbers count on from one another."""
    found: dict[Span, Section] = {}
    before = 0
    for grid in source.grids:
        head = next((row for row in grid.rows if any(cell.cell for cell in row)), ())
        starts = [span.start for cell in head for span in cell.cell]
        if not starts:
            continue
        at = bisect_left(lines, Span(min(starts), 0)) - 1
        if at >= 0 and lines[at].start >= before and is_header(source, head, rules):
            section = section_in(source, (lines[at],), rules, wide=True)
            section = section or cut_number(source, (lines[at],))
            if value_of(source, section) == len(found) + 1 and section.name:
                found[lines[at]] = section
        before = max(s.end for row in grid.rows for c in row for s in c.cell)
    return found if _are_areas(source, found.values()) else {}


def heading_rows(
    source: Source, rows: Sequence[Sequence[GridCell]], heads: Iterable[int], rules: Rules
) -> Mapping[int, Section]:
    """The rows of a grid with one cell right above headers that begin at `heads` and count on from
    one another: each names the area of the table below it."""
    found: dict[int, Section] = {}
    before = -1
    for head in sorted(heads):
        above = (at for at in range(head - 1, before, -1) if any(c.cell for c in rows[at]))
        at = next(above, None)
        filled = [cell.cell for cell in rows[at] if cell.cell] if at is not None else []
        if at is not None and len(filled) == 1:
            section = section_in(source, filled[0], rules, wide=True)
            section = section or cut_number(source, filled[0])
            if value_of(source, section) == len(found) + 1 and section.name:
                found[at] = section
        before = head
    return found if _are_areas(source, found.values()) else {}


def title_rows(
    source: Source, rows: Sequence[Sequence[GridCell]], heads: Iterable[int], rules: Rules
) -> set[int]:
    """The rows of a grid with one cell above a further header, from the one on that says what plan
    or table is below."""
    found: set[int] = set()
    for head in sorted(heads)[1:]:
        held: list[int] = []
        for at in range(head - 1, -1, -1):
            filled = [cell.cell for cell in rows[at] if cell.cell]
            if len(filled) > 1 or len(held) == _MOST_TITLE:
                break
            if filled:
                held.append(at)
                if names_a_plan(cell_text(source, filled[0]), rules.titles):
                    found.update(held)
    return found


def _are_areas(source: Source, counted: Collection[Section]) -> bool:
    """Whether headings that count on from one another name areas: each has a name of its own,
    unlike page numbers ("1 | Page")."""
    names = {_text(source, section) for section in counted}
    return len(names) == len(counted) >= _FEWEST


def sheet_sections(
    source: Source,
    sheets: Sequence[tuple[str, str | None]],
    titles: Mapping[str, Sequence[Span]],
    rules: Rules,
) -> Mapping[str, Section]:
    """The areas of a workbook's sheets with plans, by sheet; `sheets` has each and the first number
    on it, `titles` what stands above its table. They are the sheets' names where one has the name
    of an area, or where they count on from one another; else what their titles end with, where
    each ends with the name of another area; else the sheets' names where numbers begin anew on each
    and no name is a time or holds a number, as those that a program gives do."""
    spans = {
        cell_text(source, (item.span,)): item.span
        for item in source.furniture
        if item.role == "sheet"
    }
    names = [" ".join(name.split()) for name, _ in sheets]
    if len(names) < _FEWEST or any(name not in spans for name in names):
        return {}
    found = [
        section_in(source, (spans[name],), rules, wide=True) or cut_number(source, (spans[name],))
        for name in names
    ]
    known = any(known_area(_text(source, section), rules) for section in found)
    values = [value_of(source, section) for section in found]
    counted = values == list(range(1, len(names) + 1)) and all(section.name for section in found)
    anew = all(first is None or begins_anew(first) for _, first in sheets)
    plain = not any(re.search(r"\d", name) or is_period(name, rules) for name in names)
    titled = [_area_at_end(source, titles.get(sheet, ()), rules) for sheet, _ in sheets]
    if not (known or counted) and len({_text(source, own) for own in titled if own}) == len(sheets):
        numbers = [_number_at_end(source, spans[name]) for name in names]
        found = [
            Section(own_number, own.name)
            for own_number, own in zip(numbers, titled, strict=True)
            if own
        ]
    elif not (known or counted or anew and plain):
        return {}
    return {sheet: section for (sheet, _), section in zip(sheets, found, strict=True)}


def _area_at_end(source: Source, titles: Sequence[Span], rules: Rules) -> Section | None:
    """The area with whose name one of some lines ends: "RENCANA KERJA AREA PENGAWASAN"."""
    for span in titles:
        line = source.text[span.start : span.end]
        for word in re.finditer(r"\S+", line):
            if known_area(line[word.start() :], rules):
                return section_in(source, (span._replace(start=span.start + word.start()),), rules)
    return None


def _number_at_end(source: Source, name: Span) -> Cell:
    """The number with which the name of a sheet ends: "Area I", "Pokja 2"; none of "Sheet1"."""
    last = re.search(r"(?<=\s)\w+$", source.text[name.start : name.end])
    counts = last and (roman(last.group()) or number(last.group()))
    return (Span(name.start + last.start(), name.end),) if last and counts else ()


def value_of(source: Source, section: Section) -> int | None:
    """What the number of a section counts: 2 for "II", "B.", "Area 2:"; None for no count."""
    words = re.findall(r"\w+", cell_text(source, section.number))
    text = words[-1] if words else ""
    plain = number(text)
    return roman(text) or letter(text) or (int(plain) if plain and plain.isdigit() else None)


def _text(source: Source, section: Section) -> str:
    return "".join(source.text[s.start : s.end] for s in section.name)


def outside_lines(source: Source) -> Iterator[Span]:
    """The lines of text between and around the cells of all grids, in order."""
    held = [s for g in source.grids for r in g.rows for c in r for s in c.cell]
    held += [*source.syntax, *(item.span for item in source.furniture)]
    text, at = source.text, 0
    for span in [*sorted(held), Span(len(text), len(text))]:
        for match in re.finditer(r"\S(?:[^\n]*\S)?", text[at : max(at, span.start)]):
            yield Span(at + match.start(), at + match.end())
        at = max(at, span.end)
