"""What was trained: weights by name for each pass, and the coefficients of the confidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.model import SURE
from pipeline.recover.spaced import covering, crossing, grouping, runs
from pipeline.recover.spaced.confidence import FEATURES, TOLD
from pipeline.recover.spaced.evidence import NAMES, weights_from
from pipeline.recover.spaced.stretch import Floats
from pipeline.recover.spaced.trees import Trees, read_trees

_KIND = ("text", "pages")
# What weighs where nothing was learnt of cells over rows: costs set by hand (`merged`).
BY_HAND = {"off cost": -1.0, "more rows cost": -1.0, "empty cost": -1.0}
_TURNS = 3  # of sharing out lines, each with its own weights
MODEL_PATH = Path(__file__).with_name("weights.json")
TREES_PATH = Path(__file__).with_name("trees.tsv")


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
    return tuple(named.get(name, 0.0) for name in FEATURES)


@cache
def load_trees() -> Trees:
    """The trees that tell how sure the rows of a text are."""
    return read_trees(TREES_PATH, TOLD)


@cache
def load_sure(exact: bool) -> float:
    """The least confidence of rows that need no review."""
    return float(_model(exact).get("sure", SURE))


@cache
def load_heads(exact: bool, numbered: bool = True, second: bool = False) -> Floats:
    """The weights of `grouping.NAMES`, for what is numbered or for what is not, if that has its
    own; for the first pass or the second, if that has its own."""
    model = _model(exact)
    passes = [model.get("components later"), model["components"]]
    if not numbered:
        passes = [model.get("unnumbered later"), model.get("unnumbered", model["components"])]
    named = (second and passes[0]) or passes[1]
    return np.array([named.get(name, 0.0) for name in grouping.NAMES])


@cache
def load_cover(exact: bool) -> Floats:
    """The weights of `covering.NAMES`."""
    named = _model(exact).get("cover", BY_HAND)
    return np.array([named.get(name, 0.0) for name in covering.NAMES])


@cache
def load_crossing() -> Floats:
    """The weights of `crossing.NAMES`, which are of text."""
    named = _model(False)["crossing"]
    return np.array([named.get(name, 0.0) for name in crossing.NAMES])


@cache
def weights_by_hand() -> Floats:
    """Those of `covering.NAMES` that were set by hand."""
    return np.array([BY_HAND.get(name, 0.0) for name in covering.NAMES])


@cache
def load_sharing() -> tuple[Floats, ...]:
    """The weights of `runs.NAMES` for the first look at a text's lines, for later ones, and for
    that after rows were read."""
    turns = _model(False)["sharing"]
    turns = [*turns, *turns[-1:] * (_TURNS - len(turns))]
    return tuple(np.array([named.get(name, 0.0) for name in runs.NAMES]) for named in turns)


def write_model(
    exact: bool,
    passes: Sequence[Floats] | None = None,
    heads: Floats | None = None,
    unnumbered: Floats | None = None,
    shares: Sequence[Floats] | None = None,
    cover: Floats | None = None,
    crossings: Floats | None = None,
    confidence: Sequence[float] | None = None,
    sure: float | None = None,
    second: bool = False,
) -> None:
    """Write what was trained for text or for exact places, what is given of it; a single pass
    stands for both, and those of components are of the first pass or of the `second`."""
    model = json.loads(MODEL_PATH.read_text("utf-8")) if MODEL_PATH.exists() else {}
    own = model.setdefault(_KIND[exact], {})
    if passes is not None:
        own["passes"] = [_named(NAMES, weights) for weights in (passes[0], passes[-1])]
    if heads is not None:
        own["components later" if second else "components"] = _named(grouping.NAMES, heads)
    if unnumbered is not None:
        own["unnumbered later" if second else "unnumbered"] = _named(grouping.NAMES, unnumbered)
    if shares is not None:
        own["sharing"] = [_named(runs.NAMES, weights) for weights in shares]
    if cover is not None:
        own["cover"] = _named(covering.NAMES, cover)
    if crossings is not None:
        own["crossing"] = _named(crossing.NAMES, crossings)
    if confidence is not None:
        own["confidence"] = _named(FEATURES, confidence)
    if sure is not None:
        own["sure"] = sure
    MODEL_PATH.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for cached in (
        _model,
        load_weights,
        load_heads,
        load_cover,
        load_crossing,
        load_sharing,
        load_confidence,
        load_sure,
    ):
        cached.cache_clear()


def _named(names: Sequence[str], weights: Sequence[float] | Floats) -> dict[str, float]:
    found = zip(names, weights, strict=True)
    return {name: round(float(w), 4) for name, w in found if abs(w) > 1e-4}
