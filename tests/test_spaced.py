"""Text whose columns stand in place, and pages without rulings: files in, rows out."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.model import Source
from pipeline.recover.spaced.vocabulary import KINDS, words_by_column
from pipeline.recover.spaced.words import lines_of_text
from tests.pdfs import pdf, text

TITLE, HEADER, BODY = re.split(
    r"(NO .*\n)",
    (Path(__file__).parent / "data" / "columns_in_place.txt").read_text("utf-8"),
    maxsplit=1,
)


def rows_of(tmp_path: Path, shown: str) -> list[dict[Hashable, Any]]:
    path = tmp_path / "plan.txt"
    path.write_text(shown, encoding="utf-8")
    parsed = pipeline.parse(path)
    assert parsed.document["stage"] == "spaced"
    assert parsed.document["chars_unplaced"] == 0
    counted = ("chars_in_cells", "chars_in_furniture", "chars_unplaced")
    assert sum(parsed.document[name] for name in counted) == parsed.document["chars_total"]
    return parsed.indicators.to_dict("records")


def test_columns_in_place_give_rows(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, TITLE + HEADER + BODY)
    assert [row["target"] for row in rows] == [
        "Januari", "Februari", "Maret 2023", "April", "Mei s/d Juli", "Setiap bulan",
    ]  # fmt: skip
    assert rows[0]["action"] == "Menyusun nama calon anggota tim kerja dan membahasnya"
    assert rows[1]["evidence"] == "Lampiran surat keputusan"
    assert [row["area_no"] for row in rows] == [1, 1, 1, 1, 2, 2]
    assert rows[1]["component"] == "Pembentukan Tim Kerja"
    assert [row["component_no"] for row in rows] == ["1", "1", "2", "2", "1", "1"]


def test_wrapped_header_and_column_numbers(tmp_path: Path) -> None:
    target = HEADER.index("TARGET")
    numbers = "".join(
        str(count).ljust(width)
        for count, width in enumerate(map(len, re.findall(r"\S+(?: \S+)* *", HEADER)), 1)
    )
    header = (
        f"{'TARGET':>{target + 6}}\n" + HEADER.replace("TARGET WAKTU", "WAKTU") + numbers + "\n"
    )
    rows = rows_of(tmp_path, TITLE + header + BODY)
    assert [row["target"] for row in rows][:2] == ["Januari", "Februari"]


def test_row_goes_on_over_a_page_with_repeated_header(tmp_path: Path) -> None:
    cut = BODY.index("                                              membahasnya")
    text = TITLE + HEADER + BODY[:cut] + "\n    Halaman 1\n\f" + HEADER + BODY[cut:]
    rows = rows_of(tmp_path, text + "\n    Halaman 2\n")
    assert rows[0]["action"] == "Menyusun nama calon anggota tim kerja dan membahasnya"
    assert len(rows) == 6


def test_columns_that_stand_further_right_on_another_page(tmp_path: Path) -> None:
    cut = BODY.index("II   PENATAAN")
    moved = "".join(
        f"      {line}" if line.strip() else line for line in BODY[cut:].splitlines(True)
    )
    rows = rows_of(tmp_path, TITLE + HEADER + BODY[:cut] + "\f" + moved)
    assert rows[4]["action"] == "Meninjau prosedur lama bersama pegawai"
    assert rows[4]["target"] == "Mei s/d Juli"


@pytest.mark.parametrize("tail", ["", "\n\n" + "\n".join(
    " " * 70 + line for line in ("Kota Contoh, 2 Januari 2023", "Kepala Balai,", "", "NAMA PEJABAT")
)])  # fmt: skip
def test_signature_is_no_row(tmp_path: Path, tail: str) -> None:
    assert len(rows_of(tmp_path, TITLE + HEADER + BODY + tail)) == 6


PAGE_HEADER = ("NO", "KOMPONEN", "INDIKATOR", "LANGKAH AKSI", "BUKTI FISIK", "TARGET WAKTU")
LEFTS = (40, 70, 190, 330, 500, 660)


def page_rows(tmp_path: Path, lines: list[tuple[float, int, str]]) -> list[dict[Hashable, Any]]:
    """The rows of a page without rulings whose table has these lines: height, column, words."""
    content = text(300, 20, "RENCANA KERJA TAHUN 2023")
    content += "".join(text(x, 60, name) for x, name in zip(LEFTS, PAGE_HEADER, strict=True))
    content += "".join(text(LEFTS[column], top, words) for top, column, words in lines)
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([content]))
    parsed = pipeline.parse(path)
    assert parsed.document["stage"] == "spaced"
    assert parsed.document["chars_unplaced"] == 0
    return parsed.indicators.to_dict("records")


def a_row(
    top: float, number: str, action: list[str], month: str, name: str = "Tim Kerja"
) -> list[tuple[float, int, str]]:
    """A row whose action has some lines and whose other cells stand in the middle of them."""
    middle = top + (len(action) - 1) * 6
    one_line = (number, name, f"Ada {name.lower()}", None, "Surat", month)
    cells = [(middle, c, words) for c, words in enumerate(one_line) if words]
    return cells + [(top + 12 * k, 3, line) for k, line in enumerate(action)]


def test_cells_half_a_line_apart_are_not_mixed(tmp_path: Path) -> None:
    lines = a_row(90, "1", ["Menyusun daftar nama", "calon anggota tim"], "Januari")
    lines += a_row(130, "2", ["Membahas daftar itu", "dalam rapat bersama"], "Februari")
    rows = page_rows(tmp_path, lines)
    assert [row["action"] for row in rows] == [
        "Menyusun daftar nama calon anggota tim", "Membahas daftar itu dalam rapat bersama",
    ]  # fmt: skip
    assert [row["target"] for row in rows] == ["Januari", "Februari"]


def test_word_cut_at_its_hyphen_by_a_line_end_is_put_together(tmp_path: Path) -> None:
    lines = a_row(90, "1", ["Membagi tugas masing-", "masing anggota"], "Januari")
    lines += a_row(130, "2", ["Membahas daftar itu"], "Februari")
    assert page_rows(tmp_path, lines)[0]["action"] == "Membagi tugas masing-masing anggota"


def test_name_alone_over_the_gutter_of_numbers_is_a_section(tmp_path: Path) -> None:
    lines = [(80.0, 0, "Pembinaan dan Pengawasan")]
    lines += a_row(100, "1", ["Menyusun daftar nama"], "Januari")
    lines += [(130.0, 0, "Pelayanan kepada Masyarakat")]
    lines += a_row(150, "1", ["Membahas daftar itu"], "Februari")
    rows = page_rows(tmp_path, lines)
    assert [row["area"] for row in rows] == [
        "Pembinaan dan Pengawasan", "Pelayanan kepada Masyarakat",
    ]  # fmt: skip


def test_section_in_capitals_with_a_comma_and_a_digit(tmp_path: Path) -> None:
    body = BODY.replace("I    MANAJEMEN PERUBAHAN", "     LAYANAN UJI").replace(
        "II   PENATAAN TATA LAKSANA", "     BAHAN, ALAT, DAN K3"
    )
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area"] for row in rows[3:5]] == ["LAYANAN UJI", "BAHAN, ALAT, DAN K3"]


def test_second_line_of_a_component_above_a_number_is_no_section(tmp_path: Path) -> None:
    lines = [(76.0, 0, "Pembinaan dan Pengawasan")]
    lines += [(90.0, 0, "1"), (90.0, 1, "Penerimaan"), (102.0, 1, "Pegawai"), (90.0, 2, "Ada")]
    lines += [(90.0, 3, "Menerima pegawai"), (90.0, 4, "Surat"), (90.0, 5, "Januari")]
    three = ["Menyusun daftar nama", "calon anggota tim", "dan membahasnya"]
    lines += a_row(120, "2", three, "Februari")
    lines += [(170.0, 0, "Pelayanan kepada Masyarakat")]
    lines += a_row(188, "1", three, "Maret")
    rows = page_rows(tmp_path, lines)
    assert [row["component"] for row in rows] == ["Penerimaan Pegawai", "Tim Kerja", "Tim Kerja"]
    assert [row["area_no"] for row in rows] == [1, 1, 2]


def test_last_line_of_a_component_in_capitals_between_other_lines_is_no_section(
    tmp_path: Path,
) -> None:
    lines = [(76.0, 0, "Manajemen Perubahan")]
    three = ["Menyusun daftar nama", "calon anggota tim", "dan membahasnya"]
    lines += a_row(94, "1", three, "Februari", "Rencana menuju")
    lines += [(94.0 + 18, 1, "WBK/WBBM")]
    lines += [(140.0, 0, "Penataan Tatalaksana")]
    lines += a_row(158, "1", three, "Maret")
    rows = page_rows(tmp_path, lines)
    assert [row["component"] for row in rows] == ["Rencana menuju WBK/WBBM", "Tim Kerja"]
    assert [row["area_no"] for row in rows] == [1, 2]


def test_a_number_of_an_area_that_is_left_out_marks_the_rows_above_it(tmp_path: Path) -> None:
    body = BODY.replace("II   PENATAAN", "III  PENATAAN")
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area_no"] for row in rows] == [1, 1, 1, 1, 3, 3]
    assert all(row["needs_review"] for row in rows[:4])


def test_name_of_an_area_at_the_left_edge_is_a_section(tmp_path: Path) -> None:
    body = re.sub(r"^I+ +([MP])", r"\1", BODY, flags=re.MULTILINE)
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area"] for row in rows[3:5]] == ["MANAJEMEN PERUBAHAN", "PENATAAN TATA LAKSANA"]


def test_component_printed_on_both_of_its_pages_is_told_once(tmp_path: Path) -> None:
    header = "".join(text(x, 60, name) for x, name in zip(LEFTS, PAGE_HEADER, strict=True))
    first = a_row(90, "1", ["Menyusun daftar nama"], "Januari", "Kepegawaian")
    first += a_row(120, "2", ["Membahas daftar itu"], "Februari", "Tata usaha")
    second = a_row(90, "2", ["Mencatat hasil rapat"], "Maret", "Tata usaha")
    second += a_row(120, "3", ["Mengirim catatan itu"], "April", "Keuangan")
    pages = [
        header + "".join(text(LEFTS[column], top, words) for top, column, words in lines)
        for lines in (first, second)
    ]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf(pages))
    parsed = pipeline.parse(path)
    assert parsed.document["chars_unplaced"] == 0
    assert parsed.indicators["component"].tolist() == [
        "Kepegawaian", "Tata usaha", "Tata usaha", "Keuangan",
    ]  # fmt: skip
    assert parsed.indicators["component_no"].tolist() == ["1", "2", "2", "3"]


def test_columns_one_space_apart_are_parted_where_the_next_one_begins(tmp_path: Path) -> None:
    tight = re.sub(r"Menyusun nama calon      ", "Menyusun nama para calon ", BODY)
    tight = tight.replace("Membagi tugas anggota     L", "Membagi tugas para angota L")
    rows = rows_of(tmp_path, TITLE + HEADER + tight)
    assert rows[0]["action"] == "Menyusun nama para calon anggota tim kerja dan membahasnya"
    assert rows[0]["evidence"] == "Surat keputusan tim kerja"
    assert rows[1]["evidence"] == "Lampiran surat keputusan"


def test_a_word_speaks_for_the_column_of_its_like_and_not_for_its_own() -> None:
    shown = Source("text", "rapat notula\nrapat notula\nbahas\n")
    lines = dict(enumerate(lines_of_text(shown).lines))
    said = words_by_column(lines, {0: (0, 1), 1: (0, 1), 2: (1,)}, 2)
    word = said[0][KINDS.index("word")]
    assert word[0][0] > word[0][1] and word[1][1] > word[1][0]
    assert not said[2][KINDS.index("word")].any()  # it stands nowhere else


def test_a_column_is_not_left_empty_beside_one_that_touches_it(tmp_path: Path) -> None:
    cells = [
        ("Tim kerja", "Mengadakan rapat pembentukan tim bersama kepala seksi",
         "dan seluruh staf", "Undangan, notula,", "daftar hadir", "Januari"),
        ("Tim kerja", "Membuat surat keputusan tim dengan uraian tugas",
         "setiap anggota", "SK Tim Kerja,", "lampiran", "Februari"),
        ("Rencana kerja", "Membuat rencana kerja beserta jadwal pemenuhan data",
         "dukung", "Rencana kerja,", "jadwal", "Maret"),
        ("Sosialisasi", "Melakukan sosialisasi pada apel pagi dan kepada para",
         "pemohon layanan", "Foto kegiatan,", "materi", "April"),
        ("Pemantauan", "Mengadakan rapat pemantauan bulanan dan mengirim",
         "laporannya ke pusat", "Notula,", "surat pengantar", "Mei"),
        ("Tindak lanjut", "Menyampaikan laporan hasil survei kepada pimpinan",
         "unit", "Laporan perbaikan,", "foto", "Juni"),
    ]  # fmt: skip
    lines = ["NO   KOMPONEN             INDIKATOR            "
             + "LANGKAH AKSI".center(52) + "BUKTI FISIK".center(76) + "TARGET WAKTU"]  # fmt: skip
    for number, (indicator, first, second, proof, rest, target) in enumerate(cells, 1):
        start = f"{number:<5}{'Komponen ' + 'ABCDEF'[number - 1]:21}{indicator:21}"
        below = f"{second:{len(first)}} {rest}"
        lines += [f"{start}{first} {proof}".ljust(175) + target, " " * 47 + below, ""]
    rows = rows_of(tmp_path, TITLE + "\n".join(lines) + "\n")
    assert [(row["action"], row["evidence"], row["target"]) for row in rows] == [
        (f"{first} {second}", f"{proof} {rest}", target)
        for _, first, second, proof, rest, target in cells
    ]


def test_two_columns_that_touch_on_every_line_are_parted_below_their_names(tmp_path: Path) -> None:
    cells = [
        ("Tim kerja", "Mengadakan rapat pembentukan tim bersama kepala",
         "seksi dan seluruh staf", "Undangan, notula, daftar hadir", "Januari"),
        ("Tim kerja", "Membuat surat keputusan tim lengkap dengan uraian",
         "tugas setiap anggota", "SK Tim Kerja, lampiran", "Februari"),
        ("Rencana kerja", "Membuat rencana kerja beserta jadwal pemenuhan data",
         "dukung pada aplikasi", "Rencana kerja, jadwal", "Maret"),
        ("Sosialisasi", "Melakukan sosialisasi pada apel pagi dan kepada para",
         "pemohon layanan", "Foto kegiatan, daftar hadir, materi", "April"),
        ("Pemantauan", "Mengadakan rapat pemantauan bulanan dan mengirim",
         "laporannya ke pusat", "Notula, laporan, surat pengantar", "Mei"),
        ("Tindak lanjut", "Menyampaikan laporan hasil survei pelanggan kepada",
         "pimpinan unit", "Laporan perbaikan, foto", "Juni"),
    ]  # fmt: skip
    lines = ["NO   KOMPONEN             INDIKATOR            "
             + "LANGKAH AKSI".center(52) + "BUKTI FISIK".center(48) + "TARGET WAKTU"]  # fmt: skip
    for number, (indicator, first, second, evidence, target) in enumerate(cells, 1):
        start = f"{number:<5}{'Komponen ' + 'ABCDEF'[number - 1]:21}{indicator:21}"
        lines += [f"{start}{first} {evidence}".ljust(147) + target, " " * 47 + second, ""]
    rows = rows_of(tmp_path, TITLE + "\n".join(lines) + "\n")
    assert [(row["action"], row["evidence"], row["target"]) for row in rows] == [
        (f"{first} {second}", evidence, target) for _, first, second, evidence, target in cells
    ]


def test_areas_in_small_letters_behind_capital_ones_were_taken_for_components(
    tmp_path: Path,
) -> None:
    body = BODY.replace("I    MANAJEMEN PERUBAHAN", "A.   manajemen perubahan").replace(
        "II   PENATAAN TATA LAKSANA", "B.   penataan tata laksana"
    )
    rows = rows_of(tmp_path, TITLE + HEADER + body)
    assert [row["area"] for row in rows[3:5]] == [
        "manajemen perubahan", "penataan tata laksana",
    ]  # fmt: skip
