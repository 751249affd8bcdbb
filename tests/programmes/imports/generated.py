"""Workbooks that nobody would write, and options that nobody would give: what the property tests of imports draw from.

About half of the cells are what their column expects, so that some rows get through to the writers and the database.
"""

import io
import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import KINDS, ORDER
from programmes.imports.options import Act, Answer, ImportOptions, SheetMapping
from programmes.imports.workbooks import Sheet
from programmes.models import Activity, Result
from tests.factories import (
    ActivityFactory,
    IndicatorFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
    SectorFactory,
    WorkshopFactory,
)
from tests.programmes.imports import canevas

# Codes that the columns of the kinds refer to; `ground` makes them.
KNOWN = {
    "departments": ("SDFL", "Sous-direction Finances locales", "CADD"),
    "partners": ("UNICEF", "GIZ"),
    "programmes": ("EAM", "PECIC"),
    "plans": ("DGCT-2023", "BROUILLON"),
    "funding-sources": ("BN", "PADRE/GIZ", "Budget national/UNICEF"),
    "sectors": ("education",),
    "workshops": ("ATELIER",),
    "activities": ("A-12", "DGCT-2023/A-12"),
    "results": ("R1.1", "OS1"),
    "indicators": ("IND-1",),
    "places": ("Bara", "commune de Gounzourèye", "région de Gao", "Ansongo", "Soni Alibert"),
}


def ground() -> None:
    """What rows may refer to: a programme with its framework, a plan in execution and a draft, a workshop."""
    canevas.ground()
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance", acronym="UNICEF")
    PartnerFactory(code="GIZ", name="Coopération allemande", acronym="GIZ")
    programme = ProgrammeFactory(code="EAM", title="Ensemble pour un avenir meilleur")
    ProgrammeFactory(code="PECIC", title="Prévention des conflits")
    ResultFactory(programme=programme, code="R1.1", kind=Result.Kind.RESULT)
    IndicatorFactory(programme=programme, code="IND-1")
    SectorFactory(code="education", name="Éducation")
    WorkshopFactory(code="ATELIER")
    plan = PlanFactory(code="DGCT-2023", title="Plan 2023", year=2023)
    PlanFactory(code="BROUILLON", title="Plan 2024", year=2024, adopted_on=None)
    ResultFactory(programme=None, plan=plan, code="OS1", kind=Result.Kind.OBJECTIVE)
    ActivityFactory(plan=plan, code="A-12", title="Former les élus", position=1)
    Activity.objects.update(is_demonstration=True)


# --- cells

HOSTILE = (
    "=1+1", "=HYPERLINK(\"x\";\"y\")", "@SUM(A1)", "-2+3", "+33", "'00123", "#REF!", "#N/A", "nan", "inf", "-inf",
    "1e400", "1e5", "0x1F", "١٢٣", "²", "½", "Ⅳ", "①②", "१०", "%", "٪45", "45 ٪", "1" * 400, "9" * 25 + " FCFA",
    "31/12/9999", "99/99/9999", "00/00/0000", "31 Novembre", "29/02/2023", "T9 2024", "T0", "0-0", "2024-2023",
    "fin", "début de", "1er", "au", " - ", ";", ";;;", "/", "//", "\n", "\t", "\x00", "\x1b[31m", "\ufeff", "\u202e",
    "\u200b", "x" * 5_000, "a;" * 300, "()", "((((", "Région de (", "commune de", "Communes de et et", "cercle",
    "TOTAL", "Sous-total", "Objectif spécifique 1 : x", "OS 2", "Axe 1", "Résultat 1.1 :", "Total général : 12",
    "Fait à Bamako, le 3", "#activity+name", "#org", "#", "1,5,5", "1.2.3", "-", "—", "????", "RAS", "néant",
    "demi", "mille mille", "vingt et un (22)", "1 milliard 500", "dont 4 femmes", "50 dont 60 femmes", "F/H",
    "12:61", "24 h", "9 h 99", "oui", "X", "✓", "NR", "100 %", "140 %", "-1 %", "Annulée", "Reporté", "0 %",
    "1/2", "12/2024", "2024/13", "’", "«»", "\U0001f600", "e\u0301", "\ufdfa" * 40,
)  # fmt: skip

texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("0123456789.,/-% TXx\n()éœ’«»"), max_size=40
)
numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.sampled_from(
        [0.0, -0.0, 1.0, 0.45, 45_280.0, 45_280.75, 1e15, 1e308, math.nan, math.inf, 2024, 2024.0]
    ),
)
moments = st.one_of(
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=9_999)),
    st.sampled_from(
        [date(2023, 12, 20), datetime(2023, 12, 20, 8, 30), time(9), date(1, 1, 1), date(9999, 12, 31)]
    ),
)
wild = st.one_of(
    st.just(""),
    st.none(),
    texts,
    st.sampled_from(HOSTILE),
    numbers,
    moments,
    st.booleans(),
    st.decimals(-5, 5),
)


