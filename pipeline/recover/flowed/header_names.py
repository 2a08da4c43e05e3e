"""Names of columns in the words of a text: those that the rules know, and those of periods, whole
or broken over the lines of a narrow column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.recover.headers import compact, field_of, match_header, normal
from pipeline.recover.periods import period_of
from pipeline.rules import Rules

LONGEST_NAME = 5  # words
LONGEST_PERIOD = 3  # words
FEWEST_COLUMNS = 4  # of a header with one field less
_LONGEST_HEADER = 60  # words
_FEWEST_PERIODS = 2  # side by side


@dataclass(frozen=True)
class Text:
    """The words in which names are looked for."""

    words: Sequence[str]
    line_ends: Sequence[int]  # for each word the index after the last word of its line
    rules: Rules
    exact: set[str]  # known names, compact
    apart: bool = False  # whether what may be two names, the second a time's, is two

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        return self.rules.headers


def known_name(text: Text, at: int, split: bool) -> int:
    """The number of words of the longest known header name at `at`; 0 where there is none. An
    exact name is preferred to one with a typo; `split`: the first of two that are one name."""
    words, exact = text.words, text.exact
    limit = min(LONGEST_NAME, len(words) - at)
    texts = [" ".join(words[at : at + length]) for length in range(1, limit + 1)]
    whole = max(
        (k + 1 for k, name in enumerate(texts) if compact(normal(name)) in exact), default=0
    )
    own = whole and field_of(texts[whole - 1], text.names) not in (None, "extra")
    plain = [compact(normal(word)) for word in words[at : at + whole]]
    for length in range(1, whole):
        if "".join(plain[:length]) in exact and _longer_below(text, at + length, whole - length):
            return length
        two = "".join(plain[:length]) in exact and "".join(plain[length:]) in exact
        times = field_of(" ".join(words[at + length : at + whole]), text.names) == "target"
        if two and times and text.apart:
            return length
        halves = (texts[length - 1], " ".join(words[at + length : at + whole]))
        fields = any(field_of(half, text.names) not in (None, "extra") for half in halves)
        if two and split and fields and not own or periods_at(text, at + length):
            return length if "".join(plain[:length]) in exact else 0
    best, best_alike = 0, 0.0
    for length, name in enumerate(texts, 1):
        if not all(word[0].isupper() or not word[0].isalpha() for word in name.split()):
            break
        _, alike, known = match_header(name, text.names)
        # A name with a typo may go on after an exact one ("TARGET WAKU"), not swallow a word.
        ours, theirs = normal(name).split(), known.split()
        goes_on = len(ours) == len(theirs) and ours[:whole] == theirs[:whole]
        two_names = whole and "".join(ours[whole:]) in exact
        if alike > best_alike and goes_on and length > whole and not two_names:
            best, best_alike = length, alike
    return best or whole


def _longer_below(text: Text, at: int, length: int) -> bool:
    """Whether a line begins at a word with a known name of more than `length` words: "TARGET" above
    "% REALISASI", not "TARGET %"."""
    if text.line_ends[at] == text.line_ends[at - 1]:
        return False
    ends = range(at + length + 1, min(at + LONGEST_NAME, text.line_ends[at]) + 1)
    return any(compact(normal(" ".join(text.words[at:end]))) in text.exact for end in ends)


def periods_at(text: Text, at: int) -> list[int]:
    """Where the names of quarters or months end that stand side by side from a word on; none for a
    single one, which may be the first cell of a table."""
    ends: list[int] = []
    while at < len(text.words):
        last = min(at + LONGEST_PERIOD, len(text.words))
        end = max(
            (e for e in range(at + 1, last + 1) if period_name(text, at, e)),
            default=None,
        )
        if end is None:
            break
        ends.append(end)
        at = end
    return ends if len(ends) >= _FEWEST_PERIODS else []


def parted_name(text: Text, at: int) -> tuple[str, list[int], int] | None:
    """A known name that fills the rest of its line and goes on behind the periods that stand on
    the next one ("PENANGGUNG" / "TW I TW II JAWAB"), where these periods end, and the index after
    the name; None where there is none."""
    words, below = text.words, text.line_ends[at]
    if below - at >= LONGEST_NAME or below == len(words):
        return None
    periods = periods_at(text, below)
    if periods:
        for after in range(periods[-1] + 1, text.line_ends[below] + 1):
            name = " ".join([*words[at:below], *words[periods[-1] : after]])
            if compact(normal(name)) in text.exact:
                return name, periods, after
    return None


def period_name(text: Text, first: int, last: int) -> str | None:
    """The name of a quarter or a month that words `first` … `last` - 1 are, one broken after its
    first line made whole; None where they are none."""
    rest = " ".join(text.words[first + 1 : last])
    names = [" ".join(text.words[first:last])]
    breaks = bool(text.line_ends) and text.line_ends[first] == first + 1
    if breaks and text.words[first].isalpha() and period_of((rest,), text.rules) is None:
        names.append(text.words[first] + rest)
    known = (name for name in names if period_of((name,), text.rules) is not None)
    return next(known, None)


def column_numbers_below(text: Text, first: int) -> tuple[int, int]:
    """Where a row "1 2 3 …" or "(1) (2) (3) …" begins a line below a header that begins at a word,
    and how many numbers it has; zeros where there is none."""
    words = text.words
    last = min(first + _LONGEST_HEADER, len(words))
    for at in range(first + FEWEST_COLUMNS, last):
        if text.line_ends[at] != text.line_ends[at - 1] and normal(words[at]) == "1":
            count = 1
            while at + count < len(words) and normal(words[at + count]) == str(count + 1):
                count += 1
            if count >= FEWEST_COLUMNS:
                return at, count
    return 0, 0


def name_before_known(text: Text, at: int, fields: set[str]) -> int:
    """Where an unknown name ends that has the rest of its line to itself but for the known names of
    fields that the header lacks ("Penjelasan Pelaksana"); 0 where none stands here."""
    words, end = text.words, text.line_ends[at]
    if "component_no" not in fields:
        return 0  # the first row may begin so, which a number begins otherwise
    for known in range(at + 1, min(at + LONGEST_NAME + 1, end)):
        if not words[known - 1].replace("/", "").isalpha():
            return 0
        if known_name(text, known, False) == end - known and words[at][0].isupper():
            name = " ".join(words[known:end])
            field = field_of(name, text.names)
            exact = compact(normal(name)) in text.exact and name[0].isupper()
            if exact and field not in {None, "extra"} | fields:
                return known
    return 0


def unknown_line(text: Text, at: int, fields: set[str]) -> bool:
    """Whether an unknown header name in capitals stands on a line of its own, the name of another
    field below it."""
    words, line_ends = text.words, text.line_ends
    end = line_ends[at]
    if end == len(words) or end - at > LONGEST_NAME:
        return False
    below = {
        field_of(" ".join(words[end:last]), text.names)
        for last in range(end + 1, min(end + LONGEST_NAME, line_ends[end]) + 1)
    }
    return " ".join(words[at:end]).isupper() and bool(below - fields - {"extra", None})


def after_column_numbers(words: Sequence[str], at: int, columns: int) -> int:
    """The index after a row "1 2 3 …" or "(1) (2) (3) …" that numbers the columns, if any."""
    texts = [normal(word) for word in words[at : at + columns]]
    return at + columns if columns > 2 and texts == [str(i + 1) for i in range(columns)] else at
