"""Earlier plans of a unit sharpen the reading of the next one, whatever the order of files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import wrap
from typing import Any

import pandas as pd
import pytest

from pipeline.run import run
from tests.pdfs import pdf
from tests.pdfs import table as pdf_table
from tests.plans import TEXT_2022, TSV_2021, golden, records, table


def _indicators(raw: Path, parsed: Path, year: int) -> pd.DataFrame:
    run(raw, parsed, jobs=1)
    frame = pd.read_parquet(parsed / "indicators.parquet")
    return frame[frame["year"] == year]


def _rows(raw: Path, parsed: Path, year: int) -> list[tuple[object, ...]]:
    return table(records(_indicators(raw, parsed, year)))


def _sure(raw: Path, parsed: Path, year: int) -> list[tuple[object, ...]]:
    """Rows with what is thought of them, which an earlier plan changes first."""
    frame = _indicators(raw, parsed, year)
    return [
        (*row, *sure)
        for row, *sure in zip(
            table(records(frame)), frame["confidence"], frame["needs_review"], strict=True
        )
    ]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_the_text_of_2022_is_exact_beside_the_table_of_2021(
    raw: Path, parsed: Path, names: tuple[str, str]
) -> None:
    shutil.copy(TSV_2021, raw / f"{names[0]}.tsv")
    shutil.copy(TEXT_2022, raw / f"{names[1]}.txt")
    assert _rows(raw, parsed, 2022) == table(golden("rkt-2022-balit-palma")["rows"])


def test_an_earlier_run_leaves_nothing_behind_in_the_result(raw: Path, parsed: Path) -> None:
    shutil.copy(TEXT_2022, raw / "b.txt")
    alone = _sure(raw, parsed, 2022)
    shutil.copy(TSV_2021, raw / "a.tsv")
    taught = _sure(raw, parsed, 2022)
    assert taught != alone
    (raw / "a.tsv").unlink()
    assert _sure(raw, parsed, 2022) == alone
    fresh = parsed.parent / "fresh"
    shutil.copy(TSV_2021, raw / "a.tsv")
    assert _sure(raw, fresh, 2022) == taught


def test_a_plan_of_other_sentences_teaches_nothing(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    shutil.copy(TEXT_2022, raw / "b.txt")
    alone = _sure(raw, parsed, 2022)
    plan("a.tsv")
    assert _sure(raw, parsed, 2022) == alone


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def _as_pdf(rows: list[dict[str, Any]]) -> bytes:
    """Rows of a golden table as a ruled PDF, three rows to a page."""
    widths = (30, 95, 165, 190, 190, 90)
    keys = ("component_no", "component", "indicator", "action", "evidence", "target")
    lines: list[list[str]] = [
        ["NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU"]
    ]
    area, component = None, None
    for row in rows:
        if row["area"] != area:
            area = row["area"]
            lines.append([f"{_ROMAN[row['area_no'] - 1]} {area}", *"<<<<<"])
        texts = {key: row[key] or "" for key in keys}
        if (row["area"], texts["component_no"]) == component:
            texts["component_no"] = texts["component"] = ""
        else:
            component = (row["area"], texts["component_no"])
        lines.append(
            [
                "\n".join(wrap(texts[key], int(width / 4.7)))
                for key, width in zip(keys, widths, strict=True)
            ]
        )
    return pdf([pdf_table(lines[k : k + 3], widths, top=30) for k in range(0, len(lines), 3)])


def test_a_ruled_pdf_of_the_year_before_teaches_too(raw: Path, parsed: Path) -> None:
    shutil.copy(TEXT_2022, raw / "b.txt")
    alone = _indicators(raw, parsed, 2022)
    (raw / "a.pdf").write_bytes(_as_pdf(golden("rkt-2021-balit-palma")["rows"]))
    taught = _indicators(raw, parsed, 2022)
    assert taught["needs_review"].sum() < alone["needs_review"].sum()
    right = set(table(golden("rkt-2022-balit-palma")["rows"]))
    rows = zip(table(records(taught)), taught["needs_review"], strict=True)
    assert all(row in right or marked for row, marked in rows)


_CUT_ROW = (
    "Selisih kompetensi di bawah dua puluh persen",
    "Menguji kompetensi pengawas ahli pertama dan ahli muda",
    "Hasil uji kompetensi",
    "Menunggu jadwal Sekretariat",
)


def test_words_that_the_earlier_plan_has_in_a_cell_go_on_in_it_over_a_page(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    rows = [
        ("1", "Kelompok Pelaksana", "Telah ditetapkan kelompok pelaksana dari semua bagian",
         "Menyusun surat keputusan kelompok pelaksana", "Surat keputusan", "Maret"),
        ("2", "Pengembangan Pegawai", "Telah disusun rencana pelatihan pegawai",
         "Menyusun rencana pelatihan bersama semua bagian", "Dokumen rencana pelatihan", "April"),
        ("", "", *_CUT_ROW),
        ("", "", "Adanya kesempatan belajar yang merata",
         "Mengikutsertakan pegawai pada pelatihan teknis", "Sertifikat dan laporan", "Juni"),
        ("3", "Penetapan Kinerja Individu", "Telah ditetapkan kinerja individu",
         "Menetapkan sasaran kinerja pegawai", "Dokumen sasaran kinerja", "Januari"),
    ]  # fmt: skip
    header = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
    title = "RENCANA KERJA TAHUNAN BALAI UJI COBA SUNGAI JERNIH TAHUN"
    lines = [f"{title} 2022", "", "\t".join(header), "\tI MANAJEMEN PERUBAHAN"]
    plan("earlier.tsv", "\n".join([*lines, *("\t".join(row) for row in rows)]))
    cells = [cell for row in rows for cell in row if cell]
    at = cells.index("Hasil uji kompetensi")  # its last word stands on the next page
    cells[at : at + 2] = ["Hasil uji", "Menunggu jadwal", "\fkompetensi Sekretariat"]
    lines = [f"{title} 2023", " ".join(header), "I MANAJEMEN PERUBAHAN"]
    plan("later.txt", "\n\n".join([*lines, *cells]) + "\n")
    found = _indicators(raw, parsed, 2023)
    assert list(found[["indicator", "action", "evidence", "target"]].iloc[2]) == list(_CUT_ROW)


_REMARKS = [
    ("1", "Tim Kerja", "Menyusun keputusan tim kerja", "Surat keputusan", "Maret",
     "", "Bersama kantor wilayah"),
    ("2", "Rencana Kerja", "Menyusun rencana kerja", "Dokumen rencana", "April",
     "Menunggu jadwal pimpinan", ""),
    ("3", "Pemantauan", "Memantau rencana kerja", "Laporan pemantauan", "Juni",
     "", "Bersama semua bagian"),
    ("4", "Evaluasi", "Menilai hasil rencana kerja", "Laporan evaluasi", "Desember",
     "Sesuai surat edaran", ""),
]  # fmt: skip


def test_cells_of_further_columns_were_not_remembered(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    """Two columns of remarks, of which each row has one: only the earlier plan tells which."""
    known = ("NO", "KOMPONEN", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
    header = (*known, "KETERANGAN", "CATATAN")
    title = "RENCANA KERJA TAHUNAN BALAI UJI COBA SUNGAI JERNIH TAHUN"
    lines = [f"{title} 2022", "", "\t".join(header), "I MANAJEMEN PERUBAHAN"]
    plan("earlier.tsv", "\n".join([*lines, *("\t".join(row) for row in _REMARKS)]) + "\n")
    cells = [cell for row in _REMARKS for cell in row if cell]
    lines = [f"{title} 2023", *header]
    plan("later.txt", "\n\n".join([*lines, "I MANAJEMEN PERUBAHAN", *cells]) + "\n")
    rows = records(_indicators(raw, parsed, 2023))
    found = [json.loads(row["extra"]) for row in rows]
    assert [(own.get("KETERANGAN", ""), own.get("CATATAN", "")) for own in found] == [
        row[5:] for row in _REMARKS
    ]
