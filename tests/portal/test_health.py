"""Whether the portal answers, for what watches over it."""

import pytest
from django.db import connection

from programmes.models import ActionPlan


def test_it_works_without_signing_in(client, db):
    response = client.get("/sante/")
    assert (response.status_code, response.json()) == (200, {"etat": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_it_rejects_post(client, db):
    assert client.post("/sante/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_missing_table_is_said(client):
    table = ActionPlan._meta.db_table
    with connection.schema_editor() as editor:
        editor.alter_db_table(ActionPlan, table, f"{table}_away")
    try:
        response = client.get("/sante/")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(ActionPlan, f"{table}_away", table)
    assert response.status_code == 503
    assert "La base de données ne répond pas" in response.json()["message"]
