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


@lru_cache(maxsize=1 << 16)
def keys_of(word: str) -> tuple[str, str, str, str]:
    """The keys of a word, one for each of `KINDS`; "" where a kind does not apply."""
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
    own = {name: np.array([float(name == other) for other in fields]) for name in fields}
    for k, kind in enumerate(kinds):
        index = KINDS.index(kind)
        total = sum(lexicon.sums["any", kind].values()) or 1.0
        keys = [keys_of(word)[index] for word in words]
        for r, role in enumerate(ROLES):
            sums = np.array([lexicon.sums[role, kind].get(name, 0.0) for name in fields])
            known: dict[tuple[str, Counted | None], NDArray[np.float64]] = {}
            for i, key in enumerate(keys):
                itself = counted[i] if counted else None
                said = known.get((key, itself))
                if said is None:
                    anywhere = sum(lexicon.counts["any", kind].get(key, {}).values())
                    here = lexicon.counts[role, kind].get(key, {})
                    observed = np.array([here.get(name, 0.0) for name in fields])
                    if itself is not None and anywhere:
                        anywhere -= 1
                        observed -= own[itself[0]] * (role in itself[1])
                    expected = sums * (anywhere / total)
                    said = np.log((observed + _SMOOTHING) / (expected + _SMOOTHING))
                    known[key, itself] = said = said if anywhere else np.zeros(len(fields))
                result[r, k, i] = said
    return result
