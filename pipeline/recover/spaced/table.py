"""A page's lines told apart: what is table, and what is title, header, running head or signature.

What is table is lines of sections, and stretches of lines between them, each word in a column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.model import Column
from pipeline.recover.headers import columns_of
from pipeline.recover.numbering import label
from pipeline.recover.spaced.areas import find_sections, odd_sections
from pipeline.recover.spaced.columns import Columns, share_out
from pipeline.recover.spaced.evidence import Piece, Stretch
from pipeline.recover.spaced.heading import find_headings
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.words import Line, Lines, Word, chunks, run_width, text_of

_EDGE_LINES = 2  # lines at the top and at the foot of a page that may be furniture
_RUNNING_SHARE, _COUNTED_SHARE = 0.6, 0.5
_PAGE_WORDS = {"HALAMAN", "HAL", "HAL.", "PAGE", "-", "–", "|", "/", "DARI"}
_SET_OFF = 1.5  # lines
_FEWEST_SIGNATURE_LINES = 3
_MOST_LINES = 240  # of a part
_LONGEST_FOOT = 15  # words
_MOST_INDENT = 6.0
_HEADS = ("component_no", "component")


@dataclass(frozen=True)
class Table:
    """Lines with their roles: `roles[i]` is the role of furniture or None; `sections[i]` is the
    number of words of a section line's number, and `odd` says which areas are doubtful, -1 standing
    for what is before the first one; `places` has the columns of the words of each
    line, their edges and widths."""

    found: Lines
    columns: tuple[Column, ...]
    roles: tuple[str | None, ...]
    sections: Mapping[int, int]
    odd: frozenset[int]
    places: Columns

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.found.lines

    @property
    def shared(self) -> tuple[Shared, ...]:
        return self.places.shared


def find_table(
    found: Lines, names: Mapping[str, Sequence[str]], areas: Sequence[str]
) -> Table | None:
    """The table of some pages; None where no line is a header."""
    lines = found.lines
    headings = find_headings(lines, names)
    if not headings:
        return None
    shapes = [tuple(cell.text for cell in h.cells) for h in headings]
    shape = max(shapes, key=shapes.count)
    columns = columns_of(shape, names)
    headings = [h for h in headings if len(h.cells) == len(columns)] + [
        h for h in headings if len(h.cells) != len(columns)
    ]
    start = min(h.first for h in headings)
    roles: list[str | None] = ["title" if i < start else None for i in range(len(lines))]
    for heading in headings:
        roles[heading.first : heading.last] = ["header"] * (heading.last - heading.first)
    for i, role in _page_furniture(lines, start).items():
        roles[i] = roles[i] or role
    for i in _signature(lines, roles):
        roles[i] = "signature"
    body = [role is None for role in roles]
    places = share_out(found, headings, body, columns[0].key == "component_no")
    numbers = columns[0].key == "component_no"
    sections = find_sections(found, body, places, areas, numbers)
    odd = odd_sections(lines, sections, areas)
    return Table(found, columns, tuple(roles), sections, odd, places)


def _page_furniture(lines: Sequence[Line], start: int) -> dict[int, str]:
    """Page numbers and running heads: lines at the edges of pages that stand there again, with
    or without a number that counts; and words of the title that head or close a page."""
    edges: list[int] = []
    pages: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        pages[line.page].append(i)
    for own in pages.values():
        edges += sorted({*own[:_EDGE_LINES], *own[-_EDGE_LINES:]})
    title = {word.text for line in lines[:start] for word in line.words}
    alike: dict[str, list[int]] = defaultdict(list)
    for i in edges:
        if i >= start:
            alike[re.sub(r"\d+", "#", text_of(lines[i].words))].append(i)
    first_page = lines[0].page
    found: dict[int, str] = dict.fromkeys(_counting(lines, start), "page_number")
    for masked, places in alike.items():
        words = [word.text for word in lines[places[0]].words]
        held = {lines[i].page for i in places}
        counting = [
            any(int(n) == lines[i].page - first_page + 1 for n in _numbers(lines[i]))
            for i in places
        ]
        many = len(held) >= max(2, _COUNTED_SHARE * len(pages))
        alone = len(words) <= 3 and all(w.isdigit() or w.upper() in _PAGE_WORDS for w in words)
        set_off = alone and all(_set_off(lines, i) for i in places)
        if "#" in masked and all(counting) and (many or set_off):
            role = "page_number" if len(words) <= 3 else "running_text"
        elif len(held) >= max(2, _RUNNING_SHARE * len(pages)) and len(held) == len(places):
            role = "running_text"
        elif len(words) > 2 and all(w in title or not w[0].isalpha() for w in words):
            role = "running_text"
        else:
            continue
        found.update(dict.fromkeys(places, role))
    return found


def _set_off(lines: Sequence[Line], i: int) -> bool:
    """Whether a line heads or closes its page, well away from the next one."""
    near = [lines[k] for k in (i - 1, i + 1) if 0 <= k < len(lines)]
    own = [line for line in near if line.page == lines[i].page]
    return len(own) == 1 and abs(own[0].top - lines[i].top) > _SET_OFF


def _counting(lines: Sequence[Line], start: int) -> list[int]:
    """Lines with the same words, wherever they stand, and a number that grows by one."""
    alike: dict[str, list[int]] = defaultdict(list)
    for i in range(start, len(lines)):
        if 1 < len(lines[i].words) <= _LONGEST_FOOT:
            alike[re.sub(r"\d+", "#", text_of(lines[i].words))].append(i)
    found: list[int] = []
    for masked, places in alike.items():
        last = [int(numbers[-1]) for i in places if (numbers := _numbers(lines[i]))]
        words = any(word.isalpha() for word in masked.split())
        if words and len(last) > 1 and all(b == a + 1 for a, b in pairwise(last)):
            found += places
    return found


def _numbers(line: Line) -> list[str]:
    return re.findall(r"\d{1,4}", text_of(line.words))


def _signature(lines: Sequence[Line], roles: Sequence[str | None]) -> list[int]:
    """The lines after the table that stand under one another, each one run of words that begins
    at the same place: place and date, office, name of who signs."""
    own = [i for i, role in enumerate(roles) if role is None]
    last: list[int] = []
    for i in reversed(own):
        runs = chunks(lines[i].words)
        below = lines[last[-1]] if last else None
        if len(runs) > 1 or (below and abs(below.words[0].left - lines[i].words[0].left) > 1.5):
            break
        last.append(i)
    if len(last) < _FEWEST_SIGNATURE_LINES or len(last) == len(own):
        return []
    # The block is set off from the table by a step that is wider than those of the lines above.
    last.reverse()
    for k, i in enumerate(last):
        above = lines[i - 1]
        if above.page != lines[i].page or lines[i].top - above.top > 1.5 or k == 0:
            block = last[k:]
            if len(block) >= _FEWEST_SIGNATURE_LINES:
                column = [line.words[0].left for line in lines[max(0, i - 30) : i]]
                starts = {w.left for line in lines[max(0, i - 30) : i] for w in line.words}
                set_off = lines[i].words[0].left not in starts or len(column) < 2
                return block if set_off or k == 0 else []
    return []


@dataclass(frozen=True)
class Part:
    """The lines between two section lines, by index: all of them, and those that hold more than
    a component's number or name, which make the stretch that is cut into rows."""

    every: tuple[int, ...]
    own: tuple[int, ...]
    stretch: Stretch


