"""The population is what it says: marked, whole, equal to its own history, and never where it would harm."""

from datetime import date
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from communes.models import Commune
from programmes.bulk_writing import Table
from programmes.models import (
    ActionPlan,
    Activity,
    Funding,
    Partner,
    PlanClosing,
    Programme,
    Revision,
    StatusReport,
)
from programmes.population import PopulationError, foreign_data, measured_activities, populate
from programmes.population.histories import TERMS, Statement, history, state_after
from programmes.population.plans import LARGEST, SMALLEST, YEARS, Tables
from programmes.summaries import state_differences
from reporting.figures import plan_figures
from tests.factories import ActivityFactory, CercleFactory, CommuneFactory, UserFactory

ENOUGH = 900  # eleven plans or so: ten years of one owner, and the start of the next


@pytest.fixture
def territory(db):
    """Two cercles and five communes, one with a name that COPY would misread."""
    cercle, other = CercleFactory(), CercleFactory()
    for name in ("Bara", "N’Tillit", "Barre \\ oblique"):
        CommuneFactory(cercle=cercle, name=name)
    CommuneFactory.create_batch(2, cercle=other)


@pytest.fixture
def populated(territory):
    assert populate(ENOUGH, last_year=2022) is True


def test_as_many_as_asked(populated):
    assert measured_activities().count() == ENOUGH
    assert Partner.objects.count() == 300
    assert Programme.objects.count() == 200
    years = set(ActionPlan.objects.values_list("year", flat=True))
    assert years == set(range(2022 - YEARS + 1, 2023))


def test_plans_have_the_size_of_real_ones(populated):
    sizes = [plan.activities.count() for plan in ActionPlan.objects.order_by("code")]
    assert all(SMALLEST <= size <= LARGEST for size in sizes[:-1])
    assert sum(sizes) == ENOUGH


def test_everything_is_marked(populated):
    assert not Activity.objects.filter(is_demonstration=False).exists()
    assert not Activity.objects.exclude(title__startswith="Activité de mesure n° ").exists()
    assert not User.objects.filter(is_demonstration=False).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert foreign_data() == ""


def test_it_is_varied(populated):
    """All that figures tell apart occurs."""
    assert set(Activity.objects.values_list("status", flat=True)) == {
        "planned", "in_progress", "done", "not_done", "cancelled",
    }  # fmt: skip
    assert set(StatusReport.objects.values_list("review", flat=True)) == {
        "pending", "approved", "returned", "withdrawn",
    }  # fmt: skip
    assert set(Revision.objects.values_list("field", flat=True)) == {
        "added_on", "cancelled_on", "planned_end", "budget",
    }  # fmt: skip
    assert StatusReport.objects.filter(corrects__isnull=False).exists()
    assert Activity.objects.filter(carried_from__isnull=False).exists()
    assert Activity.objects.filter(funding_lines__isnull=True).exists()
    assert Funding.objects.filter(amount=None).exists()
    assert Activity.objects.filter(places__level="cercle").exists()
    assert 3.8 < StatusReport.objects.count() / ENOUGH <= TERMS


def test_the_copy_equals_the_history(populated):
    assert list(state_differences(Activity.objects.all())) == []


def test_verify_is_clean(populated, capsys):
    call_command("verify")
    assert capsys.readouterr().out.rstrip().endswith("Tout concorde.")


def test_the_last_year_is_in_execution_and_the_others_are_closed(populated):
    assert set(ActionPlan.objects.open().values_list("year", flat=True)) == {2022}
    assert PlanClosing.objects.count() == ActionPlan.objects.filter(year__lt=2022).count()


def test_counts_of_a_closing_are_those_of_the_page(populated):
    closing = PlanClosing.objects.select_related("plan").order_by("pk").first()
    counts = plan_figures(closing.plan, Activity.objects.all()).total.counts
    assert closing.figures["counts"]["done"] == counts.done > 0
    assert sum(closing.figures["counts"].values()) == counts.total


def test_references_hold(populated):
    connection.check_constraints()


def test_new_rows_find_free_keys(populated):
    plan = ActionPlan.objects.open().first()
    added = ActivityFactory(plan=plan)
    assert added.pk == Activity.objects.order_by("-pk").first().pk


def test_a_page_shows_it(populated, client_as):
    plan = ActionPlan.objects.order_by("code").first()
    reader = client_as(UserFactory(role=Role.DIRECTION))
    assert plan.title in reader.get(reverse("reporting:plan_detail", args=[plan.code])).content.decode()


def test_twice_changes_nothing(populated):
    before = list(Activity.objects.order_by("pk").values_list("pk", "title"))
    assert populate(ENOUGH, last_year=2022) is False
    assert list(Activity.objects.order_by("pk").values_list("pk", "title")) == before


def test_another_number_is_refused(populated):
    with pytest.raises(PopulationError, match=r"déjà 900 activités"):
        populate(ENOUGH + 1)
    assert measured_activities().count() == ENOUGH


def test_the_same_every_time(territory):
    """Made twice from nothing, it is the same row by row."""

    def made() -> tuple[list, list]:
        with transaction.atomic():
            populate(150, last_year=2022)
            activities = measured_activities().order_by("plan__code", "code")
            reports = StatusReport.objects.order_by("activity__plan__code", "activity__code", "pk")
            found = (
                list(activities.values_list("title", "status", "spent")),
                list(reports.values_list("effective_date", "status", "review", "spent")),
            )
            transaction.set_rollback(True)
        return found

    assert made() == made()


