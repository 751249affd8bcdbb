"""Places with their figures as a sheet."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from communes.models import Place
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from reporting.figures.map_measures import Measure, PlaceFigures

Reading = Callable[[PlaceFigures], Cell]


def place_sheet(places: Iterable[PlaceFigures]) -> OutSheet:
    """Every place, what contains it, and its figures; a place of which nobody can tell says so."""
    names = dict(Place.objects.order_by().values_list("pk", "name"))
    columns: list[tuple[OutColumn, Reading]] = [
        (OutColumn("Clé", Style.CODE, 26), lambda one: one.place.key),
        (OutColumn("Lieu", width=30), lambda one: one.place.name),
        (OutColumn("Cercle", width=22), lambda one: names.get(one.place.cercle, "")),
        (OutColumn("Région", width=22), lambda one: names.get(one.place.region, "")),
        (OutColumn("Activités (base du taux)", Style.NUMBER), lambda one: _count(one, "base")),
        (OutColumn("Réalisées", Style.NUMBER), lambda one: _status(one, "done")),
        (OutColumn("En cours", Style.NUMBER), lambda one: _status(one, "in_progress")),
        (OutColumn("Planifiées", Style.NUMBER), lambda one: _status(one, "planned")),
        (OutColumn("Non réalisées", Style.NUMBER), lambda one: _status(one, "not_done")),
        (OutColumn("Annulées", Style.NUMBER), lambda one: _status(one, "cancelled")),
        (OutColumn("Taux d’exécution physique", Style.PERCENT), _rate),
        (OutColumn("En retard", Style.NUMBER), lambda one: _count(one, "late")),
        (OutColumn("Budget (FCFA)", Style.AMOUNT), lambda one: _amount(one, Measure.BUDGET)),
        (OutColumn("Dépensé (FCFA)", Style.AMOUNT), lambda one: _amount(one, Measure.SPENT)),
        (OutColumn("Programmes", Style.NUMBER), lambda one: one.programmes),
        (OutColumn("Partenaires", Style.NUMBER), lambda one: one.partners),
        (OutColumn("Remarque", width=30), lambda one: _remark(one)),
    ]
    return OutSheet(
        "lieux",
        "Lieux",
        tuple(column for column, _ in columns),
        ([read(one) for _, read in columns] for one in places),
    )


def _count(one: PlaceFigures, name: str) -> int:
    return getattr(one.figures, name) if one.figures else 0


def _status(one: PlaceFigures, status: str) -> int:
    return one.figures.counts.of(status) if one.figures else 0


def _rate(one: PlaceFigures) -> Decimal | None:
    return one.figures.execution.percent if one.figures else None


def _amount(one: PlaceFigures, measure: Measure) -> Decimal | None:
    value = one.value(measure)
    return None if value is None else Decimal(str(value))


def _remark(one: PlaceFigures) -> str:
    return one.text(Measure.ACTIVITIES) if one.value(Measure.ACTIVITIES) is None else ""
