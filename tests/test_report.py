"""The review page: exports in, pages out. In a browser: tests/test_report_browser.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corrections import correction_entry
from pipeline.deadlines import parse_deadlines
from pipeline.report import NoTracesError, write_report
from pipeline.report.said import when
from pipeline.store import read_tables
from pipeline.trace import read_trace, trace_path
from tests.conftest import SMALL_PLAN
from tests.reports import ATTACKS, Folders, every_kind, folders


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return every_kind(tmp_path_factory.mktemp("a folder"))


def document(path: Path) -> Any:
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def data(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get_element_by_id("data").text)
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_export_has_its_line_and_every_parsed_one_its_page(made: Folders) -> None:
    index = document(made.report / "index.html")
    tables = read_tables(made.parsed, ["documents"])["documents"]
    lines = index.xpath("//table[@id='exports-table']/tbody/tr")
    assert len(lines) == len(tables) == 7
    for line, record in zip(lines, tables, strict=True):
        assert record["source_path"] in line.text_content()
        links = line.xpath(".//a/@href")
        assert len(links) == (record["status"] != "failed")
        for link in links:
            assert (made.report / link).is_file()
            assert str(record["rows"]) in [t.strip() for t in line.xpath("./td/text()")]


def test_a_failure_stands_on_top_with_reason_and_remedy_in_both_languages(made: Folders) -> None:
    index = document(made.report / "index.html")
    failures = index.xpath("//section[@class='failures']//li")
    assert [f.xpath("./strong/text()") for f in failures] == [["pipa.tsv"]]
    said = failures[0].xpath(".//p//span[@data-en]")
    assert any("bukan berkas" in s.text and "not a file" in s.get("data-en") for s in said)
    sections = index.xpath("//main/section/@class | //main/section/@aria-labelledby")
    assert sections[0] == "failures"


@pytest.mark.parametrize("name", ["teks", "meragukan", "buku", "surat", "jahat-b"])
def test_every_character_of_the_source_is_shown_and_coloured_once(made: Folders, name: str) -> None:
    trace = read_trace(made.parsed, name)
    source = document(made.page(name)).get_element_by_id("source")
    runs: dict[int, str] = {}
    for piece in source.xpath(".//*[@data-s]"):
        number = int(piece.get("data-s"))
        runs[number] = runs.get(number, "") + piece.text_content()
    for number, (start, end, role, *_) in enumerate(trace["runs"]):
        if role != "syntax":
            assert squeezed(runs[number]) == squeezed(trace["text"][start:end])


def test_boxes_of_a_pdf_lie_on_its_pages_and_cover_every_run(made: Folders) -> None:
    found = data(document(made.page("cetak")))
    trace = read_trace(made.parsed, "cetak")
    pictures = sorted(path.name for path in (made.report / "ekspor" / "cetak").iterdir())
    assert pictures == ["1.webp", "2.webp"]
    assert {box[0] for page in found["boxes"] for box in page} == set(range(len(trace["runs"])))
    for (width, height), boxes in zip(found["sizes"], found["boxes"], strict=True):
        for _, x0, top, x1, bottom in boxes:
            assert 0 <= x0 < x1 <= width
            assert 0 <= top < bottom <= height


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


def test_entries_to_copy_are_those_of_correction_entry(made: Folders) -> None:
    rows = read_tables(made.parsed, ["indicators"])["indicators"]
    for name in ("teks", "jahat-b", "cetak"):
        own = [row for row in rows if row["document_id"] == name]
        entries = data(document(made.page(name)))["entries"]
        assert list(entries) == [str(row["row_no"]) for row in own]
        for row in own:
            whole = f"{entries[str(row['row_no'])]}  date: 2023-02-01\n"
            assert whole == correction_entry(row, own, date(2023, 2, 1))


def test_a_year_counts_each_due_date_by_area_month_and_day(made: Folders) -> None:
    index = document(made.report / "index.html")
    items = data(index)["years"]["2023"]
    year = index.get_element_by_id("year-2023")
    cells = year.xpath(".//table[@class='matrix']/tbody//button")
    for cell in cells:
        area, month = int(cell.get("data-area")), int(cell.get("data-month"))
        due = [item for item in items if item[1] == area and int(item[0][5:7]) == month]
        assert int(cell.text) == len(due) > 0
    assert sum(int(cell.text) for cell in cells) == len(items)
    days = {button.get("data-day") for button in year.xpath(".//button[@data-day]")}
    assert days == {item[0] for item in items}
    assert sum(item[0].endswith("-12-31") for item in items) >= 1


def test_nothing_of_a_document_becomes_markup(made: Folders) -> None:
    for path in (made.report / "index.html", made.page("jahat-b")):
        text = path.read_text(encoding="utf-8")
        page = document(path)
        assert len(page.xpath("//script")) == 3
        assert not page.xpath("//svg | //iframe | //object | //*[@onload or @onerror or @onfocus]")
        assert not page.xpath("//img[@src='x']")
        assert 'http-equiv="Content-Security-Policy"' in text
        assert not page.xpath("//@style | //style")
    shown = document(made.page("jahat-b")).get_element_by_id("rows").text_content()
    for attack in ATTACKS:
        assert attack in shown


def test_the_same_tables_give_the_same_files_and_unchanged_pages_are_kept(made: Folders) -> None:
    before = {path: path.read_bytes() for path in made.report.rglob("*") if path.is_file()}
    assert write_report(made.raw, made.parsed).written == 0
    (made.report / ".stamps.json").unlink()
    assert write_report(made.raw, made.parsed).written == 6
    assert {path: path.read_bytes() for path in made.report.rglob("*") if path.is_file()} == before


@pytest.fixture
def small(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def test_pages_of_exports_that_are_gone_are_removed(
    small: Folders, plan: Callable[..., Path]
) -> None:
    for name in ("satu", "dua"):
        (small.raw / f"{name}.tsv").write_text(SMALL_PLAN)
    small.update()
    before = small.page("dua").stat().st_mtime_ns
    (small.raw / "satu.tsv").unlink()
    small.update()
    assert [path.name for path in (small.report / "ekspor").iterdir()] == ["dua.html"]
    assert small.page("dua").stat().st_mtime_ns == before
    assert "satu" not in (small.report / "index.html").read_text()


def test_without_its_trace_an_export_is_named_missing(small: Folders) -> None:
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    small.update()
    trace_path(small.parsed, "satu").unlink()
    with pytest.raises(NoTracesError):
        write_report(small.raw, small.parsed)
    result = CliRunner().invoke(app, ["report", "--parsed", str(small.parsed)])
    assert result.exit_code == 2
    assert "run rkt run first" in result.stderr


def test_a_pdf_that_has_changed_since_is_shown_as_text(small: Folders) -> None:
    from pipeline.run import run
    from tests.reports import SMALL_PDF

    (small.raw / "cetak.pdf").write_bytes(SMALL_PDF)
    run(small.raw, small.parsed, jobs=1)
    (small.raw / "cetak.pdf").write_bytes(b"")
    write_report(small.raw, small.parsed)
    page = document(small.page("cetak"))
    assert not page.xpath("//img")
    assert "Menyusun surat" in page.get_element_by_id("source").text_content()


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


def test_every_text_that_the_page_shows_has_both_languages(made: Folders) -> None:
    page = document(made.page("meragukan"))
    for element in page.xpath("//button | //h2 | //article//dt | //summary"):
        words = element.text_content().strip()
        if words not in ("Area", "No."):
            assert element.xpath("descendant-or-self::*[@data-en]"), words


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A plan in two exports, one of the year after whose evidence has an unknown header and that
    has a deadline of the year before, and one that names no year."""
    made = folders(tmp_path_factory.mktemp("several"))
    first = SMALL_PLAN.replace("Maret 2023", "30 Februari 2023")
    (made.raw / "satu.tsv").write_text(first)
    (made.raw / "salinan.tsv").write_text(first)
    other = SMALL_PLAN.replace("UJI COBA", "LAIN").replace("2023", "2024")
    other = other.replace("BUKTI FISIK", "ALAT PEMBUKTIAN").replace("PENGAWASAN", "AKUNTABILITAS")
    other = other.replace("Juni, Desember 2024", "setelah DIPA terbit")
    (made.raw / "lain.tsv").write_text(other.replace("Maret 2024", "Maret 2022"))
    no_year = SMALL_PLAN.replace(" TAHUN 2023", "").replace("UJI COBA", "TANPA TAHUN")
    (made.raw / "tanpa.tsv").write_text(no_year.replace("Maret 2023", "setiap ada kesempatan"))
    made.update()
    return made


