"""The review page in a browser: the first page, and how pages are laid out on wide and narrow
screens."""
# ruff: noqa: F811 (fixtures are named like what is imported)

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import browser, context, opened, page  # noqa: F401
from tests.conftest import SMALL_PLAN
from tests.reports import Folders, every_kind, folders


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Folders:
    return every_kind(tmp_path_factory.mktemp("a folder"))


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


def test_the_pages_of_a_pdf_begin_as_wide_as_what_stands_on_them(page: Page, made: Folders) -> None:
    """They began small, with wide white margins."""
    opened(page, made.page("cetak"))
    pane = page.locator("#source").bounding_box()
    boxes = [box.bounding_box() for box in page.locator("[data-p='0'] .b").all()]
    assert pane
    left = min(box["x"] for box in boxes if box) - pane["x"]
    right = pane["x"] + pane["width"] - max(box["x"] + box["width"] for box in boxes if box)
    assert 0 <= left <= 20
    assert 0 <= right <= 32  # a scroll bar beside
    smaller = page.get_by_role("button", name="Perkecil")
    smaller.click()
    paper = page.locator(".paper").first.bounding_box()
    assert paper
    assert paper["width"] < pane["width"]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Folders:
    """A plan of the usual columns, and one of many more."""
    made = folders(tmp_path_factory.mktemp("sheets"))
    (made.raw / "biasa.tsv").write_text(SMALL_PLAN)
    title, blank, header, *rows = SMALL_PLAN.replace("UJI COBA", "LAIN").splitlines()
    more = [f"KETERANGAN {n}" for n in range(8)]
    lines = ["\t".join([header, *more]), *("\t".join([row, *more]) for row in rows)]
    (made.raw / "lebar.tsv").write_text("\n".join([title, blank, *lines]) + "\n")
    made.update()
    return made


def test_a_sheet_of_the_usual_columns_fits_beside_its_rows(page: Page, sheets: Folders) -> None:
    """Of six columns four were seen."""
    opened(page, sheets.page("biasa"))
    assert page.locator("#source").evaluate("s => s.scrollWidth <= s.clientWidth")
    expect(page.locator("#where")).not_to_contain_text("Geser")


def test_a_wider_sheet_says_so_and_is_scrolled_to_what_is_lit(page: Page, sheets: Folders) -> None:
    opened(page, sheets.page("lebar"))
    expect(page.locator("#where")).to_contain_text("Geser ke samping")
    expect(page.locator(".pane.source")).to_have_class(re.compile("more-right"))
    page.locator("#r1 [data-c='extra:KETERANGAN 7']").click()
    lit_text = page.locator("#source .lit").first
    expect(lit_text).to_have_text("KETERANGAN 7")
    expect(lit_text).to_be_in_viewport(ratio=0.9)
    pane, box = page.locator("#source").bounding_box(), lit_text.bounding_box()
    assert pane and box
    assert box["x"] + box["width"] <= pane["x"] + pane["width"]


def test_a_phone_folds_the_source_away_and_remembers_it(page: Page, made: Folders) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, made.page("meragukan"))
    rows, source = page.locator("#rows"), page.locator("#source")
    before = rows.evaluate("rows => rows.clientHeight")
    page.get_by_role("button", name="Lipat").click()
    expect(source).to_be_hidden()
    assert rows.evaluate("rows => rows.clientHeight") > before + 200
    page.reload()
    expect(source).to_be_hidden()
    page.locator(".row [data-c=action]").first.click()
    expect(page.locator("#where")).to_contain_text("sumber: baris")
    page.get_by_role("button", name="Tampilkan sumber").click()
    expect(source.locator(".lit").first).to_be_in_viewport()


def test_a_phone_keeps_a_row_in_one_line_with_its_button_and_the_source_in_sight(
    page: Page, context: BrowserContext, made: Folders
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, made.page("meragukan"))
    row = page.locator(".row.doubt")
    name, button = row.locator("h4").bounding_box(), row.locator(".copy").bounding_box()
    assert name and button
    assert abs((name["y"] + name["height"] / 2) - (button["y"] + button["height"] / 2)) < 6
    row.locator(".copy").click()
    toast, source = page.locator("#toast"), page.locator("#source").bounding_box()
    expect(toast).to_be_visible()
    box = toast.bounding_box()
    assert box and source
    assert box["y"] + box["height"] <= source["y"]


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
