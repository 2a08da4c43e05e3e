"""Fits the confidence of the flowed stage: `python -m training.calibrate`.

It is fitted on the plans of the tune split and on those of the authors held out of the network, so
what is seen here is what will be seen on a plan of an office that is new. Dumps whose order is lost
tell how little the words of such agree with the cells that they are put into.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed import model
from pipeline.recover.flowed.confidence import row_features
from pipeline.recover.flowed.model import load_model, write_weights
from pipeline.verify import ASKING
from training.evaluate import Result, another_variant, evaluate
from training.gold import WITHOUT_HELD_OUT, author_of, choose, is_held_out, order_of
from training.train import ANY_ORDER, UNCALIBRATED

_PENALTY = 1.0
SILENT = 0.0075  # wrong rows that no review marks, of all rows: less than one in a hundred
LOST = ("interleaved", "sorted")  # orders that no stage reads
_IN_ORDER = 0.8  # share of the dumps that people have


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
    read = [(r, r.agreement) for r in results if r.sure and r.agreement is not None]
    features = np.vstack([row_features([row[:3] for row in r.sure], a) for r, a in read])
    right = np.array([float(row[3]) for r, _ in read for row in r.sure])
    coefficients = fit(features, right)
    p = 1 / (1 + np.exp(-features @ coefficients))
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"stated {p[inside].mean():.2f}  observed {right[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    print("marked below, share marked, silent errors per row")
    plain = np.array([ASKING.isdisjoint(row[2]) for r, _ in read for row in r.sure])
    sure = 1.0
    for limit in (0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.88, 0.85, 0.8):
        kept = plain & (p >= limit)
        silent = float((kept & (right == 0)).mean())
        print(limit, f"{1 - kept.mean():.3f}", f"{silent:.4f}", flush=True)
        sure = limit if silent <= SILENT and limit < sure else sure
    return [round(float(c), 4) for c in coefficients], sure


def least_agreement(results: list[Result]) -> float:
    """The agreement that tells dumps in order from those whose order is lost: where the two are
    equally probable, if the logarithms of agreements are normal in both. Most dumps that people
    have are in order, and to distrust one marks all of its rows."""
    found = [(-r.agreement, r.order == "stream") for r in results if r.agreement]
    logs = [np.log([a for a, ordered in found if ordered == kind]) for kind in (True, False)]
    limits = np.linspace(logs[0].mean(), logs[1].mean(), 1000)
    odds = [
        np.log(share / values.std()) - 0.5 * ((limits - values.mean()) / values.std()) ** 2
        for values, share in zip(logs, (_IN_ORDER, 1 - _IN_ORDER), strict=True)
    ]
    chosen = float(-np.exp(limits[np.argmin(np.abs(odds[0] - odds[1]))]))
    wrong = sum((-a >= chosen) != ordered for a, ordered in found)
    print(f"order: {wrong} of {len(found)} dumps are mistaken at {chosen:.3f}", flush=True)
    return round(chosen, 3)


def _read_unseen() -> None:
    """Have a worker read with the network that has not seen the plans held out."""
    model.NETWORK_FILE = WITHOUT_HELD_OUT
    load_model.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the flowed stage.")
    parser.add_argument("--tune", type=Path, default=Path("build/corpus/tune"))
    parser.add_argument("--train", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--every", type=int, default=1, help="every so many of the dumps")
    given = parser.parse_args()
    fitted = load_model()
    passes = fitted.weights, fitted.weights_with_memory
    write_weights(*passes, UNCALIBRATED, UNCALIBRATED, ANY_ORDER)
    orders = {path: order_of(path) for path in sorted(given.tune.glob("*.txt"))}
    in_order = [path for path, order in orders.items() if order == "stream"][:: given.every]
    lost = [path for path, order in orders.items() if order in LOST][:: given.every]
    authors = sorted({author_of(path.stem) for path in given.train.glob("*.txt")})
    others = choose(given.train, 2)[1::2][:: given.every]  # the weights have learnt from the first
    held_out = [path for path in others if is_held_out(path.stem, authors)]
    with ProcessPoolExecutor(2) as pool:
        alone = list(pool.map(evaluate, in_order))
        lost_alone = list(pool.map(evaluate, lost))
        remembering = list(pool.map(evaluate, in_order, map(another_variant, in_order)))
        lost_remembering = list(pool.map(evaluate, lost, map(another_variant, lost)))
    with ProcessPoolExecutor(2, initializer=_read_unseen) as pool:
        alone += pool.map(evaluate, held_out)
        remembering += pool.map(evaluate, held_out, map(another_variant, held_out))
    confidence = fit_on(alone), fit_on(remembering)
    limits = (
        least_agreement([*alone, *lost_alone]),
        least_agreement([*remembering, *lost_remembering]),
    )
    (alone_fitted, sure), (fitted_with_memory, sure_with_memory) = confidence
    write_weights(*passes, alone_fitted, fitted_with_memory, limits, (sure, sure_with_memory))


if __name__ == "__main__":
    main()
