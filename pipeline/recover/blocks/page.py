"""The rows of a page: its columns dealt out to the rows of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.recover.blocks.align import ORDER, TIED_TO, Dealt, deal, take_features, take_odds
from pipeline.recover.blocks.pairs import Atom, pair_features, pair_scores
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.semimarkov import Floats

_OPEN = 0.04  # a cell may or may not begin where it does with a probability so far from 0 and 1
_MOST_OPEN = 6
_SPINES = ("action", "indicator", "evidence")


class Networks(NamedTuple):
    """What is trained of pairs of cells and of cells for rows."""

    pairs: Mapping[str, Floats]
    rows: Mapping[str, Floats]


@dataclass(frozen=True)
class PageRows:
    """Row i of a page is, for each state, the atoms `cells[state][i]`, with the probability
    `sure[state][i]`; row 0 is what goes on from the page before. A heading's stands above its row.
    """

    atoms: Sequence[Atom]
    cells: Mapping[int, Sequence[Sequence[int]]]
    sure: Mapping[int, Sequence[float]]


def read_page(
    atoms: Sequence[Atom], layout: Layout, words: Sequence[str], networks: Networks, first: bool
) -> PageRows:
    """The rows of a page's `atoms`; the `first` page goes on with none."""
    fields = layout.fields[: layout.section + 1]
    pairs = np.zeros((2, len(atoms), len(atoms)))
    if len(atoms) > 1:
        u, v, seen = pair_features(atoms, fields, words)
        pairs[:, u, v] = pairs[:, v, u] = pair_scores(seen, networks.pairs).T
    own = {c: [i for i, a in enumerate(atoms) if a.state == c] for c in range(len(fields))}
    spine = spine_of(own, fields)
    begins = {i: atoms[i].begins for i in own[spine]}
    starts = [i for i in own[spine] if begins[i] > 0.5]
    if first and own[spine] and own[spine][0] not in starts:
        starts = [own[spine][0], *starts]
    chance = np.ones(len(atoms))  # that the spine is cut rightly at an atom

    def dealt(starts: Sequence[int]) -> tuple[dict[int, Dealt], float]:
        found = _deal(atoms, own, fields, spine, starts, pairs, networks, first)
        total = sum(d.total for d in found.values())
        cut = sum(
            np.log(begins[i] if i in starts else 1 - begins[i])
            for i in own[spine][1 if first else 0 :]
        )
        return found, total + float(cut)

    best, score = dealt(starts)
    open_ = [i for i in own[spine][1:] if _OPEN < begins[i] < 1 - _OPEN]
    for i in sorted(open_, key=lambda i: abs(begins[i] - 0.5))[:_MOST_OPEN]:
        other = sorted({*starts} ^ {i})
        if not other:
            continue
        found, theirs = dealt(other)
        chance[i] = 1 / (1 + np.exp(-abs(np.clip(theirs - score, -30, 30))))
        if theirs > score:
            starts, best, score = other, found, theirs
    cells: dict[int, list[list[int]]] = {}
    sure: dict[int, list[float]] = {}
    for c, column in best.items():
        cells[c] = [
            own[c][a:b] if a < b else [] for a, b in (cut or (0, 0) for cut in column.cells)
        ]
        sure[c] = list(column.sure)
    places = own[spine]
    cuts = [places.index(i) for i in starts] + [len(places)]
    cells[spine] = [places[: cuts[0]], *(places[a:b] for a, b in zip(cuts, cuts[1:], strict=False))]
    ends = [*starts[1:], None] if starts else []
    sure[spine] = [1.0]
    for row, end in zip(cells[spine][1:], ends, strict=True):
        likely = np.prod([chance[i] for i in row]) if row else 1.0
        sure[spine].append(float(likely * (chance[end] if end is not None else 1.0)))
    return PageRows(atoms, cells, sure)


def spine_of(own: Mapping[int, Sequence[int]], fields: Sequence[str]) -> int:
    """The column whose cells are rows: actions, or where there are none what has most."""
    for field in _SPINES:
        if field in fields and own[fields.index(field)]:
            return list(fields).index(field)
    return max(range(len(fields) - 1), key=lambda c: len(own[c]))


def _deal(
    atoms: Sequence[Atom],
    own: Mapping[int, Sequence[int]],
    fields: Sequence[str],
    spine: int,
    starts: Sequence[int],
    pairs: Floats,
    networks: Networks,
    first: bool,
) -> dict[int, Dealt]:
    """Every column but the spine dealt out to the rows that begin at `starts`."""
    found: dict[int, Dealt] = {}
    heads: dict[int, list[int]] = {}  # the first atom of each row in a column, -1 where empty
    n = len(starts)
    for c in sorted(own, key=lambda c: ORDER.index(fields[c])):
        column = own[c]
        if c == spine:
            continue
        begins = np.array([atoms[i].begins for i in column])
        if not column:
            found[c] = Dealt([None] * (n + 1), np.ones(n + 1), 0.0)
            continue
        tied = next((heads[k] for k in heads if fields[k] == TIED_TO.get(fields[c])), None)
        if n:
            seen = take_features(pairs, starts, column, tied, atoms, fields[c])
            odds = take_odds(seen, networks.rows)
        else:
            odds = np.zeros((0, len(column)))
        found[c] = deal(odds, begins, not first or not n)
        heads[c] = [column[cut[0]] if cut else -1 for cut in found[c].cells[1:]]
    return found
