"""Headers that are known names in other words: what stands below them is no further column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pipeline

HEADS = {
    "component": "Komponen",
    "indicator": "Indikator",
    "action": "Langkah Aksi",
    "evidence": "Bukti Fisik",
    "target": "Target Waktu",
    "pic": "PIC",
}


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("action", "Kegiatan/Aksi"),
        ("action", "Nama Kegiatan"),
        ("evidence", "Data Dukung/Link"),
        ("evidence", "Dokumen yang Dihasilkan"),
        ("target", "Timeline"),
        ("target", "Deadline"),
        ("pic", "PIC/Pokja"),
        ("pic", "Bidang Penanggung Jawab"),
    ],
)
def test_header_in_other_words_made_a_further_column(tmp_path: Path, field: str, name: str) -> None:
    heads = {**HEADS, field: name}
    rows = (f"{i};{';'.join(f'Kata {key} {i}' for key in heads)}" for i in (1, 2, 3))
    path = tmp_path / "plan.csv"
    title = "RENCANA KERJA BALAI UJI COBA TAHUN 2023"
    path.write_text("\n".join([title, "", f"No;{';'.join(heads.values())}", *rows]), "utf-8")
    found = pipeline.parse(path).indicators
    assert list(found[field]) == [f"Kata {field} {i}" for i in (1, 2, 3)]
    assert set(found["extra"].fillna("{}")) == {"{}"}


@pytest.mark.parametrize(
    ("printed", "name"),
    [("Target Out\nput", "Target Output"), ("KETE\nRANGAN", "KETERANGAN"), ("Out Put", "Out Put")],
)
def test_a_name_that_a_narrow_column_cut_was_another_name(
    tmp_path: Path, printed: str, name: str
) -> None:
    heads = ["No", *HEADS.values(), printed]
    table = [[f'"{head}"' for head in heads], *([str(i), *"ABCDEF", "9"] for i in (1, 2, 3))]
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(";".join(row) for row in table), "utf-8")
    found = pipeline.parse(path).indicators
    assert {tuple(json.loads(extra)) for extra in found["extra"]} == {(name,)}
