"""A row as a ready correction entry, to be pasted into its export's file of corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.corrections.columns import COLUMNS, EXTRA, squeezed, texts_of_record
from pipeline.tables import Record

# The columns that tell rows apart, in the order in which people name a row by them.
_TELLING = ("action", "indicator", "component_no", "target", "evidence", "component", "pic")
_REASON = "sudah dibandingkan dengan ekspornya"
_WHY_SET = "# bila ada sel yang diisi, tulis sebabnya"


def correction_entry(row: Record, rows: Sequence[Record] = (), on: date | None = None) -> str:
    """A correction entry (YAML, see rules/corrections/README.md) for a row of `indicators`, which
    marks it as checked and shows its cells as remarks, the empty ones too: one is set by removing
    the # before it.

    `rows` are all rows of its export: the entry names the row by as few of its cells as tell it
    from them; without them, by all of its cells. `on` is the day it is dated, by default today.
    The last line is the date, so that a page can put in the day on which it is copied.
    """
    named, occurrence = _name(row, rows)
    named = named or {"action": ""}
    lines = ["- row:", *(f"    {_key(name)}: {quoted(text)}" for name, text in named.items())]
    if occurrence is not None:
        lines.append(f"  occurrence: {occurrence}")
    lines += ["  checked: true", "  set:"]
    cells = dict.fromkeys(COLUMNS, "") | texts_of_record(row)
    # Nothing stands between # and name, so that the line is indented rightly without it.
    lines += [f"    #{_key(name)}: {quoted(text)}" for name, text in cells.items()]
    lines += [f'  reason: "{_REASON}"  {_WHY_SET}', f"  date: {(on or date.today()).isoformat()}"]
    return "\n".join(lines) + "\n"


def name_in_one_line(row: Record, rows: Sequence[Record]) -> str:
    """What to write into an entry to name a row: the key row, and occurrence where it is needed;
    `rows` are all rows of its export."""
    named, occurrence = _name(row, rows)
    cells = ", ".join(f"{_key(name)}: {quoted(text)}" for name, text in named.items())
    which = f", occurrence: {occurrence}" if occurrence is not None else ""
    return f"row: {{{cells}}}{which}"


def quoted(text: str) -> str:
    """Text as a YAML scalar between double quotes, on one line, every character that cannot be
    seen as an escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{"".join(c if c.isprintable() else _escape(c) for c in escaped)}"'


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _key(name: str) -> str:
    return name if name in COLUMNS else quoted(name)


def _name(row: Record, rows: Sequence[Record]) -> tuple[dict[str, str], int | None]:
    """The cells that tell a row from the others, and which it is of those that are the same in
    every cell."""
    texts = texts_of_record(row)
    if not rows:
        return texts, None
    # The first column is compared on the record itself: most rows differ there already.
    opening = squeezed(row["action"] or "")
    alike = [r for r in rows if squeezed(r["action"] or "") == opening]
    named = {}
    if "action" in texts or len(alike) < len(rows):
        named["action"] = texts.get("action", "")
    if len(alike) > 1 or "action" not in texts:  # a name has at least one cell with words
        others = [(r, texts_of_record(r)) for r in alike]
        extra = sorted({n for _, known in others for n in known if n.startswith(EXTRA)})
        for name in (*_TELLING, "area", "area_no", *extra):
            mine = squeezed(texts.get(name, ""))
            same = [(r, known) for r, known in others if squeezed(known.get(name, "")) == mine]
            if len(same) < len(others) or (name in texts and not any(named.values())):
                named[name] = texts.get(name, "")
            others = same
        alike = [r for r, _ in others]
    if len(alike) == 1:
        return named, None
    return named, 1 + next(i for i, r in enumerate(alike) if r["row_id"] == row["row_id"])
