"""Lines that end inside a word, without a hyphen: how probable, by how words are spelt.

A line of one whole word looks like one of a word that its cell was too narrow for. Which it is,
the words tell that many officers write, and the words and letters of the document itself.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.read.vocabulary import plain, vocabulary

# Log odds that a line which may end inside a word does, and what is added to them for each of the
# `features`. Learnt by `python -m training.cut_words`.
_CUT = 0.49
_WEIGHTS = (2.75, -2.1, -3.91, -0.66, 0.48, 9.98, 6.74, -3.93, -3.32, -1.12)
# The share of cuts among the lines' ends it was learnt from. Each document has its own, which is
# found from what its lines' ends say (expectation maximisation, in so many rounds).
_CUTS, _ROUNDS = 0.74, 8
# What is known of it beforehand: as if so many had been seen that cut a word, and that do not.
_SEEN = (1, 4)
_LONGEST_CHAIN = 8
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


def may_join(text: str, joint: Joint) -> bool:
    """Whether what stands on both sides of a line's end can be parts of one word."""
    numbers = [bool(_ROMAN.fullmatch(text, *part)) for part in (joint[:2], joint[2:4])]
    return bool(_INSIDE.fullmatch(_seam(text, joint))) and numbers != [False, True]


def _seam(text: str, joint: Joint) -> str:
    """The characters on both sides of a line's end: two before it where the last is a dot."""
    before = "".join(text[max(0, joint.end - 3) : joint.end].split())[-2:]
    return (before if before[-1] == "." else before[-1]) + text[joint.start]


def weighed(text: str, joints: Sequence[Joint], outside: Collection[int] = ()) -> list[Joint]:
    """The joints of a text, in order, with their probabilities; words that begin `outside` are none
    that the text knows."""
    odds = [
        _CUT + sum(w * f for w, f in zip(_WEIGHTS, features, strict=True))
        for features in features_of(text, joints, outside, vocabulary())
    ]
    usual = own = math.log(_CUTS / (1 - _CUTS))
    for _ in range(_ROUNDS):
        cuts = sum(_chance(known + own - usual) for known in odds)
        own = math.log((cuts + _SEEN[0]) / (len(odds) - cuts + _SEEN[1]))
    return [
        joint._replace(chance=_chance(known + own - usual))
        for joint, known in zip(joints, odds, strict=True)
    ]


def features_of(
    text: str, joints: Sequence[Joint], outside: Collection[int] = (), usual: Collection[str] = ()
) -> list[tuple[float, ...]]:
    """What tells for each joint of a text, in order, whether its parts are one word; `usual` are
    the words that many officers write.

    How well the document knows the whole word, its first and its second part, and both; how much
    likelier its letters follow one another inside a word; how short the second part is; whether
    the whole word, its first and its second part, and both are usual."""
    pieces = {at for joint in joints for at in (joint.first, joint.start)}
    words = _Words(text, pieces.union(outside), usual)
    found: list[tuple[float, ...]] = []
    for chain in _chains(joints):
        parts = [text[joint.first : joint.end] for joint in chain]
        parts.append(text[chain[-1].start : chain[-1].last])
        for at in range(1, len(parts)):
            before = ["".join(parts[i:at]) for i in range(at)]
            after = ["".join(parts[at:i]) for i in range(at + 1, len(parts) + 1)]
            found.append(words.features(before, after))
    return found


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


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

    def __init__(self, text: str, pieces: set[int], usual: Collection[str]) -> None:
        self._counts = Counter(
            _plain(match.group())
            for match in re.finditer(r"\S+", text)
            if match.start() not in pieces
        )
        self._pairs = Counter(pair for word in self._counts for pair in pairwise(f" {word} "))
        self._usual = usual
        self._firsts = Counter(pair[0] for pair in self._pairs.elements())

    def features(self, before: Sequence[str], after: Sequence[str]) -> tuple[float, ...]:
        """See `features_of`; `before` are the first part and what else the word may begin with,
        `after` its second part and what else it may end with."""
        whole = max(self._known(a + b) for a in before for b in after)
        first, second = max(map(self._known, before)), max(map(self._known, after))
        usual = float(any(plain(a + b) in self._usual for a in before for b in after))
        ones = [float(any(plain(part) in self._usual for part in side)) for side in (before, after)]
        last, begun = _plain(before[-1])[-1:] or " ", _plain(after[0])[:1] or " "
        apart = self._spelt(last, " ") + self._spelt(" ", begun)
        seam = self._spelt(last, begun) - apart
        own = (whole, first, second, min(first, second), seam, 1 / len(after[0]))
        return (*own, usual, *ones, min(ones))

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
