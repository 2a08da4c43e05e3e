"""What a spreadsheet shows for a number: its value through its format code.

Format codes are those of ECMA-376 part 1, 18.8.31; built-in ones by their numbers, 18.8.30. What
depends on the viewer's settings is shown as Indonesian settings do where it is a date (day before
month), and with a decimal point where it is a number, unless the code names a language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0",
    7: "#,##0.00", 8: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: "#,##0",
    42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_ENGLISH = (
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
)
_INDONESIAN = (
    "Januari Februari Maret April Mei Juni "
    "Juli Agustus September Oktober November Desember".split(),
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
)
_INDONESIAN_SHORT = {7: "Agu"}  # the month counted from 0, where it is not the first three letters
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*(?! ).|\*( )|\[([^\]]*)\]|(AM/PM|A/P|General)'
    r"|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[eEgGbB](?![+-]))|([0#?.,/]|[eE][+-]|%|@)|(.)",
    re.DOTALL | re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]+|[A-Za-z]{2,3}(?:-[A-Za-z]+)?))?")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)

# (kind, text): kind is literal, date, elapsed, digit, percent, text, general, ampm
_Part = tuple[str, str]


class _Section:
    """One of the up to four parts of a format code between semicolons."""

    def __init__(self, parts: list[_Part], indonesian: bool, condition: tuple[str, float] | None):
        self.parts = parts
        self.indonesian = indonesian
        self.condition = condition
        kinds = {kind for kind, _ in parts}
        self.is_date = bool(kinds & {"date", "elapsed", "ampm"})


def show_number(value: float, code: str, *, from_1904: bool = False) -> str:
    """A number as a cell with this format code shows it."""
    if not math.isfinite(value):
        return str(value)
    try:
        sections = _sections(code)
        section, magnitude = _choose(sections, value)
        if section.is_date:
            return _show_date(section, value, from_1904)
        return _show_plain(section, magnitude)
    except (ValueError, OverflowError, ArithmeticError, IndexError):
        return _general(value)


def show_text(text: str, code: str) -> str:
    """A text as a cell with this format code shows it: through its part with "@", if any."""
    sections = _sections(code)
    part = sections[3] if len(sections) > 3 else sections[-1]
    if any(kind == "text" for kind, _ in part.parts):
        return "".join(text if kind == "text" else t for kind, t in part.parts)
    return text


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    parts: list[_Part] = []
    indonesian, condition = False, None
    for match in _TOKEN.finditer(code + ";"):
        quoted, escaped, filling, bracket, word, date, digit, other = match.groups()
        if other == ";":
            sections.append(_Section(_minutes(parts), indonesian, condition))
            parts, condition = [], None
        elif any(text is not None for text in (quoted, escaped, filling, other)):
            parts.append(("literal", quoted or escaped or filling or other or ""))
        elif bracket is not None:
            if language := _LANGUAGE.fullmatch(bracket):
                parts.append(("literal", language.group(1)))
                indonesian = indonesian or _is_indonesian(language.group(2) or "")
            elif found := _CONDITION.fullmatch(bracket):
                condition = (found.group(1), float(found.group(2)))
            elif _ELAPSED.fullmatch(bracket):
                parts.append(("elapsed", bracket.lower()))
        elif word is not None:
            parts.append(("general" if word.lower() == "general" else "ampm", word))
        elif date is not None:
            parts.append(("date", date.lower()))
        elif digit is not None:
            parts.append(({"%": "percent", "@": "text"}.get(digit, "digit"), digit))
    return tuple(sections)


def _is_indonesian(language: str) -> bool:
    """Whether a language tag or number (its lower ten bits name the language) is Indonesian."""
    if re.fullmatch(r"[0-9A-Fa-f]+", language):
        return int(language, 16) & 0x3FF == 0x21
    return language.lower().split("-")[0] == "id"


def _minutes(parts: list[_Part]) -> list[_Part]:
    """The parts with "m" next to hours or seconds as minutes, written "n"."""
    clock = [i for i, (kind, _) in enumerate(parts) if kind in ("date", "elapsed")]
    found = list(parts)
    for at, i in enumerate(clock):
        text = parts[i][1]
        if parts[i][0] == "date" and set(text) == {"m"} and len(text) <= 2:
            before = parts[clock[at - 1]][1][0] if at else ""
            after = parts[clock[at + 1]][1][0] if at + 1 < len(clock) else ""
            if before == "h" or after == "s":
                found[i] = ("date", "n" * len(text))
    return found


def _choose(sections: Sequence[_Section], value: float) -> tuple[_Section, float]:
    """The section for a value, and the value as that section shows it."""
    conditional = [s for s in sections[:3] if s.condition]
    if conditional:
        for section in sections[:3]:
            if not section.condition or _holds(value, *section.condition):
                return section, value
        return sections[-1], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _general(value: float) -> str:
    """A number as "General" shows it: up to eleven digits, no closing zeros."""
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    if 1e-5 <= abs(value) < 1e11:
        digits = max(0, 10 - len(str(int(abs(value)))))
        shown = f"{value:.{digits}f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    mantissa, _, exponent = f"{value:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


# ---- numbers


def _show_plain(section: _Section, value: float) -> str:
    parts = section.parts
    digits = "".join(text for kind, text in parts if kind == "digit")
    general = any(kind == "general" for kind, _ in parts)
    percent = sum(kind == "percent" for kind, _ in parts)
    if "text" in {kind for kind, _ in parts} or general:
        return "".join(
            _general(value) if kind in ("text", "general") else text for kind, text in parts
        )
    if not re.search("[0#?]", digits):
        shown = "".join(text for kind, text in parts if kind in ("literal", "percent"))
        return ("-" + shown) if value < 0 and shown else shown
    number = Decimal(repr(value)) * 100**percent
    if "/" in digits:
        body = [_fraction(number, digits)]
    else:
        body = _fill(number, digits, [t for k, t in parts if k == "digit"], section.indonesian)
    out, left = "", iter(body)
    placed = False
    for kind, text in parts:
        if kind == "digit":
            out += ("" if placed else next(left, "")) if "/" in digits else next(left, "")
            placed = True
        else:
            out += text
    return ("-" + out) if number < 0 and re.search("[1-9]", out) else out


def _fraction(number: Decimal, digits: str) -> str:
    """A number as whole and fraction, with as many digits as the code has below the line."""
    below = digits.split("/")[1]
    fixed = re.sub(r"\D", "", below)
    whole, rest = divmod(abs(number), 1)
    most = int(fixed) if fixed.strip("0") else 10 ** max(1, len(below)) - 1
    if fixed.strip("0"):
        part = Fraction(round(rest * most), most)
    else:
        part = Fraction(rest).limit_denominator(most)
    if "#" not in digits.split("/")[0][:-1] and "0" not in digits.split("/")[0][:-1]:
        part += int(whole)
        return f"{part.numerator}/{part.denominator}"
    if part == 1:
        whole, part = whole + 1, Fraction(0)
    words = [str(int(whole))] if whole or not part else []
    return " ".join([*words, *([f"{part.numerator}/{part.denominator}"] if part else [])])


def _fill(number: Decimal, digits: str, places: list[str], indonesian: bool) -> list[str]:
    """The text at each digit place of a code."""
    head, exponent_sign, exponent_digits = digits, "", ""
    if found := re.search("[eE][+-]", digits):
        head, exponent_sign = digits[: found.start()], found.group()[1]
        exponent_digits = digits[found.end() :]
    whole_code, _, decimal_code = head.partition(".")
    scale = len(whole_code) - len(whole_code.rstrip(","))
    grouped = "," in whole_code.rstrip(",")
    decimals = len(re.sub("[^0#?]", "", decimal_code))
    value = abs(number) / 1000**scale
    exponent = 0
    if exponent_sign and value:
        exponent = value.adjusted() - (len(re.sub("[^0#?]", "", whole_code)) - 1)
        value = value.scaleb(-exponent)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    least = whole_code.count("0")
    whole = whole.lstrip("0").rjust(least, "0")
    optional = len(decimal_code) - len(decimal_code.rstrip("#?"))
    while optional and fraction.endswith("0"):
        fraction, optional = fraction[:-1], optional - 1
    if grouped:
        whole = f"{int(whole or 0):,}".rjust(least, "0") if whole else ""
    point, comma = (",", ".") if indonesian else (".", ",")
    whole = whole.replace(",", comma)
    shown = whole + (point + fraction if fraction or decimal_code == "" and "." in head else "")
    if exponent_sign:
        sign = "-" if exponent < 0 else "+" if exponent_sign == "+" else ""
        shown += f"E{sign}{abs(exponent):0{max(1, len(exponent_digits))}d}"
    # Digits stand in one run in nearly all codes; where literals cut it ("000-000") each place
    # takes one digit from the right.
    plain = re.sub("[^0#?]", "", head)
    if exponent_sign or "." in head or grouped or len(places) == 1 or len(whole) > len(plain):
        return [shown, *[""] * (len(places) - 1)]
    return (
        [*list(shown.rjust(len(places), "\0").replace("\0", " "))]
        if "?" in plain
        else [c.strip("\0") for c in shown.rjust(len(places), "\0")]
    )


# ---- dates


def _show_date(section: _Section, value: float, from_1904: bool) -> str:
    if value < 0:
        return _general(value)
    fraction_digits = max(
        (len(t.partition(".")[2]) for k, t in section.parts if k == "date" and t[0] == "s"),
        default=0,
    )
    seconds = round(value * 86400, fraction_digits)
    moment = _moment(seconds, from_1904)
    half_day = any(kind == "ampm" for kind, _ in section.parts)
    months, days = _INDONESIAN if section.indonesian else _ENGLISH
    out = ""
    for kind, text in section.parts:
        if kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            out += f"{int(seconds // unit):0{len(text)}d}"
        elif kind == "ampm":
            out += ("AM" if moment.hour < 12 else "PM")[: 1 if text.upper() == "A/P" else 2]
        elif kind == "digit" and text in ".,/":
            out += text
        elif kind != "date":
            out += text if kind == "literal" else ""
        elif text[0] in "yeg":
            out += f"{moment.year % 100:02d}" if text in ("y", "yy") else f"{moment.year:04d}"
        elif text[0] == "b":
            out += f"{moment.year + 543}"
        elif text[0] == "m":
            name = months[moment.month - 1]
            short = _INDONESIAN_SHORT.get(moment.month - 1) if section.indonesian else None
            forms = (str(moment.month), f"{moment.month:02d}", short or name[:3], name, name[0])
            out += forms[min(len(text), 5) - 1]
        elif text[0] == "d":
            name = days[moment.weekday()]
            out += (str(moment.day), f"{moment.day:02d}", name[:3], name)[min(len(text), 4) - 1]
        elif text[0] == "h":
            hour = (moment.hour % 12 or 12) if half_day else moment.hour
            out += f"{hour:0{len(text)}d}"
        elif text[0] == "n":
            out += f"{moment.minute:0{len(text)}d}"
        else:
            whole, _, fraction = text.partition(".")
            out += f"{moment.second:0{len(whole)}d}"
            out += f".{moment.microsecond:06d}"[: len(fraction) + 1] if fraction else ""
    return out


def _moment(seconds: float, from_1904: bool) -> datetime:
    """The moment so many seconds after a workbook's day 0. Day 60 of the 1900 system, which never
    was, is shown as the day before it."""
    if from_1904:
        start = datetime(1904, 1, 1)
    else:
        start = datetime(1899, 12, 31) if seconds < 60 * 86400 else datetime(1899, 12, 30)
    return start + timedelta(seconds=seconds)
