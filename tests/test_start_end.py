"""When a row is due, said in two columns: where it starts and where it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from tests.office_files import C, Table, write_xlsx

TITLE = "RENCANA AKSI BALAI UJI COBA TAHUN 2024"
ACTIONS = ("Menyusun keputusan", "Mengundang pegawai", "Membuka loket")


def plan(path: Path, names: tuple[str, str], times: list[tuple[str, str]]) -> Path:
    table: Table = (
        (C("NO", 2), C("LANGKAH AKSI", 2), C("BUKTI FISIK", 2), C("WAKTU", 1, 2), C("PIC", 2)),
        tuple(C(name) for name in names),
        *(
            (C(str(no)), C(action), C("Laporan"), C(start), C(end), C("Humas"))
            for no, (action, (start, end)) in enumerate(zip(ACTIONS, times, strict=True), 1)
        ),
    )
    return write_xlsx(path, table)


def csv(path: Path, names: tuple[str, str], times: list[tuple[str, str]]) -> Path:
    lines = [
        TITLE, "", "NO;LANGKAH AKSI;BUKTI FISIK;WAKTU;;PIC", f";;;{';'.join(names)};",
        *(
            f"{no};{action};Laporan;{start};{end};Humas"
            for no, (action, (start, end)) in enumerate(zip(ACTIONS, times, strict=True), 1)
        ),
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def spans(path: Path) -> list[tuple[str, str, str]]:
    found = pipeline.parse(path).deadlines
    return [
        (kind, f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
        for kind, start, end in zip(found.kind, found.start_date, found.end_date, strict=True)
    ]


DAYS = [("8/1/2024", "12/1/2024"), ("22/1/2024", "22/1/2024"), ("1/2/2024", "15/3/2024")]
NAMES = [("Mulai", "Selesai"), ("Tanggal Mulai", "Tanggal Akhir"), ("Dari", "Sampai dengan")]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("write", [plan, csv])
def test_columns_of_start_and_end_gave_no_deadline(
    tmp_path: Path, names: tuple[str, str], write: Callable[..., Path]
) -> None:

    path = write(tmp_path / ("p.xlsx" if write is plan else "p.csv"), names, DAYS)
    assert spans(path) == [
        ("range", "2024-01-08", "2024-01-12"),
        ("date", "2024-01-22", "2024-01-22"),
        ("range", "2024-02-01", "2024-03-15"),
    ]
    assert list(pipeline.parse(path).indicators.action) == list(ACTIONS)


def test_months_from_start_to_end_are_one_range(tmp_path: Path) -> None:
    times = [("Januari", "Maret"), ("April", "April"), ("-", "Desember")]
    assert spans(plan(tmp_path / "p.xlsx", NAMES[0], times)) == [
        ("range", "2023-01-01", "2023-03-31"),
        ("month", "2023-04-01", "2023-04-30"),
        ("month", "2023-12-01", "2023-12-31"),
    ]


def test_what_was_done_from_and_until_is_no_deadline(tmp_path: Path) -> None:
    assert spans(plan(tmp_path / "p.xlsx", ("Realisasi Mulai", "Realisasi Selesai"), DAYS)) == []


@pytest.mark.parametrize("write", [plan, csv])
def test_first_of_a_month_among_days_was_read_as_the_whole_month(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    days = [
        ("02/01/2024", "01/02/2024"),
        ("01/04/2024", "01/04/2024"),
        ("2024-06-01", "01/12/2024"),
    ]
    path = write(tmp_path / ("p.xlsx" if write is plan else "p.csv"), NAMES[0], days)
    assert [(start, end) for _, start, end in spans(path)] == [
        ("2024-01-02", "2024-02-01"),
        ("2024-04-01", "2024-04-01"),
        ("2024-06-01", "2024-12-01"),
    ]


def test_firsts_of_months_alone_are_months_of_a_workbook(tmp_path: Path) -> None:
    path = plan(tmp_path / "p.xlsx", NAMES[0], [("01/01/2024", "01/02/2024")] * 3)
    assert {(start, end) for _, start, end in spans(path)} == {("2024-01-01", "2024-02-29")}
