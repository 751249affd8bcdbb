"""The types of cells that columns are made of: each joins a parser of `cells` to the fields it fills."""

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from communes.text import normalise
from programmes.imports.cell_calendar import read_plan_date, read_plan_period, spread_period
from programmes.imports.cells import (
    Amount,
    Attendance,
    StatusCell,
    read_amount,
    read_attendance,
    read_boolean,
    read_count,
    read_date,
    read_decimal,
    read_integer,
    read_list,
    read_percent,
    read_status,
    read_text,
    read_tick,
)
from programmes.imports.columns import CellType, Scope
from programmes.imports.readings import CellFault, Reading, as_text, asked, folded, is_blank, no_value, shown
from programmes.partial_dates import PartialDate, Precision

EXPECTED_CODE = "code sans espace ni accent attendu, par exemple « DGCT-2023 »"
EXPECTED_YEAR = "année de 1990 à 2100 attendue, par exemple « 2024 »"
EXPECTED_TIME = "heure attendue, par exemple « 9 h » ou « 14 h 30 »"
EXPECTED_DAY = "jour précis attendu, par exemple « 20/12/2023 »"
_SEPARATORS = re.compile(r"[;,/|•&+\n]| et | - ", re.IGNORECASE)
_CODE = re.compile(r"[-a-zA-Z0-9_]+")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?: ?(?:h|heures?|:) ?(?P<minute>[0-9]{2})?(?:[ :].*|mn|min)?)?")


def _line(cell: object, _: Scope) -> Reading[str]:
    text = read_text(cell)
    return Reading(" ".join(text.value.split())) if text.value else Reading(None)


def _code(cell: object, scope: Scope) -> Reading[str]:
    code = _line(cell, scope)
    if code.value and not _CODE.fullmatch(code.value):
        raise CellFault(EXPECTED_CODE, cell)
    return code


def _count(cell: object, _: Scope) -> Reading[int]:
    count = read_count(cell)
    if count.value is None:
        return Reading(None, count.question)
    if count.value.approximate:
        return asked(count.value.number, f"« {shown(cell)} » : retenir {count.value.number} ?")
    return Reading(count.value.number, count.question)


def _year(cell: object, _: Scope) -> Reading[int]:
    year = read_integer(cell)
    if year.value is not None and not 1990 <= year.value <= 2100:
        raise CellFault(EXPECTED_YEAR, cell)
    return year


def _time(cell: object, _: Scope) -> Reading[time]:
    if is_blank(cell):
        return Reading(None)
    if isinstance(cell, time):
        return Reading(cell.replace(second=0, microsecond=0))
    found = _TIME.fullmatch(folded(cell)) if isinstance(cell, str) else None
    if not found or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise CellFault(EXPECTED_TIME, cell)
    return Reading(time(int(found["hour"]), int(found["minute"] or 0)))


def _day(cell: object, _: Scope) -> Reading[Any]:
    written = read_date(cell)
    if written.value is None:
        return Reading(None, written.question)
    if written.value.precision is not Precision.DAY:
        raise CellFault(EXPECTED_DAY, cell)
    return Reading(written.value.first, written.question)


def _spellings(cell: object, _: Scope) -> Reading[tuple[str, ...]]:
    names = (" ".join(name.split()) for name in re.split(r"[;\n]", as_text(cell)))
    return Reading(tuple(dict.fromkeys(name for name in names if name)) or None)


def _currency(cell: object, _: Scope) -> Reading[str]:
    if is_blank(cell):
        return Reading(None)
    try:
        amount = read_amount(f"1 {as_text(cell)}", "")
    except CellFault as fault:
        raise CellFault("devise attendue : FCFA, EUR, USD ou GBP", cell) from fault
    return Reading(amount.value.currency if amount.value else None)


def _amount(cell: object, scope: Scope) -> Reading[Amount]:
    """In the row's currency, unless the cell names one; the two may not contradict each other."""
    stated = scope.row.get("currency")
    reading = read_amount(cell, stated or "XOF")
    if reading.value and stated and reading.value.currency != stated:
        raise CellFault("montant dans la devise de la colonne « Devise » attendu", cell)
    return reading


