"""A varied plan, ready to be rendered: the types that pass from `vary` to `render` and `truth`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A printed column: the field it means (or "extra:HEADER"), its header as printed, what of a
    plan stands in it, and the header printed above it and its neighbours of the same `group`."""

    key: str
    header: str
    content: str
    group: str = ""


@dataclass(frozen=True)
class Cell:
    """One printed cell: `key` is the field it belongs to, `column` where it stands.

    The two differ in a shifted row. `rows` are the indices of the rows it spans.
    """

    key: str
    column: int
    rows: tuple[int, ...]
    paragraphs: tuple[str, ...]
    leading: float
    blanks: tuple[int, int] = (0, 0)  # empty paragraphs before and after the text


@dataclass(frozen=True)
class Section:
    """A section row; `number` is empty where none is printed."""

    area_no: int
    number: str
    name: str


@dataclass(frozen=True)
class Row:
    """One row of the table; its cells are in `Document.cells`."""

    index: int
    area_no: int | None
    area: str
    component_no: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Style:
    """How the pages look. Lengths in points, `leading` of a cell in multiples of the size."""

    font: str
    size: float
    paper: tuple[float, float]
    margin: float
    pad: float
    office_metrics: bool
    trailing_space: bool  # at the end of every line
    wrap_space: bool  # at the end of lines that go on
    split_top: bool  # what is left of a row on the next page stands at its top
    paragraph_gap: float
    hanging_indent: bool
    justify: bool
    valign: dict[str, str]
    centred: tuple[str, ...]
    weights: tuple[float, ...]
    header_repeats: bool
    header_numbered: bool
    rows_split: bool
    section_span: str
    furniture_first: bool
    ruled: bool
    cover: bool
    lines: str = (
        ""  # drawn where cells are not: "columns", "ends" of header and table, both: "frame"
    )


@dataclass(frozen=True)
class Document:
    """Everything that is printed, and the table behind it."""

    unit: str
    year: int
    title: tuple[str, ...]
    narrative: tuple[str, ...]
    signature: tuple[str, ...]
    running_head: str
    running_foot: str
    page_number: str
    columns: tuple[Column, ...]
    lines: tuple[Section | Row, ...]
    cells: tuple[Cell, ...]
    style: Style


@dataclass(frozen=True)
class Word:
    """A word as drawn: in stream order, `y` the baseline measured from the top of the page.

    `role` is "cell", "section_number", "section_name" or the role of page furniture; `owner` is
    the index of the cell or of the table line. `item` says that a list item begins here.
    """

    page: int
    x: float
    y: float
    size: float
    font: str
    text: str
    role: str
    owner: int
    item: bool = False


def is_wide(variant: int) -> bool:
    """Whether a variant is a wide plan: every fourth."""
    return variant % 4 == 3
