"""The map of the territory: its page, and its drawing alone."""

from collections.abc import Iterator

from django.urls import reverse

from bench.cases import Case, client_of, direction, getting
from bench.pages import constant
from communes.models import Level
from programmes.models import ActionPlan
from reporting.figures.dashboard import DashboardScope
from reporting.figures.map import map_figures
from reporting.figures.map_measures import Measure
from reporting.map_drawings import territory_map


def _year() -> int:
    """The latest year that has plans."""
    return ActionPlan.objects.filter(code__startswith="MESURE-").order_by("-year").first().year


def page() -> Iterator[Case]:
    """The national map by commune, with its table."""
    client = client_of(direction())
    yield Case(
        getting(client, f"{reverse('reporting:map')}?year={_year()}"),
        (constant(client),),
    )


def drawing() -> Iterator[Case]:
    """The drawing alone: seven hundred communes, their figures at hand."""
    figures = map_figures(direction(), DashboardScope(_year()), Level.COMMUNE)
    chart = territory_map(
        figures,
        Measure.ACTIVITIES,
        title="Nombre d’activités par commune",
        address=lambda key: f"/communes/{key}/",
        region_address=lambda key: f"/carte/?region={key}",
    )
    yield Case(chart.render, most=5)
