"""Fits the confidence of the stage `spaced` on documents that its weights were not trained with,
those of the tune split and of the train split those that `--every` left out:

python -m training.calibrate_spaced text build/corpus_layout --every 3
python -m training.calibrate_spaced pages build/borderless --every 2
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.assemble import assemble
from pipeline.model import RawRow, Recovery
from pipeline.read import read
from pipeline.recover.spaced.confidence import row_features
from pipeline.recover.spaced.evidence import Floats
from pipeline.recover.spaced.model import write_model
from pipeline.recover.spaced.stage import read_rows
from pipeline.rules import load_rules
from pipeline.verify import ASKING
from training.ascent import collect
from training.calibrate import fit
from training.score import score
from training.train_spaced import PATTERNS, left_out, read_labelled, taught

_PULL = 10.0  # the root of the penalty
SILENT = 0.005  # wrong rows that no review marks, of all rows
LIMITS = (0.995, 0.99, 0.985, 0.98, 0.975, 0.97, 0.965, 0.96, 0.95, 0.94, 0.92, 0.9, 0.85, 0.8)


def rows_of(path: Path) -> list[tuple[list[float], bool, bool]]:
    """The features of each of a document's finished rows, whether it is right, and whether it needs
    review however sure it is."""
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
        (features[int(row.confidence)].tolist(), ok, not ASKING.isdisjoint(row.flags))
        for row, ok in zip(plan.rows, found, strict=True)
    ]


def fit_evenly(features: Floats, right: Floats) -> Floats:
    """The coefficients of features whose first is constant; the penalty is the same for all, and
    for a spread of one: documents are few, and rows of one document alike."""
    mean, spread = features[:, 1:].mean(axis=0), features[:, 1:].std(axis=0)
    scale = _PULL * np.where(spread > 0, spread, 1.0)
    first = np.full((len(features), 1), _PULL)
    found = fit(np.hstack([first, (features[:, 1:] - mean) / scale]), right)
    own = found[1:] / scale
    return np.concatenate([[_PULL * found[0] - own @ mean], own])


def report(p: Floats, right: Floats, asking: NDArray[np.bool_]) -> float:
    """What is stated beside what is observed; the least confidence that needs no review."""
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1) & ~asking
        if inside.any():
            print(f"stated {p[inside].mean():.2f}  observed {right[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    sure = 1.0
    for limit in LIMITS:
        kept = (p >= limit) & ~asking
        silent = float((kept & (right == 0)).mean())
        print(f"from {limit}: marked {1 - kept.mean():.3f}, silent {silent:.4f}")
        sure = limit if silent <= SILENT else sure
    return min(sure, LIMITS[0])


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=2, help="the weights come from every so many")
    parser.add_argument("--most", type=int, default=1000, help="documents of train at the most")
    given = parser.parse_args()
    exact = given.kind == "pages"
    paths = taught(given.corpus / "tune", given.kind, 1)
    others = left_out(given.corpus / "train", given.kind, given.every)
    paths += others[:: -(-len(others) // given.most) or 1]
    found = collect(rows_of, paths)
    features = np.array([own for own, _, _ in found])
    right = np.array([float(ok) for _, ok, _ in found])
    asking = np.array([asks for _, _, asks in found])
    coefficients = fit_evenly(features[~asking], right[~asking])
    sure = report(1 / (1 + np.exp(-features @ coefficients)), right, asking)
    write_model(exact, confidence=coefficients.tolist(), sure=sure)


if __name__ == "__main__":
    main()
