"""Words of a PDF, however their spaces are drawn and wherever their lines run."""

from __future__ import annotations

from pathlib import Path

import pipeline
from tests.pdfs import HEADER, WIDTHS, pdf, table, text


def drawn(tmp_path: Path, content: str) -> str:
    """An action as it is read where its cell is drawn by this content."""
    row = ["1", "Tim Kerja", "Tim sudah dibentuk", "@@", "SK tim", "Maret"]
    page = text(200, 30, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023")
    page += table([HEADER, row], WIDTHS).replace("(@@) Tj", content)
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([page]))
    return str(pipeline.parse(path).indicators["action"][0])


def test_a_narrow_space_before_a_word_was_lost(tmp_path: Path) -> None:
    action = "(Membagi giliran) Tj -2.3 Tw ( jaga) Tj 0 Tw"
    assert drawn(tmp_path, action) == "Membagi giliran jaga"


def test_a_space_that_is_drawn_as_a_gap_was_lost(tmp_path: Path) -> None:
    assert drawn(tmp_path, "[(RENCANA) -140 (AKSI)] TJ") == "RENCANA AKSI"


def test_letters_drawn_apart_stay_one_word(tmp_path: Path) -> None:
    assert drawn(tmp_path, "1.2 Tc (RENCANA) Tj 0 Tc") == "RENCANA"


def test_text_over_the_text_below_was_read_as_part_of_it(tmp_path: Path) -> None:
    rows = [HEADER, ["1", "Tim", "Tim ada", "@@", "SK", "Maret"]]
    rows.append(["2", "Apel", "Apel rutin", "Berbaris setiap hari", "Foto", "Mei"])
    over = "(Membagi giliran) Tj 0 -11 Td (jaga setiap pekan) Tj"
    page = text(200, 30, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023")
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf([page + table(rows, WIDTHS).replace("(@@) Tj", over)]))
    found = pipeline.parse(path).indicators
    assert found["action"].tolist() == ["Membagi giliran jaga setiap pekan", "Berbaris setiap hari"]
    assert found["needs_review"].all()
    assert all("text_overlapping" in flags for flags in found["flags"])
