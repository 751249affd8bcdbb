"""The lists of plans and of programmes as sheets: the columns of the import, then the figures of their page."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.text import capfirst

from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from programmes.exports.columns import Reader, Taken
from programmes.exports.headings import information
from programmes.exports.kinds import sheet_of
from programmes.formats import date_short
from programmes.models import ActionPlan, Programme
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.overview import PlanOverview, ProgrammeOverview, plan_overviews, programme_overviews

EXECUTION = "Taux d’exécution physique"


def plan_sheet(
    plans: QuerySet, activities: ActivityQuerySet, reader: Reader, situation: Situation | None = None
) -> OutSheet:
    """Plans in the order given, with the figures of today or of the situation over these activities."""
    overviews = _Overviews(lambda keys: _plans_by_key(keys, activities, situation))
    then = _then(situation)
    beside = (
        overviews.column("Situation", lambda one: capfirst(one.plan.state.label), width=16),
        overviews.column("Activités inscrites", lambda one: one.listed, Style.NUMBER),
        overviews.column(f"Base du taux{then}", lambda one: one.counts.base, Style.NUMBER),
        overviews.column(f"Réalisées{then}", lambda one: one.counts.done, Style.NUMBER),
        overviews.column(f"{EXECUTION}{then}", lambda one: one.execution.percent, Style.PERCENT),
        overviews.column(f"En retard{then}", lambda one: one.late, Style.NUMBER),
        overviews.column(f"À valider{then}", lambda one: one.pending, Style.NUMBER),
    )
    return sheet_of("plans", reader, queryset=plans, beside=beside)


def programme_sheet(
    programmes: QuerySet, activities: ActivityQuerySet, reader: Reader, situation: Situation | None = None
) -> OutSheet:
    """Programmes and phases in the order given, with the figures of today or of the situation over these activities."""
    overviews = _Overviews(lambda keys: _programmes_by_key(keys, reader, activities, situation))
    then = _then(situation)
    beside = (
        overviews.column(f"Base du taux{then}", lambda one: one.counts.base, Style.NUMBER),
        overviews.column(f"Activités réalisées{then}", lambda one: one.counts.done, Style.NUMBER),
        overviews.column(f"{EXECUTION}{then}", lambda one: one.execution.percent, Style.PERCENT),
    )
    return sheet_of("programmes", reader, queryset=programmes, beside=beside)


def _then(situation: Situation | None) -> str:
    """What the heading of a figure adds at a past date: « au 30/09/2023, connu le 15/01/2024 »."""
    if situation is None:
        return ""
    known = f", connu le {date_short(situation.known)}" if situation.known else ""
    return f" au {date_short(situation.at)}{known}"


def _plans_by_key(
    keys: Iterable[int], activities: ActivityQuerySet, situation: Situation | None
) -> Mapping[int, PlanOverview]:
    plans = ActionPlan.objects.filter(pk__in=keys)
    return {one.plan.pk: one for one in plan_overviews(plans, activities, situation)}


def _programmes_by_key(
    keys: Iterable[int], reader: Reader, activities: ActivityQuerySet, situation: Situation | None
) -> Mapping[int, ProgrammeOverview]:
    """Those of whole programmes with their phases, then of each phase alone, as on their pages."""
    visible = reader.rows(Programme)
    whole = programme_overviews(visible, activities, situation)
    phases = programme_overviews([phase for one in whole for phase in one.phases], activities, situation)
    found = {one.programme.pk: one for one in (*whole, *phases)}
    return {key: found[key] for key in keys if key in found}


class _Overviews:
    """The figures of the rows at hand, counted once for all the columns that show them."""

    def __init__(self, count: Callable[[Iterable[int]], Mapping]) -> None:
        self.count = count
        self.keys: list[int] | None = None
        self.overviews: Mapping = {}

    def column(
        self, label: str, say: Callable[..., Cell | Decimal], style: Style = Style.TEXT, *, width: int = 0
    ) -> Taken:
        """One of these columns."""

        def load(keys: list[int]) -> Mapping[int, Cell]:
            if keys is not self.keys:
                self.keys, self.overviews = keys, self.count(keys)
            return {key: say(overview) for key, overview in self.overviews.items()}

        return Taken(OutColumn(information(label), style, width), load=load)
