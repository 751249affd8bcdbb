"""A cell read with what a person has already answered about it. Pure: no Django."""

from collections.abc import Mapping
from typing import Any

from programmes.imports.columns import Column, Scope
from programmes.imports.options import Act, Answer, reading_key
from programmes.imports.readings import CellFault, Reading, as_text

# What stands in a cell whose formula gives no value: Excel's own words, and the one of `reading_process`.
_ERRORS = frozenset(
    {
        "#REF!",
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NOM?",
        "#NUM!",
        "#NOMBRE!",
        "#NULL!",
        "#NUL!",
        "#VALUE!",
        "#VALEUR!",
        "#FORMULE!",
    }
)


def read_cell(
    kind: str, column: Column, cell: object, scope: Scope, answers: Mapping[str, Answer]
) -> Reading[Any]:
    """The reading of a cell, or what a person said to read instead; a reading they accepted is not asked again.

    Raises CellFault.
    """
    if cell.__class__ is str and str(cell)[:1] == "#" and str(cell).strip() in _ERRORS:
        raise CellFault("une valeur est attendue, la formule de cette cellule n’en donne pas", cell)
    answer = answers.get(reading_key(kind, column.name, as_text(cell))) if answers else None
    if answer is None:
        return column.parse.read(cell, scope)
    if answer.act is Act.EMPTY:
        return Reading(None)
    return Reading(column.parse.read(answer.value if answer.act is Act.REPLACE else cell, scope).value)
