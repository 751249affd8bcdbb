"""The portal's addresses and those of the floors: views behind the same middleware that do the least."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.html import format_html_join

FIFTY = """
    SELECT a.id, a.code, a.title, a.status, a.planned_end, p.code, d.name
    FROM programmes_activity a
    JOIN programmes_actionplan p ON p.id = a.plan_id
    JOIN programmes_department d ON d.id = a.department_id
    WHERE a.department_id = %s AND a.status = 'in_progress' AND a.sector_id = %s
    ORDER BY a.id LIMIT 50
"""


def constant(request: HttpRequest) -> HttpResponse:
    """A page that is always the same."""
    return HttpResponse("<!doctype html><title>Constante</title>")


def fifty(request: HttpRequest, department: int, sector: int) -> HttpResponse:
    """Fifty rows as they come, in a table."""
    with connection.cursor() as cursor:
        cursor.execute(FIFTY, [department, sector])
        rows = cursor.fetchall()
    row = "<tr>" + "<td>{}</td>" * 7 + "</tr>"
    return HttpResponse(format_html_join("", row, rows))


urlpatterns = [
    path("mesure/constante/", constant, name="bench_constant"),
    path("mesure/cinquante/<int:department>/<int:sector>/", fifty, name="bench_fifty"),
    path("", include("portal.urls")),
]
