"""What words say for columns: log ratios counted in training plans.

`words.tsv` holds, for words that stand or begin cells in some columns more often than in others,
the log of how much more often. A word of time counts as its class, a number as "#".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import NamedTuple

from pipeline.deadlines import word_class

WORDS_PATH = Path(__file__).with_name("words.tsv")
FIELDS = ("component_no", "component", "indicator", "action", "evidence", "target", "pic", "extra")
_SMOOTH = 1.0
_FEWEST_PLANS = 3
_LEAST = 0.5

Ratios = Mapping[str, tuple[float, ...]]


class Vocabulary(NamedTuple):
    """Log ratios by word, in the order of `FIELDS`: of standing in a cell, of beginning one."""

    inside: Ratios
    start: Ratios


@lru_cache(maxsize=1 << 16)
def key_of(word: str) -> str:
    """The form in which a word is counted."""
    if (time := word_class(word)) is not None:
        return f"<{time}>"
    return re.sub(r"\d+", "#", word.lower().strip(".,;:()\"'“”"))


def count(plans: Iterable[Iterable[tuple[str, Sequence[str]]]]) -> Vocabulary:
    """The vocabulary of the cells (field, words) of some plans; a word counts once a plan."""
    inside: Counter[tuple[str, str]] = Counter()
    start: Counter[tuple[str, str]] = Counter()
    for cells in plans:
        seen: set[tuple[str, str]] = set()
        begun: set[tuple[str, str]] = set()
        for field, words in cells:
            seen |= {(key_of(word), field) for word in words}
            begun.add((key_of(words[0]), field))
        inside.update(seen)
        start.update(begun)
    return Vocabulary(_ratios(inside, inside), _ratios(start, inside))


def _ratios(counted: Counter[tuple[str, str]], anywhere: Counter[tuple[str, str]]) -> Ratios:
    words: Counter[str] = Counter()
    for (word, _), times in anywhere.items():
        words[word] += times
    every = sum(anywhere.values())
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


def write_words(vocabulary: Vocabulary) -> None:
    """Write `words.tsv`."""
    lines = ["role\tword\t" + "\t".join(FIELDS)]
    for role, ratios in zip(Vocabulary._fields, vocabulary, strict=True):
        lines += ["\t".join([role, word, *map(str, values)]) for word, values in ratios.items()]
    WORDS_PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_vocabulary.cache_clear()


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary under version control."""
    found: dict[str, dict[str, tuple[float, ...]]] = {role: {} for role in Vocabulary._fields}
    for line in WORDS_PATH.read_text("utf-8").splitlines()[1:]:
        role, word, *values = line.split("\t")
        found[role][word] = tuple(map(float, values))
    return Vocabulary(found["inside"], found["start"])
