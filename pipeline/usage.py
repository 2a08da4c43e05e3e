"""Wrong usage of the command `rkt`, said in the language of its messages."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import typer

from pipeline.messages import say
from pipeline.messages.terminal import USAGE

# typer keeps a copy of click for itself; of its errors it gives this one and what it comes from.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def language_asked(words: Sequence[str]) -> None:
    """The language that a command line asks for, put where messages look for it: an error in the
    line itself may come before its --lang is read."""
    for word, following in zip(words, (*words[1:], ""), strict=False):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or following) in ("id", "en"):
            os.environ["RKT_LANG"] = value or following


def usage_message(error: Exception) -> str:
    """What is wrong, how the command is used, and where its help stands; the help itself for a
    command without any words."""
    context, wrong = getattr(error, "ctx", None), error.format_message()  # type: ignore[attr-defined]
    if context is not None and wrong == context.get_help():
        return str(wrong)
    lines = [say("usage.wrong", wrong=_said(wrong))]
    if context is not None:
        lines.append(say("usage.usage", usage=context.get_usage().removeprefix("Usage: ")))
        lines.append(say("usage.help", command=context.command_path))
    return "\n".join(lines)


def _said(english: str) -> str:
    """One of typer's messages; one that is not known is said as it is."""
    for code, pattern in USAGE.items():
        if match := re.fullmatch(pattern, english, re.DOTALL):
            values = {name: _said(value or "") for name, value in match.groupdict().items()}
            return say(f"usage.{code}", **values)
    return english
