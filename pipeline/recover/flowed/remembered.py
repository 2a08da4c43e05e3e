"""Cells of earlier plans, as evidence for where the cells of this one begin and end.

An office changes some words of a cell from year to year and keeps most. So a remembered cell
speaks where the words of a stream are nearly its own from the first to the last, by its first and
last two and three words, and by the pairs of words inside of it, between which no cell ends. It
never supplies a word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.recover.flowed.lexicon import ROLES, Lexicon, count_cell, keys_of
from pipeline.recover.flowed.recalled import Row, Shapes, Words, shapes_of

# The lengths of openings and closings, as kinds of evidence.
SPANS = {"pair": 2, "triple": 3}
# A cell is found again in words of which no greater share is other than its own, if it has so many.
_MOST_CHANGED, _FEWEST_WORDS = 0.25, 3
# Of the pairs of its words so many stand there; pairs that stand in more places tell of none.
_FEWEST_PAIRS, _MOST_PLACES = 0.4, 50


@dataclass(frozen=True)
class Memory:
    """`rows`: those remembered, in order, None for each that is not; `cells`: by field the keys of
    the words of each of their cells, once. `openings` and `closings`: (field, words at the
    beginning or end of a cell); `inner`: pairs of words inside of cells; `shapes`: see
    `recalled`."""

    rows: tuple[Row | None, ...]
    cells: Mapping[str, tuple[Words, ...]]
    lexicon: Lexicon
    openings: frozenset[tuple[str, Words]]
    closings: frozenset[tuple[str, Words]]
    inner: frozenset[tuple[str, str]]
    shapes: Shapes


def memory_of(rows: Iterable[Row | None]) -> Memory:
    """Rows of earlier plans in order, None for each that is not sure, → what they teach; equal
    cells count once."""
    known = tuple(rows)
    unique = sorted({cell for row in known if row for cell in row.items() if cell[1]})
    lexicon = Lexicon()
    openings, closings, inner = set(), set(), set()
    by_field: defaultdict[str, set[Words]] = defaultdict(set)
    for field, words in unique:
        count_cell(lexicon, field, words)
        keys = tuple(keys_of(word)[0] for word in words)
        by_field[field].add(keys)
        for length in SPANS.values():
            if len(keys) >= length:
                openings.add((field, keys[:length]))
                closings.add((field, keys[-length:]))
        inner |= set(pairwise(keys))
    cells = {field: tuple(sorted(keys)) for field, keys in by_field.items()}
    return Memory(
        known, cells, lexicon, frozenset(openings), frozenset(closings), frozenset(inner),
        shapes_of(known),
    )  # fmt: skip


def cell_evidence(
    memory: Memory, words: Sequence[str], fields: Sequence[str]
) -> NDArray[np.float64]:
    """An array (role, span, word, field): 1 where a cell of the field was remembered that begins,
    or ends, with the words that begin, or end, here."""
    result = np.zeros((len(ROLES), len(SPANS), len(words), len(fields)))
    keys = tuple(keys_of(word)[0] for word in words)
    start, end = ROLES.index("start"), ROLES.index("end")
    for k, length in enumerate(SPANS.values()):
        for i in range(len(keys) - length + 1):
            found = keys[i : i + length]
            for f, field in enumerate(fields):
                result[start, k, i, f] = (field, found) in memory.openings
                result[end, k, i + length - 1, f] = (field, found) in memory.closings
    return result


def inside_remembered(memory: Memory, words: Sequence[str]) -> NDArray[np.float64]:
    """For each word 1 where it and the word before it were neighbours inside a remembered cell."""
    keys = [keys_of(word)[0] for word in words]
    return np.array([0.0, *((pair in memory.inner) for pair in pairwise(keys))][: len(keys)])


def going_on(
    memory: Memory, fields: Sequence[str], above: Sequence[Words], keys: Sequence[str]
) -> NDArray[np.float64]:
    """(words, columns): how far each word below a page break goes on, as remembered, with the words
    above it in each column's cell: 2 where a cell of the field began with these and it, 1 where the
    last and it were neighbours inside of any, -1 where a cell had these words and no more."""
    result = np.zeros((len(keys), len(above)))
    for column, (field, begun) in enumerate(zip(fields, above, strict=False)):
        if not begun:
            continue
        cells = [own for own in memory.cells.get(field, ()) if own[: len(begun)] == begun]
        following = {own[len(begun)] for own in cells if len(own) > len(begun)}
        for k, key in enumerate(keys):
            if key in following:
                result[k, column] = 2.0
            elif cells and not following:
                result[k, column] = -1.0
            else:
                result[k, column] = (begun[-1], key) in memory.inner
    return result


def whole_cells(
    memory: Memory, words: Sequence[str], fields: Sequence[str]
) -> dict[tuple[int, int, int], float]:
    """Where remembered cells stand again, with some words changed: (first word, word after the
    last, index in `fields`) → the share of words that are the same."""
    keys = tuple(keys_of(word)[0] for word in words)
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for i, pair in enumerate(pairwise(keys)):
        places[pair].append(i)
    found: dict[tuple[int, int, int], float] = {}
    known = ((field, own) for field in memory.cells for own in memory.cells[field])
    for field, own in known:
        if field not in fields or len(own) < _FEWEST_WORDS:
            continue
        for start in _where_most_pairs_stand(own, places):
            first, end, changed = _closest(own, keys, start)
            if changed <= _MOST_CHANGED * len(own):
                place = (first, end, fields.index(field))
                found[place] = max(found.get(place, 0.0), 1 - changed / len(own))
    return found


def _where_most_pairs_stand(
    own: Words, places: Mapping[tuple[str, str], Sequence[int]]
) -> list[int]:
    """Where a cell would begin that has many pairs of its words in their places."""
    votes: Counter[int] = Counter()
    for k, pair in enumerate(pairwise(own)):
        known = places.get(pair, ())
        if len(known) <= _MOST_PLACES:
            votes.update(i - k for i in known)
    return sorted(s for s, count in votes.items() if count >= _FEWEST_PAIRS * (len(own) - 1))


def _closest(own: Words, keys: Words, start: int) -> tuple[int, int, int]:
    """The words near a place that are a cell's with the fewest changes: the first, the one after
    the last, and the number of changes; of equals those that begin and end as it does."""
    reach = int(_MOST_CHANGED * len(own))
    best = (len(own) + 1, 0, start, start)
    for first in range(max(0, start - reach), min(start + reach, len(keys) - 1) + 1):
        longest = min(first + len(own) + reach, len(keys))
        for end in range(max(first + 1, first + len(own) - reach), longest + 1):
            changed = Levenshtein.distance(own, keys[first:end], score_cutoff=best[0])
            ends = (keys[first] != own[0]) + (keys[end - 1] != own[-1])
            best = min(best, (changed, ends, first, end))
    changed, _, first, end = best
    return first, end, changed
