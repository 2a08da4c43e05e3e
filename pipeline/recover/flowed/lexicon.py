"""How words speak for columns: counts of the words that begin, end and fill each column's cells.

A `Lexicon` is counts. Two of them are used alike: one from plans already read with certainty, one
from the first reading of the document itself. What a word says for a column is a log ratio: how
much more often it stands there than anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import word_class

# Roles of a word in a cell, and the kinds of key by which it is counted.
ROLES = ("start", "end", "any")
KINDS = ("word", "affix", "time", "shape")
_SMOOTHING = 0.7  # added to the observed and to the expected count, so that rare words say little

# field → count
Counts = dict[str, float]


@dataclass
class Lexicon:
    """`counts[role, kind][key]` and `sums[role, kind]`, the sum over all keys, by field."""

    counts: dict[tuple[str, str], dict[str, Counts]] = field(
        default_factory=lambda: {(r, k): {} for r in ROLES for k in KINDS}
    )
    sums: dict[tuple[str, str], Counts] = field(
        default_factory=lambda: {(r, k): {} for r in ROLES for k in KINDS}
    )

    def add(self, role: str, kind: str, key: str, name: str, count: float = 1.0) -> None:
        """Count a key once more for a field."""
        by_field = self.counts[role, kind].setdefault(key, {})
        by_field[name] = by_field.get(name, 0.0) + count
        sums = self.sums[role, kind]
        sums[name] = sums.get(name, 0.0) + count


# Indonesian affixes that tell verbs of doing (me-), results (ter-, di-), nouns of doing (pe-…-an)
# and states (ke-…-an) apart. Source: Sneddon, Indonesian: A Comprehensive Grammar, chapter 1.
_AFFIXES = (
    ("me", re.compile(r"(?:men[gy]?|mem|me(?=[lmnrwy]))\w{3,}")),
    ("pe-an", re.compile(r"(?:pen[gy]?|pem|per|pe)\w{3,}an(?:nya)?")),
    ("ke-an", re.compile(r"ke\w{3,}an(?:nya)?")),
    ("ter", re.compile(r"ter(?:se|lak|wu|ben|ca|da|pe|ku|ja|in|im)\w{2,}")),
    ("di", re.compile(r"di\w{4,}(?:kan|i|nya)")),
    ("ber", re.compile(r"ber\w{3,}")),
    ("an", re.compile(r"\w{4,}an")),
)


_BELOW = re.compile(r"^(\(?)(?:[IVXL]+|[A-Z])((?:\.\d{1,2}){1,3}[.)]?)$")


@lru_cache(maxsize=1 << 16)
def keys_of(word: str) -> tuple[str, str, str, str]:
    """The keys of a word, one for each of `KINDS`; "" where a kind does not apply. A number below
    an area's ("A.1", "II.3.") has those of "1.1"."""
    word = _BELOW.sub(r"\g<1>1\g<2>", word)
    bare = word.strip(".,;:()[]{}\"'“”‘’?!*-–—•/")
    lower = re.sub(r"\d+", "#", bare.lower())
    affix = next((name for name, form in _AFFIXES if form.fullmatch(bare.lower())), "")
    return lower, affix, word_class(word) or "", _shape(word, bare)


_ITEM = re.compile(r"\(?(?:(1|a|A|i)|\d{1,2}|[a-zA-Z]|[ivx]+)[.)]")


def _shape(word: str, bare: str) -> str:
    """Case or kind of the first character, and the punctuation at the end; marks of lists."""
    if item := _ITEM.fullmatch(word):
        return "number first item" if item.group(1) else "number item"
    first = bare[:1] or word[:1]
    if not bare:
        case = "mark"
    elif first.isdigit():
        case = "number"
    elif len(bare) > 1 and bare.isupper():
        case = "CAPS"
    else:
        case = "Capital" if first.isupper() else "small"
    return case + (word[-1] if word[-1] in ".,;:)?" else "")


def roles_of(place: int, length: int) -> tuple[str, ...]:
    """The roles of word `place` of a cell of so many words."""
    first, last = place == 0, place == length - 1
    return ("any", *(("start",) if first else ()), *(("end",) if last else ()))


def count_cell(lexicon: Lexicon, name: str, words: Sequence[str]) -> None:
    """Add one cell's words to the counts of a field."""
    for i, word in enumerate(words):
        roles = roles_of(i, len(words))
        for kind, key in zip(KINDS, keys_of(word), strict=True):
            if key or kind in ("affix", "time"):
                for role in roles:
                    lexicon.add(role, kind, key, name)


def count_cells(cells: Iterable[tuple[str, Sequence[str]]]) -> Lexicon:
    """The lexicon of (field, words) pairs."""
    lexicon = Lexicon()
    for name, words in cells:
        count_cell(lexicon, name, words)
    return lexicon


# The field and the roles in which a word was counted.
Counted = tuple[str, tuple[str, ...]]


def evidence(
    lexicon: Lexicon,
    words: Sequence[str],
    fields: Sequence[str],
    kinds: Sequence[str] = KINDS,
    counted: Sequence[Counted | None] = (),
) -> NDArray[np.float64]:
    """What each word says for each field in each role: an array (role, kind, word, field) of the
    log of observed over expected count, smoothed; 0 for words that the lexicon does not know.

    Where the lexicon has `counted` these very words, each is left out of the counts that speak for
    it: a mistake of the reading that was counted would else speak for itself."""
    result = np.zeros((len(ROLES), len(kinds), len(words), len(fields)))
    places = {name: [f for f, other in enumerate(fields) if other == name] for name in fields}
    itself = np.zeros((len(ROLES), len(words), len(fields)))
    once = np.zeros(len(words))
    for i, own in enumerate(counted):
        if own is not None:
            once[i] = 1.0
            itself[[[ROLES.index(role)] for role in own[1]], i, places[own[0]]] = 1.0
    for k, kind in enumerate(kinds):
        total = sum(lexicon.sums["any", kind].values()) or 1.0
        keys = [keys_of(word)[KINDS.index(kind)] for word in words]
        known = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        number = np.array([known[key] for key in keys], dtype=np.int64)
        by_key = lexicon.counts["any", kind]
        anywhere = np.array([sum(by_key.get(key, {}).values()) for key in known])[number]
        counts_once = once * (anywhere > 0)
        anywhere = anywhere - counts_once
        for r, role in enumerate(ROLES):
            sums = np.array([lexicon.sums[role, kind].get(name, 0.0) for name in fields])
            counts = np.zeros((len(known), len(fields)))
            for row, key in enumerate(known):
                for name, count in lexicon.counts[role, kind].get(key, {}).items():
                    counts[row, places.get(name, [])] = count
            observed = counts[number] - itself[r] * counts_once[:, None]
            expected = sums * (anywhere / total)[:, None]
            said = np.log((observed + _SMOOTHING) / (expected + _SMOOTHING))
            result[r, k] = np.where(anywhere[:, None] > 0, said, 0.0)
    return result
