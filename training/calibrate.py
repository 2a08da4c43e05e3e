"""Fits the confidence of the flowed stage: `python -m training.calibrate`.

It is fitted on the plans of the tune split, which neither network nor weights have seen, and on
those of the authors held out of the network, read with the network that has not seen them: what is
seen here is what will be seen on a plan of an office that is new. What tells a text in order from
one that is not is fitted first, on these, as our own pages and as LibreOffice's; dumps whose order
is lost tell how such look when read as cells.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.read import read
from pipeline.recover.flowed import model
from pipeline.recover.flowed.confidence import row_features
from pipeline.recover.flowed.model import load_model, write_weights
from pipeline.recover.flowed.order import TRUSTED, order_features
from pipeline.recover.flowed.stage import read_table
from pipeline.rules import load_rules
from pipeline.verify import ASKING
from training.evaluate import Result, another_variant, evaluate, memory_at
from training.gold import (
    OFFICE,
    WITHOUT_HELD_OUT,
    author_of,
    choose,
    is_held_out,
    order_of,
)
from training.train import ANY_ORDER, UNCALIBRATED

_PENALTY = 1.0
# Wrong rows that no review marks, of all rows: fewer than the one in a hundred that is promised, as
# other offices may be harder.
SILENT = 0.0085
LOST = ("interleaved", "sorted")  # orders that no stage reads


def fit(features: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method with a small L2 penalty."""
    coefficients = np.zeros(features.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-features @ coefficients))
        slope = features.T @ (right - p) - _PENALTY * coefficients
        curve = (features * (p * (1 - p))[:, None]).T @ features
        curve += _PENALTY * np.eye(features.shape[1])
        coefficients = coefficients + np.linalg.solve(curve, slope)
    return coefficients


def fit_on(results: list[Result]) -> tuple[list[float], float]:
    """The coefficients for dumps that were read, and the least confidence from which rows need no
    review; what is stated is printed beside what is observed."""
    read = [r for r in results if r.sure and r.agreement is not None and r.ordered is not None]
    features = np.vstack(
        [
            row_features([row[:3] for row in r.sure], r.agreement or 0.0, r.ordered or 0.0)
            for r in read
        ]
    )
    right = np.array([float(row[3]) for r in read for row in r.sure])
    coefficients = fit(features, right)
    p = 1 / (1 + np.exp(-features @ coefficients))
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"stated {p[inside].mean():.2f}  observed {right[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    print("marked below, share marked, silent errors per row")
    plain = np.array([ASKING.isdisjoint(row[2]) for r in read for row in r.sure])
    sure = 1.0
    for limit in (
        0.99,
        0.98,
        0.97,
        0.96,
        0.95,
        0.94,
        0.93,
        0.92,
        0.91,
        0.9,
        0.89,
        0.88,
        0.87,
        0.86,
        0.85,
        0.8,
    ):
        kept = plain & (p >= limit)
        silent = float((kept & (right == 0)).mean())
        print(limit, f"{1 - kept.mean():.3f}", f"{silent:.4f}", flush=True)
        sure = limit if silent <= SILENT and limit < sure else sure
    return [round(float(c), 4) for c in coefficients], sure


def order_seen(path: Path, earlier: Path | None = None) -> tuple[NDArray[np.float64], bool] | None:
    """What `order` sees of a labelled dump that is read as if it were in order, and whether it is;
    `earlier` as in `evaluate`. None where no row is found."""
    table = read_table(read(path), load_rules(), memory_at(earlier))
    if table is None or not table.probable:
        return None
    segments, agreement = table.reading.segments, table.reading.agreement
    seen = order_features(table.stream, table.layout, segments, agreement, table.probable)
    return seen, order_of(path) == "stream"


def fit_order(found: Sequence[tuple[NDArray[np.float64], bool] | None]) -> list[float]:
    """The coefficients of `order` for dumps in order and out of it."""
    seen = [pair for pair in found if pair is not None]
    features = np.vstack([pair[0] for pair in seen])
    ordered = np.array([float(pair[1]) for pair in seen])
    coefficients = fit(features, ordered)
    mistaken = (features @ coefficients >= TRUSTED) != (ordered > 0)
    lost = int((mistaken & (ordered == 0)).sum())
    print(f"order: {int(mistaken.sum())} of {len(seen)} dumps are mistaken, {lost} of them taken "
          f"to be in order of {int((ordered == 0).sum())} that are not", flush=True)  # fmt: skip
    return [round(float(c), 4) for c in coefficients]


def _read_unseen() -> None:
    """Have a worker read with the network that has not seen the plans held out."""
    model.NETWORK_FILE = WITHOUT_HELD_OUT
    load_model.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the flowed stage.")
    parser.add_argument("--tune", type=Path, default=Path("build/corpus/tune"))
    parser.add_argument("--train", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--office", type=Path, default=OFFICE)
    parser.add_argument("--every", type=int, default=1, help="every so many of the dumps")
    given = parser.parse_args()
    fitted = load_model()
    passes = fitted.weights, fitted.weights_with_memory
    write_weights(*passes, UNCALIBRATED, UNCALIBRATED, ANY_ORDER, ANY_ORDER)
    orders = {path: order_of(path) for path in sorted(given.tune.glob("*.txt"))}
    in_order = [path for path, order in orders.items() if order == "stream"][:: given.every]
    lost = [path for path, order in orders.items() if order in LOST][:: (given.every + 1) // 2]
    authors = sorted({author_of(path.stem) for path in given.train.glob("*.txt")})
    others = choose(given.train, 2)[1::2][:: given.every]  # the weights have learnt from the first
    held_out = [path for path in others if is_held_out(path.stem, authors)]
    held_out += choose(given.office, 2)[1::2][:: given.every]
    printed = [path for path in sorted(given.office.glob("*.txt")) if order_of(path) in LOST]
    printed = printed[:: 7 * given.every]
    earlier, before_lost = (list(map(another_variant, paths)) for paths in (in_order, lost))
    before_held_out = list(map(another_variant, held_out))
    with ProcessPoolExecutor(2) as pool:
        orders_alone = list(pool.map(order_seen, in_order + lost))
        orders_remembering = list(pool.map(order_seen, in_order + lost, earlier + before_lost))
    with ProcessPoolExecutor(2, initializer=_read_unseen) as pool:
        orders_alone += pool.map(order_seen, held_out + printed)
        orders_remembering += pool.map(order_seen, held_out, before_held_out)
    order, order_with_memory = fit_order(orders_alone), fit_order(orders_remembering)
    write_weights(*passes, UNCALIBRATED, UNCALIBRATED, order, order_with_memory)
    with ProcessPoolExecutor(2) as pool:
        alone = list(pool.map(evaluate, in_order + lost))
        remembering = list(pool.map(evaluate, in_order + lost, earlier + before_lost))
    with ProcessPoolExecutor(2, initializer=_read_unseen) as pool:
        alone += pool.map(evaluate, held_out)
        remembering += pool.map(evaluate, held_out, before_held_out)
    (confidence, sure), (with_memory, sure_with_memory) = fit_on(alone), fit_on(remembering)
    sures = (sure, sure_with_memory)
    write_weights(*passes, confidence, with_memory, order, order_with_memory, sures)


if __name__ == "__main__":
    main()
