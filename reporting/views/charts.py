"""The charts of a dashboard on a page of their own, and each as a file: SVG, PNG, or its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programmes.exports.cells import OutColumn, OutSheet
from programmes.exports.responses import dated_name, exported
from programmes.formats import typeset
from reporting.charts import inner_width, sheet
from reporting.dashboard_drawings import curve_chart, group_multiples, group_stacks, weeks_chart
from reporting.drawings import execution_bars, status_bar
from reporting.figures.dashboard import DashboardFigures, curve_of, dashboard_figures
from reporting.pictures import png_of
from reporting.views.asked_scope import AskedScope
from reporting.views.dashboard import frame
from reporting.views.group_rows import largest

IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
TABLES = ("csv", "xlsx")


class Drawings:
    """What the charts of a scope are drawn from, read once and only if a chart needs it."""

    def __init__(self, asked: AskedScope) -> None:
        self.asked = asked

    @cached_property
    def figures(self) -> DashboardFigures:
        return dashboard_figures(self.asked.user, self.asked.scope, self.asked.by)

    @cached_property
    def curve(self) -> Any:
        return curve_of(self.asked.user, self.asked.scope)

    @cached_property
    def groups(self) -> tuple:
        return largest(self.figures.groups)


@dataclass(frozen=True)
class Drawing:
    """A chart: its name in addresses, its title, how it is drawn, whether it is one of a single year; where it is one
    of several ways to draw the groups, what it is called among them."""

    name: str
    caption: str
    draw: Callable[[Drawings], Any]
    is_of_a_year: bool = False
    way: str = ""


DRAWINGS = (
    Drawing("etats", "Activités par état", lambda on: status_bar(on.figures.total, "Activités par état")),
    Drawing(
        "courbe",
        "Prévu et réalisé, en cumul par semaine",
        lambda on: curve_chart(on.curve),
        is_of_a_year=True,
    ),
    Drawing(
        "semaines",
        "Fins prévues, semaine par semaine",
        lambda on: weeks_chart(on.curve, on.asked.scope.year),
        is_of_a_year=True,
    ),
    Drawing(
        "repartition",
        "Activités de chaque groupe par état, en parts",
        lambda on: group_stacks(on.groups, on.asked.by),
        way="Parts de chaque groupe",
    ),
    Drawing(
        "realisees",
        "Activités réalisées, sur les activités de chaque groupe",
        lambda on: execution_bars(on.groups, f"Activités réalisées par {on.asked.by.label}"),
        way="Barres à une même échelle",
    ),
    Drawing(
        "groupes",
        "Activités de chaque groupe par état, à la même échelle",
        lambda on: group_multiples(on.groups, on.asked.by),
        way="Un petit graphique par groupe",
    ),
)


@require_safe
def dashboard_charts(request: HttpRequest) -> HttpResponse:
    """Every chart of a scope that has something to show, the groups drawn in one way, each with its files."""
    asked = AskedScope(request)
    on = Drawings(asked)
    ways = [one for one in DRAWINGS if one.way]
    way = next((one for one in ways if one.name == asked.way), ways[0])
    charts = [
        (one, chart, _files(asked, one))
        for one in DRAWINGS
        if (one is way or not one.way) and (asked.scope.year is not None or not one.is_of_a_year)
        for chart in [one.draw(on)]
        if chart.table().rows
    ]
    context = frame(asked) | {
        "charts": charts,
        "figures": on.figures,
        "choices": asked.by_choices(),
        "ways": [(one.way, asked.address_here(forme=one.name), one is way) for one in ways],
        "is_cut": on.groups != on.figures.groups,
    }
    return render(request, "reporting/dashboard/charts.html", context, status=asked.dates.status)


@require_safe
@cache_control(private=True, no_cache=True)
def dashboard_chart(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """One chart as a file, of the same scope as the page."""
    asked = AskedScope(request)
    drawing = next((one for one in DRAWINGS if one.name == name), None)
    if drawing is None or form not in {*IMAGES, *TABLES}:
        raise Http404
    if drawing.is_of_a_year and asked.scope.year is None:
        raise Http404
    chart = drawing.draw(Drawings(asked))
    if form in TABLES:
        return _table(request, form, chart, drawing, asked)
    drawn = chart.render(key=name, width=inner_width())
    if not drawn:
        raise Http404
    whole = sheet(drawn, title=chart.title, notes=_notes(asked))
    content = whole.encode() if form == "svg" else png_of(whole)
    response = HttpResponse(content, content_type=IMAGES[form])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=dated_name(f"graphique-{name}", form)
    )
    return response


def _files(asked: AskedScope, one: Drawing) -> list[tuple[str, str]]:
    return [
        (form.upper(), asked.address("reporting:dashboard_chart", one.name, form))
        for form in (*IMAGES, *TABLES)
    ]


def _notes(asked: AskedScope) -> tuple[str, ...]:
    """What a chart that has left the portal must still say."""
    filters = "\u202f; ".join(f"{one.label}\u00a0: {one.value}" for one in asked.narrowings())
    scope = ", ".join(filter(None, (asked.year_label, filters)))
    return (
        typeset(f"{scope}. Situation au {asked.dates.shown.label}."),
        "Source\u00a0: portail des collectivités territoriales, DGCT.",
    )


def _table(
    request: HttpRequest, form: str, chart: Any, drawing: Drawing, asked: AskedScope
) -> HttpResponseBase:
    table = chart.table()
    columns = tuple(
        OutColumn(heading, width=40 if not place else 0) for place, heading in enumerate(table.headings)
    )
    return exported(
        request,
        form,
        OutSheet("graphique", chart.title, columns, table.rows),
        name=f"graphique-{drawing.name}",
        count=len(table.rows),
        back=reverse("reporting:dashboard_charts"),
        valid=asked.dates.are_good,
    )
