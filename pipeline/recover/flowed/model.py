"""The trained model of the flowed stage: two small readable files beside this module.

`weights.json` is a list with one object of named weights for each pass of the search (the last
serves all later passes). `lexicon.tsv` has a line for each word seen in training: role, kind,
key, and "field=count" for each field. Both are written by `make train`.
"""

from __future__ import annotations

import json
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
    """Weights for each pass, and the counts of words from the training plans."""

    weights: tuple[Weights, ...]
    lexicon: Lexicon


@cache
def load_model() -> Model:
    """The model under version control."""
    weights = tuple(json.loads(WEIGHTS_FILE.read_text("utf-8")))
    return Model(weights, read_lexicon(LEXICON_FILE))


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
