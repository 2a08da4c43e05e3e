"""Plans as office programs and browsers print them, in text that has lost its geometry: heads of
pages, columns of areas, cells merged beside others, notes below the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pipeline
from tests.plans import records

PLAN = Callable[..., Path]

# Number, aim, indicator, value, activity, output, time, who; not written where merged with above.
AIMS = [
    """1
Pengelolaan kas yang
akuntabel
Persentase akurasi
perencanaan kas
95%
Koordinasi mingguan dengan
satuan kerja
Notulen koordinasi
Setiap Senin
Seksi Pencairan""",
    """Bimbingan teknis penyusunan
rencana penarikan dana
Laporan bimbingan
Februari 2021
Seksi Pembinaan""",
    """Persentase penyaluran
dana tepat waktu
98%
Penelitian dokumen bersama
pemerintah daerah
Kertas kerja penelitian
Juli 2021
Seksi Bank""",
    """2
Layanan yang prima
Indeks kepuasan
pengguna layanan
4,75
Penyelenggaraan forum
komunikasi satuan kerja
Laporan forum
Oktober 2021
Seksi Pembinaan""",
    """Pembukaan meja bantuan
dan layanan konsultasi
Rekap konsultasi
Setiap hari kerja
Subbagian Umum""",
    """3
Pengelolaan pegawai yang
profesional
Persentase pegawai
yang dilatih
90%
Penugasan pegawai dalam
pelatihan jarak jauh
Sertifikat pelatihan
Desember 2021
Subbagian Umum""",
    """Pertemuan berbagi
