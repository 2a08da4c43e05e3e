"""What a reading of a stream scores: its features, weighed, as the chain that is searched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.continued import Remainder, best_cut, share_of_best, sum_of_cuts
from pipeline.recover.flowed.evidence import (
    CASES,
    LENGTH_EDGES,
    LONGEST,
    MOST_LINES,
    PUNCTUATION,
    SIDES,
    WRAPS,
    Features,
    Observed,
    Weights,
    text_states,
)
from pipeline.recover.flowed.lexicon import ROLES, keys_of
from pipeline.recover.flowed.lines import OVER_EDGES
from pipeline.recover.flowed.marks import MARKS
from pipeline.recover.flowed.recalled import SHAPES
from pipeline.recover.flowed.remembered import going_on
from pipeline.recover.flowed.semimarkov import IMPOSSIBLE, Chain, Floats, Segment
from pipeline.recover.flowed.stream import Gap
from pipeline.recover.flowed.torn import FEWER, ITEMS, ROOM_EDGES, counts_on, item_label, room_left
from pipeline.recover.flowed.transitions import JOINTS

# Blocks of segments' scores that are kept, for the best reading and both ways of the sums: those of
# a usual plan.
_KEPT = 48
# A cell begins at a word where the network's log probability that one goes on there is below this:
# no segment goes over such a word. The best readings of 19,000 words that go on, of plans that the
# network has not seen, had none below -2.6.
_BEGINS = -6.0
# Columns whose cells are never the mark of an item and nothing else.
_WORDED = ("group", "component", "indicator", "action", "evidence")


def chain(features: Features, weights: Weights) -> Chain:
    """Features and weights → the chain to search. Weights that are not given count as 0."""
    observed = features.observed
    layout, stream = observed.layout, observed.stream
    gaps = stream.gaps.astype(np.int64)
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
        role_sums[r] += observed.marks[role] @ by_state
    start, end, inside = role_sums
    start += np.array([w(f"start:{f}") for f in fields])
    number_state = fields.index("component_no") if "component_no" in fields else None
    if number_state is not None:
        start[:, number_state] = IMPOSSIBLE
        for i, names in features.numbering.numbers.items():
            start[i, number_state] = sum(w(f"number:{name}") for name in names)
    area_state = features.numbering.area_state
    if area_state is not None:  # its cells are the names of areas and nothing else
        named, rests = features.numbering.areas, features.numbering.rests
        start[~np.isin(np.arange(n), list(named)), area_state] = IMPOSSIBLE
        # A name that goes on, to the word, at the top of the next page is one.
        others = [state for state in range(size) if state != area_state]
        start[np.ix_(sorted(features.numbering.cut), others)] = IMPOSSIBLE
        start[list(rests)] = IMPOSSIBLE
        stops = [*named.values(), *rests.values()]
        end[~np.isin(np.arange(1, n + 1), stops), area_state] = IMPOSSIBLE
    inside_sum = np.vstack([np.zeros(size), np.cumsum(inside, axis=0)])

    wrap_weights = np.array([w(name) for name in WRAPS] + [0.0])
    over_weights = np.array([w(f"over:{b}") for b in range(len(OVER_EDGES) + 1)] + [0.0])
    first_line = wrap_weights[features.wrap_first] + over_weights[features.over_first]
    pair_weights = np.array([w(f"pair:{a.name}:{b.name}") for a in Gap for b in Gap] + [0.0])
    full_line = wrap_weights[features.wrap_full] + over_weights[features.over_full]
    full_line += pair_weights[features.pairs][:, None]
    full_sum = np.cumsum(full_line, axis=0)  # over gaps up to and with that before word i

    longest, reaches = min(LONGEST, n), _reaches(observed)
    bins = np.searchsorted(LENGTH_EDGES, np.arange(1, longest + 1))
    length_scores = np.array([[w(f"length:{b}:{f}") for f in fields] for b in bins])
    if number_state is not None:
        length_scores[1:, number_state] = IMPOSSIBLE
    sections = sorted(
        (stop, first, sum(w(f"section:{name}") for name in names))
        for first, ends in features.numbering.sections.items()
        for stop, names in ends.items()
        if stop - first <= longest
    )
    section_stops = [stop for stop, _, _ in sections]
    wholes = sorted(
        (end, first, state, share * w(f"remembered_cell:{fields[state]}"))
        for (first, end, state), share in observed.wholes.items()
        if end - first <= reaches[end - 1]
    )
    whole_ends = [end for end, *_ in wholes]
    widths = features.widths

    gap_scores = np.array([[w(f"gap:{g.name}:{j}") for j in JOINTS] for g in Gap])
    gap_scores += w("habit") * features.habits[:, None]
    turn_scores = np.array([[w(f"turn:{c}:{p}") for p in PUNCTUATION] for c in CASES])
    by_kind = gap_scores[gaps]
    by_kind += turn_scores[observed.turns[:, 0], observed.turns[:, 1]][:, None]
    inline_scores = np.array([[w(f"turn_inline:{c}:{p}") for p in PUNCTUATION] for c in CASES])
    inline = inline_scores[observed.turns[:, 0], observed.turns[:, 1]]
    by_kind += (inline * (gaps == Gap.SPACE))[:, None]
    by_kind += (w("own_turn") * features.own_turns)[:, None]
    by_kind += (w("inside_remembered") * observed.inner)[:, None]
    order = sum(
        (values * (IMPOSSIBLE if name == "impossible" else w(name))
         for name, values in features.transitions.items()),
        np.zeros((size + 1, size)),
    )  # fmt: skip
    joint_kinds = features.joint_kinds
    own_joints, own_seams = w("own_joint") * features.own_joints, features.own_seams
    joints_at = order + own_joints  # (gap, S + 1, S)
    of_shapes = np.array([w(shape) for shape in SHAPES])
    recalled = {i: np.tensordot(of_shapes, seen, 1) for i, seen in observed.shapes.items()}

    def joints(i: int) -> Floats:
        scores = joints_at[gaps[i]] + by_kind[i, joint_kinds]
        if i in own_seams:
            a, b, value = own_seams[i]
            scores[a, b] += w("own_joint") * value - own_joints[gaps[i], a, b]
        if i in recalled:
            scores += recalled[i]
        return np.asarray(scores)

    side_scores = np.array(
        [
            [[w(f"{side}:{gap.name}:{k}") for k in range(MOST_LINES)] for gap in Gap]
            for side in SIDES
        ]
    )
    side_scores += np.array([w("own_enter"), w("own_leave")])[:, None, None] * features.sides
    gap_after = np.append(gaps, Gap.PAGE)
    is_text, known = text_states(layout), ~np.isnan(widths)
    over_steps = list(zip(OVER_EDGES.tolist(), np.diff(over_weights[:-1]).tolist(), strict=True))
    ends_at = inside_sum[1:] + end  # by last word
    begins_at = start - inside_sum[:-1]
    places = observed.lines
    # The lines of a segment that goes on: the rest of its first, less those before its second.
    from_first_line = first_line - full_sum[np.minimum(places.next, n - 1)]
    line_starts = places.left[places.first]

    lone = np.array([bool(item_label(word)) for word in stream.words])
    of_lone = np.where(np.isin(fields[: layout.section], _WORDED), IMPOSSIBLE, 0.0)

    def segments(a: int, b: int, longer: int = 0) -> Floats:
        """Of as many lengths as the longest segment has that ends here, or `longer`."""
        here = sections[bisect_right(section_stops, a) : bisect_right(section_stops, b)]
        longer = max(longer, int(reaches[a:b].max()), *(stop - first for stop, first, _ in here))
        lengths = np.arange(1, longer + 1)[None, :]
        j = np.arange(a + 1, b + 1)[:, None]
        i = np.maximum(j - lengths, 0)
        scores: Floats = begins_at[i]
        scores += ends_at[a:b, None]
        scores += length_scores[:longer]
        wraps = places.next[i] < j
        count = np.minimum(places.number[j - 1] - places.number[i], MOST_LINES - 1)
        count = np.maximum(count, 0)
        sides = side_scores[0, gap_after[i], count] + side_scores[1, gap_after[j], count]
        lines = from_first_line[i]
        lines += full_sum[a:b, None]
        lines *= wraps[:, :, None]
        scores += lines
        last_from = np.maximum(places.left[i], line_starts[a:b, None])
        last_length = places.right[a:b, None] - last_from
        for state in range(size):
            own = sides * is_text[state]
            if known[state]:
                own += over_weights[0]
                for edge, step in over_steps:
                    own += step * (last_length > widths[state] * (1 + edge))
            scores[:, :, state] += own
        scores[lone[a:b], 0, : layout.section] += of_lone
        of_sections = np.full(scores.shape[:2], IMPOSSIBLE)
        for stop, first, score in here:
            place = stop - 1 - a, stop - first - 1
            of_sections[place] = scores[*place, layout.section] + score
        scores[lengths > reaches[a:b, None]] = IMPOSSIBLE
        scores[:, :, layout.continued] = IMPOSSIBLE
        scores[:, :, layout.section] = of_sections
        return scores

    fewer_weights = np.array([w(f"torn:{name}") for name in FEWER])
    item_weights = np.array([w(f"torn_item:{name}") for name in ITEMS])
    torn_joints = np.array([[w(f"torn_joint:{gap.name}:{case}") for case in CASES] for gap in Gap])
    room_weights = np.array([w(f"torn_room:{b}") for b in range(len(ROOM_EDGES) + 1)] + [0.0])

    def of_torn(first: int, last: int) -> Floats:
        """(words, columns): what the row above a page break says for each word below it to be the
        first that goes on in each column."""
        row = features.torn[first]
        room = room_left(places.right[first:last] - places.left[first:last], row, widths)
        scores: Floats = fewer_weights[row.fewer] + room_weights[room]
        scores += item_weights[counts_on(stream.words[first:last], row)]
        scores[0] += w("torn:first")
        if area_state is not None:  # the names of areas tell for themselves
            scores[:, area_state] = 0.0
        if observed.memory is not None:
            keys = [keys_of(word)[0] for word in stream.words[first:last]]
            known = going_on(observed.memory, layout.names, row.above, keys)
            scores -= w("inside_remembered") * known
        return scores

    def remainder(first: int, last: int) -> Remainder:
        """Words `first` … `last` - 1 as what is left of a row: cells go on, and begin nowhere."""
        pieces = segments(first, last)
        longest = pieces.shape[1]
        at = np.arange(first + 1, last + 1)[:, None] - np.arange(1, longest + 1)
        pieces -= length_scores[:longest] + start[np.maximum(at, 0)]
        pieces[at < first] = IMPOSSIBLE
        pieces = pieces[:, :, : len(layout.keys)]
        if number_state is not None:
            pieces[:, :, number_state] = IMPOSSIBLE
        if first in features.torn:
            pieces += of_torn(first, last)[np.maximum(at - first, 0)]
        if area_state is not None:
            of_areas = np.full(pieces.shape[:2], IMPOSSIBLE)
            length = features.numbering.rests.get(first, first) - first
            if 0 < length <= min(pieces.shape[:2]):
                of_areas[length - 1, length - 1] = pieces[length - 1, length - 1, area_state]
                pieces[at == first] = IMPOSSIBLE  # what is left of a name goes on with it
            pieces[:, :, area_state] = of_areas
        cases = observed.turns[first:last, 0]
        return Remainder(pieces, torn_joints[gaps[first:last], cases])

    pages = [int(i) for i in np.flatnonzero(gaps == Gap.PAGE) if i > 0]
    left_over = [
        (i, sum_of_cuts(remainder(i, end)))
        for i, end in zip(pages, _ends_left_over(observed, reaches, pages), strict=True)
    ]

    def with_left_over(a: int, b: int) -> Floats:
        near = left_over[bisect_right(pages, a - longest) : bisect_right(pages, b)]
        near = [(first, found) for first, found in near if a < first + len(found) and first < b]
        scores = segments(a, b, max((min(b - i, len(found)) for i, found in near), default=0))
        for end, first, state, score in wholes[
            bisect_right(whole_ends, a) : bisect_right(whole_ends, b)
        ]:
            scores[end - 1 - a, end - first - 1, state] += score
        for first, found in near:
            ends = np.arange(max(a, first), min(b, first + len(found)))
            scores[ends - a, ends - first, layout.continued] = found[ends - first]
        return scores

    def parts(segment: Segment) -> list[Segment]:
        if segment.state != layout.continued:
            return [segment]
        first = segment.start
        cut = best_cut(remainder(first, segment.end))
        return [Segment(first + a, first + b, column) for a, b, column in cut]

    def share(segment: Segment) -> float:
        if segment.state != layout.continued:
            return 1.0
        return share_of_best(remainder(segment.start, segment.end))

    final = sum((v * w(name) for name, v in features.endings.items()), np.zeros(size))
    kept = lru_cache(maxsize=_KEPT)(with_left_over)
    return Chain(n, size, longest, joints, kept, np.asarray(final), parts, share)


def _reaches(observed: Observed) -> NDArray[np.int64]:
    """(n,): of how many words the longest segment is that ends with a word: no cell goes over the
    beginning of another (`_BEGINS`), unless that stood inside of a remembered one."""
    n = len(observed.stream.words)
    goes_on = observed.words["context"][1][-1, 0, :, : observed.layout.continued]
    begins = (np.logaddexp.reduce(goes_on, axis=1) < _BEGINS) & (observed.inner == 0)
    begun = np.where(begins, np.arange(n), 0)
    return np.minimum(np.arange(1, n + 1) - np.maximum.accumulate(begun), LONGEST)


def _ends_left_over(
    observed: Observed, reaches: NDArray[np.int64], pages: Sequence[int]
) -> list[int]:
    """The words up to which a row that a page break cuts may go on: behind each page's first word
    no more cells begin than there are columns."""
    n = len(reaches)
    begun = np.append(np.flatnonzero(reaches == 1), n)
    columns = len(observed.layout.keys)
    after = np.minimum(np.searchsorted(begun, pages, side="right") + columns, len(begun) - 1)
    return [int(end) for end in np.minimum(begun[after], np.add(pages, LONGEST))]
