"""What `manage.py verify` proves: everything kept precomputed equals what the history gives.

A proof has a name, a number of rows it looks at, and the differences it finds, each a French sentence that names
the object. To prove one more thing, add a line to `PROOFS`.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import AuditEvent
from communes.models import Place
from communes.text import normalise
from programmes.formats import UNKNOWN, date_long
from programmes.models import (
    ActionPlan,
    Activity,
    ImportRun,
    MeasurementPart,
    PlanClosing,
    Revision,
    StageGrid,
    Status,
    StatusReport,
    Tally,
)
from programmes.summaries import state_differences, tally_differences
from reporting.figures import Situation, plan_figures
from reporting.kept_counts import difference_text

STATE_LABELS = {
    "status": "état",
    "progress": "avancement",
    "committed": "engagé",
    "spent": "dépensé",
    "status_date": "date de l’état",
    "review": "validation",
    "latest_report_id": "dernière déclaration",
}


@dataclass(frozen=True)
class Proof:
    """One thing to prove, over so many rows."""

    label: str
    rows: Callable[[], QuerySet]
    differences: Callable[[QuerySet], Iterator[str]]


def _states(activities: QuerySet) -> Iterator[str]:
    for found in state_differences(activities.select_related("plan")):
        yield (
            f"{_name(found.activity)}\u00a0: {STATE_LABELS[found.field]} gardé {_said(found.kept)}, "
            f"l’histoire donne {_said(found.recomputed)}"
        )


def _dates_in_force(activities: QuerySet) -> Iterator[str]:
    """The current planned end and cancellation are those the revisions leave today."""
    revised = activities.filter(revisions__field__in=("planned_end", "cancelled_on")).values("pk")
    rows = activities.filter(pk__in=revised).as_of(timezone.localdate()).select_related("plan")
    for row in rows.iterator(1000):
        pairs = (
            ("fin prévue", row.planned_end, row.planned_end_at),
            ("annulation", row.cancelled_on, row.cancelled_at),
        )
        for label, kept, recomputed in pairs:
            if kept != recomputed:
                yield (
                    f"{_name(row)}\u00a0: {label} gardée {_said(kept)}, les révisions donnent {_said(recomputed)}"
                )


def _budgets_in_force(activities: QuerySet) -> Iterator[str]:
    """The current budget is the one that the last decision leaves: the kept counts read the column."""
    decided = Revision.objects.filter(field=Revision.Field.BUDGET).order_by("decided_on", "entered_at", "pk")
    latest = {revision.activity_id: revision for revision in decided.select_related("activity__plan")}
    for revision in latest.values():
        kept = revision.activity.budget
        if _amount(revision.new) != kept:
            yield (
                f"{_name(revision.activity)}\u00a0: budget gardé {_said(kept)}, les révisions donnent "
                f"{_said(revision.new)}"
            )


def _tallies(tallies: QuerySet) -> Iterator[str]:
    """What dashboards read is what a recount of every activity gives."""
    yield from map(difference_text, tally_differences())


def _searches(activities: QuerySet) -> Iterator[str]:
    for row in activities.select_related("plan").iterator(1000):
        if row.search != row.search_text():
            yield f"{_name(row)}\u00a0: le texte de recherche ne correspond plus à l’intitulé"


def _places(places: QuerySet) -> Iterator[str]:
    for place in places.iterator(1000):
        if place.search != normalise(place.name):
            yield f"{place}\u00a0: le nom de recherche ne correspond plus au nom"


def _grids(grids: QuerySet) -> Iterator[str]:
    for grid in grids.select_related("kind").annotate(total=Sum("stages__weight")):
        if grid.total != 100:
            yield f"Grille d’étapes « {grid} »\u00a0: les poids font {grid.total or 0} et non 100"


def _stages(reports: QuerySet) -> Iterator[str]:
    """The stages that were ticked are those of the version of the grid kept with the report."""
    rows = reports.filter(grid__isnull=False).annotate(
        foreign=Count("stages", filter=~Q(stages__grid=F("grid")))
    )
    for report in rows.filter(foreign__gt=0).select_related("activity__plan"):
        yield f"{_name(report.activity)}\u00a0: des étapes cochées ne sont pas de la grille de la déclaration"


def _corrections(reports: QuerySet) -> Iterator[str]:
    wrong = reports.exclude(corrects=None).exclude(corrects__activity=F("activity"))
    for report in wrong.select_related("activity__plan"):
        yield f"{_name(report.activity)}\u00a0: une déclaration corrige celle d’une autre activité"


def _carried(activities: QuerySet) -> Iterator[str]:
    wrong = activities.filter(carried_from__plan__year__gte=F("plan__year"))
    for row in wrong.select_related("plan", "carried_from__plan"):
        yield f"{_name(row)}\u00a0: reconduite de {_name(row.carried_from)}, qui n’est pas d’un exercice antérieur"


def _closings(closings: QuerySet) -> Iterator[str]:
    """A closing in force is the plan's, and its frozen counts are those of its two dates."""
    for closing in closings.select_related("plan"):
        plan = closing.plan
        if closing.reopened_at is None and plan.closed_on != closing.closed_on:
            yield f"{plan.code}\u00a0: clos le {_said(plan.closed_on)}, la clôture dit {_said(closing.closed_on)}"
        frozen = closing.figures.get("counts")
        if frozen is None:
            continue
        situation = Situation(closing.closed_on, closing.recorded_at)
        counts = plan_figures(plan, Activity.objects.all(), situation).total.counts
        for status, label in Status.choices:
            if frozen.get(status) != counts.of(status):
                yield (
                    f"{plan.code}, clôture du {_said(closing.closed_on)}\u00a0: {label} arrêté à "
                    f"{frozen.get(status)}, l’histoire donne {counts.of(status)}"
                )


