"""HTML of any encoding: lists, style sheets, and tables for the layout."""

from __future__ import annotations

from pathlib import Path

import pipeline
from pipeline.read import read
from tests.plans import grid_texts, plan_rows, records


def test_html_of_any_encoding_and_named_xls(tmp_path: Path) -> None:
    page = (
        '<html><head><meta http-equiv=Content-Type content="text/html; charset={}">'
        "<script>var tabel = '<table>';</script></head><body><table>"
        "<tr><th>INDIKATOR<th>LANGKAH&nbsp;AKSI<th>WAKTU</tr>"
        "<tr><td>Caf&eacute; “baru”</td><td><ul><li>satu<li>dua</ul></td><td>Mei<br>2023"
        "</table></body></html>"
    )
    for name, encoding in (("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")):
        path = tmp_path / "p.xls"
        path.write_bytes(page.format(name).encode(encoding))
        assert grid_texts(path)[1] == ["Café “baru”", "• satu\n• dua", "Mei 2023"]
        assert read(path).format == "html"


def test_a_web_page_packed_as_mail_is_read(tmp_path: Path) -> None:
    import email.message

    page = email.message.EmailMessage()
    page.make_related()
    html = "<table><tr><th>INDIKATOR<th>KEGIATAN<th>WAKTU<tr><td>a é<td>b b<td>Mei</table>"
    page.add_related(html, subtype="html", charset="utf-8", cte="quoted-printable")
    (tmp_path / "p.mht").write_bytes(page.as_bytes())
    assert plan_rows(tmp_path / "p.mht")[0]["indicator"] == "a é"


def test_the_ground_of_a_class_was_no_mark_of_a_schedule(tmp_path: Path) -> None:
    """Spreadsheet programs write the colours of cells into the page's style sheet."""
    months = "".join(f"<td>{name}</td>" for name in ("Jan", "Feb", "Mar"))
    path = tmp_path / "p.html"
    path.write_text(
        "<html><head><style><!-- .on, td.also {background:#92D050; mso-pattern:black none}"
        ".plain {background:white} .gone {display:none} @media print {.kept {display:none}} -->"
        "</style></head><body><p>RENCANA AKSI BALAI UJI COBA TAHUN 2024</p><table>"
        f"<tr><td>NO</td><td>KEGIATAN</td><td>OUTPUT</td>{months}</tr>"
        "<tr class='kept'><td>1</td><td>Rapat tim</td><td>Notula</td><td class='plain'></td>"
        "<td class='x on'></td><td class='also'></td></tr>"
        "<tr class='gone'><td>2</td><td>Apel</td><td>Foto</td><td></td><td></td><td></td></tr>"
        "</table></body></html>",
        "utf-8",
    )
    parsed = pipeline.parse(path)
    assert parsed.indicators["action"].tolist() == ["Rapat tim"]
    due = records(parsed.deadlines)
    assert [(f"{d['start_date']:%m-%d}", f"{d['end_date']:%m-%d}") for d in due] == [
        ("02-01", "03-31")
    ]


def test_tables_beside_each_other_in_a_table_for_the_layout_were_lost(tmp_path: Path) -> None:
    def inner(number: int) -> str:
        head = "<tr><td>NO</td><td>KEGIATAN</td><td>OUTPUT</td><td>WAKTU</td></tr>"
        row = f"<tr><td>{number}</td><td>Rapat {number}</td><td>Notula</td><td>Mei 2024</td></tr>"
        return f"<table>{head}{row}</table>"

    path = tmp_path / "p.html"
    title = "<h3>RENCANA AKSI BALAI UJI COBA TAHUN 2024</h3>"
    cells = f"<td>{inner(1)}</td><td>&nbsp;</td><td>{inner(2)}</td>"
    path.write_text(f"<html><body>{title}<table><tr>{cells}</tr></table></body></html>", "utf-8")
    assert pipeline.parse(path).indicators["action"].tolist() == ["Rapat 1", "Rapat 2"]
