"""What stands around and between the cells of text that has lost its geometry: heads of pages,
who signs, numbers of pages, numbers and units."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pipeline
from tests.plans import records

TITLE = "RENCANA KERJA ZONA INTEGRITAS\nBALAI UJI COBA SUNGAI JERNIH\nTAHUN 2023"
HEADER = "NO\nKOMPONEN\nINDIKATOR\nRENCANA AKSI\nBUKTI DUKUNG\nTARGET WAKTU"
FIRST = """I. MANAJEMEN PERUBAHAN
1.
Tim Kerja
Tim kerja telah dibentuk dengan
melibatkan seluruh bagian
Menyusun dan menetapkan keputusan
kepala balai tentang tim kerja
SK tim kerja
Januari 2023
Penentuan anggota tim dilakukan
melalui prosedur yang jelas
Melaksanakan seleksi anggota tim
secara terbuka
Berita acara seleksi
Februari 2023
2.
Rencana Pembangunan
Rencana kerja memuat target
prioritas yang relevan
Menyusun rencana kerja bersama
semua kelompok kerja
Dokumen rencana kerja
Maret 2023
"""
SECOND = """II. PENATAAN TATALAKSANA
1.
Prosedur Operasional
Prosedur operasional telah
diterapkan
Melaksanakan reviu prosedur
pelayanan laboratorium
Laporan reviu
April 2023
2.
Keterbukaan Informasi
Informasi publik telah
dimutakhirkan
Memutakhirkan laman balai
setiap minggu
Tautan laman
Januari s.d. Desember 2023
"""


def rows(plan: Callable[..., Path], text: str) -> list[dict[str, Any]]:
    return records(pipeline.parse(plan("p.txt", text)).indicators)


def test_a_number_column_whose_name_is_broken_over_lines_is_a_column(
    plan: Callable[..., Path],
) -> None:
    header = HEADER.replace("NO\n", "Nomo\nr\n")
    found = rows(plan, f"{TITLE}\n{header}\n{FIRST}{SECOND}")
    assert [row["component_no"] for row in found] == ["1", "1", "2", "1", "2"]
    assert {row["area"] for row in found} == {"MANAJEMEN PERUBAHAN", "PENATAAN TATALAKSANA"}


def test_a_number_beside_a_programme_stands_in_all_its_rows(plan: Callable[..., Path]) -> None:
    header = "NO\nPROGRAM\nINDIKATOR\nRENCANA AKSI\nBUKTI DUKUNG\nTARGET WAKTU"
    found = rows(plan, f"{TITLE}\n{header}\n{FIRST}{SECOND}")
    assert [row["component_no"] for row in found] == ["1", "1", "2", "1", "2"]
    programs = [json.loads(row["extra"])["PROGRAM"] for row in found]
    assert programs[0] == programs[1] == "Tim Kerja"


def test_all_lines_of_a_browsers_head_and_foot_are_no_part_of_the_table(
    plan: Callable[..., Path],
) -> None:
    heads = [
        f"2/14/23, 8:05 AM\nRencana Kerja Balai\nfile:///home/balai/rencana.html\n{page}/3\n"
        for page in (1, 2, 3)
    ]
    third = SECOND.replace("II. PENATAAN TATALAKSANA", "III. PENGUATAN PENGAWASAN")
    text = (
        f"{TITLE}\n{HEADER}\n{FIRST}II. PENATAAN TATALAKSANA\n{heads[0]}{HEADER}\n"
        f"{SECOND.partition(chr(10))[2]}{heads[1]}{HEADER}\n{third}{heads[2]}"
    )
    found = rows(plan, text)
    assert [row["area"] for row in found[3:5]] == ["PENATAAN TATALAKSANA"] * 2
    assert not any("file:" in str(value) for row in found for value in row.values())
    assert found[-1]["target"] == "Januari s.d. Desember 2023"


def test_a_page_number_above_a_repeated_header_is_no_part_of_a_heading(
    plan: Callable[..., Path],
) -> None:
    below = SECOND.partition("\n")[2]
    text = f"1\n{TITLE}\n{HEADER}\n{FIRST}II. PENATAAN TATALAKSANA\n2\n{HEADER}\n{below}"
    found = rows(plan, text)
    assert {row["area"] for row in found} == {"MANAJEMEN PERUBAHAN", "PENATAAN TATALAKSANA"}


SIGNED = "Sungai Jernih, 5 Januari 2023\nKepala Balai,\nContoh Pejabat, S.P., M.Si.\nNIP. 000000"


def test_who_signs_below_the_table_is_no_row_of_it(plan: Callable[..., Path]) -> None:
    for signed in (
        SIGNED,
        f"Ditetapkan di Sungai Jernih\npada tanggal {SIGNED[15:]}",
        "Mengetahui,\n" + SIGNED[30:],
    ):
        found = rows(plan, f"{TITLE}\n{HEADER}\n{FIRST}{SECOND}{signed}\n")
        assert len(found) == 5
        assert found[-1]["target"] == "Januari s.d. Desember 2023"


def test_a_place_and_date_that_nobody_signs_below_stays_in_the_table(
    plan: Callable[..., Path],
) -> None:
    body = SECOND.replace(
        "Tautan laman\nJanuari s.d.", "Rapat di\nSungai Jernih, 5 Januari 2023\nApril s.d."
    )
    found = rows(plan, f"{TITLE}\n{HEADER}\n{FIRST}{body}")
    assert "Sungai Jernih, 5 Januari 2023" in " ".join(str(v) for v in found[-1].values())


def test_a_number_that_ends_a_cell_does_not_count_the_heading_below_it(
    plan: Callable[..., Path],
) -> None:
    unnumbered = f"{FIRST}{SECOND}".replace("II. ", "").replace("I. ", "")
    third = "PENGUATAN PENGAWASAN\n" + SECOND.partition("\n")[2]
    body = f"{unnumbered}{third}".replace(" 2023\n", " 2023\nWakil Kepala\nBagian IV\n")
    body = body.replace("Bagian IV\nPENGUATAN", "Bagian\nIV\nPENGUATAN")
    found = rows(plan, f"{TITLE}\n{HEADER}\nPENANGGUNG JAWAB\n{body}")
    fourth = found[3]["area_no"], found[3]["area"]
    assert fourth == (2, "PENATAAN TATALAKSANA")
    assert {(row["area_no"], row["area"]) for row in found[5:]} == {(3, "PENGUATAN PENGAWASAN")}
    assert not any(row["pic"] == "Wakil Kepala Bagian" for row in found)


def test_a_number_and_its_unit_on_one_line_are_two_cells(plan: Callable[..., Path]) -> None:
    header = "NO KOMPONEN RENCANA AKSI OUTPUT TARGET SATUAN JADWAL PJ"
    body = """1 Tim Kerja Menetapkan keputusan