def _plain_amount(cell: object, scope: Scope) -> Reading[Decimal]:
    """In the currency of the row's activity: reports hold none of their own."""
    activity = scope.row.get("activity")
    currency = activity.currency if activity else "XOF"
    reading = read_amount(cell, currency)
    if reading.value is None:
        return Reading(None, reading.question)
    if activity and reading.value.currency != currency:
        raise CellFault(f"montant dans la devise de l’activité ({currency}) attendu", cell)
    return Reading(reading.value.value, reading.question)


def _spread_amount(name: str, value: Amount | None) -> dict[str, Any]:
    if value is None:
        return {name: None}
    return {name: value.value, "currency": value.currency}


def _status(cell: object, _: Scope) -> Reading[StatusCell]:
    reading = read_status(cell)
    if reading.value and reading.value.status == "cancelled":
        raise CellFault(
            "une annulation se décide par la Direction, elle ne se déclare pas dans un état", cell
        )
    return reading


def _spread_status(name: str, value: StatusCell | None) -> dict[str, Any]:
    if value is None:
        return {name: None}
    stated = value.progress if value.status == "in_progress" else None
    return {name: value.status} if stated is None else {name: value.status, "progress": stated}


def _attendance(cell: object, _: Scope) -> Reading[tuple[Attendance, str]]:
    reading = read_attendance(cell)
    if reading.value is None:
        return Reading(None, reading.question)
    written = as_text(cell)
    return Reading((reading.value, "" if written.isdigit() else written), reading.question)


def _spread_attendance(name: str, value: tuple[Attendance, str] | None) -> dict[str, Any]:
    if value is None:
        return {name: None, "attendance_count": "unknown", "attendance_text": ""}
    told, written = value
    fields: dict[str, Any] = {"attendance_text": written, name: None, "attendance_count": "unknown"}
    if told.total:
        fields[name] = told.total.number
        fields["attendance_count"] = "approximate" if told.total.approximate else "exact"
    return fields | {key: count for key in ("women", "men") if (count := getattr(told, key)) is not None}


def _partial(side: str, precision: str = "", *, in_plan: bool = False) -> CellType:
    """A date that may be known to the month, the quarter or the year only: it fills the date and its precision.

    `in_plan`: where no year is written, the one of the row's plan is meant.
    """

    def spread(name: str, value: PartialDate | None) -> dict[str, Any]:
        held = precision or f"{name}_precision"
        if value is None:
            return {name: None, held: Precision.DAY.value}
        day, known = value.as_end() if side == "end" else value.as_start()
        return {name: day, held: known.value}

    def read(cell: object, scope: Scope) -> Reading[PartialDate]:
        return read_plan_date(cell, _plan_year(scope)) if in_plan else read_date(cell)

    depends_on = ("plan",) if in_plan else ()
    return CellType("date, mois, trimestre ou année", read, spread, depends_on=depends_on)


def _plan_year(scope: Scope) -> int | None:
    return getattr(scope.row.get("plan"), "year", None)


def choice(options: type[TextChoices], **words: tuple[str, ...]) -> CellType:
    """One of a list, by its French label, its value, or other words in use given by value."""
    known = {normalise(label): value for value, label in options.choices}
    known |= {normalise(value): value for value in options.values}
    for value, others in words.items():
        known |= {normalise(word): options(value).value for word in others}
    labels = tuple(str(label) for label in options.labels)

    def read(cell: object, _: Scope) -> Reading[str]:
        if is_blank(cell):
            return Reading(None)
        value = known.get(normalise(as_text(cell)))
        if value is None:
            raise CellFault("un de ces mots attendu : " + ", ".join(f"« {label} »" for label in labels), cell)
        return Reading(value)

    return CellType("choix dans une liste", read, choices=labels)


