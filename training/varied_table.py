"""The table of a varied plan: values, list marks and numbers, merged, empty and shifted cells."""

from __future__ import annotations

from random import Random

from training.document import Cell, Column, Row, Section
from training.phrases import retime
from training.plans import PlanComponent, PlanRow
from training.wording import fill, in_paragraphs, with_typos

_PICS = (
    "Ketua Tim ZI",
    "Subbag Tata Usaha",
    "Koordinator Area",
    "Kepala Balai",
    "Tim Pokja",
    "Sekretaris Tim",
    "Pengelola Kepegawaian",
    "Seksi Pelayanan Teknis",
    "Tim SPIP",
)
_NOTES = (
    "",
    "",
    "",
    "Terlaksana",
    "Rutin",
    "Lanjutan tahun lalu",
    "Belum terlaksana",
    "Menunggu anggaran",
    "Dilaporkan ke pusat",
)
_USUAL_CONTENTS = {"component_no", "component", "indicator", "action", "evidence", "target", "pic",
                   "extra:note", "extra:done", "extra:unit"}  # fmt: skip
_MEASURES = ("Dokumen", "Laporan", "%", "Persen", "Kegiatan", "Orang", "Nilai", "Indeks", "Paket",
             "Bulan", "Unit", "Kali")  # fmt: skip
_VALUE_FORMS = ("{n}", "{n}%", "{n} dokumen", "{n},50", "{n} (tahun lalu)", "WTP", "{n} Laporan")
_PLACES = ("Kota", "Kabupaten", "Se-provinsi", "Kantor", "Kab/Kota", "Jakarta", "Luar daerah")
_UNITS = ("1 Dokumen", "12 Laporan", "2 Kegiatan", "4 Laporan", "1 SK", "100%", "1 Paket")


