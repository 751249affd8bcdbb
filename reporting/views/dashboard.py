"""The dashboard: how execution stands, over what is asked; all the groups of a table; what changed; the filters."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from communes.text import normalise
from programmes.exports.responses import exported
from programmes.models import ActionPlan, Activity, DeclaredFigure
from reporting.charts import strip_hatches
from reporting.dashboard_drawings import curve_chart
from reporting.drawings import status_bar
from reporting.figures import declared_against_computed
from reporting.figures.cards import rate_cards
from reporting.figures.dashboard import Change, Changes, Dashboard, changes_between, dashboard_figures
from reporting.figures.shown import shown_figures
from reporting.forms import ChangesForm
from reporting.group_exports import changes_sheet, group_sheet
from reporting.views.asked_scope import ALL_YEARS, MONEY, AskedScope, pairs_of
from reporting.views.dashboard_cards import count_cards, main_card, money_rows
from reporting.views.dashboard_filters import filter_fields
from reporting.views.group_rows import MOST_GROUPS, group_table
from reporting.views.scope_links import ScopeLinks

#: The longest late; the others are in the list.
MOST_LATE = 5
#: A comparison is shown for so many plans with declared figures; the others are only named.
MOST_DECLARED = 2
#: How many activities of each change the page names; the file has them all.
MOST_NAMED = 100
PAGE_SIZE = 100
HATCHES = mark_safe(strip_hatches())  # noqa: S308 (made of constants)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """How execution stands: the rate, counts, money, groups, what is late, what was declared."""
    asked = AskedScope(request)
    if asked.has_blanks and asked.dates.are_good:
        return redirect(asked.beside())
    board = Dashboard(asked.user, asked.scope, asked.seen)
    figures = board.figures(asked.by, MOST_GROUPS)
    links = ScopeLinks.of(asked.user, asked.scope)
    total = figures.total
    context = frame(asked) | {
        "figures": figures,
        "total": total,
        "links": links,
        "main": main_card(figures, links),
        "cards": count_cards(figures, links),
        "status_chart": status_bar(total, "Activités par état"),
        "curve": curve_chart(board.curve()) if asked.scope.year else None,
        "rate_cards": rate_cards(total)[:2],
        "money": money_rows(total, links),
        "table": group_table(asked, figures),
        "hatches": HATCHES,
        "late": board.lateness(MOST_LATE) if total.late else None,
        "late_url": links.to("late=1"),
        "declared": _declared(asked),
        "views": _views(asked),
        "groups_url": asked.address("reporting:dashboard_groups"),
        "map_url": f"{reverse('reporting:map')}?{urlencode(pairs_of(asked.scope))}",
        "charts_url": asked.address("reporting:dashboard_charts"),
        "changes_url": asked.address("reporting:dashboard_changes", par="", montre=""),
    }
    return render(request, "reporting/dashboard/dashboard.html", context, status=asked.dates.status)


@require_safe
def dashboard_groups(request: HttpRequest) -> HttpResponse:
    """All the groups of a dimension, a hundred a page, found by their name."""
    asked = AskedScope(request)
    figures = dashboard_figures(asked.user, asked.scope, asked.by)
    words = normalise(request.GET.get("q", "")).split()
    found = [group for group in figures.groups if all(word in normalise(group.label) for word in words)]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = frame(asked) | {
        "figures": figures,
        "page": page,
        "q": request.GET.get("q", ""),
        "table": group_table(asked, figures, page.object_list),
        "hatches": HATCHES,
        "views": _views(asked),
    }
    return render(request, "reporting/dashboard/groups.html", context, status=asked.dates.status)


@require_safe
def dashboard_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The table of groups, whole, as a file."""
    asked = AskedScope(request)
    figures = dashboard_figures(asked.user, asked.scope, asked.by)
    return exported(
        request,
        form,
        group_sheet(figures, asked.by, asked.described),
        name=f"tableau-de-bord-{slugify(asked.by.label)}",
        count=len(figures.groups),
        back=reverse("reporting:dashboard_groups"),
        valid=asked.dates.are_good,
    )


@require_safe
def dashboard_filters(request: HttpRequest) -> HttpResponse:
    """Every filter with its choices: what the dashboard itself leaves out to stay light."""
    asked = AskedScope(request)
    context = frame(asked) | {
        "fields": filter_fields(asked),
        "years": asked.year_choices(),
        "all_years": ALL_YEARS,
        "back_url": asked.beside(),
    }
    return render(request, "reporting/dashboard/filters.html", context, status=asked.dates.status)


