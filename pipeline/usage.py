"""Wrong usage of the command `rkt` and its help, said in the language of its messages."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from pipeline.messages import fill, language, say
from pipeline.messages.terminal import HELP, USAGE

# typer keeps a copy of click for itself; of its errors it gives this one and what it comes from.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


# Between the English and the Indonesian of a help text.
_BOTH = " · "


class SpokenCommand(TyperCommand):
    """A command whose help, written in both languages, is shown in one."""

    def get_help(self, ctx: Any) -> str:
        _speak(self, ctx)
        return _headed(super().get_help(ctx))


class SpokenGroup(TyperGroup):
    """The same for a group of commands, and for its list of them."""

    def get_help(self, ctx: Any) -> str:
        _speak(self, ctx)
        for command in self.commands.values():
            _speak(command, ctx)
        return _headed(super().get_help(ctx))


def _speak(command: Any, context: typer.Context) -> None:
    for what in (command, *command.get_params(context)):
        for name in ("help", "short_help"):
            if _BOTH in (text := " ".join((getattr(what, name, None) or "").split())):
                setattr(what, name, text.split(_BOTH)[language() == "id"].rstrip("."))


def _headed(shown: str) -> str:
    """A help whose headings and fixed words, which are typer's, are in the language asked for."""
    for words in HELP:
        shown = shown.replace(words.en, fill(words))
    return shown


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
        lines.append(say("usage.usage", usage=_headed(context.get_usage().removeprefix("Usage: "))))
        lines.append(say("usage.help", command=context.command_path))
    return "\n".join(lines)


def _said(english: str) -> str:
    """One of typer's messages; one that is not known is said as it is."""
    for code, pattern in USAGE.items():
        if match := re.fullmatch(pattern, english, re.DOTALL):
            values = {name: _said(value or "") for name, value in match.groupdict().items()}
            return say(f"usage.{code}", **values)
    return english
