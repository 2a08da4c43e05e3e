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

import numpy as np

from pipeline.recover.flowed.evidence import (
    CASES,
    JOINTS,
    LENGTH_EDGES,
    MARKS,
    MOST_LINES,
    OVER_EDGES,
    PUNCTUATION,
    SIDES,
    WRAPS,
    Features,
    Layout,
    Seen,
    chain,
    see,
    text_states,
)
from pipeline.recover.flowed.lexicon import ROLES, Lexicon, count_cell, merge_plans
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
    Chain,
    Floats,
    Segment,
    best_reading,
    sum_readings,
)
from pipeline.recover.flowed.stage import first_sight, second_sight
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.rules import Rules, load_rules
from training.gold import Labelled, load_labelled, pieces

PENALTY = 1e-3
UNCALIBRATED = (0.0, 1.0, 0.0, 0.0)
Gradient = dict[str, float]


@dataclass(frozen=True)
class Marginals:
    """How often each thing is seen: expected by the model, or counted in one reading."""

    start: Floats  # (n, S)
    end: Floats  # (n, S), by last word
    lengths: Floats  # (L, S)
    wrapped: Floats  # (n, S): segments that begin at i and go on to another line
    sides: Floats  # (side, gap, lines): segments of text with that gap at that side
    over: Floats  # (bins,) of last lines
    joints: Floats  # (n, S + 1, S)
    sections: dict[tuple[int, int], float]
    final: Floats  # (S,)


def expected(features: Features, searched: Chain) -> tuple[Marginals, float]:
    """What the model expects, and the log of its sum over all readings."""
    n, size, longest = searched.length, searched.states, searched.longest
    sums = sum_readings(searched)
    scores = searched.segments(0, n)  # (n, L, S)
    j = np.arange(1, n + 1)[:, None]
    i = j - np.arange(1, longest + 1)[None, :]
    valid = i >= 0
    at = np.maximum(i, 0)
    seen = np.exp(
        np.minimum(sums.begins[at] + scores + sums.after_end[1:][:, None, :] - sums.total, 0.0)
    )
    seen[~valid] = 0.0
    joints = np.zeros((n, size + 1, size))
    for k in range(n):
        previous = np.append(
            sums.ends[k] if k else np.full(size, IMPOSSIBLE), 0.0 if k == 0 else IMPOSSIBLE
        )
        joints[k] = np.exp(
            np.minimum(
                previous[:, None] + searched.joints(k) + sums.after_begin[k] - sums.total, 0.0
            )
        )
    marginals = _from_segments(features, seen, at, joints)
    return marginals, sums.total


def _from_segments(features: Features, seen: Floats, at: np.ndarray, joints: Floats) -> Marginals:
    n, longest, size = seen.shape
    j = np.arange(1, n + 1)[:, None]
    start = np.zeros((n, size))
    np.add.at(start, at, seen)
    wraps = (features.line_next[at] < j)[:, :, None]
    wrapped = np.zeros((n, size))
    np.add.at(wrapped, at, np.where(wraps, seen, 0.0))
    gap_after = np.append(features.gaps, Gap.PAGE)
    count = np.clip(features.line[j - 1] - features.line[at], 0, MOST_LINES - 1)
    of_text = (seen * text_states(features.layout)).sum(axis=2)
    sides = np.zeros((len(SIDES), len(Gap), MOST_LINES))
    np.add.at(sides[0], (gap_after[at], count), of_text)
    np.add.at(sides[1], (np.broadcast_to(gap_after[j], count.shape), count), of_text)
    stream, widths = features.stream, features.widths
    known = ~np.isnan(widths)
    last_from = np.maximum(stream.starts[at], stream.starts[features.line_first[j - 1]])
    last_length = stream.ends[j - 1] - last_from
    over_bins = np.searchsorted(
        OVER_EDGES, last_length[:, :, None] / np.where(known, widths, 1.0) - 1
    )
    over = np.bincount(
        over_bins[:, :, known].ravel(), seen[:, :, known].ravel(), len(OVER_EDGES) + 1
    )
    section = features.layout.section
    sections = {
        (first, stop): float(seen[stop - 1, stop - first - 1, section])
        for first, ends in features.numbering.sections.items()
        for stop in ends
        if stop - first <= longest
    }
    return Marginals(start, seen.sum(axis=1), seen.sum(axis=0), wrapped, sides, over,
                     joints, sections,
                     seen[-1].sum(axis=0))  # fmt: skip


def counted(features: Features, reading: Sequence[Segment], longest: int) -> Marginals:
    """What one reading holds."""
    n, size = len(features.stream.words), len(features.layout)
    seen = np.zeros((n, longest, size))
    joints = np.zeros((n, size + 1, size))
    before = size
    for segment in reading:
        seen[segment.end - 1, segment.end - segment.start - 1, segment.state] = 1.0
        joints[segment.start, before, segment.state] = 1.0
        before = segment.state
    j = np.arange(1, n + 1)[:, None]
    at = np.maximum(j - np.arange(1, longest + 1)[None, :], 0)
    return _from_segments(features, seen, at, joints)


