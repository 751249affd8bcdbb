"""What becomes of a report: approved, returned with a reason, withdrawn by its author; an approval taken back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from programmes.actions.holding import held
from programmes.actions.refusals import Refusal
from programmes.formats import datetime_long, local
from programmes.models import Review, StatusReport
from programmes.summaries import refresh_state, tallied

#: What was done to a report that no longer waits.
SETTLED = {Review.APPROVED: "approuvée", Review.RETURNED: "retournée", Review.WITHDRAWN: "retirée"}


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


def withdraw_operation(*, operation: UUID, by: User) -> tuple[int, int]:
    """Take back one's own reports of one operation, each by itself: how many were, how many no longer could be."""
    events = AuditEvent.objects.filter(operation=operation, action="activity.report_status", actor=by)
    keys = [after["report"] for after in events.values_list("after", flat=True)]
    withdrawn = kept = 0
    for report in StatusReport.objects.filter(pk__in=keys, author=by).select_related("activity"):
        try:
            withdraw_report(report=report, by=by)
        except Refusal:
            kept += 1
        else:
            withdrawn += 1
    return withdrawn, kept


@transaction.atomic
def undo_approval(*, report: StatusReport, by: User) -> StatusReport:
    """Take back one's own approval, the same day and while nothing followed: the report waits again.

    The trail keeps both. Raises Refusal for somebody else's approval, on another day, for a closed plan, and once
    another state was reported.
    """
    report = _locked(report)
    if obstacle := undo_obstacle(report, by):
        raise Refusal(obstacle)
    before = {"review": report.review, "reviewed_at": report.reviewed_at.isoformat()}
    return _settle(report, by, Review.PENDING, action="report.undo_approval", before=before)


def undo_obstacle(report: StatusReport, by: User) -> str:
    """Why an approval can no longer be taken back by this person; empty while it can."""
    if report.review != Review.APPROVED:
        return f"Cette déclaration n’est pas approuvée\u00a0: {_settled(report) or 'elle attend une validation'}."
    if report.reviewer_id != by.pk:
        return f"Seule la personne qui a approuvé peut y revenir\u00a0: {report.reviewer or 'un registre repris'}."
    if local(report.reviewed_at).date() != timezone.localdate():
        return (
            f"Cette approbation date du {datetime_long(report.reviewed_at)}\u00a0: elle ne s’annule que le jour même. "
            "Demandez à l’auteur de corriger sa déclaration."
        )
    if report.activity.plan.closed_on:
        return "Le plan est clos\u00a0: plus aucune déclaration ne peut y changer."
    if StatusReport.objects.followed().filter(pk=report.pk).exists():
        return "Un autre état a été déclaré depuis\u00a0: l’approbation reste, c’est le nouvel état qui se valide."
    return ""


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
    return StatusReport.objects.select_related("activity__plan", "reviewer").get(pk=report.pk)


def _check_pending(report: StatusReport) -> None:
    if report.review != Review.PENDING:
        raise Refusal(
            f"Cette déclaration n’est plus à valider\u00a0: {_settled(report)}. Rien d’autre n’est enregistré."
        )
    if report.corrections.live().exists():
        # Settled apart from its correction, it would give back what both had replaced.
        raise Refusal(
            "Cette déclaration a été corrigée par son auteur\u00a0: c’est la correction qui attend une validation."
        )
    if report.activity.plan.closed_on:
        raise Refusal("Le plan est clos\u00a0: plus aucune déclaration ne peut y changer.")


def _settled(report: StatusReport) -> str:
    """« elle a été approuvée par A. Traoré le 22 décembre 2023 à 9 h 05 »; empty while it waits."""
    word = SETTLED.get(Review(report.review))
    if word is None:
        return ""
    by = f" par {report.reviewer}" if report.reviewer else ""
    return f"elle a été {word}{by} le {datetime_long(report.reviewed_at)}"


def _settle(
    report: StatusReport,
    by: User | None,
    review: Review,
    *,
    reason: str = "",
    action: str = "",
    before: dict[str, str] | None = None,
) -> StatusReport:
    """Write what became of a report, or that it waits again, the state that follows and the trace."""
    waits = review == Review.PENDING
    report.review = review
    report.reviewer = None if waits else by
    report.reviewed_at = None if waits else timezone.now()
    report.review_reason = reason
    with tallied([report.activity_id], moves=False):
        report.save(update_fields=["review", "reviewer", "reviewed_at", "review_reason"])
        refresh_state(report.activity)
    audit.record(
        by=by,
        action=action or f"report.{review}",
        target=report.activity,
        before=before or {"review": Review.PENDING},
        after={"report": report.pk, "review": review, "reason": reason},
    )
    return report
