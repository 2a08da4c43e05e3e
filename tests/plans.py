"""What several tests share: the two exports, their golden tables, and how rows are compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

import pipeline
from pipeline.model import cell_text
from pipeline.read import read

ROOT = Path(__file__).resolve().parent.parent
TSV_2021 = ROOT / "raw" / "RKT 2021 Balit Palma.tsv"
TEXT_2022 = ROOT / "raw" / "RKT 2022 Balit Palma.txt"
FIELDS = (
    "area_no", "area", "component_no", "component", "indicator", "action", "evidence", "target",
)  # fmt: skip


def copy_exports(folder: Path) -> Path:
    """The two exports alone, in a new folder: a data officer's `raw/` holds others too."""
    folder.mkdir()
    for path in (TSV_2021, TEXT_2022):
        shutil.copy(path, folder)
    return folder


def golden(name: str) -> dict[str, Any]:
    """A hand-checked table of `tests/golden`."""
    table: dict[str, Any] = json.loads((ROOT / "tests" / "golden" / f"{name}.json").read_text())
    return table


def folded(value: Any) -> Any:
    """A value with its white space folded; None for every kind of missing."""
    if isinstance(value, str):
        return " ".join(value.split())
    return None if value is None or pd.isna(value) else value


def table(rows: list[dict[str, Any]], fields: tuple[str, ...] = FIELDS) -> list[tuple[Any, ...]]:
    """Rows as tuples of their folded fields, for comparison."""
    return [tuple(folded(row.get(field)) for field in fields) for row in rows]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A DataFrame's rows as dicts."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def plan_rows(path: Path) -> list[dict[str, Any]]:
    """The indicators of an export, parsed by itself."""
    return records(pipeline.parse(path).indicators)


def grid_texts(path: Path, grid: int = 0) -> list[list[str]]:
    """The texts of a table's cells as they are read, before any of them means anything."""
    source = read(path)
    return [[cell_text(source, c.cell) for c in row] for row in source.grids[grid].rows]
