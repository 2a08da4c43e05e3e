"""XLS, the workbooks of Excel 97 to 2003, by xlrd, which alone of the usual libraries knows their
number formats, merged cells and what is hidden."""

from __future__ import annotations

import io
from typing import Any

from pipeline.errors import ExportError
from pipeline.model import Source
from pipeline.read.laying import Layout, Placed
from pipeline.read.numberformat import BUILTIN, show_number
from pipeline.read.workbook import Area, lay_sheet

# Colour numbers for white and for "as the page".
_WHITE = (1, 9, 64, 65)


def read_xls(data: bytes) -> Source:
    """An XLS file → a `Source` with a grid per visible sheet. Raises ExportError "damaged" or
    "encrypted"."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        layout = Layout()
        for sheet in book.sheets():
            _lay(book, sheet, layout)
    except ExportError:
        raise
    except Exception as error:  # xlrd lets errors of every kind through for damaged files
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise ExportError("encrypted", format="XLS") from error
        raise ExportError("damaged", format="XLS") from error
    return layout.source("xls")


def _lay(book: Any, sheet: Any, layout: Layout) -> None:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER
    from xlrd import error_text_from_code as errors

    cells = []
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            style = book.xf_list[cell.xf_index]
            text = str(cell.value)
            if cell.ctype in (XL_CELL_NUMBER, XL_CELL_DATE):
                number = style.format_key
                code = BUILTIN.get(number) or book.format_map[number].format_str
                text = show_number(cell.value, code, from_1904=bool(book.datemode))
            elif cell.ctype == XL_CELL_BOOLEAN:
                text = "TRUE" if cell.value else "FALSE"
            elif cell.ctype == XL_CELL_ERROR:
                text = errors.get(cell.value, "#N/A")
            ground = style.background
            shaded = ground.fill_pattern == 1 and ground.pattern_colour_index not in _WHITE
            colour = str(ground.pattern_colour_index) if shaded else ""
            if text or colour:
                cells.append(Placed(row, column, text, ground=colour))
    merged = [Area(top, left, end - 1, stop - 1) for top, end, left, stop in sheet.merged_cells]
    hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden = [Area(0, c, 1 << 20, c) for c, info in sheet.colinfo_map.items() if info.hidden]
    lay_sheet(layout, sheet.name, cells, merged, hidden_rows, hidden, sheet.visibility == 0)
