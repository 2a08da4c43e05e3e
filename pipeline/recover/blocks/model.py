"""The trained model of the blocks stage: readable files beside this module.

`context.tsv` is the network of words in text that is out of order (`flowed.context` says how it
works; `training.blocks` trains it), `pairs.json` the one of cells of one row (`pairs`), `rows.json`
that of the next cell at a row (`align`; `training.blocks_rows` trains both).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.recover.flowed.context import Network, read_network
from pipeline.recover.flowed.model import load_model
from pipeline.recover.flowed.semimarkov import Floats

_FOLDER = Path(__file__).parent
NETWORK_FILE = _FOLDER / "context.tsv"
PAIRS_FILE = _FOLDER / "pairs.json"
ROWS_FILE = _FOLDER / "rows.json"


@cache
def load_network() -> Network:
    """The network of words; its terms are those of text in order."""
    return replace(read_network(NETWORK_FILE), terms=load_model().network.terms)


@cache
def load_pairs() -> dict[str, Floats]:
    """The network of pairs of cells."""
    return _read(PAIRS_FILE)


@cache
def load_rows() -> dict[str, Floats]:
    """The network of cells for rows."""
    return _read(ROWS_FILE)


def _read(path: Path) -> dict[str, Floats]:
    found = json.loads(path.read_text("utf-8"))
    return {name: np.array(values) for name, values in found.items()}


def write_network(network: Mapping[str, Floats], path: Path) -> None:
    """Write the network of pairs or of cells for rows."""
    rounded = {name: np.round(values.astype(float), 3).tolist() for name, values in network.items()}
    path.write_text(json.dumps(rounded) + "\n", "utf-8")
    load_pairs.cache_clear()
    load_rows.cache_clear()
