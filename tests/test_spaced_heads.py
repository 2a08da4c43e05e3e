"""Text whose columns stand in place: what stands above rows and over columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.test_spaced import BODY, HEADER, TITLE, rows_of


def in_place(lefts: Sequence[int], lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells, each set from its place on."""
    shown = []
    for cells in lines:
        line = ""
        for left, cell in zip(lefts, cells, strict=False):
            line = line.ljust(left) + cell if cell else line
        shown.append(line)
    return "\n".join(shown) + "\n"


def test_a_number_behind_the_word_area_is_no_part_of_the_name(tmp_path: Path) -> None:
    body = BODY.replace("I    MANAJEMEN", "AREA I MANAJEMEN", 1)
    body = body.replace("II   PENATAAN", "AREA II : PENATAAN")
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area_no"] for row in rows] == [1, 1, 1, 1, 2, 2]
    assert [row["area"] for row in rows[3:5]] == ["MANAJEMEN PERUBAHAN", "PENATAAN TATA LAKSANA"]


def test_components_in_capitals_are_no_sections(tmp_path: Path) -> None:
    body = BODY.replace("I    MANAJEMEN", "MANAJEMEN", 1).replace("II   PENATAAN", "PENATAAN")
    body = body.replace("Pembentukan Tim", "PEMBENTUKAN TIM").replace(
        "     Kerja    ", "     KERJA    "
    )
    body = body.replace("Rencana Kerja     R", "RENCANA KERJA     R").replace(
        "Prosedur     ", "PROSEDUR     "
    )
    cut = "1    PEMBENTUKAN TIM   Tim kerja ditetapkan "
    assert cut in body
    body = body.replace(cut, "     PEMBENTUKAN TIM\n1                      Tim kerja ditetapkan ")
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area"] for row in rows] == 4 * ["MANAJEMEN PERUBAHAN"] + 2 * [
        "PENATAAN TATA LAKSANA"
    ]


