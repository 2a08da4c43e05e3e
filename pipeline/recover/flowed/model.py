"""The trained model of the flowed stage: two small readable files beside this module.

`weights.json` holds an object of named weights for each pass of the search (the last serves all
later passes), others for plans with a memory of earlier ones, and the coefficients of
`confidence`. `lexicon.tsv` has a line for each word seen in training: role, kind, key, and
"field=count" for each field. Both are written by `make train`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.recover.flowed.evidence import Weights
from pipeline.recover.flowed.lexicon import Lexicon

_FOLDER = Path(__file__).parent
WEIGHTS_FILE = _FOLDER / "weights.json"
LEXICON_FILE = _FOLDER / "lexicon.tsv"


@dataclass(frozen=True)
class Model:
    """Weights for each pass, without and with a memory of earlier plans, coefficients of the
    confidence, and the counts of words from the training plans."""

    weights: tuple[Weights, ...]
    weights_with_memory: tuple[Weights, ...]
    confidence: tuple[float, ...]
    confidence_with_memory: tuple[float, ...]
    lexicon: Lexicon


@cache
def load_model() -> Model:
    """The model under version control."""
    weights = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    return Model(
        tuple(weights["passes"]),
        tuple(weights["passes_with_memory"]),
        tuple(weights["confidence"]),
        tuple(weights["confidence_with_memory"]),
        read_lexicon(LEXICON_FILE),
    )


def write_weights(
    passes: Sequence[Weights],
    with_memory: Sequence[Weights],
    confidence: Sequence[float],
    confidence_with_memory: Sequence[float],
) -> None:
    """Write `weights.json`."""
    content = {
        "confidence": list(confidence),
        "confidence_with_memory": list(confidence_with_memory),
        "passes": [dict(sorted(w.items())) for w in passes],
        "passes_with_memory": [dict(sorted(w.items())) for w in with_memory],
    }
    WEIGHTS_FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    load_model.cache_clear()


def read_lexicon(path: Path) -> Lexicon:
    """A lexicon as `write_lexicon` writes it."""
    lexicon = Lexicon()
    for line in path.read_text("utf-8").splitlines():
        role, kind, key, *counts = line.split("\t")
        for entry in counts:
            field, _, count = entry.partition("=")
            lexicon.add(role, kind, key, field, float(count))
    return lexicon


def write_lexicon(lexicon: Lexicon, path: Path) -> None:
    """One line a word, sorted, so that changes can be read."""
    lines = [
        "\t".join([role, kind, key, *(f"{f}={c:g}" for f, c in sorted(by.items()))])
        for (role, kind), table in sorted(lexicon.counts.items())
        for key, by in sorted(table.items())
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
