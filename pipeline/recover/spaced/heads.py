"""What stands over several rows: components with their numbers, and the columns before them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.model import Cell, Furniture, RawRow, Section, Span
from pipeline.recover.numbering import label
from pipeline.recover.spaced.agreement import Shown
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.components import Group, group_lines
from pipeline.recover.spaced.grouping import HeadLine, Heads
from pipeline.recover.spaced.model import load_heads
from pipeline.recover.spaced.table import Part, Table, upper_columns
from pipeline.recover.spaced.words import Word, spans_of, text_of

_COMPONENT = ("component_no", "component")


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


def levels_of(table: Table, cuts: Sequence[Rows]) -> list[Level]:
    """The components of every part, then what reaches over them, each level over whole groups of
    the one before; none without a column of components."""
    keys = [column.key for column in table.columns]
    if "component" not in keys:
        return []
    stretches = [heads_of(table, *cut) for cut in cuts]
    own = tuple(key for key in _COMPONENT if key in keys)
    levels = [Level(own, _grouped(table, stretches))]
    for column in upper_columns(table.columns):
        above = [
            upper_heads(
                table, cut.part, heads, [(group.first, group.last) for group in groups], column
            )
            for cut, heads, groups in zip(cuts, stretches, levels[-1].groups, strict=True)
        ]
        levels.append(Level((keys[column],), _grouped(table, above)))
    return levels


def _grouped(table: Table, stretches: Sequence[Heads]) -> list[list[Group]]:
    """The groups of lines of all parts, by what is trained for such with numbers or without."""
    numbered = any(head.number for heads in stretches for head in heads.heads)
    weights = load_heads(table.found.exact, numbered)
    return group_lines(stretches, table.found.space, table.found.exact, weights)


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
        name = in_column(table, part.every[k], keys, "component")
        heads.append(HeadLine(number, name, goes_on))
    lines = tuple(table.lines[i] for i in part.every)
    return Heads(lines, tuple(reversed(heads)), bands, _below(table, part.every[-1]))


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
    """The cells of a level that are merged over a group of lines, word by word."""
    keys = [column.key for column in table.columns]
    cells: list[Shown] = []
    for key in level:
        found = [in_column(table, i, keys, key) for i in every[group.first : group.last + 1]]
        if any(found):
            cells.append((keys.index(key), [words for words in found if words]))
    return cells


def said_again(table: Table, lines: Sequence[Section | RawRow]) -> list[Furniture]:
    """What stands over several rows and a second page repeats."""
    keys = [column.key for column in table.columns]
    upper = [keys[column] for column in upper_columns(table.columns)]
    above = [key for key in (*_COMPONENT, *upper) if key in keys]
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
