"""The Monday sheet: the list of weeks, and one week with its review and its priorities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import AuditEvent
from accounts.roles import Permission
from programmes.models import Activity, Department, WeekPriority, WeekSheet
from programmes.weeks import Week
from reporting.figures.weeks import DepartmentWeek, Outcomes, WeekFigures, outcomes_of, week_figures
from reporting.history import entries

PAGE_SIZE = 26


@dataclass(frozen=True)
class WeekRow:
    """A line of the list: the sheet, how many priorities it sets, what became of those set for its week."""

    sheet: WeekSheet
    planned: int
    outcomes: Outcomes


@dataclass(frozen=True)
class Panel:
    """One department on the sheet: its review, its priorities of the week and of the next one."""

    department: Department | None
    review: DepartmentWeek | None
    last: tuple[WeekPriority, ...]
    priorities: tuple[WeekPriority, ...]
    may_write: bool

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.department) if self.department else "Sans structure responsable"


@require_safe
@requires(Permission.READ_ALL)
def week_list(request: HttpRequest) -> HttpResponse:
    """This week, the one before, and every sheet that was written on, latest first."""
    this_week = Week.of(timezone.localdate())
    sheets = WeekSheet.objects.visible_to(request.user).select_related("closed_by")
    page = Paginator(sheets, PAGE_SIZE).get_page(request.GET.get("page"))
    current = [WeekSheet.of(this_week.previous), WeekSheet.of(this_week)]
    context = {
        "current": rows_of(current),
        "page": page,
        "rows": rows_of(page.object_list),
    }
    return render(request, "reporting/weeks/list.html", context)


@require_safe
@requires(Permission.READ_ALL)
def week_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet, by department."""
    try:
        week = Week.parse(code)
    except ValueError as error:
        raise Http404("Cette semaine n’existe pas.") from error
    this_week = Week.of(timezone.localdate())
    if week > this_week.next:
        raise Http404("Cette semaine est trop loin : sa fiche s’ouvre une semaine avant.")
    sheet = WeekSheet.of(week)
    after = WeekSheet.of(week.next)
    figures = week_figures(sheet, Activity.objects.visible_to(request.user))
    is_open = not (sheet.is_closed or after.is_closed)
    writable = Department.objects.visible_to(request.user).planned_by(request.user)
    writable = list(writable) if is_open else []
    panels = panels_of(figures, writable)
    context = {
        "sheet": sheet,
        "week": week,
        "after": after,
        "figures": figures,
        "outcomes": figures.outcomes,
        "panels": panels,
        "silent": [one for one in writable if one not in {panel.department for panel in panels}],
        "next_week": week.next if week <= this_week else None,
        "may_settle": any(priority.department in writable for priority in figures.last),
        "may_write": bool(writable),
        "may_close": is_open and week <= this_week and request.user.may(Permission.CLOSE_WEEKS),
        "may_reopen": sheet.is_closed and not after.is_closed and request.user.may(Permission.CLOSE_WEEKS),
        "may_download": request.user.may(Permission.DOWNLOAD_REPORTS),
        # Who closed and reopened it is for all who read it.
        "history": list(entries(AuditEvent.objects.about(sheet))) if sheet.pk else [],
    }
    return render(request, "reporting/weeks/detail.html", context)


def rows_of(sheets: Iterable[WeekSheet]) -> list[WeekRow]:
    """The lines of some sheets, in one query."""
    sheets = list(sheets)
    mondays = {sheet.monday for sheet in sheets}
    wanted = mondays | {monday - timedelta(days=7) for monday in mondays}
    priorities = list(WeekPriority.objects.filter(sheet__monday__in=wanted).select_related("sheet"))
    return [
        WeekRow(
            sheet,
            sum(one.sheet.monday == sheet.monday for one in priorities),
            outcomes_of(one for one in priorities if one.sheet.monday == sheet.week.previous.monday),
        )
        for sheet in sheets
    ]


def panels_of(figures: WeekFigures, writable: Iterable[Department]) -> list[Panel]:
    """One panel for each department of which the sheet says something, in their order."""
    reviews = {review.department: review for review in figures.departments}
    planned = {priority.department for priority in (*figures.last, *figures.priorities)}
    return [
        Panel(
            department,
            reviews.get(department),
            tuple(one for one in figures.last if one.department == department),
            tuple(one for one in figures.priorities if one.department == department),
            department in writable,
        )
        for department in sorted(planned | set(reviews), key=_rank)
    ]


def _rank(department: Department | None) -> tuple[bool, int, str]:
    return (department is None, department.position if department else 0, str(department or ""))
