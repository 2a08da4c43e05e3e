"""Fits the confidence of the stage `spaced` on documents that its weights were not trained with:

python -m training.calibrate_spaced text build/corpus_layout/tune
python -m training.calibrate_spaced pages build/borderless/tune
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.assemble import assemble
from pipeline.model import RawRow, Recovery
from pipeline.read import read
from pipeline.recover.spaced.confidence import row_features
from pipeline.recover.spaced.model import load_weights, write_model
from pipeline.recover.spaced.stage import read_rows
from pipeline.rules import load_rules
from training.calibrate import fit
from training.score import score
from training.train_spaced import PATTERNS, read_labelled


def rows_of(path: Path) -> tuple[list[list[float]], list[bool]]:
    """The features of a document's finished rows, and which rows are right."""
    rules = load_rules()
    table, truth = read_labelled(path)
    if table is None:
        return [], []
    source = read(path)
    lines, grounds = read_rows(table)
    features = row_features(grounds)
    # Each row carries its number through `assemble` in the place of its confidence.
    count = iter(range(len(grounds)))
    lines = [
        replace(line, confidence=float(next(count))) if isinstance(line, RawRow) else line
        for line in lines
    ]
    plan = assemble(source, Recovery("spaced", table.columns, tuple(lines), (), ""), rules)
    ours = [{**row.texts, "area_no": row.area_no, "extra": dict(row.extra)} for row in plan.rows]
    found = score(ours, truth["rows"]).found
    kept = [
        (features[int(row.confidence)].tolist(), ok)
        for row, ok in zip(plan.rows, found, strict=True)
        if "target_missing" not in row.flags
    ]
    return [f for f, _ in kept], [ok for _, ok in kept]


def report(p: Sequence[float], right: Sequence[bool]) -> None:
    """What is stated beside what is observed."""
    stated, observed = np.asarray(p), np.asarray(right, dtype=float)
    for low in np.arange(0, 1, 0.1):
        inside = (stated >= low) & (stated < low + 0.1)
        if inside.any():
            print(f"stated {stated[inside].mean():.2f}  observed {observed[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    exact = given.kind == "pages"
    paths = [p for folder in given.folders for p in sorted(folder.glob(PATTERNS[given.kind]))]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(rows_of, paths, chunksize=2))
    features = np.array([f for rows, _ in found for f in rows])
    right = [ok for _, oks in found for ok in oks]
    coefficients = fit(features, np.array(right, dtype=float))
    report((1 / (1 + np.exp(-features @ coefficients))).tolist(), right)
    write_model(exact, load_weights(exact), coefficients.tolist())


if __name__ == "__main__":
    main()
