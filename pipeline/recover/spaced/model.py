"""What was trained: weights by name for each pass, and the coefficients of the confidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.recover.spaced.confidence import FEATURES
from pipeline.recover.spaced.evidence import NAMES, Floats, weights_from

_KIND = ("text", "pages")
MODEL_PATH = Path(__file__).with_name("weights.json")


@cache
def _model(exact: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MODEL_PATH.read_text("utf-8"))[_KIND[exact]]
    return found


@cache
def load_weights(exact: bool) -> tuple[Floats, Floats]:
    """The weights of the first and of the second pass, for text or for exact places."""
    passes = _model(exact)["passes"]
    return weights_from(passes[0]), weights_from(passes[1])


@cache
def load_confidence(exact: bool) -> tuple[float, ...]:
    """The coefficients of `confidence.FEATURES`."""
    named = _model(exact)["confidence"]
    return tuple(named[name] for name in FEATURES)


def write_model(exact: bool, passes: Sequence[Floats], confidence: Sequence[float]) -> None:
    """Write what was trained for text or for exact places; a single pass stands for both."""
    model = json.loads(MODEL_PATH.read_text("utf-8")) if MODEL_PATH.exists() else {}
    model[_KIND[exact]] = {
        "passes": [
            {name: round(float(w), 4) for name, w in zip(NAMES, p, strict=True) if abs(w) > 1e-4}
            for p in (passes[0], passes[-1])
        ],
        "confidence": {n: round(float(c), 4) for n, c in zip(FEATURES, confidence, strict=True)},
    }
    MODEL_PATH.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for cached in (_model, load_weights, load_confidence):
        cached.cache_clear()
