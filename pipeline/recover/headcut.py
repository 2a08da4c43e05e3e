"""Headers of a schedule between which a ruling is missing: "Mar Apr" over two columns of marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.model import Cell, Grid, Source, Span
from pipeline.recover.periods import period_of, whole_period
from pipeline.rules import Rules

Levels = tuple[str, ...]
Group = tuple[int, ...]


def with_periods_apart(
    source: Source,
    grid: Grid,
    leaves: Sequence[Cell],
    levels: Sequence[Levels],
    groups: Sequence[Group],
    rules: Rules,
) -> tuple[list[Levels], list[Group]]:
    """The headers of columns from the top, and the places of each: one over several places that
    names as many months, weeks or quarters is a header for each of them. `leaves` are the cells of
    the lowest headers."""
    found: list[Levels] = []
    places: list[Group] = []
    for leaf, own, group in zip(leaves, levels, groups, strict=True):
        names = _by_place(source, grid, leaf, group) or _by_words(own, len(group))
        parts = [(*own[:-1], whole_period(name, rules)) for name in names]
        named = {period_of(part, rules) for part in parts}
        apart = bool(parts) and None not in named and len(named) == len(group)
        found += parts if apart else [own]
        places += [(place,) for place in group] if apart else [group]
    return found, places


def _by_words(levels: Levels, count: int) -> list[str]:
    """The words of the lowest header in `count` equal parts; none where there are no such."""
    words = levels[-1].split() if levels else []
    each, rest = divmod(len(words), count)
    if count < 2 or not each or rest:
        return []
    return [" ".join(words[at : at + each]) for at in range(0, len(words), each)]


def _by_place(source: Source, grid: Grid, leaf: Cell, group: Group) -> list[str]:
    """The words of a header on a page that stand over each of its columns; none where one has
    none."""
    if source.boxes is None or len(group) < 2 or group[-1] + 1 >= len(grid.xs):
        return []
    words: dict[int, list[str]] = {place: [] for place in group}
    for span in leaf:
        for word in re.finditer(r"\S+", source.text[span.start : span.end]):
            own = Span(span.start + word.start(), span.start + word.end())
            box = source.boxes.around(own)
            at = bisect_right(grid.xs, (box.x0 + box.x1) / 2) - 1 if box else -1
            if at not in words:
                return []
            words[at].append(word.group())
    return [" ".join(own) for own in words.values()] if all(words.values()) else []
