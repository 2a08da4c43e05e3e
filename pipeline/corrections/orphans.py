"""Files of corrections that belong to no export. Light to import: every run asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pipeline.fingerprint import CORRECTIONS, RULES_DIR, correction_files
from pipeline.messages import say

_LIKE = 60  # of 100: an id so like the name of a file is what was meant


def orphans(document_ids: Iterable[str], rules_dir: Path | None = None) -> Iterator[str]:
    """That a file of corrections is that of no export."""
    known = set(document_ids)
    for path in correction_files(RULES_DIR if rules_dir is None else rules_dir):
        if path.stem not in known:
            yield orphan_message(f"rules/{CORRECTIONS}/{path.name}", known)


def orphan_message(file: str, document_ids: Collection[str]) -> str:
    """That `file` is that of no export, and which export it may have been meant for."""
    from rapidfuzz import process

    name = Path(file).stem
    if near := process.extractOne(name, sorted(document_ids), score_cutoff=_LIKE):
        return say("corrections.orphan_near", file=file, near=f"{near[0]}.yaml")
    return say("corrections.orphan", file=file)
