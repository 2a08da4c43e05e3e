"""What words say for columns: log ratios counted in training plans, for telling a text's order.

`words.tsv` holds, for words that stand in cells of some columns more often than in others, the log
of how much more often. A word of time counts as its class, a number as "#".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path

from pipeline.deadlines import word_class

WORDS_PATH = Path(__file__).with_name("words.tsv")
FIELDS = ("component_no", "component", "indicator", "action", "evidence", "target", "pic", "extra")
_SMOOTH = 1.0
_FEWEST_PLANS = 3
_LEAST = 0.5

# By word, in the order of `FIELDS`.
Ratios = Mapping[str, tuple[float, ...]]


@lru_cache(maxsize=1 << 16)
def key_of(word: str) -> str:
    """The form in which a word is counted."""
    if (time := word_class(word)) is not None:
        return f"<{time}>"
    return re.sub(r"\d+", "#", word.lower().strip(".,;:()\"'“”"))


def count(plans: Iterable[Iterable[tuple[str, Sequence[str]]]]) -> Ratios:
    """The vocabulary of the cells (field, words) of some plans; a word counts once a plan."""
    counted: Counter[tuple[str, str]] = Counter()
    for cells in plans:
        counted.update({(key_of(word), field) for field, words in cells for word in words})
    words: Counter[str] = Counter()
    for (word, _), times in counted.items():
        words[word] += times
    every = sum(counted.values())
    sums = [sum(n for (_, f), n in counted.items() if f == field) for field in FIELDS]
    found: dict[str, tuple[float, ...]] = {}
    for word, times in sorted(words.items()):
        if times < _FEWEST_PLANS or not word:
            continue
        ratios = tuple(
            round(log((counted[word, f] + _SMOOTH) / (times / every * total + _SMOOTH)), 1)
            for f, total in zip(FIELDS, sums, strict=True)
        )
        if max(map(abs, ratios)) >= _LEAST:
            found[word] = ratios
    return found


def write_words(vocabulary: Ratios) -> None:
    """Write `words.tsv`."""
    lines = ["word\t" + "\t".join(FIELDS)]
    lines += ["\t".join([word, *map(str, values)]) for word, values in vocabulary.items()]
    WORDS_PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_vocabulary.cache_clear()


@cache
def load_vocabulary() -> Ratios:
    """The vocabulary under version control."""
    found: dict[str, tuple[float, ...]] = {}
    for line in WORDS_PATH.read_text("utf-8").splitlines()[1:]:
        word, *values = line.split("\t")
        found[word] = tuple(map(float, values))
    return found