def _open_closings(plans: QuerySet) -> Iterator[str]:
    for plan in plans.filter(closed_on__isnull=False).exclude(closings__reopened_at__isnull=True):
        yield f"{plan.code}\u00a0: clos sans que la clôture soit enregistrée"


def _import_files(runs: QuerySet) -> Iterator[str]:
    """The file of each import is the one that was brought."""
    for run in runs.iterator(200):
        try:
            with run.file.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            yield f"Import n° {run.pk}, {run.file_name}\u00a0: le fichier n’est plus là"
            continue
        if found != run.sha256:
            yield f"Import n° {run.pk}, {run.file_name}\u00a0: le fichier n’est plus celui qui a été déposé"


def _import_traces(runs: QuerySet) -> Iterator[str]:
    """What was imported has left its trace, under the operation that the import remembers."""
    written = runs.filter(applied_at__isnull=False)
    traced = AuditEvent.objects.filter(action="import.apply", operation=OuterRef("operation"))
    for run in written.filter(~Exists(traced)):
        yield f"Import n° {run.pk}, {run.file_name}\u00a0: écrit sans trace au journal"


PROOFS: tuple[Proof, ...] = (
    Proof("état des activités égal à l’histoire", Activity.objects.all, _states),
    Proof("dates en vigueur égales aux révisions", Activity.objects.all, _dates_in_force),
    Proof("budgets en vigueur égaux aux révisions", Activity.objects.all, _budgets_in_force),
    Proof("comptes tenus à jour égaux au recompte", Tally.objects.all, _tallies),
    Proof("textes de recherche des activités", Activity.objects.all, _searches),
    Proof("noms de recherche des lieux", Place.objects.all, _places),
    Proof("poids des grilles d’étapes égaux à 100", StageGrid.objects.all, _grids),
    Proof("étapes cochées prises dans leur grille", StatusReport.objects.all, _stages),
    Proof("corrections de la même activité", StatusReport.objects.all, _corrections),
    Proof("reconductions d’un exercice antérieur", Activity.objects.all, _carried),
    Proof("chiffres arrêtés aux clôtures", PlanClosing.objects.all, _closings),
    Proof("plans clos avec leur clôture", ActionPlan.objects.all, _open_closings),
    Proof("fichiers des imports tels que déposés", ImportRun.objects.all, _import_files),
    Proof("imports écrits avec leur trace", ImportRun.objects.all, _import_traces),
)


def remarks() -> Iterator[str]:
    """What documents themselves do not add up: said, never adjusted, and no fault of the portal."""
    by_measurement = (
        MeasurementPart.objects.exclude(sex="")
        .filter(age_band="")
        .values("measurement", "measurement__indicator__code", "measurement__value")
        .annotate(total=Sum("value"), parts=Count("pk"))
        .filter(parts=2)
        .exclude(total=F("measurement__value"))
    )
    for row in by_measurement.order_by("measurement"):
        yield (
            f"Indicateur {row['measurement__indicator__code']}\u00a0: les femmes et les hommes font "
            f"{row['total'].normalize():f}, la valeur est {row['measurement__value'].normalize():f}"
        )


def _amount(written: str) -> Decimal | str | None:
    """A budget as a revision keeps it; its text where it is none."""
    try:
        return Decimal(written) if written else None
    except InvalidOperation:
        return written


def _name(activity: Activity) -> str:
    return f"{activity.plan.code} {activity.code}"


def _said(value: object) -> str:
    """A kept value as a person reads it."""
    if value is None or value == "":
        return UNKNOWN
    if hasattr(value, "isoformat"):
        return date_long(value)
    return str(Status(value).label) if value in Status.values else str(value)
