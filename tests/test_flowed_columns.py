"""The columns of tables in text that has lost its geometry: which there are, what they mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline

TITLE = "RENCANA KINERJA TAHUNAN DINAS CONTOH KABUPATEN SUNGAI JERNIH TAHUN 2023"
BODY = """1 Meningkatnya kualitas pelayanan
angkutan umum
Persentase armada yang laik jalan
80 85 90 95
Pemeriksaan armada di terminal
125.000.000
Bidang Angkutan
2 Meningkatnya keselamatan lalu lintas
Jumlah rambu yang dipasang
10 20 30 40
Pengadaan dan pemasangan rambu
310.500.000
Bidang Lalu Lintas
"""


def columns(plan: Callable[..., Path], header: str, body: str = BODY) -> list[str]:
    path = plan("p.txt", f"{TITLE}\n\n{header}\n{body}")
    layout: str = pipeline.parse(path).document["layout"]
    return layout.split("+")


QUARTERS = ["TW I", "TW II", "TW III", "TW IV"]


def test_quarters_below_a_target_are_columns_where_the_target_stands(
    plan: Callable[..., Path],
) -> None:
    names = "NO SASARAN STRATEGIS INDIKATOR KINERJA\nTARGET KINERJA\nKEGIATAN ANGGARAN\nPENANGGUNG"
    found = columns(plan, f"{names}\nJAWAB TW I TW II TW III TW IV")
    assert found == [
        "component_no", "component", "indicator", *QUARTERS, "action", "ANGGARAN", "pic"
    ]  # fmt: skip


def test_a_name_glued_to_the_quarters_below_is_parted_from_them(
    plan: Callable[..., Path],
) -> None:
    found = columns(
        plan, "NO SASARAN INDIKATOR\nTARGET\nKEGIATAN Penanggung JawabTW 1 TW 2 TW 3 TW 4"
    )
    assert found == [
        "component_no", "component", "indicator", "TW 1", "TW 2", "TW 3", "TW 4", "action", "pic"
    ]  # fmt: skip


def test_a_name_with_a_dot_glued_to_the_quarters_took_the_first_with_it(
    plan: Callable[..., Path],
) -> None:
    found = columns(plan, "NO SASARAN INDIKATOR KEGIATAN TARGET KINERJA KET.TW I TW II TW III")
    assert found == [
        "component_no", "component", "indicator", "action", "TW I", "TW II", "TW III", "KET."
    ]  # fmt: skip


def test_a_name_that_goes_on_behind_the_quarters_was_lost(plan: Callable[..., Path]) -> None:
    header = "NO SASARAN INDIKATOR\nTARGET KINERJA\nKEGIATAN PENANGGUNG\nTW I TW II TW III JAWAB"
    assert columns(plan, header) == [
        "component_no", "component", "indicator", "TW I", "TW II", "TW III", "action", "pic"
    ]  # fmt: skip


def test_quarters_named_beside_the_other_columns_stay_there(plan: Callable[..., Path]) -> None:
    found = columns(
        plan, "NO SASARAN INDIKATOR SATUAN TW I TW II TW III TW IV KEGIATAN PENANGGUNG JAWAB"
    )
    assert found == [
        "component_no", "component", "indicator", "SATUAN", *QUARTERS, "action", "pic"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        (
            "NO KOMPONEN INDIKATOR KEGIATAN DATA DUKUNG WAKTU",
            ["component_no", "component", "indicator", "action", "evidence", "target"],
        ),
        (
            "NO SASARAN INDIKATOR KINERJA KEGIATAN INDIKATOR KEGIATAN WAKTU",
            ["component_no", "component", "indicator", "action", "INDIKATOR KEGIATAN", "target"],
        ),
        (
            "NO SASARAN INDIKATOR KEGIATAN\nTARGET\n% REALISASI\nKETERANGAN",
            [
                "component_no",
                "component",
                "indicator",
                "action",
                "TARGET",
                "% REALISASI",
                "KETERANGAN",
            ],
        ),
    ],
)
def test_two_names_side_by_side_are_one_only_where_both_columns_are_there_already(
    plan: Callable[..., Path], header: str, layout: list[str]
) -> None:
    assert columns(plan, header) == layout


@pytest.mark.parametrize("name", ["TARGET CAPAIAN", "TARGET\nCAPAIAN"])
def test_a_target_to_be_reached_above_the_quarters_is_no_column_of_its_own(
    plan: Callable[..., Path], name: str
) -> None:
    names = f"NO SASARAN STRATEGIS INDIKATOR KINERJA\n{name}\nKEGIATAN ANGGARAN\nPENANGGUNG"
    found = columns(plan, f"{names}\nJAWAB\nTW I TW II TW III TW IV")
    assert found == [
        "component_no", "component", "indicator", *QUARTERS, "action", "ANGGARAN", "pic"
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["\nTARGET\nWAKTU\nPELAKSANAAN", " TARGET WAKTU PELAKSANAAN"])
@pytest.mark.parametrize(
    ("evidence", "names"),
    [
        (("Laporan", "Undangan", "Foto"), ["target"]),
        (("Laporan\n12 dokumen", "Undangan\n9 orang", "Foto\n3 kali"), ["TARGET", "target"]),
        # numbers that belong to the evidence
        (("Laporan semester 1 dan 2", "Undangan, daftar hadir", "SK Nomor 4"), ["target"]),
    ],
)
def test_a_target_above_a_time_is_a_column_where_values_stand_before_the_times(
    plan: Callable[..., Path], header: str, evidence: tuple[str, ...], names: list[str]
) -> None:
    parts = zip(
        ("pegawai", "mitra", "pelanggan"), evidence, ("Maret", "12 April", "Mei"), strict=True
    )
    body = "".join(
        f"{k}\nPembinaan {what}\nMelakukan pembinaan {what}\n{found}\n{month} 2023\n"
        for k, (what, found, month) in enumerate(parts, 1)
    )
    found = columns(plan, f"NO KOMPONEN KEGIATAN BUKTI DUKUNG{header}", body)
    assert found == ["component_no", "component", "action", "evidence", *names]


def test_a_number_below_the_last_name_is_no_unit_of_it(plan: Callable[..., Path]) -> None:
    found = columns(plan, "NO SASARAN INDIKATOR KEGIATAN TARGET\n\n1.\nTerlaksananya layanan")
    assert found == ["component_no", "component", "indicator", "action", "TARGET"]


def test_the_budget_year_of_the_title_is_no_column(plan: Callable[..., Path]) -> None:
    title = "RENCANA AKSI DINAS CONTOH TAHUN ANGGARAN 2024"
    path = plan("p.txt", f"{title}\nTUJUAN SASARAN INDIKATOR KEGIATAN\n{BODY}")
    layout = pipeline.parse(path).document["layout"]
    assert layout == "TUJUAN+component+indicator+action"


PLAIN = ["component_no", "component", "indicator", "action", "evidence", "target"]
LINES = "NO.\nKOMPONEN\nINDIKATOR\nLANGKAH AKSI\nBUKTI FISIK\nTARGET WAKTU"


def test_the_end_of_a_title_that_looks_like_a_name_began_the_header(
    plan: Callable[..., Path],
) -> None:
    found = columns(plan, f"Biro Umum Sekretariat\nSumber Daya\n\nMENUJU WBK TAHUN 2023\n\n{LINES}")
    assert found == PLAIN


def test_cells_above_a_repeated_header_became_its_first_columns(plan: Callable[..., Path]) -> None:
    header = f"{LINES}\nPENANGGUNG\n\nJAWAB"
    cells = "1\nTim kerja\nTim ada\nRapat tim\nNotulen\nJanuari 2023\nKoordinator\n\nArea"
    assert columns(plan, header, f"{cells}\n\x0c\n{header}\n{BODY}") == [*PLAIN, "pic"]


def test_a_column_for_groups_before_the_numbers_stays_a_column(plan: Callable[..., Path]) -> None:
    header = "SASARAN\nNO.\nINDIKATOR\nLANGKAH AKSI\nBUKTI FISIK\nTARGET WAKTU"
    assert columns(plan, header)[:2] == ["component", "component_no"]


def test_quarters_broken_in_narrow_columns_were_other_columns(plan: Callable[..., Path]) -> None:
    header = "NO\nSASARAN\nINDIKATOR\nTriwula\nn I\nTriwula\nn II\nTriwula\nn III\nTriwula\nn IV"
    quarters = ["Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"]
    found = columns(plan, f"{header}\nKEGIATAN\nANGGARAN\nPJ")
    assert found == [
        "component_no",
        "component",
        "indicator",
        *quarters,
        "action",
        "ANGGARAN",
        "pic",
    ]


def test_an_amount_of_two_names_was_parted_beside_an_indicator_and_an_activity(
    plan: Callable[..., Path],
) -> None:
    found = columns(plan, "NO SASARAN INDIKATOR KEGIATAN SATUAN WAKTU PAGU ANGGARAN PJ")
    assert "PAGU ANGGARAN" in found


def test_a_group_with_a_colon_below_the_header_was_a_column(plan: Callable[..., Path]) -> None:
    body = f"Sasaran Kegiatan:\nMeningkatnya pelayanan\n{BODY}"
    found = columns(plan, "TUJUAN\nSASARAN\nINDIKATOR\nKEGIATAN\nWAKTU\nPJ", body)
    assert not any("Kegiatan" in name for name in found)


def test_a_name_above_the_quarters_is_no_part_of_the_first(plan: Callable[..., Path]) -> None:
    names = "NO SASARAN INDIKATOR KEGIATAN BUKTI\nTARGET KINERJA\nKET.\nTW I TW II TW III TW IV"
    assert columns(plan, names)[-5:] == [*QUARTERS, "KET."]


def test_a_title_with_names_of_columns_was_the_header_and_the_introduction_a_row(
    plan: Callable[..., Path],
) -> None:
    title = "RENCANA AKSI PENCAPAIAN SASARAN STRATEGIS DINAS CONTOH KOTA SELAYANG TAHUN 2023"
    about = "Rencana kerja ini memuat langkah dan bukti fisik. Pelaksanaannya dipantau."
    names = "NO. KOMPONEN INDIKATOR LANGKAH AKSI BUKTI FISIK TARGET WAKTU"
    cells = "1\nTim kerja\nTim ada\nMembentuk tim\nSurat keputusan\nJanuari 2023\n"
    cells += "2\nRencana kerja\nRencana ada\nMenyusun rencana\nDokumen rencana\nMaret 2023\n"
    path = plan("p.txt", f"{title}\n{about}\n{names}\nI PENATAAN TATALAKSANA\n{cells}")
    rows = pipeline.parse(path).indicators
    assert rows["action"].tolist() == ["Membentuk tim", "Menyusun rencana"]
    assert set(rows["area"]) == {"PENATAAN TATALAKSANA"}


GRID = """RENCANA AKSI PEMBANGUNAN ZONA INTEGRITAS
BALAI CONTOH TAHUN 2023
NO
KEGIATAN
OUTPUT
PENANGGUNG JAWAB
{months}
I. MANAJEMEN PERUBAHAN
1
Pembentukan tim kerja pembangunan
zona integritas
SK Tim Kerja
Subbagian Umum
√
2
Penyusunan rencana kerja
pembangunan zona integritas
Dokumen rencana kerja
Tim Kerja √ √
3
Pemantauan dan evaluasi
Laporan pemantauan
Tim Kerja
√
√ √ √
"""
NAMED = "JAN FEB MAR APR MEI JUN JUL AGS SEP OKT NOV DES".replace(" ", "\n")
NUMBERED = "BULAN KE-\n" + "\n".join(map(str, range(1, 13)))


@pytest.mark.parametrize("months", [NAMED, NUMBERED])
def test_marks_of_a_schedule_in_flat_text_were_rows_and_months_of_their_own(
    plan: Callable[..., Path], months: str
) -> None:
    parsed = pipeline.parse(plan("p.txt", GRID.replace("{months}", months)))
    rows = parsed.indicators
    assert rows["action"].str.split().str[0].tolist() == [
        "Pembentukan", "Penyusunan", "Pemantauan"
    ]  # fmt: skip
    assert rows["pic"].tolist() == ["Subbagian Umum", "Tim Kerja", "Tim Kerja"]
    assert rows["needs_review"].all()
    assert all("schedule_lost" in flags for flags in rows["flags"])
    assert parsed.deadlines.empty
    assert parsed.document["chars_unplaced"] == 7


def test_a_target_of_the_year_beside_one_of_quarters_gave_way_to_these(
    plan: Callable[..., Path],
) -> None:
    names = "NO SASARAN STRATEGIS INDIKATOR KINERJA SATUAN TARGET\nTARGET TRIWULAN\nPENANGGUNG"
    body = BODY.replace("80 85", "Persen 95 80 85").replace("10 20", "Unit 40 10 20")
    found = columns(plan, f"{names}\nJAWAB\nTW I TW II TW III TW IV", body)
    assert found == [
        "component_no", "component", "indicator", "SATUAN", "TARGET", *QUARTERS, "pic"
    ]  # fmt: skip


def test_a_second_table_with_other_columns_was_read_with_those_of_the_first(
    plan: Callable[..., Path],
) -> None:
    first = """NO PROGRAM KEGIATAN OUTPUT WAKTU