def test_two_names_a_space_apart_above_what_they_go_on_with(tmp_path: Path) -> None:
    lefts = (0, 5, 23, 48, 68, 79)
    header = [
        ("", "", "", "", "PENANGGUNG TARGET DAN"),
        ("NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK"),
        ("", "", "", "", "  JAWAB", "  WAKTU"),
    ]
    body = [
        ("1", "Tim Kerja", "Menyusun nama calon", "Surat keputusan", "Ketua", "Januari"),
        ("", "", "anggota tim"),
        (),
        ("2", "Rencana Kerja", "Menyusun rencana", "Dokumen", "Sekretaris", "Maret"),
        ("", "", "kerja"),
        (),
        ("3", "Prosedur", "Meninjau prosedur", "Prosedur baru", "Ketua", "Mei"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert [row["pic"] for row in rows] == ["Ketua", "Sekretaris", "Ketua"]
    assert [row["target"] for row in rows] == ["Januari", "Maret", "Mei"]


def test_quarters_a_space_apart_under_one_header_are_columns(tmp_path: Path) -> None:
    lefts = (0, 5, 23, 49, 58, 67, 76, 86)
    header = [
        ("", "", "", "          TARGET KINERJA"),
        ("NO", "KOMPONEN", "INDIKATOR", "TRIWULAN TRIWULAN TRIWULAN TRIWULAN", "", "", "", "PIC"),
        ("", "", "", "   I", "   II", "   III", "   IV"),
    ]
    body = [
        ("1", "Tim Kerja", "Tim kerja ditetapkan", "  10%", "  20%", "  50%", "  100%", "Ketua"),
        (),
        ("2", "Rencana Kerja", "Rencana tersusun", "  15%", "  25%", "  60%", "  90%", "Ketua"),
        (),
        ("3", "Prosedur", "Prosedur diperbarui", "  5%", "  30%", "  40%", "  80%", "Wakil"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert [json.loads(row["extra"]) for row in rows] == [
        {"TRIWULAN I": a, "TRIWULAN II": b, "TRIWULAN III": c, "TRIWULAN IV": d}
        for a, b, c, d in (
            ("10%", "20%", "50%", "100%"), ("15%", "25%", "60%", "90%"),
            ("5%", "30%", "40%", "80%"),
        )
    ]  # fmt: skip


def test_a_column_of_areas_reaches_over_components(tmp_path: Path) -> None:
    lefts = (0, 5, 21, 39, 65, 85)
    header = [("NO", "AREA", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "WAKTU")]
    body = [
        ("1", "1. Manajemen", "Tim Kerja", "Menyusun nama calon", "Surat keputusan", "Januari"),
        ("", "Perubahan", "", "anggota tim"),
        ("", "", "", "Membagi tugas", "Lampiran", "Februari"),
        ("2", "", "Rencana Kerja", "Menyusun rencana", "Dokumen", "Maret"),
        ("3", "2. Penguatan", "Gratifikasi", "Menayangkan imbauan", "Foto", "April"),
        ("", "Pengawasan", "", "di ruang layanan"),
        ("4", "", "Pengaduan", "Mencatat pengaduan", "Buku", "Mei"),
        ("", "", "", "Menjawab pengaduan", "Surat", "Juni"),
        ("5", "", "Benturan", "Memetakan benturan", "Peta", "Juli"),
        ("", "", "Kepentingan", "kepentingan"),
        ("6", "", "Risiko", "Menilai risiko", "Register", "Agustus"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert [row["area_no"] for row in rows] == 3 * [1] + 5 * [2]
    assert [row["area"] for row in rows[2:4]] == ["Manajemen Perubahan", "Penguatan Pengawasan"]
    assert [row["component"] for row in rows[:5]] == [
        "Tim Kerja", "Tim Kerja", "Rencana Kerja", "Gratifikasi", "Pengaduan",
    ]  # fmt: skip


def test_columns_that_are_narrower_on_a_page_without_a_header(tmp_path: Path) -> None:
    keys = ("NOMOR URUT", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
    actions = ("Menyusun nama", "Membagi tugas", "Mencatat hasil", "Mengirim hasil")
    others = ("Menilai risiko", "Memetakan isu", "Membahas usul", "Menutup rapat")

    def body(start: int, actions: Sequence[str]) -> list[tuple[str, ...]]:
        return [
            line
            for k, action in enumerate(actions, start)
            for line in (
                (str(k), "Tim Kerja", action, "Notula", "Januari"),
                ("", "", "anggota tim kerja", "rapat"),
                (),
            )
        ]

    text = in_place((0, 22, 46, 72, 90), [keys, *body(1, actions)])
    text += "\f" + in_place((0, 4, 15, 34, 42), body(5, others))
    rows = rows_of(tmp_path, TITLE + text)
    assert len(rows) == 8
    assert {row["target"] for row in rows} == {"Januari"}
    assert {row["evidence"] for row in rows} == {"Notula rapat"}


def test_a_name_in_the_middle_of_its_column_is_no_section_beside_those_in_capitals(
    tmp_path: Path,
) -> None:
    lefts = (0, 7, 23, 49, 77, 95)
    header = [("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "WAKTU")]
    body = [
        ("      PENATAAN TATALAKSANA",),
        ("1.", "Prosedur", "Prosedur diterapkan", "Meninjau prosedur", "Prosedur", "Mei"),
        ("", "", "", "yang berlaku"),
        ("", "", "Prosedur sesuai peta", "Menyesuaikan prosedur", "Berita acara", "Juni"),
        ("", "", "proses bisnis", "dengan peta proses"),
        ("    Naskah Elektronik",),
        ("2.", "", "", "bisnis yang berlaku"),
        ("        Kantor",),
        ("", "", "Naskah dinas terkirim", "Mengirim naskah dinas", "Statistik", "Juli"),
        ("      PENGUATAN PENGAWASAN",),
        ("3.", "Gratifikasi", "Imbauan ditayangkan", "Menayangkan imbauan", "Foto", "April"),
        ("", "", "", "di ruang layanan"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert {row["area"] for row in rows} == {"PENATAAN TATALAKSANA", "PENGUATAN PENGAWASAN"}


def test_names_of_components_a_line_apart_are_told_by_their_words(tmp_path: Path) -> None:
    lefts = (0, 26, 60, 98, 126)
    names = [
        *("Tim Kerja", "Rencana Pembangunan", "Zona Integritas", "Pemantauan dan", "Evaluasi"),
        *("Pola Pikir dan", "Budaya Kerja", "SOP Kegiatan Utama", "E-Office", "Keterbukaan"),
        "Informasi Publik",
    ]
    rest = [
        ("Tim kerja ditetapkan", "Menyusun surat keputusan tim", "Surat keputusan", "Januari"),
        ("Rencana kerja disusun", "Menyusun rencana kerja", "Dokumen rencana", "Januari"),
        ("Rencana kerja dikenal", "Sosialisasi pada apel pagi", "Daftar hadir", "Februari"),
        ("Monev dilaksanakan", "Rapat evaluasi triwulanan", "Notula", "Maret"),
        ("Hasil monev ditindaklanjuti", "Menyusun tindak lanjut", "Matriks", "April"),
        ("Pimpinan menjadi teladan", "Memimpin apel pagi", "Foto apel", "Mei"),
        ("Agen perubahan ditetapkan", "Memilih agen perubahan", "Surat keputusan", "Juni"),
        ("SOP ditetapkan", "Menyusun SOP layanan", "Dokumen SOP", "Juli"),
        ("Aplikasi persuratan dipakai", "Memakai aplikasi", "Tangkapan layar", "Agustus"),
        ("Informasi publik tersedia", "Memperbarui laman", "Tangkapan layar", "September"),
        ("Permohonan informasi dijawab", "Menjawab permohonan", "Register", "Oktober"),
    ]
    header = ("KOMPONEN", "INDIKATOR", "RENCANA AKSI", "BUKTI FISIK", "WAKTU")
    body = [(name, *cells) for name, cells in zip(names, rest, strict=True)]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [header, *body]))
    assert [row["component"] for row in rows] == [
        "Tim Kerja",
        *2 * ["Rencana Pembangunan Zona Integritas"],
        *2 * ["Pemantauan dan Evaluasi"],
        *2 * ["Pola Pikir dan Budaya Kerja"],
        *("SOP Kegiatan Utama", "E-Office"),
        *2 * ["Keterbukaan Informasi Publik"],
    ]


def test_a_name_a_space_beside_the_upper_half_of_another(tmp_path: Path) -> None:
    lefts = (0, 5, 23, 48, 59, 80)
    header = [
        ("NO", "KOMPONEN", "LANGKAH AKSI", "PENANGGUNG BUKTI FISIK", "", "TARGET"),
        ("", "", "", "JAWAB", "", "WAKTU"),
    ]
    body = [
        ("1", "Tim Kerja", "Menyusun nama calon", "Ketua", "Surat keputusan", "Januari"),
        ("", "", "anggota tim"),
        ("2", "Rencana Kerja", "Menyusun rencana", "Sekretaris", "Dokumen rencana", "Maret"),
        ("", "", "kerja"),
        ("3", "Evaluasi", "Rapat evaluasi", "Anggota", "Notula rapat", "April"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert [row["pic"] for row in rows] == ["Ketua", "Sekretaris", "Anggota"]
    assert [row["evidence"] for row in rows] == [
        "Surat keputusan",
        "Dokumen rencana",
        "Notula rapat",
    ]


def test_a_column_right_before_the_components_behind_evidence_was_one_of_areas(
    tmp_path: Path,
) -> None:
    lefts = (0, 5, 30, 45, 70, 95, 120)
    lines = [
        ("NO", "BUKTI FISIK", "KETERANGAN", "KOMPONEN", "INDIKATOR", "RENCANA AKSI", "WAKTU"),
        ("", "I. MANAJEMEN PERUBAHAN"),
        ("1", "SK Tim Kerja", "Selesai", "Tim Kerja", "Ada tim kerja", "Membentuk tim", "Januari"),
        ("", "Undangan rapat", "-", "", "Ada rapat tim", "Rapat bulanan", "Februari"),
        ("", "II. PENATAAN TATALAKSANA"),
        ("2", "Daftar SOP", "Selesai", "Prosedur", "Ada prosedur", "Menyusun SOP", "Maret"),
        ("", "Laporan hasil", "Berjalan", "", "Ada penilaian", "Menilai SOP", "April"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, lines))
    areas = ["MANAJEMEN PERUBAHAN"] * 2 + ["PENATAAN TATALAKSANA"] * 2
    assert [row["area"] for row in rows] == areas
    notes = [json.loads(str(row["extra"]))["KETERANGAN"] for row in rows]
    assert notes == ["Selesai", "-", "Selesai", "Berjalan"]
