"""Quality of what is not an activity: measurements, programmes, plans, names, places; each a list of what to mend."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from communes.models import Level, Place
from programmes.formats import counted, date_long, enumeration, number
from programmes.models import (
    ActionPlan,
    Activity,
    DeclaredFigure,
    ImportRun,
    Measurement,
    MeasurementPart,
    Programme,
)
from reporting.figures.declared import declared_against_computed
from reporting.figures.plans import plan_figures
from reporting.figures.quality import LONGEST_WAIT, waiting_long

#: A list is no longer: what is beyond is counted once the first ones are mended.
MOST = 500


@dataclass(frozen=True)
class QualityRow:
    """Something to mend: what it is, where its page is, what is wrong, where it is mended (empty: on its page)."""

    label: str
    url: str
    detail: str
    mend_url: str = ""


@dataclass(frozen=True)
class ListedCheck:
    """A check with a list of its own; `permission` when not everybody reads it."""

    key: str
    title: str
    why: str
    find: Callable[[User, int], list[QualityRow]]
    permission: Permission | None = None
    is_of_year: bool = False


def _waiting(user: User, year: int) -> list[QualityRow]:
    rows = waiting_long(user, year, timezone.localdate()).select_related(
        "plan", "department", "latest_report"
    )
    return [
        QualityRow(
            f"{row.plan.code} · {row.title}",
            row.get_absolute_url(),
            f"déclarée le {date_long(row.latest_report.entered_at)}"
            + (f", {row.department.short_name}" if row.department else ", sans structure"),
        )
        for row in rows[:MOST]
    ]


def _undated_programmes(user: User, year: int) -> list[QualityRow]:
    rows = Programme.objects.visible_to(user).filter(Q(start__isnull=True) | Q(end__isnull=True))
    return [
        QualityRow(
            f"{row.code} · {row.title}",
            row.get_absolute_url(),
            enumeration(
                name for name, day in (("sans début", row.start), ("sans fin", row.end)) if day is None
            ),
            _admin(user, "programmes_programme", row.pk),
        )
        for row in rows.order_by("code")[:MOST]
    ]


def _parts(user: User, year: int) -> list[QualityRow]:
    """By sex, by age band and by both apart: each is to add up to the value."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    parts = MeasurementPart.objects.visible_to(user).order_by("measurement", "pk")
    for key, sex, age, value in parts.values_list("measurement", "sex", "age_band", "value"):
        sums[key]["par sexe et par âge" if sex and age else "par sexe" if sex else "par âge"] += value
    values = dict(Measurement.objects.filter(pk__in=sums).order_by().values_list("pk", "value"))
    wrong = {
        key: [(how, total) for how, total in own.items() if total != values[key]] for key, own in sums.items()
    }
    wrong = {key: own for key, own in list(wrong.items()) if own}
    rows = Measurement.objects.filter(pk__in=wrong).select_related("indicator__programme", "place")
    return [
        QualityRow(
            f"{row.indicator.programme.code} · {row.indicator.label}"
            + (f", {row.place.name}" if row.place else ""),
            f"{row.indicator.programme.get_absolute_url()}#indicateurs",
            f"{number(row.value)} mesurés\u202f; "
            + enumeration(f"{number(total)} répartis {how}" for how, total in wrong[row.pk]),
            _admin(user, "programmes_measurement", row.pk),
        )
        for row in rows.order_by("indicator__programme__code", "indicator__code", "pk")[:MOST]
    ]


def _declared(user: User, year: int) -> list[QualityRow]:
    """The plans of the year whose declared figures are not those computed."""
    own = DeclaredFigure.objects.order_by().values("plan")
    plans = ActionPlan.objects.visible_to(user).filter(year=year, pk__in=own, adopted_on__isnull=False)
    activities = Activity.objects.visible_to(user)
    rows = []
    for plan in plans.order_by("code")[:MOST]:
        lines = declared_against_computed(plan_figures(plan, activities), activities)
        said = [
            f"{line.label}\u00a0: déclaré {line.declared_text}, calculé {line.computed_text}"
            for line in lines
            if not line.agrees
        ]
        if said:
            rows.append(
                QualityRow(f"{plan.code} · {plan.title}", plan.get_absolute_url(), "\u202f; ".join(said))
            )
    return rows


