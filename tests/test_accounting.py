"""Nothing is lost, nothing is invented: whatever the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.errors import ExportError
from pipeline.read.text import decode
from tests.plans import TEXT_2022, records

WORDS = (
    "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU I II MANAJEMEN PERUBAHAN 1 2 3. "
    "Menyusun laporan Laporan telah dibuat, Januari 2022 Juni s/d - • \n \n\n \f \t Halaman 4 dan"
).split(" ")


def _check(path: Path) -> None:
    try:
        plan = pipeline.parse(path)
    except ExportError:
        return
    text, _ = decode(path.read_bytes())
    document = plan.document
    parts = ("chars_in_cells", "chars_in_furniture", "chars_unplaced")
    assert document["chars_total"] == len("".join(text.split()))
    assert document["chars_total"] == sum(document[part] for part in parts)
    fragments: dict[tuple[str, str], list[str]] = {}
    for cell in records(plan.cells):
        piece = text[cell["char_start"] : cell["char_end"]]
        assert " ".join(piece.split()) == " ".join(cell["text"].split())
        fragments.setdefault((cell["row_id"], cell["column"]), []).append(cell["text"])
    for row in records(plan.indicators):
        for field in ("component", "indicator", "action", "evidence", "target"):
            if isinstance(row[field], str):
                joined = " ".join(fragments[row["row_id"], field])
                assert " ".join(joined.split()) == " ".join(row[field].split())


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(WORDS), max_size=80), st.booleans())
def test_any_mixture_of_a_plans_words_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], headed: bool
) -> None:
    path = tmp_path_factory.mktemp("mix") / "plan.txt"
    head = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU\n" if headed else ""
    path.write_text(head + " ".join(words), "utf-8")
    _check(path)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 20000), st.integers(0, 1500), st.integers(0, 20000))
def test_a_plan_with_a_piece_cut_out_and_set_elsewhere_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, to: int
) -> None:
    text = TEXT_2022.read_text("utf-8")
    piece, rest = text[start : start + length], text[:start] + text[start + length :]
    path = tmp_path_factory.mktemp("cut") / "plan.txt"
    path.write_text(rest[:to] + piece + rest[to:], "utf-8")
    _check(path)
