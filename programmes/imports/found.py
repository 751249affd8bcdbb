"""What is told of each sheet: how it was understood, and what of it is left out. Pure: no Django."""

from collections.abc import Iterator, Sequence

from programmes.formats import counted, enumeration, plural, typeset
from programmes.imports.body import ALONE, BELOW, HEADINGS, NUMBERS, TOTALS, Body
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import FoundColumn, FoundSheet
from programmes.imports.layout import DEEPEST_HEADER, Header
from programmes.imports.readings import shown
from programmes.imports.tables import Table, letter
from programmes.imports.workbooks import Row, Sheet

SAMPLES, LOOKED_AT = 3, 200
MOST_COLUMNS, MOST_QUOTED = 60, 3
_DONE = ("laissée de côté", "laissées de côté")

_LEFT = {
    TOTALS: ("ligne de total", "lignes de total"),
    HEADINGS: ("ligne d’intitulés répétés", "lignes d’intitulés répétés"),
    NUMBERS: ("ligne de numérotation des colonnes", "lignes de numérotation des colonnes"),
    ALONE: ("ligne qui n’a que son intitulé", "lignes qui n’ont que leur intitulé"),
    BELOW: ("ligne sous le tableau", "lignes sous le tableau"),
}


def found_sheet(
    sheet: Sheet,
    kind: Kind,
    header: Header,
    table: Table | None,
    columns: dict[int, Column],
    also: Sequence[str],
) -> FoundSheet:
    """What was understood of a sheet that is read; `columns` are those of all the kinds it brings."""
    rows = [row for _, row in table.data] if table else list(sheet.rows[header.last :])
    return FoundSheet(
        sheet.name,
        kind.word,
        header.row,
        tuple(_columns(sheet, header.headings_text, rows, columns)),
        len(table.data) if table else 0,
        keyed_by(kind, columns),
        tuple(also),
    )


def sheet_not_read(sheet: Sheet) -> FoundSheet:
    """What a person needs to say what a sheet is: its likely headings, and what stands below."""
    number = _likely_header(sheet)
    row = sheet.rows[number - 1] if number else ()
    headings = {
        index: shown(cell) for index, cell in enumerate(row) if isinstance(cell, str) and cell.strip()
    }
    columns = tuple(_columns(sheet, headings, sheet.rows[number:], {}))
    return FoundSheet(sheet.name, "", number, columns)


def _likely_header(sheet: Sheet) -> int:
    """The number of the row, among the first, that holds the most texts above others; 0 when none holds two."""
    texts = [
        sum(isinstance(cell, str) and 0 < len(cell.strip()) <= 60 for cell in row)
        for row in sheet.rows[:DEEPEST_HEADER]
    ]
    best = max(texts, default=0)
    return texts.index(best) + 1 if best > 1 and len(sheet.rows) > texts.index(best) + 1 else 0


def _columns(
    sheet: Sheet, headings: dict[int, str], rows: Sequence[Row], columns: dict[int, Column]
) -> Iterator[FoundColumn]:
    """The columns that have a heading or hold something, with the first values below."""
    width = min(MOST_COLUMNS, max((len(row) for row in rows[:LOOKED_AT]), default=0))
    for index in range(max([width, *(place + 1 for place in headings)])):
        samples = tuple(_samples(index, rows))
        if index in headings or samples:
            column = columns.get(index)
            yield FoundColumn(letter(index), headings.get(index, ""), samples, column.name if column else "")


def _samples(index: int, rows: Sequence[Row]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows[:LOOKED_AT]:
        if index < len(row) and row[index] not in ("", None) and (text := shown(row[index])):
            found.setdefault(text)
        if len(found) == SAMPLES:
            break
    return list(found)


def keyed_by(kind: Kind, columns: dict[int, Column]) -> str:
    """By what the rows of a sheet are recognised, in French: « reconnues à leur code »."""
    names = {column.name for column in columns.values()}
    if kind.word == "activities" and "code" not in names:
        return "reconnues à leur intitulé dans le plan (aucune colonne de codes)"
    if kind.key[-1] == "code":
        return "reconnues à leur code"
    headings = [column.heading for column in kind.columns if column.name in kind.key and column.name in names]
    return typeset(f"reconnues à : {enumeration(headings)}") if headings else ""


def left_out(sheet: Sheet, body: Body) -> Iterator[str]:
    """What is not read below the headings, counted and quoted."""
    for what, rows in body.left.items():
        if what == ALONE and len(rows) > len(body.rows) / 2:
            continue  # a list of titles is what the sheet is
        numbers = ", ".join(str(number) for number, _ in rows[:10]) + ("…" if len(rows) > 10 else "")
        texts = dict.fromkeys(shown(text) for _, text in rows if text)
        quoted = ", ".join(f"« {text} »" for text in list(texts)[:MOST_QUOTED])
        more = f" : {quoted}{'…' if len(texts) > MOST_QUOTED else ''}" if quoted else ""
        done = ("lue comme les autres", "lues comme les autres") if what == ALONE else _DONE
        said = f"{counted(len(rows), *_LEFT[what])}, {plural(len(rows), *done)}"
        yield typeset(
            f"Feuille « {sheet.name} » : {said} ({plural(len(rows), 'ligne', 'lignes')} {numbers}){more}."
        )
