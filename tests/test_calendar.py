"""The calendar: what a calendar program finds in the file, read back with icalendar."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from typer.testing import CliRunner

from pipeline.calendar import CalendarFile, calendar_file, due_days
from pipeline.cli import app
from pipeline.deadlines import parse_deadlines
from pipeline.model import Deadline
from pipeline.run import run
from pipeline.store import locked
from pipeline.tables import TABLES, to_arrow
from tests.conftest import HEADER, REPOSITORY

PLAN = f"""RENCANA KERJA TAHUNAN BALAI UJI COBA TAHUN 2023

{HEADER}
I\tMANAJEMEN PERUBAHAN\t\t\t\t
1\tKelompok, Kerja\tTim terbentuk; lengkap\tMenyusun <b>SK</b>\tSK \\ daftar 🌴\tMaret 2023
\t\tTim bertemu\tMengundang anggota\tDaftar hadir\tSetiap triwulan
\t\tTim melapor\tMenyusun laporan\tLaporan\tRKT Bln Februari 2023, PK Januari 2023
II\tPENGUATAN PENGAWASAN\t\t\t\t
1\tPengaduan\tPengaduan ditangani\tMembuka loket\tBuku pengaduan\tApril s/d Mei 2023
\t\tPengaduan dijawab\tMenjawab\tSurat\tSetiap ada pengaduan
"""


def rkt(*arguments: object):
    return CliRunner().invoke(app, ["calendar", *(str(a) for a in arguments)])


@pytest.fixture
def plans(raw: Path, parsed: Path, plan) -> Path:
    """Tables of two plans of one unit and one of another."""
    plan("RKT 2023.tsv", PLAN)
    plan("lama/RKT 2023.tsv", PLAN.replace("2023", "2022"))
    plan("lain.tsv", PLAN.replace("BALAI UJI", "LOKA UJI"))
    plan("rusak.tsv", "")
    run(raw, parsed, jobs=1)
    return parsed


def events(ics: bytes) -> list[Any]:
    """The events of a file, each as RFC 5545 wants it."""
    assert ics.endswith(b"\r\n")
    for line in ics.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    text = ics.decode().replace("\r\n", "")
    assert not [c for c in text if unicodedata.category(c) == "Cc"]
    calendar = Calendar.from_ical(ics)
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    found: list[Any] = calendar.walk("VEVENT")
    assert found
    for event in found:
        assert event.errors == []
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"):
            assert not isinstance(event[name], list), f"{name} once"
        assert event["DTSTAMP"].to_ical().endswith(b"Z")
        assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
    uids = [str(event["UID"]) for event in found]
    assert len(set(uids)) == len(uids)
    return found


def days(event: Any) -> list[date]:
    """The days on which a calendar program shows an event."""
    first = event["DTSTART"].dt
    if "RRULE" not in event:
        return [first]
    rule = event["RRULE"]
    assert [type(until) for until in rule["UNTIL"]] == [date], "UNTIL is of the type of DTSTART"
    assert "COUNT" not in rule, "RFC 5545 allows one of COUNT and UNTIL"
    start = datetime.combine(first, datetime.min.time())
    shown = [day.date() for day in rrulestr(rule.to_ical().decode(), dtstart=start)]
    assert shown[0] == first, "DTSTART is the first day of its rule"
    return shown


def of_one_row(
    *deadlines: Deadline, document: dict[str, Any] | None = None, **row: Any
) -> CalendarFile:
    """The calendar of one row with these deadlines, through the tables."""
    whole = {"document_id": "d", "source_path": "d.tsv", "status": "ok", "rows": 1,
             "rows_to_review": 0, "version": "1", "rules_sha256": "0", "year": 2023,
             **(document or {})}  # fmt: skip
    here = {"document_id": "d", "row_id": "d/0001", "row_no": 1, "extra": "{}", "stage": "grid",
            "confidence": 1.0, "needs_review": False, "flags": [], **row}  # fmt: skip
    theirs: list[dict[str, Any]] = [
        {"deadline_id": f"d/0001/{seq}", "row_id": "d/0001", "document_id": "d", "seq": seq}
        | {c.name: getattr(deadline, c.name, None) for c in TABLES["deadlines"][5:]}
        | {"due_date": deadline.end_date, "flags": []}
        for seq, deadline in enumerate(deadlines, 1)
    ]
    for record in theirs:
        for name in ("start_date", "end_date", "due_date"):
            record[name] = record[name] and record[name].isoformat()
    tables = {"documents": [whole], "indicators": [here], "deadlines": theirs}
    return calendar_file(*(to_arrow(name, rows).to_pylist() for name, rows in tables.items()))


def test_each_dated_deadline_is_an_event_on_its_due_day(plans: Path) -> None:
    result = rkt("--parsed", plans, "--year", 2023, "--unit", "balai  uji")
    assert result.exit_code == 0
    assert result.stderr == "left out, without a date (conditional or unresolved): 1\n"
    quarters = [date(2023, month, 1) for month in (1, 4, 7, 10)]
    assert [(str(e["SUMMARY"]), days(e)) for e in events(result.stdout_bytes)] == [
        ("Tim terbentuk; lengkap", [date(2023, 3, 31)]),
        ("Tim bertemu", quarters),
        ("RKT: Tim melapor", [date(2023, 2, 28)]),
        ("PK: Tim melapor", [date(2023, 1, 31)]),
        ("Pengaduan ditangani", [date(2023, 5, 31)]),
    ]


def test_an_event_describes_its_row_period_and_source(plans: Path) -> None:
    first, recurring, *_, ranged = events(
        rkt("--parsed", plans, "--year", 2023, "--unit", "LOKA").stdout_bytes
    )
    assert str(first["DESCRIPTION"]).splitlines() == [
        "Area: 1 MANAJEMEN PERUBAHAN",
        "Komponen · Component: 1 Kelompok, Kerja",
        "Indikator · Indicator: Tim terbentuk; lengkap",
        "Langkah aksi · Action: Menyusun <b>SK</b>",
        "Bukti fisik · Evidence: SK \\ daftar 🌴",
        "Target waktu · Time as planned: Maret 2023",
        "Dibaca sebagai · Read as: Maret 2023 → 2023-03-01 … 2023-03-31",
        "Unit: LOKA UJI COBA",
        "Sumber · Source: lain.tsv, baris 1 · row 1 (lain/0001/1)",
    ]
    assert "→ 2023-04-01 … 2023-05-31\n" in ranged["DESCRIPTION"]
    assert "FREQ=MONTHLY;INTERVAL=3 (setiap acara berada pada" in recurring["DESCRIPTION"]


def test_a_doubtful_row_says_so_in_its_event() -> None:
    month = parse_deadlines("Maret 2023", 2023)
    assert "compare this row" not in events(of_one_row(*month).ics)[0]["DESCRIPTION"]
    made = of_one_row(*month, needs_review=True, page=7)
    assert "compare this row" in events(made.ics)[0]["DESCRIPTION"]
    assert "halaman 7 · page 7" in events(made.ics)[0]["DESCRIPTION"]


def test_importing_twice_changes_nothing(
    plans: Path, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = rkt("--parsed", plans).stdout_bytes
    monkeypatch.setenv("RKT_LANG", "id")
    other = tmp_path / "other"
    run(raw, other, jobs=1)
    assert rkt("--parsed", other).stdout_bytes == first
    uids = {str(e["UID"]): str(e["SUMMARY"]) for e in events(first)}
    assert len(uids) == 15
    part = events(rkt("--parsed", plans, "--year", 2022).stdout_bytes)
    assert len(part) == 5
    assert all(uids[str(e["UID"])] == str(e["SUMMARY"]) for e in part), "a part has the same UIDs"


def test_offices_that_name_their_exports_alike_have_events_of_their_own() -> None:
    month = parse_deadlines("Maret", 2023)
    uids = {
        str(events(of_one_row(*month, document={"unit": unit, "year": year}).ics)[0]["UID"])
        for unit in ("BALAI A", "BALAI B", None)
        for year in (2022, 2023, None)
    }
    assert len(uids) == 9


def test_the_file_is_written_where_asked(plans: Path, tmp_path: Path) -> None:
    path = tmp_path / "tenggat 2022.ics"
    result = rkt("--parsed", plans, "--year", 2022, "-o", path)
    assert (result.exit_code, result.stdout) == (0, f"{path}: events: 5\n")
    assert path.read_bytes() == rkt("--parsed", plans, "--year", 2022, "-o", "-").stdout_bytes


def test_wrong_usage_is_status_2_and_writes_nothing(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ics"

    def stopped(*arguments: object) -> str:
        result = rkt(*arguments, "-o", path)
        assert (result.exit_code, result.stdout, path.exists()) == (2, "", False)
        return str(result.stderr)

    assert stopped("--parsed", plans, "--unit", "nowhere", "--year", 2023) == (
        f'{plans}: no plan fits unit "nowhere", year 2023; there are: '
        "BALAI UJI COBA 2022; BALAI UJI COBA 2023; LOKA UJI COBA 2023\n"
    )
    monkeypatch.setenv("RKT_LANG", "id")
    assert "tidak ada rencana yang cocok dengan tahun 2030" in stopped(
        "--parsed", plans, "--year", 2030
    )
    assert "belum ada tabel" in stopped("--parsed", tmp_path / "none")
    path = tmp_path / "none" / "x.ics"
    assert "kalender tidak dapat ditulis" in stopped("--parsed", plans, "--year", 2022)
    with locked(plans):
        assert "proses lain sedang bekerja" in stopped("--parsed", plans)
    (plans / "deadlines.parquet").write_bytes(b"no table")
    assert "tabel tidak dapat dibaca: deadlines" in stopped("--parsed", plans)
    (plans / "deadlines.parquet").write_bytes((plans / "documents.parquet").read_bytes())
    assert "jalankan rkt run dulu" in stopped("--parsed", plans)


def test_no_calendar_is_written_without_a_dated_deadline(raw: Path, parsed: Path, plan) -> None:
    undated = PLAN.replace("Maret 2023", "Bila diperlukan")
    plan("RKT.tsv", undated[: undated.index("\t\tTim bertemu")])
    run(raw, parsed, jobs=1)
    result = rkt("--parsed", parsed, "--year", 2023)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no deadline here has a date" in result.stderr


@pytest.mark.parametrize("year", [2021, 2023, 2024])
@pytest.mark.parametrize(
    "phrase",
    [
        "Setiap bulan", "Setiap triwulan", "Setiap semester", "Setiap tahun", "Setiap hari",
        "Setiap hari kerja", "Setiap hari Senin", "Dua minggu sekali", "2x setahun",
        "7 kali setahun", "Setiap bulan mulai Maret", "Tanggal 10 setiap bulan",
        "Setiap akhir bulan", "Setiap akhir triwulan", "Jumat terakhir setiap bulan",
        "Hari kerja ke-5 setiap bulan", "Setiap tanggal 1 Maret", "Setiap bulan Juni dan Desember",
        "Setiap minggu pertama", "Setiap tanggal 31", "3 bulan sekali mulai 15 Februari",
    ],
)  # fmt: skip
def test_recurrences_fall_on_the_days_of_the_table(phrase: str, year: int) -> None:
    (deadline,) = parse_deadlines(phrase, year)
    assert deadline.rrule
    assert_same_days(deadline)


_WEEKDAYS = st.lists(st.sampled_from("MO TU WE TH FR SA SU".split()), min_size=1, unique=True)
_NARROWED = st.one_of(
    st.just(""),
    st.integers(1, 12).map("BYMONTH={}".format),
    st.sampled_from([1, 10, 28, 29, 31, -1]).map("BYMONTHDAY={}".format),
    st.tuples(st.integers(1, 12), st.sampled_from([1, 15, 30, -1])).map(
        lambda pair: "BYMONTH={};BYMONTHDAY={}".format(*pair)
    ),
    st.integers(1, 5).map("BYDAY=MO,TU,WE,TH,FR;BYSETPOS={}".format),
)
_RULES = st.one_of(
    st.tuples(st.sampled_from(["FREQ=MONTHLY", "FREQ=YEARLY"]), _NARROWED),
    st.tuples(st.just("FREQ=WEEKLY"), _WEEKDAYS.map(lambda names: "BYDAY=" + ",".join(names))),
    st.tuples(st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY"]), st.just("")),
)


@given(
    _RULES,
    st.integers(1, 60),
    st.none() | st.integers(1, 40),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(0, 1500),
)
def test_any_rule_falls_on_the_days_of_the_table(
    rule: tuple[str, str], interval: int, count: int | None, start: date, length: int
) -> None:
    parts = [*rule, f"INTERVAL={interval}", f"COUNT={count}" if count else ""]
    text = ";".join(part for part in parts if part)
    end = start + timedelta(days=length)
    assert_same_days(Deadline("recurring", start, end, "day", text, phrase="x"))


def assert_same_days(deadline: Deadline) -> None:
    assert deadline.start_date and deadline.end_date and deadline.rrule
    start, end = (
        datetime.combine(day, datetime.min.time())
        for day in (deadline.start_date, deadline.end_date)
    )
    wanted = [d.date() for d in rrulestr(deadline.rrule, dtstart=start).between(start, end, True)]
    made = of_one_row(deadline, indicator="x")
    assert (made.events, made.undated) == ((1, 0) if wanted else (0, 1))
    if wanted:
        assert days(events(made.ics)[0]) == wanted


def test_a_deadline_without_a_date_falls_on_no_day() -> None:
    assert due_days({"due_date": None, "rrule": None}) == []
    made = of_one_row(*parse_deadlines("31 Juni 2023; Bila diperlukan", 2023))
    assert (made.ics, made.events) == (b"", 0)
    assert made.undated == 2


_TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\r\n\t,;\\:"\0👩‍💻é'))
)


def kept(text: str) -> str:
    """The characters of a text that a calendar can show, white space aside."""
    shown = (c for c in text if unicodedata.category(c) != "Cc" and c != "\ufeff")
    return "".join("".join(shown).split())


@given(_TEXT, _TEXT, _TEXT, _TEXT)
def test_any_text_is_read_back_with_nothing_lost(
    indicator: str, label: str, action: str, name: str
) -> None:
    march = Deadline("month", date(2023, 3, 1), date(2023, 3, 31), "month", label=label, phrase="M")
    document = {"source_path": name or "x", "unit": name}
    made = of_one_row(march, document=document, indicator=indicator, action=action)
    (event,) = events(made.ics)
    what = kept(indicator) or kept(action) or "M"
    assert kept(event["SUMMARY"]) == (f"{kept(label)}:{what}" if kept(label) else what)
    assert "\n" not in event["SUMMARY"]
    for text in (indicator, action, name):
        assert kept(text) in kept(event["DESCRIPTION"])
    assert made.ics == of_one_row(march, document=document, indicator=indicator, action=action).ics


def test_list_items_stay_on_lines_of_their_own() -> None:
    made = of_one_row(*parse_deadlines("Maret 2023", 2023), evidence="1. SK, asli\n2. Foto")
    (event,) = events(made.ics)
    assert "Bukti fisik · Evidence: 1. SK, asli\n2. Foto\n" in event["DESCRIPTION"]
    assert event["SUMMARY"] == "1. SK, asli 2. Foto"


def test_the_command_is_documented_in_both_languages() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    english, indonesian = readme.split("## Bahasa Indonesia")
    assert "rkt calendar" in english
    assert "rkt calendar" in indonesian
    page = (REPOSITORY / "docs" / "calendar.md").read_text(encoding="utf-8")
    for option in ("--unit", "--year", "-o"):
        assert option in page
        assert option in rkt("--help").stdout
