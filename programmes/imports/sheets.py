"""Which sheet of a file is which kind, the tables they bring, and what is said of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from communes.territory_files import level_of_file
from communes.text import normalise
from programmes.exports.headings import is_beside_data
from programmes.formats import enumeration, typeset
from programmes.imports.body import Body, read_body
from programmes.imports.columns import Column, Kind
from programmes.imports.departments import DepartmentNames
from programmes.imports.derived import Codes, beside, new_plan, with_groups, without_status
from programmes.imports.faults import CONFIRMED, Fault, FoundSheet, ImportReport, Question, Where
from programmes.imports.found import found_sheet, left_out, sheet_not_read
from programmes.imports.kinds import AUTO, KINDS, ORDER, WORKBOOK
from programmes.imports.layout import Header, Top, find_header, with_mapping
from programmes.imports.marks import is_list_of_faults
from programmes.imports.options import ImportOptions, SheetMapping, reading_key
from programmes.imports.ranks import settle_ranks
from programmes.imports.readings import shown
from programmes.imports.recognition import recognise
from programmes.imports.tables import Table, header_faults, header_of, index_of, letter, table_of
from programmes.imports.totals import check_totals
from programmes.imports.workbooks import Sheet

LOWEST_SCORE = 60
READ_ME = {"lisez moi", "a lire", "lisezmoi"}
PLAN, EFFECTIVE_DATE = "plan", "effective_date"


def choose_tables(
    sheets: list[Sheet], word: str, report: ImportReport, options: ImportOptions | None = None
) -> dict[str, list[Table]]:
    """The tables to load, by kind, in the order of the sheets. What is wrong with the file as a whole, and how each
    sheet was understood, goes into the report.

    `word` is a kind, WORKBOOK when each sheet bears the name of its kind, AUTO when each is to be recognised; what a
    person said of a sheet (`options.sheets`) wins.
    """
    return _File(sheets, word, report, options or ImportOptions()).tables()


@dataclass(frozen=True)
class _Chosen:
    """A sheet, the kind it is read as (None for none), its headings when they were looked for to know it."""

    sheet: Sheet
    kind: Kind | None = None
    mapping: SheetMapping | None = None
    header: Header | None = None


class _File:
    """The sheets of one file, being understood."""

    def __init__(self, sheets: list[Sheet], word: str, report: ImportReport, options: ImportOptions) -> None:
        self.sheets, self.word, self.report, self.options = sheets, word, report, options
        self.given = dict(options.given)
        if code := options.new_plan.get("code", "").strip():
            self.given.setdefault(PLAN, code)
        self.departments = DepartmentNames(options.answers)
        self.codes = Codes()
        self.found: dict[str, list[Table]] = {}

    def tables(self) -> dict[str, list[Table]]:
        """Every table of the file."""
        chosen = list(self._chosen())
        if self.options.new_plan:
            self._add(new_plan(KINDS["plans"], self.options.new_plan))
        for one in chosen:
            self.report.sheets.append(self._read(one) if one.kind else sheet_not_read(one.sheet))
        for taken, code in self.codes.renamed:
            self._notice(f"Le code {taken} est déjà celui d’un autre objectif : celui-ci reçoit {code}.")
        if not self.report.faults and not any(one.kind for one in chosen):
            self._fault(self.report.file, "aucune feuille à importer n’a été trouvée" + self._why(chosen))
        return self.found

    def _why(self, chosen: list[_Chosen]) -> str:
        if all(one.sheet.is_empty for one in chosen):
            return " : le fichier est vide"
        if any(level_of_file(one.sheet.name) for one in chosen):
            return (
                " ; si ce sont des lieux, déposez de nouveau le fichier en disant qu’il contient « Régions, cercles et "
                "communes » ; sinon, dites ce que contient chaque feuille"
            )
        return " : dites ce que contient chaque feuille"

    def _add(self, table: Table) -> None:
        self.found.setdefault(table.kind.word, []).append(table)

    def _fault(self, sheet: str, message: str, row: int = 0, heading: str = "") -> None:
        self.report.faults.append(Fault(Where(sheet, row, "", heading), "", typeset(message)))

    def _notice(self, message: str) -> None:
        self.report.notices.append(typeset(message))

    # --- which sheet is which kind

    def _chosen(self) -> Iterator[_Chosen]:
        """Each sheet of the file, in its order, with its kind."""
        unsettled = [sheet for sheet in self.sheets if not self.options.of_sheet(sheet.name)]
        by_hand = [one for one in self.options.sheets if one.kind]
        if self.word == WORKBOOK:
            guessed = {sheet.name: self._named(sheet) for sheet in unsettled}
        elif self.word == AUTO:
            guessed = {sheet.name: self._recognised(sheet) for sheet in unsettled}
        else:
            guessed = {} if by_hand else self._only(unsettled)
        for sheet in self.sheets:
            if mapping := self.options.of_sheet(sheet.name):
                yield _Chosen(sheet, self._kind_of(mapping), mapping)
            else:
                yield guessed.get(sheet.name) or _Chosen(sheet)
        self._check_twice(guessed)

    def _kind_of(self, mapping: SheetMapping) -> Kind | None:
        if mapping.kind and mapping.kind not in KINDS:
            self._fault(mapping.sheet, f"sorte inconnue : « {mapping.kind} »")
        return KINDS.get(mapping.kind)

    def _check_twice(self, guessed: Mapping[str, _Chosen]) -> None:
        """In a workbook that names its sheets, two of one name are a slip; sheets that are recognised may be parts."""
        if self.word != WORKBOOK:
            return
        seen: set[str] = set()
        for name, one in guessed.items():
            if one.kind and one.kind.word in seen:
                self._fault(name, "deux feuilles de la même sorte : gardez-en une")
            seen |= {one.kind.word} if one.kind else set()

    def _named(self, sheet: Sheet) -> _Chosen:
        """The sheet of a workbook, named by its kind."""
        word = sheet.name.strip().casefold()
        if word in KINDS:
            return _Chosen(sheet, KINDS[word])
        if not (_is_left_out(sheet) or sheet.is_empty or sheet.hidden):
            self._fault(sheet.name, _unknown_sheet(sheet.name))
        return _Chosen(sheet)

    def _recognised(self, sheet: Sheet) -> _Chosen:
        if _is_left_out(sheet) or sheet.is_empty or sheet.hidden:
            return _Chosen(sheet)
        known = recognise(sheet, ORDER)
        if known.kind:
            return _Chosen(sheet, known.kind, header=known.header)
        titles = enumeration((f"« {kind.title} »" for kind in known.could_be), "ou")
        why = f"elle peut être {titles}" if titles else "elle n’est pas reconnue"
        self._notice(
            f"Feuille « {sheet.name} » non lue : {why}. Dites ce qu’elle contient pour qu’elle soit lue."
        )
        return _Chosen(sheet)

    def _only(self, sheets: list[Sheet]) -> dict[str, _Chosen]:
        """The sheet of the kind asked for: the one so named, else the first in which its headings are found."""
        kind = KINDS[self.word]
        filled = [sheet for sheet in sheets if not (sheet.is_empty or _is_left_out(sheet))]
        names = {self.word, normalise(kind.title)}
        named = [one for one in filled if {one.name.strip().casefold(), normalise(one.name)} & names]
        found = named or [one for one in filled if header_of(Top(one), kind)] or filled
        if not found:
            return {}
        if len(filled) > 1:
            others = ", ".join(sheet.name for sheet in filled if sheet is not found[0])
            self._notice(f"Feuille lue : {found[0].name}. Non lues : {others}.")
        return {found[0].name: _Chosen(found[0], kind)}

    # --- what a sheet brings

    def _read(self, one: _Chosen) -> FoundSheet:
        sheet, kind = one.sheet, one.kind
        if kind is None or sheet.is_empty:
            self._notice(f"Feuille « {sheet.name} » : vide.")
            return FoundSheet(sheet.name, kind.word if kind else "")
        header = self._header(one, kind)
        if header is None:
            headings = ", ".join(column.heading for column in kind.columns)
            self._fault(sheet.name, f"ligne des intitulés introuvable. Intitulés attendus : {headings}")
            return replace(sheet_not_read(sheet), kind=kind.word)
        faults = header_faults(header, kind, sheet, self.given)
        self.report.faults += faults
        body = read_body(sheet, header, kind, self.departments.known)
        table = table_of(sheet, header, kind, self.given, body.rows)
        objectives = None
        if kind.groups:
            table, objectives = with_groups(table, body, KINDS[kind.groups], self.codes)
        told = beside(table, header, KINDS[kind.beside], self.given) if kind.beside else None
        also = [made.kind.word for made in (objectives, told) if made]
        read_as = table.columns | (told.columns if told else {})
        self._tell(sheet, kind, header, body, read_as)
        if not faults:
            self._check(table, body)
            self._bring(table, objectives, told, header)
        return found_sheet(sheet, kind, header, table, read_as, also)

    def _bring(self, table: Table, objectives: Table | None, told: Table | None, header: Header) -> None:
        """Take the tables of a sheet in; statuses need a date."""
        self._add(table)
        if objectives:
            self._add(objectives)
        if table.kind.beside and (alone := without_status(table, told, header)):
            self._notice(
                f"Feuille « {table.sheet.name} » : {alone} ligne(s) ont une observation ou une dépense sans état "
                "d’exécution ; elle n’est pas reprise."
            )
        if told is None:
            return
        dated = any(column.name == EFFECTIVE_DATE for column in told.columns.values())
        if dated or told.given.get(EFFECTIVE_DATE):
            self._add(told)
        else:
            heading = told.kind.column(EFFECTIVE_DATE).heading
            self._fault(table.sheet.name, "indiquez la date de ces états d’exécution", header.row, heading)

    def _header(self, one: _Chosen, kind: Kind) -> Header | None:
        """The headings of a sheet, as they are recognised and as a person said."""
        mapping = one.mapping
        at = mapping.header if mapping and 0 < mapping.header <= len(one.sheet.rows) else 0
        header = one.header or (
            find_header(Top(one.sheet), kind.recognised, at=at)
            if mapping
            else header_of(Top(one.sheet), kind)
        )
        if header is None:
            return None
        by_hand = dict(self._by_hand(mapping, kind)) if mapping else {}
        header = settle_ranks(with_mapping(header, by_hand), kind, one.sheet, by_hand)
        return header if header.columns else None

    def _by_hand(self, mapping: SheetMapping, kind: Kind) -> Iterator[tuple[int, Column | None]]:
        known = {column.name: column for column in kind.recognised}
        taken: set[str] = set()
        for letters, name in mapping.columns.items():
            index = index_of(letters)
            if index < 0 or (name and name not in known):
                self._fault(
                    mapping.sheet, f"colonne {letters} : « {name} » n’est pas une colonne de cette sorte"
                )
            elif name in taken:
                self._fault(
                    mapping.sheet, f"deux colonnes données pour « {known[name].heading} » : gardez-en une"
                )
            else:
                taken |= {name} if name else set()
                yield index, known.get(name)

    # --- what is said of it

    def _tell(
        self, sheet: Sheet, kind: Kind, header: Header, body: Body, read_as: Mapping[int, Column]
    ) -> None:
        for index, text in sorted(header.headings_text.items()):
            place = f"Feuille « {sheet.name} », colonne {letter(index)} « {shown(text)} »"
            unread = index in header.unknown or (index in header.columns and index not in read_as)
            if unread:
                self._notice(f"{place} : intitulé inconnu, ignorée.")
            elif index in header.alike:
                self._notice(f"{place} : lue comme « {header.alike[index].heading} ».")
        self.report.notices += left_out(sheet, body)

    def _check(self, table: Table, body: Body) -> None:
        """What the totals say, and amounts that stand over several rows."""
        checked = check_totals(table, body.totals, self.options.answers)
        self.report.questions += checked.questions
        if checked.unchecked:
            rows = ", ".join(map(str, sorted(set(checked.unchecked))))
            self._notice(
                f"Feuille « {table.sheet.name} » : total non vérifié (ligne {rows}), des montants sont illisibles ou "
                "en plusieurs devises."
            )
        for row, index, last in body.shared_amounts:
            column = table.columns.get(index)
            cells = table.sheet.rows[row - 1]
            if column is None:
                continue
            key = reading_key(table.kind.word, column.name, f"{table.sheet.name} {row} {last} {cells[index]}")
            if key not in self.options.answers:
                message = (
                    f"montant fusionné sur les lignes {row} à {last} : il est lu pour la ligne {row} seule. "
                    "Est-ce exact ?"
                )
                where = table.where(row, column)
                self.report.questions.append(
                    Question(where, shown(cells[index]), typeset(message), key, CONFIRMED)
                )


def _is_left_out(sheet: Sheet) -> bool:
    """Whether the sheet explains the others, or lists the faults that were marked in them."""
    return normalise(sheet.name) in READ_ME or is_beside_data(sheet.name) or is_list_of_faults(sheet.rows)


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