@require_safe
def dashboard_changes(request: HttpRequest) -> HttpResponse:
    """What changed between two dates, activity by activity."""
    asked = AskedScope(request)
    form = ChangesForm(request.GET, until=asked.dates.shown.at)
    is_good = form.is_valid() and asked.dates.are_good
    context = frame(asked) | {
        "form": form,
        "periods": _periods(asked, form.until),
        "kept": [one for one in asked.dates.kept if one[0] not in {"du", "au"}],
    }
    if is_good:
        changes = changes_between(asked.user, asked.scope, *form.period())
        sections = _sections(asked, changes, MOST_NAMED)
        context |= {
            "changes": changes,
            "sections": [(change, rows, change.count - len(rows)) for change, rows in sections],
            "is_calm": not any(rows for _, rows in sections),
        }
    return render(request, "reporting/dashboard/changes.html", context, status=200 if is_good else 400)


@require_safe
def dashboard_changes_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """What changed between two dates as a file, where the page only names the first ones."""
    asked = AskedScope(request)
    period = ChangesForm(request.GET, until=asked.dates.shown.at)
    is_good = period.is_valid() and asked.dates.are_good
    sections = _sections(asked, changes_between(asked.user, asked.scope, *period.period())) if is_good else []
    return exported(
        request,
        form,
        changes_sheet(sections),
        name="changements",
        count=sum(len(rows) for _, rows in sections),
        back=reverse("reporting:dashboard_changes"),
        valid=is_good,
    )


def frame(asked: AskedScope) -> dict[str, Any]:
    """What every page of the dashboard shows about what it looks at."""
    return {
        "asked": asked,
        "dates": asked.dates,
        "narrowings": asked.narrowings(),
        "is_partial": not asked.user.may(Permission.READ_ALL),
        "dashboard_url": asked.beside(),
        "filters_url": asked.address("reporting:dashboard_filters"),
    }


def _views(asked: AskedScope) -> list[tuple[str, str, bool]]:
    """What the table of groups shows: label, address, whether it is what is shown."""
    return [
        (label, asked.address_here(montre=value), asked.view == value)
        for label, value in (("Exécution", ""), ("Argent", MONEY))
    ]


def _sections(
    asked: AskedScope, changes: Changes, most: int | None = None
) -> list[tuple[Change, list[Activity]]]:
    """Each change and its activities, so many at most."""
    rows = Activity.objects.visible_to(asked.user).select_related("plan", "department")
    found = rows.in_bulk([key for change in changes.changes for key in change.keys[:most]])
    return [(change, [found[key] for key in change.keys[:most]]) for change in changes.changes]


def _periods(asked: AskedScope, until: date) -> list[tuple[str, str]]:
    """Periods one may want: their label and their address."""
    starts = (
        ("7 jours", until - timedelta(days=7)),
        ("30 jours", until - timedelta(days=30)),
        ("depuis le début de l’année", date(until.year, 1, 1) - timedelta(days=1)),
    )
    return [
        (
            label,
            asked.address(
                "reporting:dashboard_changes", par="", montre="", du=start.isoformat(), au=until.isoformat()
            ),
        )
        for label, start in starts
    ]


def _declared(asked: AskedScope) -> dict[str, Any] | None:
    """What was declared about the plans looked at, beside what is computed; only of whole plans."""
    scope = asked.scope
    if not asked.user.may(Permission.READ_ALL) or len(scope.filters) > scope.is_of_one_plan:
        return None
    told = DeclaredFigure.objects.order_by().values("plan")
    plans = ActionPlan.objects.visible_to(asked.user).filter(pk__in=told, adopted_on__isnull=False)
    if scope.year:
        plans = plans.filter(year=scope.year)
    if scope.filters:
        plans = plans.filter(code=scope.filters[0][1])
    found = list(plans.select_related("department", "programme").order_by("-year", "code")[:20])
    if not found:
        return None
    activities = Activity.objects.visible_to(asked.user)
    compared = [
        (plan, declared_against_computed(shown_figures(plan, activities, scope.situation), activities))
        for plan in found[:MOST_DECLARED]
    ]
    return {"compared": [one for one in compared if one[1]], "others": found[MOST_DECLARED:]}
