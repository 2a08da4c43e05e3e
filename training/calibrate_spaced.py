"""Fits the confidence of the stage `spaced` on documents that its weights were not trained with,
those of the tune split and of the train split those that `--every` left out:

python -m training.calibrate_spaced text build/corpus_layout --every 3
python -m training.calibrate_spaced pages build/borderless --every 2
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.assemble import assemble
from pipeline.model import RawRow, Recovery
from pipeline.read import read
from pipeline.recover.spaced.confidence import row_features
from pipeline.recover.spaced.model import write_model
from pipeline.recover.spaced.stage import read_rows
from pipeline.rules import load_rules
from training.ascent import collect
from training.calibrate import fit
from training.score import score
from training.train_spaced import PATTERNS, read_labelled


def rows_of(path: Path) -> list[tuple[list[float], bool]]:
    """The features of each of a document's finished rows, and whether it is right."""
    rules = load_rules()
    table, truth = read_labelled(path)
    if table is None:
        return []
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
    return [
        (features[int(row.confidence)].tolist(), ok)
        for row, ok in zip(plan.rows, found, strict=True)
        if "target_missing" not in row.flags
    ]


def report(p: Sequence[float], right: Sequence[bool]) -> None:
    """What is stated beside what is observed."""
    stated, observed = np.asarray(p), np.asarray(right, dtype=float)
    for low in np.arange(0, 1, 0.1):
        inside = (stated >= low) & (stated < low + 0.1)
        if inside.any():
            print(f"stated {stated[inside].mean():.2f}  observed {observed[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    for limit in (0.8, 0.9, 0.95, 0.97):
        kept = stated >= limit
        silent = (kept & (observed == 0)).mean()
        print(f"from {limit}: marked {1 - kept.mean():.3f}, silent {silent:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=2, help="the weights come from every so many")
    given = parser.parse_args()
    exact = given.kind == "pages"
    paths = sorted((given.corpus / "tune").glob(PATTERNS[given.kind]))
    if given.every > 1:
        paths += sorted((given.corpus / "train").glob(PATTERNS[given.kind]))[1 :: given.every]
    found = collect(rows_of, paths)
    features = np.array([own for own, _ in found])
    right = [ok for _, ok in found]
    coefficients = fit(features, np.array(right, dtype=float))
    report((1 / (1 + np.exp(-features @ coefficients))).tolist(), right)
    write_model(exact, confidence=coefficients.tolist())


if __name__ == "__main__":
    main()
