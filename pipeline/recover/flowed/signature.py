"""Who signs a plan: place, date, office and name below the table of a text export."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.deadlines import word_class

# A line that opens what is signed, whoever signs: place and date, or where it was decided.
_PLACE_AND_DATE = re.compile(
    r"(?P<place>[^,]+?) ?, ?(?:tanggal |tgl\.? )?(?:(?:\d{1,2}|[.…_-]+) )?"
    r"(?P<month>[^\W\d_]+) (?:19|20)\d\d\.?",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"(?:di)?(?:tetapkan|buat|sahkan|tandatangani|keluarkan) (?:di|pada)\b(?! laman| situs| web)",
    re.IGNORECASE,
)
_SEEN = re.compile(r"(?:mengetahui|menyetujui|mengesahkan)(?: ?[/&] ?\w+)? ?[,:]?", re.IGNORECASE)
# What stands on further lines with a small letter first: "pada tanggal", "a.n. Kepala", "u.b.".
_SMALL = re.compile(r"pada tanggal|tanggal|[au]\.? ?[nbp]\.|p\. ?l\. ?[th]\.|drh?\.|drg\.|ir\.")
_LONGEST_PLACE = 4  # words
_FEWEST_LINES, _MOST_LINES = 2, 14  # below the first
_LONGEST_LINE = 10  # words


def signature(words: Sequence[str], line_ends: Sequence[int], free: Sequence[bool]) -> list[int]:
    """The words at the end of a text that sign it: a line that opens a signature, and below it
    nothing but few short lines that begin as names do. `line_ends[i]` is the index after the last
    word of word i's line; words that are not `free` are known to be page furniture."""
    lines: list[list[int]] = []
    at = 0
    while at < len(words):
        line = [i for i in range(at, line_ends[at]) if free[i]]
        if line:
            lines.append(line)
        at = line_ends[at]
    found: list[int] = []
    for count in range(1, min(_MOST_LINES + 1, len(lines)) + 1):
        line = lines[-count]
        text = " ".join(words[i] for i in line)
        if count > _FEWEST_LINES and _opens(text):
            found = [i for line in lines[-count:] for i in line]
        if len(line) > _LONGEST_LINE or (text[0].islower() and not _SMALL.match(text)):
            break
    return found


def _opens(text: str) -> bool:
    dated = _PLACE_AND_DATE.fullmatch(text)
    if dated and word_class(dated["month"]) == "month":
        place = dated["place"].split()
        return len(place) <= _LONGEST_PLACE and not any(
            word[0].islower() or any(c.isdigit() for c in word) or word_class(word)
            for word in place
        )
    return bool(_DECIDED.match(text) or _SEEN.fullmatch(text))
