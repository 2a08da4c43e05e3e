"""Trains the flowed stage's model from labelled dumps: `python -m training.train`.

Weights maximise the probability of the right readings (conditional likelihood of a semi-Markov
random field; Sarawagi and Cohen, 2004), by Adam (Kingma and Ba, 2015) with a small L2 penalty. The
gradient is what is seen in the right reading less what the model expects to see. The plans are
those of the authors held out, read with the network (`training.context`) that has not seen them,
as it will not have seen those of an office that is new.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from pipeline.memory import cells_of_row
from pipeline.recover.flowed.adapted import adapted
from pipeline.recover.flowed.confidence import FEATURES
from pipeline.recover.flowed.context import Network, read_network
from pipeline.recover.flowed.evidence import (
    Features,
    Habits,
    Observed,
    observe,
    see,
)
from pipeline.recover.flowed.habits import habits_of
from pipeline.recover.flowed.model import (
    load_model,
    write_weights,
)
from pipeline.recover.flowed.numbers import Numbering, find_numbering
from pipeline.recover.flowed.order import ORDER_FEATURES
from pipeline.recover.flowed.remembered import Memory, memory_of
from pipeline.recover.flowed.scores import chain
from pipeline.recover.flowed.semimarkov import (
    IMPOSSIBLE,
    Segment,
    best_reading,
)
from pipeline.rules import Rules, load_rules
from training.document import is_wide
from training.expectations import Gradient, counted, expected, seen_features
from training.gold import (
    OFFICE,
    WITHOUT_HELD_OUT,
    Labelled,
    author_of,
    choose,
    is_held_out,
    load_labelled,
    pieces,
)
from training.torn import torn_weights

PENALTY = 1e-3
ANY_ORDER = tuple(float(name == "constant") for name in ORDER_FEATURES)  # before it is fitted
# The evidence that only a memory gives. With one, nothing else is weighed otherwise: where it
# remembers nothing, a plan is read as it is without.
OF_MEMORY = ("memory:", "remembered", "inside_remembered", "recalled:")
UNCALIBRATED = tuple(float(name == "own") for name in FEATURES)


@dataclass(frozen=True)
class Example:
    """One piece of a labelled dump: its features and its right reading."""

    features: Features
    reading: tuple[Segment, ...]
    right: Gradient


def example(
    observed: Observed, numbering: Numbering, habits: Habits | None, reading: Sequence[Segment]
) -> Example:
    features = see(observed, numbering, habits)
    longest = chain(features, {}).longest
    right = seen_features(features, counted(features, reading, longest))
    return Example(features, tuple(reading), right)


def gradient(weights: Mapping[str, float], item: Example) -> tuple[Gradient, float]:
    """Gradient of an example's log likelihood, and that log likelihood; empty where the search
    cannot give the right reading."""
    searched = chain(item.features, weights)
    score, before = 0.0, searched.states
    scores = searched.segments(0, searched.length)
    for s in item.reading:
        if s.end - s.start > scores.shape[1]:
            return {}, 0.0
        score += (
            scores[s.end - 1, s.end - s.start - 1, s.state]
            + searched.joints(s.start)[before, s.state]
        )
        before = s.state
    score += searched.final[before]
    if score < IMPOSSIBLE / 2:
        return {}, 0.0
    marginals, total = expected(item.features, searched)
    model = seen_features(item.features, marginals)
    names = item.right.keys() | model.keys()
    return {k: item.right.get(k, 0.0) - model.get(k, 0.0) for k in names}, float(score - total)


_EXAMPLES: list[Example] = []  # what forked workers see


def _gradients(task: tuple[Mapping[str, float], list[int]]) -> tuple[Gradient, float, int]:
    """The sum of the gradients of some examples, of their log likelihoods and of their words."""
    weights, which = task
    change: defaultdict[str, float] = defaultdict(float)
    likelihood, words = 0.0, 0
    for index in which:
        found, value = gradient(weights, _EXAMPLES[index])
        if found:
            likelihood += value
            words += len(_EXAMPLES[index].features.observed.stream.words)
        for name, g in found.items():
            change[name] += g
    return dict(change), likelihood, words


def train(
    examples: Sequence[Example],
    epochs: int,
    start: Mapping[str, float] | None = None,
    only: tuple[str, ...] = ("",),
    rate: float = 0.06,
    jobs: int = 2,
) -> dict[str, float]:
    """Adam over examples in random order, two to a worker, the step falling to zero by the end.
    Weights whose names do not begin with one of `only` stay as they are."""
    _EXAMPLES[:] = examples
    weights: defaultdict[str, float] = defaultdict(float, start or {})
    first: defaultdict[str, float] = defaultdict(float)
    second: defaultdict[str, float] = defaultdict(float)
    rng = random.Random(1)
    step, steps = 0, epochs * (len(examples) // jobs + 1)
    with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
        for epoch in range(epochs):
            order = list(range(len(examples)))
            rng.shuffle(order)
            began, likelihood, words = time.monotonic(), 0.0, 0
            for at in range(0, len(order), jobs):
                tasks = [(dict(weights), [index]) for index in order[at : at + jobs]]
                change: defaultdict[str, float] = defaultdict(float)
                for found, value, count in pool.map(_gradients, tasks):
                    likelihood += value
                    words += count
                    for name, g in found.items():
                        change[name] += g
                step += 1
                now = rate * (1 - step / (steps + 1))
                for name, g in change.items():
                    if not name.startswith(only):
                        continue
                    g -= PENALTY * weights[name]
                    first[name] = 0.9 * first[name] + 0.1 * g
                    second[name] = 0.99 * second[name] + 0.01 * g * g
                    m = first[name] / (1 - 0.9**step)
                    v = second[name] / (1 - 0.99**step)
                    weights[name] += now * m / (v**0.5 + 1e-6)
            print(
                f"epoch {epoch + 1}: log likelihood per word {likelihood / max(words, 1):.4f}"
                f"  {time.monotonic() - began:.0f} s",
                flush=True,
            )
    return {name: round(value, 4) for name, value in weights.items() if abs(value) >= 5e-4}


def two_passes(
    labelled: Sequence[Labelled],
    network: Network,
    memories: Mapping[str, Memory],
    rules: Rules,
    epochs: int,
    start: Sequence[Mapping[str, float] | None] = (None, None),
    only: tuple[str, ...] = ("",),
) -> list[dict[str, float]]:
    """The weights of the first pass and of those after it. `memories` holds what a dump, by
    name, remembers; `start` are weights to begin from, `only` as in `train`."""
    parts = []
    for item in labelled:
        for stream, reading in pieces(item):
            observed = observe(stream, item.layout, network, memories.get(item.name))
            observed = replace(observed, hidden=observed.hidden[:0])  # large, and there are many
            parts.append((item.name, observed, find_numbering(stream, rules), reading))
    print(f"first pass: {len(parts)} pieces", flush=True)
    first = train(
        [example(observed, numbers, None, reading) for _, observed, numbers, reading in parts],
        epochs,
        start[0],
        only,
    )
    told: dict[str, tuple[Habits, Observed]] = {}
    for item in labelled:
        whole = observe(item.stream, item.layout, network, memories.get(item.name))
        searched = chain(see(whole, find_numbering(item.stream, rules)), first)
        segments, _ = best_reading(searched)
        habits, whole = habits_of(whole, segments), adapted(whole, network, segments, searched)
        told[item.name] = habits, replace(whole, hidden=whole.hidden[:0])
    print("second pass", flush=True)
    second = train(
        [
            example(_in_whole(observed, told[name][1]), numbers, told[name][0], reading)
            for name, observed, numbers, reading in parts
        ],
        epochs,
        start[1] or first,
        only,
    )
    return [first, second]


def _in_whole(piece: Observed, whole: Observed) -> Observed:
    """A piece with what the network, adapted to the whole document, says of its words."""
    first = int(np.searchsorted(whole.stream.starts, piece.stream.starts[0]))
    kinds, values = whole.words["context"]
    own = values[:, :, first : first + len(piece.stream.words)]
    return replace(piece, words={**piece.words, "context": (kinds, own)})


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the flowed stage's weights.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--office", type=Path, default=OFFICE)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--dumps", type=int, default=1, help="dumps of each plan variant")
    parser.add_argument("--only-memory", action="store_true", help="keep the other weights")
    given = parser.parse_args()
    rules = load_rules()
    paths = choose(given.corpus, given.dumps)
    authors = sorted({author_of(path.stem) for path in paths})
    paths = [path for path in paths if is_held_out(path.stem, authors)]
    paths += choose(given.office, given.dumps)
    network = read_network(WITHOUT_HELD_OUT)
    with ProcessPoolExecutor(2) as pool:
        labelled = [i for i in pool.map(load_labelled, paths, repeat(rules), chunksize=8) if i]
    print(f"{len(labelled)} dumps", flush=True)
    passes: Sequence[Mapping[str, float]] = load_model().weights
    if not given.only_memory:
        torn = torn_weights(labelled)
        passes = [{**weights, **torn} for weights in passes]
        passes = two_passes(labelled, network, {}, rules, given.epochs, passes)
        write_weights(passes, passes, UNCALIBRATED, UNCALIBRATED, ANY_ORDER, ANY_ORDER)

    # An earlier plan of the same unit: another variant of the plan, other rows, year and typos.
    memories: dict[str, Memory] = {}
    for item in labelled:
        others = [
            o
            for o in labelled
            if o.plan == item.plan
            and variant_of(o) != variant_of(item)
            and (is_wide(item.truth["meta"]["variant"]) or not is_wide(o.truth["meta"]["variant"]))
        ]
        if others:
            earlier = others[len(memories) % len(others)]
            memories[item.name] = memory_of(map(cells_of_row, earlier.truth["rows"]))
    remembering = [item for item in labelled if item.name in memories]
    print(f"with memory: {len(remembering)} dumps", flush=True)
    start = [
        {n: v for n, v in weights.items() if not n.startswith(OF_MEMORY)}
        | {n: v for n, v in before.items() if n.startswith(OF_MEMORY)}
        for weights, before in zip(passes, load_model().weights_with_memory, strict=True)
    ]
    with_memory = two_passes(remembering, network, memories, rules, given.epochs, start, OF_MEMORY)
    write_weights(passes, with_memory, UNCALIBRATED, UNCALIBRATED, ANY_ORDER, ANY_ORDER)


def variant_of(item: Labelled) -> tuple[str, str]:
    """Plan and number of the variant that a dump shows."""
    return item.plan, str(item.truth["meta"]["variant"])


if __name__ == "__main__":
    main()
