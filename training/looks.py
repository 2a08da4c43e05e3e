"""How a varied plan looks: its columns and their headers, fonts, sizes, alignments, pages."""

from __future__ import annotations

from random import Random

from training.document import Column, Style
from training.layout import FONTS

_A4, _F4 = (595.28, 841.89), (595.28, 935.43)

# Fields by layout, how often each layout is drawn; "time" stands for the target column.
_LAYOUTS = (
    (50, "component_no component indicator action evidence target"),
    (8, "component_no component indicator action evidence target pic"),
    (8, "component_no component indicator action evidence pic target"),
    (4, "component_no component indicator action pic evidence target"),
    (7, "component_no component indicator action evidence target extra:note"),
    (5, "component_no component indicator action evidence target extra:done extra:note"),
    (4, "component_no component indicator action evidence target pic extra:note"),
    (4, "component_no component indicator action evidence extra:unit target"),
    (3, "component_no component indicator action evidence target extra:done"),
    (4, "component_no component action evidence target pic"),
    (3, "component_no indicator action evidence target pic"),
    (4, "component_no component action indicator evidence target"),
    (2, "component_no component action indicator target pic"),
    (3, "component_no action indicator evidence target pic"),
    (3, "component_no component indicator action target evidence pic"),
    (2, "component_no component action target pic evidence"),
)
SHUFFLED = 0.15  # of the plans have the columns after their components in any order
_LATE_COMPONENT = 0.06  # … and their components behind other columns
_HEADS = ("component_no", "component", "area", "group")  # of rows, and stand before them
# Wide plans: of performance, of programmes, with values, amounts and columns that group rows.
# "quarters" stands for a column for each quarter.
_WIDE_LAYOUTS = (
    (3, "component_no component indicator unit value action money pic"),
    (3, "component_no component indicator unit quarters action money pic"),
    (3, "component_no component indicator quarters program output value action money pic"),
    (2, "component_no component indicator value quarters"),
    (3, "component_no component indicator value unit action evidence target pic"),
    (3, "component_no component indicator action value unit target money pic"),
    (2, "component_no component indicator action evidence quarters note"),
    (2, "component_no action evidence value unit money place"),
    (2, "component_no action evidence target money pic"),
    (2, "component_no program action evidence value target pic"),
    (3, "group component indicator value note"),
    (2, "group component indicator action target pic"),
    (3, "component_no group component indicator unit value"),
    (2, "component_no group component indicator action evidence target"),
    (3, "area component indicator value note"),
    (4, "area group component indicator value note"),
    (2, "area group component indicator action target pic"),
    (3, "area component action evidence target pic"),
    (2, "component_no indicator action evidence target value done note"),
)
_HEADERS = {
    "component_no": ("NO.", "NO", "No.", "No", "NOMOR"),
    "component": (
        "KOMPONEN",
        "KOMPONEN",
        "SASARAN",
        "SASARAN STRATEGIS",
        "AREA PERUBAHAN/KOMPONEN",
        "Komponen",
    ),
    "indicator": (
        "INDIKATOR",
        "INDIKATOR",
        "INDIKATOR KINERJA",
        "INDIKATOR KEBERHASILAN",
        "Indikator",
    ),
    "action": (
        "LANGKAH AKSI",
        "RENCANA AKSI",
        "KEGIATAN",
        "URAIAN KEGIATAN",
        "RENCANA TINDAK LANJUT",
        "Rencana Aksi",
    ),
    "evidence": ("BUKTI FISIK", "BUKTI DUKUNG", "DATA DUKUNG", "OUTPUT", "EVIDEN", "Bukti Fisik"),
    "target": (
        "TARGET WAKTU",
        "TARGET DAN WAKTU",
        "WAKTU",
        "WAKTU PELAKSANAAN",
        "JADWAL",
        "Target Waktu",
    ),
    "pic": ("PENANGGUNG JAWAB", "PIC", "PJ", "PELAKSANA", "Penanggung Jawab"),
    "extra:note": ("KETERANGAN", "KET.", "Keterangan", "CATATAN"),
    "extra:done": ("% REALISASI", "REALISASI (%)", "CAPAIAN"),
    "extra:unit": ("TARGET", "SATUAN", "VOLUME"),
}
_WIDE_HEADERS = {
    "unit": ("SATUAN", "Satuan"),
    "value": (
        "TARGET",
        "TARGET",
        "Target",
        "TARGET KINERJA",
        "TARGET {year}",
        "VOLUME",
        "Target %",
    ),
    "money": ("ANGGARAN", "ANGGARAN (Rp)", "Anggaran (Rp.)", "PAGU", "PAGU ANGGARAN", "BIAYA"),
    "place": ("LOKASI", "Lokasi"),
    "program": ("PROGRAM", "Program"),
    "output": ("INDIKATOR KEGIATAN", "SASARAN KEGIATAN", "Sasaran Kegiatan"),
    "group": ("TUJUAN", "Tujuan", "PROGRAM", "TUJUAN STRATEGIS", "BIDANG"),
    "area": ("MISI", "Misi", "AREA", "AREA PERUBAHAN"),
}
_QUARTERS = ("TW {r}", "TW {r}", "Trw {r}", "TRIWULAN {r}", "Triwulan {r}", "TW. {n}", "TW {n}")
_ABOVE_QUARTERS = ("", "TARGET", "TARGET TRIWULAN", "TARGET KINERJA", "Target Kinerja Sasaran",
                   "JADWAL PELAKSANAAN")  # fmt: skip