def undated(inside: Any) -> dict[str, str]:
    """Links to rows without a date, and what is said of each."""
    items = inside.xpath("descendant-or-self::details[@class='undated']//li")
    return {item.xpath("./a/@href")[0]: item.text_content() for item in items}


def test_a_years_deadlines_without_a_date_are_listed_with_links_to_their_rows(
    several: Folders,
) -> None:
    """The number was that of all years, and nothing showed which deadlines they were."""
    index = document(several.report / "index.html")
    of_2023 = undated(index.get_element_by_id("year-2023"))
    assert list(of_2023) == ["ekspor/salinan.html#r1", "ekspor/satu.html#r1"]
    assert "30 Februari 2023" in of_2023["ekspor/satu.html#r1"]
    of_2024 = undated(index.get_element_by_id("year-2024"))
    assert list(of_2024) == ["ekspor/lain.html#r2"]
    assert "setelah DIPA terbit" in of_2024["ekspor/lain.html#r2"]
    assert "bersyarat" in of_2024["ekspor/lain.html#r2"]
    (without_year,) = index.xpath("//main/details[@class='undated']")
    assert next(iter(undated(without_year))) == "ekspor/tanpa.html#r1"


def test_a_year_in_which_nothing_is_due_still_lists_what_has_no_date(small: Folders) -> None:
    row = "1\tArsip\tArsip tertata\tMenata arsip\tFoto\tsetelah DIPA terbit\n"
    head = SMALL_PLAN.split("1\tKelompok")[0]
    (small.raw / "satu.tsv").write_text(head + row)
    small.update()
    year = document(small.report / "index.html").get_element_by_id("year-2023")
    assert list(undated(year)) == ["ekspor/satu.html#r1"]


