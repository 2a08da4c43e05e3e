"""One invented plan and a seed give a varied plan: which of its rows, in which columns, and how it
looks; `varied_table` writes the cells.

Every choice comes from one `random.Random`; the same plan and seed give the same document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from training.document import Document, Section
from training.looks import choose_columns, choose_style, choose_wide_columns
from training.plans import PlanArea, PlanComponent, PlanSource
from training.varied_table import VariedTable
from training.wording import as_aim, fill, titled, unit_name

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_TOWNS = ("Kota Selaras", "Wanasari", "Tanjung Rembulan", "Lembah Asri", "Kuala Mawar", "Sukarela")
_TITLES = (
    "Kepala Balai,",
    "KEPALA BALAI",
    "Mengetahui,",
    "Kepala,",
    "Kepala Pusat,",
    "Direktur",
    "Kepala Kantor,",
    "Plt. Kepala,",
    "Ketua Tim Pembangunan Zona Integritas,",
    "KEPALA DINAS",
    "Ketua,",
)
_AIMED = 0.5  # of the plans with columns that group rows word these as aims
_NAME_PARTS = ("Wanatirta", "Sagaralaya", "Buminata", "Tirtawangi", "Mandalasari", "Rimbakusuma",
               "Langitjaya", "Padiwangsa")  # fmt: skip

_NARRATIVE = (
    "Dalam rangka pembangunan Zona Integritas, {unit} menyusun rencana kerja tahun {year} "
    "sebagai acuan bagi seluruh pegawai.",
    "Rencana kerja ini memuat langkah, bukti fisik dan waktu pelaksanaan pada setiap area "
    "perubahan. Pelaksanaannya dipantau setiap triwulan oleh tim kerja.",
    "Demikian rencana kerja ini disusun untuk dilaksanakan dengan penuh tanggung jawab.",
)


def _lengthened(areas: list[PlanArea], other: PlanSource) -> list[PlanArea]:
    """Areas with the components that another plan of the same split has in its areas."""
    longer = []
    for index, area in enumerate(areas):
        names = {component.name for component in area.components}
        more = other.areas[index].components if index < len(other.areas) else []
        fresh = [component for component in more if component.name not in names]
        longer.append(PlanArea(name=area.name, components=[*area.components, *fresh]))
    return longer


def _choose_areas(plan: PlanSource, rng: Random, others: Sequence[PlanSource]) -> list[PlanArea]:
    """Some of the areas, components and rows, 20 to 90 rows; long ones borrow from another."""
    areas = list(plan.areas)
    if others and rng.random() < 0.4:
        areas = _lengthened(areas, rng.choice(others))
    if rng.random() < 0.25:
        rng.shuffle(areas)
    total = sum(len(comp.rows) for area in areas for comp in area.components)
    goal = rng.randint(20, 90)
    keep = min(1.0, goal / total) if total > 20 else 1.0
    if len(areas) > 3 and rng.random() < 0.3:
        areas.pop(rng.randrange(len(areas)))
    chosen = []
    for area in areas:
        components = []
        for component in area.components:
            if rng.random() > keep + (1 - keep) * 0.2:
                continue
            rows = [
                row
                for number, row in enumerate(component.rows)
                if number == 0 or row.indicator is None or rng.random() < keep + 0.25
            ]
            components.append(PlanComponent(name=component.name, rows=rows))
        chosen.append(PlanArea(name=area.name, components=components or area.components[:1]))
    return chosen


def _in_core_fonts(text: str) -> bool:
    """Whether the fonts that every PDF viewer has can write a text. The bullet they could, but
    several tools cannot read it back."""
    written = text.encode("cp1252", errors="replace")
    return "•" not in text and written.count(b"?") == text.count("?")


def vary(
    plan: PlanSource, rng: Random, others: Sequence[PlanSource] = (), wide: bool = False
) -> Document:
    """A document made from a plan: content, layout and looks, all drawn from `rng`. Long ones
    borrow components of `others`, plans of the same split; `wide` ones have values, amounts and
    columns that group rows."""
    year = rng.randint(2018, 2026)
    unit = unit_name(plan.unit, rng)
    columns = choose_wide_columns(rng, year) if wide else choose_columns(rng)
    style = choose_style(columns, rng)
    table = VariedTable(columns, rng, year, unit)
    _write(plan, table, rng, others)
    title = _title_lines(fill(plan.title, unit, year), unit, rng)
    foot = rng.choice(("", "", "", f"Rencana Kerja {year}", unit, "Dokumen Zona Integritas"))
    signature = _signature(year, rng)
    written = "".join(text for cell in table.cells for text in cell.paragraphs)
    if style.font in ("helvetica", "times") and not _in_core_fonts(written):
        style = replace(style, font="liberation-sans")
    return Document(
        unit=unit,
        year=year,
        title=tuple(title),
        narrative=tuple(
            fill(text, unit, year) for text in (_NARRATIVE if rng.random() < 0.1 else ())
        ),
        signature=tuple(signature),
        running_head=unit if rng.random() < 0.08 else "",
        running_foot=foot,
        page_number=rng.choice(("", "", "{n}", "{n}", "- {n} -", "Halaman {n}", "{n} | Halaman")),
        columns=columns,
        lines=tuple(table.lines),
        cells=tuple(sorted(table.cells, key=lambda cell: (cell.rows[0], cell.column))),
        style=style,
    )


def _write(plan: PlanSource, table: VariedTable, rng: Random, others: Sequence[PlanSource]) -> None:
    """Writes areas, as sections or in columns of their own, and their components into a table."""
    numbering = rng.choice(("{r}", "{r}", "{r}.", "AREA {r}", "{a}.", "{a}", ""))
    restart = rng.random() < 0.8
    upper = rng.random() < 0.8
    number = 0
    contents = set(table.place)
    group = next((name for name in ("area", "group") if name in contents), "")
    aims = bool(group) and rng.random() < _AIMED
    for area_no, area in enumerate(_choose_areas(plan, rng, others), 1):
        printed = numbering.replace("{r}", _ROMAN[min(area_no, 12)])
        printed = printed.replace("{a}", chr(64 + area_no))
        name = area.name.upper() if upper else titled(area.name)
        if group:
            name = titled(area.name).rsplit(" : ", 1)[-1]  # a name of its own, its number apart
            printed = f"{area_no}." if group == "area" and numbering else ""
            name = as_aim(name, False, rng) if aims else name
        else:
            table.lines.append(Section(area_no, printed, name))
        number = 0 if restart else number
        first = begun = table.count
        for component in area.components:
            number += 1
            title = component.name
            if aims:
                component = component.model_copy(update={"name": as_aim(title, True, rng)})
            table.component(area_no, name, number, component)
            if group == "area" and "group" in contents:
                about = component.rows[0].action or title
                about = as_aim(title, False, rng) if aims else about
                table.above(first, "", about, "group")
                first = table.count
        if group:
            table.above(begun, printed, name, group)


def _title_lines(title: str, unit: str, rng: Random) -> list[str]:
    lines = [title]
    if rng.random() < 0.4 and unit in title:
        before, after = title.split(unit, 1)
        lines = [part.strip() for part in (before, unit, after) if part.strip()]
    return [] if rng.random() < 0.04 else lines


def _signature(year: int, rng: Random) -> list[str]:
    if rng.random() >= 0.35:
        return []
    day = rng.choice(("2 Januari", "15 Januari", "Januari", "3 Pebruari", "28 Desember"))
    place = rng.choice((".........", *_TOWNS))
    lines = [
        f"Ditetapkan di {place}\nPada tanggal {day} {year}"
        if rng.random() < 0.2
        else f"{place}, {day} {year}",
        rng.choice(_TITLES),
        "",
        "",
        rng.choice(("NAMA PEJABAT", _name(rng), _name(rng).upper())),
    ]
    if rng.random() < 0.5:
        lines.append(rng.choice(("NIP. ..................", "NIP 00000000 000000 0 000")))
    return [part for line in lines for part in line.split("\n")]


def _name(rng: Random) -> str:
    """A name that nobody bears: of invented parts, with degrees as officials write them."""
    before = rng.choice(("", "", "Ir. ", "Dr. ", "Dr. Ir. ", "drh. ", "Prof. Dr. "))
    after = rng.choice(("", "", ", M.Si.", ", SH, MH", ", S.P., M.P.", ", Ph.D"))
    parts = rng.sample(_NAME_PARTS, 2)
    return f"{before}{' '.join(parts)}{after}"
