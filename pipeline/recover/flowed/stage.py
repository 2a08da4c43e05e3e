"""Stage 4, flowed: rows from text that has lost its geometry.

The words of the export are cut into cells by an exact search (`semimarkov`) over whole readings,
weighed by named evidence (`evidence`) with weights and word counts from training (`model`). The
first reading then tells the document's own habits – how wide its columns are, how its cells
begin –, the network of words is adapted to it (`adapted`), and the search is made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import Furniture, RawRow, Recovery, Section, Source
from pipeline.recover.carried import with_merged
from pipeline.recover.explain import explain, filled
from pipeline.recover.flowed.adapted import adapted
from pipeline.recover.flowed.confidence import calibrated
from pipeline.recover.flowed.doubted import (
    with_doubted_areas,
    with_doubted_groups,
    with_doubted_numbers,
    with_doubted_rests,
)
from pipeline.recover.flowed.evidence import (
    Observed,
    observe,
    see,
)
from pipeline.recover.flowed.habits import habits_of
from pipeline.recover.flowed.layout import Layout, layout_of
from pipeline.recover.flowed.marked import with_lost_schedules, without_marks
from pipeline.recover.flowed.model import load_model
from pipeline.recover.flowed.numbers import find_numbering
from pipeline.recover.flowed.order import TRUSTED, order_features, ordered_odds, times_going_on
from pipeline.recover.flowed.remembered import Memory
from pipeline.recover.flowed.rows import Reading, rows_of, with_doubt_of_shared, with_schedules
from pipeline.recover.flowed.scores import chain
from pipeline.recover.flowed.semimarkov import Chain, Floats, Segment, best_reading, sum_readings
from pipeline.recover.flowed.several import tables_in
from pipeline.recover.flowed.stream import Stream, read_streams
from pipeline.recover.flowed.units import with_units
from pipeline.recover.sections import with_area_column
from pipeline.recover.several import united
from pipeline.recover.shared import with_shared_cells
from pipeline.recover.tablerows import CARRIED
from pipeline.rules import Rules

PASSES = 3
# Of the times of a text in order no more go on, on the next line, with other words; in those of
# plans that the model has not seen at most a fifth do.
_MOST_GOING_ON = 0.5
# Of the rows of a text this share may lack a cell, or have one, only because they were misread.
_MISREAD = 0.1
# The last row whose time goes on, on the next line, with other words is as likely wrong as right.
# Of 63 others of which the search was as sure as of those that need no review, 62 are right.
_GOING_ON_CONFIDENCE = 0.5
# By how much the second way to take a header has to be more plausible than the first: it was so by
# 0.4 to 1.0 in six texts with two names, and by 0.12 at most in 140 with one.
_CLEARLY = 0.3
# Of 1,862 invented plans the rows of none have less than 0.727 of their indicators, actions,
# evidence and targets; cells of one column that follow one another are rows without the other ones.
_FEWEST_FILLED = 0.65
# Of the rows of a text that was read as if it were cell after cell, and is not, at most this share
# is right.
_LOST_CONFIDENCE = 0.1


@dataclass(frozen=True)
class Table:
    """A stream's best reading, its sections and rows with the search's probability of each, and
    what stands outside of the table."""

    stream: Stream
    layout: Layout
    reading: Reading
    lines: list[Section | RawRow]
    outside: list[Furniture]

    @property
    def probable(self) -> list[float]:
        """The search's probability of each row."""
        return [line.confidence for line in self.lines if isinstance(line, RawRow)]

    @property
    def plausible(self) -> float:
        """How probable the rows are, how well the words go with their cells, and what all readings
        together say of a word."""
        total = self.reading.sums.total / len(self.stream.words)
        return float(np.mean(self.probable or [0.0])) + self.reading.agreement + float(total)


def recover_flowed(source: Source, rules: Rules, memory: Memory | None = None) -> Recovery | None:
    """The table of a text without geometry; None where the text holds no header of a table.
    `memory` holds the cells of earlier plans of the same office."""
    own = (_recover_table(part, rules, memory) for part in tables_in(source, rules))
    tables = [table for table in own if table]
    return explain(source, united(tables)) if tables else None


def _recover_table(source: Source, rules: Rules, memory: Memory | None) -> Recovery | None:
    """The one table of a text; None where it holds no header."""
    table = read_table(source, rules, memory)
    if table is None:
        return None
    stream, layout, reading = table.stream, table.layout, table.reading
    own = with_merged(table.lines, stream.columns, "indicator", misread=_MISREAD)
    lines = with_shared_cells(source, own, layout.keys)
    lines = _asking(with_doubt_of_shared(stream, reading, own, lines), layout)
    lines = with_units(source, stream.columns, lines)
    lines = with_schedules(source, stream.columns, lines, rules)
    flags: tuple[str, ...] = ()
    model = load_model()
    order = model.order if memory is None else model.order_with_memory
    sure = model.sure if memory is None else model.sure_with_memory
    seen = order_features(stream, layout, reading.segments, reading.agreement, table.probable)
    ordered = ordered_odds(seen, order)
    fitted = model.confidence if memory is None else model.confidence_with_memory
    lines = _with_confidence(lines, reading.agreement, ordered, fitted)
    going_on = times_going_on(stream, [line for line in lines if isinstance(line, RawRow)])
    lines = with_doubted_groups(stream, layout, _with_doubt(lines, going_on))
    lines = with_doubted_rests(layout, table.lines, lines)
    lines = with_doubted_numbers(stream, layout, with_doubted_areas(source, lines))
    timed = [further for further in going_on if further is not None]
    sparse = filled(stream.columns, [line for line in lines if isinstance(line, RawRow)])
    going = sum(timed) > _MOST_GOING_ON * len(timed)
    if ordered < TRUSTED or going or sparse < _FEWEST_FILLED:
        lines, flags = _distrusted(lines), ("order_lost",)
    furniture = (*stream.furniture, *table.outside)
    recovery = Recovery(
        "flowed", stream.columns, tuple(lines), furniture, "", flags=flags, sure=sure
    )
    recovery = with_area_column(source, recovery, rules)
    return replace(recovery, agreement=reading.agreement, ordered=ordered)


