"""Learns what tells a word that a narrow column cut from two words: `python -m training.cut_words`.

Prints the weights of `pipeline.read.spelling`. The lines' ends are those of training plans set in
columns of any width; a plan's words are weighed with the vocabulary of the other authors.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from pipeline.read.spelling import Joint, features_of, may_join
from pipeline.recover.typeface import width_of
from training.calibrate import fit
from training.gold import author_of
from training.plans import PlanSource, load_plan, plan_paths
from training.vocabulary import FEWEST_AUTHORS, words_by_author

_WIDTHS = (3.0, 8.5)  # of columns, in ems
_ROOM = 0.96  # of a column's width: from which on the next letter would not have fitted
_FOLDS = 4
_FIELDS = ("indicator", "action", "evidence", "target", "pic")


def wrapped(text: str, width: float) -> Iterator[tuple[str, bool]]:
    """The lines of a cell so many ems wide, and whether each ends inside a word."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width_of(longer) <= width:
                line = longer
                continue
            if line:
                yield line, False
            rest = word
            while width_of(rest) > width:
                fits = next(
                    k for k in range(len(rest), 0, -1) if k == 1 or width_of(rest[:k]) <= width
                )
                yield rest[:fits], True
                rest = rest[fits:]
            line = rest
        if line:
            yield line, False


def columns_of(plan: PlanSource) -> Iterator[list[str]]:
    """The cells of each column of a plan."""
    components = [component for area in plan.areas for component in area.components]
    yield [component.name for component in components]
    rows = [row for component in components for row in component.rows]
    for name in _FIELDS:
        yield [re.sub(r"\{[^}]*\}", "2024", text) for row in rows if (text := getattr(row, name))]


def ends_of(plan: PlanSource, rng: random.Random) -> tuple[str, list[Joint], list[bool]]:
    """The text of a plan set in narrow columns, the lines' ends that may cut a word, and whether
    they do."""
    text, joints, cut = "", [], []
    for cells in columns_of(plan):
        width = rng.uniform(*_WIDTHS)
        for cell in cells:
            above: tuple[str, bool] | None = None
            for line, ends in wrapped(cell, width):
                if above and " " not in above[0]:
                    at, second = len(text), line.split()[0]
                    joint = Joint(at - 1 - len(above[0]), at - 1, at, at + len(second))
                    room = _ROOM * width - width_of(above[0])
                    if width_of(second[0]) > room and may_join(text + line, joint):
                        joints.append(joint)
                        cut.append(above[1])
                above = line, ends
                text += f"{line}\n"
            text += "\n"
    return text, joints, cut


def lessons(words: Mapping[str, set[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of lines' ends, whether each cuts a word, and the number of its plan's author."""
    counts = Counter(word for own in words.values() for word in own)
    authors = sorted(words)
    rng = random.Random(4)
    rows, cuts, by = [], [], []
    for path in plan_paths("train"):
        own = words[author_of(path.stem)]
        usual = {word for word in counts if counts[word] - (word in own) >= FEWEST_AUTHORS}
        text, joints, cut = ends_of(load_plan(path), rng)
        if joints:
            rows += features_of(text, joints, usual=usual)
            cuts += cut
            by += [authors.index(author_of(path.stem))] * len(cut)
    return np.array(rows), np.array(cuts, float), np.array(by)


def main() -> None:
    rows, cuts, by = lessons(words_by_author(plan_paths("train")))
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    chances = np.zeros(len(cuts))
    for fold in range(_FOLDS):
        held = by % _FOLDS == fold
        chances[held] = 1 / (1 + np.exp(-rows[held] @ fit(rows[~held], cuts[~held])))
    wrong = (chances > 0.5) != cuts
    sure = np.maximum(chances, 1 - chances) >= 0.97
    print(f"{len(cuts)} lines' ends, {cuts.mean():.3f} of them cuts; by authors left out: wrong "
          f"{wrong.mean():.4f}, unsure {1 - sure.mean():.4f}, "
          f"wrong and sure {(wrong & sure).mean():.5f}")  # fmt: skip
    print("weights, the constant last:", fit(rows, cuts).round(2).tolist())


if __name__ == "__main__":
    main()
