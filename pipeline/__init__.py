"""Rows and deadlines from exports of Indonesian work plans (Rencana Kerja Tahunan).

>>> import pipeline
>>> plan = pipeline.parse("raw/plan.tsv")          # doctest: +SKIP
>>> plan.indicators, plan.deadlines, plan.cells    # pandas DataFrames  # doctest: +SKIP
>>> pipeline.parse_deadlines("Maret s/d Mei", 2023)[0].kind
'range'

Names are imported when first used, so that reading one phrase does not load pandas.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.deadlines import parse_deadlines
    from pipeline.parsing import parse

__all__ = ["__version__", "parse", "parse_deadlines"]


def __getattr__(name: str) -> Any:
    if name == "parse":
        from pipeline.parsing import parse

        return parse
    if name == "parse_deadlines":
        from pipeline.deadlines import parse_deadlines

        return parse_deadlines
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
