"""The trained model of the flowed stage: two small readable files beside this module.

`weights.json` holds an object of named weights for each pass of the search (the last serves all
later passes), others for plans with a memory of earlier ones, and the coefficients of `confidence`
and of `order`. `context.tsv` is the network of `context`. Both are written by `make train`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.model import SURE
from pipeline.recover.flowed.context import Network, read_network
from pipeline.recover.flowed.evidence import Weights

_FOLDER = Path(__file__).parent
WEIGHTS_FILE = _FOLDER / "weights.json"
NETWORK_FILE = _FOLDER / "context.tsv"


@dataclass(frozen=True)
class Model:
    """Weights for each pass, coefficients of the confidence and of the order of a text, and the
    confidence of a row that is sure, without and with a memory of earlier plans; and the network of
    words in context."""

    weights: tuple[Weights, ...]
    weights_with_memory: tuple[Weights, ...]
    confidence: tuple[float, ...]
    confidence_with_memory: tuple[float, ...]
    order: tuple[float, ...]
    order_with_memory: tuple[float, ...]
    sure: float
    sure_with_memory: float
    network: Network


@cache
def load_model() -> Model:
    """The model under version control."""
    weights = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return Model(
        tuple(weights["passes"]),
        tuple(weights["passes_with_memory"]),
        tuple(weights["confidence"]),
        tuple(weights["confidence_with_memory"]),
        tuple(weights["order"]),
        tuple(weights["order_with_memory"]),
        weights["sure"][0],
        weights["sure"][1],
        read_network(NETWORK_FILE),
    )


def write_weights(
    passes: Sequence[Weights],
    with_memory: Sequence[Weights],
    confidence: Sequence[float],
    confidence_with_memory: Sequence[float],
    order: Sequence[float],
    order_with_memory: Sequence[float],
    sure: tuple[float, float] = (SURE, SURE),
) -> None:
    """Write `weights.json`; `sure` alone and with memory."""
    content = {
        "confidence": list(confidence),
        "confidence_with_memory": list(confidence_with_memory),
        "order": list(order),
        "order_with_memory": list(order_with_memory),
        "passes": [dict(sorted(w.items())) for w in passes],
        "passes_with_memory": [dict(sorted(w.items())) for w in with_memory],
        "sure": list(sure),
    }
    WEIGHTS_FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    load_model.cache_clear()
