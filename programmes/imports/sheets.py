"""Which sheet of a file is which kind, and what is said of the others."""

from rapidfuzz import fuzz, process

from communes.text import normalise
from programmes.exports.headings import is_beside_data
from programmes.formats import typeset
from programmes.imports.columns import Kind
from programmes.imports.faults import Fault, ImportReport, Where
from programmes.imports.kinds import KINDS, WORKBOOK
from programmes.imports.marks import is_list_of_faults
from programmes.imports.tables import Table, find_table, header_faults, letter
from programmes.imports.workbooks import Sheet

LOWEST_SCORE = 60
READ_ME = {"lisez moi", "a lire", "lisezmoi"}


def choose_tables(sheets: list[Sheet], word: str, report: ImportReport) -> dict[str, Table]:
    """The tables to load, by kind. What is wrong with the file as a whole goes into the report."""
    named = _sheets_by_kind(sheets, report) if word == WORKBOOK else _sheet_of(sheets, word, report)
    tables = {kind: table for kind, sheet in named.items() if (table := _table(sheet, KINDS[kind], report))}
    if not named and not report.faults:
        _fault(report, report.file, "aucune feuille à importer n’a été trouvée : le fichier est vide")
    return tables


def _is_left_out(sheet: Sheet) -> bool:
    """Whether the sheet explains or serves the others, or lists the faults that were marked in them."""
    beside = normalise(sheet.name) in READ_ME or is_beside_data(sheet.name)
    return beside or is_list_of_faults(sheet.rows)


def _sheets_by_kind(sheets: list[Sheet], report: ImportReport) -> dict[str, Sheet]:
    """Sheets of a workbook, each named by its kind."""
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        word = sheet.name.strip().casefold()
        if _is_left_out(sheet):
            continue
        if word in found:
            _fault(report, sheet.name, "deux feuilles de la même sorte : gardez-en une")
        elif word in KINDS:
            found[word] = sheet
        elif not sheet.is_empty:
            _fault(report, sheet.name, _unknown_sheet(sheet.name))
    return found


def _unknown_sheet(name: str) -> str:
    """What to do with a sheet whose name is no kind: the nearest kind, by its word or its French title."""
    names = {normalise(kind.title): kind for kind in KINDS.values()} | {
        normalise(word): kind for word, kind in KINDS.items()
    }
    nearest = process.extractOne(normalise(name), list(names), scorer=fuzz.ratio, score_cutoff=LOWEST_SCORE)
    if nearest is None:
        return "nom de feuille inconnu : donnez-lui le nom de sa sorte, par exemple « partners », ou « Lisez-moi »"
    kind = names[nearest[0]]
    return f"nom de feuille inconnu : pour « {kind.title} », nommez-la « {kind.word} »"


def _sheet_of(sheets: list[Sheet], word: str, report: ImportReport) -> dict[str, Sheet]:
    """The sheet of one kind: the one so named, else the first in which its headings are found."""
    filled = [sheet for sheet in sheets if not sheet.is_empty and not _is_left_out(sheet)]
    named = [sheet for sheet in filled if sheet.name.strip().casefold() == word]
    found = named or [sheet for sheet in filled if find_table(sheet, KINDS[word])] or filled
    if not found:
        return {}
    if len(filled) > 1:
        others = ", ".join(sheet.name for sheet in filled if sheet is not found[0])
        report.notices.append(typeset(f"Feuille lue : {found[0].name}. Non lues : {others}."))
    return {word: found[0]}


def _table(sheet: Sheet, kind: Kind, report: ImportReport) -> Table | None:
    if sheet.is_empty:
        report.notices.append(typeset(f"Feuille « {sheet.name} » : vide."))
        return None
    table = find_table(sheet, kind)
    if table is None:
        headings = ", ".join(column.heading for column in kind.columns)
        _fault(report, sheet.name, f"ligne des intitulés introuvable. Intitulés attendus : {headings}")
        return None
    faults = header_faults(table)
    twice = {fault.where.letter for fault in faults}
    report.faults += faults
    for index, text in table.unknown.items():
        if letter(index) not in twice:
            report.notices.append(
                typeset(
                    f"Feuille « {sheet.name} », colonne {letter(index)} « {text} » : intitulé inconnu, ignorée."
                )
            )
    return None if faults else table


def _fault(report: ImportReport, sheet: str, message: str) -> None:
    report.faults.append(Fault(Where(sheet), "", typeset(message)))
