"""Earlier plans of a unit sharpen the reading of the next one, whatever the order of files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import run
from tests.plans import TEXT_2022, TSV_2021, golden, records, table


def _rows(raw: Path, parsed: Path, year: int) -> list[tuple[object, ...]]:
    run(raw, parsed, jobs=1)
    frame = pd.read_parquet(parsed / "indicators.parquet")
    return table(records(frame[frame["year"] == year]))


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_text_of_2022_is_exact_beside_the_table_of_2021(
    raw: Path, parsed: Path, names: tuple[str, str]
) -> None:
    shutil.copy(TSV_2021, raw / f"{names[0]}.tsv")
    shutil.copy(TEXT_2022, raw / f"{names[1]}.txt")
    assert _rows(raw, parsed, 2022) == table(golden("rkt-2022-balit-palma")["rows"])


def test_an_earlier_run_leaves_nothing_behind_in_the_result(raw: Path, parsed: Path) -> None:
    shutil.copy(TEXT_2022, raw / "b.txt")
    alone = _rows(raw, parsed, 2022)
    shutil.copy(TSV_2021, raw / "a.tsv")
    taught = _rows(raw, parsed, 2022)
    (raw / "a.tsv").unlink()
    assert _rows(raw, parsed, 2022) == alone
    fresh = parsed.parent / "fresh"
    shutil.copy(TSV_2021, raw / "a.tsv")
    assert _rows(raw, fresh, 2022) == taught


def test_a_plan_of_other_sentences_teaches_nothing(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    shutil.copy(TEXT_2022, raw / "b.txt")
    alone = _rows(raw, parsed, 2022)
    plan("a.tsv")
    assert _rows(raw, parsed, 2022) == alone
