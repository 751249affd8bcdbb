"""The history of an activity in words: its reports, its revisions, how it entered its plan; latest first."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils.text import capfirst

from accounts.models import User
from programmes.formats import TIME_ZONE, date_long, datetime_long, money, percent
from programmes.models import Activity, ReassignedActivity, Reassignment, Review, Revision, StatusReport
from programmes.trail_words import Told, told_about

CREATED = "activity.create"
DECISIONS = {
    Revision.Field.ADDED: "Ajoutée hors plan initial",
    Revision.Field.CANCELLED: "Annulée par décision",
}

#: Who takes part in a hand-over.
HANDS = ("from_user", "to_user", "by", "ended_by")


@dataclass(frozen=True)
class Moment:
    """One line of the history.

    `day` is when it was true or decided, `said` how that is printed; `details` are pairs (what, text); `mark` is
    current, withdrawn or nothing; `report` is set for a report, `decision` is the key of a revision.
    """

    day: date
    entered_at: datetime
    said: str
    title: str
    by: str = ""
    details: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    report: StatusReport | None = None
    replaced_by: StatusReport | None = field(default=None)
    decision: int | None = None


def timeline_of(activity: Activity, user: User) -> list[Moment]:
    """Everything said and decided about an activity, as this person may read it."""
    reports = list(
        StatusReport.objects.visible_to(user)
        .filter(activity=activity)
        .select_related("author", "reviewer", "corrects")
        .prefetch_related("stages", "evidence")
    )
    revisions = Revision.objects.visible_to(user).filter(activity=activity).select_related("by")
    moments = [_reported(report, activity, reports) for report in reports]
    moments += [_revised(revision, activity) for revision in revisions]
    moments += _handed_over(activity, user)
    told = told_about(activity, user)
    moments += [_told(one) for one in told if one.action != CREATED]
    moments.sort(key=lambda moment: (moment.day, moment.entered_at), reverse=True)
    # How it came stands last, whatever the day of its import: an older register is entered after its facts.
    came = [one for one in told if one.action == CREATED and not (activity.added_on and one.is_plain)]
    entry = _entry(activity) if activity.plan.adopted_on or not came else []
    return [*moments, *map(_told, came), *entry]


def _told(one: Told) -> Moment:
    """What the trail says of it."""
    return Moment(
        day=one.at.astimezone(TIME_ZONE).date(),
        entered_at=one.at,
        said=date_long(one.at),
        title=one.title,
        by=f"Par {one.by} le {datetime_long(one.at)}",
        details=one.details,
    )


def _entry(activity: Activity) -> list[Moment]:
    """How it entered its plan; an addition is told by its revision."""
    if activity.added_on:
        return []
    plan = activity.plan
    day = plan.adopted_on or date.min
    title = "Inscrite au plan initial" if plan.adopted_on else "Inscrite dans un plan en préparation"
    moment = datetime.combine(day, time.min, tzinfo=TIME_ZONE)
    by = f"Adoption\u00a0: {plan.title}" if plan.adopted_on else plan.title
    return [Moment(day, moment, plan.adoption or "En préparation", title, by)]


def _reported(report: StatusReport, activity: Activity, reports: list[StatusReport]) -> Moment:
    live = report.review not in {Review.RETURNED, Review.WITHDRAWN}
    replaced_by = next(
        (
            other
            for other in reports
            if other.corrects_id == report.pk and other.review in {Review.PENDING, Review.APPROVED}
        ),
        None,
    )
    mark = "current" if report.pk == activity.latest_report_id else ""
    return Moment(
        day=report.effective_date,
        entered_at=report.entered_at,
        said=date_long(report.effective_date),
        title=_status(report),
        by=_author(report),
        details=tuple(_details(report, activity.currency)),
        mark=mark if live and not replaced_by else "withdrawn",
        report=report,
        replaced_by=replaced_by,
    )


def _status(report: StatusReport) -> str:
    label = capfirst(report.get_status_display())
    return label if report.progress is None else f"{label}, {percent(report.progress)}"


def _author(report: StatusReport) -> str:
    """Who said it and when it was entered; a statement without an author was taken over from a register."""
    if report.author is None:
        return f"Repris d’un registre du {date_long(report.entered_at)}"
    return f"Déclaré par {report.author}, saisi le {datetime_long(report.entered_at)}"


def _details(report: StatusReport, currency: str) -> list[tuple[str, str]]:
    said = [
        ("Étapes franchies", ", ".join(stage.label for stage in report.stages.all())),
        ("Engagé à cette date", money(report.committed, currency) if report.committed is not None else ""),
        ("Dépensé à cette date", money(report.spent, currency) if report.spent is not None else ""),
        ("Commentaire", report.comment),
        ("Difficulté", report.difficulty),
        ("Cause du retard", capfirst(report.get_delay_reason_display())),
        (
            "Corrige",
            f"la déclaration du {date_long(report.corrects.effective_date)}" if report.corrects else "",
        ),
        ("Validation", _review(report)),
        ("Motif du retour", report.review_reason),
    ]
    return [(label, text) for label, text in said if text]


def _review(report: StatusReport) -> str:
    """« approuvé par A. Traoré le 22 décembre 2023 »; empty while it waits, the badge says so."""
    words = {Review.APPROVED: "approuvée", Review.RETURNED: "retournée", Review.WITHDRAWN: "retirée"}
    if report.review not in words:
        return ""
    by = f" par {report.reviewer}" if report.reviewer else ""
    return f"{words[Review(report.review)]}{by} le {date_long(report.reviewed_at)}"


def _revised(revision: Revision, activity: Activity) -> Moment:
    decision = DECISIONS.get(Revision.Field(revision.field))
    values = [] if decision else [(capfirst(revision.get_field_display()), change_text(revision, activity))]
    by = f"Enregistré par {revision.by}" if revision.by else "Enregistré"
    return Moment(
        day=revision.decided_on,
        entered_at=revision.entered_at,
        said=date_long(revision.decided_on),
        title=decision or f"Révision\u00a0: {revision.get_field_display()}",
        by=f"{by} le {datetime_long(revision.entered_at)}",
        details=(*values, ("Motif", revision.reason)),
        decision=revision.pk,
    )


def _handed_over(activity: Activity, user: User) -> list[Moment]:
    """From one person to another, and back; a partner is not told."""
    lines = ReassignedActivity.objects.visible_to(user).filter(activity=activity)
    moments = []
    for line in lines.select_related(*(f"reassignment__{name}" for name in HANDS)):
        one = line.reassignment
        moments.append(
            _handed(one.at, f"Confiée à {one.to_user}, auparavant à {one.from_user}", one.by, _why(one))
        )
        if line.given_back:
            moments.append(_handed(one.ended_at, f"Rendue à {one.from_user}", one.ended_by, ""))
    return moments


def _handed(at: datetime, title: str, by: User | None, why: str) -> Moment:
    return Moment(
        day=at.astimezone(TIME_ZONE).date(),
        entered_at=at,
        said=date_long(at),
        title=title,
        by=f"Enregistré par {by} le {datetime_long(at)}" if by else f"Enregistré le {datetime_long(at)}",
        details=(("Motif", why),) if why else (),
    )


def _why(one: Reassignment) -> str:
    """« absence jusqu’au 15 janvier 2024 »."""
    return (
        f"{one.get_reason_display()} jusqu’au {date_long(one.until)}"
        if one.until
        else one.get_reason_display()
    )


def change_text(revision: Revision, activity: Activity) -> str:
    """« 30 juin 2026 → 30 septembre 2026 »."""
    old, new = (_value(revision, text, activity.currency) for text in (revision.old, revision.new))
    return f"{old} → {new}"


def _value(revision: Revision, text: str, currency: str) -> str:
    if not text:
        return "rien"
    if revision.field == Revision.Field.BUDGET:
        try:
            return money(Decimal(text), currency)
        except InvalidOperation:
            return text
    return text
