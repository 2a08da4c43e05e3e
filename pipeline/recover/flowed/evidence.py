"""Evidence for a reading of a stream, by name; `scores` weighs it.

Every score is a sum of named weights times what is seen, so that weights can be trained and each
kind of evidence can be left out:

- words in their context (`context`), and the document's own words at the start, at the end and
  inside of cells (`lexicon`),
- gaps: what stands before a word at a joint between cells, compared with inside a cell,
- turns: the case of the word after a joint and the punctuation of the word before it,
- wraps: a line inside a cell ends because the next word would not have fitted the column,
- lengths of cells in words,
- time phrases: a cell begins and ends where one does, and never inside of one,
- echoes: evidence of an action often repeats its words,
- torn rows: which cells a page break cuts,
- order: empty and inherited cells, new rows, sections, component numbers in sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.context import Network, chances, hidden_of, inputs_of, outputs_of
from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.lexicon import KINDS, Counted, Lexicon, evidence, keys_of
from pipeline.recover.flowed.lines import (
    OVER_EDGES,
    WRAP_EDGES,
    Lines,
    excess,
    lines_of,
    slack,
)
from pipeline.recover.flowed.marks import marks_of
from pipeline.recover.flowed.numbers import Numbering
from pipeline.recover.flowed.recalled import shapes_at
from pipeline.recover.flowed.remembered import (
    SPANS,
    Memory,
    cell_evidence,
    inside_remembered,
    whole_cells,
)
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.flowed.torn import Torn
from pipeline.recover.flowed.transitions import transitions_of
from pipeline.recover.flowed.units import unit_starts

LONGEST = 160  # words in a cell
LENGTH_EDGES = np.array([1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90])
CASES = ("small", "Capital", "CAPS", "number", "mark")
PUNCTUATION = ("", ",", ";", ".", ":", ")", "?")
_ITEM_CASES = (CASES.index("number"), CASES.index("mark"))
_ITEM_MARKS = tuple(PUNCTUATION.index(mark) for mark in ";.:")
WRAPS = [f"{kind}:{b}" for kind in ("wrap", "wrap_item") for b in range(len(WRAP_EDGES) + 1)]
# The gap at either end of a cell goes with the number of its lines: a neighbour begins on the
# line where a cell of one line ends, and above it where a cell of several lines does.
SIDES = ("enter", "leave")
MOST_LINES = 4  # as many or more are counted alike
_NOT_TEXT = {"component_no", "section", "outside", "continued"}


@dataclass(frozen=True)
class Observed:
    """What a stream shows before any reading of it; see `observe`."""

    stream: Stream
    layout: Layout
    lines: Lines
    words: Mapping[str, tuple[Sequence[str], Floats]]  # source → kinds, (role, kind, word, state)
    inner: Floats  # (n,): 1 where the word and the one before it stood inside a remembered cell
    memory: Memory | None  # of earlier plans
    wholes: Mapping[tuple[int, int, int], float]  # first, end, state → share of a remembered cell
    shapes: Mapping[int, Floats]  # word → (shape, S + 1, S), of remembered rows: see `recalled`
    marks: Mapping[str, Floats]  # role → (n, M): the `MARKS` of that role at each word
    turns: NDArray[np.int64]  # (n, 2): case of the word, punctuation of the word before
    hidden: NDArray[np.float32]  # (n, H): what the network makes of each word


@dataclass(frozen=True)
class Habits:
    """What a reading of the document tells for the next: `widths` of the states' columns in ems
    (nan where not known), the document's `own` words, which are `counted` there, by the place
    where they stand in the source; `gaps`: for each kind of gap the log odds,
    in this document, that it stands between two cells and not inside of one; `empties`: for each
    state the log odds that a row leaves it empty; `sides`: (side, gap, lines) how much more often
    than by chance a gap stands at that side of a cell of so many lines. `seams`: where a cell
    begins, by the place in the source, the states before and after; `joints` (gap, S + 1, S) counts
    them by the gap, `turns` (in a line or not, case, punctuation, 2) all words by their turn and
    whether a cell begins there. `torn`: the rows above page breaks."""

    widths: Floats
    own: Lexicon
    counted: Mapping[int, Counted]
    gaps: Floats
    empties: Floats
    sides: Floats
    seams: Mapping[int, tuple[int, int]]
    joints: Floats
    turns: Floats
    torn: Mapping[int, Torn]


Weights = Mapping[str, float]


@dataclass(frozen=True)
class Features:
    """Everything seen in a stream, ready to be weighed: see `chain`."""

    observed: Observed
    numbering: Numbering
    words: Mapping[str, tuple[Sequence[str], Floats]]  # as in `Observed`, the document's own too
    wrap_full: NDArray[np.int64]  # (n, S): bin of the line before word i, whole; -1 none
    wrap_first: NDArray[np.int64]  # (n, S): bin of the rest of word i's line, from word i
    over_full: NDArray[np.int64]
    over_first: NDArray[np.int64]
    pairs: NDArray[np.int64]  # (n,): kinds of the gaps around the whole line before word i; or -1
    widths: Floats
    habits: Floats
    sides: Floats
    own_turns: Floats  # (n,): log odds, in this document, that a cell begins at such a turn
    own_joints: Floats  # (gap, S + 1, S): log of how much more often than by chance a gap is there
    own_seams: Mapping[int, tuple[int, int, float]]  # word, states: that log without this word
    torn: Mapping[int, Torn]  # by the first word below a page break
    transitions: Mapping[str, Floats]  # name → (S + 1, S)
    joint_kinds: NDArray[np.int64]
    endings: Mapping[str, Floats]  # name → (S,)


def observe(
    stream: Stream, layout: Layout, network: Network, memory: Memory | None = None
) -> Observed:
    """What a stream shows under a layout, with the network of words in context and the cells of
    earlier plans."""
    fields = layout.fields
    lines, marks = lines_of(stream), marks_of(stream)
    known = fields[:-1]
    hidden = hidden_of(network, inputs_of(stream, lines, marks, known))
    words = {"context": in_context(stream, layout, *chances(outputs_of(network, hidden), known))}
    inner = np.zeros(len(stream.words))
    wholes: dict[tuple[int, int, int], float] = {}
    shapes: dict[int, Floats] = {}
    if memory is not None:
        named = layout.names
        words["memory"] = (("word",), evidence(memory.lexicon, stream.words, named, ("word",)))
        words["remembered"] = (tuple(SPANS), cell_evidence(memory, stream.words, named))
        inner = inside_remembered(memory, stream.words)
        wholes = whole_cells(memory, stream.words, named)
        shapes = shapes_at(memory.shapes, stream.words, layout)
    turns = turns_of(stream.words)
    return Observed(
        stream, layout, lines, words, inner, memory, wholes, shapes, marks, turns, hidden
    )


def in_context(
    stream: Stream, layout: Layout, starts: Floats, goes_on: Floats
) -> tuple[Sequence[str], Floats]:
    """What the network says as `Observed.words` has it. Every word of a cell goes on but the first:
    what a start says is said over and above that. The rest of a row after a page break is no
    column."""
    starts, goes_on = np.pad([starts, goes_on], ((0, 0), (0, 0), (0, 1)))
    for column in layout.units:
        starts[:, column] += unit_starts(stream, layout, column)
    return ("word",), np.stack([starts - goes_on, np.zeros_like(starts), goes_on])[:, None]


def see(observed: Observed, numbering: Numbering, habits: Habits | None = None) -> Features:
    """What is observed, with what an earlier reading tells, if there was one."""
    stream, layout, lines = observed.stream, observed.layout, observed.lines
    n, size = len(stream.words), len(layout)
    words = dict(observed.words)
    if habits is None:
        widths, gap_habits = np.full(size, np.nan), np.zeros(len(Gap))
        empties, sides = np.zeros(size), np.zeros((len(SIDES), len(Gap), MOST_LINES))
        own_turns, own_joints = np.zeros(n), np.zeros((len(Gap), size + 1, size))
        own_seams: dict[int, tuple[int, int, float]] = {}
        torn: dict[int, Torn] = {}
    else:
        widths, gap_habits = habits.widths, habits.gaps
        empties, sides = habits.empties, habits.sides
        counted = [habits.counted.get(start) for start in stream.starts.tolist()]
        said = evidence(habits.own, stream.words, layout.fields, KINDS, counted)
        words["own"] = (KINDS, said)
        begun = np.isin(stream.starts, list(habits.seams))
        own_turns = _own_turns(habits.turns, turns_at(stream, observed.turns), begun)
        own_joints, own_seams = _own_joints(habits, stream)
        places = {start: i for i, start in enumerate(stream.starts.tolist())}
        torn = {places[at]: row for at, row in habits.torn.items() if at in places}
    known = ~np.isnan(widths)
    usable = np.where(known, widths, 1.0)
    followed = lines.next < n
    following = np.where(followed, lines.next, 0)
    counts = followed[:, None] & known
    # Lines are cut short before the items of a list and after the end of a sentence.
    items = np.isin(observed.turns[:, 0], _ITEM_CASES) | np.isin(observed.turns[:, 1], _ITEM_MARKS)
    context = np.where(items[following], len(WRAP_EDGES) + 1, 0)[:, None]
    left = np.nan_to_num(slack(lines, usable))
    wrap_first = np.where(counts, np.searchsorted(WRAP_EDGES, left) + context, -1)
    over_first = np.where(counts, np.searchsorted(OVER_EDGES, excess(lines, usable)), -1)
    # For every word that begins a line the whole line before it.
    begins = np.flatnonzero(lines.first == np.arange(n))[1:]
    before = lines.first[begins - 1]
    wrap_full = np.full((n, size), -1, dtype=np.int64)
    over_full = np.full((n, size), -1, dtype=np.int64)
    pairs = np.full(n, -1, dtype=np.int64)
    wrap_full[begins], over_full[begins] = wrap_first[before], over_first[before]
    pairs[begins] = len(Gap) * stream.gaps[before].astype(np.int64) + stream.gaps[begins]
    return Features(
        observed, numbering, words, wrap_full, wrap_first, over_full, over_first, pairs, widths,
        gap_habits, sides, own_turns, own_joints, own_seams, torn, *transitions_of(layout, empties),
    )  # fmt: skip


def turns_at(stream: Stream, turns: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """The turn of each word as an index: in a line or not, case, punctuation before it."""
    return (stream.gaps == Gap.SPACE).astype(np.int64), turns[:, 0], turns[:, 1]


def _own_turns(
    counts: Floats, turns: tuple[NDArray[np.int64], ...], begun: NDArray[np.bool_]
) -> Floats:
    """(n,): the log odds that a cell begins at such a turn, each word left out of the counts."""
    joints, inside = counts[(*turns, 1)] - begun, counts[(*turns, 0)] - ~begun
    return np.asarray(np.log((joints.clip(0) + 1.0) / (inside.clip(0) + 1.0)))


def _own_joints(habits: Habits, stream: Stream) -> tuple[Floats, dict[int, tuple[int, int, float]]]:
    """`Features.own_joints` and `own_seams`."""
    counts = habits.joints
    share = counts.sum(axis=(1, 2)) / max(counts.sum(), 1.0)
    often = counts.sum(axis=0)
    logs = np.log((counts + 1.0) / (often * share[:, None, None] + 1.0))
    seams: dict[int, tuple[int, int, float]] = {}
    for i, start in enumerate(stream.starts.tolist()):
        if start in habits.seams:
            a, b = habits.seams[start]
            gap = stream.gaps[i]
            others = max(counts[gap, a, b] - 1.0, 0.0), max(often[a, b] - 1.0, 0.0) * share[gap]
            seams[i] = (a, b, float(np.log((others[0] + 1.0) / (others[1] + 1.0))))
    return np.asarray(logs), seams


def text_states(layout: Layout) -> NDArray[np.float64]:
    """1 for the states whose cells may have several lines."""
    return np.array([float(name not in _NOT_TEXT) for name in layout.fields])


def turns_of(words: Sequence[str]) -> NDArray[np.int64]:
    """(n, 2): the case of each word and the punctuation of the one before, as indices."""
    cases, marks = [], [0]
    for word in words:
        shape = keys_of(word)[3]
        cases.append(next(i for i, case in enumerate(CASES) if shape.startswith(case)))
        marks.append(PUNCTUATION.index(word[-1]) if word[-1] in PUNCTUATION else 0)
    return np.stack([cases, marks[:-1]], axis=1).astype(np.int64)
