"""Headers of a schedule between which a ruling is missing: "Mar Apr" over two columns of marks."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.recover.periods import period_of
from pipeline.rules import Rules

Levels = tuple[str, ...]
Group = tuple[int, ...]


def with_periods_apart(
    levels: Sequence[Levels], groups: Sequence[Group], rules: Rules
) -> tuple[list[Levels], list[Group]]:
    """The headers of columns from the top, and the places of each: one over several places that
    names as many months, weeks or quarters is a header for each of them."""
    found: list[Levels] = []
    places: list[Group] = []
    for own, group in zip(levels, groups, strict=True):
        parts = _parts(own, len(group), rules)
        found += parts or [own]
        places += [(place,) for place in group] if parts else [group]
    return found, places


def _parts(levels: Levels, count: int, rules: Rules) -> list[Levels]:
    """The headers of `count` columns below one; none where it does not name as many periods."""
    words = levels[-1].split() if levels else []
    each, rest = divmod(len(words), count)
    if count < 2 or not each or rest:
        return []
    leaves = [" ".join(words[at : at + each]) for at in range(0, len(words), each)]
    parts = [(*levels[:-1], leaf) for leaf in leaves]
    named = {period_of(part, rules) for part in parts}
    return parts if None not in named and len(named) == count else []
