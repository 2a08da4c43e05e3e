"""Views as HTML. Every text is escaped by the templates; nothing here marks text of a document as
safe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.corrections import correction_entry
from pipeline.messages import TEXTS, Text
from pipeline.report.corrected import corrections_of
from pipeline.report.overview import Overview
from pipeline.report.pages import page_name
from pipeline.report.rows import ISSUES, areas, place_kind
from pipeline.report.ruled import Ruled
from pipeline.report.said import MONTHS, WEEKDAYS, english, named, said, text
from pipeline.report.source import GROUPS, blocks, counted, page_boxes
from pipeline.tables import Record
from pipeline.trace import file_stem

_HERE = Path(__file__).parent
STATIC = sorted((_HERE / "static").iterdir())
# What the page's script says itself.
_SCRIPT_SAYS = (
    *(code for code in TEXTS if code.startswith("role.")),
    "row.number", "row.copied", "row.copy_by_hand", "row.paste_into", "source.none", "source.hint",
    "source.sideways",
)  # fmt: skip
_INDEX_SAYS = ("row.number", "year.cell", "year.day", "year.undated", "year.none_named")
_WORKBOOKS = ("xlsx", "xls", "ods")
_PIXELS_PER_POINT = 96 / 72
# Stands for the day on which an entry is copied, which the page's script puts in.
_NO_DAY = date(1, 1, 1)


def index_html(view: Overview) -> bytes:
    """The first page."""
    data = {
        "pages": [[quote(page), name] for page, name in view.pages],
        "years": {year.year: year.items for year in view.years},
        "areas": {year.year: [_pair(area.name) for area in year.areas] for year in view.years},
        "months": [_pair(month) for month in MONTHS],
        "chosen": view.chosen,
        "units": [numbers for _, numbers in view.units],
        "texts": {code: _pair(TEXTS[code]) for code in _INDEX_SAYS},
    }
    return _page("index.html", root="", view=view, months=MONTHS, weekdays=WEEKDAYS, data=data)


def export_html(
    document: Record,
    rows: Sequence[Record],
    deadlines: Sequence[Record],
    trace: Mapping[str, Any],
    sizes: Sequence[Sequence[float]] | None,
    ruled: Ruled,
) -> bytes:
    """The page of an export. `sizes` are those of its page pictures, in points; None without.
    `ruled` is what the rules say of it."""
    by_row: dict[str, list[Record]] = {}
    for deadline in deadlines:
        by_row.setdefault(deadline["row_id"], []).append(deadline)
    stem = quote(file_stem(document["document_id"]))
    file = f"rules/corrections/{document['document_id']}.yaml"
    corrections = corrections_of(rows, trace, ruled.entries, file)
    by_area = areas(rows, by_row, trace, corrections)
    issues = Counter(issue for area in by_area for row in area.rows for issue in row.issues)
    pictures = [
        {
            "src": f"{stem}/{number}.webp",
            "width": round(width * _PIXELS_PER_POINT),
            "height": round(height * _PIXELS_PER_POINT),
        }
        for number, (width, height) in enumerate(sizes or (), 1)
    ]
    data = {
        "entries": {str(row["row_no"]): _entry(row, rows) for row in rows},
        "file": file,
        "runs": [run[2] for run in trace["runs"]] if pictures else [],
        "boxes": page_boxes(dict(trace)) if pictures else [],
        "sizes": sizes or [],
        "texts": {code: _pair(TEXTS[code]) for code in _SCRIPT_SAYS},
        "place": _pair(TEXTS[f"source.{place_kind(trace)}"]),
    }
    return _page(
        "export.html",
        root="../",
        document=document,
        deadline_count=len(deadlines),
        groups=GROUPS,
        characters=counted(dict(trace)),
        blocks=[] if pictures else blocks(dict(trace)),
        in_place=document["stage"] == "spaced",
        is_workbook=document["format"] in _WORKBOOKS,
        pictures=pictures,
        no_pictures=bool(trace["boxes"]) and not pictures,
        areas=by_area,
        issues={issue: issues[issue] for issue in ISSUES if issues[issue]},
        unknown=ruled.unknown,
        doubtful=document["rows_to_review"],
        copy_words=TEXTS["row.copy"],
        data=data,
    )


def _entry(row: Record, rows: Sequence[Record]) -> str:
    """A row's correction entry without its last line, the day on which it is copied."""
    return correction_entry(row, rows, _NO_DAY).rsplit("\n", 2)[0] + "\n"


def _pair(words: Text) -> list[str]:
    return [words.id, words.en]


def _page(template: str, **values: Any) -> bytes:
    html = _environment().get_template(template).render(**values)
    return html.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=False,
    )
    environment.globals.update(
        t=lambda code, **values: said(text(code, **values)),
        plain=lambda code: TEXTS[code].id,
        said=said,
        english=english,
        text=text,
        named=lambda code, attribute="aria-label": named(TEXTS[code], attribute),
        named_text=named,
        page_name=page_name,
        short=lambda words: Text(words.en[:3], words.id[:3]),
    )
    environment.filters["urlpath"] = quote
    return environment
