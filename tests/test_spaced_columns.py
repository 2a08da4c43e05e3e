"""Text whose columns stand in place: columns that group rows, schedules, narrow columns, and what
stands between rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from textwrap import wrap
from typing import Any

import pipeline
from tests.plans import records
from tests.test_spaced_heads import in_place

TITLE = "        RENCANA KERJA TAHUN 2023\n        BALAI CONTOH\n\n"
SIX = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
WIDE = (5, 22, 26, 28, 22, 16)


def laid(widths: Sequence[int], *rows: Sequence[str]) -> str:
    """Rows of a table as text: each cell wrapped to its column, two characters from the next."""
    lefts = [0, *accumulate(widths)]
    lines: list[Sequence[str]] = []
    for row in rows:
        cells = [
            [part for line in cell.split("\n") for part in wrap(line, width - 2) or [""]]
            for cell, width in zip(row, widths, strict=True)
        ]
        height = max(map(len, cells))
        lines += zip(*(cell + [""] * (height - len(cell)) for cell in cells), strict=True)
    return in_place(lefts[:-1], lines)


def read(folder: Path, text: str) -> list[dict[str, Any]]:
    """The rows of a plan that stands in a text file."""
    path = folder / "rencana.txt"
    path.write_text(text, encoding="utf-8")
    return records(pipeline.parse(path).indicators)


PROGRAMMES = (
    ("1", "Tim Kerja", "Pembentukan tim kerja", "Tim terbentuk", "SK tim", "Januari 2023"),
    ("", "", "Pembekalan anggota tim", "Anggota memahami tugas", "Materi", "Maret 2023"),
    ("2", "Budaya Kerja", "Penandatanganan pakta integritas", "Pakta lengkap", "Pakta", "Mei 2023"),
    ("", "", "Pemilihan agen perubahan", "Agen terpilih", "SK agen", "Juni 2023"),
    ("", "", "Pelaksanaan apel pagi", "Kehadiran penuh", "Rekap absensi", "Juli 2023"),
    ("3", "Benturan Kepentingan", "Pemetaan benturan", "Peta tersedia", "Peta", "Mei 2023"),
)


def test_a_programme_merged_over_rows_stood_in_the_first_one_only(tmp_path: Path) -> None:
    header = ("No", "Program", "Kegiatan", "Indikator Keberhasilan", "Eviden", "Batas Waktu")
    rows = read(tmp_path, TITLE + laid(WIDE, header, *PROGRAMMES))
    assert [json.loads(row["extra"])["Program"] for row in rows] == [
        *2 * ["Tim Kerja"], *3 * ["Budaya Kerja"], "Benturan Kepentingan"
    ]  # fmt: skip
    assert [row["component_no"] for row in rows] == ["1", "1", "2", "2", "2", "3"]
    assert [row["target"] for row in rows] == [row[5] for row in PROGRAMMES]


def test_numbers_of_rows_beside_a_component_were_all_its_own(tmp_path: Path) -> None:
    header = ("No", "Sasaran", "Rencana Aksi", "Output", "Bukti", "Waktu")
    body = [(str(k), *row[1:]) for k, row in enumerate(PROGRAMMES, 1)]
    rows = read(tmp_path, TITLE + laid(WIDE, header, *body))
    assert [row["component_no"] for row in rows] == list("123456")
    assert [row["component"] for row in rows] == [
        *2 * ["Tim Kerja"], *3 * ["Budaya Kerja"], "Benturan Kepentingan"
    ]  # fmt: skip


def test_the_numbers_of_a_column_of_areas_joined_its_components(tmp_path: Path) -> None:
    header = ("No", "Area", "Komponen", "Langkah Aksi", "Bukti Fisik", "Waktu")
    areas = {0: ("I", "Manajemen Perubahan"), 3: ("II", "Penataan Tatalaksana")}
    names = ("Tim Kerja", "Rencana Kerja ZI", "Evaluasi", "SOP Kegiatan", "E-Office", "Keterbukaan")
    body = [
        (*areas.get(k, ("", "")), name, f"{row[2]} bersama seluruh pegawai balai", *row[4:])
        for k, (name, row) in enumerate(zip(names, PROGRAMMES, strict=True))
    ]
    rows = read(tmp_path, TITLE + laid(WIDE, header, *body))
    assert [row["component"] for row in rows] == list(names)
    assert [row["area_no"] for row in rows] == [1, 1, 1, 2, 2, 2]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nov", "Des")


def schedule(months: Sequence[str]) -> str:
    """A plan whose rows have marks in columns of months."""
    marked = ((0,), (1, 4, 7, 10), range(2, 12), (1, 2), range(3, 9), range(12))
    widths, every = (5, 24, 28, 22, 14, *12 * [5]), range(12)
    body = [
        (str(k), row[1], row[2], row[4], "Tim Pokja 1", *("√" if m in own else "" for m in every))
        for k, (row, own) in enumerate(zip(PROGRAMMES, marked, strict=True), 1)
    ]  # fmt: skip
    header = ("No", "Area", "Kegiatan", "Output", "PJ", *months)
    return "RENCANA KERJA BALAI CONTOH TAHUN 2023\n\n" + laid(widths, header, *body)


def test_marks_below_everymade_rows_of_several(tmp_path: Path) -> None:
    path = tmp_path / "rencana.txt"
    path.write_text(schedule(MONTHS), encoding="utf-8")
    parsed = pipeline.parse(path)
    assert [row["action"] for row in records(parsed.indicators)] == [row[2] for row in PROGRAMMES]
    months = parsed.deadlines.groupby("row_id", sort=False)["start_date"].apply(
        lambda dates: [date.month for date in dates]
    )
    assert months.tolist() == [[1], [2, 5, 8, 11], [3], [2], [4], [1]]


def test_everythat_narrow_columns_cut_were_no_months(tmp_path: Path) -> None:
    cut = [f"{month[:2]}\n{month[2:]}" for month in MONTHS]
    path = tmp_path / "rencana.txt"
    path.write_text(schedule(cut), encoding="utf-8")
    deadlines = pipeline.parse(path).deadlines
    assert deadlines["start_date"].iloc[0].month == 1
    assert deadlines["end_date"].iloc[-1].month == 12


def test_values_of_quarters_that_ran_together_stood_in_one_of_them(tmp_path: Path) -> None:
    header = ("NO", "SASARAN", "INDIKATOR", "TW I", "TW II", "TW III", "TW IV", "PROGRAM")
    values = (("10", "20", "30", "40"), ("600", "1.200", "1.850", "2.450"), ("5", "6", "7", "8"))
    names = ("Produksi padi", "Populasi sapi", "Nilai kinerja")
    body = [
        (str(k), f"Meningkatnya {name.lower()}", name, *own, "Program Pertanian")
        for k, (name, own) in enumerate(zip(names, values, strict=True), 1)
    ]
    text = laid((5, 32, 20, 7, 7, 7, 8, 30), header, *body)
    text = text.replace("600    1.200  1.850  2.450", "600    1.200 1.850 2.450  ")
    rows = read(tmp_path, TITLE + text)
    found = [[json.loads(row["extra"]).get(f"TW {q}") for q in ("I", "II", "III", "IV")]
             for row in rows]  # fmt: skip
    assert found == [list(own) for own in values]


def test_a_number_behind_the_same_word_in_each_row_parted_columns(tmp_path: Path) -> None:
    header = ("NO", "KOMPONEN", "LANGKAH AKSI", "WAKTU", "PENANGG\nUNG\nJAWAB", "KETERANG\nAN")
    body = [
        (row[0], row[1], row[2], row[5], f"Pokja {k}", "daring" if k == 2 else "")
        for k, row in enumerate(PROGRAMMES, 1)
    ]
    rows = read(tmp_path, TITLE + laid((5, 24, 30, 20, 11, 12), header, *body))
    assert [row["pic"] for row in rows] == [f"Pokja {k}" for k in range(1, 7)]
    assert json.loads(rows[1]["extra"]) == {"KETERANGAN": "daring"}


def test_a_word_of_a_header_that_a_narrow_column_cuts(tmp_path: Path) -> None:
    header = ("N\no", "KOMPONEN", "LANGKAH AKSI", "WAKTU", "PIC", "Target\nTahun\nan")
    body = [(row[0], row[1], row[2], row[5], "Ketua", f"{k} %")
            for k, row in enumerate(PROGRAMMES, 1)]  # fmt: skip
    rows = read(tmp_path, TITLE + laid((4, 24, 30, 16, 10, 10), header, *body))
    assert json.loads(rows[1]["extra"]) == {"Target Tahunan": "2 %"}


BODY = [
    ("1", "Tim Kerja", "Tim telah dibentuk", "Menyusun SK tim kerja", "SK tim", "Januari"),
    ("2", "Rencana Kerja", "Rencana tersusun", "Menyusun rencana kerja", "Dokumen", "Maret"),
    ("3", "Pemantauan", "Laporan tersusun", "Menyusun laporan bulanan", "Laporan", "Juni"),
]


def test_what_stands_below_and_between_tables_was_in_their_cells(tmp_path: Path) -> None:
    table = laid(WIDE, SIX, *BODY)
    total = f"JUMLAH{'1.250.000.000':>100}\n"
    signed = "Bandung, 5 Januari 2023\nKepala Balai Contoh,\nNama Pejabat\n"
    between = "\n             RENCANA KERJA POKJA II\n             BALAI CONTOH\n\n"
    text = TITLE + table + between + table + total + "*) bersifat kumulatif\n" + signed
    rows = read(tmp_path, text)
    assert [row["evidence"] for row in rows] == 2 * [row[4] for row in BODY]
    assert [row["target"] for row in rows] == 2 * [row[5] for row in BODY]
    assert [row["component"] for row in rows] == 2 * [row[1] for row in BODY]


def test_a_title_above_the_header_was_the_name_of_a_group_of_columns(tmp_path: Path) -> None:
    header = ("NO", "SASARAN STRATEGIS", "INDIKATOR KINERJA", "SATUAN", "TW I", "TW II", "PROGRAM")
    body = [(*row[:3], "Dokumen", "1", "2", "Program Pertanian") for row in BODY]
    widths = (5, 30, 28, 12, 8, 8, 24)
    lines = laid(widths, ("",) * 4 + ("TARGET", "", ""), header, *body).splitlines()
    lines[0] = " " * 76 + "TARGET TRIWULAN"
    titles = ["RENCANA AKSI KINERJA TAHUN 2023".center(110), "DINAS PERTANIAN".center(110), ""]
    rows = read(tmp_path, "\n".join([*titles, *lines]) + "\n")
    assert not any("year_missing" in row["flags"] for row in rows)


def test_headings_below_areas_were_rows_where_these_have_letters(tmp_path: Path) -> None:
    header = ("No", "Indikator", "Rencana Aksi", "Data Dukung", "Target Waktu")
    widths = (4, 34, 30, 24, 16)
    parts = [laid(widths, header), "I. MANAJEMEN PERUBAHAN\n"]
    for k, name in enumerate(("Tim Kerja", "Rencana Pembangunan"), 1):
        own = [(letter, *row[2:]) for letter, row in zip("ab", BODY[k - 1 : k + 1], strict=True)]
        parts += [f"{k}. {name}\n", laid(widths, *own)]
    rows = read(tmp_path, TITLE + "".join(parts))
    assert [row["component"] for row in rows] == 2 * ["Tim Kerja"] + 2 * ["Rencana Pembangunan"]
    assert {row["area"] for row in rows} == {"MANAJEMEN PERUBAHAN"}


HUNG = """No            Komponen       Indikator      Langkah         Data Dukung     Target
                                            Kerja                           Waktu
