"""Numbers of several levels in one column, whatever its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_xlsx
from tests.plans import records

HEADER = ("KODE", "PROGRAM/KEGIATAN", "INDIKATOR", "PIC", "WAKTU", "PAGU")
NAMES = [
    ("Program Layanan", True),
    ("Melayani tamu", False),
    ("Mencatat tamu", False),
    ("Program Sarana", True),
    ("Membeli meja", False),
]


def plan(path: Path, numbers: list[str], header: tuple[str, ...] = HEADER) -> Path:
    lines = [
        (number, name, *(("", "", "", "900") if head else ("Selesai", "Umum", "Mei", "300")))
        for number, (name, head) in zip(numbers, NAMES, strict=True)
    ]
    table: Table = tuple(tuple(C(text) for text in line) for line in (header, *lines))
    return write_xlsx(path, table)


@pytest.mark.parametrize("header", ["KODE", "NO"])
@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "1.1", "1.2", "2", "2.1"],
        ["A.", "1.", "2.", "B.", "1."],
        ["I", "I.1", "I.2", "II", "II.1"],
        ["A", "A.1", "A.2", "B", "B.1"],
        ["1", "a", "b", "2", "a"],
    ],
)
def test_numbers_of_two_levels_left_the_plan_without_sections(
    tmp_path: Path, numbers: list[str], header: str
) -> None:
    parsed = pipeline.parse(plan(tmp_path / "p.xlsx", numbers, (header, *HEADER[1:])))
    found = [
        (row["area_no"], row["area"], row["component_no"], row["action"], row["target"])
        for row in records(parsed.indicators)
    ]
    own = [number.strip(".") for number in numbers]
    assert found == [
        (1, "Program Layanan", own[1], "Melayani tamu", "Mei"),
        (1, "Program Layanan", own[2], "Mencatat tamu", "Mei"),
        (2, "Program Sarana", own[4], "Membeli meja", "Mei"),
    ]
    assert parsed.document["chars_unplaced"] == 0


@pytest.mark.parametrize("style", ["1 1.1 1.1.1 1.1.2 1.2 1.2.1", "A A.1 A.1.a A.1.b A.2 A.2.a"])
def test_the_middle_one_of_three_levels_is_the_component(tmp_path: Path, style: str) -> None:
    names = [
        "Program Layanan",
        "Kegiatan tamu",
        "Melayani",
        "Mencatat",
        "Kegiatan arsip",
        "Memilah",
    ]
    numbers = style.split()
    lines = [
        (number, name, *(("Selesai", "Umum", "Mei", "3") if len(number) > 3 else ("",) * 4))
        for number, name in zip(numbers, names, strict=True)
    ]
    table: Table = tuple(tuple(C(text) for text in line) for line in (HEADER, *lines))
    rows = records(pipeline.parse(write_xlsx(tmp_path / "p.xlsx", table)).indicators)
    fields = ("area", "component_no", "component", "action")
    assert [tuple(row[field] for field in fields) for row in rows] == [
        ("Program Layanan", numbers[1], "Kegiatan tamu", "Melayani"),
        ("Program Layanan", numbers[1], "Kegiatan tamu", "Mencatat"),
        ("Program Layanan", numbers[4], "Kegiatan arsip", "Memilah"),
    ]
    codes = [json.loads(str(row["extra"]))["KODE"] for row in rows]
    assert codes == [numbers[2], numbers[3], numbers[5]]


def test_codes_that_head_no_others_are_a_column_of_their_own(tmp_path: Path) -> None:
    lines = [(f"{n}", f"Kegiatan {n}", "Selesai", "Umum", "Mei", "3") for n in range(1, 5)]
    table: Table = tuple(tuple(C(text) for text in line) for line in (HEADER, *lines))
    rows = records(pipeline.parse(write_xlsx(tmp_path / "p.xlsx", table)).indicators)
    assert [json.loads(str(row["extra"]))["KODE"] for row in rows] == ["1", "2", "3", "4"]
    assert {row["area"] for row in rows} == {None} or all(
        row["area"] != row["area"] for row in rows
    )


CODES = """KODE;KEGIATAN;INDIKATOR;SATUAN;WAKTU;PELAKSANA
1.02.01;Program Penunjang;;;;
1.02.01.2.03;Administrasi;;;;
1.02.01.2.03.0004;Membayar gaji;Gaji dibayar;Bulan;Maret;Bendahara
1.02.01.2.03.0006;Menyimpan bukti;Bukti ada;Berkas;April;Bendahara
1.02.03;Program Layanan;;;;
1.02.03.2.01;Pelayanan;;;;
1.02.03.2.01.0002;Melayani tamu;Tamu dilayani;Orang;Mei;Seksi A
"""


def test_codes_that_begin_with_those_above_them_were_all_rows(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(f"RENCANA KERJA BALAI UJI COBA TAHUN 2023\n\n{CODES}", "utf-8")
    found = pipeline.parse(tmp_path / "p.csv").indicators
    assert found[["area", "component_no", "component", "action"]].to_numpy().tolist() == [
        ["Program Penunjang", "1.02.01.2.03", "Administrasi", "Membayar gaji"],
        ["Program Penunjang", "1.02.01.2.03", "Administrasi", "Menyimpan bukti"],
        ["Program Layanan", "1.02.03.2.01", "Pelayanan", "Melayani tamu"],
    ]


LETTERS = """NO;INDIKATOR;LANGKAH AKSI;BUKTI FISIK;TARGET WAKTU
1;LAYANAN;;;
1.1;Loket;;;
a.;Loket ada;Menata loket;Foto;Maret
b.;Loket baik;Menilai loket;Laporan;April
1.2;Antrean;;;
a.;Antrean ada;Membeli mesin;Kuitansi;Mei
2;PENGAWASAN;;;
2.1;Aduan;;;
a.;Aduan ada;Membuka kotak;Foto;Juni
"""


def test_letters_below_numbers_of_two_parts_made_all_lines_rows(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        f"RENCANA KERJA BALAI UJI COBA TAHUN 2023\n\n{LETTERS}", "utf-8"
    )
    found = pipeline.parse(tmp_path / "p.csv").indicators
    assert found[["area_no", "component_no", "component", "indicator"]].to_numpy().tolist() == [
        [1, "1.1", "Loket", "Loket ada"],
        [1, "1.1", "Loket", "Loket baik"],
        [1, "1.2", "Antrean", "Antrean ada"],
        [2, "2.1", "Aduan", "Aduan ada"],
    ]


def test_headings_that_nothing_tells_the_level_of_were_silent_rows(tmp_path: Path) -> None:
    lines = LETTERS.replace("1;LAYANAN", "x9;LAYANAN").replace("2;PENGAWASAN", "??;PENGAWASAN")
    (tmp_path / "p.csv").write_text(f"RENCANA KERJA BALAI UJI COBA TAHUN 2023\n\n{lines}", "utf-8")
    found = pipeline.parse(tmp_path / "p.csv").indicators
    assert all("heading_unread" in flags for flags in found["flags"])
    assert found["needs_review"].all()


def test_small_roman_numerals_headed_no_lettered_items(tmp_path: Path) -> None:
    header = tuple(map(C, ("No", "Penilaian", "Rencana Aksi", "Data Dukung", "Waktu")))
    full = ("Menyusun", "Dokumen", "Mei")
    lines = [
        ("A", "Pengungkit"), ("I", "Pemenuhan"), ("1", "Manajemen Perubahan"),
        ("i.", "Tim kerja"), ("a.", "Tim dibentuk", *full), ("b.", "Tim dipilih", *full),
        ("ii.", "Rencana"), ("a.", "Rencana disusun", *full),
        ("2", "Penataan Tatalaksana"), ("i.", "Prosedur"), ("a.", "Prosedur ada", *full),
        ("II", "Reform"), ("1", "Manajemen Perubahan"), ("i.", "Komitmen"),
        ("a.", "Agen ada", *full),
    ]  # fmt: skip
    wide = [
        (C(f"{line[0]}. {line[1]}", 1, 5),) if len(line) == 2 and line[0][-1] != "."
        else tuple(map(C, (*line, "", "", "")[:5]))
        for line in lines
    ]  # fmt: skip
    parsed = pipeline.parse(write_xlsx(tmp_path / "p.xlsx", (header, *wide)))
    assert [
        (row["area"], row["component_no"], row["component"], json.loads(str(row["extra"])))
        for row in records(parsed.indicators)
    ] == [
        (area, no, component, {"No": item, "Penilaian": text})
        for area, no, component, item, text in (
            ("Manajemen Perubahan", "i", "Tim kerja", "a.", "Tim dibentuk"),
            ("Manajemen Perubahan", "i", "Tim kerja", "b.", "Tim dipilih"),
            ("Manajemen Perubahan", "ii", "Rencana", "a.", "Rencana disusun"),
            ("Penataan Tatalaksana", "i", "Prosedur", "a.", "Prosedur ada"),
            ("Manajemen Perubahan", "i", "Komitmen", "a.", "Agen ada"),
        )
    ]


def test_weights_of_what_they_head_made_headings_rows(tmp_path: Path) -> None:
    header = tuple(map(C, ("No", "Penilaian", "Bobot", "Rencana Aksi", "Data Dukung", "Waktu")))
    lines = [
        ("A.", "Pengungkit", "60,00"), ("I.", "Pemenuhan", "30,00"),
        ("1.", "Manajemen Perubahan", "4,00"), ("i.", "Tim kerja", "0,50"),
        ("a.", "Tim dibentuk", "0,25", "Menyusun", "Dokumen", "Mei"),
        ("b.", "Tim dipilih", "0,25", "Memilih", "Notula", "Juni"),
        ("2.", "Penataan Tatalaksana", "3,50"), ("i.", "Prosedur", "1,50"),
        ("a.", "Prosedur ada", "1,50", "Mendata", "Daftar", "Juli"),
    ]  # fmt: skip
    table = (header, *(tuple(map(C, (*line, "", "", "")[:6])) for line in lines))
    parsed = pipeline.parse(write_xlsx(tmp_path / "p.xlsx", table))
    fields = ("area_no", "area", "component_no", "component", "action", "target")
    assert [tuple(row[field] for field in fields) for row in records(parsed.indicators)] == [
        (1, "Manajemen Perubahan", "i", "Tim kerja", "Menyusun", "Mei"),
        (1, "Manajemen Perubahan", "i", "Tim kerja", "Memilih", "Juni"),
        (2, "Penataan Tatalaksana", "i", "Prosedur", "Mendata", "Juli"),
    ]
    assert parsed.document["chars_unplaced"] == 0
