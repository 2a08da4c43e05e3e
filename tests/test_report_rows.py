"""The rows on the page of an export: their cells, deadlines, doubts and corrections."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from lxml import html

from pipeline.deadlines import parse_deadlines
from pipeline.report.html import export_html
from pipeline.report.ruled import Ruled
from pipeline.report.said import when
from pipeline.store import read_tables
from pipeline.trace import read_trace
from tests.conftest import SMALL_PLAN
from tests.reports import Folders, document, made, several, small, squeezed

__all__ = ["made", "several", "small"]  # the fixtures


def test_cells_of_the_page_are_those_of_the_tables_and_lead_to_their_text(made: Folders) -> None:
    rows = read_tables(made.parsed, ["indicators"])["indicators"]
    for name in ("teks", "cetak", "buku"):
        trace, page = read_trace(made.parsed, name), document(made.page(name))
        own = [row for row in rows if row["document_id"] == name]
        assert own
        for row in own:
            shown = page.get_element_by_id(f"r{row['row_no']}")
            for column in ("area", "component", "indicator", "action", "evidence", "target"):
                cells = shown.xpath(f".//div[@data-c='{column}']")
                assert len(cells) == (row[column] is not None)
                for cell in cells:
                    assert cell.xpath("./dd")[0].text_content() == row[column]
                    numbers = map(int, cell.get("data-s").split())
                    runs = [trace["text"][slice(*trace["runs"][n][:2])] for n in numbers]
                    assert squeezed("".join(runs)) == squeezed(row[column])


def test_doubtful_rows_come_first_and_say_why(made: Folders) -> None:
    rows = document(made.page("meragukan")).xpath("//article")
    assert [row.get("data-n") for row in rows] == ["3", "1", "2"]
    assert "tanpa target waktu sendiri" in rows[0].xpath("./ul[@class='doubts']")[0].text_content()


def test_the_words_that_a_deadline_was_read_from_are_marked(made: Folders) -> None:
    row = document(made.page("meragukan")).get_element_by_id("r2")
    marks = row.xpath(".//div[@data-c='target']//mark")
    due = row.xpath(".//ol[@class='due']/li")
    assert [mark.text for mark in marks] == ["Juni", "Desember 2023"]
    for item in due:
        own = [m for m in marks if item.get("data-d") in m.get("data-d").split()]
        assert [mark.text for mark in own] == [item.xpath("./q")[0].text]
    assert [item.xpath("./span[@class='when']")[0].text for item in due] == [
        "Juni 2023",
        "Desember 2023",
    ]


@pytest.mark.parametrize(
    ("phrase", "english", "indonesian"),
    [
        ("5 Maret 2023", "5 March 2023", "5 Maret 2023"),
        ("April s/d Mei", "April 2023 – May 2023", "April 2023 – Mei 2023"),
        ("Triwulan II", "quarter II 2023", "Triwulan II 2023"),
        ("Setiap bulan", "every month (2023)", "setiap bulan (1 Januari 2023 – 31 Desember 2023)"),
        ("Setiap triwulan", "every quarter (2023)", None),
        ("setiap tanggal 5", "every month, day 5 (2023)", None),
        ("jika diperlukan", "when: jika diperlukan", "bila: jika diperlukan"),
        ("segera", "cannot be dated", "tidak dapat ditentukan"),
    ],
)
def test_deadlines_are_said_in_both_languages(
    phrase: str, english: str, indonesian: str | None
) -> None:
    (deadline,) = parse_deadlines(phrase, 2023)
    record = {
        name: datetime.combine(value, datetime.min.time()) if isinstance(value, date) else value
        for name, value in vars(deadline).items()
    }
    said = when(record)
    assert said.en == english
    assert indonesian is None or said.id == indonesian


def test_what_cannot_be_dated_is_said_once_in_each_language(several: Folders) -> None:
    due = document(several.page("satu")).get_element_by_id("r1").xpath(".//ol[@class='due']/li")
    assert "cannot be dated" in html.tostring(due[0], encoding="unicode")
    assert [span.get("class") for span in due[0].xpath("./span")][:2] == ["when"]


def test_text_in_no_cell_has_one_name(several: Folders) -> None:
    """It was "di luar sel" here and "tidak ditempatkan" there, beside "di luar tabel"."""
    for path in (several.report / "index.html", several.page("satu")):
        text = path.read_text()
        assert "di luar sel" not in text
        assert "arakter tidak ditempatkan" in text


def test_a_column_that_the_rules_do_not_know_is_named_with_what_to_do(several: Folders) -> None:
    note = document(several.page("lain")).xpath("//p[@class='note'][not(ancestor::noscript)]")
    assert "Kolom yang belum dikenal: ALAT PEMBUKTIAN." in note[0].text_content()
    assert "rules/headers.yaml" in note[0].text_content()
    assert not document(several.page("satu")).xpath("//p[@class='note'][not(ancestor::noscript)]")


def test_a_column_that_was_added_to_the_rules_is_no_longer_named(small: Folders) -> None:
    plan = SMALL_PLAN.replace("BUKTI FISIK", "ALAT PEMBUKTIAN")
    (small.raw / "satu.tsv").write_text(plan)
    small.update()
    assert "ALAT PEMBUKTIAN. " in small.page("satu").read_text()
    headers = small.rules / "headers.yaml"
    headers.write_text(headers.read_text().replace("\nextra:\n", "\nextra:\n  - ALAT PEMBUKTIAN\n"))
    small.update()
    assert "ALAT PEMBUKTIAN. " not in small.page("satu").read_text()


def test_a_row_for_which_the_export_names_no_time_says_so(small: Folders) -> None:
    """Where it was surely empty, nothing on the page told of it."""
    (small.raw / "buku.html").write_text(
        "<p>RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023</p><table><tr><th>NO<th>INDIKATOR"
        "<th>LANGKAH AKSI<th>TARGET WAKTU</tr>"
        "<tr><td>1<td>Layanan prima<td>Membuka loket<td>Mei 2023</tr>"
        "<tr><td>2<td>Arsip rapi<td>Menata arsip<td></tr></table>"
    )
    small.update()
    page = document(small.page("buku"))
    row = page.get_element_by_id("r2")
    assert row.xpath(".//div[@data-c='target']/dd")[0].text_content() == "(kosong)"
    assert "tidak menyebut waktu" in row.xpath("./p[contains(@class, 'due')]")[0].text_content()
    assert not page.get_element_by_id("r1").xpath("./p[contains(@class, 'due')]")
    assert "1 baris tanpa waktu" in page.xpath("//div[@class='summary']")[0].text_content()
    assert "doubt" not in row.get("class")


def test_what_is_amiss_in_the_plan_itself_leads_to_its_rows(small: Folders) -> None:
    """It was small grey text, row by row."""
    plan = SMALL_PLAN.replace("Juni, Desember 2023", "segera")
    plan = plan.replace("Maret 2023", "Septmber 2022").replace("April s/d Mei 2023", "-")
    (small.raw / "satu.tsv").write_text(plan)
    small.update()
    page = document(small.page("satu"))
    shown = {b.get("data-issue"): b.text_content() for b in page.xpath("//button[@data-issue]")}
    assert shown == {
        "no_time": "1 baris tanpa waktu",
        "outside_year": "1 baris di luar tahun rencana",
        "not_read": "1 baris yang waktunya tidak dapat ditentukan",
        "misspelt": "1 baris dengan bulan salah tulis",
    }
    amiss = {row.get("data-n"): set(row.get("data-i").split()) for row in page.xpath("//article")}
    assert amiss == {"1": {"outside_year", "misspelt"}, "2": {"not_read"}, "3": {"no_time"}}


def test_a_checked_or_corrected_row_looks_so(small: Folders) -> None:
    """It showed how sure the reading had been, and what had been amiss with it."""
    plan = SMALL_PLAN.replace("April s/d Mei 2023", "")
    (small.raw / "satu.tsv").write_text(plan)
    (small.rules / "corrections" / "satu.yaml").write_text(
        "- {row: {action: Menyusun surat keputusan}, checked: true, reason: a, date: 2023-02-01}\n"
        '- {row: {action: Mengundang anggota}, set: {target: ""}, reason: b, date: 2023-02-01}\n'
        "- {row: {action: Membuka loket}, set: {target: Mei 2023}, reason: c, date: 2023-02-01}\n"
    )
    small.update()
    page = document(small.page("satu"))
    rows = [page.get_element_by_id(f"r{number}") for number in (1, 2, 3)]
    badges = [row.xpath(".//span[contains(@class, 'done')]/text()") for row in rows]
    assert badges == [["sudah diperiksa"], ["dikoreksi"], ["dikoreksi"]]
    assert not any(row.xpath(".//span[@class='sure']") for row in rows)
    assert "tidak menyebut waktu" not in rows[1].text_content()
    assert rows[1].get("data-i") is None
    assert rows[1].xpath(".//span[@class='was']")[0].text_content() == (
        "dalam ekspor: Juni, Desember 2023"
    )
    assert "tanpa target waktu sendiri" not in rows[2].text_content()


def test_a_runner_up_that_reads_otherwise_is_shown_whole(made: Folders) -> None:
    """Its words stood between the row's own, and stuck to them."""
    tables = read_tables(made.parsed, ["documents", "indicators"])
    (record,) = (d for d in tables["documents"] if d["document_id"] == "meragukan")
    rows = [row for row in tables["indicators"] if row["document_id"] == "meragukan"]
    other = {name: rows[2][name] for name in ("component", "indicator", "action", "evidence")}
    other |= {"indicator": "Kepala Balai", "action": "Membuka dua loket"}
    trace = read_trace(made.parsed, "meragukan") | {"alternatives": {"3": other}}
    page = html.document_fromstring(export_html(record, rows, [], trace, None, Ruled([], ())))
    cells = page.get_element_by_id("r3").xpath(".//details[@class='runner-up']//dd")
    assert [cell.text_content().strip() for cell in cells] == [
        "Pengaduan ditangani Kepala Balai",
        "Membuka dua loket",
    ]
    assert [cell.xpath("./del/text()") for cell in cells] == [["Pengaduan ditangani"], []]
    assert [cell.xpath("./mark/text()") for cell in cells] == [["Kepala Balai"], ["dua"]]