1.            Penyusunan     Tim kerja      • Rapat         Notulen         Januari 2024
              Tim Kerja      dibentuk           pemilihan   rapat, daftar
                             secara             anggota     hadir
                             terbuka            tim kerja
                                                unsur
                                            • Laporan
                                                hasil
                             Tim kerja      • Menetap       SK Tim Kerja    Februari
                             ditetapkan         kan SK                      2024
                             kepala             Kepala
                                                tentang
                                                tim kerja
                                            • Laporan
                                                hasil
2.            Rencana        Dokumen        • Menyusun      Dokumen         Maret 2024
              Pembangunan    rencana            rencana     rencana
                             kerja              kerja       kerja
                             tersusun           beserta
                                                target
                                            • Laporan
                                                hasil
"""


def test_lines_that_hang_below_an_item_began_a_column_of_their_own(tmp_path: Path) -> None:
    rows = read(tmp_path, TITLE + HUNG)
    assert [row["evidence"] for row in rows] == [
        "Notulen rapat, daftar hadir", "SK Tim Kerja", "Dokumen rencana kerja"
    ]  # fmt: skip
    assert [row["action"].split("\n")[1] for row in rows] == 3 * ["• Laporan hasil"]


def test_a_word_that_ends_a_line_with_its_hyphen_got_a_space(tmp_path: Path) -> None:
    body = [*BODY[:2], (*BODY[2][:3], "Penggunaan aplikasi e-\nKinerja bulanan", *BODY[2][4:])]
    rows = read(tmp_path, TITLE + laid(WIDE, SIX, *body))
    assert rows[2]["action"] == "Penggunaan aplikasi e-Kinerja bulanan"


def test_a_name_of_an_area_over_two_rows_was_two_areas(tmp_path: Path) -> None:
    header = ("No", "Area", "Kegiatan", "Output", "Waktu", "PIC")
    areas = ("Penataan Sistem Manajemen", "SDM Aparatur", "", "Penguatan Pengawasan", "", "")
    body = [
        (str(k), area, row[2], row[4], row[5], "Ketua")
        for k, (area, row) in enumerate(zip(areas, PROGRAMMES, strict=True), 1)
    ]
    rows = read(tmp_path, TITLE + laid((5, 28, 34, 18, 16, 10), header, *body))
    assert [row["area"] for row in rows] == [
        *3 * ["Penataan Sistem Manajemen SDM Aparatur"], *3 * ["Penguatan Pengawasan"]
    ]  # fmt: skip


ACTIONS = ("Rapat tim kerja", "Survei kepuasan", "Evaluasi SOP", "Pelatihan petugas")


def due(folder: Path, text: str) -> list[list[tuple[str, str]]]:
    """The first and last days of each row's times, of a plan that stands in a text file."""
    path = folder / "jadwal.txt"
    path.write_text(text, encoding="utf-8")
    parsed = pipeline.parse(path)
    return [
        [
            (f"{row['start_date']:%d.%m}", f"{row['end_date']:%d.%m}")
            for row in parsed.deadlines.to_dict("records")
            if row["row_id"] == own
        ]
        for own in parsed.indicators["row_id"]
    ]


