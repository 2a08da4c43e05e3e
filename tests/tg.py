"""Columns that group rows in text that has lost its geometry: missions, aims, areas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from tests.plans import records

MISSIONS = """DINAS CONTOH KABUPATEN SUNGAI JERNIH
RENCANA KINERJA TAHUNAN TAHUN 2023
%s
Sasaran Strategis
Indikator Kinerja
Target %%
Keterangan
1. Peningkatan pelayanan
transportasi di daerah
Meningkatnya kualitas
pelayanan angkutan umum
Persentase armada yang laik jalan
85,00
Persentase keikutsertaan
perusahaan dalam pembinaan
50,11
Meningkatnya ketersediaan
perlengkapan jalan kabupaten
Persentase ketersediaan rambu
21,00
2. Peningkatan keselamatan
lalu lintas
Meningkatnya ketertiban
pengguna jalan
Persentase kendaraan yang tidak
melanggar muatan
79,00
"""
FIRST, SECOND = (
    "Peningkatan pelayanan transportasi di daerah",
    "Peningkatan keselamatan lalu lintas",
)


def test_cells_that_group_rows_stand_in_each_of_them(plan: Callable[..., Path]) -> None:
    rows = records(pipeline.parse(plan("p.txt", MISSIONS % "Tujuan")).indicators)
    goals = [json.loads(row["extra"])["Tujuan"] for row in rows]
    assert goals == [f"1. {FIRST}"] * 3 + [f"2. {SECOND}"]
    values = [json.loads(row["extra"])["Target %"] for row in rows]
    assert values == ["85,00", "50,11", "21,00", "79,00"]
    names = [row["component"] for row in rows]
    assert names[0] == names[1] == "Meningkatnya kualitas pelayanan angkutan umum"


def test_a_column_of_areas_gives_the_areas(plan: Callable[..., Path]) -> None:
    rows = records(pipeline.parse(plan("p.txt", MISSIONS % "Misi")).indicators)
    found = [(row["area_no"], row["area"]) for row in rows]
    assert found == [(1, FIRST)] * 3 + [(2, SECOND)]


def test_rows_above_the_first_area_of_a_column_of_areas_were_sure(
    plan: Callable[..., Path],
) -> None:
    lines = [
        "RENCANA KERJA TAHUN 2023",
        "Area\tNo\tKomponen\tIndikator\tLangkah Aksi\tBukti Fisik\tTarget Waktu",
        "\t1\tTim Kerja\tTim dibentuk\tMenyusun SK tim\tSK tim\tMaret",
        "II. Tata Laksana\t1\tSOP\tSOP disusun\tMenyusun SOP\tDokumen SOP\tApril",
        "III. Pengawasan\t1\tSPIP\tRisiko dipetakan\tRapat risiko\tPeta risiko\tMei",
    ]
    rows = records(pipeline.parse(plan("p.tsv", "\n".join(lines) + "\n")).indicators)
    assert [row["area"] for row in rows][1:] == ["Tata Laksana", "Pengawasan"]
    assert [row["needs_review"] for row in rows] == [True, False, False]
    assert ["area_missing" in row["flags"] for row in rows] == [True, False, False]


_AREAS_IN_A_COLUMN = """RENCANA KERJA ZONA INTEGRITAS
BALAI UJI COBA SUNGAI JERNIH
TAHUN 2023
AREA
INDIKATOR
RENCANA AKSI
BUKTI DUKUNG
TARGET WAKTU
1. Manajemen Perubahan
Tim kerja telah dibentuk
Menyusun keputusan tentang tim kerja
SK tim kerja
Januari 2023
Rencana kerja telah disusun
Menyusun rencana kerja bersama pokja
Dokumen rencana kerja
Februari 2023
2. Penataan Tatalaksana
Prosedur telah diterapkan
Melaksanakan reviu prosedur pelayanan
Laporan reviu
April 2023
Informasi publik telah dimutakhirkan
Memutakhirkan laman balai
Tautan laman
Mei 2023
3. Penguatan Akuntabilitas
Pimpinan terlibat dalam perencanaan
Mengadakan rapat perencanaan kinerja
Notulen rapat
Juni 2023
Penguatan Pengawasan
Pengaduan telah ditangani
Membuka loket pengaduan masyarakat
Buku pengaduan
Juli 2023
Gratifikasi telah dikendalikan
Menyusun laporan pengendalian gratifikasi
Laporan gratifikasi
Agustus 2023
"""


def test_an_area_without_a_number_among_numbered_ones_asks_for_a_look(
    plan: Callable[..., Path],
) -> None:
    indicators = pipeline.parse(plan("p.txt", _AREAS_IN_A_COLUMN)).indicators
    unlike = indicators["area"] == "Penguatan Pengawasan"
    assert unlike.sum() == 2
    assert indicators["needs_review"].tolist() == unlike.tolist()


# Whether a blank line, or a space at its end, goes with every line, as some programs have it.
_AIMS = """RENCANA KINERJA TAHUNAN (RKT) TAHUN 2023
DINAS PERKEBUNAN KABUPATEN SUNGAI JERNIH
Misi
Tujuan
Sasaran Strategis
Indikator Kinerja
Target %
Keterangan
1. Meningkatkan hasil kebun
rakyat di Sungai Jernih
Meningkatkan mutu
bibit kebun rakyat
Meningkatnya mutu bibit
kelapa dan kopi rakyat
Persentase bibit kelapa yang
bersertifikat di kabupaten
45,50
Persentase bibit kopi yang
bersertifikat di kabupaten
40,25
Persentase kebun induk yang
diperiksa petugas
94,00
Meningkatkan ketersediaan
alat pengolah hasil
Meningkatkan ketersediaan
alat pengolah hasil di desa
sentra kopi
Persentase desa sentra kopi yang
memiliki alat pengolah hasil
21,00
2. Meningkatkan ketahanan
petani di Sungai Jernih
Meningkatkan penyediaan
air kebun rakyat
Meningkatnya jumlah embung
kebun rakyat
Persentase kebun rakyat yang
terlayani embung
35,00
Persentase embung yang
terpelihara
60,00
"""


@pytest.mark.parametrize("end", ["\n", " \n", "\n\n", " \n\n"])
def test_the_first_row_has_a_cell_in_each_column_that_groups_rows(
    plan: Callable[..., Path], end: str
) -> None:
    """The mission was taken for the aim, the aim and the target for one cell."""
    parsed = pipeline.parse(plan("p.txt", _AIMS.replace("\n", end)))
    first = records(parsed.indicators)[0]
    assert first["area"] == "Meningkatkan hasil kebun rakyat di Sungai Jernih"
    assert json.loads(first["extra"])["Tujuan"] == "Meningkatkan mutu bibit kebun rakyat"
    assert first["component"] == "Meningkatnya mutu bibit kelapa dan kopi rakyat"


REMARKED = """RENCANA KERJA TAHUN 2023
NO KOMPONEN KETERANGAN INDIKATOR TARGET
1
Tim Kerja
Rutin
Tim kerja telah dibentuk
1 dokumen
Tim kerja telah bekerja sesuai tugas
4 laporan
2
Rencana Pembangunan
Menunggu anggaran
Dokumen rencana kerja telah disusun
1 dokumen
Media sosialisasi telah disusun
3 media
3
Pemantauan dan Evaluasi
Rutin
Laporan pemantauan telah disusun
12 laporan
"""


def test_a_remark_before_the_indicator_stood_in_the_rows_below_too(
    plan: Callable[..., Path],
) -> None:
    rows = records(pipeline.parse(plan("p.txt", REMARKED)).indicators)
    remarks = [json.loads(row["extra"]).get("KETERANGAN") for row in rows]
    assert remarks == ["Rutin", None, "Menunggu anggaran", None, "Rutin"]
    assert [row["component_no"] for row in rows] == ["1", "1", "2", "2", "3"]


def test_what_a_page_left_of_an_areas_name_was_a_component(plan: Callable[..., Path]) -> None:
    header = "Area\nKomponen\nIndikator\nTarget"
    text = f"""RENCANA KERJA TAHUN 2023
{header}
1. Manajemen Perubahan
Tim Kerja
Tim kerja telah dibentuk
1 dokumen
2. Penataan Sistem Manajemen
Perencanaan Kebutuhan Pegawai
Kebutuhan pegawai telah disusun
1 dokumen
\f{header}
SDM Aparatur
Rotasi pegawai telah dilaksanakan
4 laporan
Penetapan Kinerja Individu
SKP selaras dengan perjanjian kinerja
2 dokumen
"""
    rows = records(pipeline.parse(plan("p.txt", text)).indicators)
    assert {row["area"] for row in rows[1:]} == {"Penataan Sistem Manajemen SDM Aparatur"}
    found = [(row["component"], row["indicator"]) for row in rows[1:]]
    assert found == [
        ("Perencanaan Kebutuhan Pegawai", "Kebutuhan pegawai telah disusun"),
        ("Perencanaan Kebutuhan Pegawai", "Rotasi pegawai telah dilaksanakan"),
        ("Penetapan Kinerja Individu", "SKP selaras dengan perjanjian kinerja"),
    ]
