"""Trains what says which cells stand in one row of a text whose order is lost:
`pipeline.recover.blocks.pairs`. `python -m training.blocks_pairs` writes it beside the code."""

from __future__ import annotations

import argparse
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pipeline.recover.blocks.model import load_network, write_pairs
from pipeline.recover.blocks.pairs import pair_features
from pipeline.recover.blocks.pieces import atoms_of, find_pieces
from pipeline.recover.blocks.stream import pages_of
from training.blocks import load_blocks, lost_dumps, rules

HIDDEN = 32
RATE = 3e-3


def pairs_at(path: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each page of a dump what is seen of all pairs of true cells, and whether they are of one
    row."""
    item = load_blocks(path, rules())
    if item is None:
        return []
    stream, layout = item.stream, item.layout
    pages = pages_of(item.source, stream)
    pieces = find_pieces(stream, layout, pages, load_network())
    columns = len(layout.keys)
    rows = {number: cell["row"] for number, cell in enumerate(item.truth["cells"], 1)}
    found = []
    for page in sorted({piece.page for piece in pieces}):
        atoms = atoms_of([piece for piece in pieces if piece.page == page], columns)
        begun: set[int] = set()
        owners: list[int] = []  # the row of the cell that an atom is the first of; -1 none
        for atom in atoms:
            owner = item.owners[atom.words[0][0]]
            is_first = owner is not None and owner[1] not in begun and owner[0] == atom.state
            owners.append(rows.get(owner[1], -1) if is_first and owner is not None else -1)
            if owner is not None:
                begun.add(owner[1])
        if len(atoms) < 2:
            continue
        u, v, seen = pair_features(atoms, (*layout.fields[: columns + 1],), stream.words)
        row = np.array(owners)
        known = (row[u] >= 0) & (row[v] >= 0)
        found.append((seen[known], (row[u] == row[v])[known]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the pairs of cells of one row.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--every", type=int, default=4, help="dump that is learnt from")
    parser.add_argument("--epochs", type=int, default=6)
    given = parser.parse_args()
    paths = list(lost_dumps(given.corpus))[:: given.every]
    with ProcessPoolExecutor(2) as pool:
        pages = [page for found in pool.map(pairs_at, paths, chunksize=8) for page in found]
    print(len(paths), "dumps", len(pages), "pages", sum(len(y) for _, y in pages), "pairs")
    torch.manual_seed(1)
    rng = random.Random(1)
    model = nn.Sequential(nn.Linear(pages[0][0].shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 1))
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    steps = given.epochs * (len(pages) // 8 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for epoch in range(given.epochs):
        rng.shuffle(pages)
        total = 0.0
        for at in range(0, len(pages), 8):
            seen = torch.from_numpy(np.concatenate([x for x, _ in pages[at : at + 8]]))
            same = torch.from_numpy(np.concatenate([y for _, y in pages[at : at + 8]]))
            loss = functional.binary_cross_entropy_with_logits(model(seen)[:, 0], same.float())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: cross entropy {8 * total / len(pages):.4f}", flush=True)
    arrays = [parameter.detach().numpy() for parameter in model.parameters()]
    names = ("seen", "bias", "out", "out_bias")
    write_pairs(dict(zip(names, (arrays[0].T, arrays[1], arrays[2][0], arrays[3]), strict=True)))


if __name__ == "__main__":
    main()
