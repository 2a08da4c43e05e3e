"""Trains the network that reads words in their context: `pipeline.recover.flowed.context`.

`python -m training.context` writes the network of all plans beside the code, and into
`build/training/` one that has not seen the plans of the authors held out: with it `training.train`
reads these.

Cross entropy over the words of labelled dumps, by AdamW, and the mean of the weights over the last
steps (Polyak and Juditsky, 1992). A third of the words, another one in
each step, is hidden as if it were unknown, so that the network learns to do without: an office
that it has not seen has words that it has not seen.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from pipeline.recover.flowed.cohesion import FEWEST_AUTHORS, Terms, terms_in
from pipeline.recover.flowed.context import (
    FIELDS,
    TABLES,
    WHOLE_AFTER,
    Inputs,
    Network,
    inputs_of,
    measures_of,
    rows_of,
    write_network,
)
from pipeline.recover.flowed.lines import lines_of
from pipeline.recover.flowed.marks import marks_of
from pipeline.recover.flowed.model import NETWORK_FILE
from pipeline.rules import load_rules
from training.gold import (
    WITHOUT_HELD_OUT,
    Labelled,
    author_of,
    choose,
    is_held_out,
    load_labelled,
)
from training.plans import load_plan, plan_paths, texts_of

SIZES = {"word": 24, "beginning": 10, "stem": 14, "ending": 10, "shape": 8, "time": 6, "gap": 4,
         "gap_after": 4}  # fmt: skip
HIDDEN = 192
KERNELS = (3, 5, 5, 5, 5)
HIDE_TYPES, HIDE_WORDS, DROPOUT = 0.35, 0.05, 0.3
REMEMBERED = 0.998  # of the mean of the weights over the last steps, in each step
FEWEST_PLANS = 2  # that have a word, for it to be known by itself
RATE = 3e-3


@dataclass(frozen=True)
class Lesson:
    """One dump as the network sees it, with the class of each word: 2 f where a cell of field f
    begins, 2 f + 1 where it goes on, -1 where the truth has no cell."""

    plan: str
    variant: str
    inputs: Inputs
    classes: np.ndarray


def lesson_of(item: Labelled) -> Lesson:
    """A labelled dump as a lesson."""
    fields = item.layout.fields[:-1]  # the rest of a row after a page break is no column
    classes, begun = [], set()
    for owner in item.owners:
        begins = 2 * FIELDS.index(fields[owner[0]]) if owner else 0
        classes.append(begins + (owner in begun) if owner else -1)
        begun.add(owner)
    stream = item.stream
    inputs = inputs_of(stream, lines_of(stream), marks_of(stream), fields)
    return Lesson(item.plan, item.name.rsplit(".", 1)[0], inputs, np.array(classes))


def _known(lessons: Sequence[Lesson]) -> dict[str, dict[str, int]]:
    plans: dict[str, defaultdict[str, set[str]]] = {t: defaultdict(set) for t in TABLES}
    for lesson in lessons:
        for table in TABLES:
            for key in set(lesson.inputs.keys[table]):
                plans[table][key].add(lesson.plan)
    return {
        table: {"": 0}
        | {
            key: row
            for row, key in enumerate(
                sorted(k for k, by in plans[table].items() if k and len(by) >= FEWEST_PLANS), 1
            )
        }
        for table in TABLES
    }


class _Trained(nn.Module):
    def __init__(
        self, rows: dict[str, dict[str, int]], measures: int, hidden: int = HIDDEN
    ) -> None:
        super().__init__()
        self.tables = nn.ModuleDict({t: nn.Embedding(len(rows[t]), SIZES[t]) for t in TABLES})
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.1)
        self.seen = nn.Linear(sum(SIZES.values()) + measures, hidden)
        self.layout = nn.Linear(2 * len(FIELDS), hidden, bias=False)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(hidden, hidden, width, dilation=1 << k, padding=(width // 2) << k)
            for k, width in enumerate(KERNELS)
        )
        self.whole = nn.Linear(2 * hidden, hidden)
        self.out = nn.Linear(hidden, 2 * len(FIELDS))
        self.drop = nn.Dropout(DROPOUT)

    def forward(
        self, rows: dict[str, torch.Tensor], measures: torch.Tensor, layout: torch.Tensor
    ) -> torch.Tensor:
        if self.training:
            words = rows["word"]
            hidden_types = torch.rand(self.tables["word"].num_embeddings) < HIDE_TYPES
            hidden = hidden_types[words] | (torch.rand(len(words)) < HIDE_WORDS)
            known = torch.rand(self.tables["stem"].num_embeddings) >= HIDE_TYPES / 2
            stems = torch.where(known[rows["stem"]], rows["stem"], 0)
            rows = rows | {"word": torch.where(hidden, 0, words), "stem": stems}
        seen = torch.cat([*(self.tables[t](rows[t]) for t in TABLES), measures], dim=1)
        x = functional.relu(self.seen(self.drop(seen)) + self.layout(layout)).T[None]
        begins = (measures[:, 0] == 0).to(x.dtype)
        for k, convolution in enumerate(self.convolutions):
            x = x + functional.relu(convolution(self.drop(x)))
            if k == WHOLE_AFTER:
                means = torch.cat([x[0].mean(1), (x[0] @ begins) / begins.sum()])
                x = x + functional.relu(self.whole(means))[None, :, None]
        scores: torch.Tensor = self.out(x[0].T)
        absent = (layout[: len(FIELDS)] == 0).repeat_interleave(2)
        return scores.masked_fill(absent, -1e4)


def terms_by_author(paths: Iterable[Path]) -> dict[str, set[str]]:
    """The terms that each author's plans hold."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        found[author_of(path.stem)] |= terms_in(texts_of(load_plan(path)))
    return dict(found)


