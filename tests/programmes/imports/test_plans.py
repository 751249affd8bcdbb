"""Plans, activities and status reports go through the actions, and their history is never rewritten."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.models import ActionPlan, Activity, Funding, StatusReport
from tests.factories import ActivityFactory, DepartmentFactory, FundingSourceFactory, PlanFactory

pytestmark = pytest.mark.django_db

PLANS = [
    ["Code", "Titre", "Exercice", "Structure", "Adopté le", "Clos le"],
    ["DGCT-2023", "Plan 2023", 2023, "DGCT", "2023", date(2023, 12, 22)],
]
ACTIVITIES = [
    ["Plan", "Code", "Intitulé", "Fin prévue", "Budget", "Financement", "Démonstration"],
    ["DGCT-2023", "A-1", "Former les élus", "T2 2023", "1 500 000 F CFA", "Budget national/GIZ", "oui"],
    ["DGCT-2023", "A-2", "Étudier", "fin mars 2023", None, None, "oui"],
    ["DGCT-2023", 3, "Publier", None, None, None, "oui"],
]
STATUS = [
    ["Plan", "Activité", "État au", "État", "Dépensé", "Saisi le"],
    ["DGCT-2023", "A-1", "20/12/2023", "Réalisée", "1.500.000", "20/12/2023"],
    ["DGCT-2023", "A-2", "20/12/2023", "En cours d’exécution (45 %)", None, "20/12/2023"],
    ["DGCT-2023", "3", "20/12/2023", "NR", None, None],
]
BOOK = {"status": STATUS, "activities": ACTIVITIES, "plans": PLANS}


@pytest.fixture
def ground(db):
    return [
        DepartmentFactory(code="DGCT"),
        FundingSourceFactory(name="Budget national"),
        FundingSourceFactory(name="GIZ"),
    ]


@pytest.fixture
def plan(db):
    """A draft."""
    return PlanFactory(code="P", adopted_on=None)


def test_a_whole_year_in_one_workbook(ground, load_book):
    report = load_book(BOOK)
    assert report.faults == []
    plan = ActionPlan.objects.get()
    assert (plan.state, plan.adoption, plan.closed_on) == ("closed", "2023", date(2023, 12, 22))
    assert plan.closings.count() == 1
    activities = list(plan.activities.order_by("position"))
    assert [(one.code, one.status, one.progress) for one in activities] == [
        ("A-1", "done", None),
        ("A-2", "in_progress", 45),
        ("3", "not_done", None),
    ]
    first = activities[0]
    assert (first.planned_end, first.planned_end_precision) == (date(2023, 6, 30), "quarter")
    assert (first.budget, first.spent, first.added_on, first.is_demonstration) == (
        1_500_000,
        1_500_000,
        None,
        True,
    )
    assert {line.source.name: line.amount for line in first.funding_lines.all()} == {
        "Budget national": None,
        "GIZ": None,
    }


def test_twice_is_once(ground, load_book):
    load_book(BOOK)
    report = load_book(BOOK)
    assert report.changes_nothing
    assert (StatusReport.objects.count(), Activity.objects.count(), Funding.objects.count()) == (3, 3, 2)


def test_one_operation_joins_the_events_of_the_actions(ground, load_book):
    report = load_book(BOOK)
    actions = AuditEvent.objects.filter(operation=report.operation).values_list("action", flat=True)
    assert {"actionplan.create", "activity.create", "plan.adopt", "activity.report_status"} <= set(actions)


def test_the_register_says_when_a_statement_was_entered(ground, load_book):
    load_book(BOOK)
    taken_over = StatusReport.objects.get(activity__code="A-1")
    assert taken_over.entered_at == timezone.make_aware(datetime(2023, 12, 20))
    assert taken_over.review == "approved"
    assert StatusReport.objects.get(activity__code="3").review == "pending"


def test_a_statement_is_not_entered_in_the_future(ground, load_book):
    book = BOOK | {
        "status": [*STATUS[:1], ["DGCT-2023", "A-1", "20/12/2023", "réalisée", None, "20/12/2098"]]
    }
    [fault] = load_book(book).faults
    assert (fault.where.sheet, fault.where.row, fault.where.letter) == ("status", 2, "F")
    assert "postérieure à aujourd’hui" in fault.message


@pytest.mark.parametrize(
    ("row", "letter", "said"),
    [
        (["DGCT-2023", "A-9", "20/12/2023", "réalisée"], "B", "aucun objet de ce nom"),
        (["DGCT-2022", "A-1", "20/12/2023", "réalisée"], "A", "aucun objet de ce nom"),
        (["DGCT-2023", "A-1", "20/12/2098", "réalisée"], "C", "postérieure à aujourd’hui"),
        (["DGCT-2023", "A-1", "20/12/2021", "réalisée"], "C", "antérieure à l’adoption"),
        (["DGCT-2023", "A-1", "20/12/2023", "annulée"], "D", "annulation se décide"),
        (["DGCT-2023", "A-1", "20/12/2023", "Fini fini"], "D", "état attendu"),
        (["DGCT-2023", "A-1", "20/12/2023", "réalisée", "12 EUR"], "E", "devise de l’activité"),
    ],
)
def test_a_statement_that_cannot_be(ground, load_book, row, letter, said):
    report = load_book(BOOK | {"status": [STATUS[0], row]})
    [fault] = report.faults
    assert (fault.where.sheet, fault.where.row, fault.where.letter) == ("status", 2, letter)
    assert said in fault.message
    assert ActionPlan.objects.count() == 0


def test_a_statement_of_a_known_row_is_left_and_a_new_one_added(load):
    ActivityFactory(code="A-1", plan__code="P")
    heading = ["Plan", "Activité", "État au", "État", "Avancement", "Commentaire"]
    first = ["P", "A-1", "01/03/2023", "en cours", 20, "Lancé"]
    load("status", heading, first)
    report = load(
        "status", heading, [*first[:5], "Autre mot"], ["P", "A-1", "01/06/2023", "réalisé", "100 %", None]
    )
    assert (report.unchanged, report.created) == (1, 1)
    assert Activity.objects.get().status == "done"
    assert StatusReport.objects.count() == 2


def test_a_plan_without_adoption_stays_a_draft(ground, load):
    load("plans", PLANS[0][:4], PLANS[1][:4])
    assert ActionPlan.objects.get().state == "draft"


def test_a_plan_without_activities_cannot_be_adopted(ground, load):
    [fault] = load("plans", *PLANS).faults[:1]
    assert (fault.where.row, fault.where.letter) == (2, "E")
    assert "sans activité" in fault.message
    assert ActionPlan.objects.count() == 0


def test_a_plan_is_adopted_once(ground, load_book, load):
    load_book(BOOK)
    changed = [*PLANS[1][:4], "2022", None]
    [fault] = load("plans", PLANS[0], changed).faults
    assert "déjà adopté" in fault.message
    assert load("plans", PLANS[0], [*PLANS[1][:4], None, None]).changes_nothing


def test_a_draft_is_changed_and_the_difference_shown(plan, load):
    heading = ["Plan", "Code", "Intitulé", "Fin prévue", "Budget", "Poids"]
    load("activities", heading, ["P", "A-1", "Former", "juin 2023", "1 million FCFA", 2])
    report = load("activities", heading, ["P", "A-1", "Former", "T3 2023", "2 000 000", "2"])
    change = report.outcomes[0].changes[0]
    assert (change.heading, change.old, change.new) == ("Fin prévue", "juin 2023", "3e trimestre 2023")
    activity = Activity.objects.get()
    assert (activity.budget, activity.weight, activity.planned_end) == (2_000_000, 2, date(2023, 9, 30))
    assert report.changed == 1


def test_an_adopted_plan_asks_for_a_revision(load):
    ActivityFactory(code="A-1", title="Former", plan__code="P", planned_end=date(2023, 6, 30))
    heading = ["Plan", "Code", "Intitulé", "Fin prévue"]
    [fault] = load("activities", heading, ["P", "A-1", "Former", "30/09/2023"]).faults
    assert (fault.where.letter, "révision" in fault.message) == ("D", True)
    assert Activity.objects.get().planned_end == date(2023, 6, 30)


def test_an_activity_added_later_is_outside_the_initial_plan(load):
    PlanFactory(code="P")
    report = load(
        "activities",
        ["Plan", "Code", "Intitulé", "Ajoutée hors plan le"],
        ["P", "N-1", "Nouvelle", "01/03/2023"],
    )
    assert not report.faults
    assert Activity.objects.get().added_on == date(2023, 3, 1)


def test_sources_of_an_activity_keep_their_amounts(plan, ground, load):
    load("activities", ["Plan", "Code", "Intitulé", "Financement"], ["P", "A-1", "Former", "Budget national"])
    funding = (["Plan", "Activité", "Source", "Montant"], ["P", "A-1", "GIZ", "5 000 000 FCFA"])
    assert load("activity-funding", *funding).created == 1
    assert load("activity-funding", *funding).changes_nothing
    report = load("activities", ["Plan", "Code", "Intitulé", "Financement"], ["P", "A-1", "Former", "GIZ"])
    assert (
        report.outcomes[0].changes[0].old == "Budget national, GIZ".replace(", ", ", ") or report.changed == 1
    )
    line = Funding.objects.get()
    assert (line.source.name, line.amount) == ("GIZ", Decimal(5_000_000))
    report = load("activities", ["Plan", "Code", "Intitulé", "Financement"], ["P", "A-1", "Former", None])
    assert report.changes_nothing


def test_an_activity_names_the_one_it_carries_on(load):
    old = ActivityFactory(code="A-1", plan__code="P-2023")
    PlanFactory(code="P-2024", adopted_on=None)
    heading = ["Plan", "Code", "Intitulé", "Reconduite de"]
    assert not load("activities", heading, ["P-2024", "B-1", "Suite", "P-2023/A-1"]).faults
    assert Activity.objects.get(code="B-1").carried_from == old
    [fault] = load("activities", heading, ["P-2024", "B-2", "Suite", "A-1"]).faults
    assert fault.where.letter == "D"


def test_a_closed_plan_takes_nothing_more(ground, load_book, load):
    load_book(BOOK)
    report = load("activities", ACTIVITIES[0][:3], ["DGCT-2023", "A-4", "Trop tard"])
    assert "Plan clos depuis" in report.faults[0].message
    report = load("status", STATUS[0][:4], ["DGCT-2023", "A-2", "21/12/2023", "réalisée"])
    assert "clos" in report.faults[0].message
