"""Decisions about the lines of an adopted plan: revised, cancelled, and taken back when entered by mistake."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.activities import cancel_activity, revise_together
from programmes.actions.overtaken import Overtaken
from programmes.actions.refusals import Refusal
from programmes.actions.undoing import undo_decision
from programmes.formats import counted, enumeration
from programmes.forms.decisions import CancelForm, ReviseForm
from programmes.forms.refusals import add_refusal
from programmes.forms.seen import SeenForm
from programmes.locks import Lock, cancellation_lock, lock_of
from programmes.models import Activity, Revision

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Permission.REVISE_ACTIVITIES)
def activity_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change planned values of an adopted plan, the old ones in sight."""
    activity = _tended(request, pk)
    form = ReviseForm(request.POST or None, request.FILES or None, activity=activity)
    overtaken = None
    if form.is_valid():
        told = form.cleaned_data
        try:
            revisions = revise_together(
                activity=activity,
                new=told["new"],
                decided_on=told["decided_on"],
                reason=told["reason"],
                document=told["document"],
                seen=told["seen"],
                by=request.user,
            )
        except Overtaken as refusal:
            activity, form = _renewed(form, pk)
            overtaken = refusal
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"file": "document"})
        else:
            what = enumeration(one.get_field_display() for one in revisions)
            _say(
                request,
                f"{counted(len(revisions), 'révision enregistrée', 'révisions enregistrées')}\u00a0: {what}.",
                revisions[0],
            )
            return redirect(activity)
    return render(request, "programmes/plans/revise.html", _context(request, activity, form, overtaken))


@require_http_methods(FORM_METHODS)
@requires(Permission.CANCEL_ACTIVITIES)
def activity_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision to cancel an activity."""
    activity = _tended(request, pk)
    form = CancelForm(request.POST or None, request.FILES or None, activity=activity)
    overtaken = None
    if form.is_valid():
        told = form.cleaned_data
        try:
            revision = cancel_activity(
                activity=activity,
                decided_on=told["decided_on"],
                reason=told["reason"],
                document=told["document"],
                seen=told["seen"],
                by=request.user,
            )
        except Overtaken as refusal:
            activity, form = _renewed(form, pk)
            overtaken = refusal
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"file": "document"})
        else:
            _say(request, "L’activité est annulée.", revision)
            return redirect(activity)
    return render(request, "programmes/plans/cancel.html", _context(request, activity, form, overtaken))


@require_POST
@requires(Permission.REVISE_ACTIVITIES)
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a decision entered by mistake: the same day, by whoever entered it."""
    revision = get_object_or_404(
        Revision.objects.visible_to(request.user).select_related("activity__plan", "by"), pk=pk
    )
    plan = revision.activity.plan
    if revision.by_id != request.user.pk:
        raise PermissionDenied("Seule la personne qui a enregistré cette décision la retire.")
    try:
        activity = undo_decision(revision=revision, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(revision.activity)
    messages.success(request, "La décision est retirée\u202f; la trace en reste.")
    return redirect(activity or plan)


def _tended(request: HttpRequest, pk: int) -> Activity:
    activity = get_object_or_404(
        Activity.objects.visible_to(request.user).select_related("plan", "department"), pk=pk
    )
    if not Activity.objects.tended_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(
            "Cette activité relève d’une autre structure\u00a0: vous ne pouvez pas la réviser."
        )
    return activity


def _renewed(form: SeenForm, pk: int) -> tuple[Activity, SeenForm]:
    """The form on the activity as it is now."""
    activity = Activity.objects.select_related("plan", "department").get(pk=pk)
    return activity, form.renewed(activity)


def _context(request: HttpRequest, activity: Activity, form: SeenForm, overtaken: Overtaken | None) -> dict:
    return {
        "activity": activity,
        "plan": activity.plan,
        "form": form,
        "overtaken": overtaken,
        "lock": _lock(request, activity),
        "file_again": bool(request.FILES),
    }


def _lock(request: HttpRequest, activity: Activity) -> Lock | None:
    plan = activity.plan
    if not plan.adopted_on:
        return Lock(
            "Plan en préparation",
            "Une activité s’y modifie directement\u00a0: révision et annulation n’existent qu’après l’adoption.",
            "",
        )
    return lock_of(plan, request.user) or cancellation_lock(activity, request.user)


def _say(request: HttpRequest, text: str, revision: Revision) -> None:
    undo = reverse("programmes:decision_undo", args=[revision.pk])
    messages.success(request, text, extra_tags=f"undo={undo}")