def parts_of(table: Table) -> list[Part]:
    """The parts of a table between its sections."""
    fields = tuple("extra" if c.is_extra else c.key for c in table.columns)
    details = detail_columns(table)
    parts: list[Part] = []
    every: list[int] = []
    for i in range(len(table.lines) + 1):
        if i == len(table.lines) or i in table.sections:
            if every:
                own = [k for k in every if any(c in details for c in table.shared[k].columns)]
                parts.append(Part(tuple(every), tuple(own), _stretch(table, own, fields, details)))
                every = []
        elif table.roles[i] is None:
            every.append(i)
            if len(every) == _MOST_LINES:
                # The search's room and time grow with the square of a part's lines.
                cut = _best_break(table, every)
                own = [k for k in every[:cut] if any(c in details for c in table.shared[k].columns)]
                stretch = _stretch(table, own, fields, details)
                parts.append(Part(tuple(every[:cut]), tuple(own), stretch))
                every = every[cut:]
    return parts


def _best_break(table: Table, every: Sequence[int]) -> int:
    """Where to cut a long part: in its second half, at the widest step down, at best above a line
    that a component's number begins."""

    def worth(k: int) -> tuple[bool, float]:
        line, above = table.lines[every[k]], table.lines[every[k - 1]]
        numbered = table.shared[every[k]].columns[0] == 0 and bool(label(line.words[0].text))
        return numbered, line.top - above.top if line.page == above.page else 0.0

    return max(range(len(every) // 2, len(every)), key=worth)


def detail_columns(table: Table) -> tuple[int, ...]:
    """The columns whose cells make rows: all but the component's, unless it has no name."""
    keys = [column.key for column in table.columns]
    heads = _HEADS if "component" in keys else ()
    return tuple(c for c, key in enumerate(keys) if key not in heads)


def _stretch(
    table: Table, own: Sequence[int], fields: Sequence[str], details: Sequence[int]
) -> Stretch:
    pieces: list[list[Piece]] = [[] for _ in details]
    heads: dict[str, list[int]] = {"component_no": [], "component": []}
    for number, i in enumerate(own):
        words, columns = table.lines[i].words, table.shared[i].columns
        for place, column in enumerate(details):
            inside = tuple(w for w, c in zip(words, columns, strict=True) if c == column)
            if inside:
                base = float(np.median([word.base for word in inside]))
                pieces[place].append(Piece(number, inside, base, _used(table, i, column, inside)))
        for field in {fields[c] for c in columns if c not in details}:
            heads[field].append(number)
    return Stretch(
        np.array([table.lines[i].page for i in own], dtype=np.int64),
        np.array([table.lines[i].top for i in own], dtype=np.float64),
        tuple(fields[c] for c in details),
        tuple(_full(table, column) for column in details),
        tuple(tuple(column) for column in pieces),
        tuple(heads["component_no"]),
        tuple(heads["component"]),
        table.found.space,
        table.found.exact,
    )


def _full(table: Table, column: int) -> float:
    """The true width of a column's full lines; without many, that of its longest."""
    if table.places.full[column] < np.inf:
        return table.places.full[column]
    return max(
        (
            run_width(inside, table.found.space)
            for line, found in zip(table.lines, table.shared, strict=True)
            if (
                inside := [w for w, c in zip(line.words, found.columns, strict=True) if c == column]
            )
        ),
        default=0.0,
    )


def _used(table: Table, i: int, column: int, words: Sequence[Word]) -> float:
    """How much of its column's width a run of words takes, with its indent."""
    left = table.places.lefts[table.lines[i].page][column]
    indent = max(0.0, min(words[0].left - left, _MOST_INDENT)) if left is not None else 0.0
    return indent + run_width(words, table.found.space)
