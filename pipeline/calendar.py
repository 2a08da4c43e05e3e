"""Deadlines as an iCalendar file (RFC 5545): one all-day event for each, on the day it is due.

The same tables give the same bytes, on every machine and in every locale:
- UID is made from the deadline's id with the plan's unit and year, so that importing a file twice
  changes nothing, and plans of two offices that named their exports alike stay apart.
- DTSTAMP, which RFC 5545 requires, says when an event was last revised. The tables hold no such
  time and the clock would make every file different, so it is the beginning of the plan's year.
- What events say around the plan's own words is in both languages.

A range is one event on its last day, with the whole period in the description. A recurrence is one
event with its RRULE, beginning on the first day that the rule gives, since DTSTART must be one of
the rule's own days, and ending with the window. Deadlines without a date are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from pipeline.messages import TEXTS, fill
from pipeline.tables import Record

_UIDS = uuid5(NAMESPACE_URL, "rkt-pipeline:deadline")
_ONE_DAY = timedelta(days=1)
# RFC 5545 allows no control characters in text; U+FEFF marks an encoding and is no text.
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff]")
_SUMMARIES = ("indicator", "action", "component", "evidence", "target")


class CalendarFile(NamedTuple):
    """An iCalendar file, how many events it has, and how many deadlines without a date it has not.

    RFC 5545 wants at least one event in a file: without any, `ics` is empty.
    """

    ics: bytes
    events: int
    undated: int


def matching_plans(
    documents: Iterable[Record], unit: str | None = None, year: int | None = None
) -> list[Record]:
    """The documents whose unit contains `unit`, capitals and white space aside, and whose plan is
    of `year`; failed exports have no plan."""
    return [
        document
        for document in documents
        if document["status"] != "failed"
        and (unit is None or _folded(unit) in _folded(document["unit"] or ""))
        and (year is None or document["year"] == year)
    ]


def calendar_file(
    documents: Iterable[Record], indicators: Iterable[Record], deadlines: Iterable[Record]
) -> CalendarFile:
    """The deadlines of `documents` as an iCalendar file, in the order of the table.

    Records are rows of the tables as Arrow gives them, dates as datetime. Raises ValueError for
    an `rrule` that is no RFC 5545 rule, which the tables promise not to hold.
    """
    document_of = {document["document_id"]: document for document in documents}
    row_of = {row["row_id"]: row for row in indicators}
    calendar = Calendar()
    calendar.add("prodid", "-//rkt-pipeline//rkt calendar//ID")
    calendar.add("version", "2.0")
    undated = 0
    for deadline in deadlines:
        if document := document_of.get(deadline["document_id"]):
            event = _event(deadline, row_of[deadline["row_id"]], document)
            if event is None:
                undated += 1
            else:
                calendar.add_component(event)
    events = len(calendar.subcomponents)
    return CalendarFile(calendar.to_ical() if events else b"", events, undated)


def _event(deadline: Record, row: Record, document: Record) -> Event | None:
    """The event of a deadline; None if it falls on no day."""
    days = due_days(deadline)
    if not days:
        return None
    identity = [document["unit"], document["year"], deadline["deadline_id"]]
    event = Event()
    event.add("uid", str(uuid5(_UIDS, json.dumps(identity))))
    event.add("dtstamp", datetime(document["year"] or days[0].year, 1, 1, tzinfo=UTC))
    event.add("dtstart", days[0])
    event.add("dtend", days[0] + _ONE_DAY)
    event.add("transp", "TRANSPARENT")  # a due date keeps nobody busy
    event.add("summary", _summary(deadline, row))
    event.add("description", "\n".join(_description(deadline, row, document)))
    if deadline["rrule"]:
        event.add("rrule", _bounded_rule(deadline["rrule"], deadline["end_date"].date(), days[-1]))
    return event


def due_days(deadline: Record) -> Sequence[date]:
    """The days a deadline falls on: those its rule gives from `start_date` to `end_date`, else its
    `due_date`; none where it has no date."""
    if deadline["due_date"] is None:
        return []
    if not deadline["rrule"]:
        return [deadline["due_date"].date()]
    start, end = deadline["start_date"], deadline["end_date"]
    rule = rrulestr(deadline["rrule"], dtstart=start)
    return [day.date() for day in rule.between(start, end, inc=True)]


def _bounded_rule(text: str, end: date, last: date) -> vRecur:
    """The rule up to `end`. A rule may not have both COUNT and UNTIL: one that counts its days
    ends on the last of them, since events may begin after its window does."""
    rule: vRecur = vRecur.from_ical(text)
    rule["UNTIL"] = [last if rule.pop("COUNT", None) else end]
    return rule


def _summary(deadline: Record, row: Record) -> str:
    """The indicator, or what else says most about a row without one, behind the label."""
    texts = (_line(row[name]) for name in _SUMMARIES)
    what = next((text for text in texts if text), _line(deadline["phrase"]))
    label = _line(deadline["label"])
    return f"{label}: {what}" if label else what


def _description(deadline: Record, row: Record, document: Record) -> Iterator[str]:
    """The row, how its time was read, and where it comes from, in lines."""
    texts = {name: _numbered(row, name) for name in ("area", "component")}
    texts |= {name: row[name] for name in ("indicator", "action", "evidence", "pic", "target")}
    texts["period"] = _period(deadline)
    texts["rrule"] = deadline["rrule"]
    if deadline["rrule"] and deadline["precision"] != "day":
        texts["rrule"] += f" ({_both('event.first_days')})"
    texts |= {name: deadline[name] for name in ("condition", "value")}
    texts["unit"] = document["unit"]
    source = [document["source_path"], _both("event.row", row=row["row_no"])]
    if row["page"] is not None:
        source.append(_both("event.page", page=row["page"]))
    texts["source"] = f"{', '.join(source)} ({deadline['deadline_id']})"
    for name, text in texts.items():
        if shown := _text(text):
            yield f"{_both(f'event.{name}')}: {shown}"
    if row["needs_review"]:
        yield f"{_both('event.review')}."


def _numbered(row: Record, name: str) -> str:
    return " ".join(str(row[key]) for key in (f"{name}_no", name) if row[key] is not None)


def _period(deadline: Record) -> str:
    """The words that were read, and the first and last day they mean."""
    first, last = (deadline[name].date().isoformat() for name in ("start_date", "end_date"))
    return f"{_line(deadline['phrase'])} → {first}" + (f" … {last}" if first != last else "")


def _both(code: str, **values: object) -> str:
    """A message in both languages; once, where they say the same."""
    said = dict.fromkeys(fill(TEXTS[code], language, values) for language in ("id", "en"))
    return " · ".join(said)


def _text(text: str | None) -> str:
    """Text as RFC 5545 can hold it: line ends as \\n, no control characters."""
    return _NO_TEXT.sub(" ", "\n".join((text or "").splitlines())).strip()


def _line(text: str | None) -> str:
    return " ".join(_text(text).split())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
