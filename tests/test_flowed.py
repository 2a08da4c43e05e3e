"""Text that has lost its geometry: the stream of words and what is read from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.recover.flowed.lexicon import count_cells, evidence
from pipeline.recover.flowed.remembered import memory_of, whole_cells
from tests.plans import TEXT_2022, records

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA SUNGAI JERNIH TAHUN 2023"
HEADER = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
BODY = """I MANAJEMEN PERUBAHAN

1 Kelompok Pelaksana

Telah ditetapkan kelompok pelaksana yang terdiri
dari semua bagian

Menyusun surat keputusan kelompok pelaksana

Surat keputusan

Maret 2023

Telah disusun rencana kelompok pelaksana

Menyusun rencana bersama semua bagian

Dokumen rencana

April 2023
"""


def test_a_typo_in_one_header_does_not_swallow_the_next(plan: Callable[..., Path]) -> None:
    header = "NO.\nSASARAN\nINDIKATOR KINERJA\nRencana Aksi\nDATA\nUKUNG\nWAKTU\nPELAKSANA"
    path = plan("p.txt", f"{TITLE}\n\n{header}\n\n{BODY}")
    layout = pipeline.parse(path).document["layout"]
    assert layout == "component_no+component+indicator+action+evidence+target+pic"


def test_pdfiums_mark_for_a_hyphen_is_no_damage(plan: Callable[..., Path]) -> None:
    text = f"{TITLE}\n\n{HEADER}\n\n{BODY}".replace(
        "kelompok pelaksana yang", "kelom\ufffepok yang"
    )
    assert pipeline.parse(plan("p.txt", text)).document["chars_unplaced"] == 0


def test_the_units_name_at_the_head_of_pages_is_no_section(plan: Callable[..., Path]) -> None:
    head = "BALAI UJI COBA SUNGAI JERNIH"
    first, second = BODY.split("Telah disusun")
    text = f"{head}\n\n{TITLE}\n\n{HEADER}\n\n{first}{head}\n\nTelah disusun{second}"
    parsed = pipeline.parse(plan("p.txt", text))
    assert set(parsed.indicators["area"]) == {"MANAJEMEN PERUBAHAN"}
    assert not any(head in cell["text"] for cell in records(parsed.cells))


def test_words_of_the_introduction_that_fill_a_line_of_cells_were_running_heads(
    plan: Callable[..., Path],
) -> None:
    words = "pembangunan Zona Integritas"
    introduction = f"Dalam rangka {words}, balai menyusun rencana kerja."
    body = BODY.replace("dari semua bagian", words).replace("Dokumen rencana", f"Dokumen\n{words}")
    text = f"{TITLE}\n\n{introduction}\n\n{HEADER}\n\n{body}"
    parsed = pipeline.parse(plan("p.txt", text))
    assert sum(words in cell["text"] for cell in records(parsed.cells)) == 2


def test_times_that_repeat_below_a_missing_header_are_no_running_heads(
    plan: Callable[..., Path],
) -> None:
    second = BODY.replace("I MANAJEMEN PERUBAHAN", "II PENATAAN TATA LAKSANA")
    third = BODY.replace("I MANAJEMEN PERUBAHAN", "III PENGUATAN PENGAWASAN")
    text = f"{TITLE}\n\n{BODY}\n{second}\n{HEADER}\n{third}".replace("April 2023", "Maret 2023")
    parsed = pipeline.parse(plan("p.txt", text))
    assert list(parsed.indicators["target"]) == ["Maret 2023"] * 6
    assert list(parsed.indicators["area_no"]) == [1, 1, 2, 2, 3, 3]


def test_a_row_without_a_target_asks_for_a_look(plan: Callable[..., Path]) -> None:
    body = BODY.replace("Maret 2023\n", "")
    rows = records(pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}")).indicators)
    open_rows = [row for row in rows if not isinstance(row["target"], str)]
    assert open_rows
    assert all(row["needs_review"] and "target_missing" in row["flags"] for row in open_rows)


def test_a_section_on_the_headers_line_is_no_column(plan: Callable[..., Path]) -> None:
    parsed = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER} {BODY}"))
    assert parsed.document["layout"] == "component_no+component+indicator+action+evidence+target"
    assert set(parsed.indicators["area"]) == {"MANAJEMEN PERUBAHAN"}


def test_a_row_cut_by_a_page_is_one_row(plan: Callable[..., Path]) -> None:
    body = BODY.replace(
        "Menyusun rencana bersama semua bagian\n\nDokumen rencana\n\nApril 2023\n",
        "Menyusun rencana kerja bersama semua bagian dan\n\nDokumen rencana\n\nApril 2023\n\n"
        f"\f{HEADER}\n\nmenyampaikannya kepada seluruh pegawai\n\n"
        "2 Pemantauan\n\nTelah dipantau pelaksanaan rencana\n\n"
        "Melakukan pemantauan setiap bulan\n\nLaporan pemantauan\n\nSetiap bulan\n",
    )
    rows = records(pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}")).indicators)
    assert len(rows) == 3
    assert rows[1]["action"] == (
        "Menyusun rencana kerja bersama semua bagian dan menyampaikannya kepada seluruh pegawai"
    )
    assert "page_broken" in rows[1]["flags"]
    assert rows[2]["indicator"] == "Telah dipantau pelaksanaan rencana"


def test_a_target_of_several_rows_stands_in_each_of_them(plan: Callable[..., Path]) -> None:
    body = BODY.replace("April 2023\n", "")
    rows = records(pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body * 2}")).indicators)
    assert [row["target"] for row in rows] == ["Maret 2023"] * 4
    shared = [row for row in rows if "cell_shared" in row["flags"]]
    assert len(shared) == 2
    assert all(row["needs_review"] for row in shared)


def test_the_foot_of_every_page_is_no_cell_where_nothing_else_tells_of_pages(
    plan: Callable[..., Path],
) -> None:
    page = BODY.split("\n\n", 1)[1] * 4
    text = (
        f"{TITLE}\n\n{HEADER}\n\nI MANAJEMEN PERUBAHAN\n\n"
        + f"{page}\nDokumen Rencana Bersama\n" * 3
    )
    parsed = pipeline.parse(plan("p.txt", text))
    assert not any("Dokumen Rencana Bersama" in cell["text"] for cell in records(parsed.cells))
    assert len(parsed.indicators) == 24


@pytest.mark.parametrize("number", ["- 1 -", "– 1 –"])
def test_the_number_of_the_only_page_was_a_target(plan: Callable[..., Path], number: str) -> None:
    body = BODY.replace("April 2023\n", "")
    text = f"{TITLE}\n\n{HEADER}\n\n{body}\n{number}\n\f"
    parsed = pipeline.parse(plan("p.txt", text))
    assert parsed.document["chars_unplaced"] == 0
    assert not any(number in cell["text"] for cell in records(parsed.cells))


def test_numbers_of_components_at_the_edges_of_pages_are_no_page_numbers(
    plan: Callable[..., Path],
) -> None:
    first, second = BODY.split("1 Kelompok Pelaksana", 1)
    body = f"{first}\n1\n\nKelompok Pelaksana{second}"
    again = second.replace("kelompok pelaksana", "panitia lomba")
    text = f"{TITLE}\n{HEADER}\n\n{body}\n\f{HEADER}\n\n2\n\nPanitia Lomba{again}"
    rows = records(pipeline.parse(plan("plan.txt", text)).indicators)
    assert {row["component_no"] for row in rows} == {"1", "2"}
    assert not any("component_no_inferred" in row["flags"] for row in rows)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Tim ada Menyusun jadwal rapat tim kerja setiap bulan Notula", (2, 9)),
        ("Tim ada Menyusun jadwal rapat tim kerja tiap bulan Notula", (2, 9)),
        ("Tim ada Menyusun jadwal rapat tim kerja baru setiap bulan Notula", (2, 10)),
        ("Tim ada Menyusun jadwal tim kerja setiap bulan Notula", (2, 8)),
    ],
)
def test_a_cell_of_last_year_is_found_again_with_a_word_changed(
    words: str, place: tuple[int, int]
) -> None:
    memory = memory_of([{"action": tuple("Menyusun jadwal rapat tim kerja setiap bulan".split())}])
    found = whole_cells(memory, words.split(), ("indicator", "action"))
    assert [(first, end, state) for first, end, state in found] == [(*place, 1)]


def test_other_words_are_no_cell_of_last_year() -> None:
    memory = memory_of([{"action": tuple("Menyusun jadwal rapat tim kerja setiap bulan".split())}])
    words = "Tim kerja setiap bulan menulis laporan rapat tim kerja di buku".split()
    assert whole_cells(memory, words, ("indicator", "action")) == {}


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        ("NO\nAREA PERUBAHAN/\n\nKOMPONEN\nINDIKATOR LANGKAH AKSI BUKTI FISIK TARGETWAKTU", ""),
        ("NO ARE PERUBAHAN/ KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK WAKTU", ""),
        ("NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK WAKTU\nREALISASI\n\n(%)\nKET.",
         "+REALISASI (%)+KET."),
        ("NO KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK WAKTU Penanggung Jawab CATTAN",
         "+pic+CATTAN"),
        ("NO\nKOMPONEN\nINDIKATOR\nLANGKAH AKSI\nBUKTI FISIK\nSYARAT KHUSUS\nWAKTU",
         "SYARAT KHUSUS+"),
    ],
)  # fmt: skip
def test_headers_as_tools_wrap_them_are_known(
    plan: Callable[..., Path], header: str, layout: str
) -> None:
    parsed = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{header}\n\n{BODY}"))
    usual = "component_no+component+indicator+action+evidence"
    before, after = (layout, "") if layout.endswith("+") else ("", layout)
    assert parsed.document["layout"] == f"{usual}+{before}target{after}"
    assert set(parsed.indicators["area"]) == {"MANAJEMEN PERUBAHAN"}


@pytest.mark.parametrize("heading", ["AREA I MANAJEMEN PERUBAHAN", "Area 1 : Manajemen Perubahan"])
def test_a_section_headed_area_and_its_number_is_that_area(
    plan: Callable[..., Path], heading: str
) -> None:
    body = BODY.replace("I MANAJEMEN PERUBAHAN", heading)
    rows = records(pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}")).indicators)
    assert {row["area"].upper() for row in rows} == {"MANAJEMEN PERUBAHAN"}
    assert {row["area_no"] for row in rows} == {1}
    assert not any("area_no_inferred" in row["flags"] for row in rows)


def test_a_word_does_not_speak_for_the_cell_it_was_read_in() -> None:
    cells = [("action", ["Rapat", "kerja"]), ("evidence", ["Notula", "rapat"])]
    words, fields = ["Rapat", "kerja", "Notula", "rapat"], ("action", "evidence")
    counted = [
        ("action", ("any", "start")), ("action", ("any", "end")),
        ("evidence", ("any", "start")), ("evidence", ("any", "end")),
    ]  # fmt: skip
    lexicon = count_cells(cells)
    start, end, anywhere = evidence(lexicon, words, fields, ("word",), counted)[:, 0]
    assert anywhere[0].argmax() == fields.index("evidence")  # as the other "rapat" says
    assert anywhere[3].argmax() == fields.index("action")
    assert not start[1:3].any()  # words that stand once say nothing
    assert not end[1:3].any()


@pytest.mark.parametrize("line", ["Halaman 1 dari 2", "Hal. 3", "Page 1 of 2", "1 | Halaman"])
def test_a_line_that_counts_a_page_once_is_no_area(plan: Callable[..., Path], line: str) -> None:
    after = "2 Pemantauan\n\nTelah dipantau\n\nMelakukan pemantauan\n\nLaporan\n\nSetiap bulan\n"
    body = BODY.replace("April 2023\n", f"April 2023\n\n{line}\n\n{after}")
    parsed = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}"))
    rows = records(parsed.indicators)
    assert {row["area"] for row in rows} == {"MANAJEMEN PERUBAHAN"}
    assert not any("Halaman" in str(value) for row in rows for value in row.values())
    assert rows[-1]["component"] == "Pemantauan"


def test_numbers_with_dots_on_lines_of_their_own_are_components_not_pages(
    plan: Callable[..., Path],
) -> None:
    parts = [
        f"{number}.\n\n{name}\n\nTelah disusun {name.lower()}\n\nMenyusun {name.lower()}\n\n"
        f"Dokumen {name.lower()}\n\n{month} 2023\n"
        for number, (name, month) in enumerate(
            [("Tim kerja", "Maret"), ("Rencana kerja", "April"), ("Laporan", "Mei"),
             ("Tata kelola", "Juni")], 1
        )
    ]  # fmt: skip
    body = "I MANAJEMEN PERUBAHAN\n\n" + "\n".join(parts)
    parsed = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}"))
    assert list(parsed.indicators["component_no"]) == ["1", "2", "3", "4"]
    assert not any("component_no_inferred" in flags for flags in parsed.indicators["flags"])


def test_a_list_of_header_names_in_a_sentence_is_no_header(plan: Callable[..., Path]) -> None:
    action = "Menyusun jadwal yang memuat Kegiatan, Waktu, Penanggung Jawab dan Anggaran"
    body = BODY.replace("Menyusun rencana bersama semua bagian", action)
    rows = records(pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}")).indicators)
    assert action in [row["action"] for row in rows]


def test_page_numbers_at_even_distances_are_no_components(plan: Callable[..., Path]) -> None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    rows = [
        f"Telah dilaksanakan pembinaan pegawai ke-{k} di lingkungan balai\n\n"
        f"Melakukan pembinaan pegawai ke-{k} bersama semua bagian dan seluruh pegawai balai dengan "
        f"narasumber dari luar\n\nLaporan pembinaan pegawai ke-{k} yang sudah ditandatangani\n\n"
        f"{months[k % 6]} 2023\n"
        for k in range(24)
    ]
    pages = ["\n".join(rows[at : at + 6]) for at in range(0, 24, 6)]
    text = "".join(f"{page}\n{number}\n\n" for number, page in enumerate(pages, 1))
    body = f"I MANAJEMEN PERUBAHAN\n\n1.1 Pembinaan\n\n{text}"
    found = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{body}")).indicators
    assert set(found["component_no"]) == {"1.1"}
    assert not found["target"].str.contains(r"2023 \d").any()
    # Rows that count are no page numbers either.
    assert found["indicator"].tolist() == [row.split("\n")[0] for row in rows]


def test_pages_are_counted_though_the_last_is_short(plan: Callable[..., Path]) -> None:
    page = BODY.split("\n\n", 1)[1] * 4
    ends = [f"{page}- {number} -\n\n" for number in (2, 3, 4)]
    foot = "Mengetahui,\nKepala Balai\n- 5 -\n"
    text = f"{TITLE}\n\n{HEADER}\n\nI MANAJEMEN PERUBAHAN\n\n{''.join(ends)}{foot}"
    parsed = pipeline.parse(plan("p.txt", text))
    assert len(parsed.indicators) == 24
    assert not any(" - " in f" {cell['text']} " for cell in records(parsed.cells))


def test_the_page_before_one_of_signatures_is_counted_too(plan: Callable[..., Path]) -> None:
    """ "5" was part of the last target: no header stands on the page after it."""
    page = BODY.split("\n\n", 1)[1] * 4
    pages = [f"{HEADER}\n\n{page}{number}\n\n" for number in (2, 3, 4, 5)]
    foot = "Mengetahui,\n\nKepala Balai\n\n6\n"
    text = f"{TITLE}\n\n{pages[0]}{''.join(pages[1:])}{foot}"
    parsed = pipeline.parse(plan("p.txt", text))
    assert len(parsed.indicators) == 32
    last = parsed.indicators.iloc[-1]
    assert set(parsed.indicators["target"][:-1]) == {"Maret 2023", "April 2023"}
    assert last["needs_review"] or last["target"] == "April 2023"
    assert not any(cell["text"].endswith("5") for cell in records(parsed.cells))


def test_who_signs_a_plan_was_part_of_its_last_target_unmarked(plan: Callable[..., Path]) -> None:
    page = BODY.split("\n\n", 1)[1] * 4
    for foot in ("Mengetahui,\n\nKepala Balai\n", "Menyetujui\nKepala Kantor\n"):
        path = plan("p.txt", f"{TITLE}\n\n{HEADER}\n\n{page}2\n\n{HEADER}\n\n{page}3\n\n{foot}")
        last = pipeline.parse(path).indicators.iloc[-1]
        assert last["needs_review"] or last["target"] == "April 2023"


def test_a_row_whose_longest_cell_begins_alone_on_the_page_before_is_one_row(
    plan: Callable[..., Path],
) -> None:
    begun = "Melakukan pemantauan pelaksanaan rencana kerja bersama semua bagian dan"
    rest = "melaporkan hasilnya kepada kepala balai"
    row = (
        "2 Pemantauan\n\nTelah dipantau pelaksanaan rencana\n\n"
        f"{rest}\n\nLaporan pemantauan\n\nSetiap bulan\n"
    )
    text = f"{TITLE}\n\n{HEADER}\n\n{BODY}\n{begun}\n\f{HEADER}\n\n{row}"
    rows = records(pipeline.parse(plan("p.txt", text)).indicators)
    assert len(rows) == 3
    assert rows[2]["action"] == f"{begun} {rest}"
    assert "page_broken" in rows[2]["flags"]
    assert rows[2]["needs_review"]


def test_rows_are_numbered_beyond_sixty(plan: Callable[..., Path]) -> None:
    months = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    rows = "\n".join(
        f"{k}\nTelah dilaksanakan pembinaan {k % 7}\n\nMelakukan pembinaan\n\nLaporan pembinaan\n\n"
        f"{months[k % 6]} 2023\n"
        for k in range(1, 71)
    )
    header = "NO. INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
    found = pipeline.parse(plan("p.txt", f"{TITLE}\n\n{header}\n\n{rows}")).indicators
    assert list(found["component_no"]) == [str(k) for k in range(1, 71)]


@pytest.mark.parametrize("form", ["{}", "Halaman {}", "{}     {}     {}"])
def test_numbers_of_thousands_of_digits_at_page_edges_stopped_the_export(
    tmp_path: Path, form: str
) -> None:
    """Python turns no text of more than 4,300 digits into a number."""
    number = "7" * 5000
    text = TEXT_2022.read_text("utf-8")
    line = form.replace("{}", number)
    path = tmp_path / "p.txt"
    path.write_text(f"{line}\n{text}\n{line}\n\f{line}\nlagi\n{line}\n", "utf-8")
    assert len(pipeline.parse(path).indicators)


def test_one_control_character_made_a_whole_text_unreadable(plan: Callable[..., Path]) -> None:
    text = f"{TITLE}\n\n{HEADER}\n\n{BODY}"
    text = text.replace("kelompok pelaksana yang", "\x7f kelom\x02pok pelaksana y\x0eng", 1)
    parsed = pipeline.parse(plan("p.txt", text))
    rows = records(parsed.indicators)
    assert "• kelom-pok pelaksana y\ufffdng" in " ".join(str(row) for row in rows)
    damaged = [row for row in rows if "characters_damaged" in row["flags"]]
    assert len(damaged) == 1
    assert damaged[0]["needs_review"]


def test_pdfiums_mark_for_a_hyphen_stood_in_cells(plan: Callable[..., Path]) -> None:
    text = f"{TITLE}\n\n{HEADER}\n\n{BODY}".replace(
        "kelompok pelaksana", "e\ufffekelompok pelaksana"
    )
    rows = records(pipeline.parse(plan("p.txt", text)).indicators)
    assert any("e-kelompok" in str(row.values()) for row in rows)
    assert not any("characters_damaged" in row["flags"] for row in rows)
