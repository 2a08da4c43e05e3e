"""What stands below the table of a text export: notes on it, and who signs the plan, with place,
date, office and name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.deadlines import word_class
from pipeline.deadlines.words import TimeWords

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
_SEEN = re.compile(
    r"(?:(?:mengetahui|menyetujui|mengesahkan)(?: ?[/&] ?\w+)?"
    r"|di(?:ketahui|setujui|sahkan|susun|buat|siapkan|periksa|usulkan) oleh) ?[,:]?",
    re.IGNORECASE,
)
# What stands on further lines with a small letter first: "pada tanggal", "a.n. Kepala", "u.b.".
_SMALL = re.compile(r"pada tanggal|tanggal|[au]\.? ?[nbp]\.|p\. ?l\. ?[th]\.|drh?\.|drg\.|ir\.")
# The number of an officer, as the last line of what is signed.
_OFFICER = re.compile(r"(?:NIP|NRP|NIDN|NPP)(?:\b|\.)")
_NAMED = 4  # lines from an office with a comma to the officer's number
# A line that says that notes on the table follow.
NOTES = re.compile(r"(?:catatan|keterangan|ket\.?|nota|n\.?b\.?) ?:", re.IGNORECASE)
_MOSTNOTES = 12  # lines
_LONGEST_PLACE = 4  # words
_FEWEST_LINES, _MOST_LINES = 2, 14  # below the first
_LONGEST_LINE = 10  # words
_MOST_SAID, _FEWEST_SAID = 3, 5  # lines and words of a sentence above a signature
_STOPS = 0.02  # of the lines of a table, that end with a full stop


def signature(
    words: Sequence[str],
    line_ends: Sequence[int],
    free: Sequence[bool],
    times: TimeWords | None = None,
) -> list[int]:
    """The words at the end of a text that sign it: a line that opens a signature, or an office with
    a comma not far above the officer's number, and below it nothing but few short lines that begin
    as names do; with notes that stand above. `line_ends[i]`
    is the index after the last word of word i's line; words that are not `free` are known to be
    page furniture; `times` are the words of time, by default those of the repository's rules."""
    lines = _free_lines(line_ends, free)
    signed = officer = 0
    for count in range(1, min(_MOST_LINES + 1, len(lines)) + 1):
        line = lines[-count]
        text = " ".join(words[i] for i in line)
        if count > _FEWEST_LINES and opens_signature(text, times):
            signed = count
        if officer and not signed and count <= officer + _NAMED and text[-1] == ",":
            signed = count
        if _OFFICER.match(text):
            officer = count
        if len(line) > _LONGEST_LINE or (text[0].islower() and not _SMALL.match(text)):
            break
    if not signed:
        return []
    noted = (
        count
        for count in range(signed + 2, min(signed + _MOSTNOTES, len(lines) - 1) + 1)
        if NOTES.fullmatch(" ".join(words[i] for i in lines[-count]))
    )
    return [i for line in lines[-next(noted, signed) :] for i in line]


def closing(words: Sequence[str], line_ends: Sequence[int], free: Sequence[bool]) -> list[int]:
    """The words of a sentence that stands right above what signs a text, as those that are `free`
    end there: it ends with a full stop, as hardly a line above it does."""
    lines = _free_lines(line_ends, free)
    last = [words[line[-1]] for line in lines]
    stops = [word.endswith(".") and not word[:-1].isdigit() for word in last]
    for count in range(1, min(_MOST_SAID, len(lines) - 1) + 1):
        said = [i for line in lines[-count:] for i in line]
        if words[said[0]][0].isupper() and len(said) >= _FEWEST_SAID:
            usual = sum(stops[:-count]) > _STOPS * (len(lines) - count)
            return said if stops[-1] and not usual else []
    return []


def _free_lines(line_ends: Sequence[int], free: Sequence[bool]) -> list[list[int]]:
    """The lines of a text that hold free words, and which these are."""
    lines: list[list[int]] = []
    at = 0
    while at < len(line_ends):
        if line := [i for i in range(at, line_ends[at]) if free[i]]:
            lines.append(line)
        at = line_ends[at]
    return lines


def opens_signature(text: str, times: TimeWords | None = None) -> bool:
    """Whether a line opens what is signed: a place and a date, where it was decided, who saw it."""
    dated = _PLACE_AND_DATE.fullmatch(text)
    if dated and word_class(dated["month"], times) == "month":
        place = dated["place"].split()
        return len(place) <= _LONGEST_PLACE and not any(
            word[0].islower() or any(c.isdigit() for c in word) or word_class(word, times)
            for word in place
        )
    return bool(_DECIDED.match(text) or _SEEN.fullmatch(text))
