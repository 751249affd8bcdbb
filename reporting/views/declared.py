"""What was declared about a plan: entered beside the computed figures, corrected with a trace."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.declared import declare_figures, declared_text
from programmes.actions.refusals import Refusal
from programmes.forms.closing import DeclareForm
from programmes.forms.refusals import add_refusal
from programmes.models import ActionPlan, Activity, Workshop
from reporting.figures import declared_against_computed
from reporting.figures.shown import shown_figures

#: In the address: the figures that no workshop declared.
WITHOUT_WORKSHOP = "-"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CLOSE_PLANS)
def plan_declare(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a declaration, or open one (`?atelier=CODE`) and correct it."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    plan = get_object_or_404(plans, code=code)
    asked = request.GET.get("atelier", "")
    workshop = _workshop(request, plan, asked)
    opened = bool(asked)
    form = DeclareForm(request.POST or None, plan=plan, user=request.user, opened=opened, workshop=workshop)
    if form.is_valid():
        try:
            said = declare_figures(plan=plan, by=request.user, **form.told())
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"value": "total"})
        else:
            messages.success(request, f"Chiffres déclarés enregistrés\u00a0: {said or 'aucun'}.")
            return redirect(f"{plan.get_absolute_url()}#declare" if said else plan.get_absolute_url())
    activities = Activity.objects.visible_to(request.user)
    figures = shown_figures(plan, activities)
    context = {
        "plan": plan,
        "form": form,
        "figures": figures,
        "total": figures.total,
        "declared": declared_against_computed(figures, activities),
        "declarations": _declarations(plan, workshop, opened=opened),
        "opened": opened,
        "workshop": workshop,
    }
    return render(request, "reporting/closing/declare.html", context)


def _workshop(request: HttpRequest, plan: ActionPlan, asked: str) -> Workshop | None:
    if not asked or asked == WITHOUT_WORKSHOP:
        if asked and not plan.declared_figures.filter(workshop=None).exists():
            raise Http404
        return None
    workshops = Workshop.objects.visible_to(request.user).filter(declared_figures__plan=plan).distinct()
    return get_object_or_404(workshops, code=asked)


def _declarations(plan: ActionPlan, own: Workshop | None, *, opened: bool) -> list[tuple[str, str, str]]:
    """The others: their key in the address, who declared, what."""
    rows = plan.declared_figures.select_related("workshop").order_by("pk")
    workshops = dict.fromkeys(row.workshop for row in rows)
    return [
        (one.code if one else WITHOUT_WORKSHOP, str(one or "Hors atelier"), declared_text(plan, one))
        for one in workshops
        if not (opened and one == own)
    ]
