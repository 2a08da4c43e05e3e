"""What was trained: weights by name for each pass, and the coefficients of the confidence."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pipeline.recover.spaced.confidence import FEATURES
from pipeline.recover.spaced.evidence import NAMES, Floats, weights_from

MODEL_PATH = Path(__file__).with_name("weights.json")


@cache
def load_weights() -> tuple[Floats, Floats]:
    """The weights of the first and of the second pass."""
    passes = json.loads(MODEL_PATH.read_text("utf-8"))["passes"]
    return weights_from(passes[0]), weights_from(passes[1])


@cache
def load_confidence() -> tuple[float, ...]:
    """The coefficients of `confidence.FEATURES`."""
    named = json.loads(MODEL_PATH.read_text("utf-8"))["confidence"]
    return tuple(named[name] for name in FEATURES)


def write_model(passes: list[Floats], confidence: list[float]) -> None:
    """Write what was trained; a single pass stands for both."""
    named = [
        {name: round(float(w), 4) for name, w in zip(NAMES, p, strict=True) if abs(w) > 1e-4}
        for p in (passes[0], passes[-1])
    ]
    model = {
        "passes": named,
        "confidence": {n: round(float(c), 4) for n, c in zip(FEATURES, confidence, strict=True)},
    }
    MODEL_PATH.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    load_weights.cache_clear()
    load_confidence.cache_clear()
