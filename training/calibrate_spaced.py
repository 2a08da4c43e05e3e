"""Fits the confidence of the stage `spaced` on documents that its weights were not trained with,
those of the tune split and of the train split those that `--every` left out: trees for text, a
logistic regression for pages. From which confidence on rows need no review is told by each part of
the plans, by what is fitted on the others:

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
from pipeline.recover.spaced.confidence import TOLD, more_features, row_features
from pipeline.recover.spaced.model import TREES_PATH, write_model
from pipeline.recover.spaced.stage import read_rows
from pipeline.recover.spaced.stretch import Floats
from pipeline.recover.spaced.trees import Trees, write_trees
from pipeline.rules import load_rules
from pipeline.verify import ASKING
from training.ascent import collect
from training.boost import Growth, grow_often
from training.calibrate import fit
from training.score import score
from training.train_spaced import PATTERNS, left_out, read_labelled, taught

_PARTS = 6
_PULL = 10.0  # the root of the penalty
_GROWTH, _TIMES = Growth(), 2
_MOST_RIGHT = 0.5  # rows of a document that is read, not misread as a whole
SILENT = 0.005  # wrong rows that no review marks, of all rows
LIMITS = tuple(round(1 - k / 400, 4) for k in range(1, 81))


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
    features = (row_features if table.found.exact else more_features)(grounds)
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


def named_rows(path: Path) -> list[tuple[str, Rows]]:
    """A document's rows with the name of its plan; none without rows."""
    return [(path.name.split(".")[0], rows) for rows in rows_of(path)]


def fit_evenly(features: Floats, right: Floats) -> Floats:
    """The coefficients of features whose first is constant; the penalty is the same for all, and
    for a spread of one: documents are few, and rows of one document alike."""
    mean, spread = features[:, 1:].mean(axis=0), features[:, 1:].std(axis=0)
    scale = _PULL * np.where(spread > 0, spread, 1.0)
    first = np.full((len(features), 1), _PULL)
    found = fit(np.hstack([first, (features[:, 1:] - mean) / scale]), right)
    own = found[1:] / scale
    return np.concatenate([[_PULL * found[0] - own @ mean], own])


def told(documents: Sequence[Rows]) -> tuple[Floats, Floats]:
    """The features of rows that can be told right or wrong, and whether they are right: not those
    that need review anyway, nor those of documents most of whose rows are wrong: what these are
    misread by, a header or a gutter, is none of what rows rest on."""
    read = [rows for rows in documents if sum(ok for _, ok, _ in rows) >= _MOST_RIGHT * len(rows)]
    found = [(own, ok) for rows in read for own, ok, asks in rows if not asks]
    return np.array([own for own, _ in found]), np.array([float(ok) for _, ok in found])


def fitted_trees(features: Floats, right: Floats) -> Trees:
    """The trees that tell rows right from wrong."""
    return grow_often(features, right, _GROWTH, _TIMES)


def log_odds(kind: str, known: tuple[Floats, Floats], held: Floats) -> Floats:
    """The log odds of rows that they are right, by what is fitted on others."""
    return fitted_trees(*known).log_odds(held) if kind == "text" else held @ fit_evenly(*known)


def report(kind: str, documents: Sequence[tuple[str, Rows]]) -> float:
    """What is stated of the rows of each part of the plans (documents with a plan's name), by what
    is fitted on the others, beside what is observed; the least confidence that needs no review."""
    plans = sorted({plan for plan, _ in documents})
    part = {plan: k % _PARTS for k, plan in enumerate(plans)}
    stated: list[Floats] = []
    ordered: list[Rows] = []
    for own in range(_PARTS):
        others = [rows for plan, rows in documents if part[plan] != own]
        held = [rows for plan, rows in documents if part[plan] == own]
        ordered += held
        features = np.array([features for rows in held for features, _, _ in rows])
        odds = log_odds(kind, told(others), features)
        stated.append(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
    p = np.concatenate(stated)
    right = np.array([float(ok) for rows in ordered for _, ok, _ in rows])
    asking = np.array([asks for rows in ordered for _, _, asks in rows])
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
    documents = collect(named_rows, paths)
    sure = report(given.kind, documents)
    known = told([rows for _, rows in documents])
    if given.kind == "text":
        write_trees(TREES_PATH, fitted_trees(*known), TOLD)
        write_model(False, sure=sure)
    else:
        write_model(True, confidence=fit_evenly(*known).tolist(), sure=sure)


if __name__ == "__main__":
    main()
