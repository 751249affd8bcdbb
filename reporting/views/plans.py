"""Pages of plans: the list, and one plan with its figures at a date."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from programmes.locks import lock_of
from programmes.models import ActionPlan, Activity, Document, Workshop
from programmes.plan_acts import plan_acts
from programmes.plan_life import plan_life
from reporting.drawings import execution_bars, status_bar
from reporting.figures import PlanFigures, Situation, declared_against_computed, plan_figures
from reporting.figures.cards import lead_cards, rate_cards
from reporting.figures.frozen import thawed
from reporting.figures.overview import plan_overviews
from reporting.figures.shown import frozen_closing, recount_of
from reporting.filters import PlanFilter, sorted_plans
from reporting.forms import SituationForm
from reporting.history import history_of
from reporting.views.closing import ranked_closings
from reporting.views.dates import AskedDates, dates_query
from reporting.views.links import ActivityLinks

PAGE_SIZE = 50


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans the reader may see, filtered, sorted, fifty a page, each with its rate as of today or at a date."""
    dates = AskedDates(request)
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    plan_filter = PlanFilter(request.GET, queryset=plans, request=request)
    rows = sorted_plans(plan_filter.qs, request.GET.get("tri", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    activities = Activity.objects.visible_to(request.user)
    overviews = plan_overviews(page.object_list, activities, dates.situation)
    context = {
        "dates": dates,
        "filter": plan_filter,
        "active": plan_filter.active(),
        "page": page,
        "overviews": [(row, ActivityLinks.of_plan(row.plan, dates.query)) for row in overviews],
        "may_review": request.user.may(Permission.READ_ALL),
        "is_partial": not request.user.may(Permission.READ_ALL),
        "may_create": request.user.may(Permission.PREPARE_PLANS),
    }
    return render(request, "reporting/plan_list.html", context, status=dates.status)


@require_safe
def plan_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One plan at a date: figures, chart, groups, declared against computed."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    plan = get_object_or_404(plans, code=code)
    activities = Activity.objects.visible_to(request.user)
    form = SituationForm(request.GET or None, initial={"at": Situation.of_plan(plan).at})
    is_dated = form.is_valid() and any(form.cleaned_data.values())
    closing = None if is_dated else frozen_closing(plan, activities)
    if closing:
        figures = thawed(closing)
    else:
        figures = plan_figures(plan, activities, _situation(plan, form) if is_dated else None)
    dates = dates_query(figures.situation) if is_dated else ""
    links = ActivityLinks.of_plan(plan, dates)
    acts = plan_acts(plan, request.user)
    neighbours = _neighbours(plans, plan)
    context = {
        "plan": plan,
        "form": form,
        "figures": figures,
        "total": figures.total,
        "lead_cards": [(card, links.to(card.query)) for card in lead_cards(figures.total)],
        "rate_cards": rate_cards(figures.total),
        "activities_url": links.all,
        # The list of activities is filtered by department for those who read them all.
        "by_department_url": links.all if request.user.may(Permission.READ_ALL) else "",
        "unreported_url": links.to("unreported=1"),
        "pending_url": links.to("review=pending"),
        "declared": declared_against_computed(figures, activities),
        "status_chart": status_bar(figures.total, "Activités du plan par état"),
        "department_chart": execution_bars(figures.departments, "Activités réalisées par structure"),
        "has_departments": any(group.key for group in figures.departments),
        "objectives": list(plan.results.all()),
        "more_groups": _more_groups(figures),
        "dates": dates,
        # A closing froze the figures of the whole plan.
        "closings": [] if figures.is_partial else list(enumerate(ranked_closings(plan), 1))[::-1],
        "closing": closing,
        "recount": recount_of(closing, figures) if closing else None,
        "workshops": _workshops(plan, request.user),
        "documents": list(Document.objects.visible_to(request.user).filter(plan=plan)),
        "neighbours": neighbours,
        "several_url": _several_url(plan, neighbours) if request.user.may(Permission.READ_ALL) else "",
        "history": history_of(plan, request.user),
        "life": plan_life(plan, request.user),
        "lock": lock_of(plan, request.user),
        "acts": [act for act in acts if not act.style],
        "main_acts": [act for act in acts if act.style],
    }
    return render(request, "reporting/plan_detail.html", context, status=200 if _is_good(form) else 400)


def _situation(plan: ActionPlan, form: SituationForm) -> Situation:
    return Situation.of_plan(plan, form.cleaned_data["at"], form.cleaned_data["known"])


def _is_good(form: SituationForm) -> bool:
    return not form.is_bound or form.is_valid()


def _more_groups(figures: PlanFigures) -> list[tuple[str, str, tuple]]:
    """Title, heading, groups: the other ways to look at the plan, where they tell apart anything."""
    candidates = (
        ("Par objectif", "Objectif", figures.objectives),
        ("Par domaine", "Domaine", figures.sectors),
        ("Par nature d’activité", "Nature", figures.kinds),
    )
    return [row for row in candidates if any(group.key for group in row[2])]


def _workshops(plan: ActionPlan, user) -> list[Workshop]:
    workshops = Workshop.objects.visible_to(user).filter(plan_links__plan=plan)
    return list(workshops.select_related("place").distinct())


def _several_url(plan: ActionPlan, neighbours: list[ActionPlan]) -> str:
    """The figures of a plan and its neighbours together, where two of them were adopted."""
    codes = [one.code for one in (plan, *neighbours) if one.adopted_on]
    query = urlencode({"plans": codes}, doseq=True)
    return f"{reverse('reporting:several_years')}?{query}" if len(codes) > 1 else ""


def _neighbours(plans, plan: ActionPlan) -> list[ActionPlan]:
    """The plans of the same owner, the year before and the year after."""
    own = plans.filter(department=plan.department_id, programme=plan.programme_id)
    return list(own.filter(year__in=(plan.year - 1, plan.year + 1)).order_by("year", "code"))
