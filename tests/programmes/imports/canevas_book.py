"""The untidy workbook of `canevas`: title block, headings on two rows, merged cells, group rows, totals, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.programmes.imports.canevas import Line, lines, total_of

SHEET = "Plan 2025"

# Heading on the first row, and on the second one; two columns of the same first heading are merged over it.
HEADINGS = {
    "rank": ("N°", ""),
    "code": ("Code", ""),
    "title": ("Activités\nprévues :", ""),
    "department": ("Structure\nresp.", ""),
    "places": ("Zone d’inter-\nvention", ""),
    "period": ("Période", ""),
    "t1": ("Chronogramme 2025", "T1"),
    "t2": ("Chronogramme 2025", "T2"),
    "t3": ("Chronogramme 2025", "T3"),
    "t4": ("Chronogramme 2025", "T4"),
    "budget": ("Coût (FCFA)", "Montant"),
    "sources": ("Coût (FCFA)", "Source de\nfinancement"),
    "visa": ("Visa du chef", ""),
    "status": ("Etat d’exécution", ""),
    "comment": ("Observations", ""),
}
USUAL = tuple(name for name in HEADINGS if name != "code")
WITH_CODES = tuple(name for name in HEADINGS if name != "rank")
WITHOUT_STATUS = tuple(name for name in USUAL if name not in {"status", "comment"})
HXL = {
    "title": "#activity+name",
    "department": "#org+name",
    "places": "#loc+name",
    "budget": "#value+budget",
    "status": "#status",
}
OBJECTIVES = (
    "Objectif spécifique 1 : Renforcer les capacités des collectivités (ligne d’essai)",
    "Objectif spécifique 2 : Améliorer la gouvernance des finances locales (ligne d’essai)",
    "Objectif spécifique 3 : Suivre et évaluer la décentralisation (ligne d’essai)",
)


@dataclass
class Layout:
    """Where things were written: the row of each title, the letter of each column, the rows of headings and totals."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    header: int = 0
    subtotals: list[int] = field(default_factory=list)
    total: int = 0

    def doubtful(self, lines: Sequence[Line]) -> set[tuple[int, str]]:
        """The cells of these lines that a person must confirm, as (row, letter)."""
        return {(self.rows[line.title], self.letters[name]) for line in lines for name in line.doubts}


@dataclass
class _Sheet:
    """A sheet being filled from the top, and what is known of its columns."""

    sheet: Worksheet
    columns: Sequence[str]
    headings: dict[str, tuple[str, str]]
    row: int = 1

    def put(self, name: str, value: object) -> None:
        if name in self.columns and value not in (None, ""):
            self.sheet.cell(self.row, self.columns.index(name) + 1, value)

    def merge(self, first: int, last: int, rows: int = 1) -> None:
        """Merge the columns `first` to `last` (from 1), over `rows` rows from this one down."""
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row + rows - 1, start_column=first, end_column=last
        )

    def write_headings(self) -> None:
        """Two rows: what is alike on the first one is merged over the second one."""
        above = [self.headings[name][0] for name in self.columns]
        for name in self.columns:
            place = self.columns.index(name)
            first, second = self.headings[name]
            if not second:
                self.put(name, first)
                self.merge(place + 1, place + 1, rows=2)
            elif place == 0 or above[place - 1] != first:
                last = max(number for number, text in enumerate(above) if text == first)
                self.put(name, first)
                self.merge(place + 1, last + 1)
        self.row += 1
        for name in self.columns:
            self.put(name, self.headings[name][1])
        self.row += 1


def build(
    path: Path,
    plan: Sequence[Line] | None = None,
    *,
    columns: Sequence[str] = USUAL,
    headings: dict[str, tuple[str, str]] | None = None,
    total_off_by: int = 0,
    hxl: bool = False,
    merge_departments: bool = True,
) -> Layout:
    """Write the plan; `headings` replaces some of them, `total_off_by` makes the total row wrong."""
    plan = lines() if plan is None else plan
    book = Workbook()
    filling = _Sheet(book.active, columns, HEADINGS | (headings or {}))
    filling.sheet.title = SHEET
    layout = Layout(path, letters={name: get_column_letter(n) for n, name in enumerate(columns, start=1)})
    _title_block(filling)
    filling.write_headings()
    layout.header = filling.row - 1
    if hxl:
        for name, tag in HXL.items():
            filling.put(name, tag)
        filling.row += 1
    for number, name in enumerate(columns, start=1):
        filling.put(name, number)
    filling.row += 1
    for objective in sorted({line.objective for line in plan}):
        _group(filling, layout, plan, objective, merge_departments)
    _last_rows(filling, layout, plan, total_off_by)
    _other_sheets(book)
    book.save(path)
    return layout


