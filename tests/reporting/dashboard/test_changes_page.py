"""What changed between two dates, as a file."""

import pytest

from tests.factories import PlanFactory
from tests.reporting.histories import add, plan_of_68

pytestmark = pytest.mark.django_db

EXPORT = "/tableau-de-bord/changements/export.csv"


def test_the_file_has_the_rows_of_the_page(client_as, direction):
    plan_of_68(code="DGCT-2023")
    answer = client_as(direction).get(f"{EXPORT}?year=2023&du=2023-12-19&au=2023-12-31")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "Changement;Plan;Code;Activité;Structure"
    changes = [line.split(";")[0] for line in lines[1:]]
    assert (changes.count("Devenues réalisées"), changes.count("Commencées")) == (42, 15)
    assert lines[1].split(";")[1:4] == ["DGCT-2023", "L000", "Ligne 0"]


def test_a_period_that_cannot_be_read_leads_back_to_the_page(client_as, direction):
    answer = client_as(direction).get(f"{EXPORT}?du=2023-12-31&au=2023-12-01")
    assert answer.status_code == 302
    assert answer.url.startswith("/tableau-de-bord/changements/?du=2023-12-31")


def test_the_file_names_all_those_that_changed(client_as, direction, monkeypatch):
    plan = PlanFactory()
    add(plan, 3, "done")
    monkeypatch.setattr("reporting.views.dashboard.MOST_NAMED", 2)
    ask = {"year": "2023", "du": "2023-12-01", "au": "2023-12-31"}
    page = client_as(direction).get("/tableau-de-bord/changements/", ask).content.decode()
    assert "et 1 autre" in page.replace("\u00a0", " ")
    lines = b"".join(client_as(direction).get("/tableau-de-bord/changements/export.csv", ask)).decode()
    assert lines.count("Devenues réalisées") == 3
