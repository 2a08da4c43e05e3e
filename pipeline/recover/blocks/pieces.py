"""Pieces of cells: the lines of a text whose order is lost, cut where neighbouring cells stand on
one line, each with its column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.recover.blocks.pairs import Atom
from pipeline.recover.flowed.context import Network, context_scores, inputs_of
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lines import lines_of
from pipeline.recover.flowed.marks import marks_of
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Stream

# What it costs that cells of two columns stand on one line: log of a usual share of such spaces.
_CUT = -5.0
_GOES_ON = 0.02  # pieces less likely to begin a cell are never its first
_LEAST = 1e-3  # no chance of beginning a cell, or not, is taken to be less


@dataclass(frozen=True)
class Piece:
    """Words `first` … `end` - 1 of one line, of a column `state`, on a `page`: `begins` is the
    probability that a cell begins with them, `sure` that the column is right."""

    first: int
    end: int
    state: int
    page: int
    begins: float
    sure: float


def find_pieces(stream: Stream, layout: Layout, pages: np.ndarray, network: Network) -> list[Piece]:
    """All pieces, in the order of the text."""
    fields = layout.fields[:-1]
    lines = lines_of(stream)
    inputs = inputs_of(stream, lines, marks_of(stream), fields)
    begins, goes_on = context_scores(network, inputs, fields)
    either = np.logaddexp(begins, goes_on)
    pieces: list[Piece] = []
    at = 0
    while at < len(stream.words):
        end = int(lines.next[at])
        for first, last, state in _cut(either[at:end], goes_on[at:end]):
            a, b = at + first, at + last
            scores = either[a] + goes_on[a + 1 : b].sum(axis=0)
            sure = float(np.exp(scores[state] - np.logaddexp.reduce(scores)))
            chance = float(np.exp(begins[a, state] - either[a, state]))
            chance = min(max(chance, _LEAST), 1 - _LEAST)
            pieces.append(Piece(a, b, state, int(pages[a]), chance, sure))
        at = end
    return pieces


def _cut(either: Floats, goes_on: Floats) -> list[tuple[int, int, int]]:
    """The best way to cut a line: first word, word after the last, and state of each piece."""
    n, size = either.shape
    best = either[0].copy()
    back = np.zeros((n, size), dtype=np.int64)
    back[0] = np.arange(size)
    for i in range(1, n):
        other = int(best.argmax())
        anew = best[other] + _CUT + either[i]
        same = best + goes_on[i]
        cut = anew > same
        cut[other] = False
        back[i] = np.where(cut, other, np.arange(size))
        best = np.where(cut, anew, same)
    state = int(best.argmax())
    pieces: list[tuple[int, int, int]] = []
    end = n
    for i in range(n - 1, -1, -1):
        before = int(back[i, state])
        if i == 0 or before != state:
            pieces.append((i, end, state))
            end, state = i, before
    return pieces[::-1]


def atoms_of(pieces: list[Piece], columns: int) -> list[Atom]:
    """The pieces of one page, those joined that surely go on with the one before them in their
    column; pieces of no column and no heading left out."""
    parts: list[list[tuple[int, Piece]]] = []
    latest: dict[int, list[tuple[int, Piece]]] = {}
    for place, piece in enumerate(pieces):
        if piece.state > columns:
            continue
        if piece.begins < _GOES_ON and piece.state in latest:
            latest[piece.state].append((place, piece))
        else:
            latest[piece.state] = [(place, piece)]
            parts.append(latest[piece.state])
    return [
        Atom(
            tuple((piece.first, piece.end) for _, piece in part),
            part[0][0],
            part[-1][0] + 1,
            part[0][1].state,
            part[0][1].begins,
            min(piece.sure for _, piece in part),
        )
        for part in parts
    ]
