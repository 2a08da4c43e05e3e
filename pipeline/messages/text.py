"""One text in both languages, and what is wrong with an export together with its remedy."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One text in both languages; `{names}` are filled in when it is said."""

    en: str
    id: str


class Problem(NamedTuple):
    """What is wrong with an export, and what to do about it."""

    error: Text
    remedy: Text
