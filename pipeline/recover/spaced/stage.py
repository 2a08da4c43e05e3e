"""Stage 3, spaced: rows from text and pages whose columns stand in place.

The header says which columns there are (`heading`), white space where they stand (`columns`), and
the lines of a page are told apart (`table`) and cut into rows by trained evidence (`bands`,
`evidence`). Components and cells that are merged over several rows are then laid over them
(`components`, `merged`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.model import Cell, Furniture, RawRow, Recovery, Section, Source
from pipeline.recover.explain import explain
from pipeline.recover.flowed.rows import with_schedules
from pipeline.recover.sections import with_area_column
from pipeline.recover.several import united
from pipeline.recover.spaced.again import expected_columns
from pipeline.recover.spaced.agreement import Shown, agreements
from pipeline.recover.spaced.areanames import with_whole_areas
from pipeline.recover.spaced.bands import Band, Scores, band_probabilities, row_chances, sum_cuts
from pipeline.recover.spaced.columns import share_again
from pipeline.recover.spaced.confidence import Grounds, calibrated, calibrated_by_trees
from pipeline.recover.spaced.crossed import crossing_chances
from pipeline.recover.spaced.evidence import see
from pipeline.recover.spaced.heads import Rows, levels_of, said_again, shown_rows
from pipeline.recover.spaced.model import (
    load_confidence,
    load_crossing,
    load_sure,
    load_trees,
    load_weights,
)
from pipeline.recover.spaced.openings import opening_odds, openings
from pipeline.recover.spaced.rowcells import Cut, filled_of, rows_of
from pipeline.recover.spaced.rows import chances_of_joints, cut_rows, habits_of
from pipeline.recover.spaced.schedule import one_each
from pipeline.recover.spaced.several import tables_among
from pipeline.recover.spaced.standing import standing_in, with_stand_ins
from pipeline.recover.spaced.stretch import Floats, Habits, Stretch
from pipeline.recover.spaced.table import (
    Part,
    Table,
    begins_with_number,
    detail_columns,
    find_table,
    parts_of,
)
from pipeline.recover.spaced.words import Lines, in_columns, lines_of_pages, lines_of_text, spans_of
from pipeline.recover.startend import with_start_and_end
from pipeline.recover.subsections import with_subsections
from pipeline.recover.timecolumn import with_time_column
from pipeline.rules import Rules

# Of rows, that have a cell of their own in a column that does not group them.
_OWN = 0.85
# Numbers of a component, of those that have any, from which they count rows.
_SEVERAL = 1.25


def recover_spaced(source: Source, rules: Rules) -> Recovery | None:
    """The table of text or pages whose columns stand in place; None where none has a header."""
    if source.boxes is None and source.format != "text":
        return None
    found = lines_of_text(source) if source.boxes is None else lines_of_pages(source)
    if not in_columns(found.lines):
        return None
    tables, furniture = tables_among(found, rules)
    read = [own for lines in tables if (own := _recover_table(source, lines, rules))]
    return explain(source, united(read, furniture)) if read else None


def _recover_table(source: Source, lines: Lines, rules: Rules) -> Recovery | None:
    """The table of some lines; None where no line is a header."""
    table = find_table(lines, rules)
    if table is None:
        return None
    table = _numbers_told(table)
    recovery = read_table(table)
    if _groups_rows(table, recovery):
        recovery = read_table(with_stand_ins(table))
    return _timed(source, recovery, rules)


def _groups_rows(table: Table, recovery: Recovery) -> bool:
    """Whether the cells of columns without a field that may group rows stand over several, as many
    rows have none of their own."""
    if not standing_in(table.columns, table.fields):
        return False
    rows = [line for line in recovery.lines if isinstance(line, RawRow)]
    fields = zip(table.columns, table.fields, strict=True)
    keys = [column.key for column, field in fields if field == "group"]
    return any(sum(bool(r.cells.get(key)) for r in rows) < _OWN * len(rows) for key in keys)


def _timed(source: Source, recovery: Recovery, rules: Rules) -> Recovery:
    """The recovery with its areas and times as a grid's: the column that names areas, those that
    say when without saying so, and what stands in columns of months or quarters."""
    recovery = with_subsections(source, recovery, rules) or recovery
    recovery = with_area_column(source, with_whole_areas(source, recovery, rules), rules)
    lines = with_schedules(source, recovery.columns, recovery.lines, rules)
    recovery = with_start_and_end(source, replace(recovery, lines=tuple(lines)), rules)
    return with_time_column(source, recovery, rules)


def read_table(table: Table) -> Recovery:
    """The rows of a table that was found, with their confidence."""
    found, grounds = read_rows(table)
    if table.found.exact:
        sure = iter(calibrated(grounds, load_confidence(True)).tolist())
    else:
        sure = iter(calibrated_by_trees(grounds, load_trees()).tolist())
    lines = [
        replace(line, confidence=next(sure)) if isinstance(line, RawRow) else line for line in found
    ]
    furniture = [*_furniture(table), *said_again(table, lines)]
    least = load_sure(table.found.exact)
    lines = _as_named(table, lines)
    return Recovery("spaced", table.named, tuple(lines), tuple(furniture), "", sure=least)


def _as_named(table: Table, lines: Sequence[Section | RawRow]) -> list[Section | RawRow]:
    """The lines with the cells of columns that stand for others under the names of their own; what
    stands for a component is in each of its rows, as what has no field is, and so is a component
    where rows have numbers of their own."""
    names = {
        known.key: own.key
        for known, own in zip(table.columns, table.named, strict=True)
        if known.key != own.key
    }
    in_each = "component" in names or table.rows_numbered
    if not names and not in_each:
        return list(lines)
    above: dict[str, Cell] = {}
    result: list[Section | RawRow] = []
    for line in lines:
        if isinstance(line, RawRow):
            begins = any(key in line.cells for key in table.heads)
            if in_each:
                above = {} if begins or not above else above
                above |= {k: c for k, c in line.cells.items() if k in table.heads}
            cells = {names.get(k, k): c for k, c in {**above, **line.cells}.items()}
            line = replace(line, cells=cells)
        else:
            above = {}
        result.append(line)
    return result


def read_rows(table: Table) -> tuple[list[Section | RawRow], list[Grounds]]:
    """The sections and rows of a table, and what each row rests on."""
    if not table.found.exact and not table.schedule:  # no word tells which month a mark is of
        table = shared_again(table)
    parts = parts_of(table)
    cuts, middle = _cut(table, parts)
    rows = [Rows(cut.part, cut.rows, cut.one_cell) for cut in cuts]
    levels = before = levels_of(table, rows)
    if levels and not table.found.exact:
        opens = opening_odds(shown_rows(table, rows, levels), table.fields)
        levels = levels_of(table, rows, opens)
    filled = filled_of(table, cuts)
    lines: list[Section | RawRow] = []
    grounds: list[Grounds] = []
    shown: list[list[Shown]] = []
    sections = sorted(table.sections)
    area = -1
    for number, cut in enumerate(cuts):
        above = [(level.keys, level.groups[number]) for level in levels]
        earlier = [(level.keys, level.groups[number]) for level in before]
        while sections and sections[0] < cut.part.every[0]:
            area = sections.pop(0)
            lines.append(_section(table, area))
        for row, ground, cells in rows_of(table, cut, above, middle, filled, earlier):
            lines.append(row)
            grounds.append(ground._replace(area=area not in table.odd))
            shown.append(cells)
    lines += [_section(table, i) for i in sections]
    if not table.found.exact:  # on pages columns do not touch, and pages are to be read fast
        agreed = agreements(shown, table.fields)
        grounds = [ground._replace(agreement=a) for ground, a in zip(grounds, agreed, strict=True)]
    return lines, grounds


def first_rows(table: Table) -> list[list[Shown]]:
    """The cells of a table's rows, one after the other, as the first pass reads them."""
    rows = _first_cut(table)
    return shown_rows(table, rows, levels_of(table, rows))


