"""What is marked in a workbook handed back: which cell, in what colour, with what words. Pure: no Django."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from programmes.formats import integer, typeset
from programmes.imports.faults import Fault, ImportReport, Question, Where

AUTHOR = "Portail DGCT"
SHEET = "Fautes"
TITLE = "Fautes et questions relevées à l’import"
HEADINGS = ("Nature", "Feuille", "Cellule", "Intitulé", "Valeur trouvée", "Ce qui est attendu")
WIDTHS = (14, 22, 10, 28, 34, 80)
RED, YELLOW = "F8CBC6", "FFE699"
# A spreadsheet slows down under more; the list of the last sheet goes further.
MOST_COMMENTS, MOST_LINES = 5_000, 20_000
LONGEST_COMMENT = 1_500
LONGEST_VALUE = 500
# What no XML holds.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Mark:
    """A fault (`sure`) or a question about a cell; no row means the sheet or the file as a whole."""

    sheet: str
    row: int
    letter: str
    heading: str
    value: str
    text: str
    sure: bool

    @property
    def nature(self) -> str:
        """As the list calls it."""
        return "faute" if self.sure else "à confirmer"

    @property
    def comment(self) -> str:
        """As the cell says it."""
        return writable(f"{self.nature.capitalize()} : {self.text}")[:LONGEST_COMMENT]


def marks_of(report: ImportReport) -> list[Mark]:
    """The faults and questions of a report, in the order of its sheets. What is said of a whole sheet goes to the row
    of its headings, where that is known."""
    headers = {sheet.sheet: sheet.header for sheet in report.sheets}
    order = {name: rank for rank, name in enumerate(headers)}
    found = [_mark(one, headers, sure=True) for one in report.faults]
    found += [_mark(one, headers, sure=False) for one in report.questions]
    return sorted(
        found, key=lambda one: (order.get(one.sheet, len(order)), one.row, len(one.letter), one.letter)
    )


def _mark(one: Fault | Question, headers: dict[str, int], *, sure: bool) -> Mark:
    where: Where = one.where
    row = where.row or headers.get(where.sheet, 0)
    value = writable(one.value)[:LONGEST_VALUE]
    return Mark(where.sheet, row, where.letter, writable(where.heading), value, writable(one.message), sure)


def writable(text: str) -> str:
    """The text without the characters that a workbook cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def first_cell(values: Iterable[object]) -> int:
    """Where a row is marked, from 0: its first cell that holds something."""
    return next((index for index, value in enumerate(values) if value not in ("", None)), 0)


def is_list_of_faults(rows: Sequence[Sequence[object]]) -> bool:
    """Whether a sheet is the one that an earlier time added."""
    return bool(rows and rows[0] and rows[0][0] == TITLE)


def index_of(letter: str) -> int:
    """The index of a column, from 0, by its letters."""
    index = 0
    for one in letter:
        index = index * 26 + ord(one) - ord("A") + 1
    return index - 1


def sheet_title(name: str, taken: Iterable[str]) -> str:
    """A name that a sheet of an XLSX may bear, unlike the others: at most 31 characters, none of []:*?/\\."""
    title = re.sub(r"[\[\]:*?/\\]", " ", writable(name)).strip(" '")[:31] or "Feuille"
    known = {one.casefold() for one in taken}
    number = 2
    result = title
    while result.casefold() in known:
        ending = f" ({number})"
        result, number = title[: 31 - len(ending)] + ending, number + 1
    return result


def link_to(sheet: str, cell: str) -> str:
    """The place of a cell, as links inside a workbook say it."""
    return "'{}'!{}".format(sheet.replace("'", "''"), cell)


def introduction(marks: list[Mark], *, rebuilt: bool) -> Iterator[str]:
    """What the sheet of faults says above its list."""
    sure = sum(mark.sure for mark in marks)
    yield typeset(
        f"{integer(sure)} faute{'s' * (sure > 1)} (en rouge dans les cellules), {integer(len(marks) - sure)} à "
        "confirmer (en jaune). Corrigez, enregistrez, puis importez de nouveau ce fichier : cette feuille ne sera "
        "pas lue."
    )
    if rebuilt:
        yield (
            "Ce classeur a été refait à partir des cellules lues : les formules y sont remplacées par leurs valeurs, "
            "la mise en forme n’y est pas. Vous pouvez aussi corriger votre fichier d’origine à l’aide de cette liste."
        )
    else:
        yield (
            "Le reste du classeur est tel que vous l’avez donné, formules comprises ; les macros et les graphiques, "
            "s’il y en avait, n’y sont plus."
        )
    if len(marks) > MOST_LINES:
        yield typeset(f"Les {integer(MOST_LINES)} premières sont listées ici.")
