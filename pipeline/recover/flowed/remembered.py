"""Cells of earlier plans, as evidence for where the cells of this one begin and end.

An office changes some words of a cell from year to year and keeps most. So a remembered cell
speaks by its first and last two and three words, and by the pairs of words inside of it, between
which no cell ends. It never supplies a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.lexicon import ROLES, Lexicon, count_cell, keys_of

# The lengths of openings and closings, as kinds of evidence.
SPANS = {"pair": 2, "triple": 3}
Words = tuple[str, ...]


@dataclass(frozen=True)
class Memory:
    """`cells`: field and words of each remembered cell, once. `openings` and `closings`: (field,
    words at the beginning or end of a cell); `inner`: pairs of words inside of cells."""

    cells: tuple[tuple[str, Words], ...]
    lexicon: Lexicon
    openings: frozenset[tuple[str, Words]]
    closings: frozenset[tuple[str, Words]]
    inner: frozenset[tuple[str, str]]


def memory_of(cells: Iterable[tuple[str, Sequence[str]]]) -> Memory:
    """(field, words) of cells → what they teach; equal cells count once."""
    unique = tuple(sorted({(field, tuple(words)) for field, words in cells if words}))
    lexicon = Lexicon()
    openings, closings, inner = set(), set(), set()
    for field, words in unique:
        count_cell(lexicon, field, words)
        keys = tuple(keys_of(word)[0] for word in words)
        for length in SPANS.values():
            if len(keys) >= length:
                openings.add((field, keys[:length]))
                closings.add((field, keys[-length:]))
        inner |= set(pairwise(keys))
    return Memory(unique, lexicon, frozenset(openings), frozenset(closings), frozenset(inner))


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
