"""Words run together: "Setiapbulan", "TriwulanIV", "bulanJanuari", "JunidanDesember"."""

from __future__ import annotations

from pipeline.deadlines.lexicon import Lexicon, Meaning

ROMANS = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
LONGEST_RUN = 40  # letters
# What may stand first in a run, and what may follow it. Only pairs that say something together are
# parted, so that a name which happens to be made of two time words stays a name.
_AFTER = {
    "each": ("unit", "weekday", "part", "month", "dated", "numword", "times"),
    "per": ("unit", "month"),
    "unit": (
        "month",
        "weekday",
        "roman",
        "ordinal",
        "numword",
        "ke",
        "once",
        "current",
        "next",
        "working",
        "to",
    ),
    "part": ("unit", "month"),
    "dated": ("month",),
    "month": ("to", "and", "unit", "month", "current"),
    "to": ("month", "unit", "part", "dated"),
    "and": ("month", "unit"),
    "numword": ("unit", "times"),
    "times": ("one", "per", "each"),
    "one": ("once",),
    "until": ("unit", "month", "dated", "part"),
    "from": ("month", "unit", "dated"),
    "before": ("month", "unit", "dated"),
    "ordinal": ("unit",),
    "roman": ("month",),
    "weekday": ("and", "to"),
    "within": ("month",),
    "adverb": ("and",),
}


def run_together(word: str, text: str, lexicon: Lexicon) -> list[tuple[str, Meaning]]:
    """The time words that a lower-case word consists of, with their meanings; empty if it is not
    made of them. `text` is the word as written: case shows where a numeral begins."""
    if not 3 < len(word) <= LONGEST_RUN or word in lexicon.not_months:
        return []
    known = lexicon.runs.get(text)
    if known is None:
        known = _parted(word, text, 0, None, lexicon) or []
        if len(lexicon.runs) < 50_000:
            lexicon.runs[text] = known
    return known


def _parted(
    word: str, text: str, at: int, before: Meaning | None, lexicon: Lexicon
) -> list[tuple[str, Meaning]] | None:
    """The parts of the word from `at`, longest first, that may follow the part before."""
    if at == len(word):
        return []
    for end in range(len(word), at + 1 - (before is not None), -1):
        if at == 0 and end == len(word):
            continue
        part = word[at:end]
        meaning = _meaning(part, text, at, end, before, lexicon)
        if meaning is None:
            continue
        rest = _parted(word, text, end, meaning, lexicon)
        if rest is not None:
            return [(part, meaning), *rest]
    return None


def _meaning(
    part: str, text: str, at: int, end: int, before: Meaning | None, lexicon: Lexicon
) -> Meaning | None:
    """What a part says in its place, None if nothing may stand there that is so spelled."""
    meaning = lexicon.single.get(part)
    if part in ROMANS and before is not None and before.kind == "unit":
        # "semi" is a word, "TWI" and "TriwulanI" are not: one letter must show that it is a numeral
        shows = (
            len(part) > 1
            or text[at].isupper() != text[at - 1].isupper()
            or at > 6
            or not (set("aeiou") & set(text[:at].casefold()))
        )
        return Meaning("roman", ROMANS[part]) if shows else None
    if part == "ke" and before is not None and before.kind == "unit":
        return Meaning("ke")
    if part == "sd" and end < len(text):  # "sdMei"; alone it is a school, too
        return Meaning("to") if before is None or before.kind == "month" else None
    if before is not None and before.kind == "each" and part in lexicon.aside["events"]:
        return Meaning("word")
    if meaning is None or meaning.kind not in _AFTER and meaning.kind not in _LAST:
        return None
    if before is None:
        return meaning if meaning.kind in _AFTER else None
    if meaning.kind not in _AFTER.get(before.kind, ()):
        return None
    # abbreviations are too short to be found inside words, unless the words before say enough
    if (
        meaning.kind == "month"
        and len(part) < 4
        and part != "mei"
        and before.kind not in ("unit", "dated", "to")
    ):
        return None
    return meaning


_LAST = ("roman", "once", "current", "next", "working")

__all__ = ["ROMANS", "run_together"]
