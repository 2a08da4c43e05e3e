"""What a row below the head of a table is: a section, a sum, a row of the plan, nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipeline.model import Cell, GridCell, RawRow, Scheduled, Section, Source, Span, cell_text
from pipeline.recover.headers import normal
from pipeline.recover.numbering import letter, number, roman
from pipeline.recover.tablehead import Head
from pipeline.rules import Rules

# How sure a row is whose cells the format itself gives.
GIVEN = 0.99
# A section's row is one cell over at least so many columns, or all but that of its number.
_WIDE = 3
_WORD = 5  # letters of a word that is no number
_AREA_RATIO = 90  # of 100: an area's name with a slip
# What carries down by itself from row to row.
CARRIED = ("component_no", "component")
# What makes a row; lines of a table that share all of it, and at least so much, are one row.
CORE = ("indicator", "action", "evidence", "target")
_FEWEST_CORE = 2
_MARKER = re.compile(
    r"(\(?(?:[IVXLivxl]+|[A-Za-z]|\d{1,2})[.):]?)\s+(?:[:–-]\s+)?(?=\S)"
    r"|(?=\(?(?:[IVXL]+|[A-Z]|\d{1,2})[.)][A-Z]{3})(\(?\w+[.)])"
)

Owners = Sequence[Sequence[tuple[int, int] | None]]


def owners_of(rows: Sequence[Sequence[GridCell]], width: int) -> Owners:
    """For every place of a grid, the place of the cell that covers it; None where none does."""
    owners: list[list[tuple[int, int] | None]] = [[None] * width for _ in rows]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if not cell.cell and not cell.shaded:
                continue
            for below in range(r, min(r + cell.rowspan, len(rows))):
                for right in range(c, min(c + cell.colspan, width)):
                    if owners[below][right] is None:
                        owners[below][right] = (r, c)
    return owners


def raw_row(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    owners: Owners,
    at: int,
    head: Head,
    rules: Rules,
) -> RawRow | None:
    """A row as column → cell, with the cells that are merged down into it; None for a row that has
    nothing of its own."""
    cells: dict[str, Cell] = {}
    own = False
    taken: set[int] = set()
    for column, group in zip(head.columns, head.groups, strict=True):
        parts: list[Span] = []
        for place in group:
            taken.add(place)
            owner = owners[at][place] if place < len(owners[at]) else None
            if owner is None or owner[1] != place:
                continue
            own = own or (owner[0] == at and bool(rows[at][place].cell))
            parts += rows[owner[0]][owner[1]].cell
        cells[column.key] = (*cells.get(column.key, ()), *parts)
    flags: tuple[str, ...] = ()
    for place, cell in enumerate(rows[at]):
        if cell.cell and place not in taken:
            cells[f"extra:kolom {place + 1}"] = cell.cell
            flags, own = ("ragged_row",), True
    schedule = _schedule(source, rows, owners, at, head, rules)
    if not own and not schedule:
        return None
    return RawRow(cells, flags, GIVEN, schedule=schedule)


def is_rest(rows: Sequence[Sequence[GridCell]], owners: Owners, at: int, head: Head) -> bool:
    """Whether a line of a grid belongs to the row above it: the cells that make a row of the plan
    are all merged over both, only other columns have lines of their own."""
    core = [
        owners[at][group[0]]
        for column, group in zip(head.columns, head.groups, strict=True)
        if column.key in CORE and group[0] < len(owners[at])
    ]
    firsts = {owner[0] for owner in core if owner}
    if len([owner for owner in core if owner]) < _FEWEST_CORE or len(firsts) > 1 or at in firsts:
        return False
    return all(
        owner is None or owner[0] != at or not rows[at][owner[1]].cell
        for column, group in zip(head.columns, head.groups, strict=True)
        if column.key not in ("component_no", *CORE) and not column.is_extra
        for owner in (owners[at][place] for place in group if place < len(owners[at]))
    )


def joined(above: RawRow, rest: RawRow, own: Sequence[GridCell]) -> tuple[RawRow, Cell]:
    """A row with what the line below it adds, and a number that stands beside that line though
    the row has one: it is that of the next row."""
    added = {cell.cell for cell in own if cell.cell}
    cells = dict(above.cells)
    waiting: Cell = ()
    for key, cell in rest.cells.items():
        if cell not in added:
            continue
        if key == "component_no" and cells.get(key):
            waiting = cell
        else:
            cells[key] = (*cells.get(key, ()), *cell)
    return replace(above, cells=cells, schedule=(*above.schedule, *rest.schedule)), waiting


def _schedule(
    source: Source,
    rows: Sequence[Sequence[GridCell]],
    owners: Owners,
    at: int,
    head: Head,
    rules: Rules,
) -> tuple[Scheduled, ...]:
    """What a row has in the columns of a schedule: runs of marks, or a value in each cell."""
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    all_shaded = all(cell.shaded for cell in rows[at])
    found: list[_InPeriod] = []
    for index, (phrase, group) in enumerate(
        (p, g) for p, g in zip(head.periods, head.groups, strict=True) if p
    ):
        held = {owners[at][place] for place in group if place < len(owners[at])} - {None}
        texts = [cell_text(source, rows[r][c].cell) for r, c in sorted(h for h in held if h)]
        text = " ".join(text for text in texts if text)
        shaded = any(rows[h[0]][h[1]].shaded for h in held if h) and not all_shaded
        if normal_mark(text) in blanks:
            continue
        if text or shaded:
            found.append((index, phrase or "", text, min((h for h in held if h), default=None)))
    return schedule_of(found, rules)


# The place of a schedule's column among all, its time phrase, its text, and the cell it stands in.
_InPeriod = tuple[int, str, str, tuple[int, int] | None]


def schedule_of(found: Sequence[_InPeriod], rules: Rules) -> tuple[Scheduled, ...]:
    """What a row has in a schedule's columns that are not blank: runs of marks, or a value each."""
    marks = {normal_mark(mark) for mark in rules.tables.marks}
    if all(not text or normal_mark(text) in marks for _, _, text, _ in found):
        runs: list[list[tuple[int, str]]] = []
        for index, phrase, _, _ in found:
            if runs and runs[-1][-1][0] == index - 1:
                runs[-1].append((index, phrase))
            else:
                runs.append([(index, phrase)])
        return tuple(Scheduled(run[0][1], run[-1][1]) for run in runs)
    values: list[tuple[tuple[int, int] | None, Scheduled]] = []
    for _, phrase, text, owner in found:
        if text and values and values[-1][0] == owner:
            values[-1] = (owner, values[-1][1]._replace(last=phrase))
        elif text:
            values.append((owner, Scheduled(phrase, phrase, text)))
    return tuple(scheduled for _, scheduled in values)


