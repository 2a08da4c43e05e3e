"""Text → tokens. One regular expression cuts, the lexicon says what each word means.

Kinds of tokens: the classes of `rules/time.yaml` (month, unit, part, to, each …), and
num, year, iso, dmy, monthyear, clock, ksp, hday, shift (n+1), to ("s/d"), dash, comma, semi, slash,
plus, open, close, colon, quote, bullet, word, other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.deadlines.lexicon import Lexicon, Meaning, misspelled_month, month_distance


@dataclass(slots=True)
class Token:
    """A piece of the repaired text: `text` is as written, `word` its lower-case form."""

    kind: str
    value: Any
    text: str
    start: int
    end: int
    typo: bool = False
    space_before: bool = False

    @property
    def word(self) -> str:
        return self.text.casefold()


_CLOCK = r"(?:[T ]\s?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
_LEX = re.compile(
    rf"""
    (?P<plain>(?!pukul|hari\b)[^\W\d_]{{4,}}(?![\w']|/d))
  | (?P<iso>(?<![\d/.-])(?:19|20)\d\d(?P<isosep>[-/])\d{{1,2}}(?P=isosep)\d{{1,2}}(?!\d)
        {_CLOCK}Z?(?!\w))
  | (?P<dmy>(?<![\d/.,])(?:(?<!-)|(?<=/\d\d-)|(?<=/\d{{4}}-))
        \d{{1,2}}(?P<sep>\s?[-/.]\s?)\d{{1,2}}(?P=sep)(?:(?:19|20)\d\d|\d\d)
        (?![\d/]|[.,]\d|-\d+(?![\d/.-])|%){_CLOCK})
  | (?P<monthyear>(?<![\w/.,-])(?:\d{{1,2}}[-/](?:19|20)\d\d|(?:19|20)\d\d[-/](?:0[1-9]|1[0-2]))
        (?![\d/]|[.,-]\d|%))
  | (?P<clock>\d{{1,2}}[.:]\d\d(?::\d\d)?\s?(?:-\s?\d{{1,2}}[.:]\d\d\s?)?(?:wib|wita|wit)\b
        |(?:pukul|jam|pkl)\.?\s?\d{{1,2}}(?:[.:]\d\d)*(?:\s?(?:-|s/d|s\.d\.?)\s?\d{{1,2}}(?:[.:]\d\d)*)?
        (?:\s?(?:wib|wita|wit)\b)?
        |\d{{1,2}}:\d\d(?::\d\d)?)
  | (?P<bullet>(?:(?<=\s)|\A)(?:\(?(?:\d{{1,2}}|[a-hj-np-z])[.)]|[•▪●○❖➢✓√·*o])(?=\s{{1,9}}\S))
  | (?P<to>(?<![^\W\d_])s\s?[/.\\]\s?d(?:\s?\.|\b)|(?<![^\W\d_])(?:sd|s/d)(?=\.?[\s\d]|\.|$)\.?
        |->|→|(?<=\w)s/d(?=[\W\d]|[^\W\d_]{{3}})|(?<![^\W_])s/d(?=[^\W\d_]))
  | (?P<stem>[^\W\d_]{{2,10}}?(?=s/d(?:[\W\d]|[^\W\d_]{{3}})))
  | (?P<hday>(?<![\w-])h\s?[-+]\s?\d+\b|(?<![\w-])hari\s?h\b)
  | (?P<shift>(?<![\w])[nt]\s?[-+]\s?\d\b)
  | (?P<ksp>(?<!\w)b(?:0[369]|12)(?!\w))
  | (?P<other>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d{{9,}}|(?:19|20)\d\d:\d+)
  | (?P<mixed>(?<![^\W_])(?:[^\W\d_]{{2,9}}[01][^\W\d_]{{0,8}}|0[^\W\d_]{{3,8}})
        (?=(?:\d{{4}})?(?![^\W_])))
  | (?P<year>(?<!\d)(?:19|20)\d\d(?!\d))
  | (?P<num>\d{{1,8}})
  | (?P<ke>(?<![^\W\d_])ke\s?-?\s?(?=\d|[ivx]{{1,4}}\b))
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<dash>-+|~)
  | (?P<comma>,) | (?P<semi>;) | (?P<slash>/) | (?P<plus>[+&]) | (?P<open>[(\[]) | (?P<close>[)\]])
  | (?P<colon>:|=) | (?P<quote>') | (?P<dots>\.{{2,}}|…) | (?P<dot>\.) | (?P<mark>[^\w\s])
""",
    re.VERBOSE | re.IGNORECASE,
)
PAD = 100  # end marks after the last token, so that the grammar may look ahead without asking
_NUMBERED = ("dated", "unit", "to", "dash", "part", "ke", "and", "until")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9,
          "x": 10, "xi": 11, "xii": 12}
_OCR_LETTERS = str.maketrans("01", "oi")
_SHORT_UNITS = {"q": "quarter", "m": "week"}  # only directly before their number: Q3, M2


def tokenize(text: str, lexicon: Lexicon) -> list[Token]:
    """All tokens of a repaired text, phrases of several words joined into one token, and `PAD`
    end marks after them (so the token before the first is an end mark, too)."""
    tokens = _join_halves(list(_cut(text, lexicon)), lexicon, text)
    tokens = _join_phrases(tokens, lexicon, text)
    tokens = _fold_spelled(tokens, text)
    _mark_bullets(tokens)
    tokens += [Token("end", None, "", len(text), len(text))] * PAD
    return tokens


def _join_halves(tokens: list[Token], lexicon: Lexicon, text: str) -> list[Token]:
    """A long month that white space cut in two ("Desem ber") is one token."""
    i = 1
    while i < len(tokens):
        first, second = tokens[i - 1], tokens[i]
        if second.kind in ("word", "month?") and 0 < second.start - first.end <= 2:
            month = lexicon.full_months.get(first.word + second.word)
            if month is not None:
                whole = text[first.start : second.end]
                tokens[i - 1 : i + 1] = [
                    Token("month", month, whole, first.start, second.end, False, first.space_before)
                ]
        i += 1
    return tokens


def _fold_spelled(tokens: list[Token], text: str) -> list[Token]:
    """A number said twice, "10 (sepuluh)" or "tiga (3)", is one token."""
    folded: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        i += 1
        if token.kind in ("num", "numword") and i < len(tokens) and tokens[i].kind == "open":
            j = i + 1
            while j < len(tokens) and j < i + 6 and (
                tokens[j].kind == "numword" or tokens[j].word in ("puluh", "belas")
                or (tokens[j].kind == "num" and tokens[j].value == token.value)
            ):
                j += 1
            if j > i + 1 and j < len(tokens) and tokens[j].kind == "close":
                token = Token(token.kind, token.value, token.text, token.start, tokens[j].end,
                              False, token.space_before)
                i = j + 1
        elif token.kind == "numword" and i < len(tokens) and tokens[i].text == f"({token.value})":
            token = Token(token.kind, token.value, token.text, token.start, tokens[i].end,
                          False, token.space_before)
            i += 1
        folded.append(token)
    return folded


def _mark_bullets(tokens: list[Token]) -> None:
    """A dash before a text, or dashes before several lines, are bullets; one before a single
    line is the "to" of a wrapped range."""
    leading = [t for t in tokens if t.kind == "dash" and t.value == "line start"]
    if len(leading) > 1 or (leading and leading[0] is tokens[0]):
        for token in leading:
            token.kind = "bullet"


def _cut(text: str, lexicon: Lexicon) -> Iterator[Token]:
    last_end = 0
    line_start = True
    before = ""  # kind of the token before
    for match in _LEX.finditer(text):
        kind = match.lastgroup or "mark"
        piece, start, end = match.group(), match.start(), match.end()
        between = text[last_end:start]
        line_start = "\n" in between or last_end == 0
        if kind in ("plain", "stem"):
            kind = "word"
        token = Token(kind, None, piece, start, end, False, bool(between) or last_end == 0)
        last_end = end
        if kind == "word":
            pieces = _classify(token, lexicon, text)
            before = pieces[-1].kind
            yield from pieces
            continue
        if kind == "bullet" and before in _NUMBERED and piece[0].isdigit():
            digits = piece.rstrip(".)")  # "(tanggal 1) …" is no numbered list
            mark = "close" if piece[-1] == ")" else "dot"
            yield Token("num", int(digits), digits, start, end - 1, False, True)
            yield Token(mark, None, piece[-1], end - 1, end)
            before = mark
            continue
        before = kind
        if kind == "num":
            token.value = int(piece)
        elif kind == "year":
            token.value = int(piece)
        elif kind == "dash" and line_start:
            token.value = "line start"
        elif kind == "ksp":
            token.kind, token.value = "month", int(piece[1:])
            token.text = piece
        elif kind == "mixed":
            token = _ocr_word(token, lexicon) or token
            if token.kind == "mixed":
                yield from _cut_mixed(token, lexicon)
                continue
        yield token


def _cut_mixed(token: Token, lexicon: Lexicon) -> Iterator[Token]:
    """Letters and digits that are no month with a misread letter, each for itself ("TW1")."""
    for match in re.finditer(r"\d+|[^\W\d_]+", token.text):
        at = token.start + match.start()
        part = Token("word", None, match.group(), at, token.start + match.end(),
                     space_before=token.space_before and match.start() == 0)
        if part.text[0].isdigit():
            part.kind, part.value = "num", int(part.text)
            yield part
        else:
            yield from _classify(part, lexicon, token.text[match.start() :])


def _ocr_word(token: Token, lexicon: Lexicon) -> Token | None:
    """A month in which a letter was read as a digit ("0ktober", "Apri1")."""
    digits = sum(c.isdigit() for c in token.text)
    if digits != 1:
        return None
    for letters in ("oi", "ol"):
        word = token.word.translate(str.maketrans("01", letters))
        meaning = lexicon.single.get(word)
        if meaning is not None and meaning.kind == "month" and len(word) >= 4:
            return Token("month", meaning.value, token.text, token.start, token.end, True,
                         token.space_before)
    return None


def _classify(token: Token, lexicon: Lexicon, text: str) -> list[Token]:
    word = token.word
    meaning = lexicon.single.get(word)
    if meaning is None and word.endswith("nya"):  # "setiap bulannya"
        meaning = lexicon.single.get(word[:-3])
        if meaning is not None and meaning.kind not in ("unit", "one"):
            meaning = None
    if meaning is None and word in _ROMAN:
        token.kind, token.value = "roman", _ROMAN[word]
        return [token]
    if meaning is not None:
        token.kind, token.value, token.typo = meaning
        if meaning.kind == "number":
            token.kind, token.value = "numword", meaning.value
        return [token]
    if word in _SHORT_UNITS and token.end < len(text) and text[token.end : token.end + 1].isdigit():
        token.kind, token.value = "unit", _SHORT_UNITS[word]
        return [token]
    glued = lexicon.glued.fullmatch(word)
    if glued:
        cut = token.start + glued.end(1)
        unit = lexicon.single[glued.group(1)].value
        return [
            Token("unit", unit, token.text[: glued.end(1)], token.start, cut, False,
                  token.space_before),
            Token("roman", _ROMAN[glued.group(2)], token.text[glued.end(1) :], cut, token.end),
        ]
    for lead in ("bulan", "bln", "tgl"):  # words run together: "bulanJanuari"
        rest = word.removeprefix(lead)
        if rest != word and (found := lexicon.single.get(rest)) and found.kind == "month":
            token.kind, token.value = "month", found.value
            return [token]
    if word.startswith("sd") and (found := lexicon.single.get(word[2:])) and found.kind == "month":
        return [
            Token("to", None, token.text[:2], token.start, token.start + 2, False, True),
            Token("month", found.value, token.text[2:], token.start + 2, token.end),
        ]
    month = misspelled_month(word, lexicon)
    if month is not None:
        token.kind, token.value, token.typo = "month?", month, True
    return [token]


def _join_phrases(tokens: list[Token], lexicon: Lexicon, text: str) -> list[Token]:
    """Phrases of several words ("paling lambat") become one token."""
    joined: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        found = None
        for words, meaning in lexicon.several.get(token.word, ()):
            end = _phrase_end(tokens, i, words)
            if end:
                found = (end, meaning)
                break
        if found is None:
            joined.append(token)
            i += 1
            continue
        end, meaning = found
        last = tokens[end - 1]
        kind = "numword" if meaning.kind == "number" else meaning.kind
        joined.append(
            Token(kind, meaning.value, text[token.start : last.end], token.start, last.end,
                  meaning.typo, token.space_before)
        )
        i = end
    return joined


def _phrase_end(tokens: list[Token], i: int, words: tuple[str, ...]) -> int | None:
    """The index after the phrase if its words stand at i with nothing but hyphens, dots or
    slashes ("dan/atau", "t.a.") between them."""
    at = i
    for n, word in enumerate(words):
        if n and at < len(tokens) and tokens[at].kind in ("dash", "dot", "slash"):
            at += 1
        if at >= len(tokens) or tokens[at].word != word:
            return None
        at += 1
    return at


def settle_months(tokens: list[Token], lexicon: Lexicon) -> None:
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
        else:
            token.kind, token.value, token.typo = "word", None, False


def _unname(tokens: list[Token], named: list[int], lexicon: Lexicon) -> None:
    """Names of people that are names of months ("Mei-Ling", "Ibu Juni Astuti") are words."""
    names = 0 < len(tokens) - PAD <= 4 and all(
        t.kind in ("word", "month") and t.text[:1].isupper() for t in tokens[:-PAD]
    )
    for i in named:
        token = tokens[i]
        if token.kind == "month" and _in_address(tokens, i, lexicon):
            token.kind = "word"
        if token.kind != "month" or len(token.text) > 5 or not token.text.isalpha():
            continue
        after, before = tokens[i + 1], tokens[i - 1]
        tight = after.kind == "dash" and not after.space_before
        if (
            (tight and tokens[i + 2].kind == "word" and not tokens[i + 2].space_before)
            or (before.kind == "dash" and tokens[i - 2].kind == "word" and not token.space_before
                and not before.space_before)
            or before.word in lexicon.aside["name_titles"]
            or (before.kind == "dot" and tokens[i - 2].word in lexicon.aside["name_titles"])
            or (names and after.kind == "word")
        ):
            token.kind = "word"


def _in_address(tokens: list[Token], i: int, lexicon: Lexicon) -> bool:
    """Jalan 17 Agustus | Jl. 17 Agustus"""
    k = i - 1 if tokens[i - 1].kind == "num" else i
    if tokens[k - 1].kind == "dot":
        k -= 1
    return tokens[k - 1].word in lexicon.aside["address_words"]


_JOINTS = ("comma", "and", "or", "plus", "dash", "slash", "to", "open", "dot")
_EDGES = ("end", "comma", "semi", "bullet", "open", "close", "dot", "dash", "colon")


def _beside_time(tokens: list[Token], i: int) -> bool:
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


__all__ = ["Meaning", "Token", "settle_months", "tokenize"]
