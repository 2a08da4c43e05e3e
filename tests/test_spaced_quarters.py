"""Text whose columns stand in place: headers with quarters and years, and what is like a header."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.test_spaced import TITLE, rows_of
from tests.test_spaced_heads import in_place

LEFTS = (0, 5, 23, 49, 58, 67, 76, 86)
BODY = [
    ("1", "Tim Kerja", "Tim kerja ditetapkan", "10%", "20%", "50%", "100%", "Ketua"),
    (),
    ("2", "Rencana Kerja", "Rencana tersusun", "15%", "25%", "60%", "90%", "Ketua"),
    (),
    ("3", "Prosedur", "Prosedur diperbarui", "5%", "30%", "40%", "80%", "Wakil"),
]


def read(tmp_path: Path, header: Sequence[str]) -> list[list[str]]:
    """For each extra column of a plan with this header its name and cells."""
    text = TITLE + "\n".join(header) + "\n" + in_place(LEFTS, BODY)
    rows = [json.loads(row["extra"]) for row in rows_of(tmp_path, text)]
    return [[name, *(row.get(name) for row in rows)] for name in rows[0]]


NAMES = "NO   KOMPONEN          INDIKATOR                 "
HEADERS = {
    "two a space apart": [f"{NAMES}TW. 1    TW. 2 TW. 3       TW. 4     PIC"],
    "under one name": [
        f"{'JADWAL PELAKSANAAN':>72}",
        f"{NAMES}TW. 1    TW. 2 TW. 3 TW. 4         PIC",
    ],
    "name over one of them": [
        f"{'TARGET':>65}",
        f"{NAMES}TW. 1    TW. 2    TW. 3    TW. 4     PIC",
    ],
    "in two lines": [
        f"{'TARGET':>65}",
        f"{NAMES}TRIWULAN TRIWULAN TRIWULAN TRIWULAN  PIC",
        f"{'I        II       III      IV':>82}",
    ],
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_quarters_however_they_stand_are_columns(tmp_path: Path, header: list[str]) -> None:
    names = ["TW. 1", "TW. 2", "TW. 3", "TW. 4"]
    if len(header) == 3:
        names = ["TRIWULAN I", "TRIWULAN II", "TRIWULAN III", "TRIWULAN IV"]
    assert read(tmp_path, header) == [
        [name, *(row[3 + k] for row in BODY if row)] for k, name in enumerate(names)
    ]


def test_a_year_below_a_header_name_is_no_cell(tmp_path: Path) -> None:
    lefts = (0, 22, 44, 76, 90)
    header = [
        ("", "", "", "TARGET"),
        ("TUJUAN STRATEGIS", "KOMPONEN", "INDIKATOR", "", "CATATAN"),
        ("", "", "", " 2020"),
    ]
    body = [
        ("Tata kelola", "Tim Kerja", "Tim kerja ditetapkan", "4", "Terlaksana"),
        (),
        ("Layanan", "Rencana Kerja", "Rencana kerja tersusun", "80 %", "Terlaksana"),
        (),
        ("Pengawasan", "Prosedur", "Prosedur diperbarui", "12", "Rutin"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert [json.loads(row["extra"])["TARGET 2020"] for row in rows] == ["4", "80 %", "12"]


def test_cells_that_are_like_header_names_are_no_header(tmp_path: Path) -> None:
    lefts = (0, 5, 23, 51, 81, 110)
    header = [("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "WAKTU")]
    body = [
        ("1", "Tim Kerja", "Tim kerja ditetapkan", "Menyusun nama calon", "Surat", "Januari"),
        (),
        ("2", "Evaluasi", "Hasil ditindaklanjuti", "Membahas dan memantau", "Notula rapat", "Juli"),
        ("", "", "", "pelaksanaan tindak lanjut", "pelaksanaan tindak lanjut"),
        (),
        ("3", "Prosedur", "Prosedur diperbarui", "Meninjau", "Prosedur", "Mei"),
    ]
    rows = rows_of(tmp_path, TITLE + in_place(lefts, [*header, *body]))
    assert rows[1]["action"] == "Membahas dan memantau pelaksanaan tindak lanjut"
    assert rows[1]["evidence"] == "Notula rapat pelaksanaan tindak lanjut"
