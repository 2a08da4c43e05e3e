"""A page's lines told apart: what is table, and what is title, header, running head or signature.

What is table is lines of sections, and stretches of lines between them, each word in a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipeline.model import Column
from pipeline.recover.flowed.layout import layout_of
from pipeline.recover.headers import columns_of, field_of
from pipeline.recover.numbering import label, roman
from pipeline.recover.sections import area_column
from pipeline.recover.several import said_before
from pipeline.recover.spaced.areas import (
    find_sections,
    heads_the_first_area,
    odd_sections,
    whole_names,
)
from pipeline.recover.spaced.columns import Columns, share_out
from pipeline.recover.spaced.cutnumbers import joined_sections
from pipeline.recover.spaced.furniture import page_furniture, set_apart, signature
from pipeline.recover.spaced.heading import Heading, find_headings
from pipeline.recover.spaced.outside import outside
from pipeline.recover.spaced.schedule import hold_marks, marks_placed, one_each, periods_among
from pipeline.recover.spaced.sharing import Shared
from pipeline.recover.spaced.stretch import Piece, Stretch
from pipeline.recover.spaced.subheads import subheads
from pipeline.recover.spaced.words import Line, Lines, Word, run_width
from pipeline.rules import Rules

_MOST_LINES = 240  # of a part
_MOST_INDENT = 6.0
_UNNUMBERED = 0.5  # names beside no number, to one that stands beside one
_HEADS = ("component_no", "component")


@dataclass(frozen=True)
class Table:
    """Lines, and columns with what they mean to the network that reads text without columns.
    `roles[i]` is the role of furniture or None; `sections[i]` is the
    number of words of a section line's number, and `odd` says which areas are doubtful, -1 standing
    for what is before the first one; `places` has the columns of the words of each
    line, their edges and widths. `named` are the columns as their headers name them: one that
    groups rows and has no field is in `columns` a component or an indicator (`standing`);
    `rows_numbered`: beside such a component the numbers are those of rows; `uppers_numbered`: they
    are those of the column between them and the components. `periods` are the
    columns of months or quarters, and `schedule` too if marks stand in them, which are cut into
    rows as if they were one column's. `area` is the column that names areas."""

    found: Lines
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    roles: tuple[str | None, ...]
    sections: Mapping[int, int]
    odd: frozenset[int]
    places: Columns
    named: tuple[Column, ...] = ()
    rows_numbered: bool = False
    uppers_numbered: bool = False
    periods: tuple[int, ...] = ()
    schedule: tuple[int, ...] = ()
    area: int | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        """The keys of the columns of components, if these have names."""
        if all(column.key != "component" for column in self.columns):
            return ()
        return ("component",) if self.rows_numbered or self.uppers_numbered else _HEADS

    @cached_property
    def column_of(self) -> dict[int, int]:
        """Where a word of a schedule begins in the source → its column."""
        found: dict[int, int] = {}
        for line, own in zip(self.lines, self.shared, strict=True):
            for word, column in zip(line.words, own.columns, strict=True):
                if column in self.schedule:
                    found[word.span.start] = column
        return found

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.found.lines

    @property
    def shared(self) -> tuple[Shared, ...]:
        return self.places.shared


