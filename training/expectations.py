"""What the model expects to see in a stream of words, and what one reading of it holds.

The gradient of the likelihood of a right reading is what that reading holds less what the model
expects, feature by feature; both are `Marginals`, weighed by the values of `evidence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.recover.flowed.evidence import (
    CASES,
    LENGTH_EDGES,
    MOST_LINES,
    PUNCTUATION,
    SIDES,
    WRAPS,
    Features,
    text_states,
)
from pipeline.recover.flowed.lexicon import ROLES
from pipeline.recover.flowed.lines import OVER_EDGES
from pipeline.recover.flowed.marks import MARKS
from pipeline.recover.flowed.recalled import SHAPES
from pipeline.recover.flowed.semimarkov import IMPOSSIBLE, Chain, Floats, Segment, sum_readings
from pipeline.recover.flowed.stream import Gap
from pipeline.recover.flowed.transitions import JOINTS

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
    wholes: dict[tuple[int, int, int], float]  # of segments that are remembered cells
    final: Floats  # (S,)


def expected(features: Features, searched: Chain) -> tuple[Marginals, float]:
    """What the model expects, and the log of its sum over all readings."""
    n, size = searched.length, searched.states
    sums = sum_readings(searched)
    scores = searched.segments(0, n)  # (n, L, S)
    longest = scores.shape[1]
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
    wraps = (features.observed.lines.next[at] < j)[:, :, None]
    wrapped = np.zeros((n, size))
    np.add.at(wrapped, at, np.where(wraps, seen, 0.0))
    gap_after = np.append(features.observed.stream.gaps, Gap.PAGE)
    count = np.clip(
        features.observed.lines.number[j - 1] - features.observed.lines.number[at],
        0,
        MOST_LINES - 1,
    )
    of_text = (seen * text_states(features.observed.layout)).sum(axis=2)
    sides = np.zeros((len(SIDES), len(Gap), MOST_LINES))
    np.add.at(sides[0], (gap_after[at], count), of_text)
    np.add.at(sides[1], (np.broadcast_to(gap_after[j], count.shape), count), of_text)
    lines, widths = features.observed.lines, features.widths
    known = ~np.isnan(widths)
    last_from = np.maximum(lines.left[at], lines.left[lines.first[j - 1]])
    last_length = lines.right[j - 1] - last_from
    over_bins = np.searchsorted(
        OVER_EDGES, last_length[:, :, None] / np.where(known, widths, 1.0) - 1
    )
    over = np.bincount(
        over_bins[:, :, known].ravel(), seen[:, :, known].ravel(), len(OVER_EDGES) + 1
    ).astype(np.float64)
    section = features.observed.layout.section
    sections = {
        (first, stop): float(seen[stop - 1, stop - first - 1, section])
        for first, ends in features.numbering.sections.items()
        for stop in ends
        if stop - first <= longest
    }
    wholes = {
        (first, stop, state): float(seen[stop - 1, stop - first - 1, state])
        for first, stop, state in features.observed.wholes
        if stop - first <= longest
    }
    return Marginals(start, seen.sum(axis=1), seen.sum(axis=0), wrapped, sides, over,
                     joints, sections, wholes,
                     seen[-1].sum(axis=0))  # fmt: skip


def counted(features: Features, reading: Sequence[Segment], longest: int) -> Marginals:
    """What one reading holds."""
    n, size = len(features.observed.stream.words), len(features.observed.layout)
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
    layout = features.observed.layout
    fields = layout.fields
    n = len(features.observed.stream.words)
    total: defaultdict[str, float] = defaultdict(float)
    # What is left of a row after a page break has no evidence of its own, but that it goes on.
    m.start[:, layout.continued] = m.end[:, layout.continued] = 0.0
    m.lengths[:, layout.continued] = m.wrapped[:, layout.continued] = 0.0
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
        for name, sums in zip(names, features.observed.marks[role].T @ by_role[role], strict=True):
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
    for place, value in m.wholes.items():
        total[f"remembered_cell:{fields[place[2]]}"] += value * features.observed.wholes[place]
    bins = np.searchsorted(LENGTH_EDGES, np.arange(1, m.lengths.shape[0] + 1))
    for b in np.unique(bins):
        for f, s in zip(fields, m.lengths[bins == b].sum(axis=0), strict=True):
            total[f"length:{b}:{f}"] += float(s)
    # Lines: the rest of a segment's first line, then whole lines inside it.
    inside = cover - m.start
    whole = inside.copy()
    for i in range(n):
        following = features.observed.lines.next[i]
        if following < n:
            whole[following] -= m.wrapped[i]
    begins_line = (features.observed.lines.first == np.arange(n))[:, None]
    whole = np.where(begins_line, whole, 0.0)
    overs = [f"over:{b}" for b in range(len(OVER_EDGES) + 1)]
    for kinds, of_first, of_full in (
        (WRAPS, features.wrap_first, features.wrap_full),
        (overs, features.over_first, features.over_full),
    ):
        for b, name in enumerate(kinds):
            total[name] += float(m.wrapped[of_first == b].sum() + whole[of_full == b].sum())
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
    gaps = features.observed.stream.gaps
    for gap in Gap:
        for k, joint in enumerate(JOINTS):
            total[f"gap:{gap.name}:{joint}"] += float(
                by_kind[features.observed.stream.gaps == gap, k].sum()
            )
    boundary = by_kind.sum(axis=1)
    total["inside_remembered"] += float((boundary * features.observed.inner).sum())
    total["own_turn"] += float((boundary * features.own_turns).sum())
    for gap in Gap:
        by_gap = m.joints[gaps == gap].sum(axis=0)
        total["own_joint"] += float((by_gap * features.own_joints[gap]).sum())
    for i, (left, right, value) in features.own_seams.items():
        total["own_joint"] += float(
            m.joints[i, left, right] * (value - features.own_joints[gaps[i], left, right])
        )
    for i, seen in features.observed.shapes.items():
        for name, value in zip(SHAPES, (seen * m.joints[i]).sum(axis=(1, 2)), strict=True):
            total[name] += float(value)
    total["habit"] += float((boundary * features.habits[gaps]).sum())
    for c, case in enumerate(CASES):
        for p, mark in enumerate(PUNCTUATION):
            which = (features.observed.turns[:, 0] == c) & (features.observed.turns[:, 1] == p)
            total[f"turn:{case}:{mark}"] += float(boundary[which].sum())
            inline = which & (features.observed.stream.gaps == Gap.SPACE)
            total[f"turn_inline:{case}:{mark}"] += float(boundary[inline].sum())
    return dict(total)
