"""Fits the confidence of the stage `spaced` on documents that its weights were not trained with,
those of the tune split and of the train split those that `--every` left out. From which confidence
on rows need no review is told by each part of the documents, by what is fitted on the others:

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
from pipeline.recover.sections import with_area_column
from pipeline.recover.spaced.confidence import row_features
from pipeline.recover.spaced.model import write_model
from pipeline.recover.spaced.stage import read_rows
from pipeline.recover.spaced.stretch import Floats
from pipeline.rules import load_rules
from pipeline.verify import ASKING
from training.ascent import collect
from training.calibrate import fit
from training.score import score
from training.train_spaced import PATTERNS, left_out, read_labelled, taught

_PARTS = 6
_PULL = 10.0  # the root of the penalty
_MOST_RIGHT = 0.5  # rows of a document that is read, not misread as a whole
SILENT = 0.005  # wrong rows that no review marks, of all rows
LIMITS = tuple(round(1 - k / 200, 3) for k in range(1, 41))


Rows = Sequence[tuple[list[float], bool, bool]]


def rows_of(path: Path) -> list[Rows]:
    """A document's finished rows: the features of each, whether it is right, and whether it needs
    review however sure it is. None without rows."""
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
    recovery = Recovery("spaced", table.columns, tuple(lines), (), "")
    plan = assemble(source, with_area_column(source, recovery, rules), rules)
    ours = [{**row.texts, "area_no": row.area_no, "extra": dict(row.extra)} for row in plan.rows]
    found = score(ours, truth["rows"]).found
    rows = [
        (
            features[int(row.confidence)].tolist(),
            ok,
            not (grounds[int(row.confidence)].area and ASKING.isdisjoint(row.flags)),
        )
        for row, ok in zip(plan.rows, found, strict=True)
    ]
    return [rows] if rows else []


def fit_evenly(features: Floats, right: Floats) -> Floats:
    """The coefficients of features whose first is constant; the penalty is the same for all, and
    for a spread of one: documents are few, and rows of one document alike."""
    mean, spread = features[:, 1:].mean(axis=0), features[:, 1:].std(axis=0)
    scale = _PULL * np.where(spread > 0, spread, 1.0)
    first = np.full((len(features), 1), _PULL)
    found = fit(np.hstack([first, (features[:, 1:] - mean) / scale]), right)
    own = found[1:] / scale
    return np.concatenate([[_PULL * found[0] - own @ mean], own])


def fitted(documents: Sequence[Rows]) -> Floats:
    """The coefficients of the confidence of rows; of those that need review anyway, nothing, nor of
    documents most of whose rows are wrong: what they are misread by, a header or a gutter, is none
    of what rows rest on."""
    read = [rows for rows in documents if sum(ok for _, ok, _ in rows) >= _MOST_RIGHT * len(rows)]
    told = [(own, ok) for rows in read for own, ok, asks in rows if not asks]
    return fit_evenly(np.array([own for own, _ in told]), np.array([float(ok) for _, ok in told]))


def report(documents: Sequence[Rows]) -> float:
    """What is stated of the rows of each part of the documents, by what is fitted on the others,
    beside what is observed; the least confidence that needs no review."""
    part = [_PARTS * k // len(documents) for k in range(len(documents))]
    stated = []
    for own in range(_PARTS):
        others = [rows for rows, k in zip(documents, part, strict=True) if k != own]
        held = [row for rows, k in zip(documents, part, strict=True) if k == own for row in rows]
        odds = np.array([features for features, _, _ in held]) @ fitted(others)
        stated.append(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
    p = np.concatenate(stated)
    right = np.array([float(ok) for rows in documents for _, ok, _ in rows])
    asking = np.array([asks for rows in documents for _, _, asks in rows])
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1) & ~asking
        if inside.any():
            print(f"stated {p[inside].mean():.2f}  observed {right[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    sure = LIMITS[0]
    for limit in LIMITS:
        kept = (p >= limit) & ~asking
        silent = float((kept & (right == 0)).mean())
        print(f"from {limit}: marked {1 - kept.mean():.3f}, silent {silent:.4f}")
        sure = limit if silent <= SILENT else sure
    return sure


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the stage spaced.")
    parser.add_argument("kind", choices=list(PATTERNS))
    parser.add_argument("corpus", type=Path, help="a folder with folders train and tune")
    parser.add_argument("--every", type=int, default=2, help="the weights come from every so many")
    parser.add_argument("--most", type=int, default=1000, help="documents of train at the most")
    given = parser.parse_args()
    left = left_out(given.corpus / "train", given.kind, given.every)
    paths = taught(given.corpus / "tune", given.kind, 1)
    paths += left[:: -(-len(left) // given.most) or 1]
    documents = collect(rows_of, paths)
    sure = report(documents)
    every = fitted(documents)
    write_model(given.kind == "pages", confidence=every.tolist(), sure=sure)


if __name__ == "__main__":
    main()
