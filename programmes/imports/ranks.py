"""« N° »: a running number, or a code? The values below decide. Pure: no Django."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from programmes.imports.columns import Column, Kind
from programmes.imports.headings import is_rank
from programmes.imports.layout import Header
from programmes.imports.readings import as_text
from programmes.imports.workbooks import Sheet

LOOKED_AT = 500
_CODE = re.compile(r"[A-Za-zÀ-ÿ]{0,8}[-._/ ]?\d+(?:[-._/]\d+)*[A-Za-z]?|[A-Z]{1,6}")


def settle_ranks(header: Header, kind: Kind, sheet: Sheet, by_hand: Mapping[int, Column | None]) -> Header:
    """The header with its running numbers read as ranks, and left out where they begin again with each group."""
    names = {column.name: column for column in kind.columns}
    code = names.get("code")
    if code is None or code.required or "position" not in names:
        return header
    columns, unknown, twice = dict(header.columns), dict(header.unknown), dict(header.twice)
    doubtful = [
        index
        for index, column in (header.columns | header.twice).items()
        if column is code and index not in by_hand and is_rank(header.headings[index].whole)
    ]
    for index in doubtful:
        others = [one for one, column in (columns | twice).items() if column is code and one != index]
        numbers = _numbers(sheet, header.last, index)
        if numbers is None and not others:
            continue
        columns.pop(index, None)
        twice.pop(index, None)
        if others and others[0] in twice:
            columns[others[0]] = twice.pop(others[0])
        free = all(column.name != "position" for column in columns.values())
        if numbers and free and all(first < second for first, second in pairwise(numbers)):
            columns[index] = names["position"]
        else:
            unknown[index] = header.headings[index].whole
    return replace(header, columns=dict(sorted(columns.items())), unknown=unknown, twice=twice)


def _numbers(sheet: Sheet, last: int, index: int) -> list[int] | None:
    """The whole numbers of a column; None when most of what is short enough for a code is none."""
    numbers: list[int] = []
    codes = 0
    for row in sheet.rows[last : last + LOOKED_AT]:
        text = as_text(row[index]).strip(" .)") if index < len(row) else ""
        if text.isdecimal():
            numbers.append(int(text))
        elif _CODE.fullmatch(text):
            codes += 1
    if not numbers or codes > len(numbers) / 4:
        return None
    # The numbers of the columns (1 2 3…) stand right under the headings.
    return (
        numbers[1:] if len(numbers) > 2 and numbers[0] == index + 1 and numbers[1] <= numbers[0] else numbers
    )
