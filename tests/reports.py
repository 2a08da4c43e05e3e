"""Small exports of every kind, and a run with its report. Test files import the fixtures that they
use."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html

from pipeline.report import write_report
from pipeline.run import run
from tests.conftest import REPOSITORY, SMALL_PLAN
from tests.office_files import write_docx, write_xlsx
from tests.pdfs import pdf, table, text

_HEADER: list[str | None] = [
    "NO.",
    "KOMPONEN",
    "INDIKATOR",
    "LANGKAH AKSI",
    "BUKTI FISIK",
    "TARGET WAKTU",
]
_WIDTHS = [40, 110, 150, 160, 140, 110]
_FIRST_PAGE: list[list[str | None]] = [
    _HEADER,
    ["I", "MANAJEMEN PERUBAHAN", "<", "<", "<", "<"],
    ["1", "Tim kerja", "Tim terbentuk", "Menyusun surat\nkeputusan", "Surat", "Maret 2023"],
    [None, None, "Tim bertemu", "Mengundang anggota", "Daftar hadir", "Setiap bulan"],
]
_SECOND_PAGE: list[list[str | None]] = [
    _HEADER,
    ["2", "Gratifikasi", "Pegawai tahu", "Mengadakan sosialisasi", "Notulen", "Juni 2023"],
]
_TITLE = text(40, 30, "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023", 14)
SMALL_PDF = pdf(
    [
        _TITLE + table(_FIRST_PAGE, _WIDTHS),
        table(_SECOND_PAGE, _WIDTHS) + text(400, 560, "Halaman 2"),
    ]
)
# What a document may hold to run a script in the page that shows it.
ATTACKS = (
    "</script><script>window.hacked=1</script>",
    '" onfocus="window.hacked=1" autofocus x="',
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>",
    "{{ 7 * 7 }}",
    "<!-- ]]> &lt;b&gt; javascript:alert(1)",
)
_HOSTILE = f"""RENCANA KERJA TAHUNAN BALAI <b>UJI</b> TAHUN 2023

{SMALL_PLAN.splitlines()[2]}
I\t{ATTACKS[2]}\t\t\t\t
1\t{ATTACKS[0]}\t{ATTACKS[1]}\t{ATTACKS[2]}\t{ATTACKS[4]}\tMaret 2023
\t\t{ATTACKS[3]}\t{ATTACKS[5]}\t{ATTACKS[0]}\t{ATTACKS[2]} Juni 2023
\t\tIndikator\tLangkah\tBukti\t
"""
# The last row has no target below rows of its component that have, which makes it doubtful.
_SECTION = "II\tPENGUATAN PENGAWASAN\t\t\t\t\n1\tPengaduan\t"
_DOUBTFUL = SMALL_PLAN.replace(_SECTION, "\t\t").replace("April s/d Mei 2023", "")
_DOUBTFUL = _DOUBTFUL.replace("UJI COBA", "RAGU")  # else it is the plan of the other exports


class Folders(NamedTuple):
    """Exports, the rules they are read with, and what is made of them."""

    raw: Path
    parsed: Path
    rules: Path

    @property
    def report(self) -> Path:
        return self.parsed / "report"

    def page(self, document_id: str) -> Path:
        return self.report / "ekspor" / f"{document_id}.html"

    def update(self) -> None:
        run(self.raw, self.parsed, self.rules, jobs=1)
        write_report(self.raw, self.parsed, self.rules)


def folders(at: Path) -> Folders:
    """Empty folders, with the repository's rules."""
    made = Folders(at / "raw", at / "parsed", at / "rules")
    made.raw.mkdir(parents=True)
    shutil.copytree(REPOSITORY / "rules", made.rules)
    return made


def every_kind(at: Path) -> Folders:
    """A text, a table, a PDF of two pages, a workbook, a Word document, a hostile table and a file
    that fails, run and reported."""
    made = folders(at)
    in_place = REPOSITORY / "tests" / "data" / "columns_in_place.txt"
    shutil.copy(in_place, made.raw / "teks.txt")
    (made.raw / "meragukan.tsv").write_text(_DOUBTFUL, encoding="utf-8")
    (made.raw / "cetak.pdf").write_bytes(SMALL_PDF)
    write_xlsx(made.raw / "buku.xlsx")
    write_docx(made.raw / "surat.docx")
    (made.raw / "jahat <b>.tsv").write_text(_HOSTILE, encoding="utf-8")
    os.mkfifo(made.raw / "pipa.tsv")
    made.update()
    return made


def several_plans(at: Path) -> Folders:
    """A plan in two exports, one of the year after whose evidence has an unknown header and that
    has a deadline of the year before, and one that names no year."""
    made = folders(at)
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return every_kind(tmp_path_factory.mktemp("a folder"))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return several_plans(tmp_path_factory.mktemp("several"))


@pytest.fixture
def small(tmp_path: Path) -> Folders:
    return folders(tmp_path)


def document(path: Path) -> Any:
    """A page of the report, parsed."""
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def data(page: Any) -> dict[str, Any]:
    """What a page holds for its script."""
    found: dict[str, Any] = json.loads(page.get_element_by_id("data").text)
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())
