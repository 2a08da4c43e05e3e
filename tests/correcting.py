"""Corrections written and applied. Test files import the fixtures that they use."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import Line, run
from pipeline.store import read_tables
from pipeline.tables import TABLES, Record
from tests.conftest import REPOSITORY

WHY = '\n  reason: "salah tulis"\n  date: 2026-03-15\n'

MEETING = '- row: {action: "Mengundang anggota"}'

Go = Callable[..., dict[str, Line]]


@pytest.fixture
def folder(parsed: Path) -> Path:
    """A copy of the repository's rules."""
    return Path(shutil.copytree(REPOSITORY / "rules", parsed.parent / "rules"))


@pytest.fixture
def go(raw: Path, parsed: Path, folder: Path) -> Go:
    """Write corrections of plan.tsv (or of another export), and run."""

    def _go(text: str | None = None, id_: str = "plan") -> dict[str, Line]:
        if text is not None:
            path = folder / "corrections" / f"{id_}.yaml"
            path.write_text(text, encoding="utf-8")
        return {line.name: line for line in run(raw, parsed, folder, jobs=1)}

    return _go


def tables(parsed: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(parsed / f"{name}.parquet") for name in TABLES}


def records(parsed: Path, document_id: str) -> list[Record]:
    rows = read_tables(parsed, ["indicators"])["indicators"]
    return [row for row in rows if row["document_id"] == document_id]