def test_the_name_of_all_months_above_one_of_them_was_part_of_it(tmp_path: Path) -> None:
    months = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des")
    lefts = [0, 5, *(30 + 6 * k for k in range(12)), 104]
    head = [["", "", *5 * [""], "BULAN", *6 * [""], "PENANGGUNG"],
            ["NO", "URAIAN KEGIATAN", *months, "JAWAB"]]  # fmt: skip
    rows = [
        [str(k), action, *("v" if place in (k, k + 4, k + 5) else "" for place in range(12)), "TU"]
        for k, action in enumerate(ACTIONS, 1)
    ]
    title = " " * 40 + "JADWAL RENCANA KERJA TAHUNAN\n" + " " * 45 + "BALAI CONTOH TAHUN 2023\n\n"
    found = due(tmp_path, title + in_place(lefts, head + rows))
    assert found[0] == [("01.02", "28.02"), ("01.06", "31.07")]
    assert found[3] == [("01.05", "31.05"), ("01.09", "31.10")]


def test_the_first_quarter_left_of_their_common_name_was_none(tmp_path: Path) -> None:
    lefts = [0, 5, 32, 56, 62, 68, 74, 84]
    head = [["", "", "", "", "TRIWULAN"],
            ["NO", "URAIAN KEGIATAN", "DATA DUKUNG", "I", "II", "III", "IV", "PIC"]]  # fmt: skip
    rows = [
        [str(k), action, "Laporan", *("√" if place < k else "" for place in range(4)), "TU"]
        for k, action in enumerate(ACTIONS, 1)
    ]
    found = due(tmp_path, TITLE + in_place(lefts, head + rows))
    assert [own[0][0] for own in found] == 4 * ["01.01"]
    assert [own[0][1] for own in found] == ["31.03", "30.06", "30.09", "31.12"]


