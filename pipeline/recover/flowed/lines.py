"""Lines of a stream measured as they were set: how wide they are, and whether the next word would
have fitted.

A line inside of a cell ends because the next word did not fit its column. How many letters fit
depends on the letters, so widths are measured in ems of a proportional typeface.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.semimarkov import Floats, Segment
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.typeface import SPACE, width_of

Ints = NDArray[np.int64]

# Slack of a line: how much of its column's width would be left after the next word. Below zero
# the next word would not have fitted, far above the line was cut short.
WRAP_EDGES = np.array([-0.12, -0.05, -0.015, 0.015, 0.05, 0.12, 0.25, 0.45])
# How far a line is longer than its column is wide.
OVER_EDGES = np.array([0.005, 0.03, 0.08, 0.2])
_FULL = 0.97  # quantile of the lengths of lines that a cell goes on after: the column's width
# A column's width is read from at least this many such lines.
_FEWEST_LINES = 4


@dataclass(frozen=True)
class Lines:
    """Where each word of a stream stands on its line. `left`, `right` (n,): its edges in ems on a
    ruler laid along all the words; `first`, `next` (n,): the index of the first word of its line
    and of the next line (n where none); `number` (n,): the line's own."""

    left: Floats
    right: Floats
    first: Ints
    next: Ints
    number: Ints


def lines_of(stream: Stream) -> Lines:
    """The lines of a stream."""
    n = len(stream.words)
    widths = np.array([width_of(word) for word in stream.words])
    right = np.cumsum(widths + SPACE) - SPACE
    begins = stream.gaps != Gap.SPACE
    begins[:1] = True
    starts = np.flatnonzero(begins)
    number = np.cumsum(begins) - 1
    return Lines(right - widths, right, starts[number], np.append(starts[1:], n)[number], number)


def slack(lines: Lines, widths: Floats) -> Floats:
    """(n, S): for the rest of each word's line, from that word on, the share of each of the S
    column widths that the first word of the next line would have left; nan where none follows."""
    n = len(lines.left)
    following = np.where(lines.next < n, lines.next, 0)
    length = lines.right[following - 1] - lines.left
    word = lines.right[following] - lines.left[following] + SPACE
    left = (widths - (length + word)[:, None]) / widths
    left[lines.next >= n] = np.nan
    return np.asarray(left)


def excess(lines: Lines, widths: Floats) -> Floats:
    """(n, S): how far the rest of each word's line is longer than the columns, as a share."""
    length = lines.right[lines.next - 1] - lines.left
    return np.asarray(length[:, None] / widths - 1)


def column_widths(lines: Lines, stream: Stream, states: int, segments: Sequence[Segment]) -> Floats:
    """The width of each state's column in ems: a high quantile of the lengths of the lines that a
    cell goes on after; nan where there are too few."""
    lengths: list[list[float]] = [[] for _ in range(states)]
    breaks = (stream.gaps != Gap.SPACE).tolist()
    for segment in segments:
        line_start = segment.start
        for i in range(segment.start + 1, segment.end):
            if breaks[i]:
                lengths[segment.state].append(float(lines.right[i - 1] - lines.left[line_start]))
                line_start = i
    return np.array(
        [np.quantile(found, _FULL) if len(found) >= _FEWEST_LINES else np.nan for found in lengths]
    )
