"""Lists as files: the same rows as their page, in the same order, for the same reader."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.exports.activities import activity_sheet, report_sheet
from programmes.exports.columns import Reader
from programmes.exports.kinds import sheet_of
from programmes.exports.responses import exported
from programmes.filters import ActivityFilter, WorkshopFilter
from programmes.list_orders import sorted_activities, sorted_workshops
from programmes.models import Activity, Workshop
from programmes.review_queue import queue_of


@require_safe
def activity_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The activities of the list, whatever the page."""
    activities = Activity.objects.visible_to(request.user)
    asked = ActivityFilter(request.GET, queryset=activities, request=request)
    rows = sorted_activities(asked.qs, request.GET.get("tri", ""), asked.situation)
    return exported(
        request,
        form,
        activity_sheet(rows, Reader(request.user), asked.situation),
        name="activites",
        count=rows.count(),
        back=reverse("programmes:activity_list"),
        valid=asked.form.is_valid(),
    )


@require_safe
@requires(Permission.VALIDATE_REPORTS)
def review_queue_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """All the reports that wait for this person, of the department chosen, in the order of the page."""
    reports = queue_of(request.user, request.GET.get("department", ""))
    return exported(
        request,
        form,
        report_sheet(reports, Reader(request.user)),
        name="declarations-a-valider",
        count=reports.count(),
        back=reverse("programmes:review_queue"),
    )


@require_safe
def workshop_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The workshops of the list."""
    workshops = Workshop.objects.visible_to(request.user)
    asked = WorkshopFilter(request.GET, queryset=workshops, request=request)
    rows = sorted_workshops(asked.qs, request.GET.get("tri", ""))
    return exported(
        request,
        form,
        sheet_of("workshops", Reader(request.user), queryset=rows),
        name="ateliers",
        count=rows.count(),
        back=reverse("programmes:workshop_list"),
        valid=asked.form.is_valid(),
    )
