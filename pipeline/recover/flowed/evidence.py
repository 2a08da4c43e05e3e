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
- order: empty and inherited cells, new rows, sections, component numbers in sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.context import Network, context_scores, inputs_of
from pipeline.recover.flowed.lexicon import Counted, Lexicon, evidence, keys_of
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
from pipeline.recover.flowed.remembered import (
    SPANS,
    Memory,
    cell_evidence,
    inside_remembered,
    whole_cells,
)
from pipeline.recover.flowed.semimarkov import Floats
from pipeline.recover.flowed.stream import Gap, Stream

LONGEST = 160  # words in a cell
LENGTH_EDGES = np.array([1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90])
JOINTS = ("cell", "row", "section")
_INHERITED = {"component_no", "component", "indicator"}
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
            "continued",
        )

    @property
    def section(self) -> int:
        return len(self.keys)

    @property
    def outside(self) -> int:
        return len(self.keys) + 1

    @property
    def continued(self) -> int:
        return len(self.keys) + 2

    def __len__(self) -> int:
        return len(self.keys) + 3


@dataclass(frozen=True)
class Observed:
    """What a stream shows before any reading of it; see `observe`."""

    stream: Stream
    layout: Layout
    lines: Lines
    words: Mapping[str, tuple[Sequence[str], Floats]]  # source → kinds, (role, kind, word, state)
    inner: Floats  # (n,): 1 where the word and the one before it stood inside a remembered cell
    wholes: Mapping[tuple[int, int, int], float]  # first, end, state → share of a remembered cell
    marks: Mapping[str, Floats]  # role → (n, M): the `MARKS` of that role at each word
    turns: NDArray[np.int64]  # (n, 2): case of the word, punctuation of the word before


@dataclass(frozen=True)
class Habits:
    """What a reading of the document tells for the next: `widths` of the states' columns in ems
    (nan where not known), the document's `own` words, which are `counted` there, by the place
    where they stand in the source; `gaps`: for each kind of gap the log odds,
    in this document, that it stands between two cells and not inside of one; `empties`: for each
    state the log odds that a row leaves it empty; `sides`: (side, gap, lines) how much more often
    than by chance a gap stands at that side of a cell of so many lines."""

    widths: Floats
    own: Lexicon
    counted: Mapping[int, Counted]
    gaps: Floats
    empties: Floats
    sides: Floats


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
    known = fields[:-1]  # the rest of a row after a page break is no column
    scores = context_scores(network, inputs_of(stream, lines, marks, known), known)
    starts, goes_on = np.pad(scores, ((0, 0), (0, 0), (0, 1)))
    # Every word of a cell goes on but the first: what a start says is said over and above that.
    in_context = np.stack([starts - goes_on, np.zeros_like(starts), goes_on])
    words: dict[str, tuple[Sequence[str], Floats]] = {"context": (("word",), in_context[:, None])}
    inner = np.zeros(len(stream.words))
    wholes: dict[tuple[int, int, int], float] = {}
    if memory is not None:
        words["memory"] = (("word",), evidence(memory.lexicon, stream.words, fields, ("word",)))
        words["remembered"] = (tuple(SPANS), cell_evidence(memory, stream.words, fields))
        inner = inside_remembered(memory, stream.words)
        wholes = whole_cells(memory, stream.words, fields)
    return Observed(stream, layout, lines, words, inner, wholes, marks, _turns(stream.words))


def see(observed: Observed, numbering: Numbering, habits: Habits | None = None) -> Features:
    """What is observed, with what an earlier reading tells, if there was one."""
    stream, layout, lines = observed.stream, observed.layout, observed.lines
    n, size = len(stream.words), len(layout)
    words = dict(observed.words)
    if habits is None:
        widths, gap_habits = np.full(size, np.nan), np.zeros(len(Gap))
        empties, sides = np.zeros(size), np.zeros((len(SIDES), len(Gap), MOST_LINES))
    else:
        widths, gap_habits = habits.widths, habits.gaps
        empties, sides = habits.empties, habits.sides
        counted = [habits.counted.get(start) for start in stream.starts.tolist()]
        said = evidence(habits.own, stream.words, layout.fields, ("word",), counted)
        words["own"] = (("word",), said)
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
        gap_habits, sides, *_order(layout, empties),
    )  # fmt: skip


def text_states(layout: Layout) -> NDArray[np.float64]:
    """1 for the states whose cells may have several lines."""
    return np.array([float(name not in _NOT_TEXT) for name in layout.fields])


def _turns(words: Sequence[str]) -> NDArray[np.int64]:
    cases, marks = [], [0]
    for word in words:
        shape = keys_of(word)[3]
        cases.append(next(i for i, case in enumerate(CASES) if shape.startswith(case)))
        marks.append(PUNCTUATION.index(word[-1]) if word[-1] in PUNCTUATION else 0)
    return np.stack([cases, marks[:-1]], axis=1).astype(np.int64)


def _order(
    layout: Layout, empties: Floats
) -> tuple[dict[str, Floats], NDArray[np.int64], dict[str, Floats]]:
    """What a joint between two states means, by name: cells left empty or inherited, new rows,
    sections. Row S of the arrays stands for the beginning of the table."""
    size, fields = len(layout), layout.fields
    columns = len(layout.keys)
    names: dict[str, Floats] = {}
    kinds = np.zeros((size + 1, size), dtype=np.int64)

    def add(name: str, a: int, b: int, value: float = 1.0) -> None:
        names.setdefault(name, np.zeros((size + 1, size)))[a, b] += value

    def leave(column: int, a: int, b: int) -> None:
        add(f"empty:{fields[column]}", a, b)
        add("empty_habit", a, b, empties[column])

    for a in range(size + 1):
        for b in range(size):
            if a == layout.outside or (b == layout.continued and a >= columns):
                add("impossible", a, b)
                continue
            if b == layout.continued:
                add("continued", a, b)
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
                    add("empty_habit", a, b, empties[fields.index("indicator")])
                if (
                    a >= columns
                    and a != layout.continued
                    and fields[b] not in ("component_no", "component")
                ):
                    add("row_without_component", a, b)
                if fields[b] == "component" and b > 0:
                    add("component_without_number", a, b)
            else:
                add(fields[b], a, b)
    endings: dict[str, Floats] = {"empty_habit": np.zeros(size)}
    for a in range(columns):
        for column in range(a + 1, columns):
            endings.setdefault(f"empty:{fields[column]}", np.zeros(size))[a] += 1
            endings["empty_habit"][a] += empties[column]
    return names, kinds, endings
