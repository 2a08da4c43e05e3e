"""Stage 3, spaced: rows from text and pages whose columns stand in place.

The header says which columns there are (`heading`), white space where they stand (`columns`), and
the lines of a page are told apart (`table`) and cut into rows by trained evidence (`bands`,
`evidence`). Components and cells that are merged over several rows are then laid over them
(`components`, `merged`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import Cell, Furniture, RawRow, Recovery, Section, Source, Span
from pipeline.recover.explain import explain
from pipeline.recover.joining import JOINING
from pipeline.recover.spaced.bands import Band, band_probabilities, sum_cuts
from pipeline.recover.spaced.components import Group, HeadLine, Heads, group_lines
from pipeline.recover.spaced.confidence import Grounds, calibrated
from pipeline.recover.spaced.evidence import see
from pipeline.recover.spaced.merged import Merged, column_cells, cover, empty_cost
from pipeline.recover.spaced.model import load_confidence, load_heads, load_weights
from pipeline.recover.spaced.rows import cut_rows, habits_of
from pipeline.recover.spaced.table import (
    Part,
    Table,
    detail_columns,
    find_table,
    parts_of,
)
from pipeline.recover.spaced.words import (
    Word,
    in_columns,
    kind_of,
    lines_of_pages,
    lines_of_text,
    spans_of,
    text_of,
)
from pipeline.rules import Rules


def recover_spaced(source: Source, rules: Rules) -> Recovery | None:
    """The table of text or pages whose columns stand in place; None where none has a header."""
    if source.boxes is None and source.format != "text":
        return None
    found = lines_of_text(source) if source.boxes is None else lines_of_pages(source)
    if not in_columns(found.lines):
        return None
    table = find_table(found, rules.headers, rules.areas)
    return None if table is None else explain(source, read_table(table))


@dataclass(frozen=True)
class _Cut:
    """A part of the table with its rows (bands of its own lines), the probability of each, and
    for each column which pieces are one cell with the next over an edge."""

    part: Part
    bands: list[Band]
    rows: list[Band]
    probabilities: list[float]
    one_cell: list[list[bool]]


def read_table(table: Table) -> Recovery:
    """The rows of a table that was found, with their confidence."""
    found, grounds = read_rows(table)
    sure = iter(calibrated(grounds, load_confidence(table.found.exact)).tolist())
    lines = [
        replace(line, confidence=next(sure)) if isinstance(line, RawRow) else line for line in found
    ]
    furniture = [*_furniture(table), *_said_again(table, lines)]
    return Recovery("spaced", table.columns, tuple(lines), tuple(furniture), "")


def read_rows(table: Table) -> tuple[list[Section | RawRow], list[Grounds]]:
    """The sections and rows of a table, and what each row rests on."""
    parts = parts_of(table)
    cuts, middle = _cut(table, parts)
    groups = _groups(table, cuts)
    empty = _empty_costs(table, cuts)
    lines: list[Section | RawRow] = []
    grounds: list[Grounds] = []
    sections = sorted(table.sections)
    area = -1
    for cut, own_groups in zip(cuts, groups, strict=True):
        while sections and sections[0] < cut.part.every[0]:
            area = sections.pop(0)
            lines.append(_section(table, area))
        for row, ground in _rows(table, cut, own_groups, middle, empty):
            lines.append(row)
            grounds.append(ground._replace(area=area not in table.odd))
    lines += [_section(table, i) for i in sections]
    return lines, grounds


def _cut(table: Table, parts: Sequence[Part]) -> tuple[list[_Cut], list[bool]]:
    """Every part cut into rows, in two passes; and for each detail column whether it sets its
    cells in the middle of their rows."""
    first, later = load_weights(table.found.exact)
    filled = [part for part in parts if part.own]
    bands = [cut_rows(see(part.stretch, None), first)[0] for part in filled]
    habits = habits_of([part.stretch for part in filled], bands)
    cuts: list[_Cut] = []
    for part in parts:
        if not part.own:
            cuts.append(_Cut(part, [], [], [], []))
            continue
        best, scores, span = cut_rows(see(part.stretch, habits), later)
        probabilities, _ = band_probabilities(scores, sum_cuts(scores))
        rows = [band for band in best if not band.free]
        one_cell, at = [], 0
        for pieces in part.stretch.pieces:
            count = max(0, len(pieces) - 1)
            one_cell.append((span[at : at + count] > 0).tolist())
            at += count
        sure = [float(probabilities[band.first, band.last]) for band in rows]
        cuts.append(_Cut(part, best, rows, sure, one_cell))
    return cuts, [bool(place[1] > place[0]) for place in habits.places]


def _empty_costs(table: Table, cuts: Sequence[_Cut]) -> list[float]:
    """For each detail column what a row without a cell costs, by how many there are."""
    rows = sum(len(cut.rows) for cut in cuts)
    costs = []
    for k, column in enumerate(detail_columns(table)):
        held = 0
        for cut in cuts:
            lines = [piece.line for piece in cut.part.stretch.pieces[k]]
            held += sum(any(b.first <= line <= b.last for line in lines) for b in cut.rows)
        costs.append(empty_cost(table.columns[column].key.split(":")[0], rows - held, rows))
    return costs


def _groups(table: Table, cuts: Sequence[_Cut]) -> list[list[Group]]:
    """The components of every part, as groups of its lines; none without such a column."""
    if all(column.key != "component" for column in table.columns):
        return [[] for _ in cuts]
    stretches = [heads_of(table, cut.part, cut.rows, cut.one_cell) for cut in cuts]
    return group_lines(stretches, table.found.space, load_heads(table.found.exact))


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
        number = _in_column(table, part.every[k], keys, "component_no")
        name = _in_column(table, part.every[k], keys, "component")
        heads.append(HeadLine(number, name, goes_on))
    lines = tuple(table.lines[i] for i in part.every)
    return Heads(lines, tuple(reversed(heads)), bands)


def _in_column(table: Table, i: int, keys: Sequence[str], key: str) -> tuple[Word, ...]:
    words, columns = table.lines[i].words, table.shared[i].columns
    return tuple(w for w, c in zip(words, columns, strict=True) if keys[c] == key)


def _rows(
    table: Table,
    cut: _Cut,
    groups: Sequence[Group],
    middle: Sequence[bool],
    empty: Sequence[float],
) -> list[tuple[RawRow, Grounds]]:
    """The rows of a part with what each rests on. For each detail column whether it sets its cells
    in the middle of their rows, and what a row without a cell costs."""
    every, own = cut.part.every, cut.part.own
    place = {i: k for k, i in enumerate(every)}
    group_of = [
        next((g for g, x in enumerate(groups) if x.first <= place[own[row.first]] <= x.last), 0)
        for row in cut.rows
    ]
    details = detail_columns(table)
    keys = [column.key for column in table.columns]
    merged: list[list[Merged]] = []
    for k in range(len(details)):
        cells = column_cells(cut.part.stretch, cut.bands, k, cut.one_cell[k]) if cut.rows else []
        stretch = cut.part.stretch
        merged.append(
            cover(stretch, cut.rows, group_of, cells, empty[k], middle[k]) if cells else []
        )
    found: list[tuple[RawRow, Grounds]] = []
    for number, row in enumerate(cut.rows):
        cells_of_row: dict[str, Cell] = {}
        spread, odd = False, 0
        rests_on = [own[i] for i in range(row.first, row.last + 1)]
        if groups and (not number or group_of[number] != group_of[number - 1]):
            cells_of_row |= _heads(table, every, groups[group_of[number]], keys)
        for k, column in enumerate(details):
            for cell in merged[k]:
                if cell.first <= number <= cell.last:
                    before = cells_of_row.get(keys[column], ())
                    spans = [span for piece in cell.pieces for span in spans_of(piece.words)]
                    cells_of_row[keys[column]] = (*before, *spans)
                    spread = spread or cell.first != cell.last or bool(before)
                    rests_on += [own[piece.line] for piece in cell.pieces]
                    odd += _is_odd(cell.pieces[0].words[0].text, cell.pieces[-1].words[-1].text)
        flags = ("target_missing",) if "target" in keys and not cells_of_row.get("target") else ()
        ground = Grounds(
            cut.probabilities[number],
            groups[group_of[number]].probability if groups else 1.0,
            float(np.prod([table.shared[i].probability for i in set(rests_on)])),
            spread,
            row.last - row.first + 1,
            sum(not cells_of_row.get(keys[column]) for column in details),
            odd,
        )
        found.append((RawRow(cells_of_row, flags), ground))
    if not cut.rows:
        for group in groups:
            heads = _heads(table, every, group, keys)
            found.append(
                (RawRow(heads), Grounds(0.5, group.probability, 0.5, False, 1, len(details), 0))
            )
    return found


def _is_odd(first: str, last: str) -> bool:
    """Whether a cell begins or ends as if words of it stood elsewhere."""
    return kind_of(first) == "small" or last[-1] in ",/&-" or last.lower() in JOINING


def _heads(
    table: Table, every: Sequence[int], group: Group, keys: Sequence[str]
) -> dict[str, Cell]:
    """The number and name of a component, once where both of two pages have it whole."""
    cells: dict[str, Cell] = {}
    for key in ("component_no", "component"):
        if key in keys:
            runs: dict[int, list[tuple[Word, ...]]] = {}
            for i in every[group.first : group.last + 1]:
                if run := _in_column(table, i, keys, key):
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


def _section(table: Table, i: int) -> Section:
    words, cut = table.lines[i].words, table.sections[i]
    return Section(spans_of(words[:cut]), spans_of(words[cut:]))


def _furniture(table: Table) -> list[Furniture]:
    return [
        Furniture(span, role)
        for line, role in zip(table.lines, table.roles, strict=True)
        if role
        for span in spans_of(line.words)
    ]


def _said_again(table: Table, lines: Sequence[Section | RawRow]) -> list[Furniture]:
    """The numbers and names of components that a second page repeats."""
    keys = [column.key for column in table.columns]
    placed = [
        span
        for line in lines
        if isinstance(line, RawRow)
        for key in ("component_no", "component")
        for span in line.cells.get(key, ())
    ]
    ends = {span.start: span.end for span in placed}
    starts = sorted(ends)
    found: list[Furniture] = []
    for i, role in enumerate(table.roles):
        if role is None and i not in table.sections:
            for key in ("component_no", "component"):
                for span in spans_of(_in_column(table, i, keys, key)):
                    at = bisect_right(starts, span.start) - 1
                    if at < 0 or ends[starts[at]] <= span.start:
                        found.append(Furniture(span, "running_text"))
    return found
