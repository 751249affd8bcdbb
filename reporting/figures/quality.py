"""Quality of the data: what activities lack, how many by department, in one query whatever their number.

A check is a line of `CHECKS`. Its number is that of the list of activities narrowed by its query, and a test holds it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.models import Activity, Department, Document, Funding, Status, StatusReport
from programmes.querysets.activities import ActivityQuerySet

#: A report that waits longer for a validator is one that nobody looks at.
LONGEST_WAIT = 7


@dataclass(frozen=True)
class Check:
    """What may be missing or wrong in an activity: its name, what that costs, how to mend it, the query of its list.

    `page` names the page on which whoever holds `permission` mends many at once; else each is mended on its own.
    """

    key: str
    title: str
    why: str
    mend: str
    query: str
    page: str = ""
    permission: Permission | None = None


CHECKS = (
    Check(
        "planned_end",
        "Sans fin prévue",
        "Ni retard ni taux à date ne peuvent en être dits.",
        "Réviser la date, depuis la page de l’activité.",
        "without=planned_end",
    ),
    Check(
        "department",
        "Sans structure responsable",
        "Personne n’en répond, personne ne la valide.",
        "Désigner la structure, depuis la page de l’activité.",
        "without=department",
    ),
    Check(
        "commune",
        "Sans commune",
        "La carte ne peut la montrer qu’à un niveau plus large, ou pas du tout.",
        "Nommer les communes, depuis la page de l’activité ou par un import.",
        "without=commune",
        "programmes:import_list",
        Permission.IMPORT,
    ),
    Check(
        "budget",
        "Sans budget",
        "Elle n’entre ni dans le taux financier ni dans le taux d’engagement.",
        "Réviser le budget, depuis la page de l’activité.",
        "without=budget",
    ),
    Check(
        "source",
        "Sans source de financement",
        "Aucun financeur ne la compte.",
        "Ajouter la source par un import du plan, ou dans l’administration.",
        "without=source",
        "programmes:import_list",
        Permission.IMPORT,
    ),
    Check(
        "overspent",
        "Dépense supérieure au budget",
        "Un montant est faux, ou le budget est à réviser.",
        "Corriger la déclaration, ou réviser le budget.",
        "overspent=1",
    ),
    Check(
        "evidence",
        "Réalisées sans pièce justificative",
        "Rien ne prouve qu’elles le sont.",
        "Joindre une pièce à la déclaration.",
        "status=done&without=evidence",
    ),
    Check(
        "unreported",
        "Sans aucune déclaration",
        "Elles manquent à la couverture de tous les taux.",
        "Déclarer leur état.",
        "unreported=1",
        "programmes:report_table",
        Permission.REPORT_STATUS,
    ),
    Check(
        "pending",
        "En attente de validation",
        "Le chiffre compte, mais personne ne l’a encore approuvé.",
        "Approuver ou retourner la déclaration.",
        "review=pending",
        "programmes:review_queue",
        Permission.VALIDATE_REPORTS,
    ),
)


@dataclass(frozen=True)
class QualityLine:
    """A check and its numbers: all that the reader may see, those of their own departments, each department's."""

    check: Check
    count: int
    own: int
    by_department: Mapping[int | None, int]


@dataclass(frozen=True)
class QualityFigures:
    """The checks over the base of a year: `base` is how many activities there are, by department too."""

    year: int
    base: int
    own_base: int
    lines: tuple[QualityLine, ...]
    departments: tuple[Department | None, ...]
    own: frozenset[int]
    bases: Mapping[int | None, int]


def quality_figures(user: User, year: int) -> QualityFigures:
    """The checks over the activities of a year that count; three queries. The departments of the user come first."""
    activities = Activity.objects.visible_to(user).filter(plan__year=year).counted(timezone.localdate())
    rows = _by_department(activities)
    own = frozenset(user.departments.values_list("pk", flat=True))
    departments = Department.objects.in_bulk([row["department"] for row in rows if row["department"]])
    order = sorted(departments.values(), key=lambda one: (one.pk not in own, one.position, one.name))
    bases = {row["department"]: row["base"] for row in rows}
    return QualityFigures(
        year=year,
        base=sum(bases.values()),
        own_base=_of(own, bases),
        lines=tuple(_line(check, rows, own) for check in CHECKS),
        departments=(*order, *([None] if None in bases else [])),
        own=own,
        bases=bases,
    )


def _line(check: Check, rows: Iterable[Mapping], own: Iterable[int]) -> QualityLine:
    counts = {row["department"]: row[f"n_{check.key}"] for row in rows}
    return QualityLine(check, sum(counts.values()), _of(own, counts), counts)


def _of(own: Iterable[int], counts: Mapping[int | None, int]) -> int:
    return sum(counts.get(key, 0) for key in own)


def _by_department(activities: ActivityQuerySet) -> list[Mapping]:
    """A row a department: how many activities, and how many fail each check."""
    counts = {f"n_{key}": Count("pk", filter=wrong) for key, wrong in _wrong().items()}
    return list(activities.order_by().values("department").annotate(base=Count("pk"), **counts))


def _wrong() -> dict[str, Q | Exists]:
    """What each check looks for."""
    own = OuterRef("pk")
    communes = Activity.places.through.objects.filter(activity=own, place__level="commune")
    reports = StatusReport.objects.counting().filter(activity=own).order_by().values("pk")
    evidence = Document.objects.filter(Q(activity=own) | Q(report__in=reports))
    return {
        "planned_end": Q(planned_end__isnull=True),
        "department": Q(department__isnull=True),
        "commune": ~Exists(communes),
        "budget": Q(budget__isnull=True),
        "source": ~Exists(Funding.objects.filter(activity=own)),
        "overspent": Q(spent__gt=F("budget")),
        "evidence": Q(status=Status.DONE) & ~Exists(evidence),
        "unreported": Q(latest_report__isnull=True),
        "pending": Q(review="pending"),
    }


def waiting_long(user: User, year: int, today: date) -> ActivityQuerySet:
    """The activities whose latest report has waited for a validator longer than a week, the longest first."""
    limit = timezone.now() - timedelta(days=LONGEST_WAIT)
    waiting = Activity.objects.visible_to(user).filter(plan__year=year).counted(today)
    return waiting.filter(review="pending", latest_report__entered_at__lt=limit).order_by(
        "latest_report__entered_at", "pk"
    )
