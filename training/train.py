"""Trains the flowed stage's model from labelled dumps: `python -m training.train`.

Weights maximise the probability of the right readings (conditional likelihood of a semi-Markov
random field; Sarawagi and Cohen, 2004), by Adam (Kingma and Ba, 2015) with a small L2 penalty. The
gradient is what is seen in the right reading less what the model expects to see. The word counts
that a plan is trained with never hold that plan's own words, nor those of its author.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from pipeline.recover.flowed.evidence import (
    Features,
    Layout,
    Seen,
    chain,
    see,
)
from pipeline.recover.flowed.lexicon import Lexicon, count_cell, merge_plans
from pipeline.recover.flowed.model import (
    LEXICON_FILE,
    load_model,
    write_lexicon,
    write_weights,
)
from pipeline.recover.flowed.numbers import find_numbering
from pipeline.recover.flowed.remembered import Memory, memory_of
from pipeline.recover.flowed.semimarkov import (
    IMPOSSIBLE,
    Segment,
    best_reading,
)
from pipeline.recover.flowed.stage import first_sight, second_sight
from pipeline.recover.flowed.stream import Stream
from pipeline.rules import Rules, load_rules
from training.expectations import Gradient, counted, expected, seen_features
from training.gold import Labelled, load_labelled, pieces

PENALTY = 1e-3
UNCALIBRATED = (0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Example:
    """One piece of a labelled dump: its features and its right reading."""

    features: Features
    reading: tuple[Segment, ...]
    right: Gradient


def example(
    stream: Stream, layout: Layout, reading: Sequence[Segment], seen: Seen, rules: Rules
) -> Example:
    features = see(stream, layout, find_numbering(stream, rules.areas), seen)
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
        if s.end - s.start > searched.longest:
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
            words += len(_EXAMPLES[index].features.stream.words)
        for name, g in found.items():
            change[name] += g
    return dict(change), likelihood, words


def train(
    examples: Sequence[Example],
    epochs: int,
    start: Mapping[str, float] | None = None,
    rate: float = 0.1,
    jobs: int = 2,
) -> dict[str, float]:
    """Adam over examples in random order, two to a worker, the step falling to zero by the end."""
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


def cells_of(item: Labelled) -> Iterator[tuple[str, list[str]]]:
    """Field and words of every cell of a dump's truth, sections and what is outside included."""
    text, fields, truth = item.source.text, item.layout.fields, item.truth
    columns = truth["meta"]["layout"]
    marks = [(fields[columns.index(c["printed_column"])], c["spans"]) for c in truth["cells"]]
    marks += [("section", s["number_spans"] + s["name_spans"]) for s in truth["sections"]]
    marks += [("outside", f["spans"]) for f in truth["furniture"] if f["role"] == "signature"]
    for field, spans in marks:
        yield field, " ".join(text[a:b] for a, b in spans).split()


def count_plans(labelled: Iterable[Labelled]) -> dict[str, Lexicon]:
    """plan → counts of its cells' words; equal cells of a plan count once."""
    result: dict[str, Lexicon] = {}
    done: set[tuple[str, str, str]] = set()
    for item in labelled:
        lexicon = result.setdefault(item.plan, Lexicon())
        for field, words in cells_of(item):
            key = (item.plan, field, " ".join(words))
            if words and key not in done:
                done.add(key)
                count_cell(lexicon, field, words)
    return result


def two_passes(
    labelled: Sequence[Labelled],
    words_of: Mapping[str, Lexicon],
    memories: Mapping[str, Memory],
    rules: Rules,
    epochs: int,
    start: Sequence[Mapping[str, float] | None] = (None, None),
) -> list[dict[str, float]]:
    """The weights of the first pass and of those after it. `words_of` holds the lexicon that
    each dump, by name, is read with, `memories` what it remembers; `start` are weights to begin
    from."""
    first_seen = {
        item.name: first_sight(item.layout, words_of[item.name], memories.get(item.name))
        for item in labelled
    }
    examples = [
        example(stream, item.layout, reading, first_seen[item.name], rules)
        for item in labelled
        for stream, reading in pieces(item)
    ]
    print(f"first pass: {len(examples)} pieces", flush=True)
    first = train(examples, epochs, start[0])
    examples = []
    for item in labelled:
        seen = first_seen[item.name]
        numbering = find_numbering(item.stream, rules.areas)
        features = see(item.stream, item.layout, numbering, seen)
        segments, _ = best_reading(chain(features, first))
        seen = second_sight(item.stream, item.layout, seen, segments)
        examples += [
            example(stream, item.layout, reading, seen, rules) for stream, reading in pieces(item)
        ]
    print(f"second pass: {len(examples)} pieces", flush=True)
    return [first, train(examples, epochs, start[1] or first)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the flowed stage's model.")
    parser.add_argument("--corpus", type=Path, default=Path("build/corpus/train"))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--dumps", type=int, default=1, help="dumps of each plan variant")
    parser.add_argument("--only-memory", action="store_true", help="keep the other weights")
    given = parser.parse_args()
    rules = load_rules()
    labelled = choose(given.corpus, given.dumps, rules)
    counts = count_plans(labelled)
    # Plans of one author are alike, so no plan is read with counts from its author's others.
    authors = {author_of(plan) for plan in counts}
    lexicons = {
        author: merge_plans(counts[p] for p in counts if author_of(p) != author)
        for author in authors
    }
    print(f"{len(counts)} plans, {len(labelled)} dumps", flush=True)
    words_of = {item.name: lexicons[author_of(item.plan)] for item in labelled}
    passes = list(load_model().weights)
    if not given.only_memory:
        passes = two_passes(labelled, words_of, {}, rules, given.epochs)
        write_lexicon(merge_plans(counts.values()), LEXICON_FILE)
        write_weights(passes, passes, UNCALIBRATED, UNCALIBRATED)

    # An earlier plan of the same unit: another variant of the plan, other rows, year and typos.
    memories = {}
    for item in labelled:
        others = [o for o in labelled if o.plan == item.plan and variant_of(o) != variant_of(item)]
        if others:
            earlier = others[len(memories) % len(others)]
            memories[item.name] = memory_of(cells_of(earlier))
    remembering = [item for item in labelled if item.name in memories]
    print(f"with memory: {len(remembering)} dumps", flush=True)
    passes_with_memory = two_passes(remembering, words_of, memories, rules, given.epochs, passes)
    write_weights(passes, passes_with_memory, UNCALIBRATED, UNCALIBRATED)


def author_of(plan: str) -> str:
    """The author of a training plan, by the letter that its name begins with."""
    return plan.split("-")[0]


def variant_of(item: Labelled) -> tuple[str, str]:
    """Plan and number of the variant that a dump shows."""
    return item.plan, str(item.truth["meta"]["variant"])


def choose(folder: Path, per_variant: int, rules: Rules) -> list[Labelled]:
    """Dumps in stream order, `per_variant` of each plan variant, by tools drawn at random."""
    by_variant: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*.txt")):
        name, variant, _tool = path.stem.rsplit(".", 2)
        by_variant[f"{name}.{variant}"].append(path)
    rng = random.Random(1)
    chosen: list[Labelled] = []
    for paths in by_variant.values():
        rng.shuffle(paths)
        taken = 0
        for path in paths:
            item = load_labelled(path, rules)
            if item and item.truth["meta"]["order"] == "stream" and taken < per_variant:
                chosen.append(item)
                taken += 1
    return chosen


if __name__ == "__main__":
    main()