def normal_mark(text: str) -> str:
    """A mark without case and white space."""
    return "".join(text.split()).casefold()


def section_of(
    source: Source, row: Sequence[GridCell], width: int, head: Head, rules: Rules
) -> Section | None:
    """A section row: a numeral, capital letter or "Area 1" and a name and nothing else, an area's
    name that stands alone, one cell over the whole table, or words alone in the column of numbers.
    """
    filled = [cell for cell in row if cell.cell]
    texts = [cell_text(source, cell.cell) for cell in filled]
    if len(filled) == 2:
        wide = filled[1].colspan >= max(_WIDE, width - 2)
        if number(texts[1]) is not None:
            return None
        if roman(texts[0]) or letter(texts[0]) or _numbers_section(texts[0], rules):
            return Section(filled[0].cell, filled[1].cell)
        if number(texts[0]) and (wide and known_area(texts[1], rules)):
            return Section(filled[0].cell, filled[1].cell)
    if len(filled) != 1:
        return None
    wide = filled[0].colspan >= max(_WIDE, width - 1)
    numbers = _is_name(texts[0]) and is_number_place(head, row.index(filled[0]))
    section = section_in(source, filled[0].cell, rules, wide or numbers)
    if section is None and (wide or numbers) and not number(texts[0]):
        return cut_number(source, filled[0].cell)
    return section


