"""How a plan's words are written: names, typos, lists."""

from __future__ import annotations

import re
from random import Random

from training.layout import LIST_MARKER


def fill(text: str, unit: str, year: int) -> str:
    """A text with the unit and the year that the plan leaves open."""
    text = text.replace("{unit}", unit)
    return re.sub(r"\{year([+-]\d)?\}", lambda found: str(year + int(found.group(1) or 0)), text)


def titled(name: str) -> str:
    """A name in capitals with capitals at the starts of words only; abbreviations stay."""
    if not name.isupper():
        return name
    small = {"DAN", "DI", "KE", "PADA", "UNTUK", "DARI"}
    return " ".join(
        word.lower()
        if word in small
        else word
        if len(word) < 4 or re.fullmatch(r"[IVX]+\W?", word)
        else word.capitalize()
        for word in name.split()
    )


def unit_name(unit: str, rng: Random) -> str:
    """A unit as a title writes it: in capitals, in ordinary letters, or with its initials."""
    form = rng.random()
    if form < 0.6:
        return unit.upper()
    if form < 0.85:
        return titled(unit)
    initials = "".join(word[0] for word in unit.upper().split() if word != "DAN")
    return f"{unit.upper()} ({initials})"


_AIMS = ("Meningkatkan", "Meningkatkan kualitas", "Mewujudkan", "Menguatkan", "Mengembangkan",
         "Menyelenggarakan", "Memantapkan")  # fmt: skip
_REACHED = ("Meningkatnya", "Meningkatnya kualitas", "Terwujudnya", "Menguatnya", "Terlaksananya",
            "Berkembangnya", "Tercapainya")  # fmt: skip


def as_aim(name: str, reached: bool, rng: Random) -> str:
    """A name as plans of performance put it: what a mission or an aim is to do ("Mewujudkan …"),
    or what a target says has been reached ("Terwujudnya …")."""
    words = [word if word[1:].isupper() else word.lower() for word in name.split()]
    return " ".join([rng.choice(_REACHED if reached else _AIMS), *words])


def with_typos(text: str, rng: Random, rate: float) -> str:
    """Letters doubled, dropped or swapped in some words, and spaces doubled."""
    if not rate:
        return text
    words = text.split(" ")
    for index, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and rng.random() < rate:
            at = rng.randrange(1, len(word) - 1)
            kind = rng.randrange(4)
            if kind == 0:
                word = word[:at] + word[at + 1 :]
            elif kind == 1:
                word = word[:at] + word[at] + word[at:]
            elif kind == 2:
                word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            else:
                word += " "
            words[index] = word
    return " ".join(words)


def _enumerated(text: str) -> list[str]:
    """The parts of prose that lists things: by semicolons, else sentences, else short phrases
    between commas; nothing where it lists none."""
    for parts in (re.split(r";\s+", text), re.split(r"(?<=\w{4})\.\s+(?=[A-Z])", text)):
        if len(parts) > 1 and all(len(part) > 3 for part in parts):
            return [part[0].upper() + part[1:] for part in parts]
    parts = re.split(r",\s+(?:dan\s+|serta\s+)?", text)
    if len(parts) > 2 and all(len(part.split()) < 6 and len(part) > 2 for part in parts):
        return [part[0].upper() + part[1:] for part in parts]
    return []


def in_paragraphs(text: str, bullets: str, breaks: bool) -> list[str]:
    """The paragraphs of a value; a list's items get the marks of this document."""
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    if len(parts) == 1 and breaks:
        parts = _enumerated(text) or parts
    if len(parts) < 2 or bullets == "as written":
        return parts
    bare = [LIST_MARKER.sub("", part) for part in parts]
    if bullets == "none":
        return bare
    if bullets == "semicolons":
        return ["; ".join(part.rstrip(".;") for part in bare)]
    marks = {"1": "{n}.", "1)": "{n})", "a": "{a}.", "a)": "{a})"}.get(bullets, bullets)
    return [
        marks.replace("{n}", str(n + 1)).replace("{a}", chr(97 + n % 26)) + " " + part
        for n, part in enumerate(bare)
    ]