kepala balai tentang
tim kerja
Keputusan kepala
balai
1 dokumen Januari Sekretaris
2 Rencana Kerja Menyusun rencana kerja
bersama semua
kelompok kerja
Dokumen rencana
kerja
2 dokumen Maret Sekretaris
3 Budaya Kerja Memilih pegawai teladan
setiap triwulan
Piagam dan berita
acara
12 orang Desember Kepala Bagian
"""
    found = rows(plan, f"{TITLE}\n{header}\n{body}")
    extra = [json.loads(row["extra"]) for row in found]
    assert [(e["TARGET"], e["SATUAN"]) for e in extra] == [
        ("1", "dokumen"), ("2", "dokumen"), ("12", "orang")
    ]  # fmt: skip


def test_an_action_before_its_indicator_is_read_as_such(plan: Callable[..., Path]) -> None:
    header = "NO\nKEGIATAN\nINDIKATOR KEBERHASILAN\nBUKTI DUKUNG\nTARGET WAKTU"
    body = """1
Penyusunan keputusan tentang tim kerja
yang mewakili seluruh bagian
Tim kerja terbentuk dan
mewakili seluruh bagian
SK tim kerja
Januari 2023
2
Penyusunan rencana kerja bersama
semua kelompok kerja
Rencana kerja disahkan oleh
kepala balai
Dokumen rencana kerja
Maret 2023
3
Pelaksanaan rapat evaluasi
capaian rencana kerja
Seluruh capaian dievaluasi
secara berkala
Notulen rapat
Juni 2023
"""
    found = rows(plan, f"{TITLE}\n{header}\n{body}")
    assert [row["indicator"] for row in found[1:]] == [
        "Rencana kerja disahkan oleh kepala balai",
        "Seluruh capaian dievaluasi secara berkala",
    ]


_TABLES_OF_AREAS = """RENCANA KERJA ZONA INTEGRITAS
BALAI UJI COBA SUNGAI JERNIH
TAHUN 2023
Area I. Manajemen Perubahan
NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU
1
Tim Kerja
Tim kerja telah dibentuk
Menyusun surat keputusan tim kerja
SK tim kerja
Januari 2023
2
Rencana Pembangunan
Rencana kerja telah disusun
Menyusun rencana kerja bersama pokja
Dokumen rencana kerja
Februari 2023
Area II. Penataan Tatalaksana
NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU
1
Prosedur
Prosedur telah diterapkan
Melaksanakan reviu prosedur pelayanan
Laporan reviu
April 2023
"""


def test_the_first_of_areas_above_tables_of_their_own_was_a_title(
    plan: Callable[..., Path],
) -> None:
    rows = records(pipeline.parse(plan("p.txt", _TABLES_OF_AREAS)).indicators)
    assert [(row["area_no"], row["area"]) for row in rows] == [
        *[(1, "Manajemen Perubahan")] * 2,
        (2, "Penataan Tatalaksana"),
    ]


_SENTENCE_ABOVE = """RENCANA KERJA TAHUNAN
PENGADILAN CONTOH MUARA UJI
TAHUN 2022

