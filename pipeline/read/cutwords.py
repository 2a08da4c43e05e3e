"""Words that a narrow cell cuts without a hyphen, put together by the geometry of the page.

An office program cuts a word only where the word is wider than its cell: it then begins a line of
its own, fills that line up to where its next letter would not have fit, and goes on below. A line
of one whole word that happens to end there looks the same, so it is asked besides which of the two
readings the document's own words and letters make likelier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from pipeline.model import GridCell, Source, Span
from pipeline.read.ruledtable import Integers, RuledTable
from pipeline.read.spelling import Joint, may_join, weighed
from pipeline.read.words import PageWords

_SURE = 0.9999
_MARK = re.compile(r"[^\w\s]|\(?\w{1,2}[.)]")
# In points: what the edge of a column may be off by.
_INEXACT = 0.15
# In heights of a word: how far below a line the rest of its last word may begin.
_HIGHEST_GAP = 1.2


@dataclass
class CutWords:
    """The lines' ends of ruled cells, gathered page by page."""

    _ends: list[tuple[Joint, tuple[int, int], float, float]] = field(default_factory=list)
    _columns: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    _outside: list[Integers] = field(default_factory=list)

    def add(
        self, words: PageWords, tables: Sequence[RuledTable], starts: Integers, ends: Integers
    ) -> None:
        """The words of a page, and where they stand in the text."""
        edges = [table.sides for table in tables]
        if not edges or not (words.cells >= 0).any():
            return
        sides = np.vstack(edges)[words.cells]
        self._widen(sides, words)
        self._outside.append(starts[words.cells < 0])
        first, last = _units(words)
        for i in np.flatnonzero(words.starts_line[1:] & (np.diff(words.cells) == 0)) + 1:
            j = int(first[i - 1])
            alone = words.starts_line[j] or (
                words.starts_line[j - 1] and _MARK.fullmatch(words.texts[j - 1])
            )
            if words.cells[i] < 0 or not alone or words.letters[i] <= 0 or ends[i - 1] == starts[i]:
                continue
            above, below = words.boxes[i - 1], words.boxes[i]
            if below[1] - above[3] > _HIGHEST_GAP * (above[3] - above[1]):
                continue
            joint = Joint(int(starts[j]), int(ends[i - 1]), int(starts[i]), int(ends[last[i]]))
            x0, x1 = sides[i].tolist()
            room = x1 - float(words.boxes[i - 1, 2])
            self._ends.append((joint, (round(x0), round(x1)), room, float(words.letters[i])))

    def _widen(self, sides: np.ndarray, words: PageWords) -> None:
        """Note how near to their edges the words of each column come, left and right. Those that
        run out of it tell nothing of what its cells leave free."""
        inside = (words.cells >= 0) & (words.boxes[:, 0] >= sides[:, 0])
        inside &= words.boxes[:, 2] <= sides[:, 1]
        keys, place = np.unique(np.round(sides[inside]).astype(int), axis=0, return_inverse=True)
        left = words.boxes[inside, 0] - sides[inside, 0]
        right = sides[inside, 1] - words.boxes[inside, 2]
        nearest = np.full((2, len(keys)), np.inf)
        np.minimum.at(nearest[0], place.ravel(), left)
        np.minimum.at(nearest[1], place.ravel(), right)
        for key, a, b in zip(map(tuple, keys.tolist()), *nearest.tolist(), strict=True):
            known = self._columns.get(key, (np.inf, np.inf))
            self._columns[key] = min(a, known[0]), min(b, known[1])

    def joints(self, text: str) -> list[Joint]:
        """The lines' ends that may cut a word, with how probable each does."""
        found = []
        for joint, column, room, letter in self._ends:
            left, right = self._columns.get(column, (np.inf, np.inf))
            # What a program leaves free on the right is what it leaves on the left, if not less.
            if room - min(left, right) < letter + _INEXACT:
                if may_join(text, joint):
                    found.append(joint)
        return weighed(text, found, np.concatenate(self._outside).tolist()) if found else []


def with_words_joined(source: Source, cut: CutWords) -> Source:
    """A source whose lines' ends are left out where they more likely cut a word than not, with the
    doubts that remain."""
    joints = cut.joints(source.text)
    ends = np.array([joint.end for joint in joints if joint.chance > 0.5], np.int64)
    doubts = [(j.start, max(j.chance, 1 - j.chance)) for j in joints]
    text = source.text
    parts = [text[a:b] for a, b in pairwise([0, *ends.tolist(), len(text) + 1])]
    parts[1:] = [part[1:] for part in parts[1:]]

    def moved(offset: int) -> int:
        return offset - int(ends.searchsorted(offset))

    def moved_cell(cell: GridCell) -> GridCell:
        spans = tuple(Span(moved(span.start), moved(span.end)) for span in cell.cell)
        return cell._replace(cell=spans) if spans else cell

    assert source.boxes is not None
    starts = source.boxes.starts
    return replace(
        source,
        text="".join(parts),
        grids=tuple(
            replace(grid, rows=tuple(tuple(map(moved_cell, row)) for row in grid.rows))
            for grid in source.grids
        ),
        page_starts=tuple(map(moved, source.page_starts)),
        boxes=replace(source.boxes, starts=starts - ends.searchsorted(starts)),
        cuts=tuple((moved(at), sure) for at, sure in doubts if sure < _SURE),
    )


def _units(words: PageWords) -> tuple[Integers, Integers]:
    """The first and the last of the pieces that each word stands in without white space."""
    count = np.arange(len(words.glued))
    first = np.maximum.accumulate(np.where(words.glued, 0, count))
    final = np.append(~words.glued[1:], True)
    last = np.minimum.accumulate(np.where(final, count, len(count))[::-1])[::-1]
    return first, last
