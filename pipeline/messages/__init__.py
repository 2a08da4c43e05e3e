"""Everything the pipeline says to people, once, by code, in English and Indonesian.

Tables carry the English text, so that they are the same on every machine; the terminal speaks
the language of the locale (LANG=id_ID.UTF-8), or the one named by RKT_LANG ("en" or "id").
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from pipeline.messages.calendar import CALENDAR
from pipeline.messages.corrections import CORRECTIONS
from pipeline.messages.errors import ERRORS
from pipeline.messages.flags import FLAGS
from pipeline.messages.promises import PROMISES
from pipeline.messages.report import REPORT
from pipeline.messages.rules import RULES
from pipeline.messages.terminal import TERMINAL
from pipeline.messages.text import Problem, Text

__all__ = [
    "ERRORS",
    "FLAGS",
    "TEXTS",
    "Problem",
    "Text",
    "command",
    "fill",
    "language",
    "problem",
    "say",
]

LANGUAGES = ("en", "id")
TEXTS: Mapping[str, Text] = {**TERMINAL, **PROMISES, **RULES, **CORRECTIONS, **CALENDAR, **REPORT}


def language() -> str:
    """The language of the terminal: RKT_LANG, else the locale's, else English."""
    for name in ("RKT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            code = value.split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def command() -> str:
    """What to type for `rkt` in the folder one is in: the path by which it was started, or "rkt"
    where that is found by itself or something else was started."""
    started = Path(sys.argv[0])
    if started.stem != "rkt" or shutil.which("rkt") == str(started):
        return "rkt"
    here = Path.cwd()
    return shlex.quote(str(started.relative_to(here) if here in started.parents else started))


class _Formatter(Formatter):
    """As `str.format`, and `{rows:row|rows}` is "1 row" or "2 rows"."""

    def format_field(self, value: Any, spec: str) -> str:
        one, bar, several = spec.partition("|")
        if not bar:
            return str(format(value, spec))
        return f"{value} {one if str(value) == '1' else several}"


class _Values(dict[str, Any]):
    """A message whose value was forgotten must still be said; `rkt` is the command itself."""

    def __missing__(self, key: str) -> str:
        return command() if key == "rkt" else "?"


def fill(text: Text, lang: str | None = None, values: Mapping[str, object] | None = None) -> str:
    """`text` in `lang` (the terminal's language by default) with `values` filled in."""
    template = getattr(text, lang or language())
    return _Formatter().vformat(str(template), (), _Values(values or {}))


def say(code: str, **values: object) -> str:
    """The message `code` of `TEXTS` in the terminal's language."""
    return fill(TEXTS[code], None, values)


def problem(code: str, values: Mapping[str, object], lang: str | None = None) -> tuple[str, str]:
    """Error and remedy of an `ExportError` with this code and these values.

    An unknown code is said as it is: a failure must never hide behind a failure to name it.
    """
    known = ERRORS.get(code)
    if known is None:
        known = Problem(Text(code, code), ERRORS["internal"].remedy)
    return fill(known.error, lang, values), fill(known.remedy, lang, values)
