"""Properties of the reader of time phrases that hold for any text."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.deadlines import parse_deadlines
from pipeline.deadlines.describe import MONTH_NAMES, describe
from pipeline.model import Deadline

DATA = Path(__file__).resolve().parent / "data"
PHRASES = [
    json.loads(line)["phrase"]
    for name in (
        "deadline_phrases.jsonl",
        "deadline_phrases_own.jsonl",
        "deadline_phrases_blind.jsonl",
        "deadline_phrases_forms.jsonl",
    )
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
]
YEARS = st.integers(2015, 2035)
MONTHS = st.sampled_from(MONTH_NAMES)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
ROMANS = st.sampled_from(["I", "II", "III", "IV"])


def dated(deadline: Deadline) -> tuple[object, ...]:
    return (
        deadline.kind,
        deadline.start_date,
        deadline.end_date,
        deadline.precision,
        deadline.rrule,
        deadline.condition,
    )


def reading(deadlines: list[Deadline]) -> list[tuple[object, ...]]:
    return [(*dated(d), d.flags) for d in deadlines]


@given(st.text(max_size=400), st.one_of(st.none(), st.integers(1, 9999)))
@example("⁰²³¼½ १२ मार्च ٣ Maret ²⁰²¹", 2021)
@example("31/12/0000 Maret 9999 s/d Januari", 9999)
def test_any_text_is_read_without_error_and_with_valid_offsets(text: str, year: int | None) -> None:
    at = 0
    for deadline in parse_deadlines(text, year):
        assert at <= deadline.phrase_start < deadline.phrase_end <= len(text)
        assert deadline.phrase == text[deadline.phrase_start : deadline.phrase_end]
        if deadline.start_date and deadline.end_date:
            assert deadline.start_date <= deadline.end_date


FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(PHRASES),
        st.sampled_from(
            [
                "s/d",
                "-",
                ",",
                "(",
                ")",
                ":",
                "setiap",
                "dan",
                "\n",
                "paling lambat",
                "1.",
                "tanggal",
                "minggu",
                "akhir",
                "2021",
                "5",
                "tahun",
                "TW",
                "IV",
                "sebelum",
                "kali",
                "sekali",
                "/",
                "Janu-\nari",
                "setelah",
                "n+1",
            ]
        ),
    ),
    max_size=12,
)


@given(FRAGMENTS, st.sampled_from([" ", "", "\n", ", "]), YEARS)
def test_any_mixture_of_phrases_is_read_in_order(pieces: list[str], glue: str, year: int) -> None:
    text = glue.join(pieces)
    for deadline in parse_deadlines(text, year):
        assert deadline.phrase == text[deadline.phrase_start : deadline.phrase_end]
        if deadline.kind in ("conditional", "unresolved"):
            assert deadline.start_date is deadline.end_date is None
        else:
            assert deadline.start_date and deadline.end_date
            assert deadline.start_date <= deadline.end_date


@st.composite
def plain_phrases(draw: st.DrawFn) -> str:
    """A phrase with its year said, of every kind that has dates."""
    year = draw(YEARS)
    month, day = draw(MONTHS), draw(DAYS)
    first, last = sorted(draw(st.tuples(st.integers(0, 11), st.integers(0, 11))))
    later = day + timedelta(days=draw(st.integers(1, 500)))
    return draw(
        st.sampled_from(
            [
                f"{month} {year}",
                f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}",
                f"{day.day}/{day.month}/{day.year}" if day.day > 1 else f"{month} {year}",
                f"{MONTH_NAMES[first]} s/d {MONTH_NAMES[last]} {year}"
                if first < last
                else f"bulan {month} {year}",
                f"{day:%d-%m-%Y} s/d {later:%d-%m-%Y}" if day.day > 1 else f"{month} {year}",
                f"Triwulan {draw(ROMANS)} {year}",
                f"Semester {draw(st.sampled_from(['I', 'II']))} Tahun {year}",
                f"Tahun {year}",
                f"Minggu {draw(ROMANS)} {month} {year}",
                f"akhir {month} {year}",
                f"setiap bulan {month}",
                f"setiap tanggal {draw(st.integers(1, 28))}",
                f"{draw(st.integers(2, 11))} bulan sekali",
                "setiap hari Senin dan Kamis",
                "Jumat terakhir setiap bulan",
                "setiap akhir triwulan",
                "hari kerja ke-5 setiap bulan",
                f"Setiap bulan, {MONTH_NAMES[first]} {year} s/d {MONTH_NAMES[last]} {year + 1}",
            ]
        )
    )


@given(plain_phrases(), YEARS)
def test_what_we_print_we_read_back(phrase: str, year: int) -> None:
    (found,) = parse_deadlines(phrase, year)
    (again,) = parse_deadlines(describe(found), year)
    assert dated(again)[:3] == dated(found)[:3]
    assert again.precision == found.precision
    assert occurrences(again) == occurrences(found)


def occurrences(deadline: Deadline) -> list[date]:
    from datetime import datetime

    from dateutil.rrule import rrulestr

    if deadline.rrule is None:
        return []
    assert deadline.start_date and deadline.end_date
    first = datetime.combine(deadline.start_date, datetime.min.time())
    last = datetime.combine(deadline.end_date, datetime.min.time())
    return [d.date() for d in rrulestr(deadline.rrule, dtstart=first).between(first, last, True)]


@st.composite
def members(draw: st.DrawFn) -> str:
    year, month, day = draw(YEARS), draw(MONTHS), draw(DAYS)
    return draw(
        st.sampled_from(
            [
                f"{month} {year}",
                f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}",
                f"Triwulan {draw(ROMANS)} {year}",
                f"Januari s/d Maret {year}",
                f"5-9 {month} {year}",
            ]
        )
    )


@given(
    st.lists(members(), min_size=1, max_size=6), st.sampled_from([", ", "; ", " dan ", "\n"]), YEARS
)
def test_a_list_is_read_as_its_members_are(parts: list[str], joint: str, year: int) -> None:
    alone = [entry for part in parts for entry in reading(parse_deadlines(part, year))]
    assert reading(parse_deadlines(joint.join(parts), year)) == alone


PROSE_BEFORE = st.sampled_from(
    [
        "Tersusunnya laporan hasil reviu ",
        "Dokumen rencana aksi yang disahkan ",
        "Notulen rapat (",
        "Kepala bagian umum; ",
        "Terlaksananya sosialisasi kepada seluruh unit ",
        "Formulir isian, ",
    ]
)
PROSE_AFTER = st.sampled_from(
    ["", " oleh seluruh pegawai", "; seluruh satuan kerja", " bertempat di aula", ") arsip unit"]
)


@given(PROSE_BEFORE, plain_phrases(), PROSE_AFTER, YEARS)
def test_text_that_is_not_about_time_changes_no_reading(
    before: str, phrase: str, after: str, year: int
) -> None:
    if phrase.startswith("Tahun"):
        phrase = f"selama {phrase}"  # a bare year after a noun is that noun's title
    alone = reading(parse_deadlines(phrase, year))
    assert reading(parse_deadlines(before + phrase + after, year)) == alone
