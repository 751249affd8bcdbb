"""What becomes of a report: approved, returned with a reason, withdrawn by its author."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from programmes.actions.holding import held
from programmes.actions.refusals import Refusal
from programmes.models import Review, StatusReport
from programmes.summaries import refresh_state


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
