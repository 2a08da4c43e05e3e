"""How firmly a word stands with the one before it: as terms that offices share, as the text itself
repeats them, and inside brackets or quotation marks. Where a line breaks in "benturan /
kepentingan" no cell ends.

Collocation as evidence of a boundary: Manning and Schütze, 1999, "Foundations of Statistical
Natural Language Processing", chapter 5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Gap, Stream

# "word" or "word next" → how many authors write it.
Terms = Mapping[str, int]
FEWEST_AUTHORS = 2
# Brackets and quotation marks: how a word that opens them and does not close them reads, how one
# that closes them, and over how many words at most they go.
_ENCLOSING = (
    (re.compile(r"\([^)]*$"), re.compile(r"^[^(]*\)"), 40),
    (re.compile(r"^\W*[\"“”„][^\"“”]*$"), re.compile(r"^[^\"“”„]*[\"“”]\W*$"), 15),
)


def terms_in(texts: Iterable[str]) -> set[str]:
    """The words of texts, and the pairs of neighbours, as keys of `Terms`."""
    found: set[str] = set()
    for text in texts:
        keys = [keys_of(word)[0] for word in text.split()]
        found.update(key for key in keys if key)
        found.update(f"{a} {b}" for a, b in zip(keys, keys[1:], strict=False) if a and b)
    return found


def cohesion(keys: Sequence[str], terms: Terms) -> Floats:
    """(n, 3): of each word and the one before it how many authors write both side by side (log),
    and the share of them among those who write the one, and the other."""
    result = np.zeros((len(keys), 3))
    for i in range(1, len(keys)):
        both = terms.get(f"{keys[i - 1]} {keys[i]}", 0)
        if both >= FEWEST_AUTHORS:
            either = (terms.get(keys[i - 1], both), terms.get(keys[i], both))
            result[i] = np.log2(both) / 4, both / max(either[0], both), both / max(either[1], both)
    return result


def repeated(stream: Stream, keys: Sequence[str]) -> Floats:
    """(n, 3): how often else the text has a word and the one before it side by side on a line, how
    often with a line's end between them (logs), and whether both stand inside the same brackets or
    quotation marks."""
    n = len(keys)
    pairs = list(zip(keys, keys[1:], strict=False))
    joined = (stream.gaps == Gap.SPACE).tolist()
    inline = Counter(pair for pair, same in zip(pairs, joined[1:], strict=False) if same)
    apart = Counter(pair for pair, same in zip(pairs, joined[1:], strict=False) if not same)
    result = np.zeros((n, 3))
    for i, pair in enumerate(pairs, 1):
        if all(pair):
            others = inline[pair] - joined[i], apart[pair] - (not joined[i])
            result[i, :2] = np.log2(1 + np.minimum(others, 31)) / 4
    for first, last in _enclosed(stream.words):
        result[first + 1 : last + 1, 2] = 1.0
    return result


def _enclosed(words: Sequence[str]) -> list[tuple[int, int]]:
    """The words with which brackets or quotation marks open, and those with which they close."""
    found: list[tuple[int, int]] = []
    for begins, ends, longest in _ENCLOSING:
        opened: int | None = None
        for i, word in enumerate(words):
            opens, closes = begins.search(word), ends.search(word)
            if opened is not None and closes and i - opened <= longest:
                found.append((opened, i))
                opened = None
            if opens:
                opened = i
    return found
