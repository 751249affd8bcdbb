"""CSV as French spreadsheet programs open it: UTF-8 with its mark, semicolons, decimal comma. Pure: no Django."""

import csv
import io
from collections.abc import Iterator

from programmes.exports.cells import OutSheet, as_text

# Enough rows at a time for the network, few enough for the memory.
ROWS_AT_A_TIME = 500


def csv_lines(sheet: OutSheet) -> Iterator[bytes]:
    """The file, some rows at a time, as they come from the database."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    styles = [column.style for column in sheet.columns]
    buffer.write("\ufeff")
    writer.writerow([column.heading for column in sheet.columns])
    for number, row in enumerate(sheet.rows, 1):
        writer.writerow([as_text(cell, style) for cell, style in zip(row, styles, strict=True)])
        if number % ROWS_AT_A_TIME == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
