"""Fits the recognition of a dump's order: `python -m training.train_order CORPUS…`.

Each folder holds labelled dumps of training plans by tools of several orders; those under `--check`
are not fitted on, and a table shows what they are taken for.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from pipeline.model import Source
from pipeline.read.text import read_text
from pipeline.recover.order import ORDERS, in_columns, order_features, order_of, write_model
from pipeline.recover.spaced.words import lines_of_text
from pipeline.recover.vocabulary import count, write_words
from training.calibrate import fit


def _dump(path: Path) -> tuple[Source, str, int, str]:
    """A dump, its order, the offset at which its first header ends, and its tool."""
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    cells = [start for cell in truth["cells"] for start, _ in cell["spans"]]
    heads = [end for f in truth["furniture"] if f["role"] == "header" for _, end in f["spans"]]
    ends = [end for end in heads if end <= min(cells)]
    source = read_text(path.read_bytes().decode("utf-8"))
    return source, truth["meta"]["order"], max(ends, default=0), truth["meta"]["tool"]


def _count_words(paths: Sequence[Path]) -> None:
    """Count the words of the cells of labelled dumps, each plan once."""
    plans: dict[str, list[tuple[str, list[str]]]] = {}
    for path in paths:
        truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
        cells = [(cell["column"].split(":")[0], cell["text"].split()) for cell in truth["cells"]]
        plans.setdefault(truth["meta"]["plan"], []).extend((f, w) for f, w in cells if w)
    write_words(count(plans.values()))


def _features(path: Path) -> tuple[str, list[float]] | None:
    source, order, start, _ = _dump(path)
    lines = [line for line in lines_of_text(source).lines if line.words[0].span.start >= start]
    if in_columns(lines) or len(lines) < 12:
        return None
    return order, order_features(lines).tolist()


def _fit(found: Sequence[tuple[str, list[float]]], order: str) -> list[float]:
    """The coefficients that tell one order from stream order."""
    own = [(o == order, values) for o, values in found if o in (order, "stream")]
    features = np.array([values for _, values in own])
    middle, spread = features.mean(axis=0), features.std(axis=0)
    middle[0], spread[0] = 0.0, 1.0
    coefficients = fit((features - middle) / spread, np.array([float(y) for y, _ in own]))
    coefficients /= spread
    coefficients[0] -= float(coefficients[1:] @ middle[1:])
    return [float(c) for c in coefficients]


def _taken_for(path: Path) -> tuple[str, str, str]:
    source, order, start, tool = _dump(path)
    return tool, order, order_of(source, start)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the recognition of a dump's order.")
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--check", nargs="*", type=Path, default=[])
    given = parser.parse_args()
    paths = [path for folder in given.corpora for path in sorted(folder.glob("*.txt"))]
    if paths:
        _count_words(paths)
    with ProcessPoolExecutor(2) as pool:
        found = [pair for pair in pool.map(_features, paths, chunksize=8) if pair]
        if found:
            write_model({order: _fit(found, order) for order in ("sorted", "interleaved")})
        checks = [path for folder in given.check for path in sorted(folder.glob("*.txt"))]
        table = Counter(pool.map(_taken_for, checks, chunksize=8))
    for tool, order in sorted({key[:2] for key in table}):
        counts = "  ".join(f"{o} {table[tool, order, o]}" for o in ORDERS)
        print(f"{tool:20}{order:12} taken for: {counts}")


if __name__ == "__main__":
    main()
