"""Fits the confidence of the flowed stage on the tune split: `python -m training.calibrate`.

The weights are trained on other institutes' plans, so what is seen here is what will be seen on a
plan of an office that is new.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.confidence import row_features
from pipeline.recover.flowed.model import load_model, write_weights
from training.evaluate import Result, another_variant, evaluate
from training.gold import order_of
from training.train import UNCALIBRATED

_PENALTY = 1.0


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


def fit_on(paths: list[Path], earlier: list[Path | None]) -> list[float]:
    """The coefficients for dumps read with what `earlier` dumps of the office teach, if any; what
    they state is printed beside what is observed."""
    with ProcessPoolExecutor(2) as pool:
        results: list[Result] = list(pool.map(evaluate, paths, earlier))
    read = [r for r in results if r.sure and not r.error]
    features = np.vstack([row_features([(p, flags) for p, _, flags in r.sure]) for r in read])
    right = np.array([float(ok) for r in read for _, ok, _ in r.sure])
    coefficients = fit(features, right)
    p = 1 / (1 + np.exp(-features @ coefficients))
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"stated {p[inside].mean():.2f}  observed {right[inside].mean():.2f}  "
                  f"rows {int(inside.sum())}")  # fmt: skip
    print("marked below, share marked, silent errors per row")
    for limit in (0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98):
        kept = p >= limit
        print(limit, f"{1 - kept.mean():.3f}", f"{(kept & (right == 0)).mean():.4f}", flush=True)
    return [round(float(c), 4) for c in coefficients]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of the flowed stage.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/tune"))
    given = parser.parse_args()
    model = load_model()
    passes = model.weights, model.weights_with_memory
    write_weights(*passes, UNCALIBRATED, UNCALIBRATED)
    paths = [path for path in sorted(given.corpus.glob("*.txt")) if order_of(path) == "stream"]
    alone = fit_on(paths, [None] * len(paths))
    remembering = fit_on(paths, [another_variant(path) for path in paths])
    write_weights(*passes, alone, remembering)


if __name__ == "__main__":
    main()