def _first_cut(table: Table) -> list[Rows]:
    """The parts of a table with their rows, as the first pass cuts them."""
    weights = load_weights(table.found.exact)[0]
    rows: list[Rows] = []
    for part in parts_of(table):
        if not part.own:
            rows.append(Rows(part, [], []))
            continue
        bands, _, span = cut_rows(see(part.stretch, None), weights)
        one_cell = [[chance > 0.5 for chance in own] for own in _goes_on(part.stretch, span)]
        rows.append(Rows(part, [band for band in bands if not band.free], one_cell))
    return rows


def _numbers_told(table: Table) -> Table:
    """A table of text whose numbers are those of rows if many components have several."""
    if table.found.exact or table.heads != ("component_no", "component"):
        return table
    rows = _first_cut(table)
    groups = numbers = 0
    for cut, own in zip(rows, levels_of(table, rows)[0].groups, strict=True):
        for group in own:
            inside = cut.part.every[group.first : group.last + 1]
            held = sum(begins_with_number(table.lines[i], table.shared[i]) for i in inside)
            groups, numbers = groups + bool(held), numbers + held
    return replace(table, rows_numbered=True) if numbers > _SEVERAL * groups else table


def shared_again(table: Table) -> Table:
    """A table of text whose words stand in the columns that they are expected in by what was first
    read of its rows."""
    expected = expected_columns(table, first_rows(table))
    numbered = table.columns[0].key == "component_no"
    places = share_again(table.found, table.places, expected, numbered)
    return replace(
        table, places=replace(places, shared=one_each(table.lines, places.shared, table.periods))
    )