# What the readers of cells say stands there, and something that does.
_FITTING: dict[str, tuple[object, ...]] = {
    "montant": ("1 500 000 FCFA", 12_000, "1,5 million"),
    "date (jour, mois, année)": ("20/12/2023", date(2023, 12, 20)),
    "date, mois, trimestre ou année": ("20/12/2023", "fin mars 2024", "2024"),
    "année": (2024, "2025"),
    "nombre": (12, "12,5"),
    "nombre entier": (3, "4"),
    "pourcentage": (45, "45 %"),
    "oui ou non": ("oui", "non"),
    "code": ("E-1", "E-2", "A-12", "R9"),
    "code sans espace ni accent": ("E-1", "E-2", "DGCT-2023"),
}


def fitting(column: Column) -> st.SearchStrategy[object]:
    """What the column expects: one of its choices, something it may refer to, a value of its type."""
    found = (
        column.parse.choices
        or KNOWN.get(column.parse.refers_to, ())
        or _FITTING.get(column.parse.wording, ())
    )
    values: list[object] = list(found) or [
        column.example or "Essai",
        *(f"{column.name} {number}" for number in range(4)),
    ]
    return st.sampled_from(values if column.required else [*values, ""])


# --- sheets


@st.composite
def tables(draw: st.DrawFn, kind: Kind) -> list[list[object]]:
    """A sheet of that kind as it should be, then damaged in a few places."""
    others = [column for column in kind.columns if not column.required]
    chosen = draw(st.lists(st.sampled_from(others), unique=True, max_size=6)) if others else []
    columns = draw(st.permutations([column for column in kind.columns if column.required] + chosen))
    headings: list[object] = [draw(st.sampled_from(column.headings)) for column in columns]
    rows = [headings]
    rows += draw(st.lists(st.tuples(*map(fitting, columns)).map(list), min_size=1, max_size=5))
    if kind.word == "activities":
        _beside(draw, rows)
    for damage in draw(st.lists(st.sampled_from(_DAMAGES), max_size=5)):
        damage(draw, rows)
    return rows


_BESIDE = (
    (("T1", "T2", "T3", "T4"), ("", "X", "x", "✓")),
    (("Etat d’exécution", "Observations"), ("Réalisé", "En cours", "NR", "45 %", "")),
    (("Période",), ("T2 2024", "fin mars 2024", "2024-2025", "")),
)


def _beside(draw: st.DrawFn, rows: list[list[object]]) -> None:
    """Quarters, statuses or periods beside the activities."""
    for headings, values in draw(st.lists(st.sampled_from(_BESIDE), max_size=2, unique=True)):
        rows[0] += headings
        for row in rows[1:]:
            row += [draw(st.sampled_from(values)) for _ in headings]


def _spoil_cell(draw: st.DrawFn, rows: list[list[object]]) -> None:
    row = draw(st.sampled_from(rows))
    if row:
        row[draw(st.integers(0, len(row) - 1))] = draw(wild)


def _untidy_heading(draw: st.DrawFn, rows: list[list[object]]) -> None:
    place = draw(st.integers(0, max(0, len(rows[0]) - 1)))
    if rows[0] and isinstance(rows[0][place], str):
        mark = draw(st.sampled_from(["\n", "  ", "-", "-\n"]))
        rows[0][place] = rows[0][place].upper().replace(" ", mark) + draw(
            st.sampled_from(["", " :", " (FCFA)", "*"])
        )


def _repeat_column(draw: st.DrawFn, rows: list[list[object]]) -> None:
    place = draw(st.integers(0, max(0, len(rows[0]) - 1)))
    for row in rows:
        row.append(row[place] if place < len(row) else "")


def _drop_column(draw: st.DrawFn, rows: list[list[object]]) -> None:
    place = draw(st.integers(0, max(0, len(rows[0]) - 1)))
    for row in rows:
        del row[place : place + 1]


def _repeat_row(draw: st.DrawFn, rows: list[list[object]]) -> None:
    rows.append(list(draw(st.sampled_from(rows))))


def _untidy_row(draw: st.DrawFn, rows: list[list[object]]) -> None:
    row = draw(
        st.lists(wild, max_size=8)
        | st.sampled_from(HOSTILE).map(lambda text: [text])
        | st.just(list(range(1, len(rows[0]) + 1)))
    )
    rows.insert(draw(st.integers(0, len(rows))), row)


_DAMAGES = (_spoil_cell, _spoil_cell, _untidy_heading, _repeat_column, _drop_column, _repeat_row, _untidy_row)


