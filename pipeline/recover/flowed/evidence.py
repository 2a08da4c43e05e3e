"""Evidence for a reading of a stream, by name, and the chain of scores that it adds up to.

Every score is a sum of named weights times what is seen, so that weights can be trained and each
kind of evidence can be left out:

- words at the start, at the end and inside of cells (`lexicon`),
- gaps: what stands before a word at a joint between cells, compared with inside a cell,
- turns: the case of the word after a joint and the punctuation of the word before it,
- wraps: a line inside a cell ends because the next word would not have fitted the column,
- lengths of cells in words,
- time phrases: a cell begins and ends where one does, and never inside of one,
- echoes: evidence of an action often repeats its words,
- order: empty and inherited cells, new rows, sections, component numbers in sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.deadlines import parse_deadlines
from pipeline.recover.flowed.lexicon import KINDS, ROLES, Lexicon, evidence, keys_of
from pipeline.recover.flowed.numbers import Numbering
from pipeline.recover.flowed.remembered import (
    SPANS,
    Memory,
    cell_evidence,
    inside_remembered,
)
from pipeline.recover.flowed.semimarkov import IMPOSSIBLE, Chain, Floats
from pipeline.recover.flowed.stream import Gap, Stream

LONGEST = 160  # words in a cell
# Slack of a line: how much of its column's width would be left after the next word. Below the
# first edge the next word would not have fitted at all, above the last the line was cut short.
WRAP_EDGES = np.array([-0.15, -0.04, 0.04, 0.12, 0.25, 0.45])
# How far a line is longer than its column is wide.
OVER_EDGES = np.array([0.0, 0.08, 0.2, 0.4])
LENGTH_EDGES = np.array([1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90])
JOINTS = ("cell", "row", "section")
_INHERITED = {"component_no", "component", "indicator"}
CASES = ("small", "Capital", "CAPS", "number", "mark")
PUNCTUATION = ("", ",", ";", ".", ":", ")", "?")
_ITEM_CASES = (CASES.index("number"), CASES.index("mark"))
_ITEM_MARKS = tuple(PUNCTUATION.index(mark) for mark in ";.:")
# What is marked at words, by the role in which it speaks for a state.
MARKS = {
    "start": ("phrase_start", "phrase_middle", "echo_word", "echo_pair"),
    "end": ("phrase_end",),
    "any": ("phrase",),
}
_ECHO = 30  # words back in which an echo is heard
_SHORTEST_ECHO = 4  # letters
WRAPS = [f"{kind}:{b}" for kind in ("wrap", "wrap_item") for b in range(len(WRAP_EDGES) + 1)]
# The gap at either end of a cell goes with the number of its lines: a neighbour begins on the
# line where a cell of one line ends, and above it where a cell of several lines does.
SIDES = ("enter", "leave")
MOST_LINES = 4  # as many or more are counted alike
_NOT_TEXT = {"component_no", "section", "outside"}


@dataclass(frozen=True)
class Layout:
    """The states of a chain: one for each column in header order, then a section heading, then
    whatever stands after the table. `fields` are the lexicon's names of the states."""

    keys: tuple[str, ...]  # column keys

    @property
    def fields(self) -> tuple[str, ...]:
        return (
            *("extra" if k.startswith("extra:") else k for k in self.keys),
            "section",
            "outside",
        )

    @property
    def section(self) -> int:
        return len(self.keys)

    @property
    def outside(self) -> int:
        return len(self.keys) + 1

    def __len__(self) -> int:
        return len(self.keys) + 2


@dataclass(frozen=True)
class Seen:
    """What is known before the search: the words of training plans, `widths` of the states'
    columns in characters (nan where not known), the document's `own` words from an earlier pass,
    the `memory` of earlier plans. `habits`: for each kind of
    gap the log odds, in this document, that it stands between two cells and not inside of one.
    `empties`: for each state the log odds that a row leaves it empty. `sides`: (side, gap, lines)
    how much more often than by chance a gap stands at that side of a cell of so many lines."""

    trained: Lexicon
    widths: NDArray[np.float64]
    own: Lexicon | None = None
    memory: Memory | None = None
    habits: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(Gap)))
    empties: NDArray[np.float64] | None = None
    sides: NDArray[np.float64] = field(
        default_factory=lambda: np.zeros((len(SIDES), len(Gap), MOST_LINES))
    )


Weights = Mapping[str, float]


