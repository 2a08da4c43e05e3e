"""Words that a narrow cell cuts without a hyphen, put together by the geometry of the page.

An office program cuts a word only where the word is wider than its cell: it then begins a line of
its own, fills that line up to where its next letter would not have fit, and goes on below. A line
of one whole word that happens to end there looks the same, so it is asked besides which of the two
readings the document's own words and letters make likelier.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipeline.model import GridCell, Source, Span
from pipeline.read.ruledtable import Integers, RuledTable
from pipeline.read.words import PageWords

# In points: what the edge of a column may be off by.
_INEXACT = 0.15
# In heights of a word: how far below a line the rest of its last word may begin.
_HIGHEST_GAP = 1.2
# Log odds that a line which ends just there is a word cut in two, and what is added to them for
# each of the `features`. Fitted on the 551 different such ends (448 of them cuts) in LibreOffice's
# PDFs of 30 plans for training, as DOCX and as XLSX, whose columns were made too narrow.
_CUT = -0.95
_WEIGHTS = (2.92, -3.56, -3.83, 2.79, 0.93, 4.3)
_LONGEST_CHAIN = 8
_SURE = 0.9999
_MARK = re.compile(r"[^\w\s]|\(?\w{1,2}[.)]")
# What may stand on both sides of a cut: letters of one case, digits, or a sign that begins no word.
_INSIDE = re.compile(r"[^\W\d_][a-zà-ÿ]|[A-ZÀ-Þ]{2}|\d\d|\d\.\d|(?:\d|[^\W\d_])[,;:.!?)%]")
# "AREA / II": below a word rather a number than the rest of the word.
_ROMAN = re.compile(r"[IVX]+[.)]?")


class Joint(NamedTuple):
    """A line's end in a word: the offsets where the first part begins and ends, and where the
    second begins and ends; and the probability that they are parts of one word."""

    first: int
    end: int
    start: int
    last: int
    chance: float = 1.0


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
        """Note how near to their edges the words of each column come: on the left, and on both."""
        inside = words.cells >= 0
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
            left, right = self._columns[column]
            # What a program leaves free on the right is what it leaves on the left, if not less.
            if room - max(0.0, min(left, right)) < letter + _INEXACT:
                numbers = [bool(_ROMAN.fullmatch(text, *part)) for part in (joint[:2], joint[2:4])]
                if _INSIDE.fullmatch(_seam(text, joint)) and numbers != [False, True]:
                    found.append(joint)
        return list(_weighed(text, found, np.concatenate(self._outside))) if found else []


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


def _seam(text: str, joint: Joint) -> str:
    """The characters on both sides of a line's end: two before it where the last is a dot."""
    before = "".join(text[max(0, joint.end - 3) : joint.end].split())[-2:]
    return (before if before[-1] == "." else before[-1]) + text[joint.start]


def _weighed(text: str, joints: Sequence[Joint], outside: Integers) -> Iterator[Joint]:
    """The joints with their probabilities, by the words on both sides."""
    pieces = {at for joint in joints for at in (joint.first, joint.start)}
    words = _Words(text, pieces.union(outside.tolist()))
    for chain in _chains(joints):
        parts = [text[joint.first : joint.end] for joint in chain]
        parts.append(text[chain[-1].start : chain[-1].last])
        for at, joint in enumerate(chain, 1):
            before = ["".join(parts[i:at]) for i in range(at)]
            after = ["".join(parts[at:i]) for i in range(at + 1, len(parts) + 1)]
            odds = words.odds(before, after)
            yield joint._replace(chance=1 / (1 + math.exp(-odds)))


def _chains(joints: Sequence[Joint]) -> Iterator[list[Joint]]:
    """Joints that follow one another, each where the one before ends."""
    chain: list[Joint] = []
    for joint in joints:
        if chain and (joint.first != chain[-1].start or len(chain) == _LONGEST_CHAIN):
            yield chain
            chain = []
        chain.append(joint)
    if chain:
        yield chain


class _Words:
    """The words of a text, those that begin at `pieces` left out, and how they are spelt."""

    def __init__(self, text: str, pieces: set[int]) -> None:
        self._counts = Counter(
            _plain(match.group())
            for match in re.finditer(r"\S+", text)
            if match.start() not in pieces
        )
        self._pairs = Counter(pair for word in self._counts for pair in pairwise(f" {word} "))
        self._firsts = Counter(pair[0] for pair in self._pairs.elements())

    def odds(self, before: Sequence[str], after: Sequence[str]) -> float:
        """The log odds that a word goes on from one line to the next: `before` are its first part
        and what else it may begin with, `after` its second part and what else it may end with."""
        return _CUT + sum(
            w * f for w, f in zip(_WEIGHTS, self.features(before, after), strict=True)
        )

    def features(self, before: Sequence[str], after: Sequence[str]) -> tuple[float, ...]:
        """How well the document knows the whole word, its first and its second part, and both; how
        much likelier its letters follow one another inside a word; how short the second part is."""
        whole = max(self._known(a + b) for a in before for b in after)
        first, second = max(map(self._known, before)), max(map(self._known, after))
        last, begun = _plain(before[-1])[-1:] or " ", _plain(after[0])[:1] or " "
        apart = self._spelt(last, " ") + self._spelt(" ", begun)
        seam = self._spelt(last, begun) - apart
        return whole, first, second, min(first, second), seam, 1 / len(after[0])

    def _known(self, word: str) -> float:
        """How much a word is known here: 0 where it is not, at most 1."""
        count = self._counts[_plain(word)] if _plain(word) else 0
        return count / (count + 0.5)

    def _spelt(self, first: str, second: str) -> float:
        """The log of the probability of a letter after another."""
        count = self._pairs[first, second] + 0.5
        return math.log(count / (self._firsts[first] + 0.5 * (len(self._firsts) + 1)))


def _plain(word: str) -> str:
    """A word as it is counted: without signs around it, in small letters, digits alike."""
    return re.sub(r"\d", "0", word.strip(".,;:()[]\"'“”‘’!?%").casefold())
