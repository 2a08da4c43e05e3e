"""The review page: exports in, pages out. The first page: tests/test_report_overview.py, rows:
tests/test_report_rows.py, in a browser: tests/test_report_browser.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corrections import correction_entry
from pipeline.report import NoTracesError, write_report
from pipeline.store import read_tables
from pipeline.trace import read_trace, trace_path
from tests.conftest import SMALL_PLAN
from tests.reports import ATTACKS, Folders, data, document, made, small, squeezed

__all__ = ["made", "small"]  # the fixtures


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


def test_entries_to_copy_are_those_of_correction_entry(made: Folders) -> None:
    rows = read_tables(made.parsed, ["indicators"])["indicators"]
    for name in ("teks", "jahat-b", "cetak"):
        own = [row for row in rows if row["document_id"] == name]
        entries = data(document(made.page(name)))["entries"]
        assert list(entries) == [str(row["row_no"]) for row in own]
        for row in own:
            whole = f"{entries[str(row['row_no'])]}  date: 2023-02-01\n"
            assert whole == correction_entry(row, own, date(2023, 2, 1))


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


def test_every_text_that_the_page_shows_has_both_languages(made: Folders) -> None:
    page = document(made.page("meragukan"))
    for element in page.xpath("//button | //h2 | //article//dt | //summary"):
        words = element.text_content().strip()
        if words not in ("Area", "No."):
            assert element.xpath("descendant-or-self::*[@data-en]"), words


def test_the_same_tables_give_the_same_files_and_unchanged_pages_are_kept(made: Folders) -> None:
    before = {path: path.read_bytes() for path in made.report.rglob("*") if path.is_file()}
    assert write_report(made.raw, made.parsed).written == 0
    (made.report / ".stamps.json").unlink()
    assert write_report(made.raw, made.parsed).written == 6
    assert {path: path.read_bytes() for path in made.report.rglob("*") if path.is_file()} == before


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
