"""What stands over several rows: components with their numbers, and the columns before them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Cell, Furniture, RawRow, Section, Span
from pipeline.recover.numbering import label
from pipeline.recover.spaced.agreement import Shown
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.components import Group, group_lines
from pipeline.recover.spaced.grouping import HeadLine, Heads
from pipeline.recover.spaced.model import load_heads
from pipeline.recover.spaced.table import (
    Part,
    Table,
    begins_with_number,
    detail_columns,
    upper_columns,
)
from pipeline.recover.spaced.words import Word, spans_of, text_of


class Level(NamedTuple):
    """The columns that are merged over the same rows, and for each part of the table the groups of
    its lines that they are merged over."""

    keys: tuple[str, ...]
    groups: list[list[Group]]


class Rows(NamedTuple):
    """A part with its rows, as bands of its own lines; for each detail column which pieces are one
    cell with the next where an edge is between them."""

    part: Part
    rows: Sequence[Band]
    one_cell: Sequence[Sequence[bool]]


def levels_of(
    table: Table, cuts: Sequence[Rows], opens: Mapping[int, float] | None = None
) -> list[Level]:
    """The components of every part, then what reaches over them, each level over whole groups of
    the one before; none without a column of components. For the second pass `opens` has the log
    odds that a name begins where a line of it does in the source (`openings`)."""
    keys = [column.key for column in table.columns]
    if "component" not in keys:
        return []
    stretches = [opened(heads_of(table, *cut), opens) for cut in cuts]
    own = tuple(key for key in table.heads if key in keys)
    levels = [Level(own, _grouped(table, stretches, opens is not None))]
    for column in upper_columns(table.columns):
        above = [
            opened(upper_heads(table, cut.part, heads, _bounds(groups), column), opens)
            for cut, heads, groups in zip(cuts, stretches, levels[-1].groups, strict=True)
        ]
        own = ("component_no",) if table.uppers_numbered and column == 1 else ()
        levels.append(Level((*own, keys[column]), _grouped(table, above, opens is not None)))
    return levels


def _bounds(groups: Sequence[Group]) -> list[tuple[int, int]]:
    return [(group.first, group.last) for group in groups]


def _grouped(table: Table, stretches: Sequence[Heads], second: bool) -> list[list[Group]]:
    """The groups of lines of all parts, by what is trained for such with numbers or without, for
    the first pass or the second."""
    numbered = any(head.number for heads in stretches for head in heads.heads)
    weights = load_heads(table.found.exact, numbered, second)
    return group_lines(stretches, table.found.space, table.found.exact, weights)


def opened(heads: Heads, opens: Mapping[int, float] | None) -> Heads:
    """A stretch whose names are told apart by their words, too."""
    if not opens:
        return heads
    return replace(
        heads,
        heads=tuple(
            replace(head, opens=opens.get(head.name[0].span.start, 0.0)) if head.name else head
            for head in heads.heads
        ),
    )


def upper_heads(
    table: Table, part: Part, heads: Heads, below: Sequence[tuple[int, int]], column: int
) -> Heads:
    """A part, with its components as `heads`, as a column is seen that reaches over groups of its
    lines."""
    keys = [c.key for c in table.columns]
    lines = tuple(_upper_line(table, i, keys, keys[column]) for i in part.every)
    return Heads(heads.lines, lines, tuple(below), heads.below, True)


def _upper_line(table: Table, i: int, keys: Sequence[str], key: str) -> HeadLine:
    """What a line holds of a column before that of components: a name, with a number or without."""
    words = in_column(table, i, keys, key)
    if table.uppers_numbered and keys[1] == key:
        return HeadLine(in_column(table, i, keys, "component_no"), words)
    cut = int(len(words) > 1 and words[0].text[-1] in ".)" and bool(label(words[0].text)))
    return HeadLine(words[:cut], words[cut:])


def heads_of(
    table: Table, part: Part, rows: Sequence[Band], one_cell: Sequence[Sequence[bool]]
) -> Heads:
    """A part as its components are seen. `rows` are bands of the part's own lines; for each column
    `one_cell` says which pieces are one cell with the next where an edge is between them."""
    keys = [column.key for column in table.columns]
    place = {i: k for k, i in enumerate(part.every)}
    bands = tuple((place[part.own[row.first]], place[part.own[row.last]]) for row in rows)
    going_on: set[int] = set()
    if "indicator" in part.stretch.fields:
        column = part.stretch.fields.index("indicator")
        pieces, joined = part.stretch.pieces[column], one_cell[column] if one_cell else []
        for row, (first, _) in zip(rows, bands, strict=True):
            own = [k for k, piece in enumerate(pieces) if row.first <= piece.line <= row.last]
            if not own or (own[0] and joined[own[0] - 1]):
                going_on.add(first)
    heads: list[HeadLine] = []
    goes_on = False
    for k in range(len(part.every) - 1, -1, -1):
        if any(k == first for first, _ in bands):
            goes_on = k in going_on
        number = in_column(table, part.every[k], keys, "component_no")
        number = number if "component_no" in table.heads else ()
        name = in_column(table, part.every[k], keys, "component")
        heads.append(HeadLine(number, name, goes_on))
    lines = tuple(table.lines[i] for i in part.every)
    begins = _under_uppers(table, part, {first for first, _ in bands})
    below = _below(table, part.every[-1])
    return Heads(lines, tuple(reversed(heads)), bands, below, begins=begins)


def _under_uppers(table: Table, part: Part, firsts: Collection[int]) -> frozenset[int]:
    """The lines of a part that begin a component as they begin, with a number, what reaches over
    it and a row; where such numbers stand at the top, as the first one of the table does."""
    numbered = [begins_with_number(table.lines[i], table.shared[i]) for i in part.every]
    if not table.uppers_numbered or not numbered[0]:
        return frozenset()
    return frozenset(k for k, own in enumerate(numbered) if own and k in firsts)


def _below(table: Table, last: int) -> float | None:
    """How high the table's line below another stands, if it is on the same page."""
    below = table.lines[last + 1 : last + 2]
    if not below or below[0].page != table.lines[last].page or table.roles[last + 1] is not None:
        return None
    return below[0].top


