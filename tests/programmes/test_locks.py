"""What is locked says since when, by whom, why, and who can unlock it; a partner reads no name."""

from datetime import date

import pytest

from accounts.roles import Permission
from programmes.actions.activities import cancel_activity
from programmes.actions.closing import close_plan
from programmes.actions.plans import adopt_plan
from programmes.locks import adoption_lock, cancellation_lock, lock_of, only
from tests.factories import ActivityFactory, PlanFactory

DAY = date(2023, 12, 20)


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


def test_an_open_plan_is_not_locked(plan, agent):
    assert lock_of(plan, agent) is None


def test_a_closed_plan_says_who_closed_it_and_who_reopens_it(plan, agent, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    plan.refresh_from_db()
    lock = lock_of(plan, agent)
    assert lock.title == "Plan clos depuis le 20 décembre 2023 par Diane Direction"
    assert lock.unlock == "Seule la Direction peut le rouvrir, avec un motif."
    assert lock.text == f"{lock.title}. {lock.why} {lock.unlock}"


def test_a_partner_reads_that_it_is_closed_and_no_name(plan, partner_user, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    plan.refresh_from_db()
    lock = lock_of(plan, partner_user)
    assert (lock.title, lock.unlock) == ("Plan clos depuis le 20 décembre 2023", "")


def test_a_plan_closed_by_a_command_names_nobody(plan, agent):
    close_plan(plan=plan, on=DAY, by=None)
    plan.refresh_from_db()
    assert lock_of(plan, agent).title == "Plan clos depuis le 20 décembre 2023"


def test_an_adopted_plan_says_what_its_adoption_fixed(department, direction):
    draft = PlanFactory(department=department, adopted_on=None)
    assert adoption_lock(draft) is None
    ActivityFactory(plan=draft)
    lock = adoption_lock(adopt_plan(plan=draft, on=DAY, by=direction))
    assert lock.title == "Plan initial arrêté par l’adoption (20 décembre 2023) par Diane Direction"
    assert "Seule la Direction peut annuler l’adoption" in lock.unlock


def test_a_cancelled_activity_says_why(plan, agent, partner_user, direction):
    activity = ActivityFactory(plan=plan)
    assert cancellation_lock(activity, agent) is None
    cancel_activity(activity=activity, decided_on=DAY, reason="Financement retiré.", by=direction)
    activity.refresh_from_db()
    lock = cancellation_lock(activity, agent)
    assert lock.title == "Activité annulée depuis le 20 décembre 2023 par Diane Direction"
    assert lock.why.startswith("Motif\u00a0: Financement retiré. Elle ne compte plus")
    assert "Diane" not in cancellation_lock(activity, partner_user).text


@pytest.mark.parametrize(
    ("permission", "said"),
    [
        (Permission.REOPEN_PLANS, "Seule la Direction peut"),
        (Permission.PREPARE_PLANS, "Seuls la Direction et les administrateurs peuvent"),
        (
            Permission.REVISE_ACTIVITIES,
            "Seuls les validateurs, la Direction et les administrateurs peuvent",
        ),
    ],
)
def test_who_may_is_read_from_the_table_of_roles(permission, said):
    assert only(permission) == said