pengetahuan
Daftar hadir
Setiap Jumat
Para Kepala Seksi""",
]
AIM_TITLE = "RENCANA KERJA TAHUNAN\nKANTOR CONTOH LEMBAH ANGIN\nTAHUN 2021"
AIM_HEADER = (
    "NO SASARAN STRATEGIS INDIKATOR KINERJA TARGET RENCANA AKSI OUTPUT WAKTU PENANGGUNG JAWAB"
)
STAMP = "11/23/26, 7:55 AM RENCANA KERJA TAHUNAN"


def rows(plan: PLAN, text: str) -> list[dict[str, Any]]:
    return records(pipeline.parse(plan("p.txt", text)).indicators)


def test_values_merged_with_their_indicators_were_missing_below(plan: PLAN) -> None:
    found = rows(plan, "\n".join([AIM_TITLE, AIM_HEADER, *AIMS]))
    values = [json.loads(row["extra"]).get("TARGET") for row in found]
    assert values == ["95%", "95%", "98%", "4,75", "4,75", "90%", "90%"]


def test_the_date_and_title_that_a_browser_prints_were_parts_of_cells(plan: PLAN) -> None:
    pages = [AIMS[:3], AIMS[3:5], AIMS[5:]]
    text = [AIM_TITLE]
    for page in pages:
        text += [AIM_HEADER, *page, STAMP]
    found = rows(plan, "\n".join(text))
    assert len(found) == 7
    assert not [key for row in found for key, value in row.items() if "7:55" in str(value)]


def test_a_word_that_begins_cells_at_the_top_of_two_pages_was_a_running_head(plan: PLAN) -> None:
    lines = [line.replace("Pengelolaan ", "Pengelolaan\n") for line in AIMS]
    text = [AIM_TITLE, AIM_HEADER, *lines[:4], AIM_HEADER, lines[4], AIM_HEADER, *lines[5:]]
    found = rows(plan, "\n".join(text))
    assert found[0]["component"] == "Pengelolaan kas yang akuntabel"
    assert found[-1]["component"] == "Pengelolaan pegawai yang profesional"


AREAS = """MATRIKS RENCANA KERJA ZONA INTEGRITAS
LEMBAGA CONTOH BUKIT RANDU
TAHUN 2022
No Area Perubahan Rencana Aksi Output Jadwal Penanggung Jawab
1 Manajemen Perubahan Pembentukan tim kerja
dari unsur pejabat struktural
SK tim kerja Januari Kasubbag Tata Usaha
2 Deklarasi janji kinerja disaksikan
organisasi bantuan hukum
Naskah janji kinerja 10 Januari Ketua Pokja I
3 Internalisasi nilai kepada
pegawai pada apel pagi
Materi apel Setiap Senin Ketua Pokja I
4 Penataan Tatalaksana Reviu prosedur kunjungan dan
penitipan barang
Prosedur hasil reviu Februari Kasubbag Tata Usaha
5 Penerapan layanan kunjungan
daring bagi keluarga
Jadwal kunjungan Januari - Desember Kasubsi Registrasi
6 Pemutakhiran data sistem
pemasyarakatan
Laporan kelengkapan data Setiap akhir bulan Kasubsi Registrasi
7 Penguatan Akuntabilitas Penyusunan perjanjian kinerja
beserta rencana aksi
Perjanjian kinerja Januari Kasubbag Tata Usaha
8 Penyampaian laporan pada
aplikasi pemantauan
Tangkapan layar aplikasi Maret dan Juni Operator
9 Penguatan Penggeledahan blok
hunian dan kamar
Berita acara 2 kali seminggu Kasubbag Tata Usaha
No Area Perubahan Rencana Aksi Output Jadwal Penanggung Jawab
Pengawasan bersama aparat
penegak hukum
10 Pemasangan poster layanan
bebas biaya
Foto poster Februari Ketua Pokja V
11 Tes urine berkala bagi
petugas
Hasil tes Maret dan Oktober Perawat
12 Peningkatan Kualitas
Pelayanan Publik
Penetapan standar layanan
kunjungan dan kesehatan
SK standar pelayanan Januari Ketua Pokja VI
13 Pelaksanaan survei kepuasan
masyarakat
Laporan survei Setiap bulan Operator
"""


def test_beginnings_of_actions_were_areas_where_numbers_are_those_of_rows(plan: PLAN) -> None:
    found = rows(plan, AREAS)
    assert [row["area_no"] for row in found] == [1] * 3 + [2] * 3 + [3] * 2 + [4] * 3 + [5] * 2
    assert found[1]["action"].startswith("Deklarasi janji kinerja")


def test_an_area_cut_by_a_page_was_missed_and_all_below_counted_wrong(plan: PLAN) -> None:
    found = rows(plan, AREAS)
    assert [row["area"] for row in found][8:] == ["Penguatan Pengawasan"] * 3 + [
        "Peningkatan Kualitas Pelayanan Publik"
    ] * 2


LETTERED = """RENCANA AKSI ZONA INTEGRITAS
POLRES TELAGA CONTOH
TAHUN 2022
NO
KOMPONEN
INDIKATOR
LANGKAH AKSI
BUKTI FISIK
TARGET WAKTU
I. MANAJEMEN PERUBAHAN
1
Tim kerja
a. Unit kerja telah membentuk tim
menyusun surat perintah tentang
tim pembangunan
surat perintah
Januari
b. Penentuan anggota melalui
mekanisme yang jelas
melaksanakan asesmen terhadap
personel
berita acara asesmen
Februari
2
Dokumen rencana
Terdapat dokumen rencana kerja
merumuskan rencana kerja
dokumen rencana kerja
Maret
3
Pemantauan dan evaluasi
Hasil pemantauan ditindaklanjuti
melaksanakan analisis setiap
triwulan
laporan analisis
Maret dan Juni
II. PENATAAN TATALAKSANA
1
Prosedur kegiatan utama
Prosedur telah dievaluasi
melakukan evaluasi prosedur
laporan evaluasi
Agustus
2
E-government
a. Sistem pengukuran kinerja
berbasis teknologi
mengisi aplikasi kinerja tepat
waktu
rekap aplikasi
Juni
b. Sistem pelayanan publik
berbasis teknologi
menyediakan pendaftaran daring
tangkapan layar
Desember
"""


def test_letters_of_indicators_below_numbered_components_were_their_numbers(plan: PLAN) -> None:
    found = rows(plan, LETTERED.replace("\nb. ", "\nb.\n \n"))
    assert [row["component_no"] for row in found] == ["1", "1", "2", "3", "1", "2", "2"]
    assert found[6]["indicator"] == "b. Sistem pelayanan publik berbasis teknologi"


def test_notes_between_a_table_and_who_signs_it_were_a_row(plan: PLAN) -> None:
    notes = "Catatan:\n1. Jadwal dapat berubah mengikuti kebijakan pusat.\n2. Bukti diunggah."
    signed = "Telaga Contoh, 3 Januari 2022\nKepala,\nContoh Nama"
    found = rows(plan, f"{LETTERED}{notes}\n{signed}\n")
    assert len(found) == 7
    assert found[-1]["target"] == "Desember"
