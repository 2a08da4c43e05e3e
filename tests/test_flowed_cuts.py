"""Cells of flat text that a page cuts, or that stand glued to the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

TITLE = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
HEADER = "NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
BEFORE = """I MANAJEMEN PERUBAHAN
1 Tim Kerja
Tim kerja telah dibentuk
Melakukan rapat pembentukan tim kerja
Undangan, daftar hadir, notulen
Januari 2023
2 Rencana Pembangunan
Dokumen rencana kerja telah disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret 2023
3 Perubahan Pola Pikir dan
Pimpinan menjadi teladan
Pimpinan hadir tepat waktu pada apel
Rekap kehadiran pimpinan
Setiap bulan
"""
REST = """Budaya Kerja
Agen perubahan telah ditetapkan
Menetapkan agen perubahan dengan surat keputusan
SK agen perubahan
April 2023
"""
AFTER = """4 Pemantauan dan Evaluasi
Laporan pemantauan telah disusun
Menyusun laporan pemantauan setiap triwulan
Laporan pemantauan
Triwulan I - IV
"""


@pytest.mark.parametrize(("following", "sure"), [("4", True), ("", False)])
def test_the_rest_of_a_component_on_the_next_page_was_a_component_with_a_number_of_its_own(
    plan: Callable[..., Path], following: str, sure: bool
) -> None:
    after = AFTER if following else ""
    text = f"{TITLE}\n\n{HEADER}\n{BEFORE}\f{HEADER}\n{REST}{after}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    found = rows[["component_no", "component"]].to_numpy().tolist()
    whole = ["3", "Perubahan Pola Pikir dan Budaya Kerja"]
    assert found[2:4] == [whole, whole]
    assert len(found) == (5 if following else 4)
    assert "component_no_inferred" not in {flag for flags in rows["flags"] for flag in flags}
    if not sure:
        assert rows["needs_review"].tolist()[2:4] == [True, True]


def test_a_component_without_a_number_at_the_top_of_a_page_stays_one_where_a_number_is_missing(
    plan: Callable[..., Path],
) -> None:
    rest = REST.replace("Budaya Kerja", "Penataan Arsip")
    before = BEFORE.replace("Perubahan Pola Pikir dan", "Perubahan Pola Pikir")
    text = f"{TITLE}\n\n{HEADER}\n{before}\f{HEADER}\n{rest}{AFTER.replace('4 ', '5 ')}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert rows["component"].tolist()[2:] == [
        "Perubahan Pola Pikir", "Penataan Arsip", "Pemantauan dan Evaluasi"
    ]  # fmt: skip


def test_a_time_glued_to_the_next_indicator_was_one_word_of_either(
    plan: Callable[..., Path],
) -> None:
    glued = (BEFORE + AFTER).replace("Maret 2023\n3 ", "B03, B06, B09, B12")
    glued = glued.replace("B12Perubahan Pola Pikir dan\n", "B12")
    text = f"{TITLE}\n\n{HEADER}\n{glued}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert rows["target"].tolist()[1:3] == ["B03, B06, B09, B12", "Setiap bulan"]
    assert rows["indicator"].tolist()[2] == "Pimpinan menjadi teladan"