def _title_block(filling: _Sheet) -> None:
    width = len(filling.columns)
    for text, merged in (
        ("Ministère de l’Administration territoriale et de la Décentralisation", True),
        ("REPUBLIQUE DU MALI – Un Peuple, Un But, Une Foi", True),
        ("Direction générale des collectivités territoriales (DGCT)", False),
        (None, False),
        ("PLAN D’ACTIONS 2025 (projet)\nFICHIER D’ESSAI : toutes les lignes sont inventées", True),
        (None, False),
    ):
        if text:
            filling.sheet.cell(filling.row, 1, text)
        if merged:
            filling.merge(1, width)
        filling.row += 1


def _group(
    filling: _Sheet, layout: Layout, plan: Sequence[Line], objective: int, merge_departments: bool
) -> None:
    """The row of an objective, its activities, its sub-total."""
    filling.sheet.cell(filling.row, 1, OBJECTIVES[objective])
    if objective != 1:
        filling.merge(1, len(filling.columns))
    filling.row += 1
    above: tuple[int, Line] | None = None
    for number, line in enumerate(plan, start=1):
        if line.objective != objective:
            continue
        _activity(filling, number, line)
        layout.rows[line.title] = filling.row
        above = _merged_with(filling, above, line) if merge_departments else None
        filling.row += 1
        if number in {10, 34}:
            filling.row, above = filling.row + 1, None
        if number == 31:
            filling.write_headings()
            above = None
    if "budget" in filling.columns:
        label = ("Sous-total OS 1", "S/total objectif 2", "SOUS TOTAL 3")[objective]
        amount = total_of(line for line in plan if line.objective == objective)
        filling.put("title", label)
        filling.put(
            "budget", f"{amount:,.2f} FCFA".replace(",", " ").replace(".", ",") if objective else amount
        )
        layout.subtotals.append(filling.row)
        filling.row += 1


def _activity(filling: _Sheet, number: int, line: Line) -> None:
    cells = {"rank": number, "code": line.code, "department": line.department_cell}
    cells |= {"title": line.title.replace(" sur ", "\nsur "), "places": line.places_cell}
    cells |= {"period": line.period_cell, "budget": line.budget_cell, "sources": line.sources_cell}
    cells |= {"status": line.status_cell, "comment": line.comment}
    cells |= {f"t{quarter}": tick for quarter, tick in enumerate(line.quarters, start=1)}
    for name, value in cells.items():
        filling.put(name, value)


def _merged_with(filling: _Sheet, above: tuple[int, Line] | None, line: Line) -> tuple[int, Line]:
    """The department said once for all the rows that follow: only the first of them holds it."""
    if above is None or above[1].department_cell != line.department_cell:
        return filling.row, line
    column = filling.columns.index("department") + 1
    first = above[0]
    for merged in list(filling.sheet.merged_cells.ranges):
        if (merged.min_col, merged.min_row) == (column, first):
            filling.sheet.unmerge_cells(str(merged))
    filling.sheet.cell(filling.row, column).value = None
    filling.sheet.merge_cells(start_row=first, end_row=filling.row, start_column=column, end_column=column)
    return above


def _last_rows(filling: _Sheet, layout: Layout, plan: Sequence[Line], off_by: int) -> None:
    if "budget" in filling.columns:
        filling.sheet.cell(filling.row, 1, "TOTAL GENERAL")
        place = filling.columns.index("budget")
        filling.merge(1, place)
        filling.put("budget", total_of(plan) + off_by)
        layout.total = filling.row
    filling.row += 3
    for text in ("Fait à Bamako, le 15 janvier 2025", "Le Directeur général", "(nom et cachet)"):
        filling.sheet.cell(filling.row, len(filling.columns) - 2, text)
        filling.row += 1


def _other_sheets(book: Workbook) -> None:
    notes = book.create_sheet("Notes")
    notes.append(["Notes de la réunion de préparation (essai)"])
    notes.append(["Revoir les montants avec la cellule d’appui", None, "avant vendredi"])
    book.create_sheet("Feuil3").sheet_state = "hidden"
