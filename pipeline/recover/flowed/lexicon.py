"""How words speak for columns: counts of the words that begin, end and fill each column's cells.

A `Lexicon` is counts. Three of them are used alike: one counted from training plans, one from
plans already read with certainty, one from the first reading of the document itself. What a word
says for a column is a log ratio: how much more often it stands there than anywhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import word_class

# Roles of a word in a cell, and the kinds of key by which it is counted.
ROLES = ("start", "end", "any")
KINDS = ("word", "affix", "time", "shape")
_SMOOTHING = 0.7  # added to the observed and to the expected count, so that rare words say little

# (role, kind) → key → field → count
Lexicon = dict[tuple[str, str], dict[str, dict[str, float]]]

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


def _shape(word: str, bare: str) -> str:
    """Case or kind of the first character, and the punctuation at the end."""
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


def empty_lexicon() -> Lexicon:
    """A lexicon without counts."""
    return {(role, kind): defaultdict(lambda: defaultdict(float)) for role in ROLES for kind in KINDS}


def count_cell(lexicon: Lexicon, field: str, words: Sequence[str], weight: float = 1.0) -> None:
    """Add one cell's words to the counts of a field."""
    for i, word in enumerate(words):
        roles = ["any"]
        if i == 0:
            roles.append("start")
        if i == len(words) - 1:
            roles.append("end")
        for role in roles:
            for kind, key in zip(KINDS, keys_of(word), strict=True):
                if key or kind in ("affix", "time"):
                    lexicon[role, kind][key][field] += weight


def count_cells(cells: Iterable[tuple[str, Sequence[str]]]) -> Lexicon:
    """The lexicon of (field, words) pairs."""
    lexicon = empty_lexicon()
    for field, words in cells:
        count_cell(lexicon, field, words)
    return lexicon


def evidence(
    lexicon: Lexicon, words: Sequence[str], fields: Sequence[str], kinds: Sequence[str] = KINDS
) -> NDArray[np.float64]:
    """What each word says for each field in each role: an array (role, kind, word, field) of log
    ratios, clipped; 0 for words that the lexicon does not know."""
    result = np.zeros((len(ROLES), len(kinds), len(words), len(fields)))
    for r, role in enumerate(ROLES):
        for k, kind in enumerate(kinds):
            table = _ratios(lexicon[role, kind], lexicon["any", kind], fields)
            zero = np.zeros(len(fields))
            index = KINDS.index(kind)
            for i, word in enumerate(words):
                result[r, k, i] = table.get(keys_of(word)[index], zero)
    return result


def _ratios(
    counts: Mapping[str, Mapping[str, float]],
    background: Mapping[str, Mapping[str, float]],
    fields: Sequence[str],
) -> dict[str, NDArray[np.float64]]:
    """key → log of observed over expected count in each field, smoothed."""
    anywhere = {key: sum(by.values()) for key, by in background.items()}
    total = sum(anywhere.values()) or 1.0
    sums = np.array([sum(by.get(f, 0.0) for by in counts.values()) for f in fields])
    table = {}
    for key, overall in anywhere.items():
        expected = sums * (overall / total)
        here = counts.get(key, {})
        observed = np.array([here.get(f, 0.0) for f in fields])
        table[key] = np.log((observed + _SMOOTHING) / (expected + _SMOOTHING))
    return table