def read_table(source: Source, rules: Rules, memory: Memory | None = None) -> Table | None:
    """The rows of a text as the search finds them; None where it holds no header of a table. Where
    the header can be taken in two ways, both are read: names that are not the table's have words
    below them that go with no column."""
    tables = []
    for whole in read_streams(source, rules):
        if whole.words and whole.columns:
            plain = without_marks(whole, rules)
            stream = plain or whole
            layout = layout_of(stream.columns, rules)
            reading = decode(stream, layout, rules, memory)
            lines, outside = rows_of(stream, layout, reading, rules)
            lines = with_lost_schedules(lines) if plain else lines
            tables.append(Table(stream, layout, reading, lines, outside))
    if len(tables) > 1 and tables[1].plausible < tables[0].plausible + _CLEARLY:
        return tables[0]
    return tables[-1] if tables else None


def decode(stream: Stream, layout: Layout, rules: Rules, memory: Memory | None = None) -> Reading:
    """The best reading of a stream after `PASSES` passes."""
    model = load_model()
    weights = model.weights if memory is None else model.weights_with_memory
    numbering = find_numbering(stream, rules)
    observed = observe(stream, layout, model.network, memory)
    searched = chain(see(observed, numbering), weights[0])
    for number in range(1, PASSES):
        segments, _ = best_reading(searched)
        habits = habits_of(observed, segments)
        observed = adapted(observed, model.network, segments, searched)
        del searched  # a long text's scores are large: those of one pass at a time
        searched = chain(see(observed, numbering, habits), weights[min(number, len(weights) - 1)])
    segments, _ = best_reading(searched)
    agrees = _agrees(observed, searched, segments)
    return Reading(segments, searched, sum_readings(searched), agrees)


def _agrees(observed: Observed, searched: Chain, segments: Sequence[Segment]) -> Floats:
    """(n,): the log probability of each word in the cell it was put in, by the network; less of it
    the more the cell is one of the earlier plan."""
    begins, goes_on = observed.words["context"][1][[0, -1], 0]
    agrees = np.zeros(len(observed.stream.words))
    for segment in segments:
        for part in searched.parts(segment):
            agrees[part.start : part.end] = goes_on[part.start : part.end, part.state]
        if segment.state != observed.layout.continued:
            agrees[segment.start] += begins[segment.start, segment.state]
        known = observed.wholes.get((segment.start, segment.end, segment.state), 0.0)
        agrees[segment.start : segment.end] *= 1.0 - known
    return agrees


def _asking(lines: Sequence[Section | RawRow], layout: Layout) -> list[Section | RawRow]:
    """The rows that begin a component without a target flagged: nothing above them tells by the
    plan's habits whether the cell was empty."""
    return [
        replace(line, flags=tuple(dict.fromkeys([*line.flags, "target_missing"])))
        if isinstance(line, RawRow)
        and "target" in layout.keys
        and "target" not in line.cells
        and any(line.cells.get(key) for key in CARRIED)
        else line
        for line in lines
    ]


def _with_confidence(
    lines: Sequence[Section | RawRow], agreement: float, ordered: float, fitted: Sequence[float]
) -> list[Section | RawRow]:
    """The rows with their calibrated confidence for the search's probability."""
    found = [
        (line.confidence, line.agreement or 0.0, line.flags)
        for line in lines
        if isinstance(line, RawRow)
    ]
    sure = iter(calibrated(found, agreement, ordered, fitted).tolist())
    return [
        replace(line, confidence=next(sure)) if isinstance(line, RawRow) else line for line in lines
    ]


def _with_doubt(
    lines: Sequence[Section | RawRow], going_on: Sequence[bool | None]
) -> list[Section | RawRow]:
    """The rows, with the last one in doubt where its time goes on with other words: these may be no
    part of the table, but who signs it."""
    last = max((i for i, line in enumerate(lines) if isinstance(line, RawRow)), default=0)
    return [
        replace(line, confidence=min(line.confidence, _GOING_ON_CONFIDENCE))
        if isinstance(line, RawRow) and i == last and going_on[-1]
        else line
        for i, line in enumerate(lines)
    ]


def _distrusted(lines: Sequence[Section | RawRow]) -> list[Section | RawRow]:
    """The rows of a text that was read as if it were in order, and is not."""
    return [
        replace(line, confidence=min(line.confidence, _LOST_CONFIDENCE))
        if isinstance(line, RawRow)
        else line
        for line in lines
    ]
