"""Text of tools that write a page block by block: cells do not follow one another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.errors import ExportError

# (number, component, indicator, action, evidence, target) of rows that one tool writes as a group,
# column by column.
GROUPS = [
    [
        ("1", "Tim Kerja", "Tim kerja sudah dibentuk", "Melaksanakan rapat pembentukan tim kerja",
         "Undangan dan notulen rapat", "Januari 2023"),
        ("", "", "", "Menetapkan keputusan tim kerja pembangunan", "SK tim kerja", "Februari 2023"),
    ],
    [
        ("2", "Rencana Pembangunan Zona Integritas", "Dokumen rencana kerja telah disusun",
         "Menyusun rencana kerja pembangunan zona integritas", "Dokumen rencana kerja",
         "Maret 2023"),
        ("", "", "", "Melaksanakan sosialisasi rencana kerja kepada pegawai",
         "Foto dan daftar hadir sosialisasi", "April 2023"),
    ],
    [
        ("3", "Pemantauan dan Evaluasi", "Laporan pemantauan telah disusun",
         "Melaksanakan pemantauan rencana kerja setiap triwulan", "Laporan pemantauan",
         "Juni 2023"),
    ],
]  # fmt: skip
HEADER = ["INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "NO.", "KOMPONEN", "TARGET\nWAKTU"]
TITLE = "RENCANA KERJA PEMBANGUNAN ZONA INTEGRITAS\nBALAI CONTOH TAHUN 2023\n"


def _written() -> str:
    """The plan as such a tool writes it: each name of the header and each cell a block."""
    blocks = [*HEADER, "I MANAJEMEN PERUBAHAN"]
    for group in GROUPS:
        blocks += [cell for column in zip(*group, strict=True) for cell in column if cell]
    return TITLE + "\n" + "\n\n".join(blocks) + "\n\f"


def test_cells_written_column_by_column_come_back_as_rows(plan: Callable[..., Path]) -> None:
    """Read as if cells followed one another, two cells of one column became two rows."""
    rows = pipeline.parse(plan("p.txt", _written())).indicators
    wanted = [row for group in GROUPS for row in group]
    assert list(rows["action"]) == [row[3] for row in wanted]
    assert list(rows["evidence"]) == [row[4] for row in wanted]
    assert list(rows["target"]) == [row[5] for row in wanted]


def test_names_of_a_header_in_any_order_on_the_page_are_its_columns(
    plan: Callable[..., Path],
) -> None:
    """ "NO." and "KOMPONEN" stood behind the others, and the table had no component."""
    parsed = pipeline.parse(plan("p.txt", _written()))
    assert parsed.document["layout"] == "component_no+component+indicator+action+evidence+target"
    assert set(parsed.indicators["component"]) == {row[1] for group in GROUPS for row in group[:1]}


def test_rows_of_text_in_blocks_are_all_marked(plan: Callable[..., Path]) -> None:
    rows = pipeline.parse(plan("p.txt", _written())).indicators
    assert rows["needs_review"].all()
    assert all("order_lost" in flags for flags in rows["flags"])


def test_text_in_blocks_is_counted_once_and_nothing_is_unplaced(plan: Callable[..., Path]) -> None:
    document = pipeline.parse(plan("p.txt", _written())).document
    assert document["chars_unplaced"] == 0
    parts = ("chars_in_cells", "chars_in_furniture", "chars_unplaced")
    assert document["chars_total"] == sum(document[part] for part in parts)


def test_names_alone_below_a_header_stop_nothing(plan: Callable[..., Path]) -> None:
    header = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
    for names in ("KOMPONEN", "NO. KOMPONEN"):
        with pytest.raises(ExportError, match="no table"):
            pipeline.parse(plan("p.txt", f"{header}\n\n\n{names}"))