Rencana kerja ini dievaluasi oleh tim pembangunan zona integritas bersama seluruh kepala
bidang.

AREA
PERUBAHAN
NO
KOMPONEN
INDIKATOR
RENCANA AKSI
BUKTI DUKUNG
TARGET WAKTU

I. MANAJEMEN
PERUBAHAN

1.1
Penyusunan Tim Kerja
Ketua tim dan anggota telah ditetapkan
Rapat pemilihan ketua tim
Undangan dan notulen
3 Januari 2022

1.2
Dokumen Rencana
Target prioritas ditetapkan sesuai tujuan
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Februari 2022
"""


def test_the_end_of_a_sentence_above_the_table_was_the_first_column(
    plan: Callable[..., Path],
) -> None:
    found = pipeline.parse(plan("p.txt", _SENTENCE_ABOVE))
    assert records(found.indicators)[0]["component"] == "Penyusunan Tim Kerja"
    assert [row["target"] for row in records(found.indicators)] == [
        "3 Januari 2022",
        "Februari 2022",
    ]
    assert "bidang" not in found.document["layout"]


def test_who_signs_with_an_office_and_a_number_only_was_a_row(plan: Callable[..., Path]) -> None:
    signed = "Kepala Pengadilan,\n \n \n \nNIP.\n"
    found = records(pipeline.parse(plan("p.txt", _SENTENCE_ABOVE + signed)).indicators)
    assert [row["target"] for row in found] == ["3 Januari 2022", "Februari 2022"]
    assert not any("Kepala Pengadilan" in str(row) for row in found)


def test_a_foot_with_the_yearly_plans_name_was_taken_for_a_time(plan: Callable[..., Path]) -> None:
    header = "NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU\n"
    first = """1
Tim Kerja
Tim kerja telah dibentuk
Menyusun surat keputusan tim kerja
SK tim kerja
Januari 2023
Prosedur tetap pelayanan
Melakukan reviu prosedur satu kali dalam setahun
Laporan hasil reviu
November 2023
"""
    second = """telah dievaluasi
2
Rencana Pembangunan
Rencana kerja telah disusun
Menyusun rencana kerja bersama pokja
Dokumen rencana kerja
Februari 2023
"""
    title = "RENCANA KERJA TAHUNAN BALAI UJI COBA SUNGAI JERNIH TAHUN 2023\n"
    foot = "Rencana Kerja Tahunan 2023 | {}\n"
    text = title + header + first + foot.format(1) + "\f" + header + second + foot.format(2)
    found = pipeline.parse(plan("p.txt", text))
    assert not any("Tahunan 2023" in cell["text"] for cell in records(found.cells))
    assert len(found.indicators) == 3


def test_a_sentence_above_who_signs_was_a_row(plan: Callable[..., Path]) -> None:
    said = "Rencana kerja ini dapat direvisi sesuai kebutuhan organisasi.\n"
    signed = "Muara Uji, 6 Januari 2022\nKetua Pengadilan,\n\nNama Ketua\n"
    path = plan("p.txt", _SENTENCE_ABOVE + said + signed)
    parsed = pipeline.parse(path)
    found = records(parsed.indicators)
    assert [row["target"] for row in found] == ["3 Januari 2022", "Februari 2022"]
    assert parsed.document["chars_unplaced"] == 0
