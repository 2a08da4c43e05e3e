"""The trained model of the blocks stage."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.recover.flowed.context import Network, read_network

NETWORK_FILE = Path(__file__).parent / "context.tsv"


@cache
def load_network() -> Network:
    """The network under version control."""
    return read_network(NETWORK_FILE)
