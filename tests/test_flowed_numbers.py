"""Which of the numbers and letters in flat text are those of components and areas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

TITLE = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS BALAI CONTOH TAHUN 2023"
HEADER = "NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
LISTS = """Pembentukan tim kerja
1. Melakukan rapat pembentukan tim
2. Menerbitkan surat keputusan tim
3. Mengumumkan anggota tim
1. Notulen rapat
2. Surat keputusan
Januari 2023
"""
PLAIN = """Dokumen rencana kerja disusun
Menyusun dokumen rencana kerja
Dokumen rencana kerja
Maret 2023
"""
SECOND = """SOP disusun
1. Menyusun SOP
2. Menetapkan SOP
1. Dokumen SOP
2. Surat penetapan
April 2023
"""


def text_of(first: str, second: str, labels: tuple[str, str, str]) -> str:
    a, b, c = labels
    return (
        f"{TITLE}\n\n{HEADER}\n{first}MANAJEMEN PERUBAHAN\n{a}Tim Kerja\n{LISTS}"
        f"{b}Rencana Kerja\n{PLAIN}{second}PENATAAN TATALAKSANA\n{c}Standar Operasional\n{SECOND}"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [("I ", "II "), ("I. ", "II. "), ("I.", "II."), ("A. ", "B. "), ("1. ", "2. "), ("1) ", "2) ")],
)
@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (("1 ", "2 ", "1 "), ["1", "2", "1"]),
        (("1.", "2.", "1."), ["1", "2", "1"]),  # glued to the names
        (("a. ", "b. ", "a. "), ["a", "b", "a"]),
        (("1.1 ", "1.2 ", "2.1 "), ["1.1", "1.2", "2.1"]),
        (("A.1. ", "A.2. ", "B.1. "), ["A.1", "A.2", "B.1"]),
        (("I.1 ", "I.2 ", "II.1 "), ["I.1", "I.2", "II.1"]),
    ],
)
def test_numbers_of_areas_and_components_were_part_of_their_names(
    plan: Callable[..., Path], first: str, second: str, labels: tuple[str, str, str],
    numbers: list[str],
) -> None:  # fmt: skip
    rows = pipeline.parse(plan("p.txt", text_of(first, second, labels))).indicators
    assert rows["area"].tolist() == ["MANAJEMEN PERUBAHAN"] * 2 + ["PENATAAN TATALAKSANA"]
    assert rows["area_no"].tolist() == [1, 1, 2]
    assert rows["component"].tolist() == ["Tim Kerja", "Rencana Kerja", "Standar Operasional"]
    assert rows["component_no"].tolist() == numbers
    assert rows["action"].str.startswith("1. M").tolist() == [True, False, True]