def test_it_is_whole_or_absent(territory):
    """Interrupted on the way, nothing of it stays."""

    def interrupt(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        populate(100, tell=interrupt)
    assert not measured_activities().exists()
    assert not Partner.objects.exists()


def test_without_a_territory_it_is_refused(db):
    with pytest.raises(PopulationError, match="load_territory"):
        populate(10)


# --- the tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", vars(Tables()).values(), ids=lambda table: table.model.__name__)
def test_every_required_column_is_written(table):
    """A column added to a model is added here, or may stay empty."""
    required = {
        field.column
        for field in table.model._meta.local_concrete_fields
        if not field.null and not field.primary_key
    }
    assert required <= set(table.columns)


@pytest.mark.parametrize("name", ["Barre \\ oblique", "Deux\tcolonnes", "Deux\nlignes", "\\N", "", "L’été"])
def test_a_text_is_written_as_it_is(db, name):
    table = Table(Partner, "code", "name", "acronym", "kind", "website")
    table.rows.append(("X", name, "", "ngo", ""))
    table.write()
    assert Partner.objects.get().name == name


def test_the_database_checks_what_is_written(db):
    table = Table(Partner, "code", "name", "acronym", "kind", "website")
    table.rows += [("X", "Un", "", "ngo", ""), ("X", "Deux", "", "ngo", "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        table.write()


# --- histories ------------------------------------------------------------------------------------


def said(day: int, status: str, review: str = "approved", spent: int | None = None, corrects: bool = False):
    when = date(2022, 6, day)
    return Statement(when, status, None, spent, spent, when, review, corrects)


@pytest.mark.parametrize(
    ("statements", "status", "spent", "latest"),
    [
        ([], "planned", None, None),
        ([said(1, "in_progress", spent=5), said(2, "done")], "done", 5, 1),
        ([said(1, "in_progress"), said(2, "done", "returned")], "in_progress", None, 0),
        ([said(1, "in_progress"), said(2, "done", "withdrawn")], "in_progress", None, 0),
        ([said(1, "done", spent=9), said(1, "in_progress", corrects=True)], "in_progress", None, 1),
        ([said(1, "done", spent=9), said(1, "planned", "returned", corrects=True)], "done", 9, 0),
    ],
)
def test_state_after(statements, status, spent, latest):
    state = state_after(statements)
    assert (state.status, state.spent, state.latest) == (status, spent, latest)


def test_a_cancelled_activity_keeps_what_was_spent():
    state = state_after([said(1, "in_progress", spent=5)], is_cancelled=True)
    assert (state.status, state.progress, state.spent, state.latest) == ("cancelled", None, 5, 0)


@pytest.mark.parametrize("seed", range(40))
def test_a_history_goes_forward(seed):
    since = date(2022, 1, 5 + seed % 20)
    statements = history(Random(seed), since=since, quarter=seed % 4, budget=1_000_000, is_open=True)
    assert len(statements) == TERMS
    days = [one.day for one in statements]
    assert days == sorted(days)
    assert since < days[0]
    assert days[-1] <= date(2022, 12, 20)
    assert all(one.entered >= one.day for one in statements)
    assert all((one.progress is None) or one.status == "in_progress" for one in statements)
    assert all(one.spent is None or one.spent <= one.committed <= 1_000_000 for one in statements)


def test_nothing_is_stated_after_a_cancellation():
    until = date(2022, 7, 1)
    statements = history(
        Random(1), since=date(2022, 1, 10), quarter=3, budget=None, is_open=False, until=until
    )
    assert 0 < len(statements) < TERMS
    assert all(one.entered < until for one in statements)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_how_far_it_is(territory, capsys):
    call_command("populate", activities=70, last_year=2022)
    said_out, said_err = capsys.readouterr()
    assert "70 activités de mesure écrites" in said_out
    assert "70 / 70 activités" in said_err.replace("\u202f", " ")
    call_command("populate", activities=70, last_year=2022)
    assert "rien n’a été changé" in capsys.readouterr().out


@override_settings(PORTAL_MODE="production")
def test_production_is_refused(territory):
    with pytest.raises(CommandError, match="refusé en production"):
        call_command("populate", activities=70, force=True)
    assert not Activity.objects.exists()


@pytest.mark.parametrize("make", [UserFactory, ActivityFactory])
def test_beside_real_data_it_is_refused_unless_forced(territory, make):
    make()
    with pytest.raises(CommandError, match="rien n’a été écrit"):
        call_command("populate", activities=70)
    assert not measured_activities().exists()
    call_command("populate", activities=70, force=True)
    assert measured_activities().count() == 70


@pytest.mark.parametrize("number", ["0", "-5", "abc", "99999999999", "1.5"])
def test_an_impossible_number_is_refused(number):
    with pytest.raises(CommandError, match="nombre entre 1 et"):
        call_command("populate", f"--activities={number}")


def test_a_small_territory_is_enough(db):
    CommuneFactory()
    populate(80, last_year=2022)
    assert Commune.objects.count() == 1
    assert measured_activities().count() == 80
