"""The words of time, as data officers write them in `rules/time.yaml`.

Kept apart from the reader because pydantic and ruamel.yaml take longer to import than all the
rest together; `pipeline.deadlines.lexicon` imports this module when words are first needed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import RulesError

Spelling = Annotated[str, Field(min_length=1)]
Spellings = list[Spelling]
Unit = Literal["day", "week", "month", "quarter", "third", "semester", "year"]
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class TimeWords(BaseModel):
    """Every word the reader of time phrases knows. Section names are the classes of words;
    `rules/time.yaml` says in a comment what each is for."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    months: dict[MonthNumber, Spellings] = Field(
        examples=["months:\n  2: [Februari, Pebruari, Feb]"]
    )
    month_misspellings: dict[MonthNumber, Spellings]
    not_months: Spellings
    units: dict[Unit, Spellings]
    hours: Spellings
    adverbs: dict[Unit, Spellings]
    title_words: Spellings
    one_unit: dict[Unit, Spellings]
    numbers: dict[int, Spellings]
    ordinals: dict[int, Spellings]
    parts: dict[Literal["start", "middle", "end"], Spellings]
    weekdays: dict[Weekday, Spellings]
    to: Spellings
    and_: Spellings = Field(alias="and")
    or_: Spellings = Field(alias="or")
    each: Spellings
    per: Spellings
    once: Spellings
    times: Spellings
    from_: Spellings = Field(alias="from")
    until: Spellings
    before: Spellings
    after: Spellings
    within: Spellings
    between: Spellings
    dated: Spellings
    working: Spellings
    calendar_days: Spellings
    next: Spellings
    current: Spellings
    previous: Spellings
    ahead: Spellings
    conditions: Spellings
    ad_hoc: Spellings
    vague: Spellings
    hijri: Spellings
    feasts: Spellings
    academic: Spellings
    events: Spellings
    members: Spellings
    law_words: Spellings
    plan_words: Spellings
    report_words: Spellings
    not_labels: Spellings
    name_titles: Spellings
    address_words: Spellings
    joining_words: Spellings
    finish: Spellings


def spelling_key(spelling: str) -> str:
    """What two spellings have in common when only case, dots, spaces or hyphens differ."""
    return " ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+", spelling.casefold()))


# Lists that say what a word is *not* or *stands beside* do not compete with the word classes.
ASIDE = {
    "not_months",
    "title_words",
    "events",
    "members",
    "not_labels",
    "name_titles",
    "address_words",
    "joining_words",
    "finish",
}


def check_spellings(words: TimeWords, path: Path) -> None:
    """Raise RulesError if a spelling stands twice, naming the line of the second.

    A spelling in two classes would be ambiguous; twice in one list it is a slip. Lists in `ASIDE`
    are checked within themselves only.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    seen: dict[str, str] = {}
    for name, entry in words.model_dump(by_alias=True).items():
        groups = entry.items() if isinstance(entry, dict) else [(None, entry)]
        scope: dict[str, str] = {} if name in ASIDE else seen
        for group, spellings in groups:
            where = name if group is None else f"{name}: {group}"
            for spelling in spellings:
                key = spelling_key(spelling)
                if key in scope:
                    line = _line_of(lines, name, spelling)
                    raise RulesError(
                        f'{path}, line {line}: "{spelling}" stands in "{where}" and already in '
                        f'"{scope[key]}". A spelling may stand in one place only: remove one of '
                        f"the two. Right: {name}: [{spellings[0]}]"
                    )
                scope[key] = where


def _line_of(lines: list[str], section: str, spelling: str) -> int:
    """The last line, counted from 1, of a section on which the spelling stands."""
    word = re.compile(rf"(?<![\w'-]){re.escape(spelling)}(?![\w'-])")
    inside, found = False, 0
    for number, line in enumerate(lines, 1):
        if re.match(r"[\w\"']", line):
            inside = line.startswith(f"{section}:")
        if inside and word.search(line.split(" #")[0]):
            found = number
    return found


def load_words(folder: Path) -> TimeWords:
    """Read and check `time.yaml` of a rules folder.

    Raises RulesError with file, line, what is wrong and what a right entry looks like.
    """
    from pipeline.rules import read_rules_file

    path = folder / "time.yaml"
    words = read_rules_file(path, TimeWords)
    check_spellings(words, path)
    return words
