"""Exports that say on every row what rows have in common, and rows of sums and notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from tests.plans import plan_rows

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023\n\n"
FLAT = "AREA PERUBAHAN;NO;KOMPONEN;INDIKATOR;LANGKAH AKSI;BUKTI FISIK;TARGET WAKTU\n"
COSTS = "NO;KEGIATAN;LOKASI;BIAYA (RP);WAKTU;PELAKSANA\n"

Plan = Callable[..., Path]


def flat(*lines: str) -> str:
    return TITLE + FLAT + "".join(f"{line}\n" for line in lines)


def test_an_area_said_again_on_each_row_was_an_area_more(plan: Plan) -> None:
    path = plan(
        "p.csv",
        flat(
            "Penataan Tata Laksana;1;SOP;SOP ada;Menyusun SOP;SOP;Maret",
            "Penataan Tata Laksana;2;Arsip;Arsip ada;Menata arsip;Arsip;April",
            "Penguatan Pengawasan;1;SPIP;SPIP ada;Menilai risiko;Peta;Mei",
            "Penataan Tata Laksana;3;Situs;Situs ada;Membuat situs;Situs;Juni",
        ),
    )
    rows = plan_rows(path)
    tata, awas = (1, "Penataan Tata Laksana"), (2, "Penguatan Pengawasan")
    assert [(row["area_no"], row["area"]) for row in rows] == [tata, tata, awas, tata]
    assert pipeline.parse(path).document["chars_unplaced"] == 0


def test_a_component_said_again_without_its_number_was_the_next_one(plan: Plan) -> None:
    rows = plan_rows(
        plan(
            "p.csv",
            flat(
                "Penguatan Pengawasan;1;SPIP;SPIP ada;Menilai risiko;Peta;Mei",
                "Penguatan Pengawasan;;SPIP;SPIP baik;Memantau risiko;Laporan;Juni",
                "Penguatan Pengawasan;2;Pengaduan;Aduan ada;Membuka kotak;Foto;Juli",
            ),
        )
    )
    assert [row["component_no"] for row in rows] == ["1", "1", "2"]


def test_sums_of_sections_were_rows(plan: Plan) -> None:
    path = plan(
        "p.csv",
        TITLE
        + COSTS
        + "A;Bidang Pelayanan;;;;\n"
        + "1;Melayani tamu;Aula;12.500.000;Maret;Seksi A\n"
        + "2;Menata loket;Lobi;7.500.000;April;Seksi B\n"
        + ";Jumlah Bidang Pelayanan;;20.000.000;;\n"
        + "B;Bidang Umum;;;;\n"
        + "1;Membeli meja;Aula;4.000.000;Mei;Seksi A\n"
        + ";Sub Total B;;4.000.000;;\n",
    )
    assert [row["action"] for row in plan_rows(path)] == [
        "Melayani tamu",
        "Menata loket",
        "Membeli meja",
    ]
    assert pipeline.parse(path).document["chars_unplaced"] == 0


def test_what_begins_like_a_sum_but_sums_nothing_is_a_row(plan: Plan) -> None:
    body = (
        "1;Jumlah layanan;;1;Maret;Seksi A\n"
        ";Jumlah loket;;3;;\n"
        ";Jumlah bidang tanah yang terdaftar;;4;;\n"
    )
    rows = plan_rows(plan("p.csv", TITLE + COSTS + body))
    assert [row["action"] for row in rows] == [
        "Jumlah layanan",
        "Jumlah loket",
        "Jumlah bidang tanah yang terdaftar",
    ]


def test_words_and_what_they_mean_below_a_table_were_rows(plan: Plan) -> None:
    body = (
        "1;Melayani tamu;Aula;12.500.000;Maret;TU\n"
        "2;Menata loket;Lobi;7.500.000;April;TU\n"
        ";;;;;\n"
        "Keterangan:;;;;;\n"
        "TU;Tata Usaha;;;;\n"
        "Rp;Rupiah;;;;\n"
    )
    path = plan("p.csv", TITLE + COSTS + body)
    assert [row["action"] for row in plan_rows(path)] == ["Melayani tamu", "Menata loket"]
    assert pipeline.parse(path).document["chars_unplaced"] == 0


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        (
            "PEMERINTAH KOTA UJI\nDINAS COBA\nJl. Uji No. 5\nRENCANA KERJA TAHUNAN TAHUN 2023",
            "PEMERINTAH KOTA UJI DINAS COBA",
        ),
        ("BALAI UJI COBA\nRENCANA AKSI KINERJA TAHUN 2023", "BALAI UJI COBA"),
        ("PROGRAM KERJA TAHUNAN\nSMP NEGERI 4 UJI\nTAHUN 2023", "SMP NEGERI 4 UJI"),
    ],
)
def test_a_unit_above_the_kind_of_plan_was_not_seen(plan: Plan, title: str, unit: str) -> None:
    body = f"{title}\n\n{COSTS}1;Melayani tamu;Aula;12.500.000;Maret;Seksi A\n"
    document = pipeline.parse(plan("p.csv", body)).document
    assert (document["unit"], document["year"]) == (unit, 2023)
