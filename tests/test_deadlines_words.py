"""Mistakes in rules/time.yaml are refused with their line and a right example."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.deadlines.words import load_words
from pipeline.errors import RulesError

ROOT = Path(__file__).resolve().parent.parent
GOOD = (ROOT / "rules" / "time.yaml").read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def refused(tmp_path: Path, text: str) -> str:
    (tmp_path / "time.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as error:
        load_words(tmp_path)
    return str(error.value)


def test_the_repository_words_are_right() -> None:
    assert load_words(ROOT / "rules").months[1][0] == "Januari"


def test_a_spelling_in_two_months_is_refused_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("4: [April, Apr]", "4: [April, Apr, Mrt]")
    message = refused(tmp_path, text)
    assert f"line {line_of(text, 'Apr, Mrt')}" in message
    assert '"Mrt"' in message and "months: 3" in message


def test_a_spelling_in_two_classes_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("each: [setiap,", "each: [setiap, Triwulan,")
    message = refused(tmp_path, text)
    assert '"Triwulan"' in message and f"line {line_of(text, 'each: [setiap, Tri')}" in message


def test_the_same_spelling_with_other_dots_and_case_is_a_duplicate(tmp_path: Path) -> None:
    assert '"agt."' in refused(tmp_path, GOOD.replace("[Agustus, Agt,", '[Agustus, Agt, "agt.",'))


def test_an_unknown_section_is_refused(tmp_path: Path) -> None:
    assert "bulan_baru" in refused(tmp_path, GOOD + "\nbulan_baru: [Januari]\n")


def test_a_month_thirteen_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, GOOD.replace("  12: [Desember", "  13: [Desember"))
