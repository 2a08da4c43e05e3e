"""Readers: every usual encoding and quoting, and one clear error for what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ExportError
from pipeline.messages import problem
from pipeline.model import cell_text
from pipeline.read import read
from pipeline.read.delimited import read_delimited

TABLE = "NO\tINDIKATOR\tWAKTU\n1\tpéstisida “baru”\tMaret\n2\tb\tMei\n"


def cells(path: Path) -> list[list[str]]:
    source = read(path)
    return [[cell_text(source, cell.cell) for cell in row] for row in source.grids[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_offices_are_read_alike(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.tsv"
    path.write_bytes(TABLE.encode(encoding))
    assert cells(path)[1] == ["1", "péstisida “baru”", "Maret"]


def test_a_guessed_encoding_is_flagged(tmp_path: Path) -> None:
    path = tmp_path / "plan.tsv"
    path.write_bytes(TABLE.encode("cp1252"))
    assert read(path).flags == ("encoding_guessed",)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"NO\tWAKTU\n1\tMei\x00\n", "not_text"),
        (bytes(range(256)) * 4, "not_text"),
        (b"%PDF-1.7 \xe2\xe3", "damaged"),
        (b"PK\x03\x04 no workbook", "damaged"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    with pytest.raises(ExportError) as error:
        read(path)
    assert error.value.code == code


@pytest.mark.parametrize("ending", [".xlsx", ".XLS", ".docx", ".pdf"])
def test_a_broken_workbook_is_called_broken_and_not_text_in_no_encoding(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"plan{ending}"
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(ExportError) as error:
        read(path)
    assert (error.value.code, error.value.values["format"]) == ("damaged", ending[1:].upper())
    assert "simpan ulang" in problem("damaged", error.value.values, "id")[1]


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_quoted_cells_hold_delimiters_line_ends_and_quotes(delimiter: str) -> None:
    lines = [
        ["NO", "INDIKATOR", "WAKTU"],
        ["1", f"a{delimiter} b\nc", 'kata "baru" ini'],
        ["2", "", "x"],
    ]
    text = "\n".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines
    )
    source = read_delimited(text)
    assert source is not None
    found = [[cell_text(source, cell.cell) for cell in row] for row in source.grids[0].rows]
    assert found == [[" ".join(cell.split()) for cell in line] for line in lines]


def test_a_quote_that_is_never_closed_is_an_ordinary_character() -> None:
    source = read_delimited('a\t"b\tc\nd\te\tf\ng\th\ti\n')
    assert source is not None
    assert [cell_text(source, c.cell) for c in source.grids[0].rows[0]] == ["a", '"b', "c"]


def test_excels_declared_delimiter_is_used() -> None:
    source = read_delimited("sep=;\r\nNO;WAKTU, bulan;c\r\n1;Mei, Juni;d\r\n")
    assert source is not None
    assert [cell_text(source, c.cell) for c in source.grids[0].rows[1]] == ["1", "Mei, Juni", "d"]


@given(st.lists(st.lists(st.text('ab" ;\t\n', max_size=5), min_size=3, max_size=3), min_size=2))
def test_every_character_of_delimited_text_is_a_cell_or_syntax(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    source = read_delimited(text)
    if source is None:
        return
    owners = [0] * len(text)
    for span in (
        *source.syntax,
        *(s for g in source.grids for r in g.rows for c in r for s in c.cell),
    ):
        for i in range(span.start, span.end):
            owners[i] += 1
    assert all(n == 1 for n, c in zip(owners, text, strict=True) if not c.isspace())
    assert all(n <= 1 for n in owners)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_named(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "export"
    path.write_bytes(data)
    try:
        source = read(path)
    except ExportError as error:
        assert error.code in {"empty", "not_text", "unsupported", "damaged", "encrypted"}
    else:
        assert source.text.strip()
