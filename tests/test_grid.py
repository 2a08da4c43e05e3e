"""Tables whose cells the format gives: what is a row, what is none, and what stands off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline.check import check
from pipeline.run import run
from tests.conftest import HEADER, SMALL_PLAN
from tests.plans import plan_rows

TITLE = "RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023\n\n"


def test_doubled_quotes_of_a_csv_keep_the_promises(
    raw: Path, parsed: Path, plan: Callable[..., Path]
) -> None:
    line = '1;Tim;"SK ""Tim"" dibuat; lengkap";Susun SK;"SK ""A""";Maret 2023\n'
    path = plan("p.csv", TITLE + HEADER.replace("\t", ";") + "\n" + line)
    assert plan_rows(path)[0]["indicator"] == 'SK "Tim" dibuat; lengkap'
    run(raw, parsed, jobs=1)
    assert check(parsed, raw) == []


def test_a_component_that_heads_no_row_is_a_row_to_review(plan: Callable[..., Path]) -> None:
    found = plan_rows(
        plan("p.tsv", SMALL_PLAN + "7\tKomponen kosong\t\t\t\t\n8\tLain\ta\tb\tc\tMei\n")
    )
    kept = [row for row in found if row["component"] == "Komponen kosong"]
    assert len(kept) == 1
    assert kept[0]["needs_review"]
    assert "component_only" in kept[0]["flags"]


def test_a_component_on_a_line_of_its_own_heads_the_rows_below(plan: Callable[..., Path]) -> None:
    body = "1\tTim\t\t\t\t\n\t\tSK ada\tSusun SK\tSK\tMaret\n\t\tTim ada\tRapat\tNotulen\tMei\n"
    found = plan_rows(plan("p.tsv", TITLE + HEADER + "\n" + body))
    assert [(row["component_no"], row["component"]) for row in found] == [("1", "Tim")] * 2


@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_signature_block_in_the_first_column_is_no_row(
    plan: Callable[..., Path], blank: str
) -> None:
    block = "Kota Uji, 4 Januari 2023\nMengetahui\nKepala Balai\n\nNAMA PEJABAT\n"
    path = plan("p.tsv", SMALL_PLAN + blank + block)
    parsed = pipeline.parse(path)
    assert len(parsed.indicators) == 3
    assert parsed.document["chars_unplaced"] == 0


def test_a_delimited_table_of_unknown_columns_keeps_its_cells(plan: Callable[..., Path]) -> None:
    header = "NO\tSASARAN\tINDIKATOR KINERJA\tTARGET\tTW I\tTW II\tTW III\tTW IV\n"
    line = "1\tMutu layanan naik\tPersentase layanan\t100%\t25\t50\t-\t100\n"
    row = plan_rows(plan("p.tsv", TITLE + header + line))[0]
    assert row["component"] == "Mutu layanan naik"
    assert row["indicator"] == "Persentase layanan"
    assert row["extra"] == (
        '{"TARGET": "100%", "TW I": "25", "TW II": "50", "TW III": "-", "TW IV": "100"}'
    )


def test_a_plan_without_a_year_asks_about_times_it_cannot_date(plan: Callable[..., Path]) -> None:
    found = plan_rows(plan("p.tsv", SMALL_PLAN.replace("TAHUN 2023", "").replace(" 2023", "")))
    assert all(row["needs_review"] and "year_missing" in row["flags"] for row in found)


def test_two_who_sign_beside_each_other_were_rows(plan: Callable[..., Path]) -> None:
    block = (
        "\n\tMengetahui,\t\t\t\tKota Uji, 4 Januari 2023\n\tKepala Balai\t\t\t\tKetua Tim\n\n\n"
        "\tNIP kosong\t\t\t\tNIP kosong\n"
    )
    parsed = pipeline.parse(plan("p.tsv", SMALL_PLAN + block))
    assert len(parsed.indicators) == 3
    assert parsed.document["chars_unplaced"] == 0


def test_the_title_of_a_second_table_named_the_area_of_its_rows(plan: Callable[..., Path]) -> None:
    second = "\nTabel 2. Tindak Lanjut Hasil Evaluasi\n" + HEADER + "\n"
    second += "1\tPeta\tPeta ada\tSusun peta\tPeta\tJuni\n"
    found = plan_rows(plan("p.tsv", SMALL_PLAN + second))
    assert len(found) == 4
    assert not any("Tabel" in (row["area"] or "") for row in found)


def test_a_quarter_named_twice_was_due_twice(plan: Callable[..., Path]) -> None:
    header = "NO\tSASARAN\tINDIKATOR KINERJA\tSATUAN\tTW I\tTW II\tTW II\tTW IV\n"
    line = "1\tMutu layanan naik\tPersentase layanan\tPersen\t25\t50\t75\t100\n"
    due = pipeline.parse(plan("p.tsv", TITLE + header + line)).deadlines
    assert due["start_date"].dt.month.tolist() == [1, 4, 7, 10]
