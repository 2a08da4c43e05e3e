"""The page of an export in a browser: cells and their source, keys, filters and corrections."""
# ruff: noqa: F811 (fixtures are named like what is imported)

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import browser, context, opened, page  # noqa: F401
from tests.reports import Folders, every_kind


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Folders:
    return every_kind(tmp_path_factory.mktemp("a folder"))


def lit(page: Page, side: str) -> list[str]:
    texts: list[str] = page.locator(f"{side} .lit").all_text_contents()
    return texts


def test_from_the_overview_to_the_doubtful_rows_of_an_export(page: Page, made: Folders) -> None:
    opened(page, made.report / "index.html").get_by_role("link", name="meragukan.tsv").click()
    expect(page.locator(".row:visible")).to_have_count(3)
    assert page.locator(".row").first.get_attribute("data-n") == "3"
    page.get_by_role("button", name="Hanya meragukan").click()
    expect(page.locator(".row:visible")).to_have_count(1)
    expect(page.locator(".row:visible .doubts")).to_contain_text("tanpa target waktu sendiri")
    page.get_by_role("button", name="Urutan rencana").click()
    numbers = page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.n)")
    assert numbers == ["1", "2", "3"]
    page.get_by_role("button", name="Meragukan dulu").click()
    assert page.locator(".row").first.get_attribute("data-n") == "3"


def test_pointing_at_a_cell_of_a_text_lights_its_pieces_and_back(page: Page, made: Folders) -> None:
    opened(page, made.page("teks"))
    row = page.locator(".row", has_text="Menyusun nama calon")
    row.locator("[data-c=action]").hover()
    assert lit(page, "#source") == ["Menyusun nama calon", "anggota tim kerja dan", "membahasnya"]
    expect(page.locator("#where")).to_contain_text("baris 5–7")
    page.locator("#source [data-s]", has_text="Lampiran surat").hover()
    assert lit(page, "#source") == ["Lampiran surat", "keputusan"]
    assert page.locator(".cell.lit dt").all_text_contents() == ["Bukti fisik"]


def test_pointing_at_a_cell_of_a_workbook_lights_the_cell_of_its_sheet(
    page: Page, made: Folders
) -> None:
    opened(page, made.page("buku"))
    rows = page.locator(".row")
    rows.filter(has_text="Mengundang").locator("[data-c=target]").hover()
    assert lit(page, "#source") == ["Maret 2023"]  # a merged cell, of two rows
    expect(page.locator("#where")).to_contain_text(re.compile(r"sel F\d+"))
    page.locator("#source [data-s]", has_text="Maret 2023").hover()
    assert page.locator(".row:has(.cell.lit)").count() == 2
    assert page.locator("#source thead th").all_text_contents()[:3] == ["A", "B", "C"]


def test_pointing_at_a_cell_of_a_pdf_lights_its_place_on_the_picture(
    page: Page, made: Folders
) -> None:
    opened(page, made.page("cetak"))
    page.locator(".row", has_text="Menyusun surat").locator("[data-c=action]").hover()
    boxes = page.locator(".b.lit")
    expect(boxes).to_have_count(2)  # two lines
    paper = page.locator(".page").first.locator(".paper").bounding_box()
    box = boxes.first.bounding_box()
    assert paper and box
    # Where tests/reports.py draws it: the fourth column of a page 842 points wide.
    assert (box["x"] - paper["x"]) / paper["width"] == pytest.approx(343 / 842, abs=0.01)
    page.locator(".row", has_text="Pegawai tahu").locator("[data-c=indicator]").hover()
    expect(page.locator("[data-p='1'] .b.lit")).to_be_in_viewport()
    back = page.locator("[data-p='1'] .b.c").last
    back.scroll_into_view_if_needed()
    back.hover()
    assert page.locator(".cell.lit dd").all_text_contents()[0].startswith("Juni 2023")


def test_page_pictures_are_shown(page: Page, made: Folders) -> None:
    opened(page, made.page("cetak"))
    picture = page.locator(".paper img").first
    picture.evaluate("image => image.decode()")
    width = picture.evaluate("image => image.naturalWidth")
    assert width == pytest.approx(842 * 110 / 72, abs=2)


def test_text_that_is_no_cell_says_what_it_is(page: Page, made: Folders) -> None:
    opened(page, made.page("surat"))
    page.locator("#source [data-s]", has_text="Kepala Balai").hover()
    assert lit(page, "#source") == ["Kepala Balai"]
    expect(page.locator("#where")).to_have_text(re.compile("tanda tangan|uraian|di luar tabel"))
    page.locator("#source [data-s]", has_text="KOMPONEN").hover()
    expect(page.locator("#where")).to_have_text("judul kolom")


def test_the_foot_of_the_source_says_what_can_be_done_until_something_is_lit(
    page: Page, made: Folders
) -> None:
    opened(page, made.page("teks"))
    foot = page.locator("#where")
    expect(foot).to_contain_text("Pilih sel")
    page.locator(".row [data-c=action]").first.click()
    expect(foot).to_contain_text("sumber: baris")
    page.keyboard.press("Escape")
    expect(foot).to_contain_text("Pilih sel")
    page.get_by_role("button", name="English").click()
    expect(foot).to_contain_text("Choose a cell")


