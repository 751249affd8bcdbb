"""Declared against computed: the figures a workshop declared about a plan, beside the portal's own.

Where they differ an explanation is looked for among the counts of the plan and of its owner's neighbouring
plans (the year before, the year after), and nowhere else; all that match are told.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from programmes.formats import UNKNOWN, number, percent
from programmes.models import ActionPlan, DeclaredFigure, Status, Workshop
from programmes.querysets.activities import ActivityQuerySet
from reporting.figures.plans import PlanFigures
from reporting.rates import NO_EXPLANATION, Explanation, Rate, agrees, explain_declared

Measure = DeclaredFigure.Measure

# How a count is named in an explanation, before « du plan 2023 ».
STATUS_NAMES = {
    Status.PLANNED: "planifiées",
    Status.IN_PROGRESS: "en cours",
    Status.DONE: "réalisées",
    Status.NOT_DONE: "non réalisées",
    Status.CANCELLED: "annulées",
}


@dataclass(frozen=True)
class DeclaredLine:
    """One declared figure and the computed one. `difference` is declared less computed, None without a base.

    `explanations` are full sentences, empty when the figures agree; `explanation_text` then says so.
    """

    measure: str
    label: str
    declared: Decimal
    declared_text: str
    computed: Rate
    computed_text: str
    computed_fraction: str
    difference: Decimal | None
    difference_text: str
    agrees: bool
    explanations: tuple[str, ...]
    quote: str
    workshop: Workshop | None
    declared_on: date | None

    @property
    def is_rate(self) -> bool:
        return self.measure == Measure.EXECUTION_RATE

    @property
    def explanation_text(self) -> str:
        """« concorde », the explanations in one sentence, or « aucune explication trouvée »."""
        return "concorde" if self.agrees else " ; ".join(self.explanations) or NO_EXPLANATION


def declared_against_computed(figures: PlanFigures, activities: ActivityQuerySet) -> tuple[DeclaredLine, ...]:
    """Each figure declared about the plan, beside the computed one; nothing for a reader of a part of the plan.

    What was declared later than the date looked at is not compared. `activities` are those the reader may see. Two
    queries, one more when something differs.
    """
    if figures.is_partial:
        return ()
    rows = list(figures.plan.declared_figures.select_related("workshop").order_by("pk"))
    rows = [row for row in rows if _is_of_then(row, figures)]
    counts = named_counts(figures, activities) if rows else {}
    return tuple(_line(row, figures, counts) for row in rows)


def _is_of_then(row: DeclaredFigure, figures: PlanFigures) -> bool:
    """Whether a declaration may speak of the date looked at: made by then, or of a plan closed by then."""
    said = row.declared_on or (row.workshop.start if row.workshop else None)
    return said is None or figures.situation.at >= min(said, figures.plan.closed_on or said)


def named_counts(figures: PlanFigures, activities: ActivityQuerySet) -> dict[str, int]:
    """« réalisées du plan 2023 » → 42: the counts among which an explanation is looked for.

    Those of the plan are as of the date looked at; those of the neighbouring plans as of today, drafts included,
    since a workshop speaks of the plan it is preparing; also without what came after it (additions, and activities
    carried over from another plan).
    """
    own = {status: figures.total.counts.of(status) for status in Status.values}
    counts = _named(f"du plan {figures.plan.year}", own)
    for one in _neighbours(figures.plan, activities):
        said = f"du plan {one.plan.year}"
        of_year = _with_parts(_named(said, one.by_status), one, said)
        if counts.keys() & of_year.keys():  # two plans of one owner in one year are told apart by their code
            said = f"du plan {one.plan.code}"
            of_year = _with_parts(_named(said, one.by_status), one, said)
        counts.update(of_year)
    return counts


@dataclass(frozen=True)
class _Neighbour:
    """A plan of the same owner, its activities by status, and how many stood in it before others were brought in."""

    plan: ActionPlan
    by_status: dict[str, int]
    initial: int
    not_carried: int


def _neighbours(plan: ActionPlan, activities: ActivityQuerySet) -> list[_Neighbour]:
    plans = ActionPlan.objects.filter(
        department=plan.department_id,
        programme=plan.programme_id,
        year__in=(plan.year - 1, plan.year, plan.year + 1),
    ).exclude(pk=plan.pk)
    found = {neighbour.pk: neighbour for neighbour in plans.order_by("year", "code")}
    by_plan: dict[int, dict[str, int]] = defaultdict(dict)
    initial: dict[int, int] = defaultdict(int)
    not_carried: dict[int, int] = defaultdict(int)
    rows = (
        activities.filter(plan__in=found)
        .order_by()
        .values_list("plan", "status")
        .annotate(
            n=Count("pk"),
            initial=Count("pk", filter=Q(added_on__isnull=True)),
            not_carried=Count("pk", filter=Q(carried_from__isnull=True)),
        )
    )
    for key, status, count, of_initial, of_not_carried in rows:
        by_plan[key][status] = count
        initial[key] += of_initial
        not_carried[key] += of_not_carried
    return [_Neighbour(one, by_plan[key], initial[key], not_carried[key]) for key, one in found.items()]


def _with_parts(counts: dict[str, int], one: _Neighbour, said: str) -> dict[str, int]:
    """The counts of a neighbour, and those of what stood in it first where they are others."""
    total = sum(one.by_status.values())
    if one.initial not in {0, total}:
        counts[f"activités initiales {said}"] = one.initial
    if one.not_carried not in {0, total, one.initial}:
        counts[f"activités non reconduites {said}"] = one.not_carried
    return counts


def _named(said: str, by_status: dict[str, int]) -> dict[str, int]:
    """The counts of one plan (« du plan 2024 ») by name. A status that holds the whole plan is not named twice."""
    total = sum(by_status.values())
    base = total - by_status.get(Status.CANCELLED, 0)
    counts = {f"activités {said}": total}
    if base != total:
        counts[f"activités non annulées {said}"] = base
    for status, name in STATUS_NAMES.items():
        count = by_status.get(status, 0)
        if count not in {total, base}:
            counts[f"{name} {said}"] = count
    return {name: count for name, count in counts.items() if count}


def _line(row: DeclaredFigure, figures: PlanFigures, counts: dict[str, int]) -> DeclaredLine:
    computed = _computed(row.measure, figures)
    is_rate = row.measure == Measure.EXECUTION_RATE
    value = computed.percent if is_rate else Decimal(computed.numerator)
    matches = agrees(row.value, computed) if is_rate else row.value == value
    return DeclaredLine(
        measure=row.measure,
        label=row.get_measure_display().removesuffix(" (%)"),
        declared=row.value,
        declared_text=percent(row.value) if is_rate else number(row.value),
        computed=computed,
        computed_text=computed.percent_text if is_rate else number(value),
        computed_fraction=computed.fraction_text if is_rate else "",
        difference=None if value is None else row.value - value,
        difference_text=difference_text(row.value, value, is_rate),
        agrees=matches,
        explanations=() if matches else _explanations(row, is_rate, counts),
        quote=row.quote,
        workshop=row.workshop,
        declared_on=row.declared_on,
    )


def _computed(measure: str, figures: PlanFigures) -> Rate:
    """The portal's own figure; a count is a fraction of the base."""
    counts = figures.total.counts
    numerator = {
        Measure.TOTAL: counts.base,
        Measure.DONE: counts.done,
        Measure.IN_PROGRESS: counts.in_progress,
        Measure.NOT_DONE: counts.not_done,
        Measure.EXECUTION_RATE: counts.done,
    }[Measure(measure)]
    return Rate(numerator, counts.base)


def difference_text(declared: Decimal, computed: Decimal | None, is_rate: bool) -> str:
    """« +5,98 points », « −3 », « 0 »: declared less computed."""
    if computed is None:
        return UNKNOWN
    gap = declared - computed
    sign = "+" if gap > 0 else ""
    unit = " point" if abs(gap) < 2 else " points"
    return f"{sign}{number(gap)}{unit if is_rate and gap else ''}"


def _explanations(row: DeclaredFigure, is_rate: bool, counts: dict[str, int]) -> tuple[str, ...]:
    if is_rate:
        return tuple(rate_explanation(found) for found in explain_declared(row.value, counts, counts))
    return tuple(
        f"le nombre déclaré correspond aux {count} {name}"
        for name, count in counts.items()
        if count == row.value
    )


def rate_explanation(found: Explanation) -> str:
    """« le taux déclaré correspond à 42/62 : 42 réalisées du plan 2023 sur les 62 activités du plan 2024 »."""
    return (
        f"le taux déclaré correspond à {found.numerator}/{found.denominator}\u00a0: "
        f"{found.numerator} {found.numerator_name} sur les {found.denominator} {found.denominator_name}"
    )
