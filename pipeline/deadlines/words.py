"""The words of time, as data officers write them in `rules/time.yaml`.

Kept apart from the reader because pydantic and ruamel.yaml take longer to import than all the
rest together; `pipeline.deadlines.lexicon` imports this module when words are first needed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.messages import say
from pipeline.rulesfile import read_rules_file, wrong_entry

Spelling = Annotated[str, Field(min_length=1)]
Spellings = list[Spelling]
Unit = Literal["day", "week", "month", "quarter", "third", "semester", "year"]
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class TimeWords(BaseModel):
    """Every word the reader of time phrases knows. Section names are the classes of words;
    `rules/time.yaml` says in a comment what each is for."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    # Sections whose words do not stand for something by themselves but are asked about in place.
    STANDING_ASIDE: ClassVar[tuple[str, ...]] = (
        "title_words",
        "events",
        "members",
        "not_labels",
        "name_titles",
        "address_words",
        "joining_words",
        "finish",
    )

    months: dict[MonthNumber, Spellings] = Field(
        examples=["months:\n  2: [Februari, Pebruari, Feb]"]
    )
    month_misspellings: dict[MonthNumber, Spellings] = Field(
        examples=["month_misspellings:\n  1: [Janu]"]
    )
    not_months: Spellings = Field(examples=["not_months: [desa, demak]"])
    units: dict[Unit, Spellings] = Field(examples=["units:\n  day: [hari, pagi]"])
    hours: Spellings = Field(examples=["hours: [jam, menit]"])
    adverbs: dict[Unit, Spellings] = Field(examples=["adverbs:\n  day: [harian]"])
    title_words: Spellings = Field(examples=["title_words: [tunjangan, gaji]"])
    one_unit: dict[Unit, Spellings] = Field(examples=["one_unit:\n  day: [sehari]"])
    numbers: dict[int, Spellings] = Field(examples=["numbers:\n  1: [satu]"])
    ordinals: dict[int, Spellings] = Field(examples=["ordinals:\n  -1: [terakhir]"])
    parts: dict[Literal["start", "middle", "end"], Spellings] = Field(
        examples=["parts:\n  start: [awal, permulaan]"]
    )
    weekdays: dict[Weekday, Spellings] = Field(examples=["weekdays:\n  MO: [Senin, Monday]"])
    to: Spellings = Field(examples=["to: [sampai, sampai dengan]"])
    and_: Spellings = Field(alias="and", examples=["and: [dan, serta]"])
    or_: Spellings = Field(alias="or", examples=["or: [atau, maupun]"])
    each: Spellings = Field(examples=["each: [setiap, tiap]"])
    per: Spellings = Field(examples=["per: [per]"])
    once: Spellings = Field(examples=["once: [sekali, skl]"])
    times: Spellings = Field(examples=["times: [kali, x]"])
    from_: Spellings = Field(alias="from", examples=["from: [mulai, mulai dari]"])
    until: Spellings = Field(examples=["until: [paling lambat, selambat lambatnya]"])
    before: Spellings = Field(examples=["before: [sebelum]"])
    after: Spellings = Field(examples=["after: [setelah, sesudah]"])
    within: Spellings = Field(examples=["within: [pada, di]"])
    between: Spellings = Field(examples=["between: [antara, diantara]"])
    dated: Spellings = Field(examples=["dated: [tanggal, tgl]"])
    working: Spellings = Field(examples=["working: [kerja, efektif]"])
    calendar_days: Spellings = Field(examples=["calendar_days: [kalender]"])
    next: Spellings = Field(examples=["next: [berikutnya, berikut]"])
    current: Spellings = Field(examples=["current: [berjalan, ini]"])
    previous: Spellings = Field(examples=["previous: [sebelumnya, lalu]"])
    ahead: Spellings = Field(examples=["ahead: [depan, akan datang]"])
    conditions: Spellings = Field(
        examples=["conditions: [setiap saat diperlukan, setiap saat dibutuhkan]"]
    )
    ad_hoc: Spellings = Field(examples=["ad_hoc: [insidentil, insidental]"])
    vague: Spellings = Field(examples=["vague: [rutin, berkala]"])
    hijri: Spellings = Field(examples=["hijri: [muharram, muharam]"])
    feasts: Spellings = Field(examples=["feasts: [idul fitri, idulfitri]"])
    academic: Spellings = Field(examples=["academic: [ganjil, gasal]"])
    events: Spellings = Field(examples=["events: [ada, adanya]"])
    members: Spellings = Field(examples=["members: [pegawai, orang]"])
    law_words: Spellings = Field(examples=["law_words: [uu, undang undang]"])
    plan_words: Spellings = Field(examples=["plan_words: [renstra, rpjmn]"])
    report_words: Spellings = Field(examples=["report_words: [lakin, lakip]"])
    not_labels: Spellings = Field(examples=["not_labels: [target, waktu]"])
    name_titles: Spellings = Field(examples=["name_titles: [bapak, ibu]"])
    address_words: Spellings = Field(examples=["address_words: [jl, jln]"])
    joining_words: Spellings = Field(examples=["joining_words: [dari, oleh]"])
    finish: Spellings = Field(examples=["finish: [selesai, seterusnya]"])

    @model_validator(mode="after")
    def _once(self) -> TimeWords:
        """A spelling in two classes would be ambiguous; twice in one list it is a slip. Lists in
        `ASIDE` are checked within themselves only."""
        seen: dict[str, str] = {}
        for name, entry in self.model_dump(by_alias=True).items():
            groups = entry.items() if isinstance(entry, dict) else [(None, entry)]
            scope: dict[str, str] = {} if name in ASIDE else seen
            for group, spellings in groups:
                here = name if group is None else f"{name}: {group}"
                for index, spelling in enumerate(spellings):
                    path = (name, index) if group is None else (name, group, index)
                    if re.search(r"\w\.\s+\w", spelling):
                        raise wrong_entry(say("rules.spelling_dot", spelling=spelling), *path)
                    if (key := spelling_key(spelling)) in scope:
                        values = {"spelling": spelling, "first": scope[key], "second": here}
                        raise wrong_entry(say("rules.spelling_twice", **values), *path)
                    scope[key] = here
        return self


def spelling_key(spelling: str) -> str:
    """What two spellings have in common when only case, dots, spaces or hyphens differ."""
    return " ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+", spelling.casefold()))


# Lists that say what a word is *not* or *stands beside* do not compete with the word classes.
ASIDE = {"not_months", *TimeWords.STANDING_ASIDE}


def load_words(folder: Path) -> TimeWords:
    """Read and check `time.yaml` of a rules folder.

    Raises RulesError with file, line, what is wrong and what a right entry looks like.
    """
    return read_rules_file(folder / "time.yaml", TimeWords)
