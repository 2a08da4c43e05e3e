"""The rows of a part put together: the cells of each, those merged over several rows too, and what
each row rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.model import Cell, RawRow
from pipeline.recover.joining import JOINING
from pipeline.recover.spaced.agreement import Shown
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.components import Group
from pipeline.recover.spaced.confidence import Grounds
from pipeline.recover.spaced.covering import lay, see_cells, touched_rows
from pipeline.recover.spaced.heads import cells_above, lines_above
from pipeline.recover.spaced.merged import Filled, Merged, column_cells, empty_cost, off_place
from pipeline.recover.spaced.model import load_cover, weights_by_hand
from pipeline.recover.spaced.stretch import Piece
from pipeline.recover.spaced.table import Part, Table, detail_columns, parted
from pipeline.recover.spaced.words import LIST_MARKS, kind_of, spans_of

_LEAST = 1e-4  # of a probability


@dataclass(frozen=True)
class Cut:
    """A part of the table with its rows (bands of its own lines), the probability of each, that of
    an edge above each line and below the last; for each column how probable it is that a piece is
    one cell with the next over an edge; and the first and last lines of the rows that the pass
    before read."""

    part: Part
    bands: list[Band]
    rows: list[Band]
    probabilities: list[float]
    edges: list[float]
    goes_on: list[list[float]]
    before: frozenset[tuple[int, int]] = frozenset()

    @property
    def one_cell(self) -> list[list[bool]]:
        return [[chance > 0.5 for chance in column] for column in self.goes_on]


def filled_of(table: Table, cuts: Sequence[Cut]) -> list[Filled]:
    """For each detail column what a row without a cell means, by how many there are."""
    rows = sum(len(cut.rows) for cut in cuts)
    found = []
    for k, column in enumerate(detail_columns(table)):
        held = several = cells = 0
        for cut in cuts:
            lines = [piece.line for piece in cut.part.stretch.pieces[k]]
            held += sum(any(b.first <= line <= b.last for line in lines) for b in cut.rows)
            own = column_cells(cut.part.stretch, cut.bands, k, cut.one_cell[k]) if cut.rows else []
            cells += len(own)
            several += sum(first != last for first, last in touched_rows(cut.rows, own))
        field = table.columns[column].key.split(":")[0]
        cost = empty_cost(field, rows - held, rows)
        unusual = float(np.log((rows + 1) / (rows - held + 0.5)))
        found.append(Filled(cost, unusual, field == "indicator", several / max(1, cells)))
    return found


Above = Sequence[tuple[tuple[str, ...], Sequence[Group]]]


def rows_of(
    table: Table,
    cut: Cut,
    above: Above,
    middle: Sequence[bool],
    filled: Sequence[Filled],
    earlier: Above = (),
) -> list[tuple[RawRow, Grounds, list[Shown]]]:
    """The rows of a part with what each rests on, and the cells that begin in it. `above` has the
    columns merged over rows, from the components up, and the groups of lines that they are merged
    over; for each detail column whether it sets its cells in the middle of their rows, and what a
    row without a cell means; `earlier` is `above` as the pass before read it, if there was one."""
    every, own, stretch = cut.part.every, cut.part.own, cut.part.stretch
    place = {i: k for k, i in enumerate(every)}
    starts = [place[own[row.first]] for row in cut.rows]
    groups = above[0][1] if above else ()
    group_of = [_group_at(groups, start) for start in starts]
    details = detail_columns(table)
    keys = [column.key for column in table.columns]
    one_cell = cut.one_cell
    merged: list[list[Merged]] = []
    covered, by_hand = np.ones(len(cut.rows)), np.ones(len(cut.rows))
    for k in range(len(details)):
        cells = column_cells(stretch, cut.bands, k, one_cell[k]) if cut.rows else []
        merged.append([])
        if cells:
            seen = see_cells(stretch, cut.rows, group_of, k, cells, filled[k], middle[k])
            best, given = lay(seen, load_cover(table.found.exact))
            merged[k] = _merged(cut, cells, best)
            covered *= given
            others, chances = lay(seen, weights_by_hand())
            by_hand *= np.array(chances) if others == best else _LEAST
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
                    for piece in cell.pieces:
                        for c, words in parted(table, column, piece.words).items():
                            before = cells_of_row.get(keys[c], ())
                            cells_of_row[keys[c]] = (*before, *spans_of(words))
                    held.append((k, cell))
                    if cell.first == number and column not in table.schedule:
                        shown.append((column, [piece.words for piece in cell.pieces]))
        flags = ("target_missing",) if "target" in keys and not cells_of_row.get("target") else ()
        ground = _grounds(table, cut, number, held, middle, filled)
        ground = ground._replace(
            covered=float(covered[number]), covered_by_hand=float(by_hand[number])
        )
        if groups:
            under, missing = 1.0, 0
            for level_keys, level_groups in above:
                group = level_groups[_group_at(level_groups, start)]
                under *= group.under[start - group.first]
                has = cells_above(table, every, group, level_keys)
                missing += sum(not cell for cell in has.values())
            sure = groups[group_of[number]].probability
            under_before = _as_before(table, every, start, above, earlier)
            own_group = group_of[number]
            ground = ground._replace(
                group=sure, under=under, headless=missing, under_before=under_before,
                rows_of_group=group_of.count(own_group),
                first_of_group=not number or group_of[number - 1] != own_group,
                last_of_group=group_of[number + 1 : number + 2] != [own_group],
            )  # fmt: skip
        shown.sort(key=lambda cell: cell[0])
        found.append((RawRow(cells_of_row, flags), ground, shown))
    if not cut.rows and above:
        for group in groups:
            row = RawRow(cells_above(table, every, group, above[0][0]))
            found.append((row, Grounds(0.5), lines_above(table, every, group, above[0][0])))
    return found


def _as_before(
    table: Table, every: Sequence[int], start: int, above: Above, before: Above
) -> float:
    """The probability by the pass before that the row beginning on a line stands under what it was
    found to stand under; 0 where that was something else."""
    chance = 1.0
    for (keys, groups), (_, earlier) in zip(above, before, strict=False):
        own, other = groups[_group_at(groups, start)], earlier[_group_at(earlier, start)]
        alike = cells_above(table, every, own, keys) == cells_above(table, every, other, keys)
        chance *= other.under[start - other.first] if alike else 0.0
    return chance


def _merged(
    cut: Cut, cells: Sequence[Sequence[Piece]], best: Sequence[tuple[int, int]] | None
) -> list[Merged]:
    """Cells over the rows they cover; where they cannot stand below one another, over those that
    their lines stand in."""
    if best is None:
        last = len(cut.rows) - 1
        best = [(min(a, last), max(b, min(a, last))) for a, b in touched_rows(cut.rows, cells)]
    return [Merged(tuple(own), *rows) for own, rows in zip(cells, best, strict=True)]


def _group_at(groups: Sequence[Group], line: int) -> int:
    """Which group a line stands in."""
    return next((k for k, group in enumerate(groups) if group.first <= line <= group.last), 0)


def _grounds(
    table: Table,
    cut: Cut,
    number: int,
    held: Sequence[tuple[int, Merged]],
    middle: Sequence[bool],
    filled: Sequence[Filled],
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
    details = detail_columns(table)
    said = [cell for k, cell in held if details[k] not in table.schedule]
    empty = [k for k in range(len(stretch.pieces)) if k not in columns]
    told = {k for k in range(len(details)) if middle[k] or details[k] in table.schedule}
    told |= {k for k, column in enumerate(details) if table.fields[column] == "group"}
    carried = {
        stretch.fields[k]
        for k, cell in spread
        if k not in told and cell.pieces[-1].line < row.first and _in_one(cut.rows, cell)
    }
    pages = stretch.pages
    return Grounds(
        cut.probabilities[number],
        cut.edges[row.first],
        cut.edges[row.last + 1],
        columns=float(np.prod([table.shared[i].probability for i in rests_on])),
        columns_before=float(np.prod([table.shared[i].before for i in rests_on])),
        alike=not cut.before or (row.first, row.last) in cut.before,
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
        small=sum(kind_of(cell.pieces[0].words[0].text) == "small" for cell in said),
        joining=sum(_joins(cell.pieces[-1].words[-1].text) for _, cell in held),
        cells=len(set(columns)),
        words=sum(len(piece.words) for _, cell in held for piece in cell.pieces),
        late_marks=sum(_marked_late(cell.pieces) for _, cell in held),
        later_items=sum(kind_of(cell.pieces[0].words[0].text) == "item"
                        and cell.pieces[0].words[0].text not in LIST_MARKS for _, cell in held),
        indicator_carried="indicator" in carried,
        other_carried=bool(carried - {"indicator"}),
    )  # fmt: skip


def _in_one(rows: Sequence[Band], cell: Merged) -> bool:
    """Whether all lines of a cell stand in one row."""
    first, last = cell.pieces[0].line, cell.pieces[-1].line
    return any(row.first <= first and last <= row.last for row in rows)


def _marked_late(pieces: Sequence[Piece]) -> bool:
    """Whether a later line of a cell begins an item, and the first does not."""
    marked = ["item" in kind_of(piece.words[0].text) for piece in pieces]
    return any(marked) and not marked[0]


def _joins(last: str) -> bool:
    """Whether a cell ends as if words of it stood elsewhere."""
    return last[-1] in ",/&-" or last.lower() in JOINING