def test_marks_of_weeks_below_months_were_of_months(tmp_path: Path) -> None:
    lefts = [0, 5, 30, *(48 + 4 * k for k in range(12)), 98]
    months = ["" for _ in range(12)]
    months[1], months[5], months[9] = "Januari", "Februari", "Maret"
    head = [["No", "Uraian Kegiatan", "Output", *months, "PJ"],
            ["", "", "", *(str(k % 4 + 1) for k in range(12))]]  # fmt: skip
    marks = [["√" if place in (k, k + 1, k + 6) else "" for place in range(12)] for k in range(5)]
    rows = [[str(k), action, "Laporan", *marks[k], "TU"] for k, action in enumerate(ACTIONS, 1)]
    found = due(tmp_path, TITLE + in_place(lefts, head + rows))
    assert found[0] == [("08.01", "21.01"), ("22.02", "28.02")]
    assert found[3] == [("01.02", "14.02"), ("15.03", "21.03")]


def test_a_name_of_an_area_wrapped_in_the_column_of_components_was_cut(tmp_path: Path) -> None:
    names = (("I", "PENATAAN SISTEM\nMANAJEMEN SDM"), ("II", "PENINGKATAN\nKUALITAS LAYANAN"))
    own = [laid(WIDE, (*name, "", "", "", "")) + laid(WIDE, *body)
           for name, body in zip(names, (BODY[:2], BODY[2:4]), strict=True)]  # fmt: skip
    rows = read(tmp_path, TITLE + laid(WIDE, SIX) + "".join(own))
    assert [row["area"] for row in rows] == [
        *2 * ["PENATAAN SISTEM MANAJEMEN SDM"], *len(BODY[2:4]) * ["PENINGKATAN KUALITAS LAYANAN"]
    ]  # fmt: skip


