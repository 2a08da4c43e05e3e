"""In which order a text dump gives the words of a table.

stream: cell after cell, as they were drawn. aligned: lines from the top down, columns kept in place
by spaces. sorted: lines from the top down across all columns, their places lost. interleaved:
blocks or lines of cells in another order. Only the first two can be read into rows (`flowed`,
`spaced`).

What tells them apart is measured on the lines below the table's header, and weighed by logistic
regression fitted on dumps of training plans (`training/train_order.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import word_class
from pipeline.model import Source
from pipeline.recover.spaced.words import Line, lines_of_text
from pipeline.recover.vocabulary import FIELDS, key_of, load_vocabulary

ORDERS = ("stream", "interleaved", "sorted", "aligned")
# The orders that no stage reads.
LOST = frozenset({"interleaved", "sorted"})
MODEL_PATH = Path(__file__).with_name("order.json")
# Words this far apart on a line stand in different columns; a text is aligned where this share
# of its lines has such words.
_FAR_APART = 3.0
_SHARE_APART = 0.2
_FEWEST_LINES = 12
# A text is taken for stream order unless it is this sure that it is not: most dumps are, and one
# that is wrongly distrusted costs a person's time for every row.
_SURE = {"sorted": 0.8, "interleaved": 0.9}
_TIME = {"month", "period", "recurrence"}
FEATURES = (
    "constant", "starts small", "small after end", "capitals inside", "time twice",
    "numbers twice", "lines of time", "time inside", "long lines", "spread", "blank",
    "fields a line", "steps back", "same field", "words a line",
)  # fmt: skip


def order_of(source: Source, header_end: int = 0) -> str:
    """The order of a text's words: one of `ORDERS`. `header_end` is the offset at which the
    table's first header ends."""
    if source.format != "text":
        return "stream"
    lines = [line for line in lines_of_text(source).lines if line.words[0].span.start >= header_end]
    if in_columns(lines):
        return "aligned"
    if len(lines) < _FEWEST_LINES:
        return "stream"
    features = order_features(lines)
    odds = {order: _probability(features, _model()[order]) - sure for order, sure in _SURE.items()}
    found = max(odds, key=lambda order: odds[order])
    return found if odds[found] > 0 else "stream"


def in_columns(lines: Sequence[Line]) -> bool:
    """Whether many lines have words far apart, as columns that stand in place leave them."""
    apart = sum(
        any(b.left - a.right >= _FAR_APART for a, b in pairwise(line.words)) for line in lines
    )
    return bool(lines) and apart >= _SHARE_APART * len(lines)


def order_features(lines: Sequence[Line]) -> NDArray[np.float64]:
    """What the lines below the header look like, an array of `FEATURES`."""
    texts = [[word.text for word in line.words] for line in lines]
    lengths = np.array([line.words[-1].right - line.words[0].left for line in lines])
    small = [words[0][:1].islower() for words in texts]
    ends = [_ends(words[-1]) for words in texts]
    time = [all(_is_time(word) or word[0].isdigit() for word in words) for words in texts]
    time = [t and any(map(_is_time, words)) for t, words in zip(time, texts, strict=True)]
    number = [len(words) == 1 and words[0].strip(".()").isdigit() for words in texts]
    inner = sum(len(words) - 1 for words in texts) or 1
    capitals = sum(
        b[:1].isupper() and b[1:2].islower() and not _ends(a) and a[:1].islower()
        for words in texts
        for a, b in pairwise(words)
    )
    broken = sum(
        _is_time(a) and b[:1].isalpha() and not _is_time(b)
        for words in texts
        for a, b in pairwise(words)
    )
    times = sum(_is_time(word) for words in texts for word in words) or 1
    steps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page] or [1.0]
    fields, mixed = _fields(texts)
    moves = [(a, b) for a, b in pairwise(f for f in fields if f is not None)] or [(0, 0)]
    return np.array(
        [
            1.0,
            np.mean(small),
            _share(sum(s and e for e, s in zip(ends, small[1:], strict=False)), sum(small)),
            capitals / inner * 10,
            _share(sum(a and b for a, b in pairwise(time)), sum(time)),
            _share(sum(a and b for a, b in pairwise(number)), sum(number)),
            np.mean(time) * 5,
            broken / times,
            np.mean(lengths > 2 * np.median(lengths)) * 5,
            np.std(lengths) / np.mean(lengths),
            np.mean(np.array(steps) > 1.5),
            mixed,
            np.mean([b < a for a, b in moves]) * 2,
            np.mean([b == a for a, b in moves]) * 2,
            np.log(np.mean([len(words) for words in texts])),
        ]
    )


def _is_time(word: str) -> bool:
    return word_class(word) in _TIME


def _ends(word: str) -> bool:
    return word[-1] in ".;" or _is_time(word)


def _share(part: float, whole: float) -> float:
    return (part + 0.5) / (whole + 2.0)


def _fields(texts: Sequence[Sequence[str]]) -> tuple[list[int | None], float]:
    """The column that the words of each line speak for most, None where they say little; and the
    mean share of words of a line that speak for another one than that."""
    inside = load_vocabulary()
    fields: list[int | None] = []
    others: list[float] = []
    for words in texts:
        said = [np.array(inside[k]) for word in words if (k := key_of(word)) in inside]
        if not said:
            fields.append(None)
            continue
        total = np.sum(said, axis=0)
        best = int(np.argmax(total))
        fields.append(best if total[best] > 1.0 and FIELDS[best] != "extra" else None)
        others.append(float(np.mean([best != int(np.argmax(s)) and s.max() > 1.0 for s in said])))
    return fields, float(np.mean(others)) * 3 if others else 0.0


def _probability(features: NDArray[np.float64], coefficients: Sequence[float]) -> float:
    return float(1 / (1 + np.exp(-features @ np.asarray(coefficients))))


@cache
def _model() -> dict[str, list[float]]:
    named = json.loads(MODEL_PATH.read_text("utf-8"))
    return {order: [weights[name] for name in FEATURES] for order, weights in named.items()}


def write_model(coefficients: dict[str, Sequence[float]]) -> None:
    """Write `order.json`: for each order the coefficients of `FEATURES`."""
    named = {
        order: {name: round(float(c), 4) for name, c in zip(FEATURES, values, strict=True)}
        for order, values in coefficients.items()
    }
    MODEL_PATH.write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    _model.cache_clear()
