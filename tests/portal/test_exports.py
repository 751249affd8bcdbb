"""The list of accounts as a file."""

import csv
import io

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db


def rows_of(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("query", ["", "?q=awa", "?role=agent", "?tri=-nom", "?state=deactivated"])
def test_it_holds_the_accounts_of_the_page(client_as, admin, agent, other_agent, partner_user, query):
    User.objects.filter(pk=other_agent.pk).update(is_active=False)
    client = client_as(admin)
    page = [person.email for person in client.get(f"/comptes/{query}").context["page"]]
    rows = rows_of(client.get(f"/comptes/export.csv{query}"))
    assert [row["Adresse électronique"] for row in rows] == page
    assert page


def test_an_account_is_told_as_on_the_page(client_as, admin, agent, partner_user):
    rows = {row["Nom"]: row for row in rows_of(client_as(admin).get("/comptes/export.csv"))}
    assert rows["Awa Agent"]["Rôle"] == "Agent"
    assert "Sous-direction A" in rows["Awa Agent"]["Structure"]
    assert rows["Awa Agent"]["État"] == "invité, sans mot de passe"
    assert "Partenaire A" in rows["Paul Partenaire"]["Partenaires"]


def test_no_right_is_403(client_as, direction):
    assert client_as(direction).get("/comptes/export.xlsx").status_code == 403


def test_takes_the_same_queries_for_one_or_twenty(client_as, admin, django_assert_num_queries):
    client, made = client_as(admin), {}
    for count in (1, 20):
        for number in range(count):
            User.objects.create_user(email=f"p{count}-{number}@exemple.ml", full_name="P", role="agent")
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            rows_of(client.get("/comptes/export.csv"))
        made[count] = len(queries)
    assert made[1] == made[20]
