"""What a joint between two states means: cells left empty or inherited, new rows, sections."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.layout import Layout
from pipeline.recover.flowed.semimarkov import Floats

JOINTS = ("cell", "row", "section")
# What rows without a cell of their own have from the row above.
INHERITED = {"component_no", "component", "indicator", "group"}


def transitions_of(
    layout: Layout, empties: Floats
) -> tuple[dict[str, Floats], NDArray[np.int64], dict[str, Floats]]:
    """What a joint between two states means, by name, (S + 1, S), with `empties` the log odds that
    a row leaves each state empty; for each joint an index of `JOINTS`, (S + 1, S); and what the end
    of the text in a state means, by name, (S,). Row S stands for the beginning of the table."""
    size, fields = len(layout), layout.fields
    columns = len(layout.keys)
    names: dict[str, Floats] = {}
    kinds = np.zeros((size + 1, size), dtype=np.int64)

    def add(name: str, a: int, b: int, value: float = 1.0) -> None:
        names.setdefault(name, np.zeros((size + 1, size)))[a, b] += value

    def leave(column: int, a: int, b: int) -> None:
        add(f"empty:{fields[column]}", a, b)
        add("empty_habit", a, b, empties[column])

    for a in range(size + 1):
        for b in range(size):
            ungrouped = a == size and b < columns and "group" in fields[:b]  # the first row
            after_none = b == layout.continued and a >= columns
            if a == layout.outside or ungrouped or after_none:
                add("impossible", a, b)
                continue
            if b == layout.continued:
                add("continued", a, b)
                continue
            if a < b < columns:
                for column in range(a + 1, b):
                    leave(column, a, b)
                continue
            kinds[a, b] = JOINTS.index("row" if b < columns else "section")
            if a < columns:  # the row that ends may leave its last cells empty
                for column in range(a + 1, columns):
                    leave(column, a, b)
                if fields[a] in ("component_no", "component"):
                    add("row_of_component_only", a, b)
            if b < columns:
                add("row", a, b)
                for column in range(b):
                    if fields[column] in INHERITED:
                        add(f"inherited:{fields[column]}", a, b)
                    else:
                        leave(column, a, b)
                if "indicator" in fields[:b]:
                    add("empty_habit", a, b, empties[fields.index("indicator")])
                if (
                    a >= columns
                    and a != layout.continued
                    and fields[b] not in ("component_no", "component", "group")
                ):
                    add("row_without_component", a, b)
                if fields[b] == "component" and "component_no" in fields[:b]:
                    add("component_without_number", a, b)
            else:
                add(fields[b], a, b)
    endings: dict[str, Floats] = {"empty_habit": np.zeros(size)}
    for a in range(columns):
        for column in range(a + 1, columns):
            endings.setdefault(f"empty:{fields[column]}", np.zeros(size))[a] += 1
            endings["empty_habit"][a] += empties[column]
    return names, kinds, endings
