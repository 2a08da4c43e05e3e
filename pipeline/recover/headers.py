"""Which field a header means, by the names in `rules/headers.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.model import Column

# A header name may differ from the known one by a typo, not by a word: 85 of 100 by
# rapidfuzz's ratio allows one slip in a name of six letters, two in twelve.
_TYPO_RATIO = 85
_SHORTEST_WITH_TYPO = 5
_BRACKETED = re.compile(r"\s*([^()]*[^()\s])\s*\(([^()]*(?:[^\W\d_]{2}|%)[^()]*)\)\W*")


@lru_cache(4096)
def normal(header: str) -> str:
    """A header without case, dots, brackets and line breaks: "No." → "NO"."""
    plain = " ".join(re.sub(r"[^\w%/&]+", " ", header.upper()).split())
    return re.sub(r" ?([/&]) ?", r"\1", plain)


def compact(name: str) -> str:
    """A normal header without spaces, which are lost or added where a header is wrapped:
    "AREA PERUBAHAN/ KOMPONEN", "TARGETWAKTU"."""
    return name.replace(" ", "")


def field_of(header: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The field that a header names, "extra" for a usual column without a field, or None for an
    unknown header. `names` maps field → header names. A header of several known names, "KOMPONEN/
    INDIKATOR" or "TARGET (WAKTU)", means the first field among them; what stands in brackets
    behind a known name need not be known."""
    return match_header(header, names)[0] or _of_several(header, names)


def _of_several(header: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The field of a header that is made of known names."""
    bracketed = _BRACKETED.fullmatch(header)
    outer, inner = bracketed.groups() if bracketed else (header, "")
    parts = outer.split("/")
    if len(parts) == 1 and not inner:
        return None
    found = [match_header(part, names)[0] for part in parts]
    if None in found:
        whole = match_header(outer, names)[0]
        if not inner or whole is None:
            return None
        found = [whole]
    found.append(match_header(inner, names)[0] if inner else None)
    fields = [field for field in found if field]
    return next((field for field in fields if field != "extra"), fields[0])


def match_header(header: str, names: Mapping[str, Sequence[str]]) -> tuple[str | None, float, str]:
    """`field_of`, how alike the header and the known name are, of 100, and that known name."""
    return _match(normal(header), tuple((field, tuple(known)) for field, known in names.items()))


def is_known(header: str, names: Mapping[str, Sequence[str]]) -> bool:
    """Whether a header is a known name as it is written, spaces included."""
    return normal(header) in _normal_names(tuple((f, tuple(known)) for f, known in names.items()))


_Names = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(8)
def _normal_names(names: _Names) -> frozenset[str]:
    return frozenset(normal(name) for _, known in names for name in known)


@lru_cache(8)
def _longest(names: _Names) -> int:
    """The most characters that a header may have to be like a known name."""
    longest = max((len(normal(name)) for _, known in names for name in known), default=0)
    return int(longest * (200 - _TYPO_RATIO) / _TYPO_RATIO) + 1


@lru_cache(4096)
def _match(wanted: str, names: _Names) -> tuple[str | None, float, str]:
    best: tuple[str | None, float, str] = (None, 0.0, "")
    if len(wanted) > _longest(names):
        return best
    same = compact(wanted)
    for field, known in names:
        for name in map(normal, known):
            if compact(name) == same:
                return field, 100.0, name
            shorter = min(len(name), len(wanted))
            if shorter >= _SHORTEST_WITH_TYPO:
                if 200 * shorter < _TYPO_RATIO * (len(name) + len(wanted)):
                    continue  # too different in length
                ratio = fuzz.ratio(name, wanted)
                if ratio > best[1] and _same_words(name, wanted):
                    best = (field, ratio, name)
    return best if best[1] >= _TYPO_RATIO else (None, 0.0, "")


def _same_words(name: str, wanted: str) -> bool:
    """Whether no word is another one: in a long name "LAYANAN" is as near to "PELAKSANAAN" as a
    typo in a short name. One slip a word, two in a word of eight letters, none in the shortest:
    "TARGET 1" is not "TARGET %"."""
    ours, theirs = wanted.split(), name.split()
    return len(ours) != len(theirs) or all(
        a == b or min(len(a), len(b)) > 2 and OSA.distance(a, b) <= 1 + max(len(a), len(b)) // 8
        for a, b in zip(ours, theirs, strict=True)
    )


def _begun(
    headers: Sequence[str], fields: Sequence[str | None], names: Mapping[str, Sequence[str]]
) -> dict[int, str]:
    """The unknown headers that begin with a known name or are one beside an unknown name
    ("KEGIATAN/AKSI"), by their place, and the field they then mean: in Indonesian what stands
    behind only says which ("INDIKATOR OUTPUT", "WAKTU KEGIATAN"). Only where no other header means
    or could mean that field, and nothing usual without a field stands behind ("OUTPUT TARGET"), nor
    what only numbers ("KOMPONEN NO")."""
    found: dict[int, str] = {}
    apart = (*names.get("extra", ()), *names.get("component_no", ()))
    usual = [f" {normal(name)} " for name in apart]
    for i, header in enumerate(headers):
        words = normal(header)
        begins = [
            (len(name), field)
            for field, known in names.items()
            if field not in ("component_no", "extra")
            for name in map(normal, known)
            if fields[i] is None
            and (words.startswith(f"{name} ") or "/" in words and name in words.split("/"))
        ]
        length, field = max(begins, default=(0, ""))
        if field and not any(name in f"{words[length:]} " for name in usual):
            found[i] = field
    counts = [*fields, *found.values()]
    return {i: field for i, field in found.items() if counts.count(field) == 1}


def _with_whole_words(header: str, known: Set[str]) -> str:
    """A header in one line, words made whole that a narrow column cut: "Target Out / put". Two
    pieces are one if that is a word of a name, one of `known`, and neither piece is."""
    words: list[str] = []
    for word in header.split():
        before = words[-1] if words else ""
        if before.isalpha() and (word.islower() or (before + word).isupper()):
            if normal(before + word) in known and not {normal(before), normal(word)} & known:
                words[-1] += word
                continue
        words.append(word)
    return " ".join(words)


def columns_of(headers: Sequence[str], names: Mapping[str, Sequence[str]]) -> tuple[Column, ...]:
    """Header texts → columns, in the same order. A field is given once: to the header that
    stands first in the rules' list of its names; the others become extra columns, and so does
    every unknown header but one that begins with a name. Equal extra headers are numbered so that
    none is dropped."""
    found = [field_of(header, names) for header in headers]
    for i, field in _begun(headers, found, names).items():
        found[i] = field
    fields = [None if field == "extra" else field for field in found]
    for field in {f for f in fields if f}:
        rivals = [i for i, f in enumerate(fields) if f == field]
        order = [normal(name) for name in names[field]]
        rank = {
            i: order.index(n) if (n := normal(headers[i])) in order else len(order) for i in rivals
        }
        winner = min(rivals, key=lambda i: rank[i])
        for i in rivals:
            if i != winner:
                fields[i] = None
    known = {word for own in names.values() for name in own for word in normal(name).split()}
    columns: list[Column] = []
    for i, (header, key) in enumerate(zip(headers, fields, strict=True)):
        name = _with_whole_words(header, known) or f"kolom {i + 1}"
        copies = sum(column.header == name for column in columns)
        if copies and not key:
            name = f"{name} ({copies + 1})"
        columns.append(Column(key or f"extra:{name}", name))
    return tuple(columns)
