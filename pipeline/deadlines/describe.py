"""A deadline in Indonesian words that the reader reads back to the same dates."""

from __future__ import annotations

from datetime import date

from pipeline.deadlines.periods import MONTHS_IN
from pipeline.model import Deadline

MONTH_NAMES = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_DAY_NAMES = {
    "MO": "Senin",
    "TU": "Selasa",
    "WE": "Rabu",
    "TH": "Kamis",
    "FR": "Jumat",
    "SA": "Sabtu",
    "SU": "Minggu",
}
_ROMAN = ("I", "II", "III", "IV")
_UNIT_NAMES = {"quarter": "Triwulan", "semester": "Semester"}
_EVERY = {"MONTHLY": "bulan", "WEEKLY": "minggu", "DAILY": "hari", "YEARLY": "tahun"}


def describe(deadline: Deadline) -> str:
    """The deadline as a short phrase: "Maret 2023", "5 Maret 2023 s/d 9 April 2023", "setiap
    triwulan (Januari 2023 s/d Desember 2023)". A condition is its clause; what is unresolved is
    its phrase as it stood. Rules that no plain phrase says are described by their period."""
    start, end = deadline.start_date, deadline.end_date
    if start is None or end is None:
        return deadline.condition or " ".join(deadline.phrase.split())
    if deadline.kind == "recurring":
        return f"{_recurrence(deadline.rrule or '')} ({_day(start)} s/d {_day(end)})"
    if deadline.kind == "date":
        return _day(start)
    if deadline.kind == "month":
        return _month(start)
    if deadline.precision == "year":
        years = f"{start.year}" if start.year == end.year else f"{start.year} s/d {end.year}"
        return f"Tahun {years}"
    if deadline.precision in _UNIT_NAMES:
        first, last = (_part(day, deadline.precision) for day in (start, end))
        return first if first == last else f"{first} s/d {last}"
    if deadline.precision == "month":
        return f"{_month(start)} s/d {_month(end)}"
    return f"{_day(start)} s/d {_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def _part(day: date, precision: str) -> str:
    number = (day.month - 1) // MONTHS_IN[precision]
    return f"{_UNIT_NAMES[precision]} {_ROMAN[number]} {day.year}"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} dan {items[-1]}"


def _recurrence(rrule: str) -> str:
    parts = dict(part.split("=", 1) for part in rrule.split(";"))
    freq, interval = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    months = [MONTH_NAMES[int(m) - 1] for m in parts.get("BYMONTH", "").split(",") if m]
    days = [day for day in parts.get("BYMONTHDAY", "").split(",") if day]
    weekdays = [day for day in parts.get("BYDAY", "").split(",") if day]
    if "BYSETPOS" in parts:
        return f"hari kerja ke-{parts['BYSETPOS']} setiap bulan"
    if days == ["-1"]:
        return f"setiap akhir bulan {_listed(months)}" if months else "setiap akhir bulan"
    if days:
        every = f"setiap tanggal {_listed(days)}"
        if freq == "MONTHLY" and interval > 1:
            return f"setiap {interval} bulan tanggal {_listed(days)}"
        return f"{every} {_listed(months)}" if months else every
    if months:
        return f"setiap bulan {_listed(months)}"
    if weekdays and weekdays[0][0] in "-12345":
        which = weekdays[0][:-2]
        nth = "terakhir" if which == "-1" else f"ke-{which}"
        return f"{_DAY_NAMES[weekdays[0][-2:]]} {nth} setiap bulan"
    if weekdays:
        return f"setiap hari {_listed([_DAY_NAMES[day] for day in weekdays])}"
    if freq == "MONTHLY" and interval in (3, 6):
        return "setiap triwulan" if interval == 3 else "setiap semester"
    return f"setiap {_EVERY[freq]}" if interval == 1 else f"setiap {interval} {_EVERY[freq]}"
