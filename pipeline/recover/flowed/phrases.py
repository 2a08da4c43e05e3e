"""Time phrases among the words of a stream."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.deadlines import parse_deadlines
from pipeline.deadlines.words import TimeWords

_LONGEST = 30  # words


def phrases_in(words: Sequence[str], times: TimeWords | None = None) -> tuple[tuple[int, int], ...]:
    """The first and the last word of each time phrase, conditions ("if there is one") apart, read
    with the words of `times`, by default those of the repository's rules."""
    offsets = np.cumsum([0, *(len(word) + 1 for word in words)])
    found: list[tuple[int, int]] = []
    for deadline in parse_deadlines(" ".join(words), None, times):
        first = int(np.searchsorted(offsets, deadline.phrase_start, side="right")) - 1
        last = int(np.searchsorted(offsets, deadline.phrase_end - 1, side="right")) - 1
        if deadline.kind != "conditional" and last - first < _LONGEST:
            found.append((first, last))
    return tuple(found)