def in_column(table: Table, i: int, keys: Sequence[str], key: str) -> tuple[Word, ...]:
    words, columns = table.lines[i].words, table.shared[i].columns
    return tuple(w for w, c in zip(words, columns, strict=True) if keys[c] == key)


def cells_above(
    table: Table, every: Sequence[int], group: Group, level: Sequence[str]
) -> dict[str, Cell]:
    """The cells of a level that are merged over a group of lines, once where both of two pages have
    one whole."""
    keys = [column.key for column in table.columns]
    cells: dict[str, Cell] = {}
    for key in level:
        runs: dict[int, list[tuple[Word, ...]]] = {}
        for i in every[group.first : group.last + 1]:
            if run := in_column(table, i, keys, key):
                runs.setdefault(table.lines[i].page, []).append(run)
        told: list[str] = []
        spans: list[Span] = []
        for own in runs.values():
            text = " ".join(text_of(run) for run in own)
            if text not in told:
                told.append(text)
                spans += [span for run in own for span in spans_of(run)]
        cells[key] = tuple(spans)
    return cells


def lines_above(
    table: Table, every: Sequence[int], group: Group, level: Sequence[str]
) -> list[Shown]:
    """The cells of a level that are merged over a group of lines, word by word; not the names of
    areas, which the network knows as sections."""
    keys = [column.key for column in table.columns]
    cells: list[Shown] = []
    for key in level:
        if keys.index(key) == table.area:
            continue
        found = [in_column(table, i, keys, key) for i in every[group.first : group.last + 1]]
        if any(found):
            cells.append((keys.index(key), [words for words in found if words]))
    return cells


def shown_rows(table: Table, cuts: Sequence[Rows], levels: Sequence[Level]) -> list[list[Shown]]:
    """The cells of rows, as text without columns has them one after the other, with what stands
    over several rows in the first of these."""
    details = detail_columns(table)
    shown: list[list[Shown]] = []
    for number, (part, rows, _) in enumerate(cuts):
        place = {i: k for k, i in enumerate(part.every)}
        starts = [place[part.own[row.first]] for row in rows]
        for k, start in enumerate(starts):
            above = starts[k - 1] if k else -1
            own: list[Shown] = []
            for level in levels:
                for group in level.groups[number]:
                    if above < group.first <= start:
                        own += lines_above(table, part.every, group, level.keys)
            below = rows[k + 1].first if k + 1 < len(rows) else len(part.own)
            for column, pieces in zip(details, part.stretch.pieces, strict=True):
                lines = [p.words for p in pieces if rows[k].first <= p.line < below]
                if lines:
                    own.append((column, lines))
            shown.append(sorted(own, key=lambda cell: cell[0]))
    return shown


def said_again(table: Table, lines: Sequence[Section | RawRow]) -> list[Furniture]:
    """What stands over several rows and a second page repeats."""
    keys = [column.key for column in table.columns]
    upper = [keys[column] for column in upper_columns(table.columns)]
    own = ("component_no",) if table.uppers_numbered else ()
    above = [key for key in (*own, *table.heads, *upper) if key in keys]
    placed = [
        span
        for line in lines
        if isinstance(line, RawRow)
        for key in above
        for span in line.cells.get(key, ())
    ]
    ends = {span.start: span.end for span in placed}
    starts = sorted(ends)
    found: list[Furniture] = []
    for i, role in enumerate(table.roles):
        if role is None and i not in table.sections:
            for key in above:
                for span in spans_of(in_column(table, i, keys, key)):
                    at = bisect_right(starts, span.start) - 1
                    if at < 0 or ends[starts[at]] <= span.start:
                        found.append(Furniture(span, "running_text"))
    return found
