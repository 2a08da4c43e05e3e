"""How long the exports that are still to be parsed will take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.exports import Export

# What every export costs besides its bytes, in bytes: to start, to open it, to check its rows.
_BASE = 20_000


def expected_work(exports: Sequence[Export], took: Mapping[str, float]) -> dict[str, float]:
    """What each export is likely to take, by its name: the seconds it `took` the last time; for
    one that is new, as many per byte as the known ones of its kind, else as all known ones. Where
    none is known, bytes: shares of the whole are right then, seconds are not."""
    sizes = {export.name: _size(export.path) for export in exports}
    known = [export for export in exports if took.get(export.name)]

    def work(export: Export) -> float:
        if seconds := took.get(export.name):
            return seconds
        alike = [other for other in known if _kind(other) == _kind(export)] or known
        taken = sum(took[other.name] for other in alike)
        weight = sum(sizes[other.name] for other in alike)
        return sizes[export.name] * (taken / weight if weight else 1.0)

    return {export.name: work(export) for export in exports}


def seconds_left(
    work: Mapping[str, float], done: Sequence[str], spent: float, first_guess: float | None
) -> float | None:
    """The time for what is not `done`, as it went in the seconds `spent`; the guess before
    anything is done."""
    finished = sum(work[name] for name in done)
    if not finished or not spent:
        return first_guess
    return spent / finished * (sum(work.values()) - finished)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size + _BASE
    except OSError:
        return _BASE


def _kind(export: Export) -> str:
    return Path(export.name).suffix.lower()
