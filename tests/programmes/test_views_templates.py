"""The page of the templates, and the files it leads to."""

import io

import pytest
from openpyxl import load_workbook

from programmes.exports.templates import TEMPLATES

pytestmark = pytest.mark.django_db
PAGE = "/imports/modeles/"


def test_it_works(client_as, admin):
    text = client_as(admin).get(PAGE).content.decode()
    for word in TEMPLATES:
        assert f'href="{PAGE}{word}.xlsx"' in text
    assert "Listes de référence" in text


def test_a_template_is_named_in_french(client_as, admin, department):
    response = client_as(admin).get(f"{PAGE}activities.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="modele-activites.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    assert department.code in {cell.value for row in book["Listes"] for cell in row}


def test_no_right_is_403(client_as, direction, partner_user):
    for person in (direction, partner_user):
        assert client_as(person).get(PAGE).status_code == 403
        assert client_as(person).get(f"{PAGE}activities.xlsx").status_code == 403


def test_an_unknown_kind_is_404(client_as, admin):
    assert client_as(admin).get(f"{PAGE}chose.xlsx").status_code == 404


def test_rejects_post(client_as, admin):
    assert client_as(admin).post(PAGE).status_code == 405
    assert client_as(admin).post(f"{PAGE}activities.xlsx").status_code == 405