def known_habits(
    table: Table, stretches: Sequence[Stretch], first: Sequence[tuple[list[Band], Scores, Floats]]
) -> Habits:
    """What a first reading (of each stretch what `cut_rows` gives) tells of a document: how it sets
    its cells and, in text, where cells begin by their words. (On pages, which are to be read fast,
    columns and steps tell enough.)"""
    bands = [cut for cut, _, _ in first]
    habits = habits_of(stretches, bands, [span for _, _, span in first])
    if table.found.exact:
        return habits
    return replace(habits, opens=openings(stretches, bands, table.fields, detail_columns(table)))


def _cut(table: Table, parts: Sequence[Part]) -> tuple[list[Cut], list[bool]]:
    """Every part cut into rows, in two passes; and for each detail column whether it sets its
    cells in the middle of their rows."""
    first, later = load_weights(table.found.exact)
    filled = [part for part in parts if part.own]
    once = [cut_rows(see(part.stretch, None), first) for part in filled]
    habits = known_habits(table, [part.stretch for part in filled], once)
    cuts: list[Cut] = []
    firsts = iter([cut for cut, _, _ in once])
    for part in parts:
        if not part.own:
            cuts.append(Cut(part, [], [], [], [], []))
            continue
        best, scores, span = cut_rows(see(part.stretch, habits), later)
        sums = sum_cuts(scores)
        probabilities, _ = band_probabilities(scores, sums)
        rows = [band for band in best if not band.free]
        goes_on = _goes_on(part.stretch, span)
        if table.found.exact:
            sure = row_chances(scores, sums, rows, chances_of_joints(part.stretch, span))
        else:
            sure = [float(probabilities[band.first, band.last]) for band in rows]
        edges = np.exp(sums.before + sums.after - sums.total).tolist()
        before = frozenset((band.first, band.last) for band in next(firsts))
        cuts.append(Cut(part, best, rows, sure, edges, goes_on, before))
    if not table.found.exact:
        cuts = crossing_chances(table, cuts, habits, load_crossing())
    return cuts, [bool(place[1] > place[0]) for place in habits.places]


def _goes_on(stretch: Stretch, span: Floats) -> list[list[float]]:
    """For each column how probable it is that a piece is one cell with the next over an edge, by
    the log odds of all."""
    chances = (1 / (1 + np.exp(-span))).tolist()
    found: list[list[float]] = []
    for pieces in stretch.pieces:
        count = max(0, len(pieces) - 1)
        found.append(chances[:count])
        chances = chances[count:]
    return found


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