@dataclass(frozen=True)
class Features:
    """Everything seen in a stream, ready to be weighed: see `chain`."""

    stream: Stream
    layout: Layout
    numbering: Numbering
    words: Mapping[str, tuple[Sequence[str], Floats]]  # source → kinds, (role, kind, word, state)
    inner: Floats  # (n,): 1 where the word and the one before it stood inside a remembered cell
    marks: Mapping[str, Floats]  # role → (n, M): the `MARKS` of that role at each word
    gaps: NDArray[np.int64]
    turns: NDArray[np.int64]  # (n, 2): case of the word, punctuation of the word before
    line: NDArray[np.int64]  # number of each word's line
    line_first: NDArray[np.int64]  # index of the first word of each word's line
    line_next: NDArray[np.int64]  # index of the first word of the next line; n where none
    wrap_full: NDArray[np.int64]  # (n, S): bin of the line before word i, whole; -1 none
    wrap_first: NDArray[np.int64]  # (n, S): bin of the rest of word i's line, from word i
    over_full: NDArray[np.int64]
    over_first: NDArray[np.int64]
    pairs: NDArray[np.int64]  # (n,): kinds of the gaps around the whole line before word i; or -1
    widths: NDArray[np.float64]
    habits: NDArray[np.float64]
    sides: NDArray[np.float64]
    transitions: Mapping[str, Floats] = field(default_factory=dict)  # name → (S + 1, S)
    joint_kinds: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    endings: Mapping[str, Floats] = field(default_factory=dict)  # name → (S,)


def see(stream: Stream, layout: Layout, numbering: Numbering, seen: Seen) -> Features:
    """Stream → features under a layout."""
    n = len(stream.words)
    fields = layout.fields
    words: dict[str, tuple[Sequence[str], Floats]] = {
        "trained": (KINDS, evidence(seen.trained, stream.words, fields))
    }
    if seen.own is not None:
        words["own"] = (("word",), evidence(seen.own, stream.words, fields, ("word",)))
    inner = np.zeros(n)
    if seen.memory is not None:
        lexicon = seen.memory.lexicon
        words["memory"] = (("word",), evidence(lexicon, stream.words, fields, ("word",)))
        words["remembered"] = (tuple(SPANS), cell_evidence(seen.memory, stream.words, fields))
        inner = inside_remembered(seen.memory, stream.words)
    gaps = stream.gaps.astype(np.int64)
    line_first, line_next = _lines(gaps)
    known = ~np.isnan(seen.widths)
    widths = np.where(known, seen.widths, 1.0)
    # For every word the rest of its line, and the word that the next line begins with.
    goes_on = line_next < n
    following = np.where(goes_on, line_next, 0)
    length = stream.ends[following - 1] - stream.starts
    next_word = stream.ends[following] - stream.starts[following]
    slack = (widths - (length + 1 + next_word)[:, None]) / widths
    counts = goes_on[:, None] & known
    cases, marks = _turns(stream.words)
    # Lines are cut short before the items of a list and after the end of a sentence.
    items = np.isin(cases, _ITEM_CASES) | np.isin(marks, _ITEM_MARKS)
    context = np.where(items[following], len(WRAP_EDGES) + 1, 0)[:, None]
    wrap_first = np.where(counts, np.searchsorted(WRAP_EDGES, slack) + context, -1)
    over_first = np.where(counts, np.searchsorted(OVER_EDGES, length[:, None] / widths - 1), -1)
    # For every word that begins a line the whole line before it.
    begins = np.flatnonzero(line_first == np.arange(n))[1:]
    lines = line_first[begins - 1]
    wrap_full = np.full((n, len(layout)), -1, dtype=np.int64)
    over_full = np.full((n, len(layout)), -1, dtype=np.int64)
    pairs = np.full(n, -1, dtype=np.int64)
    wrap_full[begins], over_full[begins] = wrap_first[lines], over_first[lines]
    pairs[begins] = len(Gap) * gaps[lines] + gaps[begins]
    transitions, kinds, endings = _order(layout, seen.empties)
    return Features(
        stream, layout, numbering, words, inner, _marks(stream), gaps,
        np.stack([cases, marks], axis=1), lines_of(gaps), line_first, line_next,
        wrap_full, wrap_first, over_full, over_first, pairs, seen.widths, seen.habits, seen.sides,
        transitions, kinds, endings,
    )  # fmt: skip


def _marks(stream: Stream) -> dict[str, Floats]:
    """Where time phrases stand in the stream, and where it repeats itself shortly after."""
    n = len(stream.words)
    starts, inside, ends = np.zeros(n), np.zeros(n), np.zeros(n)
    text = " ".join(stream.words)
    offsets = np.cumsum([0, *(len(word) + 1 for word in stream.words)])
    for deadline in parse_deadlines(text, None):
        first = int(np.searchsorted(offsets, deadline.phrase_start, side="right")) - 1
        last = int(np.searchsorted(offsets, deadline.phrase_end - 1, side="right")) - 1
        if deadline.kind != "conditional" and last - first < _ECHO:
            starts[first] = ends[last] = 1.0
            inside[first : last + 1] = 1.0
    middle = inside * (1 - starts)
    keys = [keys_of(word)[0] for word in stream.words]
    pairs = list(zip(keys, keys[1:], strict=False))
    echo, echo_pair = np.zeros(n), np.zeros(n)
    for i, key in enumerate(keys):
        back = max(0, i - _ECHO)
        echo[i] = len(key) >= _SHORTEST_ECHO and key in keys[back:i]
        echo_pair[i] = i < len(pairs) and pairs[i] in pairs[back : max(back, i - 1)]
    return {
        "start": np.stack([starts, middle, echo, echo_pair], axis=1),
        "end": ends[:, None],
        "any": inside[:, None],
    }


