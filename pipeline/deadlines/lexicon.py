"""The words of `rules/time.yaml`, made ready to be looked up token by token."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pipeline.deadlines.words import TimeWords


class Meaning(NamedTuple):
    """What a word means: its class (a section of the word file) and its value there."""

    kind: str
    value: Any = None
    typo: bool = False


@dataclass(frozen=True, eq=False)  # one is told from another by identity
class Lexicon:
    """`single` maps one word, `several` a phrase's first word → (all its words, meaning), longest
    first. `full_months` are the spellings that misspellings are measured against."""

    single: dict[str, Meaning]
    several: dict[str, list[tuple[tuple[str, ...], Meaning]]]
    full_months: dict[str, int]
    not_months: frozenset[str]
    aside: dict[str, frozenset[str]]
    misspelled: dict[str, int | None] = field(default_factory=dict)  # memory of fuzzy look-ups
    skeletons: dict[str, list[tuple[str, Meaning]]] = field(default_factory=dict)
    runs: dict[str, list[tuple[str, Meaning]]] = field(default_factory=dict)  # memory, likewise


LONG_ENOUGH = 9  # letters of a phrase that is known without its spaces
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a spelling: case, dots, spaces and hyphens do not matter."""
    return tuple(_WORD.findall(text.casefold().replace("’", "'")))


def build_lexicon(words: TimeWords) -> Lexicon:
    """Make the look-up tables of a set of time words."""
    single: dict[str, Meaning] = {}
    several: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}

    def add(spelling: str, meaning: Meaning) -> None:
        parts = words_of(spelling)
        if len(parts) == 1:
            single.setdefault(parts[0], meaning)
        elif parts:
            several.setdefault(parts[0], []).append((parts, meaning))
            together = "".join(parts)
            if len(together) >= LONG_ENOUGH:  # "palinglambat", "sampaidengan"
                single.setdefault(together, meaning)

    names = {
        "months": "month",
        "units": "unit",
        "adverbs": "adverb",
        "one_unit": "one",
        "numbers": "numword",
        "ordinals": "ordinal",
        "parts": "part",
        "weekdays": "weekday",
        "conditions": "condition",
        "and_": "and",
        "or_": "or",
        "from_": "from",
    }
    for section, entry in words:
        if section in words.STANDING_ASIDE or section in ("not_months", "month_misspellings"):
            continue
        kind = names.get(section, section)
        if isinstance(entry, dict):
            for value, spellings in entry.items():
                for spelling in spellings:
                    add(spelling, Meaning(kind, value))
        else:
            for spelling in entry:
                add(spelling, Meaning(kind))
    for month, spellings in words.month_misspellings.items():
        for spelling in spellings:
            add(spelling, Meaning("month?", month, True))
    for phrases in several.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    full = {
        words_of(name)[0]: month
        for month, spellings in words.months.items()
        for name in spellings
        if len(name) > 4 or (name == spellings[0] and len(name) > 3)
    }
    skeletons: dict[str, list[tuple[str, Meaning]]] = {}
    for spelling, meaning in single.items():
        if meaning.kind in _ABBREVIATED and len(spelling) > 4:
            skeletons.setdefault(consonants(spelling), []).append((spelling, meaning))
    return Lexicon(
        single=single,
        skeletons=skeletons,
        several=several,
        full_months=full,
        not_months=frozenset(w for s in words.not_months for w in words_of(s)),
        aside={
            name: frozenset(" ".join(words_of(s)) for s in getattr(words, name))
            for name in words.STANDING_ASIDE
        },
    )


@functools.cache
def default_lexicon() -> Lexicon:
    """The lexicon of the repository's own rules; read once, when first needed."""
    from pipeline.deadlines.words import load_words
    from pipeline.fingerprint import RULES_DIR

    return build_lexicon(load_words(RULES_DIR))


_VOWELS = str.maketrans("", "", "aeiou")
_ABBREVIATED = ("unit", "each", "dated")


def consonants(word: str) -> str:
    """A word without its vowels, as chats and narrow columns write it."""
    return word.translate(_VOWELS)


def abbreviated(word: str, lexicon: Lexicon) -> Meaning | None:
    """What a word means that lacks some vowels of a time word ("trwln", "smstr", "stiap")."""
    for spelling, meaning in lexicon.skeletons.get(consonants(word), ()):
        letters = iter(spelling)
        if (
            4 <= len(word) < len(spelling)
            and word[0] == spelling[0]
            and all(letter in letters for letter in word)
        ):
            return meaning
    return None


def misspelled_month(word: str, lexicon: Lexicon) -> int | None:
    """The month that a word of letters misspells, None if it misspells none or could be two.

    Optimal string alignment (rapidfuzz) against the full names: one error for names up to five
    letters, two up to eight, three beyond; the nearest month must be nearer than any other.
    """
    if not 3 <= len(word) <= 14 or word in lexicon.not_months:
        return None
    if word in lexicon.misspelled:
        return lexicon.misspelled[word]
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(
        word, list(lexicon.full_months), scorer=OSA.distance, score_cutoff=3, limit=None
    )
    best: dict[int, int] = {}
    for name, distance, _ in near:
        if distance <= _errors_allowed(name) and (len(name) > 5 or _same_start(word, name)):
            month = lexicon.full_months[name]
            best[month] = min(int(distance), best.get(month, 9))
    ranked = sorted((distance, month) for month, distance in best.items())
    found = None
    if ranked and (len(ranked) == 1 or ranked[0][0] < ranked[1][0]):
        found = ranked[0][1]
    if len(lexicon.misspelled) < 50_000:
        lexicon.misspelled[word] = found
    return found


def _errors_allowed(name: str) -> int:
    return 1 if len(name) <= 5 else 2 if len(name) <= 8 else 3


def _same_start(word: str, name: str) -> bool:
    """Short names keep their first letter, or a scanner's l or i for J."""
    return word[0] == name[0] or (name[0] == "j" and word[0] in "li")


def month_distance(word: str, month: int, lexicon: Lexicon) -> int:
    """How many typing errors lie between a word and the nearest full name of the month."""
    from rapidfuzz.distance import OSA

    return min(OSA.distance(word, name) for name, m in lexicon.full_months.items() if m == month)
