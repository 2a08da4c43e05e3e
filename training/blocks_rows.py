"""Trains what deals the cells of a text out of order out to rows: `pipeline.recover.blocks.pairs`
and `align`. `python -m training.blocks_rows` writes `pairs.json` and `rows.json` beside the code.

It learns from cells as they are, not as the network of words cuts them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pipeline.recover.blocks.align import ORDER, TIED_TO, take_features
from pipeline.recover.blocks.model import PAIRS_FILE, ROWS_FILE, write_network
from pipeline.recover.blocks.page import spine_of
from pipeline.recover.blocks.pairs import Atom, pair_features, pair_scores
from pipeline.recover.blocks.pieces import Piece, atoms_of
from pipeline.recover.blocks.stream import pages_of
from pipeline.recover.flowed.lines import lines_of
from pipeline.recover.flowed.semimarkov import Floats
from training.blocks import load_blocks, lost_dumps, rules
from training.gold import Labelled

PAIR_HIDDEN, ROW_HIDDEN = 32, (48, 24)
RATE = 3e-3
_SURE = 1 - 1e-3


class TruePage(NamedTuple):
    """The true atoms of a page; of each the row that it is the first cell of on this page (0 for
    one of the page before, -1 for none) and all rows that its cell stands for; names of states."""

    atoms: list[Atom]
    rows: list[int]
    spans: list[frozenset[int]]
    fields: tuple[str, ...]
    words: tuple[str, ...]


def true_pages(path: Path) -> list[TruePage]:
    """The pages of a labelled dump; none where its header is not found."""
    item = load_blocks(path, rules())
    return list(_pages(item)) if item else []


def _pages(item: Labelled) -> Iterator[TruePage]:
    truth, columns = item.truth, len(item.layout.keys)
    spans = {number: frozenset(cell["rows"]) for number, cell in enumerate(truth["cells"], 1)}
    end = len(truth["rows"]) + 1
    for number, section in reversed(list(enumerate(truth["sections"], len(spans) + 1))):
        first = section["before_row"] or end
        spans[number], end = frozenset(range(first, end)), first
    begun: set[int] = set()
    pieces = _true_pieces(item)
    for page in sorted({piece.page for piece in pieces}):
        atoms = atoms_of([piece for piece in pieces if piece.page == page], columns)
        rows: list[int] = []
        held: list[frozenset[int]] = []
        here: set[int] = set()
        for atom in atoms:
            owner = item.owners[atom.words[0][0]]
            number = owner[1] if owner else -1
            own = spans.get(number, frozenset())
            known = owner is not None and owner[0] == atom.state and number not in here
            rows.append(-1 if not known else 0 if number in begun else min(own, default=-1))
            held.append(own)
            here.add(number)
        begun |= here
        if len(atoms) > 1:
            fields = item.layout.fields[: columns + 1]
            yield TruePage(atoms, rows, held, fields, item.stream.words)


def _true_pieces(item: Labelled) -> list[Piece]:
    """The pieces of cells as the truth has them."""
    stream, owners = item.stream, item.owners
    lines, pages = lines_of(stream), pages_of(item.source, stream)
    pieces: list[Piece] = []
    begun: set[tuple[int, int]] = set()
    first = 0
    for i in range(1, len(owners) + 1):
        if i < len(owners) and owners[i] == owners[first] and lines.first[i] == lines.first[first]:
            continue
        owner = owners[first] or (item.layout.outside, -1)
        begins = 1 - _SURE if owner in begun else _SURE
        pieces.append(Piece(first, i, owner[0], int(pages[first]), begins, 1.0))
        begun.add(owner)
        first = i
    return pieces


def pair_examples(page: TruePage) -> tuple[Floats, Floats]:
    """What is seen of each pair of cells, and whether they are of one row, or one stands for it."""
    u, v, seen = pair_features(page.atoms, page.fields, page.words)
    rows = np.array(page.rows)
    known = (rows[u] >= 0) & (rows[v] >= 0)
    holds = np.array([bool(page.spans[a] & page.spans[b]) for a, b in zip(u, v, strict=True)])
    return seen[known], np.stack([rows[u] == rows[v], holds], axis=1)[known].astype(np.float32)


def row_examples(page: TruePage, pairs: dict[str, Floats]) -> Iterator[tuple[Floats, bool]]:
    """What is seen of the next cell of each column at each row, and whether it is of the row."""
    atoms, fields = page.atoms, page.fields
    size = len(atoms)
    scores = np.zeros((2, size, size))
    u, v, seen = pair_features(atoms, fields, page.words)
    scores[:, u, v] = scores[:, v, u] = pair_scores(seen, pairs).T
    own = {c: [i for i in range(size) if atoms[i].state == c] for c in range(len(fields))}
    spine = spine_of(own, fields)
    starts = [i for i in own[spine] if page.rows[i] > 0]
    rows = [page.rows[i] for i in starts]
    heads: dict[int, list[int]] = {}
    for c in sorted(own, key=lambda c: ORDER.index(fields[c])):
        if c == spine or not own[c] or not starts:
            continue
        tied = next((heads[k] for k in heads if fields[k] == TIED_TO.get(fields[c])), None)
        found = take_features(scores, starts, own[c], tied, atoms, fields[c])
        cells = [j for j, i in enumerate(own[c]) if page.rows[i] in rows]
        heads[c] = [-1] * len(rows)
        at = 0
        for i, row in enumerate(rows):
            while at < len(cells) and page.rows[own[c][cells[at]]] < row:
                at += 1
            if at == len(cells):
                break
            taken = page.rows[own[c][cells[at]]] == row
            yield found[i, cells[at]].astype(np.float32), taken
            if taken:
                heads[c][i] = own[c][cells[at]]
                at += 1


def train(
    sizes: Sequence[int], batches: Sequence[tuple[Floats, Floats]], epochs: int
) -> list[Floats]:
    """The weights and biases, layer by layer, of a network for batches of what is seen and what is
    so."""
    torch.manual_seed(1)
    rng = random.Random(1)
    layers: list[nn.Module] = []
    for before, after in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(before, after), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    steps = epochs * len(batches)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    shuffled = list(batches)
    for epoch in range(epochs):
        rng.shuffle(shuffled)
        total = 0.0
        for seen, wanted in shuffled:
            found = model(torch.from_numpy(seen))
            loss = functional.binary_cross_entropy_with_logits(found, torch.from_numpy(wanted))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: cross entropy {total / len(shuffled):.4f}", flush=True)
    arrays = [parameter.detach().numpy() for parameter in model.parameters()]
    return [array.T if array.ndim == 2 else array for array in arrays]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train what deals cells out to rows.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--dumps", type=int, default=200)
    parser.add_argument("--epochs", type=int, default=6)
    given = parser.parse_args()
    paths = list(lost_dumps(given.corpus))
    random.Random(2).shuffle(paths)
    with ProcessPoolExecutor(2) as pool:
        found = pool.map(true_pages, paths[: given.dumps], chunksize=4)
        pages = [page for own in found for page in own]
    examples = [pair_examples(page) for page in pages]
    parts = [examples[at : at + 6] for at in range(0, len(examples), 6)]
    batches = [
        (np.concatenate([x for x, _ in part]), np.concatenate([y for _, y in part]))
        for part in parts
    ]
    weights = train([examples[0][0].shape[1], PAIR_HIDDEN, 2], batches, given.epochs)
    pairs = dict(zip(("seen", "bias", "out", "out_bias"), weights, strict=True))
    write_network(pairs, PAIRS_FILE)
    decisions = [example for page in pages for example in row_examples(page, pairs)]
    random.Random(1).shuffle(decisions)
    groups = [decisions[at : at + 256] for at in range(0, len(decisions), 256)]
    batches = [
        (np.array([x for x, _ in part]), np.array([[float(y)] for _, y in part], np.float32))
        for part in groups
    ]
    weights = train([len(decisions[0][0]), *ROW_HIDDEN, 1], batches, given.epochs)
    names = ("seen", "bias", "middle", "middle_bias", "out", "out_bias")
    rows = dict(zip(names, weights, strict=True))
    write_network(rows | {"out": rows["out"][:, 0]}, ROWS_FILE)


if __name__ == "__main__":
    main()
