"""Trains the network that reads words of text whose order is lost: `pipeline.recover.blocks`.

`python -m training.blocks` learns from the dumps of pdfminer and `pdftotext` of the plans to train
with, each read as the stage reads it, and writes the network beside the code.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch

from pipeline.read.text import read_text
from pipeline.recover.blocks.model import NETWORK_FILE
from pipeline.recover.blocks.stream import read_blocks
from pipeline.recover.flowed.context import write_network
from pipeline.recover.flowed.layout import layout_of
from pipeline.recover.headers import normal
from pipeline.rules import Rules, load_rules
from training.context import Lesson, lesson_of, terms_by_author, train_context
from training.gold import Labelled, owners_of
from training.plans import plan_paths

TOOLS = ("pdfminer", "pdftotext")
HIDDEN = 128


def load_blocks(path: Path, rules: Rules) -> Labelled | None:
    """A dump whose order is lost with the cell of each of its words; None where its columns were
    not found as the truth has them."""
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    source = read_text(path.read_bytes().decode("utf-8"))
    stream = read_blocks(source, rules)
    if stream is None:
        return None
    names = [_name(column.key) for column in stream.columns]
    if sorted(names) != sorted(map(_name, truth["meta"]["layout"])):
        return None
    layout = layout_of(stream.columns, rules)
    owners = owners_of(
        stream, layout, truth, lambda key: names.index(_name(key)), truth["furniture"]
    )
    meta = truth["meta"]
    name = str(path.with_suffix(""))
    return Labelled(name, meta["plan"], meta["tool"], source, stream, layout, owners, truth)


def _name(key: str) -> str:
    return normal(key.removeprefix("extra:")) if key.startswith("extra:") else key


def lost_dumps(folder: Path) -> Iterator[Path]:
    """The dumps of a folder whose order is lost but for that of the columns."""
    for tool in TOOLS:
        yield from sorted(folder.glob(f"*.{tool}.txt"))


def one_of_each(folder: Path) -> Iterator[Path]:
    """A dump of each variant: by the slow tool where it made one."""
    chosen = {path.name.rsplit(".", 2)[0]: path for path in reversed(list(lost_dumps(folder)))}
    yield from sorted(chosen.values())


@cache
def rules() -> Rules:
    """The rules, read once in a process."""
    return load_rules()


def _lesson_at(path: Path) -> Lesson | None:
    item = load_blocks(path, rules())
    return lesson_of(item) if item else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network for text out of order.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--out", type=Path, default=NETWORK_FILE)
    given = parser.parse_args()
    paths = list(one_of_each(given.corpus))
    with ProcessPoolExecutor(2) as pool:
        lessons = [found for found in pool.map(_lesson_at, paths, chunksize=8) if found]
    print(f"{len(lessons)} dumps", flush=True)
    torch.set_num_threads(1)
    network = train_context(lessons, terms_by_author(plan_paths("train")), given.epochs, HIDDEN)
    write_network(replace(network, terms={}), given.out)  # terms are those of text in order


if __name__ == "__main__":
    main()
