"""Stage 3, spaced: rows from text and pages whose columns stand in place.

The header says which columns there are (`heading`), white space where they stand (`columns`), and
the lines of a page are told apart (`table`) and cut into rows by trained evidence (`bands`,
`evidence`). Components and cells that are merged over several rows are then laid over them
(`components`, `merged`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.model import Cell, Furniture, RawRow, Recovery, Section, Source
from pipeline.recover.explain import explain
from pipeline.recover.joining import JOINING
from pipeline.recover.sections import with_area_column
from pipeline.recover.spaced.agreement import Shown, agreements
from pipeline.recover.spaced.bands import Band, band_probabilities, sum_cuts
from pipeline.recover.spaced.components import Group
from pipeline.recover.spaced.confidence import Grounds, calibrated
from pipeline.recover.spaced.evidence import Habits, Stretch, see
from pipeline.recover.spaced.heads import Rows, cells_above, levels_of, lines_above, said_again
from pipeline.recover.spaced.merged import Merged, column_cells, cover, empty_cost, off_place
from pipeline.recover.spaced.model import (
    load_confidence,
    load_sure,
    load_weights,
)
from pipeline.recover.spaced.openings import openings
from pipeline.recover.spaced.rows import cut_rows, habits_of
from pipeline.recover.spaced.table import (
    Part,
    Table,
    detail_columns,
    find_table,
    parts_of,
)
from pipeline.recover.spaced.words import (
    in_columns,
    kind_of,
    lines_of_pages,
    lines_of_text,
    spans_of,
)
from pipeline.rules import Rules


def recover_spaced(source: Source, rules: Rules) -> Recovery | None:
    """The table of text or pages whose columns stand in place; None where none has a header."""
    if source.boxes is None and source.format != "text":
        return None
    found = lines_of_text(source) if source.boxes is None else lines_of_pages(source)
    if not in_columns(found.lines):
        return None
    table = find_table(found, rules)
    if table is None:
        return None
    return explain(source, with_area_column(source, read_table(table), rules))


@dataclass(frozen=True)
class _Cut:
    """A part of the table with its rows (bands of its own lines), the probability of each, that of
    an edge above each line and below the last; and for each column how probable it is that a piece
    is one cell with the next over an edge."""

    part: Part
    bands: list[Band]
    rows: list[Band]
    probabilities: list[float]
    edges: list[float]
    goes_on: list[list[float]]

    @property
    def one_cell(self) -> list[list[bool]]:
        return [[chance > 0.5 for chance in column] for column in self.goes_on]


def read_table(table: Table) -> Recovery:
    """The rows of a table that was found, with their confidence."""
    found, grounds = read_rows(table)
    sure = iter(calibrated(grounds, load_confidence(table.found.exact)).tolist())
    lines = [
        replace(line, confidence=next(sure)) if isinstance(line, RawRow) else line for line in found
    ]
    furniture = [*_furniture(table), *said_again(table, lines)]
    least = load_sure(table.found.exact)
    return Recovery("spaced", table.columns, tuple(lines), tuple(furniture), "", sure=least)


def read_rows(table: Table) -> tuple[list[Section | RawRow], list[Grounds]]:
    """The sections and rows of a table, and what each row rests on."""
    parts = parts_of(table)
    cuts, middle = _cut(table, parts)
    levels = levels_of(table, [Rows(cut.part, cut.rows, cut.one_cell) for cut in cuts])
    filled = _filled(table, cuts)
    lines: list[Section | RawRow] = []
    grounds: list[Grounds] = []
    shown: list[list[Shown]] = []
    sections = sorted(table.sections)
    area = -1
    for number, cut in enumerate(cuts):
        above = [(level.keys, level.groups[number]) for level in levels]
        while sections and sections[0] < cut.part.every[0]:
            area = sections.pop(0)
            lines.append(_section(table, area))
        for row, ground, cells in _rows(table, cut, above, middle, filled):
            lines.append(row)
            grounds.append(ground._replace(area=area not in table.odd))
            shown.append(cells)
    lines += [_section(table, i) for i in sections]
    if not table.found.exact:  # on pages columns do not touch, and pages are to be read fast
        agreed = agreements(shown, table.fields)
        grounds = [ground._replace(agreement=a) for ground, a in zip(grounds, agreed, strict=True)]
    return lines, grounds


def known_habits(
    table: Table, stretches: Sequence[Stretch], bands: Sequence[Sequence[Band]]
) -> Habits:
    """What a first reading tells of a document: how it sets its cells and, in text, where cells
    begin by their words. (On pages, which are to be read fast, columns and steps tell enough.)"""
    habits = habits_of(stretches, bands)
    if table.found.exact:
        return habits
    return replace(habits, opens=openings(stretches, bands, table.fields, detail_columns(table)))


def _cut(table: Table, parts: Sequence[Part]) -> tuple[list[_Cut], list[bool]]:
    """Every part cut into rows, in two passes; and for each detail column whether it sets its
    cells in the middle of their rows."""
    first, later = load_weights(table.found.exact)
    filled = [part for part in parts if part.own]
    bands = [cut_rows(see(part.stretch, None), first)[0] for part in filled]
    habits = known_habits(table, [part.stretch for part in filled], bands)
    cuts: list[_Cut] = []
    for part in parts:
        if not part.own:
            cuts.append(_Cut(part, [], [], [], [], []))
            continue
        best, scores, span = cut_rows(see(part.stretch, habits), later)
        sums = sum_cuts(scores)
        probabilities, _ = band_probabilities(scores, sums)
        rows = [band for band in best if not band.free]
        goes_on, at = [], 0
        for pieces in part.stretch.pieces:
            count = max(0, len(pieces) - 1)
            goes_on.append((1 / (1 + np.exp(-span[at : at + count]))).tolist())
            at += count
        sure = [float(probabilities[band.first, band.last]) for band in rows]
        edges = np.exp(sums.before + sums.after - sums.total).tolist()
        cuts.append(_Cut(part, best, rows, sure, edges, goes_on))
    return cuts, [bool(place[1] > place[0]) for place in habits.places]


class _Filled(NamedTuple):
    """What a row without a cell in a column costs, and how unusual it is there."""

    cost: float
    unusual: float


def _filled(table: Table, cuts: Sequence[_Cut]) -> list[_Filled]:
    """For each detail column what a row without a cell means, by how many there are."""
    rows = sum(len(cut.rows) for cut in cuts)
    found = []
    for k, column in enumerate(detail_columns(table)):
        held = 0
        for cut in cuts:
            lines = [piece.line for piece in cut.part.stretch.pieces[k]]
            held += sum(any(b.first <= line <= b.last for line in lines) for b in cut.rows)
        cost = empty_cost(table.columns[column].key.split(":")[0], rows - held, rows)
        found.append(_Filled(cost, float(np.log((rows + 1) / (rows - held + 0.5)))))
    return found


_Above = Sequence[tuple[tuple[str, ...], Sequence[Group]]]


def _rows(
    table: Table,
    cut: _Cut,
    above: _Above,
    middle: Sequence[bool],
    filled: Sequence[_Filled],
) -> list[tuple[RawRow, Grounds, list[Shown]]]:
    """The rows of a part with what each rests on, and the cells that begin in it. `above` has the
    columns merged over rows, from the components up, and the groups of lines that they are merged
    over; for each detail column whether it sets its cells in the middle of their rows, and what a
    row without a cell means."""
    every, own, stretch = cut.part.every, cut.part.own, cut.part.stretch
    place = {i: k for k, i in enumerate(every)}
    starts = [place[own[row.first]] for row in cut.rows]
    groups = above[0][1] if above else ()
    group_of = [_group_at(groups, start) for start in starts]
    details = detail_columns(table)
    keys = [column.key for column in table.columns]
    one_cell = cut.one_cell
    merged: list[list[Merged]] = []
    for k in range(len(details)):
        cells = column_cells(stretch, cut.bands, k, one_cell[k]) if cut.rows else []
        merged.append(
            cover(stretch, cut.rows, group_of, cells, filled[k].cost, middle[k]) if cells else []
        )
    found: list[tuple[RawRow, Grounds, list[Shown]]] = []
    for number, start in enumerate(starts):
        cells_of_row: dict[str, Cell] = {}
        held: list[tuple[int, Merged]] = []
        shown: list[Shown] = []
        for level, (level_keys, level_groups) in enumerate(above):
            if not level_groups:
                continue
            group = level_groups[_group_at(level_groups, start)]
            begins = not number or starts[number - 1] < group.first
            if level or begins:
                cells_of_row |= cells_above(table, every, group, level_keys)
            if begins:
                shown += lines_above(table, every, group, level_keys)
        for k, column in enumerate(details):
            for cell in merged[k]:
                if cell.first <= number <= cell.last:
                    before = cells_of_row.get(keys[column], ())
                    spans = [span for piece in cell.pieces for span in spans_of(piece.words)]
                    cells_of_row[keys[column]] = (*before, *spans)
                    held.append((k, cell))
                    if cell.first == number:
                        shown.append((column, [piece.words for piece in cell.pieces]))
        flags = ("target_missing",) if "target" in keys and not cells_of_row.get("target") else ()
        ground = _grounds(table, cut, number, held, middle, filled)
        if groups:
            under, missing = 1.0, 0
            for level_keys, level_groups in above:
                group = level_groups[_group_at(level_groups, start)]
                under *= group.under[start - group.first]
                has = cells_above(table, every, group, level_keys)
                missing += sum(not cell for cell in has.values())
            sure = groups[group_of[number]].probability
            ground = ground._replace(group=sure, under=under, headless=missing)
        shown.sort(key=lambda cell: cell[0])
        found.append((RawRow(cells_of_row, flags), ground, shown))
    if not cut.rows and above:
        for group in groups:
            row = RawRow(cells_above(table, every, group, above[0][0]))
            found.append((row, Grounds(0.5), lines_above(table, every, group, above[0][0])))
    return found


def _group_at(groups: Sequence[Group], line: int) -> int:
    """Which group a line stands in."""
    return next((k for k, group in enumerate(groups) if group.first <= line <= group.last), 0)


def _grounds(
    table: Table,
    cut: _Cut,
    number: int,
    held: Sequence[tuple[int, Merged]],
    middle: Sequence[bool],
    filled: Sequence[_Filled],
) -> Grounds:
    """What a row of a part rests on but for its component; `held` are its cells with the number of
    their detail column."""
    row, own, stretch = cut.rows[number], cut.part.own, cut.part.stretch
    rests_on = {own[i] for i in range(row.first, row.last + 1)}
    rests_on.update(own[piece.line] for _, cell in held for piece in cell.pieces)
    runs_on = 1.0
    for pieces, chances in zip(stretch.pieces, cut.goes_on, strict=True):
        for (above, below), chance in zip(pairwise(pieces), chances, strict=True):
            if above.line < row.first <= below.line or above.line <= row.last < below.line:
                runs_on *= max(chance, 1 - chance)
    spread = [(k, cell) for k, cell in held if cell.first != cell.last]
    columns = [k for k, _ in held]
    empty = [k for k in range(len(stretch.pieces)) if k not in columns]
    pages = stretch.pages
    return Grounds(
        cut.probabilities[number],
        cut.edges[row.first],
        cut.edges[row.last + 1],
        columns=float(np.prod([table.shared[i].probability for i in rests_on])),
        runs_on=runs_on,
        merged=len(spread),
        merged_target=any(stretch.fields[k] == "target" for k, _ in spread),
        merged_many=sum(cell.last - cell.first > 1 for _, cell in spread),
        two_in_one=len(columns) > len(set(columns)),
        empty=len(empty),
        unusual=sum(filled[k].unusual for k in empty),
        off=sum(off_place(stretch, cut.rows, cell, middle[k]) for k, cell in spread),
        height=row.last - row.first + 1,
        over_page=bool(pages[row.first] != pages[row.last]),
        page_edge=row.last + 1 < len(pages) and bool(pages[row.last] != pages[row.last + 1]),
        free=sum(band.free and band.first in (row.first - 1, row.last + 1) for band in cut.bands),
        small=sum(kind_of(cell.pieces[0].words[0].text) == "small" for _, cell in held),
        joining=sum(_joins(cell.pieces[-1].words[-1].text) for _, cell in held),
    )


def _joins(last: str) -> bool:
    """Whether a cell ends as if words of it stood elsewhere."""
    return last[-1] in ",/&-" or last.lower() in JOINING


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