def find_table(found: Lines, rules: Rules) -> Table | None:
    """The table of some pages; None where no line is a header."""
    told = _roles(found, rules)
    if told is None:
        return None
    headings, columns, roles = told
    apart: dict[Line, str] = {}
    if found.exact:
        lines, apart = set_apart(found.lines, roles)
        if apart:
            found = replace(found, lines=lines)
            headings, columns, roles = _roles(found, rules) or told
    numbers = columns[0].key == "component_no"
    roles = [role or apart.get(line) for role, line in zip(roles, found.lines, strict=True)]
    body = [role is None for role in roles]
    places = share_out(found, headings, body, numbers)
    if found.exact and numbers:
        joined = joined_sections(found.lines, body, places, rules)
        if joined:
            found = replace(found, lines=joined)
            headings, columns, roles = _roles(found, rules) or told
            roles = [role or apart.get(line) for role, line in zip(roles, joined, strict=True)]
            body = [role is None for role in roles]
            places = share_out(found, headings, body, numbers)
    lines = found.lines
    periods = periods_among(columns, rules)
    shared = marks_placed(lines, places.shared, body, headings, periods, rules)
    places = replace(places, shared=one_each(lines, shared, periods))
    sections: dict[int, int] = {}
    if not upper_columns(columns):
        sections = find_sections(found, body, places, rules, numbers)
        if numbers and (whole := whole_names(found, body, places, sections, rules)):
            return find_table(replace(found, lines=whole), rules)
    if numbers and all(column.key != "component" for column in columns):
        sections |= dict.fromkeys(subheads(lines, places.shared, body, sections), 1)
    # Where names of areas stand in the column of components, others may be taken for these.
    among = found.exact and any(places.shared[i].columns[0] == 1 for i in sections)
    first = next((i for i, own in enumerate(body) if own), None) if among else None
    odd = odd_sections(lines, sections, rules, first)
    fields = layout_of(columns, rules).fields[: len(columns)]
    marked = hold_marks(periods, lines, places.shared, body, rules)
    return Table(
        found, columns, fields, tuple(roles), sections, odd, places, columns,
        periods=periods, schedule=periods if marked else (),
        uppers_numbered=uppers_numbered(lines, places, body, columns),
        area=next((c for c, own in enumerate(columns) if own is area_column(columns, rules)), None),
    )  # fmt: skip


def begins_with_number(line: Line, own: Shared) -> bool:
    """Whether a line begins with a number, of whatever kind, in the first column."""
    first = line.words[0].text
    return own.columns[0] == 0 and bool(label(first) or roman(first))


def uppers_numbered(
    lines: Sequence[Line], places: Columns, body: Sequence[bool], columns: Sequence[Column]
) -> bool:
    """Whether numbers are those of the column right of them that reaches over components, as many
    of these stand beside none."""
    if columns[0].key != "component_no" or 1 not in upper_columns(columns):
        return False
    name = [column.key for column in columns].index("component")
    own = [(line, s) for line, s, inside in zip(lines, places.shared, body, strict=True) if inside]
    numbers = {k for k, (line, s) in enumerate(own) if begins_with_number(line, s)}
    numbered: list[bool] = []  # of names, one after the other
    before = -2
    for k, (_, s) in enumerate(own):
        if name in s.columns:
            if before < k - 1:
                numbered.append(k - 1 in numbers)
            numbered[-1] |= not numbers.isdisjoint((k, k + 1))
            before = k
    return len(numbered) - sum(numbered) > _UNNUMBERED * sum(numbered)


_Told = tuple[list[Heading], tuple[Column, ...], list[str | None]]


def _roles(found: Lines, rules: Rules) -> _Told | None:
    """The headers of some pages, the columns they name, and the role of each line that is no
    table; None where no line is a header."""
    lines = found.lines
    headings = find_headings(lines, rules)
    if not headings:
        return None
    shape = _shape(headings, rules)
    columns = columns_of(shape, rules.headers)
    headings = [h for h in headings if len(h.cells) == len(columns)] + [
        h
        for h in headings
        if len(h.cells) != len(columns) and said_before([cell.text for cell in h.cells], shape)
    ]
    start = min(h.first for h in headings)
    above = start > 0 and lines[start - 1].page == lines[start].page
    start -= above and heads_the_first_area(lines[start - 1], rules)
    roles: list[str | None] = ["title" if i < start else None for i in range(len(lines))]
    for heading in headings:
        roles[heading.first : heading.last] = ["header"] * (heading.last - heading.first)
    for i, role in page_furniture(lines, start, found.exact).items():
        roles[i] = roles[i] or role
    for i, role in outside(lines, roles, headings, rules).items():
        roles[i] = role
    for i in signature(lines, roles):
        roles[i] = "signature"
    return headings, columns, roles


