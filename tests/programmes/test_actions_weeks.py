"""What is written on the Monday sheets: by whom, until when, and what is kept of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.actions.refusals import Refusal
from programmes.actions.weeks import (
    add_priority,
    change_priority,
    close_sheet,
    remove_priority,
    reopen_sheet,
    settle_priority,
)
from programmes.models import WeekPriority, WeekSheet
from programmes.weeks import Week
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    """The week that has just ended: its sheet sets the priorities of the one that is running."""
    return Week.of(timezone.localdate()).previous


@pytest.fixture
def priority(week, department, agent):
    return add_priority(week=week, department=department, text="Transmettre les TDR", by=agent)


def actions_on(target) -> list[str]:
    return list(AuditEvent.objects.about(target).order_by("at", "pk").values_list("action", flat=True))


# --- priorities -----------------------------------------------------------------------------------


def test_a_priority_is_written_with_its_trace(week, department, agent):
    due = week.next.sunday
    priority = add_priority(
        week=week, department=department, text="  Transmettre les TDR ", by=agent, owner=agent, due_on=due
    )
    assert (priority.text, priority.owner, priority.due_on) == ("Transmettre les TDR", agent, due)
    assert (priority.written_by, priority.week) == (agent, week.next)
    event = AuditEvent.objects.about(priority).get()
    assert (event.action, event.actor) == ("week.add_priority", agent)
    assert event.after["text"] == "Transmettre les TDR"


def test_two_priorities_of_a_week_stand_on_one_sheet(week, department, agent, validator, priority):
    other = add_priority(week=week, department=department, text="Autre", by=validator)
    assert other.sheet == priority.sheet
    assert WeekSheet.objects.count() == 1


def test_one_writes_for_ones_own_department(week, other_department, agent):
    with pytest.raises(Refusal, match="Vous n’écrivez pas les priorités"):
        add_priority(week=week, department=other_department, text="Essai", by=agent)


def test_the_direction_writes_for_every_department(week, department, other_department, direction):
    for one in (department, other_department):
        assert add_priority(week=week, department=one, text="Essai", by=direction).pk


@pytest.mark.parametrize("person", ["admin", "partner_user"])
def test_who_writes_nothing_is_refused(week, department, person, request):
    with pytest.raises(Refusal):
        add_priority(week=week, department=department, text="Essai", by=request.getfixturevalue(person))


def test_a_sheet_opens_one_week_ahead(department, direction):
    following = Week.of(timezone.localdate()).next
    assert add_priority(week=following, department=department, text="Essai", by=direction).pk
    with pytest.raises(Refusal, match="une semaine avant"):
        add_priority(week=following.next, department=department, text="Essai", by=direction)


def test_the_due_date_is_not_before_the_week(week, department, agent):
    with pytest.raises(Refusal, match="L’échéance précède") as refusal:
        add_priority(week=week, department=department, text="Essai", by=agent, due_on=week.sunday)
    assert refusal.value.field == "due_on"


@pytest.mark.parametrize("fields", [{"is_active": False}, {"role": "partner"}])
def test_the_owner_is_an_active_account_of_the_dgct(week, department, agent, fields):
    owner = UserFactory(**fields)
    with pytest.raises(Refusal) as refusal:
        add_priority(week=week, department=department, text="Essai", by=agent, owner=owner)
    assert refusal.value.field == "owner"


def test_changing_keeps_what_it_said(priority, agent):
    change_priority(priority=priority, text="Relancer la DFM", by=agent)
    event = AuditEvent.objects.about(priority).filter(action="week.change_priority").get()
    assert (event.before, event.after) == ({"text": "Transmettre les TDR"}, {"text": "Relancer la DFM"})


def test_changing_nothing_leaves_no_trace(priority, agent):
    change_priority(priority=priority, text=priority.text, by=agent)
    assert actions_on(priority) == ["week.add_priority"]


def test_a_priority_is_taken_off_and_the_trail_keeps_it(priority, agent):
    remove_priority(priority=priority, by=agent)
    assert not WeekPriority.objects.exists()
    event = AuditEvent.objects.get(action="week.remove_priority")
    assert event.before["text"] == "Transmettre les TDR"
    with pytest.raises(Refusal, match="vient d’être ôtée"):
        change_priority(priority=priority, text="Encore", by=agent)


# --- what became of them --------------------------------------------------------------------------


def test_kept(priority, agent):
    settle_priority(priority=priority, outcome="kept", reason="Fait mardi", by=agent)
    priority.refresh_from_db()
    assert (priority.outcome, priority.outcome_reason, priority.outcome_by) == ("kept", "", agent)


def test_not_kept_says_why(priority, agent):
    with pytest.raises(Refusal, match="Dites pourquoi") as refusal:
        settle_priority(priority=priority, outcome="not_kept", reason=" ", by=agent)
    assert refusal.value.field == "reason"
    settle_priority(priority=priority, outcome="not_kept", reason="Crédits non notifiés", by=agent)
    priority.refresh_from_db()
    assert priority.outcome_reason == "Crédits non notifiés"


def test_carried_it_is_written_again_once_for_the_week_after(priority, week, agent):
    for _ in range(2):
        settle_priority(priority=priority, outcome="carried", by=agent)
    copy = WeekPriority.objects.get(carried_from=priority)
    assert (copy.text, copy.department, copy.sheet.week) == (
        priority.text,
        priority.department,
        week.next,
    )
    assert copy.week == week.next.next


def test_a_date_that_has_passed_is_not_carried(week, department, agent):
    soon = add_priority(week=week, department=department, text="Tôt", by=agent, due_on=week.next.sunday)
    later = add_priority(
        week=week, department=department, text="Tard", by=agent, due_on=week.next.sunday + timedelta(days=9)
    )
    for one in (soon, later):
        settle_priority(priority=one, outcome="carried", by=agent)
    assert soon.carried_to.due_on is None
    assert later.carried_to.due_on == later.due_on


def test_said_otherwise_the_copy_goes(priority, agent):
    settle_priority(priority=priority, outcome="carried", by=agent)
    settle_priority(priority=priority, outcome="kept", by=agent)
    assert not WeekPriority.objects.filter(carried_from=priority).exists()
    settle_priority(priority=priority, outcome="", by=agent)
    priority.refresh_from_db()
    assert (priority.outcome, priority.outcome_at, priority.outcome_by) == ("", None, None)


def test_the_copy_stays_once_something_was_said_of_it(priority, agent):
    settle_priority(priority=priority, outcome="carried", by=agent)
    settle_priority(priority=priority.carried_to, outcome="kept", by=agent)
    with pytest.raises(Refusal, match="la suite du report est déjà dite"):
        settle_priority(priority=priority, outcome="kept", by=agent)


def test_a_copy_is_taken_off_by_saying_otherwise_of_the_first(priority, agent):
    settle_priority(priority=priority, outcome="carried", by=agent)
    with pytest.raises(Refusal, match="reportée de la semaine précédente"):
        remove_priority(priority=priority.carried_to, by=agent)


def test_what_has_an_outcome_stays(priority, agent):
    settle_priority(priority=priority, outcome="kept", by=agent)
    with pytest.raises(Refusal, match="déjà dite"):
        remove_priority(priority=priority, by=agent)


# --- closing --------------------------------------------------------------------------------------


def test_closed_nothing_changes_and_it_says_who_may_open_it(priority, week, agent, direction):
    close_sheet(week=week, by=direction)
    for act in (
        lambda: add_priority(week=week, department=priority.department, text="Trop tard", by=agent),
        lambda: change_priority(priority=priority, text="Trop tard", by=agent),
        lambda: remove_priority(priority=priority, by=agent),
    ):
        with pytest.raises(Refusal, match=r"arrêtée depuis le .* par Diane Direction.*Seule la Direction"):
            act()


def test_the_outcome_is_said_on_the_next_sheet_so_it_stays_open(priority, week, agent, direction):
    close_sheet(week=week, by=direction)
    settle_priority(priority=priority, outcome="kept", by=agent)
    close_sheet(week=week.next, by=direction)
    with pytest.raises(Refusal, match="arrêtée depuis"):
        settle_priority(priority=priority, outcome="", by=agent)


@pytest.mark.parametrize("person", ["agent", "validator", "admin"])
def test_only_the_direction_closes_and_reopens(week, person, request, direction):
    with pytest.raises(Refusal, match="Seule la Direction"):
        close_sheet(week=week, by=request.getfixturevalue(person))
    close_sheet(week=week, by=direction)
    with pytest.raises(Refusal, match="Seule la Direction"):
        reopen_sheet(week=week, reason="Erreur", by=request.getfixturevalue(person))


def test_closing_twice_is_refused(week, direction):
    close_sheet(week=week, by=direction)
    with pytest.raises(Refusal, match="déjà arrêtée"):
        close_sheet(week=week, by=direction)


def test_a_week_that_has_not_begun_is_not_closed(week, direction):
    with pytest.raises(Refusal, match="ne s’arrête pas avant"):
        close_sheet(week=week.next.next, by=direction)


def test_sheets_are_closed_in_their_order(priority, week, direction):
    with pytest.raises(Refusal, match="arrêtez-la d’abord"):
        close_sheet(week=week.next, by=direction)


def test_they_are_reopened_in_the_other(priority, week, direction, agent):
    close_sheet(week=week, by=direction)
    close_sheet(week=week.next, by=direction)
    with pytest.raises(Refusal, match="doit la rouvrir d’abord"):
        reopen_sheet(week=week, reason="Erreur", by=direction)
    reopen_sheet(week=week.next, reason="Erreur", by=direction)
    reopen_sheet(week=week, reason="Erreur", by=direction)
    change_priority(priority=priority, text="Corrigée", by=agent)


def test_a_week_without_a_sheet_is_not_begun_under_a_closed_one(week, department, agent, direction):
    close_sheet(week=week.next, by=direction)
    with pytest.raises(Refusal, match="qui part de celle-ci"):
        add_priority(week=week, department=department, text="Après coup", by=agent)


def test_reopening_asks_why_and_keeps_it(week, direction):
    sheet = close_sheet(week=week, by=direction)
    with pytest.raises(Refusal, match="Dites pourquoi"):
        reopen_sheet(week=week, reason=" ", by=direction)
    reopen_sheet(week=week, reason="Une suite oubliée", by=direction)
    event = AuditEvent.objects.about(sheet).get(action="week.reopen")
    assert event.after["reason"] == "Une suite oubliée"
    sheet.refresh_from_db()
    assert (sheet.closed_at, sheet.closed_by) == (None, None)
