"""What changed between two dates, as a file."""

import pytest

from tests.reporting.histories import plan_of_68

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
