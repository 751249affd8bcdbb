"""What a draft holds, in numbers: what would be adopted, what is missing, what its weights mean."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Max, Min, Q, Sum

from programmes.formats import counted, enumeration, money, number, ratio
from programmes.models import ActionPlan, Activity


@dataclass(frozen=True)
class Lack:
    """Something to look at before adopting: never a refusal."""

    text: str
    query: str


@dataclass(frozen=True)
class DraftFacts:
    """A draft in numbers; `weights` says in a sentence what the weights mean."""

    activities: int
    budget: str
    lacks: tuple[Lack, ...]
    weights: str
    is_weighed: bool


#: What is looked at: how it is said of one and of several, the filter, the filter's name in the address.
LACKS = (
    ("sans structure responsable", Q(department__isnull=True), "structure"),
    ("sans date prévue", Q(planned_start__isnull=True, planned_end__isnull=True), "dates"),
    (
        "sans fin prévue (un retard ne se verrait pas)",
        Q(planned_start__isnull=False, planned_end__isnull=True),
        "fin",
    ),
    ("sans budget", Q(budget__isnull=True), "budget"),
    ("sans produit attendu", Q(expected_product=""), "produit"),
)


def draft_facts(plan: ActionPlan) -> DraftFacts:
    """The numbers of a plan as it stands: two queries."""
    found = plan.activities.aggregate(
        activities=Count("pk"),
        weights=Sum("weight"),
        lightest=Min("weight"),
        heaviest=Max("weight"),
        **{name: Count("pk", filter=condition) for _, condition, name in LACKS},
    )
    count = found["activities"]
    lacks = tuple(
        Lack(f"{counted(found[name], 'activité')} {said}", name) for said, _, name in LACKS if found[name]
    )
    return DraftFacts(
        activities=count,
        budget=budget_text(plan),
        lacks=lacks,
        weights=_weights(count, found["weights"], found["lightest"], found["heaviest"]),
        is_weighed=bool(count) and found["lightest"] != found["heaviest"],
    )


def budget_text(plan: ActionPlan) -> str:
    """« 12 500 000 FCFA », one sum a currency; « sans budget » where no activity has one."""
    rows = (
        plan.activities.filter(budget__isnull=False)
        .order_by()
        .values_list("currency")
        .annotate(Sum("budget"))
    )
    sums = [money(total, currency) for currency, total in sorted(rows)]
    return enumeration(sums) if sums else "sans budget"


def adopted_text(plan: ActionPlan) -> str:
    """What an adoption fixes: « 68 activités, 12 500 000 FCFA »."""
    return f"{counted(plan.activities.count(), 'activité')}, {budget_text(plan)}"


def lacking(plan: ActionPlan, name: str) -> Q | None:
    """The filter of one of `LACKS`; None for another name."""
    return next((condition for _, condition, known in LACKS if known == name), None)


def share_of(activity: Activity, total: Decimal | None) -> str:
    """What a line weighs in the progress of its plan: « 5 / 250 = 2 % »."""
    if not total:
        return ""
    share = ratio(Fraction(activity.weight) / Fraction(total))
    return f"{number(activity.weight, 3)}\u00a0/\u00a0{number(total, 3)} = {share}"


def _weights(count: int, total: Decimal | None, lightest: Decimal | None, heaviest: Decimal | None) -> str:
    if not count or total is None:
        return ""
    if lightest == heaviest:
        share = ratio(Fraction(1, count))
        return f"Poids égaux\u00a0: chaque activité compte pour 1\u00a0/\u00a0{count} = {share} du taux d’avancement."
    most = ratio(Fraction(heaviest) / Fraction(total))
    return (
        f"Somme des poids\u00a0: {number(total, 3)}. Une activité compte pour son poids divisé par cette somme\u00a0: "
        f"la plus lourde ({number(heaviest, 3)}) pour {most} du taux d’avancement. Le taux d’exécution physique, lui, "
        "compte chaque activité pour une."
    )
