"""Reports of where activities stand: making one, and what becomes of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions import reviews, status
from programmes.actions.refusals import Refusal
from programmes.formats import counted, date_long
from programmes.forms.refusals import add_refusal
from programmes.forms.review import ReturnForm
from programmes.forms.status import StatusForm, last_report_text
from programmes.models import Activity, Review, StatusReport
from programmes.tabs import activity_tabs

MOST_IN_QUEUE = 100
#: With a grid, progress is ticked and not typed: what is refused of it is said beside the stages.
STAGES_GIVE_PROGRESS = {"progress": "stages"}


@require_http_methods(["GET", "HEAD", "POST"])
def report_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where an activity stands; with `?corrige=` the report it corrects, with `?etat=` a card ticked."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_page(), pk=pk)
    if not Activity.objects.answered_for_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(
            "Cette activité relève d’une autre structure : vous ne pouvez pas en déclarer l’état."
        )
    corrects = _to_correct(request, activity)
    data = request.POST if request.method == "POST" else None
    form = StatusForm(data, activity=activity, corrects=corrects, status=request.GET.get("etat", ""))
    if form.is_valid():
        try:
            report = status.report_status(
                activity=activity, by=request.user, corrects=corrects, **form.cleaned_data
            )
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead=STAGES_GIVE_PROGRESS)
        else:
            _say_reported(request, report)
            return redirect(activity)
    context = {
        "activity": activity,
        "form": form,
        "corrects": corrects,
        "last": last_report_text(activity),
        "is_open": Activity.objects.reportable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "programmes/report_status.html", context)


@require_safe
@requires(Permission.VALIDATE_REPORTS)
def review_queue(request: HttpRequest) -> HttpResponse:
    """The reports that wait for this person, oldest entry first."""
    reports = StatusReport.objects.visible_to(request.user).to_review_by(request.user)
    waiting = reports.select_related("activity__plan", "activity__department", "author").order_by(
        "entered_at"
    )
    context = {
        "reports": waiting[:MOST_IN_QUEUE],
        "count": waiting.count(),
        "tabs": activity_tabs(request.user, request.GET, queue=True),
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
    return redirect("programmes:review_queue")


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
        messages.success(request, f"La déclaration du {date_long(report.effective_date)} est approuvée.")
    return _back(request, report)


@require_POST
@requires(Permission.VALIDATE_REPORTS)
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one report back with a reason."""
    report = get_object_or_404(StatusReport.objects.visible_to(request.user), pk=pk)
    _check_queue(report, request.user)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return render(request, "programmes/report_return.html", {"form": form, "report": report}, status=400)
    try:
        reviews.return_report(report=report, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, f"La déclaration est retournée à {report.author or 'son auteur'}, avec le motif."
        )
    return _back(request, report)


@require_POST
@requires(Permission.REPORT_STATUS)
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own report while nobody has validated it."""
    report = get_object_or_404(StatusReport.objects.visible_to(request.user), pk=pk)
    if report.author_id != request.user.pk:
        raise PermissionDenied("Seul l’auteur d’une déclaration peut la retirer.")
    try:
        reviews.withdraw_report(report=report, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Votre déclaration est retirée. L’activité retrouve son état d’avant.")
    return redirect(report.activity)


def _to_correct(request: HttpRequest, activity: Activity) -> StatusReport | None:
    """The report named by `?corrige=`, among those of this activity that its author may still correct."""
    name = request.GET.get("corrige")
    if not name:
        return None
    reports = StatusReport.objects.filter(activity=activity, author=request.user).counting()
    return get_object_or_404(reports, pk__in=_numbers([name]))


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _check_queue(report: StatusReport, user: User) -> None:
    """403 for a report that waits for somebody else; one already settled is told by the action."""
    if (
        report.review == Review.PENDING
        and not StatusReport.objects.to_review_by(user).filter(pk=report.pk).exists()
    ):
        raise PermissionDenied("Cette déclaration n’est pas dans votre file de validation.")


def _back(request: HttpRequest, report: StatusReport) -> HttpResponse:
    """To the queue for who came from it, else to the activity."""
    return (
        redirect("programmes:review_queue")
        if request.POST.get("to") == "queue"
        else redirect(report.activity)
    )


def _say_reported(request: HttpRequest, report: StatusReport) -> None:
    undo = reverse("programmes:report_withdraw", args=[report.pk])
    messages.success(
        request,
        f"L’état est enregistré\u00a0: {report.get_status_display()} au {date_long(report.effective_date)}.",
        extra_tags=f"undo={undo}",
    )
