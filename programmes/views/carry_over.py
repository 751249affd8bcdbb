"""The carry-over on screen: what a closed plan leaves unfinished, taken over by the next one, or taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.carry_over import (
    CarriedOver,
    addition_note,
    candidates,
    carry_over,
    undo_carry_over,
    undo_obstacle,
)
from programmes.actions.refusals import Refusal
from programmes.formats import counted, enumeration
from programmes.forms.carry_over import CarryOverForm
from programmes.forms.refusals import add_refusal
from programmes.models import ActionPlan


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PREPARE_PLANS)
def plan_carry_over(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what the next plan takes over; what it holds already is shown as such."""
    plan = _plan(request, code)
    form = CarryOverForm(request.POST or None, plan=plan, asked=request.GET.get("vers", ""))
    if form.is_valid():
        try:
            done = carry_over(plan=plan, by=request.user, **form.told())
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"code": "title"})
        else:
            _say(request, plan, done)
            return redirect(done.target)
    carried = list(candidates(plan).filter(carried_to__isnull=False))
    targets = dict.fromkeys(row.carried_to.plan for row in carried)
    shown = form.targets.get(form["target"].value() or "")
    context = {
        "plan": plan,
        "form": form,
        "rows": form.rows(),
        "carried": carried,
        "undo": [(target, undo_obstacle(plan, target)) for target in targets],
        "note": addition_note(shown) if shown else "",
    }
    return render(request, "programmes/plans/carry_over.html", context)


@require_POST
@requires(Permission.PREPARE_PLANS)
def carry_over_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what was carried over into a draft (`vers`)."""
    plan = _plan(request, code)
    plans = ActionPlan.objects.visible_to(request.user)
    target = get_object_or_404(plans, code=request.POST.get("vers", ""))
    try:
        count = undo_carry_over(plan=plan, target=target, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = counted(count, "activité retirée", "activités retirées")
        messages.success(request, f"Reconduction annulée\u00a0: {said} de {target.code}.")
    return redirect("programmes:plan_carry_over", plan.code)


def _say(request: HttpRequest, plan: ActionPlan, done: CarriedOver) -> None:
    target = done.target.code
    if done.copies:
        said = counted(len(done.copies), "activité reconduite", "activités reconduites")
        undo = "" if done.target.adopted_on else reverse("programmes:plan_carry_over", args=[plan.code])
        hint = " Elle s’annule depuis la page de reconduction." if undo else ""
        messages.success(request, f"{said} de {plan.code} dans {target}.{hint}")
    if done.already:
        said = counted(done.already, "activité y était déjà", "activités y étaient déjà")
        messages.info(request, f"{said}\u00a0: rien n’a été ajouté deux fois.")
    if done.without_result:
        codes = enumeration(copy.code for copy in done.without_result)
        messages.warning(
            request, f"{target} n’a pas d’objectif de même code pour {codes}\u00a0: à rattacher dans ce plan."
        )


def _plan(request: HttpRequest, code: str) -> ActionPlan:
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    return get_object_or_404(plans, code=code)