def test_a_sentence_on_the_page_after_the_table_was_part_of_its_last_component(
    tmp_path: Path,
) -> None:
    closing = "Matriks ini dapat ditinjau kembali apabila terdapat perubahan anggaran.\n\n"
    signed = " " * 60 + "Kota Uji, 4 Januari 2023\n" + " " * 60 + "Kepala Balai\n"
    rows = read(tmp_path, TITLE + laid(WIDE, SIX, *BODY) + "\n\f" + closing + signed)
    assert len(rows) == len(BODY)
    assert not any("Matriks" in str(row.values()) for row in rows)


def test_a_column_of_areas_whose_name_stands_higher_than_the_others_was_none(
    tmp_path: Path,
) -> None:
    lefts = [4, 22, 28, 54, 86, 118, 144]
    names = ("", "NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
    header = in_place(lefts, [["AREA"], names, ["PERUBAHAN"], [""],
                              [f"({k})" for k in range(1, 8)], [""]])  # fmt: skip
    areas = {0: "I. MANAJEMEN PERUBAHAN", 2: "II. PENATAAN TATA LAKSANA"}
    numbers = ("1.1", "", "2.1", "", "", "2.2")
    body = [
        laid((18, 6, *WIDE[1:]), (areas.get(k, ""), number, *row[1:]))
        for k, (number, row) in enumerate(zip(numbers, PROGRAMMES, strict=True))
    ]
    rows = read(tmp_path, TITLE + header + "\n".join(body))
    assert [row["area"] for row in rows] == [
        *2 * ["MANAJEMEN PERUBAHAN"], *4 * ["PENATAAN TATA LAKSANA"]
    ]  # fmt: skip


def test_a_second_table_with_other_columns_was_left_alone_and_the_first_a_title(
    tmp_path: Path,
) -> None:
    head = ("No", "Program", "Kegiatan", "Output", "Target", "Jadwal", "Penanggung Jawab")
    widths = (5, 24, 34, 26, 14, 18, 18)
    first = [(*row[:3], row[4], "1 dokumen", row[5], "Kepala Bagian") for row in PROGRAMMES]
    others = (5, 50, 34, 18, 16)
    second = [
        ("1.", "Menindaklanjuti temuan evaluasi tahun lalu", "Berita acara", "Maret 2023", "TU"),
        ("2.", "Memperbarui maklumat pelayanan di lobi", "Foto maklumat", "April 2023", "Humas"),
        ("3.", "Menyediakan ruang konsultasi peserta", "Foto ruang", "Mei 2023", "TU"),
    ]
    text = TITLE + "Tabel 1. Program Kerja\n\n" + laid(widths, head, *first)
    text += "\nTabel 2. Tindak Lanjut Hasil Evaluasi\n"
    text += laid(others, ("NO.", "RENCANA TINDAK LANJUT", "EVIDEN", "WAKTU", "PIC"), *second)
    rows = read(tmp_path, text)
    assert [row["action"] for row in rows] == [row[2] for row in PROGRAMMES] + [
        row[1] for row in second
    ]
    assert [row["target"] for row in rows] == [row[5] for row in PROGRAMMES] + [
        row[3] for row in second
    ]
    assert json.loads(rows[0]["extra"]) == {"Program": "Tim Kerja", "Target": "1 dokumen"}
    assert json.loads(rows[-1]["extra"]) == {}
    assert rows[-1]["pic"] == "TU"


def test_activities_whose_parts_are_rows_were_not_carried_down(tmp_path: Path) -> None:
    widths = (5, 22, 28, 30, 26, 16, 20)
    header = ("NO", "PROGRAM", "KEGIATAN", "SUB KEGIATAN", "INDIKATOR", "PAGU", "WAKTU PELAKSANAAN")
    planning, fleet = "Program Penunjang Urusan Daerah", "Program Perikanan Tangkap"
    actions = (
        "Perencanaan, Penganggaran dan Evaluasi Kinerja",
        "Administrasi Kepegawaian",
        "Pengelolaan Pelabuhan Perikanan",
        "Pengelolaan Penangkapan Ikan",
    )
    body = [
        ("1", planning, actions[0], "Dokumen Perencanaan", "Jumlah dokumen", "85.000", "Maret"),
        ("2", "", "", "Evaluasi Kinerja Daerah", "Jumlah laporan", "42.500", "Juni"),
        ("3", "", actions[1], "Pelatihan Pegawai", "Jumlah peserta", "210.000", "Mei"),
        ("4", fleet, actions[2], "Operasional Pelabuhan", "Jumlah pelabuhan", "975.000", "April"),
        ("5", "", "", "Tanda Daftar Kapal", "Jumlah kapal terdaftar", "120.000", "Juli"),
        ("6", "", actions[3], "Sarana Tangkap", "Jumlah penerima", "340.000", "Mei"),
    ]
    text = TITLE + laid(widths, header) + "\n" + "\n".join(laid(widths, row) for row in body)
    rows = read(tmp_path, text)
    extra = [json.loads(row["extra"]) for row in rows]
    assert [own["SUB KEGIATAN"] for own in extra] == [row[3] for row in body]
    assert [row["action"] for row in rows] == [actions[k] for k in (0, 0, 1, 2, 2, 3)]
    assert [own["PROGRAM"] for own in extra] == [*3 * [planning], *3 * [fleet]]


def test_the_last_line_of_a_sentence_above_the_header_was_a_column(tmp_path: Path) -> None:
    introduction = (
        "Tabel berikut memuat seluruh kegiatan. Perubahan disampaikan kepada penanggung\n"
    )
    introduction += "kegiatan.\n\n"
    lefts = [1, 27, 67, 103, 126, 140, 156]
    header = [
        ["", "", "", "", "ANGGARAN", "", "WAKTU"],
        ["PROGRAM", "KEGIATAN", "INDIKATOR", "TARGET", "", "LOKASI", ""],
        ["", "", "", "", "(Rp)", "", "PELAKSANAAN"],
    ]
    body = [[row[1], row[2], row[3], "1 dokumen", "85.000", "Balai", row[5]] for row in PROGRAMMES]
    named = in_place([12, 40, 75, 107, 126, 142, 156], header)
    rows = read(tmp_path, TITLE + introduction + named + in_place(lefts, body))
    assert [row["action"] for row in rows] == [row[2] for row in PROGRAMMES]


def test_the_only_blank_indicator_was_surely_merged_with_the_one_above(tmp_path: Path) -> None:
    header = ("NO", "KOMPONEN", "INDIKATOR", "RENCANA AKSI", "BUKTI FISIK", "WAKTU", "PIC")
    charge = ("Subbagian Umum", "Tim Humas", "Seksi Layanan", "Kepegawaian")
    body = []
    for k in range(12):
        _, _, action, indicator, evidence, target = PROGRAMMES[k % 6]
        head = (str(k // 3 + 1), f"Komponen {'ABCD'[k // 3]}") if k % 3 == 0 else ("", "")
        indicator = "" if k == 4 else f"Indikator {indicator.lower()} {k}"
        action += " bersama seluruh pegawai balai di ruang rapat"
        body.append((*head, indicator, action, evidence, target, charge[k % 4]))
    widths = (*WIDE[:5], 18, 20)
    text = TITLE + laid(widths, header) + "\n" + "\n".join(laid(widths, row) for row in body)
    rows = read(tmp_path, text)
    assert [row["target"] for row in rows] == [row[5] for row in body]
    assert rows[4]["confidence"] <= 0.7 < min(row["confidence"] for row in rows if row != rows[4])
