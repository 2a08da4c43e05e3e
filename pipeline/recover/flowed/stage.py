"""Stage 4, flowed: rows from text that has lost its geometry.

The words of the export are cut into cells by an exact search (`semimarkov`) over whole readings,
weighed by named evidence (`evidence`) with weights and word counts from training (`model`). The
first reading then tells the document's own habits – how wide its columns are, how its cells
begin – and the search is made again with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Cell, Furniture, RawRow, Recovery, Section, Source, Span
from pipeline.recover.explain import explain
from pipeline.recover.flowed.confidence import calibrated
from pipeline.recover.flowed.evidence import (
    MOST_LINES,
    SIDES,
    Layout,
    Seen,
    chain,
    lines_of,
    see,
    text_states,
)
from pipeline.recover.flowed.lexicon import Lexicon, count_cells
from pipeline.recover.flowed.model import load_model
from pipeline.recover.flowed.numbers import find_numbering
from pipeline.recover.flowed.remembered import Memory
from pipeline.recover.flowed.semimarkov import (
    Chain,
    Segment,
    Sums,
    best_reading,
    sum_readings,
)
from pipeline.recover.flowed.stream import Gap, Stream, read_stream
from pipeline.recover.numbering import letter, roman
from pipeline.rules import Rules

PASSES = 3
# A column's width is read from at least this many wrapped lines.
_FEWEST_LINES = 4
_FULL_LINE_QUANTILE = 0.9
_HEADS = ("component_no", "component")


def recover_flowed(source: Source, rules: Rules, memory: Memory | None = None) -> Recovery | None:
    """The table of a text without geometry; None where the text holds no header of a table.
    `memory` holds the cells of earlier plans of the same office."""
    stream = read_stream(source, rules.headers)
    if not stream.words or not stream.columns:
        return None
    layout = Layout(tuple(column.key for column in stream.columns))
    reading = decode(stream, layout, rules.areas, memory)
    lines, outside = _lines(stream, layout, reading)
    lines = _with_confidence(lines, memory is not None)
    furniture = (*stream.furniture, *outside)
    return explain(source, Recovery("flowed", stream.columns, tuple(lines), furniture, ""))


@dataclass(frozen=True)
class Reading:
    """A decoded stream: the best reading, and the sums from which its probabilities follow."""

    segments: list[Segment]
    chain: Chain
    sums: Sums


def decode(
    stream: Stream, layout: Layout, areas: Sequence[str], memory: Memory | None = None
) -> Reading:
    """The best reading of a stream after `PASSES` passes."""
    model = load_model()
    weights = model.weights if memory is None else model.weights_with_memory
    numbering = find_numbering(stream, areas)
    seen = first_sight(layout, model.lexicon, memory)
    for number in range(PASSES):
        features = see(stream, layout, numbering, seen)
        searched = chain(features, weights[min(number, len(weights) - 1)])
        segments, _ = best_reading(searched)
        if number < PASSES - 1:
            seen = second_sight(stream, layout, seen, segments)
    return Reading(segments, searched, sum_readings(searched))


def first_sight(layout: Layout, trained: Lexicon, memory: Memory | None = None) -> Seen:
    """What is known of a document before it was read once."""
    return Seen(trained, np.full(len(layout), np.nan), memory=memory)


def second_sight(stream: Stream, layout: Layout, seen: Seen, segments: Sequence[Segment]) -> Seen:
    """What a reading of the document tells for the next: its column widths and its own words."""
    fields = layout.fields
    own = count_cells((fields[s.state], stream.words[s.start : s.end]) for s in segments)
    widths = column_widths(stream, layout, segments)
    habits, empties = gap_habits(stream, segments), empty_habits(layout, segments)
    sides = side_habits(stream, layout, segments)
    return Seen(seen.trained, widths, own, seen.memory, habits, empties, sides)


def side_habits(stream: Stream, layout: Layout, segments: Sequence[Segment]) -> NDArray[np.float64]:
    """For each side of a cell the log of how much more often a gap stands there, in this
    document, when the cell has so many lines; smoothed."""
    counts = np.zeros((len(SIDES), len(Gap), MOST_LINES))
    lines, is_text = lines_of(stream.gaps.astype(np.int64)), text_states(layout)
    after = np.append(stream.gaps, Gap.PAGE)
    for segment in segments:
        if is_text[segment.state]:
            count = min(lines[segment.end - 1] - lines[segment.start], MOST_LINES - 1)
            counts[0, after[segment.start], count] += 1
            counts[1, after[segment.end], count] += 1
    total = counts.sum(axis=(1, 2), keepdims=True).clip(1)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=2, keepdims=True) / total
    return np.asarray(np.log((counts + 1.0) / (expected + 1.0)))


def empty_habits(layout: Layout, segments: Sequence[Segment]) -> NDArray[np.float64]:
    """For each state the log odds that a row of the reading leaves it empty."""
    columns = len(layout.keys)
    rows, before = 0, columns
    filled = np.zeros(len(layout))
    for segment in segments:
        filled[segment.state] += 1
        if segment.state < columns and (before >= columns or segment.state <= before):
            rows += 1
        before = segment.state
    return np.clip(np.log((rows - filled + 0.5).clip(0.5) / (filled + 0.5)), -4.0, 2.0)


def gap_habits(stream: Stream, segments: Sequence[Segment]) -> NDArray[np.float64]:
    """For each kind of gap the log odds that it stands between two cells of the reading."""
    between = np.zeros(len(stream.words), dtype=bool)
    between[[segment.start for segment in segments]] = True
    counts = [
        (np.sum(between & (stream.gaps == gap)), np.sum(~between & (stream.gaps == gap)))
        for gap in Gap
    ]
    return np.array([np.log((joints + 1.0) / (inside + 1.0)) for joints, inside in counts])


def column_widths(
    stream: Stream, layout: Layout, segments: Sequence[Segment]
) -> NDArray[np.float64]:
    """The width of each state's column in characters: a high quantile of the lengths of the lines
    that a cell goes on after; nan where there are too few."""
    lengths: list[list[int]] = [[] for _ in range(len(layout))]
    for segment in segments:
        line_start = segment.start
        for i in range(segment.start + 1, segment.end):
            if stream.gaps[i] != Gap.SPACE:
                length = stream.ends[i - 1] - stream.starts[line_start]
                lengths[segment.state].append(int(length))
                line_start = i
    return np.array(
        [
            np.quantile(found, _FULL_LINE_QUANTILE) if len(found) >= _FEWEST_LINES else np.nan
            for found in lengths
        ]
    )


def _lines(
    stream: Stream, layout: Layout, reading: Reading
) -> tuple[list[Section | RawRow], list[Furniture]]:
    """Segments → sections and rows with the probability of each; and what is not table."""
    lines: list[Section | RawRow] = []
    outside: list[Furniture] = []
    row: list[Segment] = []
    segments = reading.segments
    above = [1.0]  # probability of the component that the next row stands under

    def finish(end: int) -> None:
        """End the row whose last segment stands before `end`."""
        if row:
            first = end - len(row)
            probability = probability_of(reading, segments, first, first + len(row))
            heads = [s for s in row if layout.fields[s.state] in _HEADS]
            if heads:
                above[0] = probability_of(reading, segments, first, first + len(heads))
            cells = {layout.keys[s.state]: _cell(stream, s) for s in row}
            # A row stands under its component: it is right only if that one is. A row without a
            # target may share a merged one with the rows around it: flat text cannot tell.
            shared = "target" in layout.keys and "target" not in cells
            flags = ("target_missing",) if shared else ()
            lines.append(RawRow(cells, flags, min(probability, above[0])))
            row.clear()

    for k, segment in enumerate(segments):
        if segment.state >= len(layout.keys):
            finish(k)
            cell = _cell(stream, segment)
            if segment.state == layout.section:
                lines.append(_section(stream, segment))
            else:
                outside += [Furniture(span, "signature") for span in cell]
        else:
            if row and segment.state <= row[-1].state:
                finish(k)
            row.append(segment)
    finish(len(segments))
    return lines, outside


def _with_confidence(
    lines: Sequence[Section | RawRow], remembering: bool
) -> list[Section | RawRow]:
    """The rows with their calibrated confidence for the search's probability."""
    model = load_model()
    fitted = model.confidence_with_memory if remembering else model.confidence
    found = [line.confidence for line in lines if isinstance(line, RawRow)]
    sure = iter(calibrated(found, fitted).tolist())
    return [
        replace(line, confidence=next(sure)) if isinstance(line, RawRow) else line for line in lines
    ]


def _section(stream: Stream, segment: Segment) -> Section:
    head = stream.words[segment.start]
    numbered = (roman(head) or letter(head)) and segment.end - segment.start > 1
    cut = segment.start + 1 if numbered else segment.start
    return Section(
        _cell(stream, Segment(segment.start, cut, segment.state)),
        _cell(stream, Segment(cut, segment.end, segment.state)),
    )


def _cell(stream: Stream, segment: Segment) -> Cell:
    """The places of a segment's words, cut where page furniture stands between them."""
    spans: list[Span] = []
    start = segment.start
    for i in range(segment.start + 1, segment.end + 1):
        if i == segment.end or stream.gaps[i] == Gap.PAGE:
            spans.append(Span(int(stream.starts[start]), int(stream.ends[i - 1])))
            start = i
    return tuple(spans) if segment.end > segment.start else ()


def probability_of(reading: Reading, segments: Sequence[Segment], first: int, last: int) -> float:
    """The probability, among all readings, of those that hold segments `first` … `last` - 1 just
    so and go on with a segment of the same kind as the best reading does."""
    sums, searched = reading.sums, reading.chain
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
