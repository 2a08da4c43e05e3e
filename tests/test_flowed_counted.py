"""What counts columns and pages in text that has lost its geometry, and words of time that only
the rules of an office know."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.fingerprint import RULES_DIR
from tests.test_flowed_around import FIRST, HEADER, SECOND, TITLE, rows

DATA = Path(__file__).parent / "data"
NAMES = """No. Sasaran
Strategis
Indikator Kinerja
Utama
Target Rencana Aksi Waktu
Pelaksanaan
"""
AIMS = """1 Meningkatnya
pemahaman dan
pengamalan
ajaran agama
Persentase masjid
dan musala yang
dikunjungi tim
pembinaan
22,5% Kunjungan tim
safari Ramadan
ke nagari dan
kelurahan
Mei s.d. Juni Jumlah
masjid/musala
yang dikunjungi
dibagi jumlah
seluruhnya x
100%
Bagian Kesra
Persentase
peningkatan zakat
yang terhimpun
10% Penerbitan surat
edaran
pembayaran zakat
Januari Zakat tahun ini
dibanding tahun
sebelumnya
Bagian Kesra
2 Meningkatnya
derajat kesehatan
masyarakat
Prevalensi balita
gizi buruk
0,8% Pemberian
makanan tambahan
dan pelacakan
kasus
Februari dan
Agustus
Hasil
penimbangan
massal
Dinas Kesehatan
"""
COLUMNS = [
    "component_no", "component", "indicator", "Target", "action", "target", "Penjelasan", "pic"
]  # fmt: skip


@pytest.mark.parametrize(
    "unknown",
    [
        "Penjelasan Pelaksana\n(1) (2) (3) (4) (5) (6) (7) (8)\n",
        "Penjelasan\nPelaksana\n1\n2\n3\n4\n5\n6\n7\n8\n",
        "Penjelasan Pelaksana\n",
    ],
)
def test_an_unknown_name_that_is_no_capitals_ended_the_header(
    plan: Callable[..., Path], unknown: str
) -> None:
    title = "INDIKATOR KINERJA DAN RENCANA AKSI\nKABUPATEN SUNGAI JERNIH\nTAHUN 2023"
    path = plan("p.txt", f"{title}\n{NAMES}{unknown}{AIMS}")
    assert pipeline.parse(path).document["layout"].split("+") == COLUMNS


def test_the_rest_of_a_row_was_a_sure_row_of_its_own() -> None:
    """Rows of nothing but "100%" and who is in charge, and the ones above that lack both."""
    found = pipeline.parse(DATA / "aims_explained.txt").indicators
    alone = found["action"].isna() & found["target"].isna()
    assert alone.any()
    assert found.loc[alone | alone.shift(-1, fill_value=False), "needs_review"].all()


def test_a_running_head_above_a_page_without_a_header_was_part_of_a_cell(
    plan: Callable[..., Path],
) -> None:
    signed = "Sungai Jernih, 4 Januari 2023\nKepala Balai,\nCONTOH NAMA\n"
    head = "balai uji coba"
    text = f"{head}\n{TITLE}\n{HEADER}\n{FIRST}{head}\n{HEADER}\n{SECOND}{head}\n{signed}"
    found = rows(plan, text)
    assert [row["target"] for row in found] == [
        "Januari 2023", "Februari 2023", "Maret 2023", "April 2023", "Januari s.d. Desember 2023"
    ]  # fmt: skip


def test_the_number_of_a_page_in_the_midst_of_a_cell_numbered_a_component(
    plan: Callable[..., Path],
) -> None:
    """Nothing else tells of pages: no form feed, no header that stands again."""
    areas = ["I. MANAJEMEN PERUBAHAN", "II. PENATAAN TATALAKSANA", "III. PENGUATAN AKUNTABILITAS"]
    bodies = [re.sub(r"^I+\. .*\n", f"{area}\n", FIRST) for area in areas]
    bodies = [body + SECOND.split("\n", 1)[1].replace("1.\n", "3.\n", 1) for body in bodies]
    bodies = [body.replace("2.\nKeterbukaan", "4.\nKeterbukaan") for body in bodies]
    bodies = [re.sub(r"(?m)^(\d)\.$", r"\1", body) for body in bodies]
    torn = "Memutakhirkan laman balai\n"
    pages = [body.replace(torn, f"{torn}{page}\n") for page, body in enumerate(bodies, 1)]
    found = rows(plan, f"{TITLE}\n{HEADER}\n{''.join(pages[:2])}{bodies[2]}3\n")
    assert [row["component_no"] for row in found] == ["1", "1", "2", "3", "4"] * 3
    assert found[4]["action"] == "Memutakhirkan laman balai setiap minggu"
    assert found[9]["action"] == "Memutakhirkan laman balai setiap minggu"


def test_words_of_time_of_the_rules_were_not_known_to_flat_text(
    plan: Callable[..., Path], tmp_path: Path
) -> None:
    """A month that the rules name: who signs stands below it, no further row."""
    rules = tmp_path / "rules"
    shutil.copytree(RULES_DIR, rules)
    times = rules / "time.yaml"
    times.write_text(re.sub(r"(?m)^  1: \[", "  1: [Kasa, ", times.read_text("utf-8"), count=1))
    body = f"{FIRST}{SECOND}".replace("Januari", "Kasa")
    signed = "Sungai Jernih, 4 Kasa 2023\nKepala Balai,\nCONTOH NAMA\n"
    path = plan("p.txt", f"{TITLE}\n{HEADER}\n{body}{signed}")
    found = pipeline.parse(path, rules=rules)
    assert found.indicators["target"].tolist() == [
        "Kasa 2023", "Februari 2023", "Maret 2023", "April 2023", "Kasa s.d. Desember 2023"
    ]  # fmt: skip
    assert not found.indicators["needs_review"].any()
