"""The calendar of a plan: bars by department, the same by quarter for a telephone, the same in a table."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from programmes.models import ActionPlan, Activity
from reporting.charts import calendar_legend
from reporting.drawings import calendar_chart
from reporting.figures import Situation
from reporting.figures.calendar import (
    Entry,
    PlanCalendar,
    by_department,
    calendar_departments,
    plan_calendar,
)
from reporting.figures.calendar_quarters import by_quarter
from reporting.forms import CalendarForm

#: A plan that has more is shown one department at a time; a department that has more, page by page.
MOST_TOGETHER = 150


@require_safe
def plan_calendar_page(request: HttpRequest, code: str) -> HttpResponse:
    """The calendar of one plan at a date, whole or one department of it."""
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    plan = get_object_or_404(plans, code=code)
    activities = Activity.objects.visible_to(request.user)
    departments = calendar_departments(activities.filter(plan=plan))
    form = CalendarForm(
        request.GET or None, initial={"at": Situation.of_plan(plan).at}, departments=departments
    )
    asked = form.asked()
    is_long = sum(one.count for one in departments) > MOST_TOGETHER
    department = asked.department
    if department is None and is_long:
        department = departments[0].code
    situation = Situation.of_plan(plan, asked.at, asked.known)
    calendar = plan_calendar(plan, activities, situation, department=department).only(asked.status)
    page = Paginator(calendar.entries, MOST_TOGETHER).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "form": form,
        "asked": asked,
        "calendar": calendar,
        "situation": situation,
        "page": page,
        "tabs": form.view_choices(),
        # A plan too long for one page is leafed through by department.
        "departments": calendar.departments if is_long else (),
        "department": department,
        "undated": by_department(entry for entry in page.object_list if not entry.is_dated),
        "nothing_dated": not calendar.dated,
        "may_download": bool(plan.adopted_on) and request.user.may(Permission.DOWNLOAD_REPORTS),
        **_shown(calendar, list(page.object_list), asked.view),
    }
    good = not form.is_bound or form.is_valid()
    return render(request, "reporting/calendar.html", context, status=200 if good else 400)


def _shown(calendar: PlanCalendar, entries: list[Entry], view: str) -> dict[str, Any]:
    """What one way to look at the calendar needs: the drawing has the quarters beside it, for narrow screens."""
    if view == "table":
        return {"groups": by_department(entries)}
    quarters = by_quarter(entries, calendar.plan.year)
    if view == "quarters" or not any(entry.is_dated for entry in entries):
        return {"quarters": quarters}
    drawings = [
        (label, mark_safe(calendar_chart(calendar, members, label).render(key=f"structure-{number}")))  # noqa: S308
        for number, (label, members) in enumerate(by_department(entries))
        if any(entry.is_dated for entry in members)
    ]
    return {"quarters": quarters, "drawings": drawings, "legend": mark_safe(calendar_legend())}  # noqa: S308
