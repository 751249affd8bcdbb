"""The calendar of a plan on A3 sheets: bars by department under quarters and months, to be pinned on a wall."""

from django.utils.safestring import SafeString, mark_safe

from programmes.models import ActionPlan
from reporting.charts import PAPER, calendar_legend, pages_of
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.drawings import calendar_by_department
from reporting.figures import Situation
from reporting.figures.calendar import PlanCalendar, by_department, plan_calendar

#: The useful width of an A3 sheet on its side, in pixels of the style sheet (396 mm), and what is left for the
#: drawing under the State's header, then on the other sheets.
WIDTH = 1496
FIRST_HEIGHT = 830
HEIGHT = 960


def calendar_document(plan: ActionPlan, sight: Sight, situation: Situation | None = None) -> Document:
    """The calendar of a plan as of a date (today, or its closing), over the activities the reader may see."""
    calendar = plan_calendar(plan, sight.activities, situation)
    seen = sight.activities.filter(plan=plan).count()
    return Document(
        kind="calendar",
        code=plan.code,
        label="Calendrier",
        title=f"Calendrier – {plan.title}",
        template="documents/calendar.html",
        situation=calendar.situation,
        context={
            "plan": plan,
            "calendar": calendar,
            "sheets": sheets_of(calendar),
            "legend": _drawn(calendar_legend(width=WIDTH, size=PAPER.size)),
            "undated": by_department(calendar.undated),
            "is_partial": seen < plan.activities.count(),
            "demonstration": sum(entry.activity.is_demonstration for entry in calendar.entries),
        },
    )


def sheets_of(calendar: PlanCalendar) -> list[SafeString]:
    """One drawing a sheet; none when no activity can be placed."""
    chart = calendar_by_department(calendar, f"Calendrier {calendar.plan.year}")
    cut = pages_of(chart, width=WIDTH, first=FIRST_HEIGHT, height=HEIGHT)
    return [_drawn(page.render(key=f"feuille-{number}", width=WIDTH)) for number, page in enumerate(cut, 1)]


def _drawn(svg: str) -> SafeString:
    """The drawing for the page; its text was escaped by the chart."""
    return mark_safe(svg)  # noqa: S308 - built and escaped by reporting.charts