def _spans(rows: list[list[object]]) -> st.SearchStrategy[tuple[tuple[int, int, int, int], ...]]:
    last_row, last_column = len(rows) + 1, max(map(len, rows), default=0) + 1

    def ordered(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        return min(a, c), min(b, d), max(a, c), max(b, d)

    span = st.builds(
        ordered,
        st.integers(0, last_row),
        st.integers(0, last_column),
        st.integers(0, last_row),
        st.integers(0, last_column),
    )
    return st.lists(span, max_size=3).map(tuple)


@st.composite
def sheets(draw: st.DrawFn, kinds: Sequence[Kind] = ORDER) -> list[Sheet]:
    """One sheet or a few, under names of all sorts."""
    made: list[Sheet] = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        kind = draw(st.sampled_from(kinds))
        rows = draw(tables(kind))
        name = draw(
            st.sampled_from([kind.word, kind.word.upper(), kind.title[:31], "Feuil1", "Lisez-moi"]) | names
        )
        width = max(map(len, rows), default=0)
        square = [[_held(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        if name not in {one.name for one in made}:
            made.append(Sheet(name, square, draw(_spans(rows))))
    return made


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\/*?:[]'"), min_size=1, max_size=31
)


def _held(cell: object) -> object:
    """The cell as calamine gives it."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return float(cell)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) > 2**53 else cell


def as_xlsx(book: list[Sheet]) -> bytes:
    """The sheets as a file, with what a file can hold of them."""
    made = Workbook()
    made.remove(made.active)
    for number, sheet in enumerate(book):
        page = made.create_sheet(ILLEGAL_CHARACTERS_RE.sub("", sheet.name) or f"Feuil{number}")
        for row in sheet.rows:
            page.append([_writable(cell) for cell in row])
        for first_row, first_column, last_row, last_column in sheet.merged:
            page.merge_cells(
                start_row=first_row + 1,
                start_column=first_column + 1,
                end_row=last_row + 1,
                end_column=last_column + 1,
            )
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _writable(cell: object) -> object:
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000]
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, date) and cell.year < 1900:
        return cell.isoformat()
    return cell


# --- options

_letters = st.sampled_from(["A", "B", "C", "D", "E", "Z", "AA", "XFD", "ZZZZ", "a", "", "1", "é", "A1"])
_column_names = st.sampled_from(
    sorted({column.name for kind in ORDER for column in kind.columns} | {"", "nom", "t1", "__class__", "pk"})
)
_codes = (
    st.sampled_from([code for codes in KNOWN.values() for code in codes]) | texts | st.sampled_from(HOSTILE)
)
_kind_words = st.sampled_from([*KINDS, "", "auto", "workbook", "territory", "inconnue", "ACTIVITIES"])


def mappings(book: list[Sheet]) -> st.SearchStrategy[SheetMapping]:
    """How a sheet of the book, or one that it does not have, is to be read."""
    return st.builds(
        SheetMapping,
        st.sampled_from([sheet.name for sheet in book]) | names,
        _kind_words,
        header=st.integers(-2, 12) | st.just(10**9),
        columns=st.dictionaries(_letters, _column_names, max_size=4),
    )


def options(book: list[Sheet]) -> st.SearchStrategy[ImportOptions]:
    """Nothing settled, mostly; else anything."""
    plan = st.fixed_dictionaries(
        {},
        optional={
            "code": _codes,
            "title": _codes,
            "year": _codes,
            "department": _codes,
            "adopted_on": _codes,
        },
    )
    settled = st.builds(
        ImportOptions,
        sheets=st.lists(mappings(book), max_size=2).map(tuple),
        given=st.one_of(
            st.just({}),
            st.just({"plan": "BROUILLON"}),
            st.just({"plan": "DGCT-2023", "effective_date": "20/12/2023"}),
            st.dictionaries(_column_names, _codes, max_size=3),
        ),
        new_plan=st.just({}) | plan | st.just(canevas.NEW_PLAN),
        accept=st.booleans(),
        only_correct=st.booleans(),
    )
    return st.one_of(
        st.just(ImportOptions(accept=True)),
        st.just(ImportOptions(given={"plan": "BROUILLON"}, accept=True)),
        st.just(ImportOptions(given={"plan": "DGCT-2023", "effective_date": "20/12/2023"}, accept=True)),
        settled,
    )


def answers(keys: Sequence[str]) -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to some of these questions, sensible or not."""
    values = (
        st.sampled_from(["", "1", "2", "-1", "0", "abc", "9" * 30, "1 500", "réalisée", "2024", "SDFL"])
        | texts
    )
    return st.dictionaries(
        st.sampled_from(keys), st.builds(Answer, st.sampled_from(list(Act)), values), max_size=6
    )


# --- bytes


def spoiled(contents: Sequence[Path]) -> st.SearchStrategy[bytes]:
    """A real file cut, or with some of its bytes changed."""

    def change(content: bytes, cut: float, places: list[tuple[float, int]]) -> bytes:
        changed = bytearray(content[: max(1, int(len(content) * cut))])
        for place, value in places:
            changed[int(place * (len(changed) - 1))] = value
        return bytes(changed)

    return st.builds(
        change,
        st.sampled_from([path.read_bytes() for path in contents]),
        st.just(1.0) | st.floats(0, 1),
        st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    )
