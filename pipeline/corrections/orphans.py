"""Files of corrections that belong to no export. Light to import: every run asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.fingerprint import CORRECTIONS, RULES_DIR, correction_files
from pipeline.messages import say


def orphans(document_ids: Iterable[str], rules_dir: Path | None = None) -> Iterator[str]:
    """That a file of corrections is that of no export."""
    known = set(document_ids)
    for path in correction_files(RULES_DIR if rules_dir is None else rules_dir):
        if path.stem not in known:
            yield say("corrections.orphan", file=f"rules/{CORRECTIONS}/{path.name}")
