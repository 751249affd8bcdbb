"""Lists of plans and programmes as files: the same rows as their page, in the same order, for the same
reader, at the same dates."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from programmes.exports.columns import Reader
from programmes.exports.responses import exported
from programmes.models import ActionPlan, Activity, Programme
from reporting.exports import plan_sheet, programme_sheet
from reporting.filters import PlanFilter, ProgrammeFilter, sorted_plans, sorted_programmes
from reporting.views.dates import AskedDates


@require_safe
def plan_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The plans of the list."""
    plans, dates = ActionPlan.objects.visible_to(request.user), AskedDates(request)
    asked = PlanFilter(request.GET, queryset=plans, request=request)
    rows = sorted_plans(asked.qs, request.GET.get("tri", ""))
    return exported(
        request,
        form,
        plan_sheet(rows, Activity.objects.visible_to(request.user), Reader(request.user), dates.situation),
        name="plans",
        count=rows.count(),
        back=reverse("reporting:plan_list"),
        valid=asked.form.is_valid() and dates.are_good,
    )


@require_safe
def programme_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The programmes of the list, their phases included."""
    programmes, dates = Programme.objects.visible_to(request.user), AskedDates(request)
    asked = ProgrammeFilter(request.GET, queryset=programmes, request=request)
    rows = sorted_programmes(asked.qs, request.GET.get("tri", ""))
    return exported(
        request,
        form,
        programme_sheet(
            rows, Activity.objects.visible_to(request.user), Reader(request.user), dates.situation
        ),
        name="programmes",
        count=rows.count(),
        back=reverse("reporting:programme_list"),
        valid=asked.form.is_valid() and dates.are_good,
    )
