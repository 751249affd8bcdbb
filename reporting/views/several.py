"""Figures over several years: the plans of one owner together, each carried-over activity counted once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.models import ActionPlan, Activity
from programmes.situation import Situation
from reporting.drawings import status_bar
from reporting.figures.cards import lead_cards, rate_cards
from reporting.figures.several import several_figures
from reporting.forms import SituationForm

#: More plans than that of one owner would not be years any more.
MOST_PLANS = 30


@require_safe
@requires(Permission.READ_ALL)
def several_years(request: HttpRequest) -> HttpResponse:
    """The plans asked (`plans`, repeated or separated by commas); without any, the choice of an owner."""
    plans = ActionPlan.objects.visible_to(request.user).adopted().select_related("department", "programme")
    form = SituationForm(request.GET or None)
    asked = {code for text in request.GET.getlist("plans") for code in text.split(",") if code}
    chosen = list(plans.filter(code__in=list(asked)[:MOST_PLANS]))
    context = {"form": form, "is_mixed": len({_owner(plan) for plan in chosen}) > 1}
    is_good = not form.is_bound or form.is_valid()
    if not chosen or context["is_mixed"]:
        context["owners"] = _owners(plans)
        return render(request, "reporting/several_years.html", context, status=200 if is_good else 400)
    situation = Situation.today(form.cleaned_data["at"], form.cleaned_data["known"]) if is_good else None
    first = chosen[0]
    figures = several_figures(
        chosen, Activity.objects.visible_to(request.user), situation or Situation.today()
    )
    context |= {
        "owner": first.owner,
        "choices": plans.filter(department=first.department_id, programme=first.programme_id).order_by(
            "year"
        ),
        "codes": {plan.code for plan in chosen},
        "figures": figures,
        "lead_cards": lead_cards(figures.total),
        "rate_cards": rate_cards(figures.total),
        "status_chart": status_bar(figures.total, "Activités des plans ensemble, par état"),
    }
    return render(request, "reporting/several_years.html", context, status=200 if is_good else 400)


def _owner(plan: ActionPlan) -> tuple[int | None, int | None]:
    return plan.department_id, plan.programme_id


def _owners(plans) -> list[tuple[str, list[ActionPlan]]]:
    """Each owner of adopted plans, with them; those of several plans first."""
    found: dict[tuple, list[ActionPlan]] = {}
    for plan in plans.order_by("year", "code"):
        found.setdefault(_owner(plan), []).append(plan)
    rows = [(str(own[0].owner), own) for own in found.values()]
    return sorted(rows, key=lambda row: (-min(len(row[1]), 2), row[0]))
