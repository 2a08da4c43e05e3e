"""Office files that hold no plan, or are damaged, are named as such."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

import pipeline
from pipeline.errors import ExportError
from tests.office_files import write_xlsx


def truncated(path: Path) -> None:
    path.write_bytes(write_xlsx(path).read_bytes()[:3000])


def zip_of_nothing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("catatan.txt", "bukan lembar kerja")


def bomb(path: Path) -> None:
    whole = write_xlsx(path).read_bytes()
    path.write_bytes(whole)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)


def encrypted(path: Path) -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name + bytes(500))


def old_word(path: Path) -> None:
    name = "WordDocument".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name + bytes(500))


def broken_xml(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w:document><w:body><w:tbl>")


def entity_bomb(path: Path) -> None:
    names = [f'<!ENTITY a{i} "{f"&a{i - 1};" * 20}">' for i in range(1, 12)]
    page = f"<!DOCTYPE d [<!ENTITY a0 'ha'>{''.join(names)}]><document>&a11;</document>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", page)


def no_table(path: Path) -> None:
    document = Document()
    document.add_paragraph("Surat biasa tanpa tabel.")
    document.save(str(path))


def deep(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        nested = "<tbl><tr><tc>" * 50_000
        file.writestr("word/document.xml", f"<document><body>{nested}")


@pytest.mark.filterwarnings("ignore:Duplicate name")  # of what `bomb` makes
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (truncated, "damaged"),
        (zip_of_nothing, "unsupported"),
        (bomb, "too_large"),
        (encrypted, "encrypted"),
        (old_word, "unsupported"),
        (broken_xml, "damaged"),
        (entity_bomb, "damaged"),
        (no_table, "no_table"),
        (deep, "damaged"),
    ],
)
def test_bad_office_files_are_named(tmp_path: Path, make: Any, code: str) -> None:
    path = tmp_path / "p.xlsx"
    make(path)
    with pytest.raises(ExportError) as error:
        pipeline.parse(path)
    assert error.value.code == code
    assert str(error.value)


def test_a_workbook_of_1997_that_is_cut_off_is_called_damaged(tmp_path: Path) -> None:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32], header[48:52] = (9).to_bytes(2, "little"), (200).to_bytes(4, "little")
    (tmp_path / "p.xls").write_bytes(bytes(header) + bytes(5000))
    with pytest.raises(ExportError) as wrong:
        pipeline.parse(tmp_path / "p.xls")
    assert wrong.value.code == "damaged"
