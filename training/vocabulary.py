"""The words that several authors of the training plans write: `python -m training.vocabulary`.

They tell a word that a narrow column cut in two from two words; see `pipeline.read.vocabulary`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.read.vocabulary import FEWEST_LETTERS, WORDS, plain
from training.gold import author_of
from training.plans import load_plan, plan_paths, texts_of

FEWEST_AUTHORS = 2
# Endings that are no words by themselves, though some write them apart.
_BOUND = {"an", "i", "kah", "kan", "ku", "lah", "mu", "nya"}


def words_by_author(paths: Iterable[Path]) -> Mapping[str, set[str]]:
    """Author → the words of all of their plans, as the vocabulary has them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        words = (plain(word) for text in texts_of(load_plan(path)) for word in text.split())
        found[author_of(path.stem)].update(
            word
            for word in words
            if len(word) >= FEWEST_LETTERS and word.isalpha() and word not in _BOUND
        )
    return found


def main() -> None:
    counts = Counter(word for own in words_by_author(plan_paths("train")).values() for word in own)
    words = sorted(word for word, authors in counts.items() if authors >= FEWEST_AUTHORS)
    WORDS.write_text("\n".join(words) + "\n", "utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
