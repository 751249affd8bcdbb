"""The life of a programme in words: who reads it, what one operation wrote, what became of its plans."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import audit
from programmes.actions.closing import close_plan
from programmes.actions.plans import adopt_plan
from programmes.imports.runs import receive_file, start_apply
from programmes.models import Participation, Programme
from programmes.programme_life import programme_life
from tests.factories import (
    ActivityFactory,
    ContributionFactory,
    ParticipationFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(code="EAM", title="Ensemble pour un avenir meilleur")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(programme, user) -> list[tuple[str, str]]:
    """Titles and details of the life, latest first."""
    return [
        (line.title, plain("; ".join(f"{label}: {text}" for label, text in line.details)))
        for line in programme_life(programme, user)
    ]


def test_a_partner_reads_none_of_it(programme, partner_user, agent):
    audit.record(by=None, action="programme.create", target=programme)
    assert told(programme, agent) == [("Programme enregistré", "")]
    assert programme_life(programme, partner_user) == []


def test_what_one_operation_wrote_is_one_line(programme, agent, direction):
    rows = [
        ParticipationFactory(
            programme=programme, partner=PartnerFactory(name="Plan International", acronym=""), role="lead"
        ),
        ParticipationFactory(programme=programme, partner=PartnerFactory(name="AMSS", acronym="")),
    ]
    together = uuid4()
    for row in rows:
        audit.record(by=direction, action="participation.create", target=row, operation=together)
    audit.record(by=direction, action="participation.change", target=rows[1])
    assert told(programme, agent) == [
        ("Participation modifiée", "Bailleur: AMSS"),
        ("2 participations enregistrées", "Chef de file: Plan International; Bailleur: AMSS"),
    ]
    assert {line.by for line in programme_life(programme, agent)} == {"Diane Direction"}


def test_a_contribution_says_what_is_brought(programme, agent):
    row = ContributionFactory(
        programme=programme,
        partner=PartnerFactory(name="Plan International", acronym=""),
        amount=Decimal(96_303_057),
        date=date(2020, 12, 1),
        date_precision="month",
    )
    audit.record(by=None, action="contribution.create", target=row)
    ((title, details),) = told(programme, agent)
    assert title == "Apport enregistré"
    assert details == "Plan International: 96 303 057 FCFA, annoncé, financier, décembre 2020"


def test_other_parts_are_counted(programme, agent):
    together = uuid4()
    for _ in range(14):
        audit.record(
            by=None, action="result.create", target=ResultFactory(programme=programme), operation=together
        )
    audit.record(by=None, action="result.create", target=ResultFactory())
    assert told(programme, agent) == [("14 lignes du cadre logique enregistrées", "")]


def test_its_plans_and_those_of_its_phases_are_adopted_and_closed(programme, agent, direction):
    phase = ProgrammeFactory(code="EAM-II", parent=programme)
    plan = PlanFactory(department=None, programme=phase, title="Plan de la phase II", adopted_on=None)
    other = PlanFactory(department=None, programme=ProgrammeFactory(), adopted_on=None)
    for one in (plan, other):
        ActivityFactory(plan=one)
        adopt_plan(plan=one, on=date(2023, 1, 10), by=direction)
    plan.refresh_from_db()
    close_plan(plan=plan, on=date(2023, 12, 31), by=direction)
    lines = programme_life(programme, agent)
    assert [(line.title, line.about, line.url) for line in lines] == [
        ("Plan clos", "Plan de la phase II", plan.get_absolute_url()),
        ("Plan adopté", "Plan de la phase II", plan.get_absolute_url()),
    ]
    assert ("Date de la clôture", "31 décembre 2023") in lines[0].details


def test_a_change_names_what_changed(programme, agent):
    audit.record(
        by=None,
        action="programme.change",
        target=programme,
        before={"title": "Ancien", "budget": None},
        after={"title": "Nouveau", "budget": "5", "start_precision": "year"},
    )
    assert told(programme, agent) == [("Fiche du programme modifiée", "Ce qui a changé: titre et budget")]


def test_an_import_says_its_file(agent, admin):
    PartnerFactory(code="AMSS", name="AMSS")
    ProgrammeFactory(code="EAM")
    run = receive_file(
        file=ContentFile("Programme;Partenaire;Rôle\nEAM;AMSS;chef de file\n".encode(), name="roles.csv"),
        kind="participations",
        by=admin,
    )
    start_apply(run=run, by=admin)
    assert Participation.objects.count() == 1
    (line,) = programme_life(Programme.objects.get(code="EAM"), agent)
    assert line.title == "Participation enregistrée"
    assert line.by == "Import de roles.csv, par Adama Administrateur"
    assert line.day == timezone.localdate()
