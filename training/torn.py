"""Weights of the evidence for which cells a page break cuts: `pipeline.recover.flowed.torn`.

They are log odds counted in the right readings of labelled dumps, as the cells of a row that goes
on are no segments of the search that its gradient could tell apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.recover.flowed.evidence import CASES, turns_of
from pipeline.recover.flowed.lines import column_widths, lines_of
from pipeline.recover.flowed.semimarkov import Segment
from pipeline.recover.flowed.stream import Gap
from pipeline.recover.flowed.torn import (
    FEWER,
    ITEMS,
    ROOM_EDGES,
    counts_on,
    room_left,
    torn_rows,
)
from training.gold import Labelled, runs_of

_PRIOR = 1.0  # added to each count


class _Seen(NamedTuple):
    """A column below a page break: a bin of `torn`, and whether its cell goes on there; or a row
    that goes on."""

    kind: str
    bin: int
    goes_on: bool


def torn_weights(labelled: Sequence[Labelled]) -> dict[str, float]:
    """The log odds that a cell goes on below a page break that cuts its row, by its lines above the
    break; what makes their sum zero for the cells of a row that go on, as they are in the mean; how
    much greater they are, or smaller, by the room on its last line and by the items of lists; and
    the log odds that of two words below the break, by the gap between them and the case of the
    second, that one is of another cell."""
    counts: Counter[_Seen] = Counter()
    for item in labelled:
        counts.update(_seen(item))

    def odds(kind: str, place: int) -> float:
        going, ending = (counts[_Seen(kind, place, on)] + _PRIOR for on in (True, False))
        return float(np.log(going / ending))

    weights = {f"torn:{name}": odds("torn", place) for place, name in enumerate(FEWER)}
    going = {p: counts[_Seen("torn", p, True)] for p in range(len(FEWER))}
    of_rows = sum(going[p] * odds("torn", p) for p in going)
    weights["torn:first"] = -of_rows / max(1, counts[_Seen("row", 0, True)])
    for kind, names in (("room", range(len(ROOM_EDGES) + 1)), ("item", ITEMS)):
        every = [sum(c for s, c in counts.items() if s[::2] == (kind, on)) for on in (True, False)]
        usual = np.log((every[0] + _PRIOR) / (every[1] + _PRIOR))
        for place, name in enumerate(names):
            weights[f"torn_{kind}:{name}"] = odds(kind, place) - float(usual)
    for gap in Gap:
        for place, case in enumerate(CASES):
            weights[f"torn_joint:{gap.name}:{case}"] = odds("joint", len(CASES) * gap + place)
    return {name: round(weight, 4) for name, weight in weights.items()}


def _seen(item: Labelled) -> Iterator[_Seen]:
    stream, layout = item.stream, item.layout
    columns = len(layout.keys)
    runs = [run for run in runs_of(item) if run[2] is not None]
    segments = [Segment(start, end, owner[0]) for start, end, owner in runs if owner]
    lines, cases = lines_of(stream), turns_of(stream.words)[:, 0]
    widths = column_widths(lines, stream, len(layout), segments)
    rows = torn_rows(stream, layout, lines, segments)
    begun: set[tuple[int, int] | None] = set()
    for k, (start, _, owner) in enumerate(runs):
        if stream.gaps[start] == Gap.PAGE and owner in begun and int(stream.starts[start]) in rows:
            torn = rows[int(stream.starts[start])]
            rest: dict[int, int] = {}  # column → first word below the break
            for first, last, other in runs[k:]:
                if other is None or other not in begun or other[0] >= columns:
                    break
                rest.setdefault(other[0], first)
                for word in range(max(first, start + 1), last):
                    turn = len(CASES) * int(stream.gaps[word]) + int(cases[word])
                    yield _Seen("joint", turn, word == first)
            words = np.array(sorted(rest.values()))
            room = room_left(lines.right[words] - lines.left[words], torn, widths)
            items = counts_on([stream.words[word] for word in words], torn)
            yield _Seen("row", 0, True)
            for column in range(columns):
                yield _Seen("torn", int(torn.fewer[column]), column in rest)
                for at, word in enumerate(words):
                    if room[at, column] >= 0:
                        yield _Seen("room", int(room[at, column]), rest.get(column) == word)
                    yield _Seen("item", int(items[at, column]), rest.get(column) == word)
        begun.add(owner)
