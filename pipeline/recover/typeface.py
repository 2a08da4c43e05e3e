"""How wide words are where their page is lost: the proportions of Helvetica.

Source: Adobe Font Metrics, Core 14 fonts, Helvetica.afm. Other typefaces of text are alike up to a
factor, which cancels wherever widths are compared.
"""

from __future__ import annotations

from functools import lru_cache

_ADVANCES = (
    (191, "'"), (222, "ijl‘’"), (260, "|"), (278, " !,./:;I[]\\ft"), (333, "()-`r“”"), (334, "{}"),
    (350, "•·▪●○"), (355, '"'), (389, "*"), (500, "ckvsxyzJ"), (584, "+<=>~"), (611, "FTZ"),
    (667, "ABEKPSVXY&"), (722, "CDHNRUw"), (778, "GOQ"), (833, "Mm"), (889, "%"), (944, "W"),
    (1000, "@—➢✓→"),
)  # fmt: skip
_ADVANCE = {letter: width / 1000 for width, letters in _ADVANCES for letter in letters}
USUAL = 0.556  # digits and most small letters
SPACE = _ADVANCE[" "]


@lru_cache(maxsize=1 << 16)
def width_of(word: str) -> float:
    """The width of a word in ems."""
    return sum(_ADVANCE.get(letter, USUAL) for letter in word)
