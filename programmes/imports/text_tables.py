"""CSV and TSV as people have them: the encoding and the separator are found, never asked. Pure: no Django."""

import csv
import io
import re
from itertools import islice

DELIMITERS = ";\t,|"
SAMPLED_LINES = 40
# Encodings of one byte a letter, the usual one first: Windows, old DOS exports, old Macintosh.
ONE_BYTE = ("cp1252", "cp850", "mac_roman")
_FRENCH = re.compile(r"(?<=[a-zA-Z])[éèêàâçôîûùëïœÉÈÊÀÇÔ]|[éèêàâçôîûùëïœÉÈÊÀÇÔ](?=[a-zA-Z])")
_STATED = re.compile(r"sep=(?P<sign>.)\r?\n", re.IGNORECASE)


class NotTextError(ValueError):
    """What was given is no text."""


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16 with or without its mark, else the one byte encoding that reads best.

    Raises NotTextError when control characters show that it is no text.
    """
    text, encoding = _decoded(content)
    if "\0" in text:
        raise NotTextError
    return text, encoding


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if order := _unmarked_utf_16(content[:4000]):
        return content.decode(order, errors="replace"), order
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        sample = content[:200_000]
        best = max(ONE_BYTE, key=lambda name: len(_FRENCH.findall(sample.decode(name, errors="replace"))))
        return content.decode(best, errors="replace"), best


def _unmarked_utf_16(sample: bytes) -> str:
    """Latin letters in two bytes have a zero for every other one."""
    even, odd = sample[::2], sample[1::2]
    if not odd:
        return ""
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and not odd.count(0) else ""


def rows_of(text: str, most_rows: int, delimiter: str = "") -> list[list[str]]:
    """The rows of a text, one more than `most_rows` at most. Raises csv.Error."""
    if stated := _STATED.match(text):  # Excel's own line, which it does not show
        text, delimiter = text[stated.end() :], stated["sign"]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or delimiter_of(text))
    rows = list(islice(reader, most_rows + 1))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def delimiter_of(text: str) -> str:
    """The separator that cuts the most lines into the most columns, the same number on each."""
    sample = text[:50_000]
    return max(DELIMITERS, key=lambda delimiter: _quality(sample, delimiter))


def _quality(sample: str, delimiter: str) -> tuple[int, int]:
    """Lines that agree count most: a list with commas in one cell is no table. Then the widest line alone."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, SAMPLED_LINES) if len(row) > 1]
    except csv.Error:
        return 0, 0
    counts = {width: widths.count(width) for width in widths}
    agreed = (count * count * (width - 1) for width, count in counts.items() if count > 1)
    return max(agreed, default=0), max(widths, default=0)
