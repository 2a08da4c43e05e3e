"""The order in which a text gives a table's words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pipeline
from pipeline.read import read
from pipeline.recover.order import order_of

DATA = Path(__file__).parent / "data"
RAW = Path(__file__).parent.parent / "raw"


HEADER, BODY = re.split(
    r"(?<=WAKTU)\n", (DATA / "columns_in_place.txt").read_text("utf-8"), maxsplit=1
)


def test_lines_across_the_columns_are_sorted_and_every_row_is_marked(tmp_path: Path) -> None:
    header = " ".join(HEADER.split()) + "\n"
    lines = [" ".join(line.split()) for line in BODY.splitlines() if line.strip()]
    path = tmp_path / "plan.txt"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    assert order_of(read(path), len(header)) == "sorted"
    rows = pipeline.parse(path).indicators
    assert rows["needs_review"].all()
    assert all("order_lost" in flags for flags in rows["flags"])


def test_columns_kept_in_place_are_aligned() -> None:
    assert order_of(read(DATA / "columns_in_place.txt")) == "aligned"


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.name)
def test_exports_in_raw_are_streams(path: Path) -> None:
    assert order_of(read(path)) == "stream"
