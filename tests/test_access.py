"""Every address × every person, against `tests/access_table.py`. A new address without a line there fails here."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib import admin as django_admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from programmes.actions.activities import revise_activity
from programmes.actions.closing import close_plan
from programmes.actions.documents import attach_document
from programmes.actions.reassignment import reassign
from programmes.actions.weeks import add_priority
from programmes.imports.runs import receive_file
from programmes.weeks import Week
from tests.access_table import ACCESS, EVERYBODY, Line
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    StatusReportFactory,
    WorkshopFactory,
)
from tests.pictures import picture

PEOPLE = EVERYBODY.split()


@pytest.fixture
def world(
    agent, other_agent, validator, direction, admin, partner_user, other_partner_user, department, partner
) -> SimpleNamespace:
    """One of everything: `department` runs an activity of `programme`, in which `partner` takes part."""
    programme = ProgrammeFactory(code="PROGRAMME")
    ParticipationFactory(programme=programme, partner=partner)
    plan = PlanFactory(code="PLAN", department=department)
    activity = ActivityFactory(plan=plan, programme=programme, responsible=agent)
    draft = PlanFactory(code="BROUILLON", department=department, adopted_on=None)
    closed = PlanFactory(code="CLOS", department=department)
    ActivityFactory(plan=closed)
    close_plan(plan=closed, on=closed.adopted_on, by=direction)
    workshop = WorkshopFactory(code="ATELIER")
    workshop.programmes.add(programme)
    return SimpleNamespace(
        visitor=None,
        agent=agent,
        other_agent=other_agent,
        validator=validator,
        direction=direction,
        admin=admin,
        partner_user=partner_user,
        other_partner_user=other_partner_user,
        programme=programme,
        plan=plan,
        activity=activity,
        draft=draft,
        closed=closed,
        draft_line=ActivityFactory(plan=draft),
        revision=revise_activity(
            activity=ActivityFactory(plan=plan),
            field="budget",
            new=Decimal(1),
            decided_on=plan.adopted_on,
            reason="Essai",
            by=direction,
        ),
        report=StatusReportFactory(activity=activity, author=agent),
        workshop=workshop,
        place=CommuneFactory(latitude=14, longitude=-6),
        priority=add_priority(
            week=Week.of(timezone.localdate()), department=department, text="Essai", by=validator
        ),
        reassignment=reassign(
            activities=[ActivityFactory(plan=plan, responsible=agent)],
            from_user=agent,
            to_user=validator,
            reason="departure",
            by=direction,
        ),
        import_run=receive_file(
            file=ContentFile(b"Code;Nom\nSD-C;Sous-direction C\n", name="structures.csv"),
            kind="departments",
            by=admin,
        ),
        photo=attach_document(
            file=ContentFile(picture(), name="photo.jpg"),
            title="Photo",
            kind="photo",
            by=None,
            programme=programme,
        ),
        document=attach_document(
            file=ContentFile(b"%PDF-1.4 essai", name="decision.pdf"),
            title="Décision",
            kind="decision",
            by=None,
            programme=programme,
        ),
    )


def own_names(patterns, namespace="") -> list[str]:
    """Names of the portal's own addresses, with their namespace; Django's admin is tested apart."""
    names = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                names += own_names(pattern.url_patterns, inner)
        else:
            names.append(f"{namespace}{pattern.name}")
    return names


def client_of(world: SimpleNamespace, person: str) -> Client:
    client = Client(raise_request_exception=True)
    if getattr(world, person) is not None:
        client.force_login(getattr(world, person))
    return client


def outcome(response) -> str:
    """yes, login, or the status that says no."""
    if response.status_code in {301, 302} and response.url.split("?")[0] == reverse("accounts:login"):
        # Signing out, too, leads to the page where one signs in.
        asked = response.request
        signs_out = (
            asked["REQUEST_METHOD"] == "POST" and resolve(asked["PATH_INFO"]).view_name == "accounts:logout"
        )
        return "yes" if signs_out else "login"
    return "yes" if response.status_code < 400 or response.status_code == 400 else str(response.status_code)


def ask(world: SimpleNamespace, person: str, method: str, address: str) -> str:
    """What this person gets; whatever the request wrote is undone."""
    client = client_of(world, person)
    with transaction.atomic():
        answer = outcome(getattr(client, method)(address))
        transaction.set_rollback(True)
    return answer


def test_every_address_has_its_line():
    names = set(own_names(get_resolver().url_patterns))
    assert names - set(ACCESS) == set(), "add a line to tests/access_table.py"
    assert set(ACCESS) - names == set(), "these addresses no longer exist"


@pytest.mark.parametrize("name", ACCESS)
def test_only_the_visitor_is_sent_to_sign_in(name):
    assert [person for person in PEOPLE if ACCESS[name].expected(person) == "login"] in ([], ["visitor"])


@pytest.mark.parametrize("name", ACCESS)
def test_everybody_gets_what_the_table_says(name, world):
    line: Line = ACCESS[name]
    address = reverse(name, args=line.args(world))
    expected = {person: line.expected(person) for person in PEOPLE}
    assert {person: ask(world, person, line.method, address) for person in PEOPLE} == expected


@pytest.mark.parametrize(
    "name", [name for name, line in ACCESS.items() if line.method == "post" and line.post_only]
)
def test_what_changes_something_refuses_get(name, world):
    line = ACCESS[name]
    address = reverse(name, args=line.args(world))
    for person in PEOPLE:
        if line.expected(person) == "yes":
            assert ask(world, person, "get", address) in {"405", "login"}, person


@pytest.mark.parametrize("model", django_admin.site._registry, ids=lambda model: model._meta.label)
def test_the_technical_admin_is_for_administrators(model, world):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for person in PEOPLE:
        status = client_of(world, person).get(address).status_code
        assert (status == 200) == (person == "admin"), f"{person}: {status}"


def test_the_home_of_the_technical_admin_is_for_administrators(world):
    for person in PEOPLE:
        status = client_of(world, person).get(reverse("admin:index")).status_code
        assert (status == 200) == (person == "admin"), f"{person}: {status}"