def _counted(terms: Iterable[set[str]]) -> Counter[str]:
    return Counter(term for own in terms for term in own)


def train_context(
    lessons: Sequence[Lesson], terms: Mapping[str, set[str]], epochs: int, hidden: int = HIDDEN
) -> Network:
    """The network, with layers of `hidden` numbers, that learns from lessons, in each epoch from
    one dump of each variant. `terms`: those of each author; a lesson is read with those of all
    others, as an office's plan will be that no author has seen."""
    torch.manual_seed(1)
    rng = random.Random(1)
    rows = _known(lessons)
    counted = _counted(terms.values())
    others = {author: counted - Counter(own) for author, own in terms.items()}
    ready = [
        (
            {t: torch.from_numpy(r) for t, r in rows_of(rows, lesson.inputs).items()},
            torch.from_numpy(
                measures_of(lesson.inputs, others[author_of(lesson.plan)]).astype(np.float32)
            ),
            torch.from_numpy(lesson.inputs.layout.astype(np.float32)),
            torch.from_numpy(lesson.classes),
        )
        for lesson in lessons
    ]
    by_variant: defaultdict[str, list[int]] = defaultdict(list)
    for index, lesson in enumerate(lessons):
        by_variant[lesson.variant].append(index)
    model = _Trained(rows, ready[0][1].shape[1], hidden)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    mean = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(REMEMBERED))
    steps = epochs * (len(by_variant) // 2 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for epoch in range(epochs):
        chosen = [rng.choice(group) for group in by_variant.values()]
        rng.shuffle(chosen)
        total = 0.0
        for at in range(0, len(chosen), 2):
            loss = torch.zeros(())
            for index in chosen[at : at + 2]:
                found, measures, layout, classes = ready[index]
                scores = model(found, measures, layout)
                loss = loss + functional.cross_entropy(scores, classes, ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            mean.update_parameters(model)
            total += loss.item()
        print(f"epoch {epoch + 1}: cross entropy {total / len(chosen):.4f}", flush=True)
    pairs = {term for term, count in counted.items() if " " in term and count >= FEWEST_AUTHORS}
    used = pairs | {word for pair in pairs for word in pair.split()}
    return _network_of(mean.module, rows, {term: counted[term] for term in used})


def _network_of(model: _Trained, rows: dict[str, dict[str, int]], terms: Terms) -> Network:
    def array(tensor: torch.Tensor) -> np.ndarray:
        return np.asarray(np.round(tensor.detach().numpy().astype(np.float64), 2))

    dense = {
        "seen": array(model.seen.weight.T),
        "bias": array(model.seen.bias),
        "layout": array(model.layout.weight.T),
        "whole": array(model.whole.weight.T),
        "whole_bias": array(model.whole.bias),
        "out": array(model.out.weight.T),
        "out_bias": array(model.out.bias),
    }
    for k, convolution in enumerate(model.convolutions):
        dense[f"kernel{k}"] = array(convolution.weight.permute(2, 1, 0))
        dense[f"kernel{k}_bias"] = array(convolution.bias)
    return Network(rows, {t: array(model.tables[t].weight) for t in TABLES}, dense, terms)


def _lesson_at(path: Path) -> Lesson | None:
    item = load_labelled(path, load_rules())
    return lesson_of(item) if item else None


def _train_to(task: tuple[Path, list[Lesson], dict[str, set[str]], int]) -> None:
    path, lessons, terms, epochs = task
    torch.set_num_threads(1)
    write_network(train_context(lessons, terms, epochs), path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the network that reads words in context.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--dumps", type=int, default=2, help="dumps of each plan variant")
    given = parser.parse_args()
    paths = choose(given.corpus, given.dumps)
    with ProcessPoolExecutor(2) as pool:
        lessons = [found for found in pool.map(_lesson_at, paths, chunksize=8) if found]
    authors = sorted({author_of(lesson.plan) for lesson in lessons})
    print(f"{len(lessons)} dumps by {len(authors)} authors", flush=True)
    rest = [lesson for lesson in lessons if not is_held_out(lesson.plan, authors)]
    WITHOUT_HELD_OUT.parent.mkdir(parents=True, exist_ok=True)
    terms = terms_by_author(plan_paths("train"))
    seen = {author: own for author, own in terms.items() if not is_held_out(author, authors)}
    tasks = [
        (NETWORK_FILE, lessons, terms, given.epochs),
        (WITHOUT_HELD_OUT, rest, seen, given.epochs),
    ]
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_train_to, tasks))


if __name__ == "__main__":
    main()