def reference(kind: str, within: tuple[str, ...] = ()) -> CellType:
    """An object of another kind, by code, name, acronym or known spelling; `within` the objects named on the row."""

    def read(cell: object, scope: Scope) -> Reading[Any]:
        text = " ".join(as_text(cell).split())
        if is_blank(cell):
            return Reading(None)
        return scope.find(kind, text, _named(scope, within))

    return CellType("code ou nom", read, refers_to=kind, depends_on=within)


def references(kind: str) -> CellType:
    """Several objects of another kind in one cell: « Budget national/UNICEF », « a ; b »."""

    def read(cell: object, scope: Scope) -> Reading[tuple[Any, ...]]:
        names = _listed(cell, kind, scope)
        found = [scope.find(kind, name, {}) for name in names]
        question = next((reading.question for reading in found if reading.question), None)
        values = tuple(dict.fromkeys(reading.value for reading in found if reading.value is not None))
        return Reading(values or None, question)

    return CellType("codes ou noms, séparés par un point-virgule", read, many=True, refers_to=kind)


def _listed(cell: object, kind: str, scope: Scope) -> tuple[str, ...]:
    """The names in a cell. Knowing all names, which is slow, matters only where there is something to cut at."""
    known = scope.names(kind) if _SEPARATORS.search(as_text(cell)) else ()
    return read_list(cell, known).value or ()


def _named(scope: Scope, within: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: scope.row.get(name) for name in within}


def _place(cell: object, scope: Scope) -> Reading[Any]:
    if nothing := no_value(cell):
        return nothing
    found = scope.places(as_text(cell), level="commune")
    if len(found.value or ()) > 1:
        raise CellFault("un seul lieu attendu", cell)
    return Reading(found.value[0] if found.value else None, found.question)


def _places(cell: object, scope: Scope) -> Reading[tuple[Any, ...]]:
    return no_value(cell) or scope.places(as_text(cell))


LINE = CellType("texte", _line)
TEXT = CellType("texte, sur plusieurs lignes s’il le faut", lambda cell, _: read_text(cell))
URL = CellType("adresse d’un site", _line)
CODE = CellType("code sans espace ni accent", _code)
CODE_IN_PARENT = CellType("code", _line)
INTEGER = CellType("nombre entier", lambda cell, _: read_integer(cell))
COUNT = CellType("nombre entier", _count)
DECIMAL = CellType("nombre", lambda cell, _: read_decimal(cell))
PERCENT = CellType("pourcentage", lambda cell, _: read_percent(cell))
AMOUNT = CellType("montant", _amount, _spread_amount, depends_on=("currency",))
PLAIN_AMOUNT = CellType("montant", _plain_amount, depends_on=("activity",))
CURRENCY = CellType("devise", _currency, choices=("FCFA", "EUR", "USD", "GBP"))
YEAR = CellType("année", _year)
DAY = CellType("date (jour, mois, année)", _day)
START, END, MOMENT = _partial("start"), _partial("end"), _partial("start")
PLANNED_START, PLANNED_END = _partial("start", in_plan=True), _partial("end", in_plan=True)
PERIOD = CellType(
    "période, trimestres ou date",
    lambda cell, scope: read_plan_period(cell, _plan_year(scope)),
    spread_period,
    depends_on=("plan",),
)
TICK = CellType("une croix ou rien", lambda cell, _: read_tick(cell), lambda _name, _value: {})
ADOPTION = _partial("start", precision="adopted_precision")
TIME = CellType("heure", _time)
YES_NO = CellType("oui ou non", lambda cell, _: read_boolean(cell), choices=("oui", "non"))
STATUS = CellType(
    "état d’exécution", _status, _spread_status, choices=("planifiée", "en cours", "réalisée", "non réalisée")
)
ATTENDANCE = CellType("nombre de participants", _attendance, _spread_attendance)
SPELLINGS = CellType("graphies, séparées par un point-virgule", _spellings, many=True)
PLACE = CellType("lieu", _place, refers_to="places")
PLACES = CellType("lieux, séparés par un point-virgule", _places, many=True, refers_to="places")
ACCOUNT = reference("accounts")
