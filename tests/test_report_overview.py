"""The first page of the review: exports, failures, plans held several times, and the years."""

from __future__ import annotations

import re
from typing import Any

from tests.conftest import SMALL_PLAN
from tests.reports import Folders, data, document, made, several, small

__all__ = ["made", "several", "small"]  # the fixtures


def test_a_failure_stands_on_top_with_reason_and_remedy_in_both_languages(made: Folders) -> None:
    index = document(made.report / "index.html")
    failures = index.xpath("//section[@class='failures']//li")
    assert [f.xpath("./strong/text()") for f in failures] == [["pipa.tsv"]]
    said = failures[0].xpath(".//p//span[@data-en]")
    assert any("bukan berkas" in s.text and "not a file" in s.get("data-en") for s in said)
    sections = index.xpath("//main/section/@class | //main/section/@aria-labelledby")
    assert sections[0] == "failures"


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
    assert list(of_2023) == ["ekspor/salinan.html#r1"]
    assert "30 Februari 2023" in of_2023["ekspor/salinan.html#r1"]
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


def test_a_plan_in_several_exports_counts_once_in_the_pictures(small: Folders) -> None:
    """It counted as often as it was exported, and was said to count twice."""
    for name in ("satu", "dua", "tiga"):
        (small.raw / f"{name}.tsv").write_text(SMALL_PLAN)
    small.update()
    index = document(small.report / "index.html")
    line = index.xpath("//table[@id='exports-table']//tr[th/a='satu.tsv']")[0]
    assert "rencana yang sama dengan dua.tsv" in line.text_content()
    assert {item[2] for item in data(index)["years"]["2023"]} == {0}  # dua.tsv
    assert index.xpath("//tfoot//td[last()]/text()") == ["4"]
    hint = index.get_element_by_id("year-2023").xpath("./p[@class='hint']")[0].text_content()
    assert "ada dalam 3 ekspor dan di sini terhitung sekali, menurut dua.tsv" in hint
    section = index.xpath("//section[h2[@id='twice']]")[0].text_content()
    assert "tabel menghitungnya 3 kali" in section
    assert section.count("sama di semua 3 baris") == 2


def test_parts_of_a_plan_in_several_exports_all_count(small: Folders) -> None:
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    head = SMALL_PLAN.split("I\tMANAJEMEN")[0]
    rows = ("Arsip\tArsip rapi\tMenata\tFoto", "Gedung\tAtap kering\tMengecat\tNota bahan")
    part = "".join(f"{n}\t{row}\tMei 2023\n" for n, row in enumerate(rows, 1))
    (small.raw / "lanjutan.tsv").write_text(f"{head}III\tSARANA\t\t\t\t\n{part}")
    small.update()
    index = document(small.report / "index.html")
    assert {item[2] for item in data(index)["years"]["2023"]} == {0, 1}
    assert "terhitung sekali" not in index.text_content()
    assert "sebagian besar baris lain, jadi ikut dihitung" in index.text_content()


def test_a_plan_whose_time_is_not_recognised_says_so_in_its_line(small: Folders) -> None:
    """It looked as well read as any other."""
    unknown = SMALL_PLAN.replace("TARGET WAKTU", "SAAT RAMPUNG").replace("UJI COBA", "LAIN")
    unknown = re.sub(r"\t[^\t\n]*2023$", "\tsegera", unknown, flags=re.MULTILINE)
    (small.raw / "lain.tsv").write_text(unknown.replace("BUKTI FISIK", "ALAT PEMBUKTIAN"))
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    small.update()
    index = document(small.report / "index.html")
    line, other = index.xpath("//table[@id='exports-table']//tr[th/a]")
    notes = [note.text_content() for note in line.xpath(".//th/*[contains(@class, 'look')]")]
    assert "tidak ada waktu yang dikenali" in notes[0]
    assert notes[1] == "Kolom yang belum dikenal: ALAT PEMBUKTIAN, SAAT RAMPUNG"
    assert not other.xpath(".//*[contains(@class, 'look')]")
    page = document(small.page("lain"))
    assert page.xpath("//button[@data-issue='no_time']")[0].text_content() == "3 baris tanpa waktu"
    said = page.get_element_by_id("r1").xpath("./p[contains(@class, 'due')]")[0]
    assert "tidak ada waktu yang dikenali" in said.text_content()


def test_a_year_without_a_plan_says_which_plans_its_deadlines_are_of(several: Folders) -> None:
    index = document(several.report / "index.html")
    hint = "tenggat ini ada dalam rencana tahun 2024"
    assert hint in index.get_element_by_id("year-2022").text_content()
    assert hint not in index.get_element_by_id("year-2024").text_content()


def test_areas_of_one_number_name_their_units(small: Folders) -> None:
    (small.raw / "satu.tsv").write_text(SMALL_PLAN)
    other = SMALL_PLAN.replace("UJI COBA", "LAIN").replace("PENGAWASAN", "AKUNTABILITAS")
    third = "III\tSARANA\t\t\t\t\n1\tArsip\tArsip rapi\tMenata arsip\tFoto\tMei 2023\n"
    (small.raw / "lain.tsv").write_text(other + third)
    small.update()
    heads = document(small.report / "index.html").xpath("//table[@class='matrix']/tbody//th")
    assert [head.text_content() for head in heads] == [
        "1. MANAJEMEN PERUBAHAN",
        "2. PENGUATAN AKUNTABILITASBALAI LAIN",
        "2. PENGUATAN PENGAWASANBALAI UJI COBA",
        "3. SARANA",
    ]


def test_the_first_page_shows_where_two_exports_of_a_plan_differ(small: Folders) -> None:
    (small.raw / "awal.tsv").write_text(SMALL_PLAN)
    added = "2\tArsip\tArsip rapi\tMenata <b>arsip</b>\tFoto\tMei 2023\n"
    revised = SMALL_PLAN.replace("Menyusun surat", "Menyusun draf surat") + added
    (small.raw / "revisi.tsv").write_text(revised)
    small.update()
    (pair,) = document(small.report / "index.html").xpath("//details[contains(@class, 'twice')]")
    summary = pair.xpath("./summary")[0]
    assert summary.text_content() == "revisi.tsv 2 baris sama, 1 berbeda, 1 hanya di sana"
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
