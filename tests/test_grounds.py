"""Tables whose cells are coloured grounds, over page ends."""

from __future__ import annotations

from pathlib import Path

import pipeline
from tests.pdfs import HEADER, ground, pdf, table, text
from tests.plans import records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023"
WIDTHS = [40, 120, 160, 180, 130, 110]
TOP = 80


def test_merged_cells_whose_ground_ends_below_the_last_row_were_lost(tmp_path: Path) -> None:
    lines: list[list[str | None]] = [list(HEADER)]
    for n in range(1, 7):
        lines.append([f"{n}", f"Tim {n}", "Tim ada", "Menyusun naskah", "Notula", "Maret"])
        lines.append([None, None, f"Apel {n}", "Berbaris", "Foto", None])
    end = TOP + 18 * len(lines)

    def border(x0: float, top: float, x1: float, bottom: float) -> str:
        """The last component's grounds reach a little further than those of its row."""
        merged = x0 < 200 or x1 > 770
        return ground(x0, top, x1, bottom + 8 if bottom == end and merged else bottom)

    below: list[list[str | None]] = [
        ["", "", "Loket ada", "Membuka loket", "Buku", ""],
        [None, None, "Tamu dilayani", "Menyambut tamu", "Daftar", None],
        ["7", "Tim 7", "Tim ada", "Menyusun naskah", "Notula", "Mei"],
    ]
    pages = [
        text(200, 30, TITLE) + table(lines, WIDTHS, top=TOP, border=border),
        table(below, WIDTHS, top=40, border=ground),
    ]
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf(pages))
    rows = records(pipeline.parse(path).indicators)
    found = [(row["component_no"], row["indicator"], row["target"]) for row in rows[-4:]]
    assert found == [
        ("6", "Apel 6", "Maret"),
        ("6", "Loket ada", "Maret"),
        ("6", "Tamu dilayani", "Maret"),
        ("7", "Tim ada", "Mei"),
    ]
