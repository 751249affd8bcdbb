"""Imports as an administrator walks through them, with script and without."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.imports.faults import Choice
from programmes.models import ImportRun
from tests.browser.conftest import accessibility_faults, layout_faults
from tests.factories import DepartmentFactory
from tests.programmes.import_pages.made_runs import made
from tests.programmes.import_pages.reports import (
    changed,
    created,
    doubtful,
    refused,
    report,
    sheet,
    unchanged,
    unknown_name,
    wrong_date,
)

pytestmark = pytest.mark.django_db(transaction=True)

State = ImportRun.State


def full_report(**named):
    """Everything that a report may say."""
    near = (Choice("1", "Sous-direction Finances locales", 81), Choice("2", "Sous-direction A", 70))
    return report(
        sheets=[
            sheet(keyed_by="reconnues à leur intitulé", also=("results", "status")),
            sheet(sheet="Notes", kind=""),
        ],
        outcomes=[
            *(created(row, f"Former les régisseurs de {row} communes") for row in range(8, 70)),
            changed(70),
            unchanged(71),
            refused(72),
        ],
        faults=[wrong_date(72), unknown_name(73, *near)],
        questions=[doubtful(row, f"{row}.500") for row in range(9, 13)],
        notices=[f"Remarque {number}." for number in range(5)],
        **named,
    )


@pytest.fixture
def screens(admin) -> list[str]:
    """Every page of the imports, in every state."""
    DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
    previewed = made(admin, written=full_report())
    applied = made(admin, State.APPLIED, full_report(applied=True))
    others = [
        made(admin, written=report(sheets=[sheet()], outcomes=[created(8)])),
        made(admin, State.NOTHING, report(sheets=[sheet()], outcomes=[unchanged(8)])),
        made(admin, State.UNDONE, report(sheets=[sheet()], outcomes=[created(8)], applied=True)),
        made(admin, State.FAILED, message="Ce classeur est protégé par un mot de passe."),
        made(admin, State.CANCELLED),
        made(admin, State.APPLYING, started_at=timezone.now()),
    ]
    parts = ("settle", "faults", "created", "changed", "unchanged", "refused")
    return [
        reverse("programmes:import_list"),
        f"{reverse('programmes:import_list')}?state=failed&q=rien",
        *(f"{previewed.get_absolute_url()}?show={part}" for part in parts),
        reverse("programmes:import_reading", args=[previewed.pk]),
        applied.get_absolute_url(),
        reverse("programmes:import_undo", args=[applied.pk]),
        *(run.get_absolute_url() for run in others),
    ]


@pytest.mark.parametrize("device", ["page", "phone_page"])
def test_every_page_in_every_state_is_accessible_and_fits(device, request, screens, sign_in, admin):
    shown = request.getfixturevalue(device)
    sign_in(shown, admin)
    faults = []
    for address in screens:
        assert shown.goto(address).status == 200, address
        faults += [f"{address}: {fault}" for fault in layout_faults(shown) + accessibility_faults(shown)]
    assert faults == [], "\n".join(faults)


def test_the_bar_of_a_long_work_follows_it_to_its_end(page, sign_in, admin):
    """A work that waits is watched; once it is over, its page shows by itself what became of it."""
    run = made(admin, State.PREVIEWING, report(sheets=[sheet()], outcomes=[created(8)]))
    sign_in(page, admin)
    page.goto(run.get_absolute_url())
    page.get_by_text("En attente de son tour").wait_for()
    ImportRun.objects.filter(pk=run.pk).update(state=State.PREVIEWED)
    page.get_by_role("button", name="Importer", exact=True).first.wait_for()
