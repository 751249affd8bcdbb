"""Reporting where an activity stands, and what becomes of the report."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.holding import held
from programmes.actions.refusals import Refusal
from programmes.actions.trail import snapshot
from programmes.formats import date_long
from programmes.models import Activity, Review, Stage, StageGrid, Status, StatusReport
from programmes.summaries import refresh_state

REPORTED = (
    "effective_date",
    "status",
    "progress",
    "committed",
    "spent",
    "comment",
    "difficulty",
    "delay_reason",
)


@transaction.atomic
def report_status(
    *,
    activity: Activity,
    by: User | None,
    status: str,
    effective_date: date,
    progress: Decimal | None = None,
    committed: Decimal | None = None,
    spent: Decimal | None = None,
    comment: str = "",
    difficulty: str = "",
    delay_reason: str = "",
    stages: Iterable[Stage] = (),
    corrects: StatusReport | None = None,
    token: UUID | None = None,
    entered_at: datetime | None = None,
    approved: bool = False,
    operation: UUID | None = None,
) -> StatusReport:
    """Add one statement to the history of an activity and bring its current state up to date.

    `progress` in per cent, None where it is not known; `committed` and `spent` are totals to date in the currency
    of the activity, None where they are not restated. `token` comes from the form: the same form sent twice makes
    one report; sent again with other words, or once the first was taken back, it makes another. `entered_at` and
    `approved` are for statements taken over from an older register, by those who may import. Raises Refusal for a
    plan that is not in execution, a cancelled activity, somebody else's activity, a date after today or before the
    adoption, and a progress that contradicts the status.
    """
    activity = held(activity)
    stages = list(stages)
    if stages and progress is None and status == Status.IN_PROGRESS:
        progress = Decimal(sum(stage.weight for stage in stages))
    said = {
        "effective_date": effective_date,
        "status": status,
        "progress": _progress(status, progress),
        "committed": committed,
        "spent": spent,
        "comment": comment,
        "difficulty": difficulty,
        "delay_reason": delay_reason,
    }
    if token and (made := StatusReport.objects.filter(token=token, activity=activity, author=by).first()):
        if _still_says(made, said):
            return made
        token = None
    _check_activity(activity, by)
    check_date(activity, effective_date)
    if corrects is not None:
        _check_correction(corrects, activity, by)
    now = timezone.now()
    report = StatusReport(
        **said,
        activity=activity,
        author=by,
        grid=_grid(stages, activity),
        corrects=corrects,
        token=token,
        entered_at=_entered_at(entered_at, by, now),
        review=Review.APPROVED if approved and _may_take_over(by) else Review.PENDING,
        reviewed_at=(entered_at or now) if approved and _may_take_over(by) else None,
    )
    report.full_clean(exclude=["activity", "author", "corrects"])
    report.save()
    report.stages.set(stages)
    before = snapshot(activity, ("status", "progress"))
    refresh_state(activity)
    audit.record(
        by=by,
        action="activity.report_status",
        target=activity,
        before=before,
        after={"report": report.pk, **snapshot(report, REPORTED)},
        operation=operation,
    )
    return report


@transaction.atomic
def approve_report(*, report: StatusReport, by: User) -> StatusReport:
    """Approve a pending report. Raises Refusal when it is not the person's to validate or no longer pending."""
    return _review(report, by, Review.APPROVED, reason="")


@transaction.atomic
def return_report(*, report: StatusReport, by: User, reason: str) -> StatusReport:
    """Send a pending report back with a reason; it stays in the history and counts no more."""
    if not reason.strip():
        raise Refusal("Dites pourquoi la déclaration est retournée.", field="reason")
    return _review(report, by, Review.RETURNED, reason=reason.strip())


@transaction.atomic
def withdraw_report(*, report: StatusReport, by: User | None) -> StatusReport:
    """Take back one's own report until it is validated; the trace remains, it counts no more."""
    report = _locked(report)
    if report.author_id != (by.pk if by else None):
        raise Refusal("Seul l’auteur d’une déclaration peut la retirer.")
    _check_pending(report)
    return _settle(report, by, Review.WITHDRAWN, reason="")


def _review(report: StatusReport, by: User, review: Review, *, reason: str) -> StatusReport:
    report = _locked(report)
    if report.author_id == by.pk:
        raise Refusal("Personne ne valide sa propre déclaration : elle revient à la Direction.")
    _check_pending(report)
    if not StatusReport.objects.to_review_by(by).filter(pk=report.pk).exists():
        raise Refusal("Cette déclaration n’est pas dans votre file de validation.")
    return _settle(report, by, review, reason=reason)


def _locked(report: StatusReport) -> StatusReport:
    """The report and its activity, held until the end of the transaction so that two people cannot both settle it."""
    held(report.activity)
    return StatusReport.objects.select_related("activity__plan").get(pk=report.pk)


