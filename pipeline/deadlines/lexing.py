"""Text → tokens. One regular expression cuts, the lexicon says what each word means.

Kinds of tokens: the classes of `rules/time.yaml` (month, unit, part, to, each …), and
num, year, iso, dmy, monthyear, clock, ksp, hday, shift (n+1), to ("s/d"), dash, comma, semi, slash,
plus, open, close, colon, quote, bullet, word, other.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.deadlines.lexicon import Lexicon, Meaning, abbreviated, misspelled_month
from pipeline.deadlines.runs import ROMANS, run_together


class Token:
    """A piece of the repaired text: `text` is as written, `word` its lower-case form."""

    __slots__ = ("end", "kind", "space_before", "start", "text", "typo", "value", "word")

    def __init__(
        self,
        kind: str,
        value: Any,
        text: str,
        start: int,
        end: int,
        typo: bool = False,
        space_before: bool = False,
    ) -> None:
        self.kind = kind
        self.value = value
        self.text = text
        self.word = text.casefold()
        self.start = start
        self.end = end
        self.typo = typo
        self.space_before = space_before


_CLOCK = r"(?:[T ]\s?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
_LEX = re.compile(
    rf"""
    [\s_]*+(?:
    (?P<plain>(?!pukul|hari\b)[^\W\d_]{{4,}}(?![\w']|/d|\.d\.))
  | (?=\d)(?:
    (?P<iso>(?<![\d/.-])(?:19|20)\d\d(?P<isosep>[-/])\d{{1,2}}(?P=isosep)\d{{1,2}}(?!\d)
        {_CLOCK}Z?(?!\w))
  | (?P<dmy>(?<![\d.,])(?<!\d/)(?<!\W/)(?:(?<!-)|(?<=/\d\d-)|(?<=/\d{{4}}-))
        \d{{1,2}}(?P<sep>\s?[-/.]\s?)\d{{1,2}}(?P=sep)(?:(?:19|20)\d\d|\d\d)
        (?![\d/]|[.,]\d|-\d+(?![\d/.-])|%){_CLOCK})
  | (?P<monthyear>(?<![\w/.,-])(?:\d{{1,2}}[-/](?:19|20)\d\d|(?:19|20)\d\d[-/](?:0[1-9]|1[0-2]))
        (?![\d/]|[.,-]\d|%))
  | (?P<clock>\d{{1,2}}[.:]\d\d(?::\d\d)?\s?(?:-\s?\d{{1,2}}[.:]\d\d\s?)?(?:wib|wita|wit)\b
        |\d{{1,2}}:\d\d(?::\d\d)?)
  | (?P<numbered>(?:(?<=\s)|\A)\d{{1,2}}[.)](?=\s{{1,9}}\S))
  | (?P<other>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d{{9,}}|(?:19|20)\d\d:\d+)
  | (?P<zero>(?<![^\W_])0[^\W\d_]{{3,8}}(?=(?:\d{{4}})?(?![^\W_])))
  | (?P<year>(?<!\d)(?:19|20)\d\d(?!\d))
  | (?P<num>\d{{1,8}}))
  | (?=[^\W\d_])(?:
    (?P<time>(?:pukul|jam|pkl)\.?\s?\d{{1,2}}(?:[.:]\d\d)*
        (?:\s?(?:-|s/d|s\.d\.?)\s?\d{{1,2}}(?:[.:]\d\d)*)?(?:\s?(?:wib|wita|wit)\b)?)
  | (?P<lettered>(?:(?<=\s)|\A)(?:[a-hj-np-z][.)]|o)(?=\s{{1,9}}\S))
  | (?P<to>(?<![^\W\d_])s(?:\s?[/.\\]\s?|,)d(?:\s?\.|\b)
        |(?<![^\W\d_])(?:sd|s/d)(?=\.?[\s\d]|\.|$)\.?
        |(?<=\w)s(?:/d|\.d\.)(?=[\W\d]|[^\W\d_]{{3}})|(?<![^\W_])s/d(?=[^\W\d_]))
  | (?P<stem>[^\W\d_]{{2,10}}?(?=s(?:/d|\.d\.)(?:[\W\d]|[^\W\d_]{{3}})))
  | (?P<hday>(?<![\w-])h\s?[-+]\s?\d+\b|(?<![\w-])hari\s?h\b)
  | (?P<shift>(?<![\w])[nt]\s?[-+]\s?\d\b)
  | (?P<ksp>(?<!\w)b(?:0[1-9]|1[0-2])(?!\w))
  | (?P<mixed>(?<![^\W_])[^\W\d_]{{2,9}}[01][^\W\d_]{{0,8}}(?=(?:\d{{4}})?(?![^\W_])))
  | (?P<ke>(?<![^\W\d_])ke\s?-?\s?(?=\d|[ivx]{{1,4}}\b))
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*))
  | (?P<arrow>->|→)
  | (?P<bullet>(?:(?<=\s)|\A)(?:\(\d{{1,2}}[.)]|\([a-hj-np-z][.)]|[•▪●○❖➢✓√·*])(?=\s{{1,9}}\S))
  | (?P<dash>-+|~)
  | (?P<comma>,) | (?P<semi>;) | (?P<slash>/) | (?P<plus>[+&]) | (?P<open>[(\[]) | (?P<close>[)\]])
  | (?P<colon>:|=) | (?P<quote>') | (?P<dots>\.{{2,}}|…) | (?P<dot>\.) | (?P<mark>[^\w\s]))
""",
    re.VERBOSE | re.IGNORECASE,
)
_BLANK = "".join(chr(i) for i in range(0x3001) if chr(i).isspace()) + "_"
_SAME_KIND = {
    "plain": "word",
    "stem": "word",
    "time": "clock",
    "numbered": "bullet",
    "lettered": "bullet",
    "arrow": "to",
    "zero": "mixed",
}
PAD = 100  # end marks after the last token, so that the grammar may look ahead without asking
_NUMBERED = ("dated", "unit", "to", "dash", "part", "ke", "and", "until")
_SHORT_UNITS = {"q": "quarter", "m": "week"}  # only directly before their number: Q3, M2


class Tokens(list[Token]):
    """The tokens of a text, and which kinds are among them."""

    __slots__ = ("kinds",)
    kinds: set[str]


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """All tokens of a repaired text, phrases of several words joined into one token, and `PAD`
    end marks after them (so the token before the first is an end mark, too)."""
    tokens = _cut(text, lexicon)
    if " " in text or "\n" in text:
        tokens = _join_halves(tokens, lexicon, text)
    tokens = _join_phrases(tokens, lexicon, text)
    if "(" in text:
        tokens = _fold_spelled(tokens)
    if "-" in text or "~" in text:
        _mark_bullets(tokens)
    whole = Tokens(tokens)
    whole.kinds = {token.kind for token in tokens}
    whole += [Token("end", None, "", len(text), len(text))] * PAD
    return whole


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


def _fold_spelled(tokens: list[Token]) -> list[Token]:
    """A number said twice, "10 (sepuluh)" or "tiga (3)", is one token."""
    folded: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        i += 1
        if token.kind in ("num", "numword") and i < len(tokens) and tokens[i].kind == "open":
            j = i + 1
            while (
                j < len(tokens)
                and j < i + 6
                and (
                    tokens[j].kind == "numword"
                    or tokens[j].word in ("puluh", "belas")
                    or (tokens[j].kind == "num" and tokens[j].value == token.value)
                )
            ):
                j += 1
            if j > i + 1 and j < len(tokens) and tokens[j].kind == "close":
                token = Token(
                    token.kind,
                    token.value,
                    token.text,
                    token.start,
                    tokens[j].end,
                    False,
                    token.space_before,
                )
                i = j + 1
        elif token.kind == "numword" and i < len(tokens) and tokens[i].text == f"({token.value})":
            token = Token(
                token.kind,
                token.value,
                token.text,
                token.start,
                tokens[i].end,
                False,
                token.space_before,
            )
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


def _cut(text: str, lexicon: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    known = lexicon.single
    last_end = 0
    end_of_text = len(text.rstrip(_BLANK))  # or a long tail of space is scanned often
    for match in _LEX.finditer(text, 0, end_of_text):
        group = match.lastgroup or "mark"
        start, end = match.span(group)
        kind = _SAME_KIND.get(group, group)
        token = Token(
            kind, None, text[start:end], start, end, False, start > last_end or not last_end
        )
        gap, last_end = last_end, end
        if kind == "word":
            meaning = known.get(token.word)
            if meaning is None:
                tokens += _unknown_word(token, lexicon, text[end : end + 1])
                continue
            token.kind, token.value, token.typo = meaning
        elif kind == "num" or kind == "year":
            token.value = int(token.text)
        elif kind == "ksp":
            token.kind, token.value = "month", int(token.text[1:])
        elif kind == "bullet":
            if token.text[0].isdigit() and tokens and tokens[-1].kind in _NUMBERED:
                digits, mark = (
                    token.text[:-1],
                    token.text[-1],
                )  # "(tanggal 1) …" is no numbered list
                tokens.append(Token("num", int(digits), digits, start, end - 1, False, True))
                token = Token("close" if mark == ")" else "dot", None, mark, end - 1, end)
        elif kind == "dash":
            if not gap or "\n" in text[gap:start]:
                token.value = "line start"
        elif kind == "mixed":
            month = _ocr_word(token, lexicon)
            if month is None:
                tokens += _cut_mixed(token, lexicon)
                continue
            token = month
        tokens.append(token)
    return tokens


def _cut_mixed(token: Token, lexicon: Lexicon) -> list[Token]:
    """Letters and digits that are no month with a misread letter, each for itself ("TW1")."""
    parts: list[Token] = []
    for match in re.finditer(r"\d+|[^\W\d_]+", token.text):
        at = token.start + match.start()
        part = Token(
            "word",
            None,
            match.group(),
            at,
            token.start + match.end(),
            space_before=token.space_before and match.start() == 0,
        )
        if part.text[0].isdigit():
            part.kind, part.value = "num", int(part.text)
            parts.append(part)
        else:
            follows = token.text[match.end() : match.end() + 1]
            parts += _classify(part, lexicon, follows)
    return parts


def _ocr_word(token: Token, lexicon: Lexicon) -> Token | None:
    """A month in which a letter was read as a digit ("0ktober", "Apri1")."""
    digits = sum(c.isdigit() for c in token.text)
    if digits != 1:
        return None
    for letters in ("oi", "ol"):
        word = token.word.translate(str.maketrans("01", letters))
        meaning = lexicon.single.get(word)
        if meaning is not None and meaning.kind == "month" and len(word) >= 4:
            return Token(
                "month", meaning.value, token.text, token.start, token.end, True, token.space_before
            )
    return None


def _classify(token: Token, lexicon: Lexicon, follows: str) -> list[Token]:
    meaning = lexicon.single.get(token.word)
    if meaning is None:
        return _unknown_word(token, lexicon, follows)
    token.kind, token.value, token.typo = meaning
    return [token]


def _unknown_word(token: Token, lexicon: Lexicon, follows: str) -> list[Token]:
    """A word that stands in no list: numerals, words run together, misspelled months."""
    word = token.word
    if word in ROMANS:
        token.kind, token.value = "roman", ROMANS[word]
        return [token]
    if word in _SHORT_UNITS and follows.isdigit() and token.text != "m":  # square metres
        token.kind, token.value = "unit", _SHORT_UNITS[word]
        return [token]
    if word.endswith("nya"):  # "setiap bulannya"
        meaning = lexicon.single.get(word[:-3])
        if meaning is not None and meaning.kind in ("unit", "one"):
            token.kind, token.value = meaning.kind, meaning.value
            return [token]
    if parts := run_together(word, token.text, lexicon):
        pieces, at = [], 0
        for part, meaning in parts:
            start = token.start + at
            pieces.append(
                Token(
                    meaning.kind,
                    meaning.value,
                    token.text[at : at + len(part)],
                    start,
                    start + len(part),
                    False,
                    token.space_before or at > 0,
                )
            )
            at += len(part)
        return pieces
    meaning = abbreviated(word, lexicon)
    if meaning is not None:
        token.kind, token.value = meaning.kind, meaning.value
        return [token]
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
        joined.append(
            Token(
                meaning.kind,
                meaning.value,
                text[token.start : last.end],
                token.start,
                last.end,
                meaning.typo,
                token.space_before,
            )
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


__all__ = ["PAD", "Meaning", "Token", "Tokens", "tokenize"]