def seen_features(features: Features, m: Marginals) -> Gradient:
    """Marginals → how often each named feature is seen, weighed by its value."""
    layout = features.layout
    fields = layout.fields
    n = len(features.stream.words)
    total: defaultdict[str, float] = defaultdict(float)
    cover = np.cumsum(m.start, axis=0) - np.vstack(
        [np.zeros(len(fields)), np.cumsum(m.end, axis=0)[:-1]]
    )
    by_role = {"start": m.start, "end": m.end, "any": cover}
    for source, (kinds, values) in features.words.items():
        for r, role in enumerate(ROLES):
            for k, kind in enumerate(kinds):
                sums = (values[r, k] * by_role[role]).sum(axis=0)
                for f, s in zip(fields, sums, strict=True):
                    total[f"{source}:{role}:{kind}:{f}"] += float(s)
    for role, names in MARKS.items():
        for name, sums in zip(names, features.marks[role].T @ by_role[role], strict=True):
            for f, s in zip(fields, sums, strict=True):
                total[f"{name}:{f}"] += float(s)
    for f, s in zip(fields, m.start.sum(axis=0), strict=True):
        total[f"start:{f}"] += float(s)
    if "component_no" in fields:
        state = fields.index("component_no")
        for i, names in features.numbering.numbers.items():
            for name in names:
                total[f"number:{name}"] += float(m.start[i, state])
    for (first, stop), value in m.sections.items():
        for name in features.numbering.sections[first][stop]:
            total[f"section:{name}"] += value
    bins = np.searchsorted(LENGTH_EDGES, np.arange(1, m.lengths.shape[0] + 1))
    for b in np.unique(bins):
        for f, s in zip(fields, m.lengths[bins == b].sum(axis=0), strict=True):
            total[f"length:{b}:{f}"] += float(s)
    # Lines: the rest of a segment's first line, then whole lines inside it.
    inside = cover - m.start
    whole = inside.copy()
    for i in range(n):
        following = features.line_next[i]
        if following < n:
            whole[following] -= m.wrapped[i]
    begins_line = (features.line_first == np.arange(n))[:, None]
    whole = np.where(begins_line, whole, 0.0)
    overs = [f"over:{b}" for b in range(len(OVER_EDGES) + 1)]
    for names, first, full in (
        (WRAPS, features.wrap_first, features.wrap_full),
        (overs, features.over_first, features.over_full),
    ):
        for b, name in enumerate(names):
            total[name] += float(m.wrapped[first == b].sum() + whole[full == b].sum())
    for side, own, counts, habits in zip(
        SIDES, ("own_enter", "own_leave"), m.sides, features.sides, strict=True
    ):
        total[own] += float((counts * habits).sum())
        for gap in Gap:
            for k in range(MOST_LINES):
                total[f"{side}:{gap.name}:{k}"] += float(counts[gap, k])
    in_whole = whole.sum(axis=1)
    for a in Gap:
        for b in Gap:
            total[f"pair:{a.name}:{b.name}"] += float(
                in_whole[features.pairs == len(Gap) * a + b].sum()
            )
    for b, value in enumerate(m.over):
        total[f"over:{b}"] += float(value)
    by_pair = m.joints.sum(axis=0)
    for name, values in features.transitions.items():
        if name != "impossible":
            total[name] += float((values * by_pair).sum())
    for name, values in features.endings.items():
        total[name] += float((values * m.final).sum())
    by_kind = np.stack(
        [(m.joints * (features.joint_kinds == k)).sum(axis=(1, 2)) for k in range(len(JOINTS))],
        axis=1,
    )
    for gap in Gap:
        for k, joint in enumerate(JOINTS):
            total[f"gap:{gap.name}:{joint}"] += float(by_kind[features.gaps == gap, k].sum())
    boundary = by_kind.sum(axis=1)
    total["inside_remembered"] += float((boundary * features.inner).sum())
    total["habit"] += float((boundary * features.habits[features.gaps]).sum())
    for c, case in enumerate(CASES):
        for p, mark in enumerate(PUNCTUATION):
            which = (features.turns[:, 0] == c) & (features.turns[:, 1] == p)
            total[f"turn:{case}:{mark}"] += float(boundary[which].sum())
            inline = which & (features.gaps == Gap.SPACE)
            total[f"turn_inline:{case}:{mark}"] += float(boundary[inline].sum())
    return dict(total)


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
        write_weights(passes, passes, UNCALIBRATED)

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
    write_weights(passes, passes_with_memory, UNCALIBRATED)


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
