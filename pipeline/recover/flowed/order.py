"""Whether a text is cell after cell, told from how well it could be read as if it were.

Tools that set lines of neighbouring cells side by side, or sort words by their place, leave text
that has lost its order. Read as cells, its words go with their cells badly, its rows are
improbable, cells begin with small letters about as often as lines that go on, and lines end inside
of cells though the next word would have fitted. A logistic regression on these tells it from text
in order. Besides, text is not in order where most times go on, on the next line, with words that
tell no time: what is left of the row's other cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model import RawRow
from pipeline.recover.flowed.evidence import text_states
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lines import column_widths, lines_of, slack
from pipeline.recover.flowed.semimarkov import Floats, Segment
from pipeline.recover.flowed.stream import Gap, Stream

ORDER_FEATURES = ("constant", "words", "rows", "capitals", "lines", "cells")
# Texts below these log odds are taken to be out of order; the rows of those a little above are in
# doubt by `confidence`.
TRUSTED = 0.0
_CLOSEST = 0.003  # no agreement is taken to be closer
_LONGEST_ODDS = 5.0
# A row of more columns than most wide plans have is less probable as a whole, not by the cell.
_USUAL_COLUMNS = 9
_ROOM = 0.12  # share of its column's width that a line cut short leaves free at least


def order_features(
    stream: Stream,
    layout: Layout,
    segments: Sequence[Segment],
    agreement: float,
    rows: Sequence[float],
) -> Floats:
    """(6,): `ORDER_FEATURES` of a reading, with the agreement of all its words and the search's
    probability of each of its rows."""
    lines = lines_of(stream)
    cells = [segment for segment in segments if segment.state != layout.continued]
    widths = column_widths(lines, stream, len(layout), cells)
    known = ~np.isnan(widths)
    left = slack(lines, np.where(known, widths, 1.0))
    is_text = text_states(layout)
    small = np.zeros((2, 2))  # a cell begins or goes on, with a capital or a small letter
    short = [0, 0]  # lines inside of cells: all, and those that end early
    breaks = (stream.gaps != Gap.SPACE).tolist()
    for segment in cells:
        if not is_text[segment.state]:
            continue
        for i in range(segment.start, segment.end):
            if i > segment.start and not breaks[i]:
                continue
            letter = stream.words[i][0]
            if letter.isalpha():
                small[int(i > segment.start), int(letter.islower())] += 1
            if i > segment.start and known[segment.state]:
                first = max(int(lines.first[i - 1]), segment.start)
                short[0] += 1
                short[1] += bool(left[first, segment.state] > _ROOM)
    shares = small[:, 1] / small.sum(axis=1).clip(1)
    of_usual = min(1.0, _USUAL_COLUMNS / len(stream.columns))
    likely = float(np.mean(np.asarray(rows) ** of_usual)) if len(rows) else 0.0
    odds = np.log((likely + 1e-9) / (1 - likely + 1e-9))
    return np.array(
        [
            1.0,
            -np.log(max(-agreement, _CLOSEST)),
            np.clip(odds, -_LONGEST_ODDS, _LONGEST_ODDS),
            shares[0] - shares[1],
            np.log((short[1] + 0.5) / (short[0] - short[1] + 0.5)),
            10 * len(segments) / max(len(stream.words), 1),
        ]
    )


def times_going_on(stream: Stream, rows: Sequence[RawRow]) -> list[bool | None]:
    """For each row whether its target goes on after its last time on another line; None where it
    has no time."""
    ends = np.zeros(len(stream.words), dtype=bool)
    ends[[last for _, last in stream.phrases]] = True
    found: list[bool | None] = []
    for row in rows:
        spans = row.cells.get("target", ())
        places = [np.searchsorted(stream.starts, (span.start, span.end)) for span in spans]
        words = [i for first, last in places for i in range(first, last)]
        timed = [k for k, i in enumerate(words) if ends[i]]
        rest = words[timed[-1] + 1 :] if timed else []
        found.append(any(stream.gaps[i] != Gap.SPACE for i in rest) if timed else None)
    return found


def ordered_odds(features: Floats, coefficients: Sequence[float]) -> float:
    """The log odds that a text is in order."""
    return float(features @ np.asarray(coefficients))
