"""Activities: the list with its filters, and the page of one with its whole history."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.actions.undoing import undoable
from programmes.filters import ActivityFilter
from programmes.formats import local
from programmes.forms.review import ReturnForm
from programmes.list_orders import sortable, steps_of
from programmes.locks import cancellation_lock, lock_of
from programmes.models import Activity, Document, Programme, Result, StatusReport
from programmes.paging import ActivityPages
from programmes.plan_acts import activity_acts
from programmes.querysets.activities import StatusReportQuerySet
from programmes.standing import standing_of
from programmes.states import standings_of
from programmes.tabs import activity_tabs
from programmes.timeline import timeline_of


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """The activities one may see, filtered, sorted, fifty a page."""
    activities = Activity.objects.visible_to(request.user)
    activity_filter = ActivityFilter(request.GET, queryset=activities, request=request)
    situation = activity_filter.situation
    order = request.GET.get("tri", "")
    rows = sortable(activity_filter.qs, order, situation)
    pages = ActivityPages(rows, steps_of(order, situation), by_plan=activity_filter.is_by_plan)
    page = pages.asked(request.GET)
    standings = standings_of(page.object_list, situation)
    context = {
        "filter": activity_filter,
        "situation": situation,
        "active": activity_filter.active(),
        "tabs": activity_tabs(request.user, request.GET),
        "page": page,
        "rows": [(row, standings[row.pk]) for row in page.object_list if row.pk in standings],
        # What one reports is said of today.
        "reportable": set() if situation else _reportable(request, page.object_list),
    }
    return render(request, "programmes/activity_list.html", context)


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity: what it is, where it stands, everything that was said of it, and what one may do."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_page(), pk=pk)
    visible = Activity.objects.visible_to(request.user).select_related("plan")
    reports = StatusReport.objects.filter(activity=activity)
    own = reports.filter(author=request.user)
    context = {
        "activity": activity,
        "standing": standing_of(activity),
        "programme": Programme.objects.visible_to(request.user).filter(pk=activity.programme_id).first(),
        "result": Result.objects.visible_to(request.user).filter(pk=activity.result_id).first(),
        "earlier": visible.filter(carried_to=activity).first(),
        "later": visible.filter(carried_from=activity).first(),
        "timeline": timeline_of(activity, request.user),
        "documents": Document.objects.visible_to(request.user).of_activity(activity),
        "may_report": bool(_reportable(request, [activity])),
        "to_review": _numbers(reports.to_review_by(request.user)),
        "to_correct": _numbers(own.counting()),
        "to_withdraw": [] if activity.plan.closed_on else _numbers(own.pending().counting()),
        "to_redo": _numbers(reports.to_redo_by(request.user)),
        "to_give_back": _numbers(reports.approved_today_by(request.user, local(timezone.now()))),
        "return_form": ReturnForm(),
        "acts": activity_acts(activity, request.user),
        "lock": lock_of(activity.plan, request.user) or cancellation_lock(activity, request.user),
        "to_undo": undoable(activity, request.user),
    }
    return render(request, "programmes/activity_detail.html", context)


def _numbers(reports: StatusReportQuerySet) -> list[int]:
    return list(reports.values_list("pk", flat=True))


def _reportable(request: HttpRequest, activities: list[Activity]) -> set[int]:
    """Which of these activities the person may report on now."""
    mine = Activity.objects.reportable_by(request.user)
    return set(mine.filter(pk__in=[activity.pk for activity in activities]).values_list("pk", flat=True))
