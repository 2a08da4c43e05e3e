"""Corrections: what a data officer mends, kept in `rules/corrections/`, one file per export.

entries.py     the model of an entry, and the loader
applying.py    (plan as read, corrections) → plan
copying.py     a row as a ready entry
columns.py     what entries call the cells of a row
listing.py     all corrections with their state
"""

from pipeline.corrections.copying import correction_entry

__all__ = ["correction_entry"]