def _check_pending(report: StatusReport) -> None:
    if report.review != Review.PENDING:
        raise Refusal(
            f"Cette déclaration n’est plus à valider : elle est déjà « {report.get_review_display()} »."
        )
    if report.corrections.live().exists():
        # Settled apart from its correction, it would give back what both had replaced.
        raise Refusal("Cette déclaration a été corrigée : c’est la correction qui attend une validation.")
    if report.activity.plan.closed_on:
        raise Refusal("Le plan est clos : plus aucune déclaration ne peut y changer.")


def _settle(report: StatusReport, by: User | None, review: Review, *, reason: str) -> StatusReport:
    report.review = review
    report.reviewer = by
    report.reviewed_at = timezone.now()
    report.review_reason = reason
    report.save(update_fields=["review", "reviewer", "reviewed_at", "review_reason"])
    refresh_state(report.activity)
    audit.record(
        by=by,
        action=f"report.{review}",
        target=report.activity,
        before={"review": Review.PENDING},
        after={"report": report.pk, "review": review, "reason": reason},
    )
    return report


def _still_says(made: StatusReport, said: dict[str, Any]) -> bool:
    """Whether the report a form made stands, and says what the form says now (somebody may have gone back to it)."""
    return made.review in {Review.PENDING, Review.APPROVED} and all(
        getattr(made, name) == value for name, value in said.items()
    )


def _may_take_over(by: User | None) -> bool:
    """Whether this is a command or somebody who imports: they bring statements made elsewhere."""
    return by is None or by.may(Permission.IMPORT)


def _check_activity(activity: Activity, by: User | None) -> None:
    plan = activity.plan
    if not plan.adopted_on:
        raise Refusal("Le plan n’est pas encore adopté : l’état d’exécution se déclare après l’adoption.")
    if plan.closed_on:
        raise Refusal(
            f"Le plan est clos depuis le {date_long(plan.closed_on)} : plus aucune déclaration n’y entre."
        )
    if activity.cancelled_on:
        raise Refusal(f"L’activité est annulée depuis le {date_long(activity.cancelled_on)}.")
    if not _may_take_over(by) and not Activity.objects.reportable_by(by).filter(pk=activity.pk).exists():
        raise Refusal("Cette activité relève d’une autre structure : vous ne pouvez pas en déclarer l’état.")


def check_date(activity: Activity, effective_date: date) -> None:
    """Raises Refusal for a date after today or before the adoption; the form asks it too, to say all at once."""
    if effective_date > timezone.localdate():
        raise Refusal("La date de l’état ne peut pas être postérieure à aujourd’hui.", field="effective_date")
    if effective_date < activity.plan.adopted_on:
        raise Refusal(
            f"La date de l’état est antérieure à l’adoption du plan ({activity.plan.adoption}).",
            field="effective_date",
        )


def _progress(status: str, progress: Decimal | None) -> Decimal | None:
    """The progress as it is stored: only for an activity in progress; a contradiction is refused."""
    if progress is None:
        return None
    implied = {Status.DONE: 100, Status.PLANNED: 0, Status.NOT_DONE: 0}
    if status in implied:
        if progress == implied[Status(status)]:
            return None
        raise Refusal(
            f"Une activité « {Status(status).label} » ne porte pas d’avancement de {progress.normalize():f} % : "
            "choisissez « en cours » ou laissez l’avancement vide.",
            field="progress",
        )
    if not 0 <= progress < 100:
        raise Refusal(
            "L’avancement d’une activité en cours va de 0 à 99 % ; à 100 %, déclarez-la « réalisée ».",
            field="progress",
        )
    return progress


def _check_correction(corrects: StatusReport, activity: Activity, by: User | None) -> None:
    if corrects.activity_id != activity.pk:
        raise Refusal("Une déclaration ne corrige qu’une déclaration de la même activité.")
    if not StatusReport.objects.counting().filter(pk=corrects.pk).exists():
        raise Refusal("Cette déclaration ne compte déjà plus : déclarez un nouvel état.")
    if corrects.author_id != (by.pk if by else None) and not _may_take_over(by):
        raise Refusal("Seul l’auteur d’une déclaration peut la corriger.")


def _grid(stages: list[Stage], activity: Activity) -> StageGrid | None:
    if not stages:
        return None
    grids = {stage.grid_id for stage in stages}
    if len(grids) > 1 or stages[0].grid.kind_id != activity.kind_id:
        raise Refusal("Les étapes cochées ne sont pas celles de cette nature d’activité.", field="stages")
    return stages[0].grid


def _entered_at(entered_at: datetime | None, by: User | None, now: datetime) -> datetime:
    if entered_at is None or not _may_take_over(by):
        return now
    if entered_at > now:
        raise Refusal("La date de saisie ne peut pas être postérieure à aujourd’hui.", field="entered_at")
    return entered_at
