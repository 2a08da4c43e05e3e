"""Which cells of two columns stand in one row: what the order in which a tool wrote them says.

Tools write a page in groups that stand near each other: a row, or a few rows column by column. So
whether two cells are of one row is told by how many cells of either column stand between them, by
their places in the runs of cells of their columns, and by words that evidence takes from its
action. A small network of one hidden layer weighs these; `training.blocks_rows` trains it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.recover.flowed.context import FIELDS
from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.semimarkov import Floats

_DISTANCES = np.array([-20, -10, -5, -2, -1, 0, 1, 2, 5, 10, 20])
_MOST_BETWEEN, _MOST_APART, _MOST_RUNS, _MOST_RANKS = 4, 3, 5, 6
_SHORTEST_ECHO = 4  # letters


@dataclass(frozen=True)
class Atom:
    """Pieces of one column on one page that go on with one another: words, by their piece, the
    place of the first piece and the one after the last among all of the page, the `state`, and the
    probability that a cell begins."""

    words: tuple[tuple[int, int], ...]
    first: int
    last: int
    state: int
    begins: float
    sure: float


def pair_features(
    atoms: Sequence[Atom], fields: Sequence[str], words: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For all atoms of one page, in the order of the text: the indices u and v of all pairs of
    different columns, that of u before that of v, and (pairs, F) what is seen of them."""
    count = len(atoms)
    state = np.array([atom.state for atom in atoms])
    first = np.array([atom.first for atom in atoms])
    last = np.array([atom.last for atom in atoms])
    begins = np.array([atom.begins for atom in atoms])
    hard = begins > 0.5
    for column in set(state.tolist()):
        hard[np.flatnonzero(state == column)[0]] = True
    # Runs of cells of one column, one after the other in the text.
    run, at_start, at_end = np.zeros((3, count), dtype=np.int64)
    before, number = -1, -1
    for i in range(count):
        if hard[i]:
            if state[i] != before:
                before, number = state[i], number + 1
                place = 0
            else:
                place += 1
            run[i], at_start[i] = number, place
        else:
            run[i], at_start[i] = max(number, 0), place if i else 0
    for i in range(count - 1, -1, -1):
        inside = (run == run[i]) & hard
        at_end[i] = max(int(at_start[inside].max(initial=0)) - at_start[i], 0)
    # How many cells of each column begin before each atom, and which share of its lines is above.
    columns = len(fields)
    begun = np.zeros((count + 1, columns), dtype=np.int64)
    for i in range(count):
        begun[i + 1] = begun[i]
        begun[i + 1, state[i]] += hard[i]
    rank = begun[np.arange(count), state]
    share = np.zeros(count)
    for column in set(state.tolist()):
        own = np.flatnonzero(state == column)
        sizes = np.array([len(atoms[i].words) for i in own.tolist()], dtype=float)
        share[own] = (np.cumsum(sizes) - sizes) / sizes.sum()
    echoes = _echoes(atoms, words)

    u, v = np.nonzero(state[:, None] < state[None, :])
    sign = (v > u).astype(np.int64)
    low, high = np.minimum(u, v), np.maximum(u, v)

    def between(column: np.ndarray) -> np.ndarray:
        found = begun[high, column] - begun[low + 1, column]
        return np.asarray(np.minimum(found, _MOST_BETWEEN))

    steps = _MOST_BETWEEN + 1
    apart = 2 * _MOST_APART + 1
    starts = np.clip(at_start[u] - at_start[v], -_MOST_APART, _MOST_APART) + _MOST_APART
    ends = np.clip(at_end[u] - at_end[v], -_MOST_APART, _MOST_APART) + _MOST_APART
    runs = np.clip(run[v] - run[u], -_MOST_RUNS, _MOST_RUNS) + _MOST_RUNS
    ranks = np.clip(rank[u] - rank[v], -_MOST_RANKS, _MOST_RANKS) + _MOST_RANKS
    distance = np.where(sign == 1, first[v] - last[u], last[v] - first[u])
    kinds = np.array([FIELDS.index(field) for field in fields])
    hot = [
        (np.searchsorted(_DISTANCES, distance), len(_DISTANCES) + 1),
        ((sign * steps + between(state[u])) * steps + between(state[v]), 2 * steps * steps),
        (starts * apart + ends, apart * apart),
        (runs, 2 * _MOST_RUNS + 1),
        (ranks, 2 * _MOST_RANKS + 1),
        (kinds[state[u]], len(FIELDS)),
        (kinds[state[v]], len(FIELDS)),
    ]
    dense = [
        share[u] - share[v],
        np.abs(share[u] - share[v]),
        np.log1p(echoes[u, v]),
        begins[u],
        begins[v],
    ]
    seen = np.zeros((len(u), sum(size for _, size in hot) + len(dense)), dtype=np.float32)
    at = 0
    for values, size in hot:
        seen[np.arange(len(u)), at + values] = 1.0
        at += size
    seen[:, at:] = np.stack(dense, axis=1)
    return u, v, seen


def _echoes(atoms: Sequence[Atom], words: Sequence[str]) -> Floats:
    """(n, n): how many words two atoms share, rare ones more."""
    sets = [
        {
            key[:6]
            for a, b in atom.words
            for key in (keys_of(words[i])[0] for i in range(a, b))
            if len(key) >= _SHORTEST_ECHO
        }
        for atom in atoms
    ]
    often: dict[str, int] = {}
    for found in sets:
        for key in found:
            often[key] = often.get(key, 0) + 1
    places = {key: i for i, key in enumerate(often)}
    table = np.zeros((len(atoms), len(places)), dtype=np.float32)
    for i, found in enumerate(sets):
        for key in found:
            table[i, places[key]] = 1 / np.sqrt(often[key])
    return np.asarray(table @ table.T)


def pair_scores(seen: Floats, network: Mapping[str, Floats]) -> Floats:
    """(pairs, 2): the log odds that two atoms begin cells of one row, and that one begins a cell
    that stands for all rows of the other (merged cells are for several)."""
    hidden = np.maximum(seen @ network["seen"] + network["bias"], 0)
    return np.asarray(hidden @ network["out"] + network["out_bias"])
