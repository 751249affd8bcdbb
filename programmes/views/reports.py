"""Saying where one activity stands, in whole or from a card of « Mes activités »; taking it back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions import reviews
from programmes.actions.evidence import report_with_evidence
from programmes.actions.refusals import Refusal
from programmes.formats import date_long
from programmes.forms.refusals import add_refusal
from programmes.forms.status import StatusForm, is_whole, last_report_text, quick_data
from programmes.models import Activity, Review, StatusReport
from programmes.views.received import received

#: With a grid, progress is ticked and not typed: what is refused of it is said beside the stages.
STAGES_GIVE_PROGRESS = {"progress": "stages"}
LONGEST_KEY = 18


@dataclass(frozen=True)
class TakenUp:
    """The earlier reports that a form starts from: the one it corrects, the one that was returned."""

    corrects: StatusReport | None = None
    returned: StatusReport | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def report_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where an activity stands; `?corrige=` and `?reprendre=` name the report taken up, `?etat=` ticks a card."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_page(), pk=pk)
    if not Activity.objects.answered_for_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(
            "Cette activité relève d’une autre structure : vous ne pouvez pas en déclarer l’état."
        )
    taken_up = _taken_up(request, activity)
    form = _form(request, activity, taken_up)
    whole = form.is_valid() and is_whole(form)
    if form.is_valid():
        try:
            report = report_with_evidence(
                activity=activity, by=request.user, corrects=taken_up.corrects, **form.said()
            )
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead=STAGES_GIVE_PROGRESS)
        else:
            return received(_reported(request, report), form.cleaned_data["token"])
    context = _context(activity, form, taken_up, request.user) | {"whole": whole}
    return render(request, "programmes/report_status.html", context)


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
        messages.success(
            request,
            f"Votre déclaration du {date_long(report.effective_date)} est retirée\u202f; elle reste dans l’historique. "
            "L’activité retrouve son état d’avant.",
        )
    return redirect(report.activity)


def _form(request: HttpRequest, activity: Activity, taken_up: TakenUp) -> StatusForm:
    starts_from = taken_up.corrects if taken_up.returned is None else taken_up.returned
    asked = request.GET.get("etat", "")
    if request.method != "POST":
        return StatusForm(activity=activity, takes_up=starts_from, status=asked)
    data = quick_data(request.POST) if "rapide" in request.POST else request.POST
    return StatusForm(data, request.FILES, activity=activity, takes_up=starts_from)


def _taken_up(request: HttpRequest, activity: Activity) -> TakenUp:
    """The reports named in the address: one's own that counts, to correct; one that was returned, to do again.

    A returned correction is done again as a correction, as long as what it corrected still counts.
    """
    own = StatusReport.objects.filter(activity=activity, author=request.user).counting()
    if name := request.GET.get("corrige"):
        return TakenUp(corrects=get_object_or_404(own, pk=_number(name)))
    if name := request.GET.get("reprendre"):
        returned = StatusReport.objects.visible_to(request.user).filter(
            activity=activity, review=Review.RETURNED
        )
        found = returned.select_related("reviewer").filter(pk=_number(name)).first()
        if found is not None:
            return TakenUp(own.filter(pk=found.corrects_id).first(), found)
    return TakenUp()


def _number(text: str) -> int:
    """The key that a text names; 0, which is no row's, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else 0


def _context(activity: Activity, form: StatusForm, taken_up: TakenUp, user: User) -> dict[str, Any]:
    return {
        "activity": activity,
        "form": form,
        "corrects": taken_up.corrects,
        "returned": taken_up.returned,
        "last": last_report_text(activity),
        "last_report": activity.latest_report,
        "is_open": Activity.objects.reportable_by(user).filter(pk=activity.pk).exists(),
        "lost_files": form.is_bound and bool(form.files),
    }


def _reported(request: HttpRequest, report: StatusReport) -> HttpResponse:
    """Say it, offer to undo it, and go back to where the form was: the cards, or the page of the activity."""
    undo = reverse("programmes:report_withdraw", args=[report.pk])
    messages.success(
        request,
        f"L’état est enregistré\u00a0: {report.get_status_display()} au {date_long(report.effective_date)}.",
        extra_tags=f"undo={undo}",
    )
    return redirect("programmes:own_activities") if "rapide" in request.POST else redirect(report.activity)
