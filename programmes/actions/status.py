"""Reporting where an activity stands: one statement from a form, thousands from a register, by the same rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance, validate_unique_constraints
from programmes.actions.holding import held
from programmes.actions.refusals import Refusal
from programmes.actions.trail import snapshot
from programmes.bulk_writing import Keys, insert
from programmes.formats import date_long
from programmes.models import Activity, Review, Stage, StageGrid, Status, StatusReport
from programmes.summaries import refresh_states, tallied

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


@dataclass(frozen=True)
class NewReport:
    """A statement that was checked and is not written yet, with the stages ticked."""

    report: StatusReport
    stages: tuple[Stage, ...] = ()


@transaction.atomic
def report_status(
    *,
    activity: Activity,
    by: User | None,
    status: str,
    effective_date: date,
    progress: Decimal | None = None,
    stages: Iterable[Stage] = (),
    corrects: StatusReport | None = None,
    token: UUID | None = None,
    entered_at: datetime | None = None,
    approved: bool = False,
    operation: UUID | None = None,
    **told: Any,
) -> StatusReport:
    """Add one statement to the history of an activity and bring its current state up to date.

    `progress` in per cent, None where it is not known; `told` are the other columns of `REPORTED`: `committed` and
    `spent` are totals to date in the currency of the activity, None where they are not restated. `token` comes from
    the form: the same form sent twice makes one report; sent again with other words, or once the first was taken
    back, it makes another. `entered_at` and `approved` are for statements taken over from an older register, by those
    who may import. Raises Refusal for a plan that is not in execution, a cancelled activity, somebody else's activity,
    a date after today or before the adoption, and a progress that contradicts the status.
    """
    activity = held(activity)
    stages = tuple(stages)
    said = _said(status, progress, effective_date, stages, told)
    if token and (made := StatusReport.objects.filter(token=token, activity=activity, author=by).first()):
        if _still_says(made, said):
            return made
        token = None
    if not _may_take_over(by) and not Activity.objects.reportable_by(by).filter(pk=activity.pk).exists():
        # A plan closed in the meantime, a cancelled activity are said as such.
        check_reportable(activity)
        raise Refusal("Cette activité relève d’une autre structure : vous ne pouvez pas en déclarer l’état.")
    if corrects is not None:
        _check_correction(corrects, activity, by)
    new = new_report(
        activity=activity,
        by=by,
        said=said,
        stages=stages,
        corrects=corrects,
        token=token,
        entered_at=entered_at,
        approved=approved,
    )
    if corrects is not None or token is not None:
        validate_unique_constraints(new.report)
    before = snapshot(activity, ("status", "progress"))
    add_reports([new], by=by, before={activity.pk: before}, operation=operation)
    return new.report


def new_report(
    *,
    activity: Activity,
    by: User | None,
    said: Mapping[str, Any],
    stages: tuple[Stage, ...] = (),
    corrects: StatusReport | None = None,
    token: UUID | None = None,
    entered_at: datetime | None = None,
    approved: bool = False,
) -> NewReport:
    """A statement about an activity that the caller holds, checked. `said` are the columns of `REPORTED`.

    Raises Refusal and ValidationError as `report_status`; that the activity is theirs is the caller's to check.
    """
    check_reportable(activity)
    check_date(activity, said["effective_date"])
    now = timezone.now()
    taken_over = approved and _may_take_over(by)
    report = StatusReport(
        **said,
        activity=activity,
        author=by,
        grid=_grid(stages, activity),
        corrects=corrects,
        token=token,
        entered_at=_entered_at(entered_at, by, now),
        review=Review.APPROVED if taken_over else Review.PENDING,
        reviewed_at=(entered_at or now) if taken_over else None,
    )
    check_instance(report, related=False, unique=False)
    return NewReport(report, stages)


def add_reports(
    new: Sequence[NewReport],
    *,
    by: User | None,
    before: Mapping[int, Mapping[str, Any]] | None = None,
    operation: UUID | None = None,
) -> None:
    """Write statements that were checked, the stages ticked, the state of their activities and the trace.

    `before` gives what the trail keeps of an activity's earlier state, by its key. Raises IntegrityError where the
    database refuses one of them: none is written.
    """
    keys = Keys(StatusReport)
    for one in new:
        one.report.pk = one.report.pk or keys.take()
    with transaction.atomic(), tallied({one.report.activity_id for one in new}, moves=False):
        insert([one.report for one in new])
        for one in new:
            if one.stages:
                one.report.stages.set(one.stages)
        refresh_states([one.report.activity for one in new])
        insert(
            [
                audit.build(
                    by=by,
                    action="activity.report_status",
                    target=one.report.activity,
                    before=(before or {}).get(one.report.activity_id),
                    after={"report": one.report.pk, **snapshot(one.report, REPORTED)},
                    operation=operation,
                )
                for one in new
            ],
            with_keys=False,
        )


def _said(
    status: str, progress: Decimal | None, on: date, stages: tuple[Stage, ...], told: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of a statement; ticked stages give the progress of an activity in progress."""
    if stages and progress is None and status == Status.IN_PROGRESS:
        progress = Decimal(sum(stage.weight for stage in stages))
    return said_of(status=status, progress=progress, effective_date=on, **told)


def said_of(*, status: str, progress: Decimal | None, **told: Any) -> dict[str, Any]:
    """What a statement says, by column of `REPORTED`. Raises Refusal for a progress that contradicts the status."""
    said = {"committed": None, "spent": None, "comment": "", "difficulty": "", "delay_reason": ""}
    return said | told | {"status": status, "progress": _progress(status, progress)}


def _still_says(made: StatusReport, said: dict[str, Any]) -> bool:
    """Whether the report a form made stands, and says what the form says now (somebody may have gone back to it)."""
    return made.review in {Review.PENDING, Review.APPROVED} and all(
        getattr(made, name) == value for name, value in said.items()
    )


def _may_take_over(by: User | None) -> bool:
    """Whether this is a command or somebody who imports: they bring statements made elsewhere."""
    return by is None or by.may(Permission.IMPORT)


def check_reportable(activity: Activity) -> None:
    """Raises Refusal where nobody may report: a plan that is not in execution, a cancelled activity."""
    plan = activity.plan
    if not plan.adopted_on:
        raise Refusal("Le plan n’est pas encore adopté : l’état d’exécution se déclare après l’adoption.")
    if plan.closed_on:
        raise Refusal(
            f"Le plan est clos depuis le {date_long(plan.closed_on)} : plus aucune déclaration n’y entre."
        )
    if activity.cancelled_on:
        raise Refusal(f"L’activité est annulée depuis le {date_long(activity.cancelled_on)}.")


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


def _grid(stages: Sequence[Stage], activity: Activity) -> StageGrid | None:
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
