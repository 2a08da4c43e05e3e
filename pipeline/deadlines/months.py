"""Which words that look like a month are one: misspellings beside other times, and not the names
of people, streets and institutions."""

from __future__ import annotations

from pipeline.deadlines.lexicon import Lexicon, month_distance
from pipeline.deadlines.lexing import PAD, Tokens


def settle_months(tokens: Tokens, lexicon: Lexicon) -> None:
    """Decide which words that look like a misspelled month are one.

    Beside a year, a day, another month or a word such as "bulan" or "s/d" a word may be two or
    three errors away; alone it must be the whole text and one error away from a long name.
    """
    named = [i for i, token in enumerate(tokens[:-PAD]) if token.kind in ("month", "month?")]
    for i in named:
        a, b = tokens[i], tokens[i + 2]
        if a.kind == b.kind == "month" and tokens[i + 1].kind == "dash" and a.word == b.word:
            a.kind = b.kind = "word"  # a word said twice ("mei-mei") is no range
    if named:
        _unname(tokens, named, lexicon)
    for i in named:
        token = tokens[i]
        if token.kind != "month?":
            continue
        if _beside_time(tokens, i) or (
            tokens[i - 1].kind in _EDGES
            and tokens[i + 1].kind in _EDGES
            and len(token.word) >= 6
            and month_distance(token.word, token.value, lexicon) == 1
        ):
            token.kind = "month"
            tokens.kinds.add("month")
        else:
            token.kind, token.value, token.typo = "word", None, False


def _unname(tokens: Tokens, named: list[int], lexicon: Lexicon) -> None:
    """Names of people that are names of months ("Mei-Ling", "Ibu Juni Astuti") are words."""
    names = 0 < len(tokens) - PAD <= 4 and all(
        t.kind in ("word", "month") and t.text[:1].isupper() for t in tokens[:-PAD]
    )
    for i in named:
        token = tokens[i]
        if token.kind == "month" and _in_address(tokens, i, lexicon):
            token.kind = "word"
        if token.word[-1:].isdigit() and not _is_checkpoint(tokens, i, lexicon):
            token.kind = "word"
        if token.kind != "month" or len(token.text) > 5 or not token.text.isalpha():
            continue
        after, before = tokens[i + 1], tokens[i - 1]
        tight = after.kind == "dash" and not after.space_before
        if (
            (tight and tokens[i + 2].kind == "word" and not tokens[i + 2].space_before)
            or (
                before.kind == "dash"
                and tokens[i - 2].kind == "word"
                and not token.space_before
                and not before.space_before
            )
            or before.word in lexicon.aside["name_titles"]
            or (before.kind == "dot" and tokens[i - 2].word in lexicon.aside["name_titles"])
            or (names and after.kind == "word")
        ):
            token.kind = "word"


def _is_checkpoint(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """B01 … B12 where a phrase may begin or go on; not "Vitamin B12", "Blok B12" """
    before = tokens[i - 1]
    tight = tokens[i + 1].kind in ("slash", "dash") and not tokens[i + 1].space_before
    if tight and tokens[i + 2].kind == "word" and not tokens[i + 2].space_before:
        return False
    return before.kind not in ("word", "num", "dot", "mark", "law_words") or (
        before.word in lexicon.aside["not_labels"]
    )


def _in_address(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Jalan 17 Agustus | Jl. 17 Agustus | Institut Teknologi Sepuluh Nopember"""
    k = i - 1 if tokens[i - 1].kind in ("num", "numword") else i
    if tokens[k - 1].kind == "dot":
        k -= 1
    return tokens[k - 1].word in lexicon.aside["address_words"]


_JOINTS = ("comma", "and", "or", "plus", "dash", "slash", "to", "open", "dot")
_EDGES = ("end", "comma", "semi", "bullet", "open", "close", "dot", "dash", "colon")


def _beside_time(tokens: Tokens, i: int) -> bool:
    """Whether a year, a month or "s/d" follows, or a day, a month, "bulan", "awal" precedes."""
    after = tokens[i + 1]
    before = tokens[i - 1]
    if after.kind in ("year", "to", "month", "month?", "shift"):
        return True
    if before.kind in ("month", "to", "part"):
        return True
    if before.kind == "unit" and before.value == "month":
        return True
    if before.kind == "num" and before.value <= 31 and tokens[i - 2].kind not in ("word", "mark"):
        return True
    if after.kind in _JOINTS and tokens[i + 2].kind in ("month", "month?", "year"):
        return True
    return before.kind in _JOINTS and tokens[i - 2].kind in ("month", "month?")
