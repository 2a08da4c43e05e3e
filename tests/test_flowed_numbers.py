"""Which of the numbers and letters in flat text are those of components."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pipeline

TITLE = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
HEADER = "NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
LETTERED = """I MANAJEMEN PERUBAHAN
a. Tim Kerja
Pembentukan tim kerja
1. Melakukan rapat pembentukan tim
2. Menerbitkan surat keputusan tim
3. Mengumumkan anggota tim
1. Notulen rapat
2. Surat keputusan
Januari 2023
b. Rencana Kerja
Dokumen rencana kerja disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret 2023
II PENATAAN TATALAKSANA
a. Standar Operasional
SOP disusun
1. Menyusun SOP
2. Menetapkan SOP
1. Dokumen SOP
2. Surat penetapan
April 2023
"""
# The number of the second component is missing; nothing numbers its name.
MISSING = """I MANAJEMEN PERUBAHAN
1 Tim Kerja
Pembentukan tim kerja
Melakukan rapat pembentukan tim
Notulen rapat
Januari 2023
Rencana Kerja
Dokumen rencana kerja disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret 2023
3 Pemantauan dan Evaluasi
Pemantauan dilakukan setiap triwulan
Melakukan rapat pemantauan
Laporan pemantauan
April 2023
4 Budaya Kerja
Agen perubahan ditetapkan
Menetapkan agen perubahan
Surat keputusan agen perubahan
Mei 2023
"""


def test_letters_of_components_above_numbered_lists_were_part_of_the_heading(
    plan: Callable[..., Path],
) -> None:
    rows = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n{LETTERED}")).indicators
    assert rows["component_no"].tolist() == ["a", "b", "a"]
    assert rows["component"].tolist() == ["Tim Kerja", "Rencana Kerja", "Standar Operasional"]
    assert rows["area"].tolist() == ["MANAJEMEN PERUBAHAN"] * 2 + ["PENATAAN TATALAKSANA"]
    assert rows["action"].str.startswith("1. M").tolist() == [True, False, True]


def test_numbers_behind_one_that_is_missing_go_on_counting(plan: Callable[..., Path]) -> None:
    rows = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n{MISSING}")).indicators
    named = dict(zip(rows["component_no"], rows["component"], strict=True))
    assert {"1", "3", "4"} <= set(named)
    assert (named["3"], named["4"]) == ("Pemantauan dan Evaluasi", "Budaya Kerja")
