"""Which lines begin a cell by their words: what the network that reads text without columns makes
of the rows of a first reading.

It is shown the cells of these rows one after the other (`agreement`) and asked of the first word of
every line whether a cell of its column begins there or goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.recover.spaced.agreement import Shown, chances_of
from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.stretch import Stretch

_MOST = 6.0


def openings(
    stretches: Sequence[Stretch],
    cuts: Sequence[Sequence[Band]],
    fields: Sequence[str],
    columns: Sequence[int],
) -> dict[int, float]:
    """Where a line of a cell begins in the source → the log odds that it begins the cell. `fields`
    are what all columns mean to the network, `columns` which of them the stretches hold."""
    rows: list[list[Shown]] = []
    for stretch, bands in zip(stretches, cuts, strict=True):
        for band in bands:
            cells = [
                [piece.words for piece in pieces if band.first <= piece.line <= band.last]
                for pieces in stretch.pieces
            ]
            rows.append([(c, own) for c, own in zip(columns, cells, strict=True) if own])
    return opening_odds(rows, fields)


def opening_odds(rows: Sequence[Sequence[Shown]], fields: Sequence[str]) -> dict[int, float]:
    """Where a line of a cell of some rows begins in the source → the log odds that it begins the
    cell; `fields` as above."""
    chances = chances_of(rows, fields)
    if chances is None:
        return {}
    odds = chances.begins - chances.goes_on
    found: dict[int, float] = {}
    at = 0
    for row in rows:
        for _, lines in row:
            for words in lines:
                found[words[0].span.start] = max(-_MOST, min(_MOST, float(odds[at])))
                at += len(words)
    return found