def _is_name(text: str) -> bool:
    """Whether a text in the column of numbers is a name: several words, a name glued to its number
    ("II.PENGADAAN"), or a long word."""
    return " " in text or bool(_MARKER.match(text)) or len(text) >= _WORD and text.isalpha()


def _numbers_section(text: str, rules: Rules) -> bool:
    """Whether a text is a number behind a word for a section: "Area I", "Pokja 2"."""
    cut = _after_section_words(text, rules)
    head = text[cut:].rstrip(" :.-")
    return bool(cut) and bool(number(head) or roman(head) or letter(head))


def _after_section_words(text: str, rules: Rules) -> int:
    """Where a text goes on after the longest word for a section that it begins with."""
    for words in sorted(rules.tables.section_words, key=len, reverse=True):
        if match := re.match(rf"{re.escape(words)}\b[\s:.-]*", text, re.IGNORECASE):
            return match.end()
    return 0


def is_number_place(head: Head, place: int) -> bool:
    """Whether a place of a grid is that of the components' numbers."""
    return any(
        place in group and column.key == "component_no"
        for column, group in zip(head.columns, head.groups, strict=True)
    )


def section_in(source: Source, cell: Cell, rules: Rules, wide: bool = False) -> Section | None:
    """A section in one cell: "I. NAME", "A. NAME", "Area 1: NAME", or the name of an area; in a
    `wide` one also "A NAME", and "Area 1 NAME" with a name that is not known."""
    text = cell_text(source, cell)
    if " " not in text:
        return None
    cut = _after_section_words(text, rules)
    plain = text[cut:]
    marker = _MARKER.match(plain)
    head = (marker.group(1) or marker.group(2)).strip().rstrip(":") if marker else ""
    known = known_area(plain[marker.end() :] if marker else plain, rules)
    counts = roman(head) or ((wide or head[-1:] in (".", ")")) and letter(head))
    if known or (marker and (wide and (counts or number(head)) if cut else counts)):
        return cut_after(
            source, cell, cut, len(plain) - len(plain[marker.end() :]) if marker else 0
        )
    return None


def cut_number(source: Source, cell: Cell) -> Section:
    """A cell that names a section, in any words, with the number before them apart."""
    text = cell_text(source, cell)
    marker = _MARKER.match(text)
    head = (marker.group(1) or marker.group(2)).strip().rstrip(":") if marker else ""
    counts = number(head) or roman(head) or (letter(head) and head[-1] in ".)")
    if marker is None or not counts:
        return Section((), cell)
    if len(cell) > 1 and cell_text(source, cell[:1]) == head:
        return Section(cell[:1], cell[1:])
    return cut_after(source, cell, 0, marker.end())


def cut_after(source: Source, cell: Cell, skipped: int, marker: int) -> Section:
    """The section in a cell whose text begins with `skipped` characters of words and `marker` of
    number, white space folded."""
    span = cell[0]
    at = _offset(source, span, skipped)
    end = _offset(source, span, skipped + marker)
    number_text = source.text[at:end].rstrip()
    name = (span._replace(start=end), *cell[1:]) if end < span.end else cell[1:]
    headed = Span(span.start, at + len(number_text))
    return Section((headed,) if headed.end > headed.start else (), name)


def _offset(source: Source, span: Span, folded: int) -> int:
    """Where in the source the character `folded` of a span's folded text stands."""
    seen, at, gap = 0, span.start, False
    while at < span.end and seen < folded:
        space = source.text[at].isspace()
        seen += not (space and gap)
        gap = space
        at += 1
    while at < span.end and source.text[at].isspace():
        at += 1
    return at


def known_area(text: str, rules: Rules) -> bool:
    """Whether a text is the name of an area of change, also behind a word for sections: "Area
    Manajemen Perubahan"."""
    ways = {normal(text), normal(text[_after_section_words(text, rules) :])}
    return any(
        fuzz.ratio(wanted, normal(name)) >= _AREA_RATIO for wanted in ways for name in rules.areas
    )
