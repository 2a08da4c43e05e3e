"""The pages of docs/ that are made from the code: `python -m pipeline.docs` writes them anew."""

from __future__ import annotations

from pathlib import Path

from pipeline.messages import FLAGS
from pipeline.tables import DTYPES, TABLES

DOCS_DIR = Path(__file__).resolve().parent.parent / "docs"
_MADE = "<!-- Made from the code by `python -m pipeline.docs`. -->\n"


def tables_page() -> str:
    """What each column of the four tables is called, holds and means."""
    parts = [
        f"{_MADE}# Tables\n\n"
        '`pandas.read_parquet("parsed/NAME.parquet")` reads each with the dtypes shown.\n'
    ]
    for name, columns in TABLES.items():
        parts.append(f"\n## {name}\n\n| column | dtype | meaning |\n| --- | --- | --- |\n")
        for column in columns:
            dtype = "list of text" if column.kind == "codes" else DTYPES[column.kind]
            missing = "" if column.required else ", or NA"
            parts.append(f"| {column.name} | {dtype}{missing} | {column.meaning} |\n")
    return "".join(parts)


def flags_page() -> str:
    """What each flag means, in both languages."""
    rows = "".join(f"| {code} | {text.id} | {text.en} |\n" for code, text in sorted(FLAGS.items()))
    return f"{_MADE}# Tanda · Flags\n\n| flag | arti | meaning |\n| --- | --- | --- |\n{rows}"


PAGES = {"tables.md": tables_page, "flags.md": flags_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS_DIR / name).write_text(page(), encoding="utf-8")
