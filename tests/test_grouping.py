"""Cells that group rows: areas, their parts and components in rows, columns and merged cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_html, write_xlsx
from tests.plans import records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"
WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_html])

Write = Callable[[Path, Table], Path]


def rows(path: Path) -> list[dict[str, object]]:
    return records(pipeline.parse(path).indicators.astype(object).fillna(""))


def picked(path: Path, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(row[field] for field in fields) for row in rows(path)]


def extras(path: Path) -> list[dict[str, str]]:
    return [json.loads(str(row["extra"])) for row in rows(path)]


def cells(*texts: str) -> tuple[C, ...]:
    return tuple(C(text) for text in texts)


def written(write: Write, folder: Path, table: Table) -> Path:
    return write(folder / f"p.{write.__name__.removeprefix('write_')}", table)


def csv(path: Path, *lines: str, title: str = TITLE) -> Path:
    path.write_text("\n".join([title, "", *lines]) + "\n", "utf-8")
    return path


NUMBERED_ROWS: Table = (
    cells("No", "Sasaran", "Rencana Aksi", "Output", "Waktu"),
    (C("1"), C("Pegawai disiplin", 2), C("Apel pagi"), C("Daftar hadir"), C("Mei")),
    cells("2", "Rekap absensi", "Rekap", "Juni"),
    (C("3"), C("Layanan cepat", 2), C("Buka loket"), C("Foto"), C("Juli")),
    cells("4", "Tambah petugas", "SK", "Agustus"),
)


@WRITERS
def test_a_component_merged_over_numbered_rows_named_the_first_alone(
    tmp_path: Path, write: Write
) -> None:
    path = written(write, tmp_path, NUMBERED_ROWS)
    assert picked(path, "component_no", "component", "needs_review") == [
        ("1", "Pegawai disiplin", False),
        ("2", "Pegawai disiplin", False),
        ("3", "Layanan cepat", False),
        ("4", "Layanan cepat", False),
    ]


def test_blank_names_beside_numbers_of_rows_were_components_without_name(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        "No;Sasaran;Rencana Aksi;Output;Waktu",
        "1;Pegawai disiplin;Apel pagi;Daftar hadir;Mei",
        "2;;Rekap absensi;Rekap;Juni",
        "3;Layanan cepat;Buka loket;Foto;Juli",
        "4;;Tambah petugas;SK;Agustus",
    )
    names = ["Pegawai disiplin"] * 2 + ["Layanan cepat"] * 2
    assert [name for (name,) in picked(path, "component")] == names


def levels(*heads: tuple[str, str]) -> Table:
    """A table with an area above each part, both over its whole width."""
    found: list[tuple[C, ...]] = [cells("No", "Indikator", "Rencana Aksi", "Waktu")]
    above = ""
    for area, part in heads:
        if area != above:
            found.append((C(area, 1, 4),))
            above = area
        found.append((C(part, 1, 4),))
        found.append(cells("a", f"Apakah {part} ada?", "Menyusun", "Mei"))
        found.append(cells("b", f"Apakah {part} dipakai?", "Memakai", "Juni"))
    return tuple(found)


@WRITERS
@pytest.mark.parametrize("numbers", [("I. ", "II. ", "1. ", "2. "), ("A. ", "B. ", "", "")])
def test_parts_of_an_area_took_its_place(
    tmp_path: Path, write: Write, numbers: tuple[str, ...]
) -> None:
    one, two, first, second = numbers
    table = levels(
        (f"{one}PELAYANAN", f"{first}Maklumat"),
        (f"{one}PELAYANAN", f"{second}Survei"),
        (f"{two}PENGAWASAN", f"{first}Gratifikasi"),
    )
    path = written(write, tmp_path, table)
    assert picked(path, "area_no", "area", "component_no", "component") == [
        (area_no, area, number.rstrip(". "), part)
        for area_no, area, number, part in (
            (1, "PELAYANAN", first, "Maklumat"),
            (1, "PELAYANAN", second, "Survei"),
            (2, "PENGAWASAN", first, "Gratifikasi"),
        )
        for _ in range(2)
    ]
    assert [found["No"] for found in extras(path)] == ["a", "b"] * 3


@WRITERS
def test_areas_below_a_heading_of_several_are_areas(tmp_path: Path, write: Write) -> None:
    table = levels(
        ("A. PENGUNGKIT", "I. MANAJEMEN PERUBAHAN"), ("A. PENGUNGKIT", "II. PENGUATAN PENGAWASAN")
    )
    areas = ["MANAJEMEN PERUBAHAN"] * 2 + ["PENGUATAN PENGAWASAN"] * 2
    assert [area for (area,) in picked(written(write, tmp_path, table), "area")] == areas


@WRITERS
def test_the_number_of_an_area_in_a_column_was_that_of_its_components(
    tmp_path: Path, write: Write
) -> None:
    table: Table = (
        cells("No", "Area Pengungkit", "Sasaran", "Kegiatan", "Output", "Waktu"),
        (C("I", 2), C("Tata Laksana", 2), *cells("SOP ada", "Reviu SOP", "SOP", "Mei")),
        cells("Arsip rapi", "Digitalisasi arsip", "Arsip", "Juni"),
        (C("II", 2), C("Pelayanan", 2), *cells("Loket ada", "Buka loket", "Foto", "Juli")),
        cells("Maklumat ada", "Pasang maklumat", "Foto", "Agustus"),
    )
    path = written(write, tmp_path, table)
    assert picked(path, "area_no", "area", "component_no", "component", "flags") == [
        (1, "Tata Laksana", "", "SOP ada", []),
        (1, "Tata Laksana", "", "Arsip rapi", []),
        (2, "Pelayanan", "", "Loket ada", []),
        (2, "Pelayanan", "", "Maklumat ada", []),
    ]


@WRITERS
def test_a_month_below_a_header_for_times_was_the_target(tmp_path: Path, write: Write) -> None:
    months = ("B03", "B06", "B09", "B12")
    table: Table = (
        (*(C(t, 2) for t in ("No", "Rencana Aksi", "Indikator Output")),
         C("Target Penyelesaian", 1, 4)),
        cells(*months),
        cells("1", "Pelatihan", "Jumlah peserta", "10", "20", "30", "40"),
        cells("2", "Survei", "Jumlah survei", "-", "1", "-", "2"),
    )  # fmt: skip
    path = written(write, tmp_path, table)
    assert picked(path, "indicator", "target") == [("Jumlah peserta", ""), ("Jumlah survei", "")]
    dates = [(str(d["end_date"])[:10], d["value"]) for d in records(pipeline.parse(path).deadlines)]
    assert dates == [
        ("2023-03-31", "10"), ("2023-06-30", "20"), ("2023-09-30", "30"), ("2023-12-31", "40"),
        ("2023-06-30", "1"), ("2023-12-31", "2"),
    ]  # fmt: skip
    assert list(extras(path)[0]) == list(months)


@pytest.mark.parametrize(
    ("header", "field"),
    [("INDIKATOR OUTPUT", "indicator"), ("BUKTI DUKUNG KEGIATAN", "evidence"),
     ("OUTPUT TARGET", None), ("AREA LOKASI", None)],
)  # fmt: skip
def test_an_unknown_header_means_what_it_begins_with(
    tmp_path: Path, header: str, field: str | None
) -> None:
    path = csv(tmp_path / "p.csv", f"NO;KEGIATAN;{header};WAKTU;PIC", "1;Rapat;Notulen;Mei;Ketua")
    row = rows(path)[0]
    assert row[field] == "Notulen" if field else header in extras(path)[0]


def test_times_below_an_unknown_header_were_no_deadlines(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        "NO;KEGIATAN;OUTPUT;BULAN;MULAI DIGUNAKAN",
        "1;Rapat;Notulen;Maret;ruang lama",
        "2;Survei;Laporan;Juni, September;Juni",
        "3;Reviu;Laporan;TW IV;gedung baru",
    )
    assert picked(path, "target") == [("Maret",), ("Juni, September",), ("TW IV",)]
    assert [found["MULAI DIGUNAKAN"] for found in extras(path)][1] == "Juni"


def test_two_unknown_columns_of_times_stay_further_ones(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        "NO;KEGIATAN;OUTPUT;AWAL;AKHIR",
        "1;Rapat;Notulen;Maret;April",
        "2;Survei;Laporan;Juni;Juli",
        "3;Reviu;Laporan;Mei;Juni",
    )
    assert {target for (target,) in picked(path, "target")} == {""}
    assert extras(path)[2] == {"AWAL": "Mei", "AKHIR": "Juni"}


def test_the_frame_of_a_published_spreadsheet_was_part_of_its_table(tmp_path: Path) -> None:
    table: Table = (
        (C(""), *cells("A", "B", "C", "D", "E")),
        (C("1"), C(TITLE, 1, 5)),
        (C("2"), *cells("", "", "", "", "")),
        *((C(str(i)), *row) for i, row in enumerate(NUMBERED_ROWS, 3)),
    )
    path = write_html(tmp_path / "p.html", table, above=[], below=[])
    parsed = pipeline.parse(path)
    assert picked(path, "component_no", "action")[0] == ("1", "Apel pagi")
    assert len(parsed.indicators) == 4
    assert (parsed.document["year"], parsed.document["unit"]) == (2023, "BALAI UJI COBA")
    assert parsed.document["chars_unplaced"] == 0


PROGRAMMES = (
    "No;Program;Kegiatan;Output;Waktu;PIC",
    "1;Tim Kerja;Rapat;Notulen;Mei;Ketua",
    ";;Susun SK;SK;Juni;Sekretaris",
    "2;Budaya;Apel;Rekap;Juli;Ketua",
    ";;Yel-yel;Video;Juli;Humas",
    "3;Arsip;Pindai;Arsip;Agustus;Arsiparis",
)


def test_a_programme_merged_with_its_number_was_lost_in_delimited_text(tmp_path: Path) -> None:
    path = csv(tmp_path / "p.csv", *PROGRAMMES)
    assert picked(path, "component_no", "needs_review") == [
        (number, False) for number in ("1", "1", "2", "2", "3")
    ]
    names = [found["Program"] for found in extras(path)]
    assert names == ["Tim Kerja", "Tim Kerja", "Budaya", "Budaya", "Arsip"]


def test_a_further_cell_that_may_have_been_merged_was_not_marked(tmp_path: Path) -> None:
    lines = ["No;Komponen;Rekomendasi;Tindak Lanjut;Output;Waktu"]
    for number in range(1, 6):
        lines.append(f"{number};Komponen {number};Perbaiki hal {number};Rapat {number};Notulen;Mei")
        lines.append(f";;;Susun {number};Laporan;Juni")
    path = csv(tmp_path / "p.csv", *lines)
    filled = ["Rekomendasi" in found for found in extras(path)]
    marked = [bool(review) for (review,) in picked(path, "needs_review")]
    assert all(a or b for a, b in zip(filled, marked, strict=True))


def test_remarks_that_few_rows_have_mark_none(tmp_path: Path) -> None:
    lines = ["No;Komponen;Tindak Lanjut;Output;Waktu;Keterangan"]
    for number in range(1, 9):
        remark = "daring" if number in (3, 6) else ""
        lines.append(f"{number};Komponen {number};Rapat {number};Notulen;Mei;{remark}")
        lines.append(f";;Susun {number};Laporan;Juni;{'luring' if number == 4 else ''}")
    assert not any(review for (review,) in picked(csv(tmp_path / "p.csv", *lines), "needs_review"))


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("RENCANA AKSI PERJANJIAN KINERJA TAHUN 2023\nDINAS PANGAN KOTA UJI",
         "DINAS PANGAN KOTA UJI"),
        ("LEMBAR PEMANTAUAN ZI\nKANTOR PAJAK UJI\nTAHUN 2023", "KANTOR PAJAK UJI"),
        ("RENCANA AKSI\nLAPAS KELAS IIB UJI\nSEMESTER I TAHUN 2023", "LAPAS KELAS IIB UJI"),
        ("RENCANA AKSI REFORMASI BIROKRASI TEMATIK\nPEMERINTAH KOTA UJI\nTAHUN 2023",
         "PEMERINTAH KOTA UJI"),
    ],
)  # fmt: skip
def test_words_before_a_units_name_were_part_of_it(tmp_path: Path, title: str, unit: str) -> None:
    path = csv(tmp_path / "p.csv", *PROGRAMMES, title=title)
    document = pipeline.parse(path).document
    assert (document["year"], document["unit"]) == (2023, unit)


@pytest.mark.parametrize("shown", ["###", "########", "#REF!", "Err:502"])
def test_a_value_that_a_spreadsheet_does_not_show_was_taken_for_one(
    tmp_path: Path, shown: str
) -> None:
    path = csv(tmp_path / "p.csv", *PROGRAMMES[:2], f"2;Budaya;Apel;Rekap;{shown};Ketua")
    assert picked(path, "needs_review", "flags") == [(False, []), (True, ["value_not_shown"])]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("<ul><li><p>SK</p><li><p>Foto</p></ul>", "• SK\n• Foto"),
        ("<ol><li><p>SK</p></li><li><div>Foto</div></li></ol>", "1. SK\n2. Foto"),
        ("<ul><li><ul><li><p>SK</p></li></ul></li><li>Foto</li></ul>", "•\n• SK\n• Foto"),
    ],
)
def test_paragraphs_in_list_items_ran_together(tmp_path: Path, items: str, expected: str) -> None:
    path = written(write_html, tmp_path, (NUMBERED_ROWS[0], cells("1", "Tim", "Apel", "x", "Mei")))
    path.write_text(path.read_text("utf-8").replace(">x<", f">{items}<"), "utf-8")
    (evidence,) = picked(path, "evidence")[0]
    assert evidence == expected
