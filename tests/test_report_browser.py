"""The review page in a real browser: Chromium without a window, driven by playwright."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.conftest import SMALL_PLAN
from tests.reports import Folders, every_kind, folders

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        path = program or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip(f"no browser: none of {', '.join(_NAMES)} is installed")
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"the browser {path} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Folders:
    return every_kind(tmp_path_factory.mktemp("a folder"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script must not fail, and whose console must stay empty."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def opened(page: Page, path: Path, query: str = "") -> Page:
    page.goto(path.as_uri() + query)
    return page


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


def test_exports_are_sorted_and_a_days_deadlines_listed(page: Page, made: Folders) -> None:
    opened(page, made.report / "index.html")
    head = page.get_by_role("columnheader", name="Perlu diperiksa")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    first = page.locator("#exports-table tbody tr").first.locator("td").nth(4).inner_text()
    assert int(first) > 0
    day = page.locator("section.year:not([hidden]) [data-day='2023-06-30']")
    day.click()
    listed = page.locator("#chosen-list li")
    assert listed.count() == int(re.findall(r"\d+", day.get_attribute("aria-label") or "")[-1])
    listed.filter(has_text="meragukan.tsv").get_by_role("link").click()
    expect(page.locator(".row.here")).to_have_attribute("data-n", "2")


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


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Folders:
    """A plan of many rows and areas, two of them corrected."""
    made = folders(tmp_path_factory.mktemp("long"))
    head = SMALL_PLAN.split("I\tMANAJEMEN")[0]
    parts = [
        f"{area}\tAREA YANG KE {area}\t\t\t\t\n"
        + "".join(
            f"{n}\tKomponen {n}\tIndikator {area} {n}\tLangkah {area} {n}\tBukti {area} {n}"
            f"\tMaret 2023\n"
            for n in range(1, 8)
        )
        for area in ("I", "II", "III", "IV", "V", "VI")
    ]
    (made.raw / "panjang.tsv").write_text(head + "".join(parts))
    (made.rules / "corrections" / "panjang.yaml").write_text(
        '- row: {action: "Langkah II 3"}\n  set: {area: "PENATAAN", area_no: "2"}\n'
        '  reason: "salah area"\n  date: 2023-02-01\n'
    )
    made.update()
    return made


def test_copying_a_correction_shows_the_row_in_the_source(
    context: BrowserContext, page: Page, long: Folders
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, long.page("panjang"))
    page.locator("#r40 .copy").click()
    lit_text = page.locator("#source .lit")
    expect(lit_text).to_have_text("Indikator VI 5")
    expect(lit_text).to_be_in_viewport()
    page.locator("#source").evaluate("source => source.scrollTo(0, 0)")
    page.locator("#r40 .copy").click()
    expect(lit_text).to_be_in_viewport()


def test_the_area_of_a_row_has_its_number_and_stays_beside_what_follows(
    page: Page, long: Folders
) -> None:
    """A corrected area left a wide gap, and what follows stood apart from its "›"."""
    opened(page, long.page("panjang"))
    heading = page.locator("#r10 .heading")
    area, number = heading.locator("[data-c=area]"), heading.locator("[data-c=component_no]")
    expect(area.locator(".was")).to_have_text("dalam ekspor: AREA YANG KE II")
    before = area.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert before == '"2. "'
    left, right = area.bounding_box(), number.bounding_box()
    assert left and right
    assert right["x"] - (left["x"] + left["width"]) < 8
    assert right["y"] == pytest.approx(left["y"], abs=4)


@pytest.mark.parametrize("width", [390, 800])
def test_nothing_is_painted_over_the_list_of_deadlines(
    page: Page, long: Folders, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    opened(page, long.report / "index.html")
    page.locator(".matrix button").first.click()
    below = page.locator(".matrix tbody th").last
    below.evaluate("head => head.scrollIntoView({ block: 'end' })")
    on_top = below.evaluate(
        "head => { const box = head.getBoundingClientRect();"
        " return document.elementFromPoint(box.left + 20, box.top + box.height / 2)"
        ".closest('#chosen') !== null }"
    )
    assert on_top


def test_a_phone_shows_all_months_of_a_year(page: Page, long: Folders) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    opened(page, long.report / "index.html")
    last = page.locator(".matrix tbody tr").first.locator("td").last
    last.scroll_into_view_if_needed()
    expect(last).to_have_text("7")
    box = last.bounding_box()
    scroller = page.locator(".scroller:has(.matrix)")
    assert box
    assert box["x"] + box["width"] <= 390
    assert scroller.evaluate("s => s.scrollWidth <= s.clientWidth")


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


def test_the_deadlines_of_one_unit_are_chosen_among_several(page: Page, tmp_path: Path) -> None:
    """A matrix of all plans in raw/ mixed their units."""
    own = folders(tmp_path)
    (own.raw / "satu.tsv").write_text(SMALL_PLAN)
    other = SMALL_PLAN.replace("UJI COBA", "LAIN").replace("PENGAWASAN", "AKUNTABILITAS")
    (own.raw / "lain.tsv").write_text(other.replace("Maret 2023", "setelah DIPA terbit"))
    own.update()
    opened(page, own.report / "index.html")
    totals = page.locator("section.year .matrix tfoot .sum")
    may = page.locator(".month [data-day='2023-05-31']")
    march = page.locator(".month [data-day='2023-03-31']")
    areas = page.locator(".matrix tbody tr:visible")
    expect(totals.last).to_have_text("7")
    page.get_by_label("Tenggat dari").select_option("BALAI LAIN")
    expect(totals.last).to_have_text("3")
    expect(areas).to_have_count(2)
    expect(may).to_have_attribute("aria-label", "31 Mei 2023: 1 tenggat")
    expect(march).to_be_hidden()
    expect(march.locator("xpath=following-sibling::span")).to_be_visible()  # the bare day
    may.click()
    expect(page.locator("#chosen-list li")).to_have_count(1)
    page.get_by_role("button", name="English").click()
    expect(may).to_have_attribute("aria-label", "31 May 2023: 1 deadline")
    page.get_by_label("Deadlines of").select_option("BALAI UJI COBA")
    expect(totals.last).to_have_text("4")
    expect(page.locator(".undated")).to_be_hidden()
    expect(march).to_have_attribute("aria-label", "31 March 2023: 1 deadline")
    page.get_by_label("Deadlines of").select_option("all units")
    expect(totals.last).to_have_text("7")
    expect(page.locator(".undated summary")).to_have_text("1 deadline without a date")
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(may).to_have_attribute("aria-label", "31 Mei 2023: 2 tenggat")


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


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(
    browser: Browser, made: Folders, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    paths = [made.report / "index.html", *map(made.page, ("meragukan", "cetak", "buku", "teks"))]
    for path in paths:
        opened(page, path, "?lang=en" if width == 390 else "")
        if path.parent.name == "ekspor":
            page.locator(".row [data-c=action]").first.click()
        found = Axe().run(page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in serious]
        assert told == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
