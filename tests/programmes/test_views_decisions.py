"""Revising, cancelling, and taking back on the screen: old values in sight, a trace, nothing typed lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.closing import close_plan
from programmes.models import Revision
from tests.factories import ActivityFactory, PlanFactory
from tests.programmes.test_forms_activities import posted

DAY = date(2023, 7, 15)
TOLD = {"decided_on": "2023-07-15", "reason": "Retard des fonds"}


@pytest.fixture
def activity(department):
    return ActivityFactory(
        plan=PlanFactory(department=department),
        title="Former",
        planned_end=date(2023, 6, 30),
        planned_end_precision="quarter",
        budget=Decimal(1500),
    )


def url(name: str, *args) -> str:
    return reverse(f"programmes:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def send(client, address, **changes):
    """The form opened, then sent with changes; files among them."""
    form = client.get(address).context["form"]
    files = {name: changes.pop(name) for name in list(changes) if name == "document"}
    data = posted(form, **changes)
    data.pop("document", None)
    return client.post(address, {**dict(data.lists()), **files})


# --- revised --------------------------------------------------------------------------------------


def test_the_old_values_stand_beside_the_fields(client_as, validator, activity):
    text = text_of(client_as(validator).get(url("activity_revise", activity.pk)))
    assert "Aujourd’hui : 2e trimestre 2023." in text
    assert "Aujourd’hui : 1 500 FCFA." in text


def test_only_what_differs_is_revised_and_the_act_is_kept(client_as, validator, activity):
    response = send(
        client_as(validator),
        url("activity_revise", activity.pk),
        planned_end="T3 2023",
        budget="",
        document=SimpleUploadedFile("note.pdf", b"%PDF-1.4 note"),
        **TOLD,
    )
    assert response.url == activity.get_absolute_url()
    activity.refresh_from_db()
    assert (activity.planned_end, activity.budget) == (date(2023, 9, 30), None)
    assert [(one.field, one.old) for one in activity.revisions.all()] == [
        ("planned_end", "2e trimestre 2023"),
        ("budget", "1500"),
    ]
    assert activity.documents.get().title == "Décision de révision du 15 juillet 2023"


def test_the_message_offers_to_take_it_back(client_as, validator, activity):
    client = client_as(validator)
    send(client, url("activity_revise", activity.pk), budget="20", **TOLD)
    text = text_of(client.get(activity.get_absolute_url()))
    address = url("decision_undo", Revision.objects.get().pk)
    assert text.count(f'action="{address}"') == 2  # in the message, and in the history
    assert "La décision est retirée" in text_of(client.post(address, follow=True))
    activity.refresh_from_db()
    assert activity.budget == 1500


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "__all__"),
        ({"budget": "20", "reason": " "}, "reason"),
        ({"budget": "20", "decided_on": ""}, "decided_on"),
        ({"budget": "20", "decided_on": "2023-01-09"}, "decided_on"),
        (
            {"budget": "20", "decided_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
            "decided_on",
        ),
        ({"budget": "vingt et quelques"}, "budget"),
        ({"planned_end": "bientôt"}, "planned_end"),
        ({"budget": "20", "document": SimpleUploadedFile("note.exe", b"MZ programme")}, "document"),
    ],
)
def test_a_fault_is_told_beside_its_field(client_as, validator, activity, changes, field):
    response = send(client_as(validator), url("activity_revise", activity.pk), **(TOLD | changes))
    assert set(response.context["form"].errors) == {field}
    assert not Revision.objects.exists()


def test_an_end_before_the_start_is_told(client_as, validator, activity):
    response = send(client_as(validator), url("activity_revise", activity.pk), planned_start="2024", **TOLD)
    assert "La fin prévue doit être postérieure ou égale au début prévu." in text_of(response)


def test_the_second_sees_what_the_first_revised_and_confirms(client_as, validator, direction, activity):
    client, address = client_as(direction), url("activity_revise", activity.pk)
    data = posted(client.get(address).context["form"], budget="20", **TOLD)
    data.pop("document")
    revise_activity(
        activity=activity, field="planned_end", new=DAY, decided_on=DAY, reason="Note", by=validator
    )
    response = client.post(address, data)
    text = text_of(response)
    assert "vous aviez sous les yeux « 2e trimestre 2023 », c’est maintenant « 15 juillet 2023 »" in text
    assert Revision.objects.count() == 1
    assert client.post(address, response.context["form"].data).status_code == 302
    activity.refresh_from_db()
    assert (activity.planned_end, activity.budget) == (DAY, 20)
    assert Revision.objects.count() == 2


def test_a_plan_closed_meanwhile_gives_the_form_back(client_as, validator, direction, activity):
    client, address = client_as(validator), url("activity_revise", activity.pk)
    data = posted(client.get(address).context["form"], budget="20", reason="Ce que j’écrivais")
    data.pop("document")
    data["decided_on"] = "2023-07-15"
    close_plan(plan=activity.plan, on=DAY, by=direction)
    text = text_of(client.post(address, data))
    assert "Ce que j’écrivais" in text
    assert "Plan clos depuis le 15 juillet 2023 par Diane Direction" in text
    assert not Revision.objects.exists()


def test_a_draft_says_that_it_changes_directly(client_as, validator, department):
    line = ActivityFactory(plan=PlanFactory(department=department, adopted_on=None))
    assert "Une activité s’y modifie directement" in text_of(
        client_as(validator).get(url("activity_revise", line.pk))
    )


# --- cancelled ------------------------------------------------------------------------------------


def test_the_direction_cancels_with_a_reason(client_as, direction, activity):
    response = send(client_as(direction), url("activity_cancel", activity.pk), **TOLD)
    assert response.url == activity.get_absolute_url()
    text = text_of(client_as(direction).get(activity.get_absolute_url()))
    assert "Activité annulée depuis le 15 juillet 2023 par Diane Direction" in text
    assert "Motif : Retard des fonds." in text


def test_a_cancellation_says_why(client_as, direction, activity):
    response = send(client_as(direction), url("activity_cancel", activity.pk), **(TOLD | {"reason": ""}))
    assert set(response.context["form"].errors) == {"reason"}


def test_what_is_cancelled_is_what_was_in_sight(client_as, direction, validator, activity):
    client, address = client_as(direction), url("activity_cancel", activity.pk)
    data = posted(client.get(address).context["form"], **TOLD)
    data.pop("document")
    revise_activity(
        activity=activity, field="budget", new=Decimal(2), decided_on=DAY, reason="Note", by=validator
    )
    response = client.post(address, data)
    assert "vous aviez sous les yeux « 1 500 », c’est maintenant « 2 »" in text_of(response)
    assert client.post(address, response.context["form"].data).status_code == 302
    activity.refresh_from_db()
    assert activity.status == "cancelled"


def test_a_cancelled_activity_is_neither_revised_nor_completed(client_as, direction, activity):
    cancel_activity(activity=activity, decided_on=DAY, reason="Retrait", by=direction)
    client = client_as(direction)
    assert client.get(activity.get_absolute_url()).context["acts"] == []
    for name in ("activity_revise", "activity_edit", "activity_cancel"):
        text = text_of(client.get(url(name, activity.pk)))
        assert "Activité annulée depuis le 15 juillet 2023" in text
        assert 'name="reason"' not in text
        assert 'name="places"' not in text


# --- taken back -----------------------------------------------------------------------------------


def test_what_can_no_longer_be_taken_back_says_why(client_as, validator, activity):
    revision = revise_activity(
        activity=activity, field="budget", new=Decimal(2), decided_on=DAY, reason="Note", by=validator
    )
    Revision.objects.update(entered_at=timezone.now() - timedelta(days=1))
    response = client_as(validator).post(url("decision_undo", revision.pk), follow=True)
    assert "n’est plus du jour" in text_of(response)


def test_an_addition_taken_back_leads_to_the_plan(client_as, validator, activity):
    client = client_as(validator)
    send(
        client,
        url("activity_create", activity.plan.code),
        title="Étude",
        added_on="2023-07-15",
        reason="Demandée",
    )
    revision = Revision.objects.get()
    response = client.post(url("decision_undo", revision.pk))
    assert response.url == activity.plan.get_absolute_url()
    assert activity.plan.activities.count() == 1
