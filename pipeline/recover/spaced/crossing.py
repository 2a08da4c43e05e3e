"""Whether a cell runs on over the edge between two rows, once the rows are known.

The search for rows (`bands`) weighs all edges at once and sees two lines of a column only by
themselves. Once the rows stand, more can be seen of a text: where the cell would stand in all its
rows, and where its halves would in theirs, as cells stand at the top or in the middle of what they
are merged over; and whether the network that reads text without columns, shown both lines one after
the other, expects that a cell begins with the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.recover.joining import JOINING
from pipeline.recover.spaced.agreement import Shown
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.openings import opening_odds
from pipeline.recover.spaced.stretch import Floats, Piece, Stretch, step_between
from pipeline.recover.spaced.words import kind_of

_PERHAPS = -4.0  # log odds from which two lines are shown to the network as one cell
_MOST, _MOST_OFF = 8.0, 3.0
_FIELDS = ("indicator", "action", "evidence", "target")
NAMES = (
    *("constant", "odds", "low odds", "opens", "opens if one", "small", "number"),
    *("no room", "much room", "small, no room", "capital, much room"),
    *("after stop", "after joining", "over a page", "near step", "far", "rows between"),
    *("mark between", "marks in both"),
    *(f"in {field}" for field in _FIELDS),
    *("off above, top", "off below, top", "off one, top"),
    *("off above, middle", "off below, middle", "off one, middle"),
    *("away from edge", "touch the edge", "habit"),
)
_AT = {name: k for k, name in enumerate(NAMES)}


def bands_of_lines(bands: Sequence[Band]) -> dict[int, int]:
    """Which band each line stands in."""
    return {i: n for n, band in enumerate(bands) for i in range(band.first, band.last + 1)}


def opens_if_one(
    stretches: Sequence[Stretch],
    cuts: Sequence[Sequence[Band]],
    spans: Sequence[Sequence[Sequence[float]]],
    fields: Sequence[str],
    columns: Sequence[int],
) -> Mapping[int, float]:
    """Where a line of a cell begins in the source → the log odds that it begins the cell, were it
    shown together with the line above wherever these may be one cell; `spans` are the log odds of
    that for each column of each stretch."""
    rows: list[list[Shown]] = []
    for stretch, bands, odds in zip(stretches, cuts, spans, strict=True):
        band_of = bands_of_lines(bands)
        cells: list[dict[int, list[Piece]]] = [{} for _ in bands]
        for column, pieces, own in zip(columns, stretch.pieces, odds, strict=True):
            row = -1
            for k, piece in enumerate(pieces):
                if not k or (
                    band_of[piece.line] != band_of[pieces[k - 1].line] and own[k - 1] < _PERHAPS
                ):
                    row = band_of[piece.line]
                cells[row].setdefault(column, []).append(piece)
        rows += [[(c, [p.words for p in own]) for c, own in sorted(cell.items())] for cell in cells]
    return opening_odds(rows, fields)


def see_crossings(
    stretch: Stretch,
    bands: Sequence[Band],
    column: int,
    odds: Sequence[float],
    opens: tuple[Mapping[int, float], Mapping[int, float]],
    habit: float,
) -> dict[int, Floats]:
    """For each joint (a piece and the next, by the number of the first) of a column that an edge
    between rows crosses, what can be seen of it; `odds` are those of the search that it is one
    cell, `opens` where cells begin by their words as first read, and were the lines one cell, and
    `habit` the log odds that cells of the column run on."""
    pieces, band_of = stretch.pieces[column], bands_of_lines(bands)
    found = {}
    for k in range(len(pieces) - 1):
        above, below = pieces[k], pieces[k + 1]
        upper, lower = band_of[above.line], band_of[below.line]
        # Whether an item of a list goes on with the one above, the search knows by their marks.
        if upper != lower and "item" not in kind_of(below.words[0].text):
            vector = _words(stretch, column, above, below)
            log_odds = float(np.clip(odds[k], -_MOST, _MOST))
            start = below.words[0].span.start
            vector[_AT["odds"]], vector[_AT["low odds"]] = log_odds, min(0.0, log_odds)
            vector[_AT["opens"]] = opens[0].get(start, 0.0)
            vector[_AT["opens if one"]] = opens[1].get(start, 0.0)
            vector[_AT["habit"]] = habit
            vector[_AT["rows between"]] = lower - upper - 1
            _places(stretch, pieces, k, (bands[upper], bands[lower]), vector)
            found[k] = vector
    return found


def _words(stretch: Stretch, column: int, above: Piece, below: Piece) -> Floats:
    vector = np.zeros(len(NAMES))
    vector[0] = 1.0
    first, last = below.words[0], above.words[-1].text
    room = stretch.full[column] - above.used - stretch.space - first.wide
    kind = kind_of(first.text)
    vector[_AT["small"]] = kind == "small"
    vector[_AT["number"]] = kind == "other"
    vector[_AT["no room"]], vector[_AT["much room"]] = room < 0, room > 4
    vector[_AT["small, no room"]] = kind == "small" and room < 0
    vector[_AT["capital, much room"]] = kind == "capital" and room > 4
    vector[_AT["after stop"]] = last[-1] in ".;:)"
    vector[_AT["after joining"]] = last[-1] in ",/-&" or last.lower() in JOINING
    down = step_between(stretch, above, below)
    vector[_AT["over a page"]] = down is None
    vector[_AT["near step"]] = down is not None and down < 1.2
    vector[_AT["far"]] = min(_MOST_OFF, max(0.0, (down or 0.0) - 1.2))
    for name, lines in (("mark between", stretch.numbers), ("marks in both", stretch.names)):
        vector[_AT[name]] = any(above.line < i <= below.line for i in lines)
    if stretch.fields[column] in _FIELDS:
        vector[_AT[f"in {stretch.fields[column]}"]] = 1.0
    return vector


def _places(
    stretch: Stretch, pieces: Sequence[Piece], k: int, rows: tuple[Band, Band], vector: Floats
) -> None:
    """How far the halves are off their places in their rows, and the whole in both."""
    upper, lower = rows
    if stretch.pages[upper.first] != stretch.pages[lower.last]:
        return
    top = [piece.base for piece in pieces[: k + 1] if piece.line >= upper.first]
    rest = [piece.base for piece in pieces[k + 1 :] if piece.line <= lower.last]
    tops = stretch.tops
    ends = (
        (top[0] - tops[upper.first], tops[upper.last] - top[-1]),
        (rest[0] - tops[lower.first], tops[lower.last] - rest[-1]),
        (top[0] - tops[upper.first], tops[lower.last] - rest[-1]),
    )
    for name, (over, under) in zip(("above", "below", "one"), ends, strict=True):
        vector[_AT[f"off {name}, top"]] = min(_MOST_OFF, max(0.0, over))
        vector[_AT[f"off {name}, middle"]] = min(_MOST_OFF, abs(over - under) / 2)
    away = max(0.0, ends[0][1]) + max(0.0, ends[1][0])
    vector[_AT["away from edge"]] = min(_MOST_OFF, away)
    vector[_AT["touch the edge"]] = away < 0.5
