"""Two exports of one plan: noticed in a run, and what differs between them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline
from pipeline.compare import (
    Comparison,
    Piece,
    compare,
    compare_same_plans,
    plans_of,
    same_plans,
    words_that_differ,
)
from pipeline.records import Parsed
from pipeline.run import Line, run
from pipeline.store import read_tables
from tests.conftest import HEADER, SMALL_PLAN

REVISED = SMALL_PLAN.replace(
    "Daftar hadir\tJuni, Desember 2023", "Foto dan daftar hadir\tJuni 2023"
)


def export(name: str, unit: str | None, year: int | None, *doubts: int, due: int = 1) -> Parsed:
    """An export with its rows to review and unplaced characters, and so many deadlines."""
    review, unplaced = doubts or (0, 0)
    names = ("document_id", "unit", "year", "rows_to_review", "chars_unplaced")
    document = dict(zip(names, (name, unit, year, review, unplaced), strict=True))
    return Parsed(document, deadline_records=[{}] * due)


def groups(*plans: Parsed) -> list[list[str]]:
    return [[plan.document["document_id"] for plan in found] for found in same_plans(plans)]


def compared(plan, first: str, second: str) -> Comparison:
    return compare(
        *(pipeline.parse(plan(f"{n}.tsv", text)) for n, text in enumerate((first, second)))
    )


def test_a_plan_is_the_same_by_unit_and_year() -> None:
    assert groups(
        export("a", "BALAI UJI COBA", 2023),
        export("b", "Balai  Uji-Coba", 2023),
        export("c", "BALAI UJI COBA", 2022),
        export("d", "BALAI LAIN", 2023),
        export("e", None, 2023),
        export("f", None, 2023),
        export("g", "BALAI UJI COBA", 2023),
    ) == [["a", "b", "g"]]


def test_exports_of_a_plan_are_compared_with_the_one_of_the_fewest_doubts() -> None:
    """Each was compared with its neighbour, so that none was compared with all."""
    blank = export("blank", "B", 2023, due=0)
    loose, doubtful = export("loose", "B", 2023, 1, 9), export("doubtful", "B", 2023, 2, 0)
    sure = export("sure", "B", 2023, 1, 0)
    assert groups(blank, loose, doubtful, sure) == [["sure", "blank", "loose", "doubtful"]]
    assert groups(doubtful, blank, loose) == [["loose", "doubtful", "blank"]]
    assert groups(blank, doubtful) == [["doubtful", "blank"]]


def test_two_exports_of_the_same_rows_are_equal(plan) -> None:
    result = compared(plan, SMALL_PLAN, SMALL_PLAN.replace("Membuka loket", "Membuka  loket"))
    assert result.is_equal
    assert result.same == 3


def test_cells_and_deadlines_that_differ_are_named(plan) -> None:
    result = compared(plan, SMALL_PLAN, REVISED)
    assert (result.same, result.only_first, result.only_second) == (2, (), ())
    (row,) = result.differing
    assert row.first["row_no"] == row.second["row_no"] == 2
    evidence, target = row.cells
    assert (evidence.column, evidence.first, evidence.second) == (
        "evidence", "Daftar hadir", "Foto dan daftar hadir",
    )  # fmt: skip
    assert evidence.words == (
        Piece("first", "Daftar"), Piece("second", "Foto dan daftar"), Piece("both", "hadir"),
    )  # fmt: skip
    assert target.column == "target"
    assert [d["due_date"] for d in row.deadlines_first] == ["2023-12-31"]
    assert row.deadlines_second == ()


def test_rows_of_one_export_only_and_rows_that_moved(plan) -> None:
    lines = SMALL_PLAN.splitlines()
    new = "2\tPelaporan\tLaporan disusun tiap semester\tMenulis laporan\tLaporan\tDesember 2023"
    # The last row first, within its section; the second row gone; a new one.
    moved = [*lines[:3], *lines[6:], *lines[3:5], new]
    result = compared(plan, SMALL_PLAN, "\n".join(moved) + "\n")
    assert [r["indicator"] for r in result.only_first] == ["Kelompok kerja bertemu"]
    assert [r["indicator"] for r in result.only_second] == ["Laporan disusun tiap semester"]
    assert result.same == 2
    assert result.differing == ()


def test_a_column_that_only_one_export_has_is_a_difference(plan) -> None:
    with_more = SMALL_PLAN.replace(HEADER, HEADER + "\tKETERANGAN").replace(
        "Maret 2023\n", "Maret 2023\tselesai\n"
    )
    (row,) = compared(plan, SMALL_PLAN, with_more).differing
    (cell,) = row.cells
    assert (cell.column, cell.first, cell.second) == ("extra:KETERANGAN", "", "selesai")


def test_rows_with_the_same_text_are_paired_one_to_one(plan) -> None:
    again = "\t\tKelompok kerja bertemu\tMengundang anggota\tDaftar hadir\tJuni, Desember 2023\n"
    result = compared(plan, SMALL_PLAN + again * 2, SMALL_PLAN + again)
    assert len(result.only_first) == 1
    assert result.only_second == ()


@settings(max_examples=30)
@given(st.permutations(range(6)), st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_every_row_is_counted_once_on_each_side(
    order: list[int], changed: set[int], gone: set[int]
) -> None:
    words = "satu dua tiga empat lima enam".split()

    def parsed(rows: list[tuple[int, str]]) -> Parsed:
        names = ("area", "component_no", "component", "action", "evidence", "target", "pic")
        empty = dict.fromkeys(names) | {"extra": "{}"}
        return Parsed(
            {},
            [{**empty, "row_id": str(n), "indicator": text} for n, text in rows],
        )

    texts = [f"{word} {word}kan {word}nya di balai {word}" for word in words]
    first = parsed(list(enumerate(texts)))
    second = parsed(
        [(n, texts[n] + (" baru" if n in changed else "")) for n in order if n not in gone]
    )
    result = compare(first, second)
    paired = result.same + len(result.differing)
    assert paired + len(result.only_first) == len(first.indicator_records)
    assert paired + len(result.only_second) == len(second.indicator_records)
    assert {r["row_id"] for r in result.only_first} == {str(n) for n in gone}
    assert {r.first["row_id"] for r in result.differing} == {str(n) for n in changed - gone}
    assert all(r.first["row_id"] == r.second["row_id"] for r in result.differing)
    assert compare(first, first).is_equal


@given(*[st.lists(st.sampled_from("a b c d".split())).map(" ".join)] * 2)
def test_pieces_give_both_texts_back(first: str, second: str) -> None:
    pieces = words_that_differ(first, second)
    for side, text in (("first", first), ("second", second)):
        assert " ".join(p.text for p in pieces if p.side in ("both", side)) == text


def test_texts_that_share_little_are_not_interleaved() -> None:
    first = "Survei kepuasan masyarakat dan laporannya dilaksanakan dua kali setahun"
    second = "Kepala Balai dan ketua pokja"
    assert words_that_differ(first, second) == (Piece("first", first), Piece("second", second))
    long = " ".join(["kata"] * 3_000)
    assert words_that_differ(long, f"{long} lagi")[0] == Piece("first", long)
    assert words_that_differ("a b c", "a x c") == (
        Piece("both", "a"), Piece("first", "b"), Piece("second", "x"), Piece("both", "c"),
    )  # fmt: skip


def test_a_run_notices_and_counts_two_exports_of_one_plan(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv")
    plan("b.tsv", REVISED)
    plan("c.tsv", SMALL_PLAN.replace("2023", "2022"))

    def noticed(lines: list[Line]) -> dict[str, tuple[object, ...]]:
        return {line.name: tuple(line.same_plan) for line in lines if line.same_plan}

    expected = {"b.tsv": ("a", 2, 1, 0, 0)}
    assert noticed(run(raw, parsed, jobs=1)) == expected
    assert noticed(run(raw, parsed, jobs=1)) == expected, "forgotten where nothing changed"
    plans = plans_of(read_tables(parsed, ("documents", "indicators", "deadlines")))
    (comparison,) = compare_same_plans(list(plans.values()))
    assert comparison.second["document_id"] == "b"
    fresh = compare(pipeline.parse(raw / "a.tsv"), plans["b"])
    assert fresh.differing == comparison.differing, "stored dates are not as fresh ones"


def test_failed_exports_are_compared_with_nothing(raw: Path, parsed: Path, plan) -> None:
    plan("a.tsv")
    plan("b.tsv", "")
    plan("c.tsv", "")
    assert [line.same_plan for line in run(raw, parsed, jobs=1)] == [None] * 3
    assert list(plans_of(read_tables(parsed, ("documents", "indicators", "deadlines")))) == ["a"]
