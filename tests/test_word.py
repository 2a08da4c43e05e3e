"""Word: numbers, tracked changes, running heads, and tables in tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

import pipeline
from pipeline.read import read
from tests.office_files import PLAN, write_docx
from tests.plans import grid_texts, plan_rows


def numbered(document: Any, texts: list[str], levels: list[int], number: int) -> None:
    for text, level in zip(texts, levels, strict=True):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = number


def with_list(document: Any, levels: list[tuple[str, str]]) -> int:
    """Define a list of (kind, text) by level; its number."""
    root = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(levels)
    )
    definition = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{body}</w:abstractNum>'
    root.insert(0, parse_xml(definition))
    number = f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    root.append(parse_xml(number))
    return 90


def test_words_own_numbers_are_read_as_shown(tmp_path: Path) -> None:
    document = Document()
    number = with_list(document, [("lowerLetter", "%1."), ("decimal", "%2)"), ("bullet", "\uf0b7")])
    cell = document.add_table(1, 3).cell(0, 0)
    items = ["satu", "dua", "dalam", "lagi", "butir", "tiga", "anak"]
    numbered(cell, items, [0, 0, 1, 1, 2, 0, 1], number)
    document.save(str(tmp_path / "p.docx"))
    assert grid_texts(tmp_path / "p.docx") == [
        ["a. satu\nb. dua\n1) dalam\n2) lagi\n• butir\nc. tiga\n1) anak"]
    ]


def test_numbers_beside_no_text_were_lost_in_words_column_of_numbers(tmp_path: Path) -> None:
    document = Document()
    number = with_list(document, [("upperLetter", "%1."), ("decimal", "%2.")])
    lines = [(0, "", ""), (1, "Menyusun surat", "Surat"), (1, "Rapat", ""), (0, "", ""),
             (1, "Apel", "Foto")]  # fmt: skip
    table = document.add_table(len(lines), 3)
    for row, (level, *texts) in zip(table.rows, lines, strict=True):
        numbered(row.cells[0], [""], [level], number)
        for cell, text in zip(row.cells[1:], texts, strict=True):
            cell.text = text
    # An item that was begun and left empty below the others is nothing that one reads.
    numbered(table.cell(2, 2), ["Undangan", ""], [1, 1], number)
    document.save(str(tmp_path / "p.docx"))
    assert [row[0] for row in grid_texts(tmp_path / "p.docx")] == ["A.", "1.", "2.", "B.", "1."]


def test_numbers_below_roman_ones_are_decimal_where_word_says_so(tmp_path: Path) -> None:
    document = Document()
    number = with_list(document, [("upperRoman", "%1."), ("decimal", "%1.%2")])
    levels = document.part.numbering_part.element.findall(".//" + qn("w:lvl"))
    kinds = [level.find(qn("w:numFmt")) for level in levels]
    kinds[1].addnext(OxmlElement("w:isLgl"))
    cell = document.add_table(1, 3).cell(0, 0)
    numbered(cell, ["Area", "Tim", "Lagi", "Area", "Rapat"], [0, 1, 1, 0, 1], number)
    document.save(str(tmp_path / "p.docx"))
    assert grid_texts(tmp_path / "p.docx") == [["I. Area 1.1 Tim 1.2 Lagi II. Area 2.1 Rapat"]]


def test_tracked_changes_count_as_accepted(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_table(1, 3).cell(0, 0).paragraphs[0]
    paragraph.add_run("Menyusun ")
    for tag, text_tag, text in (("w:del", "w:delText", "draf "), ("w:ins", "w:t", "naskah")):
        change = OxmlElement(tag)
        run_ = OxmlElement("w:r")
        words = OxmlElement(text_tag)
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run_.append(words)
        change.append(run_)
        paragraph._p.append(change)
    document.save(str(tmp_path / "p.docx"))
    assert grid_texts(tmp_path / "p.docx") == [["Menyusun naskah"]]


def test_running_heads_of_a_word_document_are_furniture(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].add_run("Kementerian Uji")
    document.save(str(path))
    source = read(path)
    assert [source.text[f.span.start : f.span.end] for f in source.furniture] == ["Kementerian Uji"]
    assert pipeline.parse(path).document["chars_unplaced"] == 0
    assert len(plan_rows(path)) == 4


def test_a_table_inside_a_cell_stays_in_its_cell(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    inner = document.tables[0].cell(3, 3).add_table(2, 2)
    for at, text in enumerate(("kiri", "kanan", "bawah", "sudut")):
        inner.cell(at // 2, at % 2).text = text
    document.save(str(path))
    found = plan_rows(path)
    assert found[0]["action"] == "Menyusun keputusan kiri kanan bawah sudut"
    assert len(found) == 4


def test_a_table_for_the_layout_holds_the_plan(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx")
    document = Document(str(path))
    plan = document.tables[0]._tbl
    frame = document.add_table(1, 1)
    cell = frame.cell(0, 0)
    cell._tc.insert(1, plan)
    document.save(str(path))
    assert len(plan_rows(path)) == 4


def test_a_table_goes_on_without_its_header(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "p.docx", PLAN[:5])
    document = Document(str(path))
    more = document.add_table(1, 8)
    for at, text in enumerate(("2", "Rencana", "Ada", "Susun", "SK", "Mei", "Ketua", "-")):
        more.cell(0, at).text = text
    document.save(str(path))
    assert [row["component_no"] for row in plan_rows(path)] == ["1", "1", "2"]