def _shape(headings: Sequence[Heading], rules: Rules) -> tuple[str, ...]:
    """The names of the columns, as most headers have them; of those with as many columns as most,
    the one most of whose names are known, as words of cells may stand in the way of others."""
    shapes = [tuple(cell.text for cell in h.cells) for h in headings]
    usual = len(max(shapes, key=lambda shape: sum(len(other) == len(shape) for other in shapes)))

    def worth(shape: tuple[str, ...]) -> tuple[int, int]:
        known = sum(field_of(name, rules.headers) is not None for name in shape)
        return known, shapes.count(shape)

    return max((shape for shape in shapes if len(shape) == usual), key=worth)


@dataclass(frozen=True)
class Part:
    """The lines between two section lines, by index: all of them, and those that hold more than
    a component's number or name, which make the stretch that is cut into rows."""

    every: tuple[int, ...]
    own: tuple[int, ...]
    stretch: Stretch


def parts_of(table: Table) -> list[Part]:
    """The parts of a table between its sections."""
    fields = [("extra" if c.is_extra else c.key) for c in table.columns]
    if table.schedule and "target" not in fields:
        fields[table.schedule[0]] = "target"
    details = detail_columns(table)
    held = {*details, *table.schedule}
    parts: list[Part] = []
    every: list[int] = []
    for i in range(len(table.lines) + 1):
        if i == len(table.lines) or i in table.sections:
            if every:
                own = [k for k in every if any(c in held for c in table.shared[k].columns)]
                parts.append(Part(tuple(every), tuple(own), _stretch(table, own, fields, details)))
                every = []
        elif table.roles[i] is None:
            every.append(i)
            if len(every) == _MOST_LINES:
                # The search's room and time grow with the square of a part's lines.
                cut = _best_break(table, every)
                own = [k for k in every[:cut] if any(c in held for c in table.shared[k].columns)]
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


def upper_columns(columns: Sequence[Column]) -> tuple[int, ...]:
    """The columns that stand before that of components and have no field: what they hold (areas,
    purposes, programmes) reaches over components; behind a column of details none does. From the
    innermost to the outermost."""
    keys = [column.key for column in columns]
    before = keys.index("component") if "component" in keys else 0
    details = (c for c in range(before) if not columns[c].is_extra and keys[c] not in _HEADS)
    return tuple(c for c in range(next(details, before) - 1, -1, -1) if columns[c].is_extra)


def detail_columns(table: Table) -> tuple[int, ...]:
    """The columns whose cells make rows: all but the component's, unless it has no name, and those
    above it; of a schedule the first one stands for all."""
    keys = [column.key for column in table.columns]
    upper = upper_columns(table.columns)
    others = {*upper, *table.schedule[1:], *([0] if table.uppers_numbered else [])}
    return tuple(c for c, key in enumerate(keys) if key not in table.heads and c not in others)


def parted(table: Table, column: int, words: Sequence[Word]) -> dict[int, list[Word]]:
    """The words of a piece of a detail column by the columns that they stand in: those of a
    schedule are cut into rows as one."""
    if column not in table.schedule:
        return {column: list(words)}
    found: dict[int, list[Word]] = {}
    for word in words:
        found.setdefault(table.column_of[word.span.start], []).append(word)
    return found


def _stretch(
    table: Table, own: Sequence[int], fields: Sequence[str], details: Sequence[int]
) -> Stretch:
    pieces: list[list[Piece]] = [[] for _ in details]
    heads: dict[str, list[int]] = {"component_no": [], "component": []}
    for number, i in enumerate(own):
        words, columns = table.lines[i].words, table.shared[i].columns
        for place, column in enumerate(details):
            one = table.schedule if column in table.schedule else (column,)
            inside = tuple(w for w, c in zip(words, columns, strict=True) if c in one)
            if inside:
                base = float(np.median([word.base for word in inside]))
                pieces[place].append(Piece(number, inside, base, _used(table, i, column, inside)))
        for field in {fields[c] for c in columns if c not in details} & set(table.heads):
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
    if column in table.schedule:
        return sum(_full(replace(table, schedule=()), c) for c in table.schedule)
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
