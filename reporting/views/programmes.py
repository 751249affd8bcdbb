"""Pages of programmes: the list, and one programme under the nine headings of the project sheet."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from communes.text import normalise
from programmes.models import ActionPlan, Activity, Document, Programme, Result, Workshop
from programmes.programme_life import programme_life
from reporting.documents.programmes import sheet_context
from reporting.drawings import status_bar
from reporting.figures import programme_figures
from reporting.figures.cards import lead_cards
from reporting.figures.indicators import indicator_tables
from reporting.figures.overview import programme_overviews
from reporting.filters import ProgrammeFilter, sorted_programmes
from reporting.history import history_of
from reporting.views.dates import AskedDates
from reporting.views.links import ActivityLinks

PAGE_SIZE = 50


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes the reader may see, filtered, sorted, fifty a page, each with its phases; today or at a date."""
    dates = AskedDates(request)
    programmes = Programme.objects.visible_to(request.user)
    programme_filter = ProgrammeFilter(request.GET, queryset=programmes, request=request)
    # A phase stands under its programme, unless the filters leave the programme out.
    found = programme_filter.qs
    rows = sorted_programmes(
        found.exclude(parent__in=found.order_by().values("pk")), request.GET.get("tri", "")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [*page.object_list, *programmes.filter(parent__in=[row.pk for row in page.object_list])]
    activities = Activity.objects.visible_to(request.user)
    overviews = programme_overviews(shown, activities, dates.situation)
    context = {
        "dates": dates,
        "filter": programme_filter,
        "active": programme_filter.active(),
        "page": page,
        "overviews": overviews,
        "is_partial": not request.user.may(Permission.READ_ALL),
    }
    return render(request, "reporting/programme_list.html", context, status=dates.status)


@require_safe
def programme_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: the project sheet, and what the portal knows besides; its activities as of today or at a date."""
    dates = AskedDates(request)
    programmes = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(programmes.prefetch_related("places", "sectors"), code=code)
    figures = programme_figures(programme, Activity.objects.visible_to(request.user), dates.situation)
    links = ActivityLinks(programme.code, dates.query, "programme")
    swot = programme.swot_analyses.select_related("place", "structure").prefetch_related("items")
    sheet = sheet_context(programme, figures)
    context = {
        **sheet,
        "results": _results(programme, sheet["phases"]),
        "parent": programmes.filter(pk=programme.parent_id).first(),
        "sectors": sorted((str(sector) for sector in programme.sectors.all()), key=normalise),
        "indicators": indicator_tables(programme),
        "swot_analyses": list(swot.order_by("place__name", "structure__name", "pk")),
        "funded_plans": _funded_plans(programme, request.user),
        "dates": dates,
        "cards": [(card, links.counted(card.query)) for card in lead_cards(figures.total)],
        "pending_url": links.counted("review=pending"),
        "unreported_url": links.counted("unreported=1"),
        "activities_url": links.all,
        "status_chart": status_bar(figures.total, "Activités du programme par état"),
        "workshops": list(Workshop.objects.visible_to(request.user).filter(programmes=programme)),
        "documents": list(Document.objects.visible_to(request.user).filter(programme=programme)),
        "life": programme_life(programme, request.user),
        "history": history_of(programme, request.user),
    }
    return render(request, "reporting/programme_detail.html", context, status=dates.status)


def _results(programme: Programme, phases: list[Programme]) -> list[Result]:
    """The logical framework of the programme, then those of its phases."""
    rows = Result.objects.filter(programme__in=[programme, *phases]).select_related("programme")
    return sorted(
        rows, key=lambda row: (row.programme_id != programme.pk, row.programme_id, row.position, row.pk)
    )


def _funded_plans(programme: Programme, user) -> list[ActionPlan]:
    """Plans that name the programme as a source of funding for the whole plan."""
    plans = ActionPlan.objects.visible_to(user).filter(funding_lines__source__programme=programme)
    return list(plans.distinct())
