"""Addresses of figures and documents."""

from django.urls import path

from reporting.views import (
    calendar,
    charts,
    closing,
    dashboard,
    data_quality,
    declared,
    documents,
    exports,
    places,
    plans,
    programmes,
    several,
    weeks,
)
from reporting.views import map as territory_map

app_name = "reporting"

urlpatterns = [
    path("tableau-de-bord/", dashboard.dashboard, name="dashboard"),
    path("tableau-de-bord/groupes/", dashboard.dashboard_groups, name="dashboard_groups"),
    path("tableau-de-bord/groupes/export.<slug:form>", dashboard.dashboard_export, name="dashboard_export"),
    path("tableau-de-bord/filtres/", dashboard.dashboard_filters, name="dashboard_filters"),
    path("tableau-de-bord/changements/", dashboard.dashboard_changes, name="dashboard_changes"),
    path(
        "tableau-de-bord/changements/export.<slug:form>",
        dashboard.dashboard_changes_export,
        name="dashboard_changes_export",
    ),
    path("tableau-de-bord/graphiques/", charts.dashboard_charts, name="dashboard_charts"),
    path(
        "tableau-de-bord/graphiques/<slug:name>.<slug:form>", charts.dashboard_chart, name="dashboard_chart"
    ),
    path("carte/", territory_map.territory, name="map"),
    path("carte/carte.<slug:form>", territory_map.map_picture, name="map_picture"),
    path("carte/export.<slug:form>", territory_map.map_export, name="map_export"),
    path("communes/", places.place_list, name="place_list"),
    path("communes/export.<slug:form>", places.place_export, name="place_export"),
    path("communes/<slug:key>/", places.place_detail, name="place_detail"),
    path("qualite/", data_quality.data_quality, name="data_quality"),
    path("qualite/export.<slug:form>", data_quality.quality_export, name="quality_export"),
    path("qualite/<slug:check>/", data_quality.quality_list, name="quality_list"),
    path(
        "qualite/<slug:check>/export.<slug:form>",
        data_quality.quality_list_export,
        name="quality_list_export",
    ),
    path("plans/", plans.plan_list, name="plan_list"),
    # Before the page of a plan.
    path("plans/plusieurs-annees/", several.several_years, name="several_years"),
    path("plans/export.<slug:form>", exports.plan_export, name="plan_export"),
    path("plans/<slug:code>/", plans.plan_detail, name="plan_detail"),
    path("plans/<slug:code>/cloture/", closing.plan_close, name="plan_close"),
    path("plans/<slug:code>/rouvrir/", closing.plan_reopen, name="plan_reopen"),
    path("plans/<slug:code>/clotures/<int:rank>/", closing.closing_detail, name="closing_detail"),
    path("plans/<slug:code>/chiffres-declares/", declared.plan_declare, name="plan_declare"),
    path("plans/<slug:code>/calendrier/", calendar.plan_calendar_page, name="plan_calendar"),
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/export.<slug:form>", exports.programme_export, name="programme_export"),
    path("programmes/<slug:code>/", programmes.programme_detail, name="programme_detail"),
    path("semaines/", weeks.week_list, name="week_list"),
    path("semaines/<slug:code>/", weeks.week_detail, name="week_detail"),
    path("rapports/", documents.report_list, name="report_list"),
    path("rapports/<slug:kind>/<slug:code>.pdf", documents.report_pdf, name="report_pdf"),
]
