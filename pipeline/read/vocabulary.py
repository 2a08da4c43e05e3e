"""Words of Indonesian plans, as many officers write them: evidence that a word is whole.

`words.txt` has the words that two or more authors of the training plans use, made by
`python -m training.vocabulary`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.txt")
FEWEST_LETTERS = 2


def plain(word: str) -> str:
    """A word without signs around it, in small letters."""
    return word.strip(".,;:()[]\"'“”‘’!?%/-–•{}").casefold()


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The words, in small letters."""
    return frozenset(WORDS.read_text("utf-8").split())