class VariedTable:
    """Collects the lines and cells of a table while its plan is walked through. How it is written,
    and how often what happens in real plans happens in it, is drawn when it is begun."""

    def __init__(self, columns: tuple[Column, ...], rng: Random, year: int, unit: str) -> None:
        self.columns, self.rng, self.year, self.unit = columns, rng, year, unit
        self.place = {column.content: index for index, column in enumerate(columns)}
        self.lines: list[Section | Row] = []
        self.cells: list[Cell] = []
        self.count = 0
        self.bullets = rng.choice(
            ("as written", "as written", "-", "•", "1", "1)", "a", "none", "semicolons")
        )
        self.breaks_lists = (
            self.bullets not in ("as written", "none", "semicolons") and rng.random() < 0.4
        )
        self.typos = rng.choice((0.0, 0.0, 0.0, 0.004, 0.015))
        self.time_style = rng.choice(
            ("verbatim", "verbatim", "verbatim", "verbatim", "short", "dashed", "quarter", "range")
        )
        self.merge_odds = rng.choice((0.0, 0.0, 0.0, 0.0, 0.3, 0.6))
        self.empty_odds = rng.choice((0.0, 0.0, 0.0, 0.01, 0.03))
        self.shift_odds = rng.choice((0.0, 0.0, 0.0, 0.0, 0.01, 0.02))
        self.unnumbered_odds = rng.choice((0.0, 0.0, 0.0, 0.0, 0.05, 0.15))
        self.leadings = rng.choice(
            (
                (1.0,),
                (1.15,),
                (1.15,),
                (1.2,),
                (1.15, 1.3),
                (1.15, 1.15, 1.35),
                (1.3,),
                (1.5,),
                (1.15, 1.7),
                (1.8,),
            )
        )
        self.blank_odds = rng.choice((0.0, 0.0, 0.0, 0.02, 0.1, 0.3))
        self.numbers = rng.choice(("{n}",) * 7 + ("{n}.", "{n}.", "{area}.{n}", "{a}", "{a}."))
        self.leading_by_row = rng.random() < 0.5
        self.wide = any(column.content not in _USUAL_CONTENTS for column in columns)
        if self.wide:
            self.value_forms = rng.choice((("{n}",), ("{n}%",), ("{n} %", "{n}"), _VALUE_FORMS))
            self.money_form = rng.choice(("{n}", "{n}", "Rp {n}", "Rp{n},-", "Rp. {n},00"))

    def _values(self, row: PlanRow) -> dict[str, str]:
        rng = self.rng
        values = {
            "indicator": row.indicator or "",
            "action": row.action or "",
            "evidence": row.evidence or "",
            "target": retime(row.target or "", self.time_style, self.year),
            "pic": row.pic or rng.choice(_PICS),
            "extra:note": row.note or rng.choice(_NOTES),
            "extra:done": rng.choice(("100%", "100%", "75%", "50%", "0%", "-", "")),
            "extra:unit": rng.choice(_UNITS),
        }
        for key in ("action", "evidence", "target"):
            if values[key] and rng.random() < self.empty_odds:
                values[key] = ""
        return values | self._wide_values(row, values)

    def _wide_values(self, row: PlanRow, values: dict[str, str]) -> dict[str, str]:
        """What stands in the columns of a wide plan."""
        if not self.wide:
            return {}
        rng = self.rng
        quarters = sorted(rng.choice((0, 10, 20, 25, 40, 50, 60, 75, 80, 100)) for _ in range(4))
        form = rng.choice(self.value_forms)
        money = rng.choice(("-", "", *(["{n}"] * 6)))
        amount = f"{rng.randrange(1, 9999) * 10 ** rng.randrange(4, 6):,}".replace(",", ".")
        return (
            values
            | {
                "unit": rng.choice(_MEASURES),
                "value": form.replace("{n}", str(rng.choice((1, 2, 4, 12, 57, 80, 85, 100, 1500)))),
                "money": money.replace("{n}", self.money_form.replace("{n}", amount)),
                "place": rng.choice(_PLACES),
                "output": values["evidence"] or row.indicator or "",
            }
            | {
                f"quarter:{n}": "-" if share == 0 else form.replace("{n}", str(share))
                for n, share in enumerate(quarters, 1)
            }
        )

    def _programs(self, component: PlanComponent, values: list[dict[str, str]]) -> None:
        """A programme stands before its action: what else would be the action, with that of the
        next row as its own; where there are no components, their name."""
        if "program" not in self.place:
            return
        actions = [value["action"] for value in values]
        for at, value in enumerate(values):
            if "component" in self.place:
                value["program"] = actions[at]
                value["action"] = actions[(at + 1) % len(actions)]
            else:
                value["program"] = component.name

    def _add(self, key: str, rows: list[int], text: str, leading: float, shift: int = 0) -> bool:
        if key not in self.place or not text:
            return False
        text = with_typos(fill(text, self.unit, self.year), self.rng, self.typos)
        bullets = self.bullets if key in ("action", "evidence", "indicator") else "as written"
        breaks = self.breaks_lists and key in ("action", "evidence")
        parts = tuple(in_paragraphs(text, bullets, breaks))
        blanks = (0, 0)
        if self.rng.random() < self.blank_odds:
            blanks = self.rng.choice(((1, 0), (1, 0), (0, 1), (2, 0), (1, 1)))
        column = self.place[key] + shift
        self.cells.append(Cell(key, column, tuple(rows), parts, leading, blanks))
        return True

    def _number(self, area_no: int, number: int) -> str:
        """A component's number as this document prints it."""
        text = self.numbers.replace("{n}", str(number)).replace("{area}", str(area_no))
        return text.replace("{a}", chr(96 + min(number, 26)))

    def component(self, area_no: int, area: str, number: int, component: PlanComponent) -> None:
        """Adds the rows of a component: cells of each row, and those merged over several."""
        rng = self.rng
        first = self.count
        written = component.rows
        if not {"action", "evidence"} & set(self.place):  # a row is an indicator
            written = [row for row in written if row.indicator] or written[:1]
        rows = list(range(first, first + len(written)))
        values = [self._values(row) for row in written]
        self._programs(component, values)
        numbers_rows = "component" not in self.place
        counted = "component_no" in self.place
        base = rng.choice(self.leadings)
        flags: list[list[str]] = [[] for _ in rows]
        if numbers_rows:
            for row in rows:
                self._add("component_no", [row], f"{row + 1}", base)
        else:
            if not counted:
                pass
            elif rng.random() < self.unnumbered_odds:
                for marks in flags:
                    marks.append("number_missing")
            else:
                self._add("component_no", rows, self._number(area_no, number), base)
            self._add("component", rows, component.name, base)
        if "indicator" not in self.place:
            for value in values:
                value["action"] = value["action"] or value["indicator"]
        merged = (
            {key for key in ("target", "evidence", "pic") if rng.random() < self.merge_odds}
            if rng.random() < self.merge_odds
            else set()
        )
        for key in sorted(merged):
            if key == "target" or rng.random() < 0.4:
                for value in values[1:]:
                    value[key] = values[0][key]
        self._rows(rows, values, merged, flags, base)
        for row, marks in zip(rows, flags, strict=True):
            label = str(row + 1) if numbers_rows else self._number(area_no, number).rstrip(".")
            label = label if counted else ""
            if "group" in self.place and "area" not in self.place:  # no areas are printed
                self.lines.append(Row(row, None, "", label, tuple(marks)))
            else:
                self.lines.append(Row(row, area_no, area, label, tuple(marks)))
        self.count += len(rows)

    def above(self, first: int, number: str, area: str, content: str) -> None:
        """Adds the cell of a column that groups rows: over all rows since `first`."""
        rows = tuple(range(first, self.count))
        text = fill(f"{number} {area}".strip(), self.unit, self.year)
        leading = self.rng.choice(self.leadings)
        self.cells.append(Cell(content, self.place[content], rows, (text,), leading))

    def _rows(
        self,
        rows: list[int],
        values: list[dict[str, str]],
        merged: set[str],
        flags: list[list[str]],
        base: float,
    ) -> None:
        heads = ("component_no", "component", "group", "area")
        keys = [key for key in self.place if key not in heads]
        for at in range(len(rows)):
            leading = base if self.leading_by_row else self.rng.choice(self.leadings)
            shift_from = self._shift(at, rows, values, merged)
            if shift_from is not None:
                flags[at].append("shifted")
            for key in keys:
                text = values[at][key]
                covered = at > 0 and text and key in merged and values[at - 1][key] == text
                if covered or not text:
                    continue
                stop = at + 1
                while stop < len(rows) and (
                    (key in merged and values[stop][key] == text)
                    or (key == "indicator" and not values[stop]["indicator"])
                ):
                    stop += 1
                shifted = shift_from is not None and self.place[key] >= shift_from
                if shifted and self.place[key] > self.place["target"]:
                    shifted = False
                self._add(key, rows[at:stop], text, leading, -1 if shifted else 0)

    def _shift(
        self, at: int, rows: list[int], values: list[dict[str, str]], merged: set[str]
    ) -> int | None:
        """The column from which this row's cells slip one column left over an empty cell."""
        alone = (
            not merged
            and "target" in self.place
            and values[at]["indicator"]
            and (at + 1 == len(rows) or values[at + 1]["indicator"])
        )
        if not alone or "indicator" not in self.place or self.rng.random() >= self.shift_odds:
            return None
        empty = [key for key in ("action", "evidence") if not values[at][key]]
        key = empty[0] if empty else self.rng.choice(("action", "evidence"))
        if key not in self.place or not values[at]["target"]:
            return None
        values[at][key] = ""
        return self.place[key] + 1
