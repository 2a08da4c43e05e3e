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


def test_a_heading_right_below_the_header_gave_it_a_column(plan: Callable[..., Path]) -> None:
    """Its first word "AREA" names a column in other plans; numbers of pages filled it."""
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    header = HEADER.replace(" ", "\n").replace("LANGKAH\n", "LANGKAH ").replace("BUKTI\n", "BUKTI ")
    header = header.replace("TARGET\n", "TARGET ")
    text = f"{title}\n\n{header}\nAREA\nI\nLAYANAN PENGUJIAN\n{FIRST}AREA\nII\nMUTU\n{SECOND}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert rows["area"].tolist() == ["LAYANAN PENGUJIAN"] * 3 + ["MUTU"] * 2
    assert rows["area_no"].tolist() == [1, 1, 1, 2, 2]
    assert not any("area_missing" in flags for flags in rows["flags"])


def test_a_word_broken_before_the_number_of_a_heading_was_part_of_its_area(
    plan: Callable[..., Path],
) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    headings = "ARE\nA I\n\nPERENCANAAN TEKNIS\n", "ARE\nA II\n\nPELAYANAN DAN KEHUMASAN\n"
    text = f"{title}\n\n{HEADER}\n{headings[0]}{FIRST}{headings[1]}{SECOND}"
    rows = pipeline.parse(plan("p.txt", text)).indicators
    assert rows["area"].tolist() == ["PERENCANAAN TEKNIS"] * 3 + ["PELAYANAN DAN KEHUMASAN"] * 2
    assert rows["area_no"].tolist() == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(("number", "marked"), [("II ", False), ("", True)])
def test_one_heading_without_a_number_among_numbered_ones_was_sure(
    plan: Callable[..., Path], number: str, marked: bool
) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    second = f"{number}PELAYANAN PUBLIK\n{SECOND}"
    body = f"I MANAJEMEN PERUBAHAN\n{FIRST}{second}III PENGUATAN PENGAWASAN\n{SECOND}"
    rows = pipeline.parse(plan("p.txt", f"{title}\n\n{HEADER}\n{body}")).indicators
    assert rows["area"].tolist()[3:5] == ["PELAYANAN PUBLIK"] * 2
    assert rows["needs_review"].tolist()[3:5] == [marked] * 2


def test_a_lone_number_before_a_time_was_a_sure_part_of_it(plan: Callable[..., Path]) -> None:
    title = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
    first = FIRST.replace("Januari 2023\n", "5\nJanuari 2023\n")
    body = f"I MANAJEMEN PERUBAHAN\n{first}II PELAYANAN PUBLIK\n{SECOND}"
    rows = pipeline.parse(plan("p.txt", f"{title}\n\n{HEADER}\n{body}")).indicators
    assert rows["target"].tolist()[1:4] == ["Pebruari 2023", "Maret 2023", "April 2023"]
    assert rows["target"][0] == "Januari 2023" or rows["needs_review"][0]
