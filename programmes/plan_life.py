"""The life of a plan in words: opened, imported, adopted, revised, closed, reopened; latest first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.text import capfirst

from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.formats import counted, date_long, datetime_long, local
from programmes.models import ActionPlan, ImportRun, Revision
from programmes.timeline import DECISIONS, change_text
from programmes.trail_words import Told, told_about

MOST_LINES = 100


@dataclass(frozen=True)
class LifeLine:
    """One line: when, what, about which activity (its label and its page), by whom, the details."""

    day: date
    at: datetime
    said: str
    title: str
    by: str
    details: tuple[tuple[str, str], ...] = ()
    about: str = ""
    url: str = ""


def plan_life(plan: ActionPlan, user: User) -> list[LifeLine]:
    """Everything done and decided about a plan, for a DGCT account; nothing for a partner."""
    if not user.may(Permission.READ_ALL):
        return []
    lines = [_event(told) for told in told_about(plan, user, limit=MOST_LINES)]
    lines += _imports(plan)
    revisions = (
        Revision.objects.visible_to(user)
        .filter(activity__plan=plan)
        .select_related("activity", "by")
        .order_by("-entered_at")
    )
    lines += [_revised(one, plan) for one in revisions[:MOST_LINES]]
    lines.sort(key=lambda line: (line.day, line.at), reverse=True)
    return lines[:MOST_LINES]


def _event(told: Told) -> LifeLine:
    return LifeLine(
        day=local(told.at).date(),
        at=told.at,
        said=datetime_long(told.at),
        title=told.title,
        by=told.by,
        details=told.details,
    )


def _imports(plan: ActionPlan) -> list[LifeLine]:
    """The files that wrote activities of this plan."""
    runs = {
        run.operation: run
        for run in ImportRun.objects.filter(state__in=ImportRun.WRITTEN).select_related("applied_by")
    }
    if not runs:
        return []
    keys = [str(pk) for pk in plan.activities.values_list("pk", flat=True)]
    counts = (
        AuditEvent.objects.filter(
            operation__in=list(runs), target_type="programmes.activity", target_id__in=keys
        )
        .order_by()
        .values("operation")
        .annotate(count=Count("target_id", distinct=True))
    )
    lines = []
    for row in counts:
        run = runs[row["operation"]]
        lines.append(
            LifeLine(
                day=local(run.applied_at).date(),
                at=run.applied_at,
                said=datetime_long(run.applied_at),
                title=f"Import de {run.file_name}\u00a0: {counted(row['count'], 'activité')}",
                by=str(run.applied_by or "la ligne de commande"),
            )
        )
    return lines


def _revised(revision: Revision, plan: ActionPlan) -> LifeLine:
    decision = DECISIONS.get(Revision.Field(revision.field))
    activity = revision.activity
    activity.plan = plan
    values = () if decision else ((capfirst(revision.get_field_display()), change_text(revision, activity)),)
    by = f"Enregistré par {revision.by}" if revision.by else "Enregistré"
    return LifeLine(
        day=revision.decided_on,
        at=revision.entered_at,
        said=date_long(revision.decided_on),
        title=decision or f"Révision\u00a0: {revision.get_field_display()}",
        by=f"{by} le {datetime_long(revision.entered_at)}",
        details=(*values, ("Motif", revision.reason)),
        about=f"{activity.code} – {activity.title}",
        url=activity.get_absolute_url(),
    )
