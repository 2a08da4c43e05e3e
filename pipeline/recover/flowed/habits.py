"""The habits of a document, as a reading of it shows them: what the next reading goes by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.recover.flowed.evidence import (
    CASES,
    MOST_LINES,
    PUNCTUATION,
    SIDES,
    Habits,
    Observed,
    text_states,
    turns_at,
)
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lexicon import count_cells, roles_of
from pipeline.recover.flowed.lines import column_widths
from pipeline.recover.flowed.semimarkov import Floats, Segment
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.flowed.torn import torn_rows


def habits_of(observed: Observed, segments: Sequence[Segment]) -> Habits:
    """What a reading of the document tells for the next."""
    stream, layout = observed.stream, observed.layout
    cells = [s for s in segments if s.state != layout.continued]
    words = ((layout.fields[s.state], stream.words[s.start : s.end]) for s in cells)
    counted = {
        start: (layout.fields[s.state], roles_of(i, s.end - s.start))
        for s in cells
        for i, start in enumerate(stream.starts[s.start : s.end].tolist())
    }
    return Habits(
        column_widths(observed.lines, stream, len(layout), cells),
        count_cells(words),
        counted,
        gap_habits(stream, cells),
        empty_habits(layout, cells),
        side_habits(observed, cells),
        *_seams(observed, segments),
        torn_rows(stream, layout, observed.lines, segments),
    )


def _seams(
    observed: Observed, segments: Sequence[Segment]
) -> tuple[dict[int, tuple[int, int]], Floats, Floats]:
    """`Habits.seams`, `joints` and `turns` of a reading."""
    stream, size = observed.stream, len(observed.layout)
    seams: dict[int, tuple[int, int]] = {}
    joints = np.zeros((len(Gap), size + 1, size))
    begun = np.zeros(len(stream.words), dtype=np.int64)
    before = size
    for segment in segments:
        seams[int(stream.starts[segment.start])] = (before, segment.state)
        joints[stream.gaps[segment.start], before, segment.state] += 1
        begun[segment.start] = 1
        before = segment.state
    turns = np.zeros((2, len(CASES), len(PUNCTUATION), 2))
    np.add.at(turns, (*turns_at(stream, observed.turns), begun), 1)
    return seams, joints, turns


def side_habits(observed: Observed, segments: Sequence[Segment]) -> Floats:
    """For each side of a cell the log of how much more often a gap stands there, in this
    document, when the cell has so many lines; smoothed."""
    counts = np.zeros((len(SIDES), len(Gap), MOST_LINES))
    line, is_text = observed.lines.number, text_states(observed.layout)
    after = np.append(observed.stream.gaps, Gap.PAGE)
    for segment in segments:
        if is_text[segment.state]:
            count = min(line[segment.end - 1] - line[segment.start], MOST_LINES - 1)
            counts[0, after[segment.start], count] += 1
            counts[1, after[segment.end], count] += 1
    total = counts.sum(axis=(1, 2), keepdims=True).clip(1)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=2, keepdims=True) / total
    return np.asarray(np.log((counts + 1.0) / (expected + 1.0)))


def empty_habits(layout: Layout, segments: Sequence[Segment]) -> Floats:
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


def gap_habits(stream: Stream, segments: Sequence[Segment]) -> Floats:
    """For each kind of gap the log odds that it stands between two cells of the reading."""
    between = np.zeros(len(stream.words), dtype=bool)
    between[[segment.start for segment in segments]] = True
    counts = [
        (np.sum(between & (stream.gaps == gap)), np.sum(~between & (stream.gaps == gap)))
        for gap in Gap
    ]
    return np.array([np.log((joints + 1.0) / (inside + 1.0)) for joints, inside in counts])
