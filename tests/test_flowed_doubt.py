"""Rows of flat text in doubt for what stands above them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

HEADER = "NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
FIRST = """1 Tim Kerja Pembentukan tim kerja
Melakukan rapat pembentukan tim
Notulen rapat
Januari 2023
Penetapan anggota tim
Menerbitkan surat keputusan tim
Surat keputusan
Pebruari 2023
2 Rencana Kerja Dokumen rencana kerja disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret 2023
"""
SECOND = """1 Standar Pelayanan Maklumat pelayanan dipasang
Memasang maklumat pelayanan di loket
Foto maklumat
April 2023
2 Penilaian Kepuasan Survei kepuasan dilakukan
Melakukan survei kepuasan masyarakat
Laporan survei
Juni, Desember 2023
"""


@pytest.mark.parametrize(("heading", "marked"), [("II PELAYANAN PUBLIK\n", 0), ("", 2)])
def test_components_numbered_anew_without_a_heading_kept_their_area_for_sure(
    plan: Callable[..., Path], heading: str, marked: int
) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    body = f"I MANAJEMEN PERUBAHAN\n{FIRST}{heading}{SECOND}"
    rows = pipeline.parse(plan("p.txt", f"{title}\n\n{HEADER}\n{body}")).indicators
    assert len(rows) == 5
    assert rows.loc[rows["target"].str.contains("April|Juni"), "needs_review"].sum() == marked


def test_rows_above_the_first_heading_and_areas_counted_from_it_were_sure(
    plan: Callable[..., Path],
) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    heading = "PENINGKATAN KUALITAS PELAYANAN PUBLIK"
    text = f"{title}\n\n{HEADER}\n{FIRST}{heading}\n{SECOND}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert len(rows) == 5
    assert rows["area"].isna().tolist() == [True] * 3 + [False] * 2
    assert rows["needs_review"].all()


def test_a_heading_on_the_line_of_the_header_was_a_column(plan: Callable[..., Path]) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    text = f"{title}\n\n{HEADER} MANAJEMEN PERUBAHAN\n{FIRST}PENATAAN TATALAKSANA\n{SECOND}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert rows["area"].str.upper().tolist() == (
        ["MANAJEMEN PERUBAHAN"] * 3 + ["PENATAAN TATALAKSANA"] * 2
    )
    assert rows["area_no"].tolist() == [1, 1, 1, 2, 2]