def _weights(user: User, year: int) -> list[QualityRow]:
    """Weights that were given, and do not add up to 100."""
    plans = ActionPlan.objects.visible_to(user).filter(year=year)
    base = Q(activities__cancelled_on__isnull=True)
    plans = plans.annotate(
        least=Min("activities__weight", filter=base),
        most=Max("activities__weight", filter=base),
        total=Sum("activities__weight", filter=base),
        lines=Count("activities", filter=base),
    )
    return [
        QualityRow(
            f"{plan.code} · {plan.title}",
            plan.get_absolute_url(),
            f"{counted(plan.lines, 'activité')}, dont les poids font {number(plan.total)} et non 100",
        )
        for plan in plans.filter(least__lt=F("most")).exclude(total=100).order_by("code")[:MOST]
    ]


def _names(user: User, year: int) -> list[QualityRow]:
    """Imports that wait for somebody to say what is meant."""
    runs = ImportRun.objects.visible_to(user).filter(state=ImportRun.State.PREVIEWED, questions__gt=0)
    return [
        QualityRow(
            run.file_name,
            reverse("programmes:import_detail", args=[run.pk]),
            f"{counted(run.questions, 'point')} à régler, déposé le {date_long(run.created_at)}",
        )
        for run in runs.order_by("-created_at")[:MOST]
    ]


def _without_coordinates(user: User, year: int) -> list[QualityRow]:
    return _places(user, Q(latitude__isnull=True), "sans coordonnées\u00a0: hors de la carte en cercles")


def _without_cercle(user: User, year: int) -> list[QualityRow]:
    """Those of the District of Bamako have none and need none."""
    wrong = Q(cercle__isnull=True) & ~Q(region__kind="district")
    return _places(user, wrong, "cercle d’aujourd’hui inconnu")


def _places(user: User, wrong: Q, detail: str) -> list[QualityRow]:
    rows = Place.objects.visible_to(user).active().at(Level.COMMUNE).filter(wrong).select_related("region")
    return [
        QualityRow(
            f"{row.name}, {row.region.designation}",
            reverse("reporting:place_detail", args=[row.key]),
            detail,
            _admin(user, "communes_commune", row.pk),
        )
        for row in rows.order_by("search", "pk")[:MOST]
    ]


def _admin(user: User, model: str, key: int) -> str:
    """Where an administrator mends it; empty for the others."""
    return reverse(f"admin:{model}_change", args=[key]) if user.may(Permission.USE_ADMIN) else ""


LISTED = (
    ListedCheck(
        "attente",
        f"Déclarations en attente depuis plus de {LONGEST_WAIT} jours",
        "Les sous-directeurs les approuvent ou les retournent dans « À valider ».",
        _waiting,
        is_of_year=True,
    ),
    ListedCheck(
        "declares",
        "Chiffres déclarés qui diffèrent des chiffres calculés",
        "La page du plan montre les deux, et l’explication trouvée.",
        _declared,
        is_of_year=True,
    ),
    ListedCheck(
        "poids",
        "Plans dont les poids ne font pas 100",
        "Le taux d’avancement pondère selon ces poids.",
        _weights,
        is_of_year=True,
    ),
    ListedCheck(
        "programmes",
        "Programmes sans début ou sans fin",
        "On ne sait pas de quelles années ils sont.",
        _undated_programmes,
    ),
    ListedCheck(
        "ventilations",
        "Mesures dont les parties ne font pas le total",
        "Le portail le dit et n’ajuste rien : corriger la valeur ou ses parties.",
        _parts,
    ),
    ListedCheck(
        "noms",
        "Imports qui attendent une réponse",
        "Des noms n’ont pas été reconnus : dire de qui ou de quoi il s’agit.",
        _names,
        Permission.IMPORT,
    ),
    ListedCheck(
        "coordonnees",
        "Communes sans coordonnées",
        "La carte en cercles ne peut pas les montrer.",
        _without_coordinates,
    ),
    ListedCheck(
        "cercles",
        "Communes sans cercle connu",
        "La réforme de 2023 a laissé leur ancien cercle dans une autre région.",
        _without_cercle,
    ),
)


def listed_for(user: User) -> tuple[ListedCheck, ...]:
    """The checks that a reader may see."""
    return tuple(one for one in LISTED if one.permission is None or user.may(one.permission))
