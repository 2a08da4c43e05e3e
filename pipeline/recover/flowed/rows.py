"""From the segments of the best reading to the rows of a table, with the probability of each and
the runner-up reading of those that are in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import Cell, Column, Furniture, RawRow, Section, Source, Span, cell_text
from pipeline.recover.flowed.begun import with_begun_rows
from pipeline.recover.flowed.cutheads import (
    with_rest_of,
    with_whole_areas,
    with_whole_components,
)
from pipeline.recover.flowed.doubted import UNGROUPED
from pipeline.recover.flowed.headings import name_from
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.semimarkov import Chain, Floats, Segment, Sums, runner_up
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.periods import levels_in, periods_of
from pipeline.recover.tablerows import normal_mark, schedule_of
from pipeline.rules import Rules

_HEADS = ("component_no", "component")
# A row below this probability keeps its runner-up reading.
_CERTAIN = 0.99


@dataclass(frozen=True)
class Reading:
    """A decoded stream: the best reading, the sums from which its probabilities follow, and how
    well each word `agrees` with it (n,): its log probability by the network of context."""

    segments: list[Segment]
    chain: Chain
    sums: Sums
    agrees: Floats

    @property
    def agreement(self) -> float:
        """How well words go with the cells they were put in: the mean over all. Text that is not
        cell after cell has words that go with none."""
        return float(self.agrees.mean())


def rows_of(
    stream: Stream, layout: Layout, reading: Reading, rules: Rules
) -> tuple[list[Section | RawRow], list[Furniture]]:
    """Sections and rows with the search's probability of each; and what is not table."""
    lines: list[Section | RawRow] = []
    on_new_pages: set[int] = set()
    outside: list[Furniture] = []
    segments = reading.segments
    # A row is right only if its section and its component are: both were found, and no other
    # begins between them and the row. Sections without numbers are counted from the first on.
    heads_of_rows = [s for s, field in enumerate(layout.fields) if field in (*_HEADS, "group")]
    groups = [s for s, field in enumerate(layout.fields) if field == "group"]
    indicators = [s for s, field in enumerate(layout.fields) if field == "indicator"]
    section = _Above(_begins(reading, [layout.section]))
    component = _Above(_begins(reading, heads_of_rows))
    group = _Above(_begins(reading, groups))
    # So is one whose indicator stands in a row above.
    indicator = _Above(_begins(reading, indicators))
    for first, last in _groups(layout, segments):
        head = segments[first]
        if stream.gaps[head.start] == Gap.PAGE:
            on_new_pages.add(len(lines))
        if head.state == layout.section:
            heading = _section(stream, head, rules)
            lines.append(heading)
            found = probability_of(reading, first, last)
            section = section.below(head, found, bool(heading.number))
            component = component.below(head, 1.0, True)
            indicator = indicator.below(head, 1.0, True)
        elif head.state == layout.outside:
            outside += [Furniture(span, "signature") for span in _cell(stream, head)]
        else:
            row = segments[first:last]
            share = reading.chain.share(row[-1])
            probability = probability_of(reading, first, last) * share
            # What a page left of the row may be of the cells that rows below have from it.
            left = {s.state for s in reading.chain.parts(row[-1])} if len(row) > 1 else set()
            heads = sum(s.state in heads_of_rows for s in row)
            if heads:
                found = probability_of(reading, first, first + heads)
                found = found if left.isdisjoint(heads_of_rows) else min(found, probability)
                component = component.below(segments[first + heads - 1], found, True)
                indicator = indicator.below(segments[first + heads - 1], 1.0, True)
                if any(s.state in groups for s in row):
                    group = group.below(segments[first + heads - 1], found, True)
            component = replace(component, probability=min(component.probability, share))
            above = (section, group, component)
            probability = min(probability, *(a.at(head.start) for a in above))
            for k in range(first, last):
                if segments[k].state in indicators:
                    found = probability_of(reading, k, k + 1)
                    found = min(found, share if left.isdisjoint(indicators) else probability)
                    indicator = indicator.below(segments[k], found, True)
            probability = min(probability, indicator.at(row[-1].start))
            other = None
            if probability < _CERTAIN:
                other = _first_row(
                    stream, layout, reading.chain, _other_reading(reading, first, last)
                )
            flags = ("page_broken",) if row[-1].state == layout.continued else ()
            agreement = float(reading.agrees[row[0].start : row[-1].end].mean())
            cells = _cells(stream, layout, reading.chain, row)
            own = {s.state for s in row}
            for state in sorted(left & set(heads_of_rows) - own):
                key = layout.keys[state]
                lines = with_rest_of(lines, key, cells.pop(key), probability)
                component = replace(component, probability=min(component.probability, probability))
            lines.append(RawRow(cells, flags, probability, other, agreement=agreement))
    lines = with_whole_areas(
        stream, lines, on_new_pages, [layout.keys[state] for state in groups], rules
    )
    lines = with_whole_components(stream, lines, on_new_pages)
    lines = with_begun_rows(lines, on_new_pages, layout.keys)
    return _with_groups(lines, layout), outside