def test_everything_is_reached_by_keyboard(page: Page, made: Folders) -> None:
    opened(page, made.page("meragukan"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row.here")).to_have_attribute("data-n", "1")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cell:focus dt")).to_have_text("Langkah aksi")
    assert lit(page, "#source") == ["Menyusun surat keputusan"]
    page.keyboard.press("Enter")
    expect(page.locator("#source :focus")).to_have_text("Menyusun surat keputusan")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#source :focus")).to_have_text("Surat keputusan")
    page.keyboard.press("Enter")
    expect(page.locator(".cell:focus dt")).to_have_text("Bukti fisik")
    page.keyboard.press("k")
    expect(page.locator(".row.here")).to_have_attribute("data-n", "3")
    page.keyboard.press("/")
    page.keyboard.type("mengundang")
    expect(page.locator(".row:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".row:visible")).to_have_count(3)
    assert page.locator(".lit").count() == 0


def test_the_language_is_switched_and_remembered(page: Page, made: Folders) -> None:
    opened(page, made.report / "index.html")
    assert page.locator("html").get_attribute("lang") == "id"
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("heading", name="Could not be read")).to_be_visible()
    page.get_by_role("link", name="meragukan.tsv").click()
    expect(page.get_by_role("button", name="Doubtful only")).to_be_visible()
    expect(page.locator("#filter")).to_have_attribute("placeholder", "Find in rows")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page.get_by_role("button", name="Hanya meragukan")).to_be_visible()
    page.get_by_role("link", name="Semua ekspor").click()
    expect(page.get_by_role("heading", name="Tidak terbaca")).to_be_visible()


def test_a_copied_correction_mends_the_row_at_the_next_run(
    context: BrowserContext, page: Page, made: Folders, tmp_path: Path
) -> None:
    own = Folders(tmp_path / "raw", tmp_path / "parsed", tmp_path / "rules")
    own.raw.mkdir()
    shutil.copy(made.raw / "meragukan.tsv", own.raw)
    shutil.copytree(made.rules, own.rules)
    own.update()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, own.page("meragukan"))
    page.locator(".row.doubt").get_by_role("button", name="Salin koreksi").click()
    expect(page.locator("#toast")).to_contain_text("rules/corrections/meragukan.yaml")
    entry = page.evaluate("navigator.clipboard.readText()")
    assert "checked: true" in entry
    entry = entry.replace("  set:\n", '  set: {target: "Juni 2023", indicator: "Lain"}\n')
    file = own.rules / "corrections" / "meragukan.yaml"
    file.write_text(entry, encoding="utf-8")
    own.update()
    rows = pd.read_parquet(own.parsed / "indicators.parquet")
    assert rows["target"].tolist()[2] == "Juni 2023"
    assert not rows["needs_review"].any()
    page.reload()
    row = page.locator("#r3")
    assert page.locator(".row.doubt").count() == 0
    expect(row.locator("[data-c=target] dd mark")).to_have_text("Juni 2023")
    expect(row.locator(".when")).to_have_text("Juni 2023")
    expect(row.locator("[data-c=target] .was")).to_have_text("dalam ekspor: (kosong)")
    said = row.locator(".notes")
    expect(said).to_contain_text("Target waktu, Indikator diisi; sudah diperiksa orang")
    expect(said).to_contain_text("sudah dibandingkan dengan ekspornya")  # the entry's reason
    expect(said).to_contain_text("rules/corrections/meragukan.yaml")
    expect(row.locator("[data-c=indicator] .was")).to_have_text("dalam ekspor: Pengaduan ditangani")


def test_a_hostile_document_runs_no_script(page: Page, made: Folders) -> None:
    for path in (made.page("jahat-b"), made.report / "index.html"):
        opened(page, path)
        page.mouse.move(300, 300)
        for cell in page.locator(".row").first.locator(".cell").all():
            cell.click()
        assert page.evaluate("window.hacked") is None


def test_a_script_that_got_into_a_page_after_all_would_not_be_run(
    context: BrowserContext, made: Folders
) -> None:
    page = opened(context.new_page(), made.page("jahat-b"))
    page.evaluate(
        "() => { const s = document.createElement('script');"
        " s.textContent = 'window.hacked = 1'; document.body.append(s); }"
    )
    assert page.evaluate("window.hacked") is None


def test_rows_with_something_amiss_are_chosen_by_keyboard(page: Page, made: Folders) -> None:
    opened(page, made.page("meragukan"))
    shown = page.locator(".row:visible")
    page.get_by_role("button", name="Hanya meragukan").click()
    chosen = page.get_by_role("button", name="1 baris tanpa waktu")
    chosen.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-n", "3")
    expect(page.locator("#shown")).to_have_text("1")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="1 row without a time").press("Enter")
    expect(shown).to_have_count(3)