def test_a_plan_in_two_exports_is_said_to_count_twice(several: Folders) -> None:
    index = document(several.report / "index.html")
    line = index.xpath("//table[@id='exports-table']//tr[th/a='satu.tsv']")[0]
    assert "rencana yang sama dengan salinan.tsv" in line.text_content()
    hints = {
        year: index.get_element_by_id(f"year-{year}").xpath("./p[@class='hint']")[0].text_content()
        for year in (2023, 2024)
    }
    assert "terhitung dua kali" in hints[2023]
    assert "terhitung dua kali" not in hints[2024]


def test_a_year_without_a_plan_says_which_plans_its_deadlines_are_of(several: Folders) -> None:
    index = document(several.report / "index.html")
    hint = "tenggat ini ada dalam rencana tahun 2024"
    assert hint in index.get_element_by_id("year-2022").text_content()
    assert hint not in index.get_element_by_id("year-2024").text_content()


def test_an_area_that_not_every_plan_has_names_its_unit(small: Folders) -> None:
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    other = SMALL_PLAN.replace("UJI COBA", "LAIN").replace("PENGAWASAN", "AKUNTABILITAS")
    (small.raw / "lain.tsv").write_text(other)
    small.update()
    heads = document(small.report / "index.html").xpath("//table[@class='matrix']/tbody//th")
    assert [head.text_content() for head in heads] == [
        "1. MANAJEMEN PERUBAHAN",
        "2. PENGUATAN AKUNTABILITASBALAI LAIN",
        "2. PENGUATAN PENGAWASANBALAI UJI COBA",
    ]


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


def test_a_correction_that_does_not_fit_leaves_a_link_to_the_last_page(small: Folders) -> None:
    """The page was kept, but nothing led to it."""
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    small.update()
    (small.rules / "corrections" / "satu.yaml").write_text(
        '- row: {action: "Tidak ada"}\n  checked: true\n  reason: "x"\n  date: 2023-02-01\n'
    )
    small.update()
    failed = document(small.report / "index.html").xpath("//section[@class='failures']//li")
    (link,) = failed[0].xpath(".//a/@href")
    assert (small.report / link).is_file()
    (small.raw / "dua.tsv").write_text("")
    small.update()
    failed = document(small.report / "index.html").xpath("//section[@class='failures']//li")
    assert [len(item.xpath(".//a")) for item in failed] == [0, 1]


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
    assert "tidak menyebut waktu" in row.xpath(".//p[@class='due none']")[0].text_content()
    assert not page.get_element_by_id("r1").xpath(".//p[@class='due none']")
    assert "1 baris tanpa waktu" in page.xpath("//div[@class='summary']")[0].text_content()
    assert "doubt" not in row.get("class")


def test_report_heeds_the_folder_of_rules_that_is_named(small: Folders) -> None:
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    (small.rules / "corrections" / "satu.yaml").write_text(
        '- row: {action: "Membuka loket"}\n  checked: true\n  reason: "benar"\n  date: 2023-02-01\n'
    )
    folders_named = ["--raw", str(small.raw), "--parsed", str(small.parsed)]
    rules_named = ["--rules", str(small.rules)]
    assert CliRunner().invoke(app, ["run", *folders_named, *rules_named]).exit_code == 0
    assert CliRunner().invoke(app, ["report", *folders_named, *rules_named]).exit_code == 0
    row = document(small.page("satu")).get_element_by_id("r3")
    assert "Alasan: benar" in row.text_content()


def test_the_first_page_shows_where_two_exports_of_a_plan_differ(small: Folders) -> None:
    (small.raw / "awal.tsv").write_text(SMALL_PLAN)
    added = "2\tArsip\tArsip rapi\tMenata <b>arsip</b>\tFoto\tMei 2023\n"
    revised = SMALL_PLAN.replace("Menyusun surat", "Menyusun draf surat") + added
    (small.raw / "revisi.tsv").write_text(revised)
    small.update()
    (pair,) = document(small.report / "index.html").xpath("//details[contains(@class, 'twice')]")
    summary = pair.xpath("./summary")[0]
    assert "2 baris sama, 1 berbeda, 0 hanya di yang pertama, 1 hanya di" in summary.text_content()
    changed, only = pair.xpath(".//li")
    assert changed.xpath(".//ins/text()") == ["draf"]
    assert not changed.xpath(".//del")
    links = ["ekspor/awal.html#r1", "ekspor/revisi.html#r1"]
    assert changed.xpath(".//a/@href") == links
    assert "Menata <b>arsip</b>" in only.text_content()
    assert "tidak ada di awal.tsv" in only.text_content()
    assert only.xpath(".//a/@href") == ["ekspor/revisi.html#r4"]
    (small.raw / "revisi.tsv").write_text(SMALL_PLAN)
    small.update()
    page = document(small.report / "index.html")
    assert not page.xpath("//details[contains(@class, 'twice')]")
    assert "sama di semua 3 baris" in page.text_content()
