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
from rapidfuzz import fuzz

from pipeline.model import Column
from pipeline.recover.headers import columns_of
from pipeline.recover.numbering import label, letter, roman
from pipeline.recover.spaced.columns import Shared, share_out
from pipeline.recover.spaced.evidence import Piece, Stretch
from pipeline.recover.spaced.heading import find_headings
from pipeline.recover.spaced.words import Line, chunks, text_of

_EDGE_LINES = 2  # lines at the top and at the foot of a page that may be furniture
_RUNNING_SHARE = 0.6
_FEWEST_SIGNATURE_LINES = 3
_LIKE_AREA = 88
_MOST_LINES = 240  # of a part
_LONGEST_FOOT = 15  # words
_HEADS = ("component_no", "component")


@dataclass(frozen=True)
class Table:
    """Lines with their roles: `roles[i]` is the role of furniture or None; `sections[i]` is the
    number of words of a section line's number; `shared[i]` the columns of the words of line i."""

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    roles: tuple[str | None, ...]
    sections: Mapping[int, int]
    shared: tuple[Shared, ...]


def find_table(
    lines: Sequence[Line], names: Mapping[str, Sequence[str]], areas: Sequence[str]
) -> Table | None:
    """The table of some pages; None where no line is a header."""
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
    shared = share_out(lines, headings, body, ["extra" if c.is_extra else c.key for c in columns])
    sections = _sections(lines, body, shared, areas)
    return Table(tuple(lines), columns, tuple(roles), sections, tuple(shared))


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
        if "#" in masked and all(counting) and (len(held) > 1 or len(words) <= 3):
            role = "page_number" if len(words) <= 3 else "running_text"
        elif len(held) >= max(2, _RUNNING_SHARE * len(pages)) and len(held) == len(places):
            role = "running_text"
        elif len(words) > 2 and all(w in title or not w[0].isalpha() for w in words):
            role = "running_text"
        else:
            continue
        found.update(dict.fromkeys(places, role))
    return found


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


def _sections(
    lines: Sequence[Line],
    body: Sequence[bool],
    shared: Sequence[Shared],
    areas: Sequence[str],
) -> dict[int, int]:
    """Section lines: a roman numeral or capital letter that counts on, with a name; or a name
    alone that is an area's, or in capitals where sections have no numbers."""
    numbered: dict[int, int] = {}
    named: dict[int, int] = {}
    value = 0
    known = {area.upper() for area in areas}
    for i, line in enumerate(lines):
        if not body[i]:
            continue
        words = line.words
        name = text_of(words[1:])
        number = roman(words[0].text) or letter(words[0].text)
        runs = chunks(words)
        alone = len(runs) == 1 or (len(runs) == 2 and len(runs[0]) == 1)
        is_name = name and (name.upper() == name or _is_area(name, known))
        if number and alone and name and name[0].isupper():
            if is_name and number > value or (number == value + 1 and not shared[i].columns[0]):
                numbered[i] = 1
                value = number
                continue
        whole = text_of(words)
        if len(runs) == 1 and shared[i].columns[0] <= 1:
            if _is_area(whole, known):
                named[i] = 0
            elif whole.upper() == whole and whole.replace(" ", "").isalpha() and len(whole) > 4:
                named[i] = 0
    if not numbered and not named:
        return dict.fromkeys(_names_alone(lines, body, shared), 0)
    if numbered:
        return numbered | {i: 0 for i in named if _is_area(text_of(lines[i].words), known)}
    return named


def _names_alone(
    lines: Sequence[Line], body: Sequence[bool], shared: Sequence[Shared]
) -> list[int]:
    """Lines that hold one run of words, in the column of components or left of it, right above a
    line that a component's number and name begin; none unless the table begins with one."""
    own = [i for i in range(len(lines)) if body[i]]
    found = [
        i
        for i, below in pairwise(own)
        if len(chunks(lines[i].words)) == 1
        and shared[i].columns[-1] <= 1
        and lines[i].words[0].text[:1].isupper()
        and shared[below].columns[:1] == (0,)
        and 1 in shared[below].columns
        and label(lines[below].words[0].text)
        and text_of(chunks(lines[below].words)[0]) != text_of(lines[below].words)
    ]
    return found if found and found[0] == own[0] else []


def _is_area(name: str, known: set[str]) -> bool:
    upper = name.upper()
    return any(upper.endswith(area) or fuzz.ratio(upper, area) >= _LIKE_AREA for area in known)


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
                pieces[place].append(Piece(number, inside))
        for field in {fields[c] for c in columns if c not in details}:
            heads[field].append(number)
    return Stretch(
        np.array([table.lines[i].page for i in own], dtype=np.int64),
        np.array([table.lines[i].top for i in own], dtype=np.float64),
        tuple(fields[c] for c in details),
        tuple(tuple(column) for column in pieces),
        tuple(heads["component_no"]),
        tuple(heads["component"]),
    )


def full_widths(table: Table) -> list[float]:
    """For each detail column the length of its full lines: a high quantile of all."""
    widths = []
    for column in detail_columns(table):
        lengths = []
        for line, found in zip(table.lines, table.shared, strict=True):
            inside = [w for w, c in zip(line.words, found.columns, strict=True) if c == column]
            if inside:
                lengths.append(inside[-1].right - inside[0].left)
        widths.append(float(np.quantile(lengths, 0.95)) if lengths else 0.0)
    return widths
