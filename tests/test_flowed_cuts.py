"""Cells of flat text that a page cuts, or that stand glued to the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.model import RawRow, Section, Span
from pipeline.recover.flowed.cutheads import with_rest_of

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


TABLE = """I MANAJEMEN PERUBAHAN
1 Tim Kerja
Tim kerja telah dibentuk
Melakukan rapat pembentukan tim
kerja bersama seluruh kepala
seksi dan pejabat fungsional
Undangan, daftar hadir, notulen
Januari 2023
Telah ditetapkan anggota tim
kerja dengan surat keputusan
Menyusun surat keputusan tim
kerja dan membagikannya kepada
seluruh anggota tim kerja
Surat keputusan tim kerja
Pebruari 2023
2 Rencana Pembangunan
Dokumen rencana kerja telah
disusun dan disahkan
Menyusun dokumen rencana kerja
dengan target prioritas yang
sesuai dengan tujuan
Dokumen rencana kerja yang
disahkan kepala balai
Maret 2023
Media sosialisasi telah disusun
Menyusun media sosialisasi dan
memasangnya di ruang pelayanan
serta di laman resmi
Foto media sosialisasi
April 2023
3 Pemantauan dan Evaluasi
Laporan pemantauan telah disusun
Menyusun laporan pemantauan
bersama tim kerja setiap bulan
kemudian menyampaikannya kepada
{page}kepala balai untuk ditindaklanjuti
{rest}Laporan pemantauan
April, Juli, Oktober 2023
4 Perubahan Pola Pikir
Pimpinan menjadi teladan
Pimpinan hadir tepat waktu pada
apel pagi setiap hari kerja
Rekap kehadiran pimpinan
Setiap bulan
"""


def test_what_a_page_left_of_the_longest_cell_went_to_a_shorter_one(
    plan: Callable[..., Path],
) -> None:
    before, after = TABLE.replace("{rest}", "").split("{page}")
    first, *others = after.split("\n")
    own = "\n".join(others[:2])
    text = f"{TITLE}\n\n{HEADER}\n{before}{own}\n\f{HEADER}\n{first}\n" + "\n".join(others[2:])
    rows = pipeline.parse(plan("p.txt", text)).indicators
    cut = rows[rows["component_no"] == "3"].iloc[0]
    assert (
        cut["action"]
        .replace("\n", " ")
        .endswith("menyampaikannya kepada kepala balai untuk ditindaklanjuti")
    )
    assert cut["evidence"] == "Laporan pemantauan"
    assert cut["indicator"] == "Laporan pemantauan telah disusun"


def test_items_that_count_on_below_a_page_went_to_the_cell_that_has_others(
    plan: Callable[..., Path],
) -> None:
    before, after = TABLE.replace("{rest}", "").split("{page}")
    start = before.index("Menyusun laporan pemantauan")
    text = (
        f"{TITLE}\n\n{HEADER}\n{before[:start]}a. Menyusun laporan\nb. Menyampaikan laporan\n"
        f"a. Laporan pemantauan\nb. Tanda terima\nApril, Juli, Oktober 2023\n"
        f"\f{HEADER}\nc. Membahas laporan\nc. Notulen rapat\n" + "\n".join(after.split("\n")[3:])
    )
    rows = pipeline.parse(plan("p.txt", text)).indicators
    cut = rows[rows["component_no"] == "3"].iloc[0]
    assert cut["action"].endswith("c. Membahas laporan")
    assert cut["evidence"].endswith("c. Notulen rapat")
    assert len(rows) == 6


def test_the_rest_of_a_component_beside_that_of_a_later_row_was_a_component_of_its_own() -> None:
    above = RawRow({"component": (Span(0, 9),), "action": (Span(10, 20),)}, (), 0.9)
    other = RawRow({"action": (Span(30, 40),)}, (), 0.8)
    joined = with_rest_of([above, other], "component", (Span(50, 55),), 0.4)
    assert joined == [
        RawRow({"component": (Span(0, 9), Span(50, 55)), "action": (Span(10, 20),)}, (), 0.4),
        other,
    ]
    heading = Section((), (Span(42, 48),))
    assert with_rest_of([above, heading], "component", (Span(50, 55),), 0.4) == [above, heading]
