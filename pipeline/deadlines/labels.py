"""What a deadline is for, where the phrase says so: "PK Januari", "Januari 2021 : Monev SOP"."""

from __future__ import annotations

from pipeline.deadlines.lexicon import Lexicon
from pipeline.deadlines.lexing import PAD, Tokens
from pipeline.deadlines.periods import Reading

_LEADING = ("comma", "semi", "and", "or", "bullet", "dash", "plus", "slash", "dot", "close", "dots")
_DOCUMENTS = ("plan_words", "report_words")
LONGEST_LABEL = 8  # words


def label_readings(found: list[Reading], t: Tokens, text: str, lexicon: Lexicon) -> None:
    """Set the label of every dated reading that has one before it or after a colon behind it."""
    shouting = text.isupper()
    for n, reading in enumerate(found):
        if reading.kind not in ("time", "recurring"):
            continue
        gap_start = found[n - 1].end if n else 0
        label = _before(t, gap_start, reading.start, text, lexicon, shouting, n)
        if label is None:
            gap_end = found[n + 1].start if n + 1 < len(found) else len(t) - PAD
            label = _after(t, reading, gap_end, text)
        reading.label = label


def _before(
    t: Tokens, start: int, end: int, text: str, lexicon: Lexicon, shouting: bool, n: int
) -> str | None:
    while start < end and t[start].kind in _LEADING:
        start += 1
    if n and start < end and t[start].kind == "colon":
        return None  # the label of the reading before
    closing = t[end - 1].kind if end > start else ""
    last = end - 1 if closing in ("colon", "comma", "dash") else end
    if last <= start or last - start > LONGEST_LABEL:
        return None
    words = t[start:last]
    if any(w.kind in ("semi", "bullet", "open", "close", "dots") for w in words):
        return None
    if any(w.kind == "law_words" for w in words) and (
        closing != "colon" or any(w.kind in ("num", "year") for w in words)
    ):
        return None  # a cited decree; "SK Tim: Januari" says what is due
    written = " ".join(text[words[0].start : words[-1].end].split())
    if n == 0 and " ".join(w.word for w in words) in lexicon.aside["not_labels"]:
        return None
    if n == 0 and words[0].word in lexicon.aside["not_labels"] and len(words) <= 2:
        return None
    if closing == "colon":
        return written
    if t[end].kind in ("until", "before"):
        return None  # a sentence: "Penyampaian laporan paling lambat …"
    named = [w.kind in _DOCUMENTS or (not shouting and _is_acronym(w.text)) for w in words]
    if len(words) <= 3 and (named[-1] or named[0] and all(w.text[:1].isupper() for w in words)):
        if closing == "comma" and words[0].kind not in _DOCUMENTS:
            return None
        return written
    return None


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 8 and word.isalpha() and word.isupper()


def _after(t: Tokens, reading: Reading, gap_end: int, text: str) -> str | None:
    """Januari 2021 : Monev SOP"""
    i = reading.end
    if t[i].kind != "colon":
        return None
    start = i + 1
    end = start
    while end < gap_end and t[end].kind not in ("semi", "bullet"):
        end += 1
    while end > start and t[end - 1].kind in (*_LEADING, "open", "within"):
        end -= 1
    if end <= start or end - start > LONGEST_LABEL:
        return None
    reading.end = end
    return " ".join(text[t[start].start : t[end - 1].end].split())
