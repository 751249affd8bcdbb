"""Validating reports: the queue by department, approving one or many, returning with a reason, and going back on it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions import reviews
from programmes.actions.refusals import Refusal
from programmes.formats import counted, date_long, local
from programmes.forms.refusals import add_refusal
from programmes.forms.review import ReturnForm
from programmes.models import Review, StatusReport
from programmes.review_queue import by_department, departments_of, queue_of, with_queue_row
from programmes.tabs import activity_tabs

MOST_IN_QUEUE = 100
MOST_APPROVED = 50
LONGEST_KEY = 18


@require_safe
@requires(Permission.VALIDATE_REPORTS)
def review_queue(request: HttpRequest) -> HttpResponse:
    """The reports that wait for this person by department, oldest entry first, and those approved today."""
    asked = request.GET.get("department", "")
    queue = queue_of(request.user, asked)
    shown = list(with_queue_row(queue)[:MOST_IN_QUEUE])
    approved = StatusReport.objects.visible_to(request.user).approved_today_by(
        request.user, local(timezone.now())
    )
    context = {
        "groups": by_department(shown),
        "shown": len(shown),
        "count": queue.count(),
        "departments": departments_of(request.user),
        "department": asked,
        "all_ticked": "cocher" in request.GET,
        "approved": approved.select_related("activity__plan", "author").order_by("-reviewed_at")[
            :MOST_APPROVED
        ],
        "tabs": activity_tabs(request.user, request.GET, page="queue"),
        "return_form": ReturnForm(),
    }
    return render(request, "programmes/review_queue.html", context)


@require_POST
@requires(Permission.VALIDATE_REPORTS)
def report_approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the reports ticked in the queue; one that is refused does not stop the others."""
    reports = StatusReport.objects.visible_to(request.user).filter(
        pk__in=_numbers(request.POST.getlist("report"))
    )
    approved = 0
    for report in reports.select_related("activity"):
        try:
            reviews.approve_report(report=report, by=request.user)
        except Refusal as refusal:
            messages.error(request, f"{report.activity.code}\u00a0: {refusal.message}")
        else:
            approved += 1
    if approved:
        messages.success(request, f"{counted(approved, 'déclaration approuvée', 'déclarations approuvées')}.")
    elif not reports:
        messages.warning(request, "Cochez au moins une déclaration à approuver.")
    return _to_queue(request)


@require_POST
@requires(Permission.VALIDATE_REPORTS)
def report_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve one report."""
    report = get_object_or_404(StatusReport.objects.visible_to(request.user), pk=pk)
    _check_queue(report, request.user)
    try:
        reviews.approve_report(report=report, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        undo = reverse("programmes:approval_undo", args=[report.pk])
        messages.success(
            request,
            f"La déclaration du {date_long(report.effective_date)} est approuvée.",
            extra_tags=f"undo={undo}",
        )
    return _back(request, report)


@require_POST
@requires(Permission.VALIDATE_REPORTS)
def approval_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own approval of the day."""
    report = get_object_or_404(StatusReport.objects.visible_to(request.user), pk=pk)
    try:
        reviews.undo_approval(report=report, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            f"Votre approbation de la déclaration du {date_long(report.effective_date)} est annulée\u202f: "
            "elle attend de nouveau une validation.",
        )
    return _back(request, report)


@require_POST
@requires(Permission.VALIDATE_REPORTS)
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one report back with a reason; where it can no longer be, what was written stays in sight."""
    report = get_object_or_404(
        StatusReport.objects.visible_to(request.user).select_related("activity__plan", "author"), pk=pk
    )
    _check_queue(report, request.user)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            reviews.return_report(report=report, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"La déclaration est retournée à {report.author or 'son auteur'}, avec le motif."
            )
            return _back(request, report)
    report.refresh_from_db()
    context = {"form": form, "report": report, "to": request.POST.get("to", "")}
    return render(request, "programmes/report_return.html", context, status=400)


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY]


def _check_queue(report: StatusReport, user: User) -> None:
    """403 for a report that waits for somebody else; one already settled is told by the action."""
    if (
        report.review == Review.PENDING
        and not StatusReport.objects.to_review_by(user).filter(pk=report.pk).exists()
    ):
        raise PermissionDenied("Cette déclaration n’est pas dans votre file de validation.")


def _back(request: HttpRequest, report: StatusReport) -> HttpResponse:
    """To the queue for who came from it, else to the activity."""
    return _to_queue(request) if request.POST.get("to") == "queue" else redirect(report.activity)


def _to_queue(request: HttpRequest) -> HttpResponse:
    """To the queue, at the department that was looked at."""
    address = reverse("programmes:review_queue")
    department = request.POST.get("department", "")
    return redirect(f"{address}?{urlencode({'department': department})}" if department else address)
