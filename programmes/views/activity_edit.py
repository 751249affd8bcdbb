"""Writing the lines of a plan: proposed, changed, completed, withdrawn, duplicated, put elsewhere."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.activities import change_activity
from programmes.actions.draft_lines import duplicate_activity, move_activity, rank_of, withdraw_activity
from programmes.actions.new_activities import create_activity
from programmes.actions.overtaken import PLAN, Overtaken
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_stage
from programmes.activity_texts import columns, plan_text
from programmes.forms.activities import ActivityForm, AdditionForm, CompletionForm, new_line
from programmes.forms.refusals import add_refusal
from programmes.locks import adoption_lock, cancellation_lock, lock_of
from programmes.models import ActionPlan, Activity

FORM_METHODS = ["GET", "HEAD", "POST"]
DRAFT = "en préparation"


@require_http_methods(FORM_METHODS)
@requires(Permission.PROPOSE_ACTIVITIES)
def activity_create(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a line of a draft, or add one to an adopted plan by a dated decision."""
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user), code=code)
    _check_stage(request, plan)
    is_addition = plan.adopted_on and request.user.may(Permission.REVISE_ACTIVITIES)
    form_class = AdditionForm if is_addition else ActivityForm
    line = new_line(plan, request.user)
    form = _adopted_meanwhile(request, line) if is_addition else None
    form = form or form_class(request.POST or None, activity=line, user=request.user)
    if form.is_valid():
        decision = {name: form.cleaned_data[name] for name in ("added_on", "reason") if name in form.fields}
        try:
            activity = create_activity(plan=plan, by=request.user, **columns(form.told()), **decision)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"L’activité {activity.code} est inscrite au plan {plan.code}.")
            return _after_creation(request, activity)
    context = {
        "form": form,
        "plan": plan,
        "activity": None,
        "lock": lock_of(plan, request.user),
        "is_shut": bool(plan.closed_on) and not form.is_bound,
        "overtaken": None,
    }
    return render(request, "programmes/plans/activity_form.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.PROPOSE_ACTIVITIES)
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of a draft; complete what the adoption left open in an adopted plan."""
    activity = _tended(request, pk)
    plan = activity.plan
    _check_stage(request, plan)
    form_class = CompletionForm if plan.adopted_on and _state_seen(request) != DRAFT else ActivityForm
    form = form_class(request.POST or None, activity=activity, user=request.user)
    overtaken = None
    if form.is_valid():
        try:
            change_activity(
                activity=activity, by=request.user, seen=form.cleaned_data["seen"], **columns(form.told())
            )
        except Overtaken as refusal:
            activity = Activity.objects.select_related("plan").get(pk=pk)
            overtaken, form = refusal, form.renewed(activity)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"L’activité {activity.code} est enregistrée.")
            return redirect(activity if plan.adopted_on else _line_url(activity))
    lock = lock_of(plan, request.user) or cancellation_lock(activity, request.user) or adoption_lock(plan)
    context = {
        "form": form,
        "plan": plan,
        "activity": activity,
        "lock": lock,
        "is_shut": bool(plan.closed_on or activity.cancelled_on) and not form.is_bound,
        "overtaken": overtaken,
    }
    return render(request, "programmes/plans/activity_form.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.PROPOSE_ACTIVITIES)
def activity_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out of a draft, once confirmed."""
    activity = _tended(request, pk)
    if request.method == "POST":
        try:
            withdraw_activity(activity=activity, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(activity)
        messages.success(
            request, f"L’activité {activity.code} est retirée\u202f; le journal garde ce qu’elle disait."
        )
        return redirect("programmes:plan_draft", activity.plan.code)
    return render(request, "programmes/plans/withdraw.html", _in_draft(activity, request))


@require_POST
@requires(Permission.PROPOSE_ACTIVITIES)
def activity_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line like this one and open it."""
    activity = _tended(request, pk)
    try:
        copy = duplicate_activity(activity=activity, by=request.user)
    except (Refusal, ValidationError) as refusal:
        messages.error(
            request, " ".join(refusal.messages) if hasattr(refusal, "messages") else refusal.message
        )
        return redirect(activity)
    messages.success(request, f"{copy.code} reprend {activity.code}\u00a0: changez ce qui diffère.")
    return redirect("programmes:activity_edit", copy.pk)


@require_http_methods(FORM_METHODS)
@requires(Permission.PROPOSE_ACTIVITIES)
def activity_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a line one rank up (`to=up`), down (`to=down`) or at a rank; a page asks which."""
    activity = _tended(request, pk)
    if request.method != "POST":
        return render(request, "programmes/plans/move.html", _in_draft(activity, request))
    wanted = _rank_wanted(activity, request.POST.get("to", ""), request.POST.get("rank", ""))
    if wanted is None:
        messages.error(request, "Écrivez un rang en chiffres, par exemple 3.")
        return redirect("programmes:activity_move", pk)
    try:
        rank = move_activity(activity=activity, rank=wanted, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(activity)
    messages.success(request, f"L’activité {activity.code} est au rang {rank}.")
    return redirect(_line_url(activity))


def _tended(request: HttpRequest, pk: int) -> Activity:
    """The line, among those the person may write in: 404 out of scope, 403 for another department's."""
    activity = get_object_or_404(
        Activity.objects.visible_to(request.user).select_related("plan", "department"), pk=pk
    )
    if not Activity.objects.tended_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(
            "Cette activité relève d’une autre structure\u00a0: vous ne pouvez pas la changer."
        )
    return activity


def _check_stage(request: HttpRequest, plan: ActionPlan) -> None:
    """403 where the role does not write in a plan that stands there.

    What was typed before it stood there is not lost: the action refuses it, and the form comes back.
    """
    if request.method == "POST":
        return
    try:
        check_stage(plan, request.user)
    except Refusal as refusal:
        raise PermissionDenied(refusal.message) from refusal


def _in_draft(activity: Activity, request: HttpRequest) -> dict:
    plan = activity.plan
    return {
        "activity": activity,
        "plan": plan,
        "rank": rank_of(activity),
        "count": plan.activities.count(),
        "lock": lock_of(plan, request.user) or adoption_lock(plan),
    }


def _rank_wanted(activity: Activity, to: str, rank: str) -> int | None:
    step = {"up": -1, "down": 1}.get(to)
    if step is not None:
        return rank_of(activity) + step
    return int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 7 else None


def _line_url(activity: Activity) -> str:
    """The line in the page of its draft."""
    return f"{reverse('programmes:plan_draft', args=[activity.plan.code])}#activite-{activity.pk}"


def _after_creation(request: HttpRequest, activity: Activity) -> HttpResponse:
    if "another" in request.POST:
        return redirect("programmes:activity_create", activity.plan.code)
    return redirect(activity if activity.plan.adopted_on else _line_url(activity))


def _state_seen(request: HttpRequest) -> str:
    """Where the plan stood when the form that comes back was opened; empty for a page that is only read."""
    try:
        seen = json.loads(request.POST.get("seen", ""))
    except ValueError:
        return ""
    return str(seen.get(PLAN, "")) if isinstance(seen, dict) else ""


def _adopted_meanwhile(request: HttpRequest, line: Activity) -> AdditionForm | None:
    """A line written for a draft that was adopted in the meantime asks for a decision: the form says why.

    None for a form that was opened after the adoption.
    """
    if request.method != "POST" or _state_seen(request) != DRAFT:
        return None
    data = request.POST.copy()
    data.setdefault("added_on", timezone.localdate().isoformat())
    data["seen"] = AdditionForm(activity=line, user=request.user).initial["seen"]
    form = AdditionForm(data, activity=line, user=request.user)
    form.add_error(
        None,
        f"Depuis que vous avez ouvert ce formulaire, le plan est {plan_text(line.plan)}. Rien n’est enregistré\u00a0: "
        "l’activité s’y ajoute désormais hors plan initial, avec la date de la décision et son motif.",
    )
    return form