def lines_of(gaps: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of each word's line."""
    return np.cumsum(gaps != Gap.SPACE)


def text_states(layout: Layout) -> NDArray[np.float64]:
    """1 for the states whose cells may have several lines."""
    return np.array([float(name not in _NOT_TEXT) for name in layout.fields])


def _lines(gaps: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each word the first word of its line, and that of the next line (n where none)."""
    n = len(gaps)
    begins = gaps != Gap.SPACE
    begins[:1] = True
    starts = np.flatnonzero(begins)
    line = np.cumsum(begins) - 1
    return starts[line], np.append(starts[1:], n)[line]


def _turns(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    cases, marks = [], [0]
    for word in words:
        shape = keys_of(word)[3]
        cases.append(next(i for i, case in enumerate(CASES) if shape.startswith(case)))
        marks.append(PUNCTUATION.index(word[-1]) if word[-1] in PUNCTUATION else 0)
    return np.array(cases, dtype=np.int64), np.array(marks[:-1], dtype=np.int64)


def _order(
    layout: Layout, empties: NDArray[np.float64] | None
) -> tuple[dict[str, Floats], NDArray[np.int64], dict[str, Floats]]:
    """What a joint between two states means, by name: cells left empty or inherited, new rows,
    sections. Row S of the arrays stands for the beginning of the table."""
    size, fields = len(layout), layout.fields
    columns = len(layout.keys)
    habit = np.zeros(size) if empties is None else empties
    names: dict[str, Floats] = {}
    kinds = np.zeros((size + 1, size), dtype=np.int64)

    def add(name: str, a: int, b: int, value: float = 1.0) -> None:
        names.setdefault(name, np.zeros((size + 1, size)))[a, b] += value

    def leave(column: int, a: int, b: int) -> None:
        add(f"empty:{fields[column]}", a, b)
        add("empty_habit", a, b, habit[column])

    for a in range(size + 1):
        for b in range(size):
            if a == layout.outside:
                add("impossible", a, b)
                continue
            if a < b < columns:
                for column in range(a + 1, b):
                    leave(column, a, b)
                continue
            kinds[a, b] = JOINTS.index("row" if b < columns else "section")
            if a < columns:  # the row that ends may leave its last cells empty
                for column in range(a + 1, columns):
                    leave(column, a, b)
                if fields[a] in ("component_no", "component"):
                    add("row_of_component_only", a, b)
            if b < columns:
                add("row", a, b)
                for column in range(b):
                    if fields[column] in _INHERITED:
                        add(f"inherited:{fields[column]}", a, b)
                    else:
                        leave(column, a, b)
                if "indicator" in fields[:b]:
                    add("empty_habit", a, b, habit[fields.index("indicator")])
                if a >= columns and fields[b] not in ("component_no", "component"):
                    add("row_without_component", a, b)
                if fields[b] == "component" and b > 0:
                    add("component_without_number", a, b)
            else:
                add(fields[b], a, b)
    endings: dict[str, Floats] = {"empty_habit": np.zeros(size)}
    for a in range(columns):
        for column in range(a + 1, columns):
            endings.setdefault(f"empty:{fields[column]}", np.zeros(size))[a] += 1
            endings["empty_habit"][a] += habit[column]
    return names, kinds, endings


def chain(features: Features, weights: Weights) -> Chain:
    """Features and weights → the chain to search. Weights that are not given count as 0."""
    layout, stream = features.layout, features.stream
    n, size, fields = len(stream.words), len(layout), layout.fields

    def w(name: str) -> float:
        return weights.get(name, 0.0)

    role_sums = np.zeros((len(ROLES), n, size))
    for source, (kinds, values) in features.words.items():
        for r, role in enumerate(ROLES):
            for k, kind in enumerate(kinds):
                factor = np.array([w(f"{source}:{role}:{kind}:{f}") for f in fields])
                role_sums[r] += values[r, k] * factor
    for r, role in enumerate(ROLES):
        by_state = np.array([[w(f"{mark}:{f}") for f in fields] for mark in MARKS[role]])
        role_sums[r] += features.marks[role] @ by_state
    start, end, inside = role_sums
    start += np.array([w(f"start:{f}") for f in fields])
    number_state = fields.index("component_no") if "component_no" in fields else None
    if number_state is not None:
        start[:, number_state] = IMPOSSIBLE
        for i, names in features.numbering.numbers.items():
            start[i, number_state] = sum(w(f"number:{name}") for name in names)
    inside_sum = np.vstack([np.zeros(size), np.cumsum(inside, axis=0)])

    wrap_weights = np.array([w(name) for name in WRAPS] + [0.0])
    over_weights = np.array([w(f"over:{b}") for b in range(len(OVER_EDGES) + 1)] + [0.0])
    first_line = wrap_weights[features.wrap_first] + over_weights[features.over_first]
    pair_weights = np.array([w(f"pair:{a.name}:{b.name}") for a in Gap for b in Gap] + [0.0])
    full_line = wrap_weights[features.wrap_full] + over_weights[features.over_full]
    full_line += pair_weights[features.pairs][:, None]
    full_sum = np.cumsum(full_line, axis=0)  # over gaps up to and with that before word i

    longest = min(LONGEST, n)
    bins = np.searchsorted(LENGTH_EDGES, np.arange(1, longest + 1))
    length_scores = np.array([[w(f"length:{b}:{f}") for f in fields] for b in bins])
    if number_state is not None:
        length_scores[1:, number_state] = IMPOSSIBLE
    sections = [
        (first, end, sum(w(f"section:{name}") for name in names))
        for first, ends in features.numbering.sections.items()
        for end, names in ends.items()
    ]
    widths = features.widths
    known = ~np.isnan(widths)

    gap_scores = np.array([[w(f"gap:{g.name}:{j}") for j in JOINTS] for g in Gap])
    gap_scores += w("habit") * features.habits[:, None]
    turn_scores = np.array([[w(f"turn:{c}:{p}") for p in PUNCTUATION] for c in CASES])
    by_kind = gap_scores[features.gaps]
    by_kind += turn_scores[features.turns[:, 0], features.turns[:, 1]][:, None]
    inline_scores = np.array([[w(f"turn_inline:{c}:{p}") for p in PUNCTUATION] for c in CASES])
    inline = inline_scores[features.turns[:, 0], features.turns[:, 1]]
    by_kind += (inline * (features.gaps == Gap.SPACE))[:, None]
    by_kind += (w("inside_remembered") * features.inner)[:, None]
    order = sum(
        (values * (IMPOSSIBLE if name == "impossible" else w(name))
         for name, values in features.transitions.items()),
        np.zeros((size + 1, size)),
    )  # fmt: skip
    all_joints = order + by_kind[:, features.joint_kinds]

    def joints(i: int) -> Floats:
        return np.asarray(all_joints[i])

    side_scores = np.array(
        [
            [[w(f"{side}:{gap.name}:{k}") for k in range(MOST_LINES)] for gap in Gap]
            for side in SIDES
        ]
    )
    side_scores += np.array([w("own_enter"), w("own_leave")])[:, None, None] * features.sides
    gap_after = np.append(features.gaps, Gap.PAGE)
    is_text = text_states(layout)
    ends_at = inside_sum[1:] + end  # by last word
    begins_at = start - inside_sum[:-1]
    line_starts = stream.starts[features.line_first]
    lengths = np.arange(1, longest + 1)[None, :]

    def segments(a: int, b: int) -> Floats:
        j = np.arange(a + 1, b + 1)[:, None]
        i = j - lengths
        valid = i >= 0
        i = np.maximum(i, 0)
        scores: Floats = begins_at[i]
        scores += ends_at[a:b, None]
        scores += length_scores
        wraps = features.line_next[i] < j
        following = features.line_next[i]
        count = np.minimum(features.line[j - 1] - features.line[i], MOST_LINES - 1)
        count = np.maximum(count, 0)
        sides = side_scores[0, gap_after[i], count] + side_scores[1, gap_after[j], count]
        scores += sides[:, :, None] * is_text
        lines = first_line[i]
        lines += full_sum[a:b, None]
        lines -= full_sum[np.minimum(following, n - 1)]
        lines *= wraps[:, :, None]
        scores += lines
        if known.any():
            last_from = np.maximum(stream.starts[i], line_starts[a:b, None])
            last_length = stream.ends[a:b, None] - last_from
            over = np.searchsorted(OVER_EDGES, last_length[:, :, None] / widths[known] - 1)
            scores[:, :, known] += over_weights[over]
        scores[~valid] = IMPOSSIBLE
        section = np.full(scores.shape[:2], IMPOSSIBLE)
        for first, stop, score in sections:
            if a < stop <= b and stop - first <= longest:
                section[stop - 1 - a, stop - first - 1] = score
        scores[:, :, layout.section] += section
        return scores

    final = sum((v * w(name) for name, v in features.endings.items()), np.zeros(size))
    return Chain(n, size, longest, joints, segments, np.asarray(final))
