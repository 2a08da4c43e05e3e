"""When a row is due, said in two columns: a week or a day, and its month."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_xlsx

ROWS = ("1;Menyusun keputusan;Keputusan", "2;Mengundang pegawai;Undangan", "3;Membuka loket;Foto")


def plan(path: Path, names: tuple[str, str], times: list[tuple[str, str]]) -> Path:
    lines = [
        "RENCANA AKSI BALAI UJI COBA TAHUN 2025",
        "",
        f"NO;RENCANA AKSI;BUKTI DUKUNG;{names[0]};{names[1]};PIC",
        *(f"{row};{';'.join(time)};Humas" for row, time in zip(ROWS, times, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("names", [("MINGGU KE", "BULAN"), ("MINGGU", "WAKTU")])
def test_week_beside_its_month_was_dropped(tmp_path: Path, names: tuple[str, str]) -> None:
    times = [("II", "Januari"), ("I dan IV", "Maret"), ("", "November")]
    found = pipeline.parse(plan(tmp_path / "p.csv", names, times))
    spans = [(f"{s:%m-%d}", f"{e:%m-%d}") for s, e in
             zip(found.deadlines.start_date, found.deadlines.end_date, strict=True)]  # fmt: skip
    assert spans == [
        ("01-08", "01-14"), ("03-01", "03-07"), ("03-22", "03-31"), ("11-01", "11-30"),
    ]  # fmt: skip
    assert found.document["chars_unplaced"] == 0


def test_day_beside_its_month_was_dropped(tmp_path: Path) -> None:
    times = [("6", "Januari"), ("10-12", "Maret"), ("28", "November")]
    found = pipeline.parse(plan(tmp_path / "p.csv", ("Tanggal", "Bulan"), times)).deadlines
    spans = [(f"{s:%m-%d}", f"{e:%m-%d}")
             for s, e in zip(found.start_date, found.end_date, strict=True)]  # fmt: skip
    assert spans == [("01-06", "01-06"), ("03-10", "03-12"), ("11-28", "11-28")]


def test_two_columns_of_times_gave_no_deadline_and_no_flag(tmp_path: Path) -> None:
    times = [("Januari 2025", "Februari 2025"), ("Maret 2025", "Juni 2025"), ("Mei", "Juli")]
    found = pipeline.parse(plan(tmp_path / "p.csv", ("Tahap Satu", "Tahap Dua"), times))
    assert list(found.indicators["needs_review"]) == [True, True, True]
    assert len(found.deadlines) == 0


def schedule(path: Path, top: str, names: list[str]) -> Path:
    marks = [("v", "v", "", ""), ("", "", "v", ""), ("", "v", "", "v")]
    table: Table = (
        (C("NO", 2), C("RENCANA AKSI", 2), C("BUKTI DUKUNG", 2), C(top, 1, 4), C("PIC", 2)),
        tuple(C(name) for name in names),
        *(
            (*(C(text) for text in (*row.split(";"), *own)), C("Humas"))
            for row, own in zip(ROWS, marks, strict=True)
        ),
    )
    return write_xlsx(path, table)


@pytest.mark.parametrize("top", ["Bulan ke-", "WAKTU PELAKSANAAN (BULAN)", "JADWAL PER BULAN"])
def test_months_counted_below_a_header_of_more_words_gave_no_deadline(
    tmp_path: Path, top: str
) -> None:
    found = pipeline.parse(schedule(tmp_path / "p.xlsx", top, ["1", "2", "3", "4"])).deadlines
    spans = [(s.month, e.month)
             for s, e in zip(found.start_date, found.end_date, strict=True)]  # fmt: skip
    assert spans == [(1, 2), (3, 3), (2, 2), (4, 4)]


def test_marks_below_headers_that_are_no_times_gave_no_flag(tmp_path: Path) -> None:
    path = schedule(tmp_path / "p.xlsx", "TAHAPAN", ["Rapat", "Draf", "Uji", "Sah"])
    assert pipeline.parse(path).indicators["needs_review"].all()