_USUAL = {
    "component_no": "NO.",
    "component": "KOMPONEN",
    "indicator": "INDIKATOR",
    "action": "LANGKAH AKSI",
    "evidence": "BUKTI FISIK",
    "target": "TARGET WAKTU",
    "pic": "PENANGGUNG JAWAB",
    "extra:note": "KETERANGAN",
    "extra:done": "% REALISASI",
    "extra:unit": "TARGET",
}
_WEIGHTS = {
    "component_no": 1.0,
    "component": 4.0,
    "indicator": 7.0,
    "action": 8.0,
    "evidence": 7.0,
    "target": 3.6,
    "pic": 3.4,
    "extra": 2.6,
    "group": 4.0,
    "area": 4.0,
    "program": 5.0,
    "output": 5.0,
    "value": 2.2,
    "unit": 2.2,
    "quarter": 1.8,
    "money": 3.0,
    "place": 2.6,
}


def choose_columns(rng: Random) -> tuple[Column, ...]:
    """The columns of a document, with their headers."""
    keys = rng.choices(_LAYOUTS, [weight for weight, _ in _LAYOUTS])[0][1].split()
    if rng.random() < SHUFFLED:
        heads = sum(key in _HEADS for key in keys)
        keys[heads:] = rng.sample(keys[heads:], len(keys) - heads)
    if "component" in keys and rng.random() < _LATE_COMPONENT:
        keys.remove("component")
        keys.insert(rng.randint(2, 3), "component")
    usual = rng.random() < 0.5
    columns = []
    for key in keys:
        header = _USUAL[key] if usual else rng.choice(_HEADERS[key])
        if " " in header and rng.random() < 0.15:
            header = header.replace(" ", "\n", 1)
        if len(header) > 6 and rng.random() < 0.01:
            at = rng.randrange(2, len(header) - 1)
            header = header[:at] + header[at + 1 :]
        columns.append(Column(f"extra:{header}" if key.startswith("extra:") else key, header, key))
    return tuple(columns)


def choose_wide_columns(rng: Random, year: int) -> tuple[Column, ...]:
    """The columns of a wide document of a year, with their headers."""
    contents = rng.choices(_WIDE_LAYOUTS, [weight for weight, _ in _WIDE_LAYOUTS])[0][1].split()
    if rng.random() < SHUFFLED:
        heads = sum(content in _HEADS for content in contents)
        contents[heads:] = rng.sample(contents[heads:], len(contents) - heads)
    columns: list[Column] = []
    for content in contents:
        if content == "quarters":
            name, above = rng.choice(_QUARTERS), rng.choice(_ABOVE_QUARTERS)
            for number, numeral in enumerate(("I", "II", "III", "IV"), 1):
                header = name.replace("{r}", numeral).replace("{n}", str(number))
                columns.append(Column(f"extra:{header}", header, f"quarter:{number}", above))
            continue
        if content in _WIDE_HEADERS:
            header = rng.choice(_WIDE_HEADERS[content]).replace("{year}", str(year))
            columns.append(Column(f"extra:{header}", header, content))
            continue
        content = f"extra:{content}" if f"extra:{content}" in _HEADERS else content
        header = rng.choice(_HEADERS[content])
        key = f"extra:{header}" if content.startswith("extra:") else content
        columns.append(Column(key, header, content))
    return tuple(columns)


def choose_style(columns: tuple[Column, ...], rng: Random) -> Style:
    """The style of a document with these columns."""
    paper = _A4 if rng.random() < 0.5 else _F4
    if (len(columns) > 5 and rng.random() < 0.9) or rng.random() < 0.6:
        paper = (paper[1], paper[0])
    size = rng.choice((6.0, 7.0, 7.5, 8.0, 8.0, 9.0, 9.0, 10.0, 11.0))
    if paper[0] < paper[1]:
        size = min(size, 8.0)
    middle = rng.choice(("middle", "middle", "manual", "top"))
    body = rng.choice(("middle", "middle", "top", "top", "top", "manual"))
    valign = dict.fromkeys(("component_no", "component", "indicator", "target", "pic"), middle)
    valign |= {"indicator": body, "action": body, "evidence": body, "extra": body}
    if rng.random() < 0.3:
        valign["target"] = valign["pic"] = body
    office = rng.random() < 0.5
    wrap_space = rng.random() < (0.4 if office else 0.15)
    return Style(
        font=rng.choice(tuple(FONTS)),
        size=size,
        paper=paper,
        margin=rng.choice((36.0, 42.0, 56.0)),
        pad=rng.choice((1.0, 2.0, 3.0, 5.0)),
        office_metrics=office,
        trailing_space=not wrap_space and (office or rng.random() < 0.2),
        wrap_space=wrap_space,
        split_top=rng.random() < 0.6,
        paragraph_gap=rng.choice((0.0, 0.0, 0.0, 3.0, 6.0)),
        hanging_indent=rng.random() < 0.6,
        justify=rng.random() < 0.12,
        valign=valign,
        centred=tuple(
            key
            for key, odds in (
                ("component_no", 0.8),
                ("target", 0.4),
                ("component", 0.15),
                ("pic", 0.3),
            )
            if rng.random() < odds
        ),
        weights=tuple(
            _WEIGHTS[column.content.split(":")[0]] * rng.uniform(0.75, 1.3) for column in columns
        ),
        header_repeats=rng.random() < 0.55,
        header_numbered=rng.random() < 0.08,
        rows_split=rng.random() < 0.5,
        section_span=rng.choice(("all", "two", "two")),
        furniture_first=rng.random() < 0.5,
        ruled=rng.random() < 0.93,
        cover=rng.random() < 0.15,
    )
