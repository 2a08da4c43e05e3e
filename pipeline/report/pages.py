"""Where the page of an export stands in the report's folder."""

from __future__ import annotations

from pipeline.trace import file_stem

PAGES = "ekspor"


def page_name(document_id: str) -> str:
    """The file of an export's page, from the report's folder."""
    return f"{PAGES}/{file_stem(document_id)}.html"