def _begins(reading: Reading, states: Sequence[int]) -> Floats:
    """(n + 1,): the expected number of segments in any of some states that begin before a word
    and that the best reading does not hold."""
    sums = reading.sums
    begins = np.zeros(len(sums.begins))
    if states:
        found = sums.begins[:, states] + sums.after_begin[:, states] - sums.total
        begins = np.exp(np.minimum(found, 0.0)).sum(axis=1)
    begins[[s.start for s in reading.segments if s.state in states]] = 0.0
    return np.concatenate([[0.0], np.cumsum(begins)])


@dataclass(frozen=True)
class _Above:
    """What stands above the next rows and holds for them: found with a `probability` before word
    `since`; `others` as `_begins` counts them."""

    others: Floats
    since: int = 0
    probability: float = 1.0

    def at(self, word: int) -> float:
        """The probability that it holds for a row that begins at a word."""
        missed = float(self.others[max(word + 1, self.since)] - self.others[self.since])
        return self.probability * max(0.0, 1.0 - missed)

    def below(self, segment: Segment, found: float, anew: bool) -> _Above:
        """Another one was found; if not `anew`, it counts on from those before."""
        earlier = 1.0 if anew else self.at(segment.start)
        return replace(self, since=segment.end, probability=found * earlier)


def _groups(layout: Layout, segments: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """The first segment of each row, section and part outside the table, and the one after it."""
    first = 0
    for k in range(1, len(segments) + 1):
        if k < len(segments):
            before, state = segments[k - 1].state, segments[k].state
            if before < state < len(layout.keys) or state == layout.continued:
                continue
        yield first, k
        first = k


def with_doubt_of_shared(
    stream: Stream,
    reading: Reading,
    before: Sequence[Section | RawRow],
    lines: Sequence[Section | RawRow],
) -> list[Section | RawRow]:
    """The lines with rows that share a cell of another one, as they did not `before`, no more
    probable than that the cell was read right where it stands."""
    firsts = {int(stream.starts[s.start]): k for k, s in enumerate(reading.segments)}
    result: list[Section | RawRow] = []
    for own, line in zip(before, lines, strict=True):
        if isinstance(line, RawRow) and isinstance(own, RawRow):
            shared = [cell for key, cell in line.cells.items() if cell and key not in own.cells]
            places = [firsts[cell[0].start] for cell in shared if cell[0].start in firsts]
            found = [probability_of(reading, k, k + 1) for k in places]
            line = replace(line, confidence=min([line.confidence, *found]))
        result.append(line)
    return result


def with_schedules(
    source: Source, columns: Sequence[Column], lines: Sequence[Section | RawRow], rules: Rules
) -> list[Section | RawRow]:
    """The rows with what they have in columns of months or quarters."""
    periods = periods_of([levels_in(column.header, rules) for column in columns], rules)
    if not any(periods):
        return list(lines)
    blanks = {normal_mark(mark) for mark in rules.tables.blanks}
    result: list[Section | RawRow] = []
    for line in lines:
        if isinstance(line, RawRow):
            found = [
                (index, period, text, (0, index))
                for index, (column, period) in enumerate(zip(columns, periods, strict=True))
                if period
                and (text := cell_text(source, line.cells.get(column.key, ())))
                and normal_mark(text) not in blanks
            ]
            line = replace(line, schedule=schedule_of(found, rules))
        result.append(line)
    return result


def _with_groups(lines: Sequence[Section | RawRow], layout: Layout) -> list[Section | RawRow]:
    """The rows with the cells of columns that group them: each holds until the next, and with it
    the number that stands beside it where rows have none of their own. A row that no such cell
    stands above is as likely wrong as right."""
    groups = [
        key for key, field in zip(layout.keys, layout.fields, strict=False) if field == "group"
    ]
    numbered = layout.fields[:2] == ("component_no", "group") and "component" not in layout.fields
    above: dict[str, Cell] = {}
    result: list[Section | RawRow] = []
    for line in lines:
        if isinstance(line, RawRow):
            begun = {key: line.cells[key] for key in groups if key in line.cells}
            above |= begun
            if begun and numbered:
                above.pop("component_no", None)
            if begun and numbered and "component_no" in line.cells:
                above["component_no"] = line.cells["component_no"]
            line = replace(line, cells={**above, **line.cells, **begun})
            if any(key not in above for key in groups):
                flags = tuple(dict.fromkeys([*line.flags, "cell_missing"]))
                line = replace(line, flags=flags, confidence=min(line.confidence, UNGROUPED))
        result.append(line)
    return result


def _cells(
    stream: Stream, layout: Layout, searched: Chain, row: Sequence[Segment]
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for segment in row:
        for part in searched.parts(segment):
            key = layout.keys[part.state]
            cells[key] = cells.get(key, ()) + _cell(stream, part)
    return cells


def _cell(stream: Stream, segment: Segment) -> Cell:
    """The places of a segment's words, cut where page furniture stands between them."""
    if segment.end == segment.start:
        return ()
    cuts = np.flatnonzero(stream.gaps[segment.start + 1 : segment.end] == Gap.PAGE)
    firsts = [segment.start, *(cuts + segment.start + 1).tolist()]
    lasts = [*(first - 1 for first in firsts[1:]), segment.end - 1]
    return tuple(
        Span(int(stream.starts[first]), int(stream.ends[last]))
        for first, last in zip(firsts, lasts, strict=True)
    )


def _section(stream: Stream, segment: Segment, rules: Rules) -> Section:
    cut = name_from(stream.words, segment.start, segment.end, rules)
    return Section(
        _cell(stream, Segment(segment.start, cut, segment.state)),
        _cell(stream, Segment(cut, segment.end, segment.state)),
    )


def probability_of(reading: Reading, first: int, last: int) -> float:
    """The probability, among all readings, of those that hold segments `first` … `last` - 1 of the
    best one just so and go on with a segment of the same kind as it does."""
    segments, sums, searched = reading.segments, reading.sums, reading.chain
    score = sums.begins[segments[first].start, segments[first].state]
    for k in range(first, last):
        segment = segments[k]
        block = searched.segments(segment.end - 1, segment.end)
        score += block[0, segment.end - segment.start - 1, segment.state]
        if k + 1 < len(segments):
            score += searched.joints(segment.end)[segment.state, segments[k + 1].state]
    if last < len(segments):
        score += sums.after_begin[segments[last].start, segments[last].state]
    else:
        score += searched.final[segments[-1].state]
    return float(min(1.0, np.exp(score - sums.total)))


def _other_reading(reading: Reading, first: int, last: int) -> list[Segment]:
    """The best other reading of the words of segments `first` … `last` - 1, all else as it is."""
    segments, searched = reading.segments, reading.chain
    before = segments[first - 1].state if first else searched.states
    after = segments[last].state if last < len(segments) else None
    return runner_up(searched, segments[first:last], before, after)


def _first_row(
    stream: Stream, layout: Layout, searched: Chain, segments: Sequence[Segment]
) -> dict[str, Cell] | None:
    """The row that a reading of a row's words begins with; None where it begins with none."""
    for first, last in _groups(layout, segments):
        if segments[first].state < len(layout.keys):
            return _cells(stream, layout, searched, segments[first:last])
    return None