1 Manajemen Perubahan
Pembentukan tim kerja
SK tim kerja
Januari 2023
2 Penataan Tata Laksana
Penyusunan peta proses bisnis
Dokumen peta proses bisnis
April 2023
3 Penguatan Pengawasan
Pembentukan satuan tugas
SK satuan tugas
Februari 2023
"""
    second = """Tabel 2. Tindak Lanjut Hasil Evaluasi
NO. SASARAN INDIKATOR PIC
1. Terwujudnya pelayanan yang lebih baik
Kotak saran dipasang di setiap ruang
Tim Humas
2. Terwujudnya sarana yang memadai
Ruang konsultasi peserta disediakan
Subbagian Umum
"""
    path = plan("p.txt", f"{TITLE}\nTabel 1. Program\n{first}{second}")
    parsed = pipeline.parse(path)
    rows = parsed.indicators
    assert rows["action"].dropna().tolist() == [
        "Pembentukan tim kerja", "Penyusunan peta proses bisnis", "Pembentukan satuan tugas"
    ]  # fmt: skip
    assert rows["pic"].dropna().tolist() == ["Tim Humas", "Subbagian Umum"]
    assert rows["component"].dropna().tolist() == [
        "Terwujudnya pelayanan yang lebih baik", "Terwujudnya sarana yang memadai"
    ]  # fmt: skip
    assert parsed.document["chars_unplaced"] == 0


def test_units_before_their_values_were_the_end_of_the_indicator(plan: Callable[..., Path]) -> None:
    header = (
        "NO\nSASARAN STRATEGIS\nINDIKATOR KINERJA\nSATUAN\nTARGET\nTARGET TRIWULAN\nRENCANA AKSI\n"
        "PIC\nTW I\nTW II\nTW III\nTW IV"
    )
    rows = [
        (
            "1\nMeningkatnya produksi pangan\n",
            "Produksi padi",
            "Ton",
            "18.400 4.200 9.600 9 18.400",
        ),
        ("", "Produksi jagung", "Ton", "2.750 600 1.300 2.000 2.750"),
        ("2\nMeningkatnya populasi ternak\n", "Populasi sapi", "Ekor", "6.150 6 6.050 6.100 6.150"),
        ("", "Jumlah kelompok yang dibina", "Kelompok", "24 6 12 18 24"),
    ]
    body = "".join(
        f"{group}{name}\n{unit}\n{values}\nPendampingan oleh penyuluh\nBidang Pertanian\n".replace(
            values, values.replace(" ", "\n")
        )
        for group, name, unit, values in rows
    )
    path = plan("p.txt", f"{TITLE}\n\n{header}\n{body}")
    found = pipeline.parse(path).indicators
    assert found["indicator"].tolist() == [name for _, name, _, _ in rows]
    assert [json.loads(extra)["SATUAN"] for extra in found["extra"]] == [
        unit for _, _, unit, _ in rows
    ]
