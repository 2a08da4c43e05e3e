"""Forms of tables in plans of offices: programmes above activities, areas in a column, pairs of
planned and reached values, rows of several lines, cells that slipped, cells cut by a page's end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import ExportError
from tests.office_files import C, Table, write_html, write_xlsx
from tests.pdfs import HEIGHT, pdf, stroked, table, text
from tests.plans import records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"
HEADER = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")


def rows(path: Path) -> list[dict[str, object]]:
    return records(pipeline.parse(path).indicators.astype(object).fillna(""))


def picked(path: Path, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(row[field] for field in fields) for row in rows(path)]


def cells(*texts: str) -> tuple[C, ...]:
    return tuple(C(text) for text in texts)


def csv(path: Path, *lines: tuple[str, ...]) -> Path:
    body = "\n".join(";".join(line) for line in lines)
    path.write_text(f"{TITLE}\n\n{body}\n", "utf-8")
    return path


PROGRAMMES: Table = (
    cells("NO", "PROGRAM DAN KEGIATAN", "INDIKATOR KINERJA", "TARGET", "LOKASI"),
    cells("A", "Program Layanan", "Layanan lancar", "", ""),
    cells("1", "Melayani tamu", "Tamu dilayani", "100%", "Bandung"),
    cells("B", "Program Sarana", "Sarana terpakai", "", ""),
    cells("2", "Membeli meja", "Meja dibeli", "4 unit", "Bogor"),
    cells("3", "Membeli kursi", "Kursi dibeli", "9 unit", "Bogor"),
)


@pytest.mark.parametrize("write", [write_xlsx, write_html])
def test_programmes_with_a_letter_and_an_outcome_are_sections(
    tmp_path: Path, write: Callable[[Path, Table], Path]
) -> None:
    path = write(tmp_path / f"p.{write.__name__.removeprefix('write_')}", PROGRAMMES)
    assert picked(path, "area_no", "area", "component_no", "action") == [
        (1, "Program Layanan", "1", "Melayani tamu"),
        (2, "Program Sarana", "2", "Membeli meja"),
        (2, "Program Sarana", "3", "Membeli kursi"),
    ]
    assert pipeline.parse(path).document["chars_unplaced"] == 0


def test_rows_with_a_letter_that_fill_all_columns_stay_rows(tmp_path: Path) -> None:
    full = (*PROGRAMMES[:1], cells("A", "Menyusun", "Tersusun", "1", "Bogor"), *PROGRAMMES[2:])
    path = write_xlsx(tmp_path / "p.xlsx", full)
    assert len(rows(path)) == 5


def test_areas_in_a_column_of_their_own_are_the_areas_of_their_rows(tmp_path: Path) -> None:
    table_: Table = (
        cells("MISI", "SASARAN STRATEGIS", "INDIKATOR KINERJA", "TARGET %"),
        (C("1. Melayani warga", 2), *cells("Layanan naik", "Waktu tunggu", "80")),
        cells("Layanan dekat", "Jumlah loket", "90"),
        cells("2. Menjaga jalan", "Jalan aman", "Kecelakaan", "70"),
    )
    path = write_xlsx(tmp_path / "p.xlsx", table_)
    assert picked(path, "area_no", "area", "component_no", "component") == [
        (1, "Melayani warga", "", "Layanan naik"),
        (1, "Melayani warga", "", "Layanan dekat"),
        (2, "Menjaga jalan", "", "Jalan aman"),
    ]


@pytest.mark.parametrize("quarters_above", [True, False])
def test_only_the_planned_half_of_a_quarters_pair_gives_a_deadline(
    tmp_path: Path, quarters_above: bool
) -> None:
    above, below = ("TW I", "TW II"), ("Target", "Realisasi")
    if not quarters_above:
        above, below = below, above
    table_: Table = (
        (C("NO", 2), C("SASARAN", 2), C("INDIKATOR", 2), *(C(name, 1, 2) for name in above)),
        cells(*below, *below),
        cells("1", "Layanan naik", "Waktu tunggu", "11", "12", "13", "14"),
    )
    path = write_xlsx(tmp_path / "p.xlsx", table_)
    found = records(pipeline.parse(path).deadlines)
    planned = ["11", "13"] if quarters_above else ["11", "12"]
    assert [d["value"] for d in found] == planned
    assert [f"{d['end_date']:%m}" for d in found] == ["03", "06"]
    extra = json.loads(str(rows(path)[0]["extra"]))
    assert sorted(extra.values()) == ["11", "12", "13", "14"]


def test_lines_of_values_beside_one_activity_are_one_row(tmp_path: Path) -> None:
    table_: Table = (
        cells("NO", "KEGIATAN", "INDIKATOR", "CAPAIAN", "TARGET"),
        (C("1"), C("Memeriksa kantor", 2), C("Laporan terbit", 2), C("97%"), C("WTP")),
        cells("2", "CC", "B"),
        cells("", "Mengevaluasi kota", "Evaluasi terbit", "9", "10"),
    )
    path = write_xlsx(tmp_path / "p.xlsx", table_)
    assert picked(path, "component_no", "action") == [
        ("1", "Memeriksa kantor"),
        ("2", "Mengevaluasi kota"),
    ]
    assert json.loads(str(rows(path)[0]["extra"])) == {"CAPAIAN": "97% CC", "TARGET": "WTP B"}


def test_an_empty_indicator_between_rulings_is_empty(tmp_path: Path) -> None:
    body: list[list[str | None]] = [
        list(HEADER),
        ["1", "Tim", "Tim ada", "Rapat", "Notula", "Maret"],
        [None, None, "", "Apel", "Foto", "Mei"],
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + table(body, [40, 120, 160, 180, 130, 110])]))
    assert picked(path, "component", "indicator") == [("Tim", "Tim ada"), ("Tim", "")]


def test_the_white_ground_of_a_row_parts_it_where_no_line_does(tmp_path: Path) -> None:
    widths = [40, 120, 160, 180, 130, 110]
    lines = [
        list(HEADER),
        ["1", "Tim", "Tim ada", "Rapat", "Notula", "Maret"],
        ["2", "Apel", "Apel rutin", "Berbaris", "Foto", "Mei"],
    ]

    def unruled(x0: float, top: float, x1: float, bottom: float) -> str:
        """Borders without the line between the two rows below the header."""
        sides = stroked(x0, top, x1, bottom) if top < 90 else ""
        upright = f"{x0} {HEIGHT - bottom} m {x0} {HEIGHT - top} l S\n"
        upright += f"{x1} {HEIGHT - bottom} m {x1} {HEIGHT - top} l S\n"
        end = f"{x0} {HEIGHT - bottom} m {x1} {HEIGHT - bottom} l S\n" if top > 110 else ""
        return sides + upright + end

    page = table(lines, widths, border=unruled)
    ground = f"1 1 1 rg 40 {HEIGHT - 134} {sum(widths)} 18 re f 0 g\n"
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([text(200, 30, TITLE) + ground + page]))
    assert picked(path, "component_no", "action") == [("1", "Rapat"), ("2", "Berbaris")]


# ---- what slipped, and what was merged


def activities(count: int) -> list[tuple[str, ...]]:
    """Components of two rows with a time each."""
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    found: list[tuple[str, ...]] = []
    for n in range(count):
        month = months[n % len(months)]
        found.append((f"{n + 1}", f"Tim {n}", "Tim ada", "Rapat tim", "Notula rapat", month))
        found.append(("", "", "Apel ada", "Apel pagi", "Foto apel", f"{n + 1} {month} 2023"))
    return found


def test_a_time_in_the_column_of_evidence_is_the_target(tmp_path: Path) -> None:
    body = [cells(*line) for line in activities(8)]
    body[5] = cells("", "", "Apel ada", "Apel pagi", "1 Maret 2023", "")
    path = write_xlsx(tmp_path / "p.xlsx", (cells(*HEADER), *body))
    row = rows(path)[5]
    assert (row["evidence"], row["target"]) == ("", "1 Maret 2023")
    assert "cells_shifted" in row["flags"]  # type: ignore[operator]


def test_a_row_that_was_moved_in_a_workbook_asked_for_no_look(tmp_path: Path) -> None:
    body = [cells(*line) for line in activities(8)]
    body[5] = cells("", "", "Apel ada", "Apel pagi", "1 Maret 2023", "")
    path = write_xlsx(tmp_path / "p.xlsx", (cells(*HEADER), *body))
    assert [row["row_no"] for row in rows(path) if row["needs_review"]] == [6]


def test_an_empty_action_in_a_workbook_moves_no_cell(tmp_path: Path) -> None:
    body = [cells(*line) for line in activities(8)]
    body[5] = cells("", "", "Apel ada", "", "Foto apel", "Maret")
    path = write_xlsx(tmp_path / "p.xlsx", (cells(*HEADER), *body))
    row = rows(path)[5]
    assert (row["indicator"], row["action"], row["evidence"]) == ("Apel ada", "", "Foto apel")


def test_targets_merged_over_their_component_are_carried_in_a_csv(tmp_path: Path) -> None:
    lines = [line if line[0] else (*line[:5], "") for line in activities(8)]
    found = rows(csv(tmp_path / "p.csv", HEADER, *lines))
    assert all(a["target"] == b["target"] for a, b in zip(found[::2], found[1::2], strict=True))
    assert all("cell_merged" in row["flags"] for row in found[1::2])  # type: ignore[operator]
    assert not any(row["needs_review"] for row in found)


def test_one_blank_target_of_a_csv_is_left_empty_and_marked(tmp_path: Path) -> None:
    lines = activities(12)
    lines[7] = (*lines[7][:5], "")
    found = rows(csv(tmp_path / "p.csv", HEADER, *lines))
    assert found[7]["target"] == ""
    assert [row["row_no"] for row in found if row["needs_review"]] == [8]


@pytest.mark.parametrize("number", ["1", ""])
def test_sections_of_a_csv_are_no_components(tmp_path: Path, number: str) -> None:
    heads = [(number and str(n), f"Layanan {n}", "", "", "", "") for n in (1, 2)]
    lines = [heads[0], *activities(3), heads[1], *activities(3)]
    found = picked(csv(tmp_path / "p.csv", HEADER, *lines), "area_no", "area", "component_no")
    assert found[0] == (1, "Layanan 1", "1")
    assert found[6] == (2, "Layanan 2", "1")
    assert len(found) == 12


def test_a_components_name_that_a_page_cuts_goes_on(tmp_path: Path) -> None:
    widths = [40, 120, 160, 180, 130, 110]
    lines = [list(line) for line in activities(6)]
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        first[1] = "Pengelolaan Keterbukaan"
        second[:2] = [None, None]  # type: ignore[list-item]
    above, below = lines[:11], [["", "Informasi", *lines[11][2:]]]
    path = tmp_path / "p.pdf"
    pages = [text(200, 30, TITLE) + table([list(HEADER), *above], widths, top=60)]
    pages.append(table([list(HEADER), *below], widths, top=60))
    path.write_bytes(pdf(pages))
    found = picked(path, "component_no", "component")
    assert found[-2:] == [("6", "Pengelolaan Keterbukaan Informasi")] * 2


# ---- what is no plan


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"kegiatan laporan " * 100_000, "too_large"),
        (b"<?xml version='1.0'?>\n<?mso-application progid=\"Excel.Sheet\"?><W/>", "unsupported"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w/>', "unsupported"),
        (rb"{\rtf1 Rencana}", "unsupported"),
    ],
    ids=["one endless line", "Excel 2003", "Word 2003", "RTF"],
)
def test_what_is_no_plan_is_named_at_once(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "plan.xls"
    path.write_bytes(content)
    with pytest.raises(ExportError) as error:
        pipeline.parse(path)
    assert error.value.code == code


# ---- narrow columns, numbers merged over rows


def test_months_and_column_numbers_that_narrow_columns_cut_were_lost(tmp_path: Path) -> None:
    above: list[str | None] = ["NO", "KEGIATAN", "OUTPUT", "JADWAL", *["<"] * 10, "PIC"]
    months = ["J\nan", "F\neb", "Mar", "A\npr", "Mei", "J\nun", "Jul", "A\ngt", "S\nep", "O\nkt"]
    numbers = [f"({i})" if i < 10 else f"({i // 10}\n{i % 10})" for i in range(1, 16)]
    lines: list[list[str | None]] = [above, [None, None, None, *months, "Nov", None], list(numbers)]
    lines.append(["1", "Rapat tim", "Notula", "v", *[""] * 2, "v", "v", *[""] * 6, "Umum"])
    path = tmp_path / "p.pdf"
    widths = [30, 150, 110, *[26] * 11, 80]
    path.write_bytes(pdf([text(200, 30, TITLE) + table(lines, widths)]))
    assert picked(path, "component_no", "action") == [("1", "Rapat tim")]
    found = [(d["start_date"], d["end_date"]) for d in records(pipeline.parse(path).deadlines)]
    assert [f"{a:%m}-{b:%m}" for a, b in found] == ["01-01", "04-05"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_number_over_two_rows_without_components_was_in_the_first_alone(
    tmp_path: Path, kind: str
) -> None:
    table_: Table = (
        cells("NO", "INDIKATOR", "RENCANA AKSI", "TARGET WAKTU", "PIC"),
        cells("1", "Aduan selesai", "Membuka loket", "Maret", "Humas"),
        (C("2", 2), C("Naskah terbit", 2), *cells("Klinik menulis", "April", "Peneliti")),
        cells("Pendampingan", "Mei", "Peneliti"),
    )
    path = tmp_path / f"p.{kind}"
    if kind == "xlsx":
        write_xlsx(path, table_)
    else:
        lines = [tuple(cell.text for cell in line) for line in table_]
        csv(path, *lines[:3], ("", "", *lines[3]))
    assert [number for (number,) in picked(path, "component_no")] == ["1", "2", "2"]


def test_quarters_below_a_target_by_quarter_gave_no_deadlines(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        ("NO", "SASARAN", "INDIKATOR KINERJA", "SATUAN", "Target Triwulan", "", "", "", "PIC"),
        ("", "", "", "", "I", "II", "III", "IV", ""),
        ("1", "Layanan baik", "Nilai survei", "Nilai", "-", "80", "-", "85", "Umum"),
        ("2", "Arsip tertata", "Arsip dipilah", "Boks", "5", "10", "15", "20", "Arsip"),
    )
    deadlines = pipeline.parse(path).deadlines
    assert list(deadlines["value"]) == ["80", "85", "5", "10", "15", "20"]
    assert [date.month for date in deadlines["due_date"]] == [6, 12, 3, 6, 9, 12]


def test_rows_of_a_csv_without_the_number_that_others_have_are_marked(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        ("NO", "URAIAN", "KEGIATAN", "INDIKATOR", "WAKTU"),
        ("1", "Gizi", "Penyuluhan", "24 posyandu", "Mei"),
        ("", "", "Kampanye", "10 sekolah", "Juli"),
        ("2", "Air", "Inspeksi", "15 depot", "Juni"),
    )
    assert [row["needs_review"] for row in rows(path)] == [False, True, False]


def test_a_second_line_of_headers_was_a_head_of_its_own(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        ("NO", "AREA PERUBAHAN", "KOMPONEN", "", "LANGKAH AKSI", "WAKTU", "REALISASI", ""),
        ("", "", "NO", "INDIKATOR", "", "", "STATUS", "%"),
        ("1", "Manajemen Perubahan", "1.1", "Tim ada", "Menyusun tim", "Mei", "Selesai", "100"),
        ("", "", "1.2", "Rencana ada", "Menyusun rencana", "Juni", "Belum", "0"),
        ("2", "Penguatan Pengawasan", "2.1", "Loket ada", "Membuka loket", "Juli", "Belum", "0"),
    )
    assert picked(path, "area_no", "area", "component", "indicator", "action", "target") == [
        (1, "Manajemen Perubahan", "", "Tim ada", "Menyusun tim", "Mei"),
        (1, "Manajemen Perubahan", "", "Rencana ada", "Menyusun rencana", "Juni"),
        (2, "Penguatan Pengawasan", "", "Loket ada", "Membuka loket", "Juli"),
    ]
    extra = [json.loads(str(row["extra"])) for row in rows(path)]
    assert extra[1] == {"KOMPONEN NO": "1.2", "STATUS": "Belum", "%": "0"}


def test_the_value_beside_a_merged_indicator_stood_in_its_first_row_only(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        ("NO", "SASARAN", "INDIKATOR", "TARGET", "LANGKAH AKSI", "WAKTU", "PIC"),
        ("1", "Layanan baik", "Indeks", "85", "Menyusun survei", "Mei", "Humas"),
        ("", "", "", "", "Mengolah survei", "Juni", "Humas"),
        ("2", "Tamu puas", "Nilai", "A", "Melayani tamu", "Juli", "Umum"),
        ("", "", "", "", "Mencatat tamu", "Agustus", "Umum"),
        ("", "", "Waktu tunggu", "5 menit", "Menambah loket", "Mei", "Umum"),
    )
    values = [json.loads(str(row["extra"])).get("TARGET") for row in rows(path)]
    assert values == ["85", "85", "A", "A", "5 menit"]


@pytest.mark.parametrize("write", [write_xlsx, write_html])
def test_a_header_over_several_columns_gave_its_field_to_none(
    tmp_path: Path, write: Callable[[Path, Table], Path]
) -> None:
    table_: Table = (
        (C("NO", 2), C("SASARAN", 1, 2), C("INDIKATOR KINERJA", 1, 3), C("KEGIATAN", 2)),
        cells("Kode", "Nama", "Uraian", "Satuan", "Target"),
        cells("1", "S1", "Layanan mudah", "Indeks layanan", "Nilai", "85", "Menyusun survei"),
        cells("2", "S2", "Aduan selesai", "Aduan dijawab", "%", "100", "Menjawab aduan"),
    )
    path = write(tmp_path / f"p.{write.__name__.removeprefix('write_')}", table_)
    assert picked(path, "component", "indicator", "action") == [
        ("Layanan mudah", "Indeks layanan", "Menyusun survei"),
        ("Aduan selesai", "Aduan dijawab", "Menjawab aduan"),
    ]
    extra = {"Kode": "S1", "Satuan": "Nilai", "Target": "85"}
    assert json.loads(str(rows(path)[0]["extra"])) == extra


def test_numbers_set_in_by_levels_stood_in_columns_without_a_name(tmp_path: Path) -> None:
    path = csv(
        tmp_path / "p.csv",
        ("No", "", "", "Penilaian", "Rencana Aksi", "Data Dukung", "Waktu"),
        ("A", "", "", "Manajemen Perubahan", "", "", ""),
        ("", "1", "", "Tim kerja", "", "", ""),
        ("", "", "a", "Tim dibentuk", "Menyusun tim", "Surat", "Mei"),
        ("", "", "b", "Tim dipilih", "Memilih tim", "Notula", "Juni"),
        ("", "2", "", "Rencana", "", "", ""),
        ("", "", "a", "Rencana disusun", "Menyusun rencana", "Dokumen", "Juli"),
        ("B", "", "", "Penguatan Pengawasan", "", "", ""),
        ("", "1", "", "Aduan", "", "", ""),
        ("", "", "a", "Aduan dijawab", "Menjawab aduan", "Buku", "Mei"),
    )
    assert picked(path, "area_no", "area", "component_no", "component", "action") == [
        (1, "Manajemen Perubahan", "1", "Tim kerja", "Menyusun tim"),
        (1, "Manajemen Perubahan", "1", "Tim kerja", "Memilih tim"),
        (1, "Manajemen Perubahan", "2", "Rencana", "Menyusun rencana"),
        (2, "Penguatan Pengawasan", "1", "Aduan", "Menjawab aduan"),
    ]
