"""Quality of the data: what is missing or wrong, how much of it, and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from programmes.exports.responses import exported
from programmes.formats import integer
from programmes.models import Department
from reporting.figures.dashboard.figures import years_of
from reporting.figures.quality import Check, QualityFigures, QualityLine, quality_figures
from reporting.figures.quality_lists import MOST, ListedCheck, QualityRow, listed_for
from reporting.views.asked_scope import Choice

PAGE_SIZE = 50


@dataclass(frozen=True)
class Number:
    """A count and the list of what it counts; no address where there is nothing to list."""

    text: str
    url: str


@require_safe
@requires(Permission.READ_ALL)
def data_quality(request: HttpRequest) -> HttpResponse:
    """Every check: how many of one's own departments, how many in all; then each department's."""
    year, years = _years(request)
    figures = quality_figures(request.user, year)
    own = [one for one in figures.departments if one and one.pk in figures.own]
    context = {
        "year": year,
        "years": [Choice(str(one), f"?{urlencode({'year': one})}", one == year) for one in years],
        "figures": figures,
        "own": own,
        "lines": [
            (line, _own_number(figures, line, own), _number(figures, line), _mend_url(line.check, request))
            for line in figures.lines
        ],
        "checks": [line.check for line in figures.lines],
        "departments": [
            (_name(one), integer(figures.bases[_key(one)]), _numbers(figures, one))
            for one in figures.departments
        ],
        "listed": [_listed(one, request, year) for one in listed_for(request.user)],
    }
    return render(request, "reporting/quality.html", context)


@require_safe
@requires(Permission.READ_ALL)
def quality_list(request: HttpRequest, check: str) -> HttpResponse:
    """What one check found, outside activities."""
    year, years = _years(request)
    found = _check_of(request, check)
    rows = found.find(request.user, year)
    context = {
        "check": found,
        "year": year,
        "years": [Choice(str(one), f"?{urlencode({'year': one})}", one == year) for one in years],
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "files": [
            (form.upper(), reverse("reporting:quality_list_export", args=[check, form]) + f"?year={year}")
            for form in ("xlsx", "csv")
        ],
        "is_cut": len(rows) == MOST,
    }
    return render(request, "reporting/quality_list.html", context)


@require_safe
@requires(Permission.READ_ALL)
def quality_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The checks over activities, a line a department."""
    year, _ = _years(request)
    figures = quality_figures(request.user, year)
    columns = (
        OutColumn("Structure", width=40),
        OutColumn("Activités (base du taux)", Style.NUMBER),
        *(OutColumn(line.check.title, Style.NUMBER) for line in figures.lines),
    )
    return exported(
        request,
        form,
        OutSheet("qualite", f"Qualité des données {year}", columns, _cells(figures)),
        name=f"qualite-{year}",
        count=len(figures.departments) + 1,
        back=reverse("reporting:data_quality"),
    )


@require_safe
@requires(Permission.READ_ALL)
def quality_list_export(request: HttpRequest, check: str, form: str) -> HttpResponseBase:
    """What one check found, as a file."""
    year, _ = _years(request)
    found = _check_of(request, check)
    rows = found.find(request.user, year)
    columns = (OutColumn("Objet", width=60), OutColumn("À corriger", width=50))
    return exported(
        request,
        form,
        OutSheet("qualite", found.title[:31], columns, [(row.label, row.detail) for row in rows]),
        name=f"qualite-{found.key}",
        count=len(rows),
        back=reverse("reporting:quality_list", args=[found.key]),
    )


def _years(request: HttpRequest) -> tuple[int, list[int]]:
    """The year looked at, the present one unless another is asked, and those that can be."""
    own = timezone.localdate().year
    years = list(years_of(request.user)) or [own]
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4:
        return int(asked), sorted({*years, int(asked)}, reverse=True)
    return next((year for year in years if year <= own), years[0]), years


def _check_of(request: HttpRequest, key: str) -> ListedCheck:
    """Raises Http404 for a check that does not exist, or that this person does not read."""
    found = next((one for one in listed_for(request.user) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _listed(check: ListedCheck, request: HttpRequest, year: int) -> tuple[ListedCheck, str, str]:
    rows: list[QualityRow] = check.find(request.user, year)
    query = f"?year={year}" if check.is_of_year else ""
    url = f"{reverse('reporting:quality_list', args=[check.key])}{query}" if rows else ""
    return check, integer(len(rows)) + (" et plus" if len(rows) == MOST else ""), url


def _own_number(figures: QualityFigures, line: QualityLine, own: list[Department]) -> Number:
    """That of the user's own departments; a list holds one department, so only one leads anywhere."""
    url = _url(figures.year, line.check, own[0].code) if line.own and len(own) == 1 else ""
    return Number(integer(line.own), url)


def _mend_url(check: Check, request: HttpRequest) -> str:
    """The page on which this person mends many at once; empty where there is none."""
    return reverse(check.page) if check.permission and request.user.may(check.permission) else ""


def _number(figures: QualityFigures, line: QualityLine) -> Number:
    return Number(integer(line.count), _url(figures.year, line.check) if line.count else "")


def _numbers(figures: QualityFigures, department: Department | None) -> list[tuple[Check, Number]]:
    """Those of one department."""
    found = []
    for line in figures.lines:
        count = line.by_department.get(_key(department), 0)
        code = department.code if department else ""
        found.append(
            (line.check, Number(integer(count), _url(figures.year, line.check, code) if count else ""))
        )
    return found


def _url(year: int, check: Check, department: str | None = None) -> str:
    """The list of activities that a number counts; an empty code is that of no department."""
    query = f"year={year}&counted=1&{check.query}"
    if department:
        query += f"&{urlencode({'department': department})}"
    elif department == "" and check.query != "without=department":
        query += "&without=department"
    return f"{reverse('programmes:activity_list')}?{query}"


def _key(department: Department | None) -> int | None:
    return department.pk if department else None


def _name(department: Department | None) -> str:
    return department.name if department else "Sans structure responsable"


def _cells(figures: QualityFigures) -> Iterator[list[Cell]]:
    for one in figures.departments:
        counts = [line.by_department.get(_key(one), 0) for line in figures.lines]
        yield [_name(one), figures.bases[_key(one)], *counts]
    yield ["Ensemble", figures.base, *(line.count for line in figures.lines)]
