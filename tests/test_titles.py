"""Which of the lines above a table are its title."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

TABLE = """NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU
I MANAJEMEN PERUBAHAN
1 Tim Kerja
Pembentukan tim kerja
Melakukan rapat pembentukan tim
Notulen rapat
Januari
2 Rencana Kerja
Dokumen rencana kerja disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret
"""
SENTENCE = "Rencana kerja ini memuat langkah dan waktu pelaksanaan setiap kegiatan kami.\n"


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Matriks Rencana Kerja ZI Balai Contoh Bukit Sari Tahun 2023", "Balai Contoh Bukit Sari"),
        ("MATRIKS RENCANA AKSI PEMBANGUNAN ZI Balai Contoh Bukit Sari - 2023",
         "Balai Contoh Bukit Sari"),
        ("Dokumen Rencana Kerja Balai Contoh Bukit Sari 2023", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("below", ["", SENTENCE])
def test_a_title_with_words_before_the_kind_of_plan_was_none_and_its_year_missing(
    plan: Callable[..., Path], title: str, unit: str | None, below: str
) -> None:
    found = pipeline.parse(plan("p.txt", f"{title}\n{below}\n{TABLE}"))
    assert found.document["title"] == title
    assert found.document["year"] == 2023
    assert unit is None or found.document["unit"] == unit
    assert not found.indicators["needs_review"].any()


def test_a_sentence_of_the_introduction_was_the_title(plan: Callable[..., Path]) -> None:
    found = pipeline.parse(plan("p.txt", f"{SENTENCE}\n{TABLE}"))
    assert found.document["title"] is None
    assert found.document["unit"] is None
