"""The calendar of a plan: the drawing alone, and its page."""

from collections.abc import Iterator

from django.urls import reverse

from bench.cases import Case, client_of, direction, getting
from bench.pages import a_plan, constant
from programmes.models import Activity
from reporting.drawings import calendar_by_department
from reporting.figures.calendar import plan_calendar


def drawing() -> Iterator[Case]:
    """The bars of some hundred activities, their figures already there."""
    chart = calendar_by_department(plan_calendar(a_plan(), Activity.objects.all()), "Calendrier")
    yield Case(lambda: chart.render(key="mesure"), most=5)


def page() -> Iterator[Case]:
    """The page of the calendar of a plan of some hundred activities."""
    client = client_of(direction())
    yield Case(getting(client, reverse("reporting:plan_calendar", args=[a_plan().code])), (constant(client),))
