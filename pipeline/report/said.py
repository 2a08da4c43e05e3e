"""Words in both languages, as the templates say them, and deadlines in words.

The pages are Indonesian; an element whose words differ in English holds those in `data-en`, and
the page's script swaps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from markupsafe import Markup, escape

from pipeline.deadlines.describe import MONTH_NAMES, describe
from pipeline.messages import TEXTS, Text, fill
from pipeline.model import Deadline
from pipeline.tables import Record

MONTHS = tuple(
    Text(english, indonesian)
    for english, indonesian in zip(
        (
            "January February March April May June July August September October November December"
        ).split(),
        MONTH_NAMES,
        strict=True,
    )
)
# Two letters, as calendars print them, and in full.
WEEKDAYS = tuple(
    (Text(day[:2], short), Text(day, name))
    for day, short, name in zip(
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
        "Sn Sl Rb Km Jm Sb Mg".split(),
        "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
        strict=True,
    )
)
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_ROMAN = ("I", "II", "III", "IV")


def text(code: str, **values: object) -> Text:
    """The message `code` in both languages; values may be `Text` themselves."""
    return filled(TEXTS[code], **values)


def filled(template: Text, **values: object) -> Text:
    """A message with its values filled in, in both languages."""
    english, indonesian = (
        {name: getattr(v, lang) if isinstance(v, Text) else v for name, v in values.items()}
        for lang in ("en", "id")
    )
    singular = template.en
    for name, value in values.items():
        if value == 1:  # "1 row", not "1 rows"
            singular = re.sub(rf"(\{{{name}\}} \w+?)s\b", r"\1", singular)
    return Text(fill(Text(singular, ""), "en", english), fill(template, "id", indonesian))


def joined(words: Iterable[Text], between: str = ", ") -> Text:
    """Words one after the other."""
    known = list(words)
    return Text(between.join(word.en for word in known), between.join(word.id for word in known))


def said(words: Text | str) -> Markup:
    """Words as the content of an element: Indonesian, with the English beside it."""
    if isinstance(words, str):
        return escape(words)
    if words.en == words.id:
        return escape(words.id)
    return Markup('<span data-en="{}">{}</span>').format(words.en, words.id)


def english(words: Text) -> Markup:
    """The attribute of an element that holds nothing but these words, as ` data-en="…"`."""
    return Markup("") if words.en == words.id else Markup(' data-en="{}"').format(words.en)


def named(words: Text, attribute: str = "aria-label") -> Markup:
    """Words as an attribute of an element, the English beside it."""
    if words.en == words.id:
        return Markup('{}="{}"').format(Markup(attribute), words.id)
    template = Markup('{0}="{2}" data-en-{0}="{1}"')
    return template.format(Markup(attribute), words.en, words.id)


def day_text(day: date) -> Text:
    """ "5 Maret 2023" in both languages."""
    month = MONTHS[day.month - 1]
    return Text(f"{day.day} {month.en} {day.year}", f"{day.day} {month.id} {day.year}")


def when(deadline: Record) -> Text:
    """When a deadline is due, in words; its dates are datetimes, as the tables give them."""
    start, end = _day(deadline["start_date"]), _day(deadline["end_date"])
    if start is None or end is None:
        if deadline["condition"]:
            return text("when.condition", condition=" ".join(deadline["condition"].split()))
        return text("when.unresolved")
    indonesian = describe(
        Deadline(
            deadline["kind"],
            start,
            end,
            deadline["precision"],
            deadline["rrule"],
            deadline["condition"],
        )
    )
    return Text(_english(deadline, start, end), indonesian.replace(" s/d ", " – "))


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _english(deadline: Record, start: date, end: date) -> str:
    precision = deadline["precision"]
    if deadline["kind"] == "recurring":
        whole = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
        same = whole and start.year == end.year
        window = f"{start.year}" if same else f"{day_text(start).en} – {day_text(end).en}"
        return f"{_recurrence(deadline['rrule'] or '')} ({window})"
    first, last = (_named_day(day, precision, deadline["kind"]) for day in (start, end))
    return first if first == last else f"{first} – {last}"


def _named_day(day: date, precision: str | None, kind: str) -> str:
    if kind == "month" or precision == "month":
        return f"{MONTHS[day.month - 1].en} {day.year}"
    if precision == "year":
        return f"{day.year}"
    if precision == "quarter":
        return f"quarter {_ROMAN[(day.month - 1) // 3]} {day.year}"
    if precision == "semester":
        return f"semester {_ROMAN[(day.month - 1) // 6]} {day.year}"
    return day_text(day).en


def _recurrence(rrule: str) -> str:
    """An RFC 5545 rule in English."""
    parts = dict(part.split("=", 1) for part in rrule.split(";") if "=" in part)
    unit, interval = _UNITS.get(parts.get("FREQ", ""), ""), parts.get("INTERVAL", "1")
    said = f"every {unit}" if interval == "1" else f"every {interval} {unit}s"
    if interval in ("3", "6") and unit == "month":
        said = "every quarter" if interval == "3" else "every semester"
    months = [MONTHS[int(m) - 1].en for m in parts.get("BYMONTH", "").split(",") if m]
    days = [d for d in parts.get("BYMONTHDAY", "").split(",") if d]
    weekdays = [d for d in parts.get("BYDAY", "").split(",") if d]
    if "BYSETPOS" in parts:
        said += f", {_ordinal(parts['BYSETPOS'])} working day"
    elif days:
        ends = days == ["-1"]
        said += ", last day" if ends else f", day {_listed(days)}"
    elif weekdays:
        named_days = [f"{_ordinal(d[:-2])} {_DAYS.get(d[-2:], d)}".strip() for d in weekdays]
        said += f", on {_listed(named_days)}"
    return f"{said}, in {_listed(months)}" if months else said


def _ordinal(number: str) -> str:
    return _ORDINALS.get(number, number)


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
