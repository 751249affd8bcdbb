"""Filters of the list of activities that the numbers of the dashboard lead to: their rows, and how each is removed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone

from programmes.filters import ActivityFilter
from programmes.models import Activity, Document, Revision
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    FundingFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    SectorFactory,
    StatusReportFactory,
)

TODAY = timezone.localdate
PAST = "at=2023-12-31"


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department, year=2023, adopted_on=date(2023, 1, 10))


@pytest.fixture
def asked(rf, direction):
    """A function giving the filter set of an address, as the Direction unless told."""

    def make(query: str, user=direction) -> ActivityFilter:
        request = rf.get("/activites/")
        request.user = user
        activities = Activity.objects.visible_to(user)
        return ActivityFilter(QueryDict(query), queryset=activities, request=request)

    return make


@pytest.fixture
def titles(asked):
    """A function giving the titles of the rows of an address, in alphabetical order."""
    return lambda query, **options: sorted(asked(query, **options).qs.values_list("title", flat=True))


def revise(activity, field, old, new, day):
    """A decision of the past, as the history keeps it."""
    dates = {"old_date": old, "new_date": new} if field == "planned_end" else {"old": old, "new": new}
    Revision.objects.create(activity=activity, field=field, decided_on=day, reason="Décision", **dates)


# --- which ones are looked at ---------------------------------------------------------------------


def test_a_year_is_that_of_the_plan(titles, plan):
    ActivityFactory(plan=plan, title="2023")
    ActivityFactory(plan=PlanFactory(year=2024), title="2024")
    assert titles("year=2023") == ["2023"]
    assert titles("year=2031") == []


def test_the_years_proposed_are_those_of_plans(asked, plan):
    PlanFactory(year=2025)
    assert [value for value, _ in asked("").form.fields["year"].choices] == ["", "2025", "2024", "2023"]


@pytest.mark.parametrize("year", ["1989", "deux", "2101"])
def test_a_year_that_cannot_be_shows_nothing(asked, plan, year):
    ActivityFactory(plan=plan)
    found = asked(f"year={year}")
    assert list(found.qs) == []
    assert found.form.errors


def test_a_partner_is_that_of_any_source(titles, plan, partner):
    source = FundingSourceFactory(partner=partner)
    one, _ = ActivityFactory(plan=plan, title="Financée"), ActivityFactory(plan=plan, title="Autre")
    FundingFactory(activity=one, source=source)
    FundingFactory(activity=one, source=FundingSourceFactory(partner=partner))
    assert titles("partner=PARTENAIRE-A") == ["Financée"]


def test_a_quarter_is_that_of_the_planned_end_in_the_year_of_the_plan(titles, plan):
    for title, end in {
        "T1": date(2023, 3, 31),
        "T2": date(2023, 4, 1),
        "T4": date(2023, 12, 31),
        "Après": date(2024, 1, 1),
        "Sans": None,
    }.items():
        ActivityFactory(plan=plan, title=title, planned_end=end)
    assert [titles(f"quarter={number}") for number in range(5)] == [
        ["Après", "Sans"],
        ["T1"],
        ["T2"],
        [],
        ["T4"],
    ]


def test_a_quarter_at_a_past_date_is_that_of_the_end_in_force_then(titles, plan):
    moved = ActivityFactory(plan=plan, title="Déplacée", planned_end=date(2023, 11, 30))
    revise(moved, "planned_end", date(2023, 6, 30), date(2023, 11, 30), date(2023, 7, 15))
    assert titles("quarter=4&at=2023-07-31") == titles("quarter=2&at=2023-07-01") == ["Déplacée"]
    assert titles("quarter=2") == []


# --- what they lack -------------------------------------------------------------------------------


@pytest.fixture
def complete(plan, partner):
    """An activity that lacks nothing."""
    activity = ActivityFactory(
        plan=plan,
        title="Complète",
        programme=ProgrammeFactory(),
        sector=SectorFactory(),
        kind=Activity.kind.field.related_model.objects.create(code="ETUDE", name="Étude"),
        planned_end=date(2023, 6, 30),
        budget=Decimal(10),
    )
    FundingFactory(activity=activity, source=FundingSourceFactory(partner=partner))
    activity.places.add(CommuneFactory())
    report = StatusReportFactory(activity=activity)
    Document.objects.create(title="Pièce", file="documents/a.pdf", sha256="0" * 64, report=report)
    return activity


LACKING = (
    "department", "programme", "source", "partner", "place", "region", "cercle", "commune", "sector", "kind",
    "planned_end", "budget", "evidence",
)  # fmt: skip


@pytest.mark.parametrize("dates", ["", f"&{PAST}"])
@pytest.mark.parametrize("what", LACKING)
def test_what_is_lacking_finds_the_bare_and_not_the_complete(titles, complete, plan, what, dates):
    ActivityFactory(plan=plan, title="Nue", department=None)
    assert titles(f"without={what}{dates}") == ["Nue"]


def test_what_is_lacking_adds_up_and_is_removed_one_by_one(asked, titles, complete, plan):
    ActivityFactory(plan=plan, title="Nue", department=None)
    ActivityFactory(plan=plan, title="Sans budget", department=plan.department)
    assert titles("without=budget&without=department") == ["Nue"]
    tags = asked("without=budget&without=department&page=2").active()
    assert [(tag.label, tag.value, tag.url) for tag in tags] == [
        ("Sans budget", "", "?without=department"),
        ("Sans structure", "", "?without=budget"),
    ]


def test_what_serves_the_programme_of_its_plan_is_not_without_one(titles):
    ActivityFactory(plan=PlanFactory(department=None, programme=ProgrammeFactory()), department=None)
    assert titles("without=programme") == []


def test_a_region_alone_is_a_place_without_cercle_nor_commune(titles, plan):
    ActivityFactory(plan=plan, title="Régionale").places.add(CommuneFactory().region)
    found = {what: titles(f"without={what}") for what in ("place", "region", "cercle", "commune")}
    assert found == {"place": [], "region": [], "cercle": ["Régionale"], "commune": ["Régionale"]}


def test_a_report_returned_proves_nothing(titles, plan):
    activity = ActivityFactory(plan=plan, title="Retournée")
    report = StatusReportFactory(
        activity=activity, review="returned", reviewed_at=timezone.now(), review_reason="À revoir"
    )
    Document.objects.create(title="Pièce", file="documents/a.pdf", sha256="0" * 64, report=report)
    assert titles("without=evidence") == ["Retournée"]


def test_a_budget_given_later_was_lacking_before(titles, plan):
    activity = ActivityFactory(plan=plan, title="Budgétée", budget=Decimal(10))
    revise(activity, "budget", "", "10.00", date(2023, 7, 15))
    assert titles("without=budget&at=2023-07-01") == ["Budgétée"]
    assert titles("without=budget&at=2023-07-31") == titles("without=budget") == []


def test_what_nothing_can_lack_is_refused_and_said(asked, plan):
    found = asked("without=titre")
    assert list(found.qs) == []
    assert found.unread()


def test_a_partner_does_not_ask_what_is_none_of_its_business(asked, partner_user):
    fields = asked("", user=partner_user).form.fields
    assert not {"partner", "source", "department", "overspent", "shared"} & set(fields)
    assert {"year", "quarter", "counted", "latest", "addition", "without", "unheard", "review"} <= set(fields)
    assert asked("without=evidence", user=partner_user).form.errors
    assert not asked("without=budget", user=partner_user).form.errors


# --- how they stand -------------------------------------------------------------------------------


def test_what_the_rates_count(titles, plan):
    ActivityFactory(plan=plan, title="Comptée")
    ActivityFactory(plan=plan, title="Annulée", status="cancelled", cancelled_on=date(2023, 6, 1))
    ActivityFactory(plan=PlanFactory(adopted_on=None), title="En préparation")
    ActivityFactory(plan=plan, title="Ajoutée", added_on=date(2023, 8, 1))
    assert titles("counted=1") == ["Ajoutée", "Comptée"]
    assert titles("counted=1&at=2023-07-01") == ["Comptée"]


def test_what_was_cancelled_later_counted_before(titles, plan):
    activity = ActivityFactory(plan=plan, title="Annulée", status="cancelled", cancelled_on=date(2023, 6, 1))
    Revision.objects.create(
        activity=activity,
        field="cancelled_on",
        new_date=date(2023, 6, 1),
        decided_on=date(2023, 6, 1),
        reason="Décision",
    )
    assert titles("counted=1&at=2023-05-31") == ["Annulée"]
    assert titles("counted=1&at=2023-06-01") == titles("counted=1") == []


def test_the_unheard_of_be_they_late(titles, plan, settings):
    long_ago = TODAY() - timedelta(days=settings.REMINDER_DAYS + 1)
    ActivityFactory(plan=plan, title="En retard", planned_end=long_ago)
    ActivityFactory(plan=plan, title="À temps", status="in_progress", status_date=long_ago)
    ActivityFactory(plan=plan, title="Entendue", status="in_progress", status_date=TODAY())
    ActivityFactory(plan=plan, title="Faite", status="done", status_date=long_ago)
    ActivityFactory(plan=PlanFactory(closed_on=date(2023, 12, 31)), title="Close")
    assert titles("unheard=1") == ["En retard", "À temps"]
    assert titles("silent=1") == ["À temps"]


def test_the_unheard_of_at_a_past_date(titles, plan):
    activity = ActivityFactory(plan=plan, title="Déclarée", status="done", status_date=date(2023, 12, 20))
    StatusReportFactory(activity=activity, effective_date=date(2023, 9, 1), status="in_progress")
    assert titles("unheard=1&at=2023-09-15") == []
    assert titles("unheard=1&at=2023-11-15") == ["Déclarée"]


def test_the_additions(titles, plan):
    ActivityFactory(plan=plan, title="Prévue")
    ActivityFactory(plan=plan, title="Ajoutée", added_on=date(2023, 8, 1))
    assert titles("addition=1") == ["Ajoutée"]


def test_what_cost_more_than_its_budget(titles, plan):
    ActivityFactory(plan=plan, title="Dépassée", budget=Decimal(10), spent=Decimal(11))
    ActivityFactory(plan=plan, title="Tenue", budget=Decimal(10), spent=Decimal(10))
    ActivityFactory(plan=plan, title="Sans budget", spent=Decimal(10))
    ActivityFactory(plan=plan, title="Sans dépense", budget=Decimal(10))
    assert titles("overspent=1") == ["Dépassée"]


def test_what_cost_more_than_the_budget_of_then(titles, plan):
    activity = ActivityFactory(plan=plan, title="Relevée", budget=Decimal(20), spent=Decimal(15))
    StatusReportFactory(activity=activity, effective_date=date(2023, 6, 1), spent=Decimal(15))
    revise(activity, "budget", "10.00", "20.00", date(2023, 7, 15))
    assert titles("overspent=1&at=2023-07-01") == ["Relevée"]
    assert titles("overspent=1&at=2023-07-31") == titles("overspent=1") == []
    assert titles("overspent=1&at=2023-05-31") == [], "nothing was spent yet"


def test_what_several_fund(titles, plan, partner):
    one, two, both = (ActivityFactory(plan=plan, title=title) for title in ("Une", "Deux", "Même"))
    own, other = FundingSourceFactory(partner=partner), FundingSourceFactory(partner=PartnerFactory())
    for activity, source in ((one, own), (two, own), (two, other), (both, own)):
        FundingFactory(activity=activity, source=source)
    FundingFactory(activity=both, source=FundingSourceFactory(partner=partner))
    assert titles("shared=1") == ["Deux", "Même"]
    assert titles("shared=1&partner=PARTENAIRE-A") == ["Deux"], "two sources of one partner are one funder"


# --- chains of carried-over activities ------------------------------------------------------------


@pytest.fixture
def chain(department):
    """Three links over three years: added and done in 2022, in progress in 2023, planned in 2024."""
    plans = {year: PlanFactory(year=year, department=department) for year in (2022, 2023, 2024)}
    first = ActivityFactory(
        plan=plans[2022],
        title="2022",
        status="done",
        added_on=date(2022, 6, 1),
        budget=Decimal(10),
        sector=SectorFactory(code="SANTE"),
    )
    second = ActivityFactory(plan=plans[2023], title="2023", status="in_progress", carried_from=first)
    third = ActivityFactory(plan=plans[2024], title="2024", carried_from=second, sector=first.sector)
    return first, second, third


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["2024"]),
        ("year=2023", ["2023"]),
        ("sector=SANTE", ["2024"]),
        ("status=done", []),
        ("status=planned", ["2024"]),
        ("addition=1", ["2024"]),
        ("addition=1&year=2024", []),
        ("without=budget", []),
        ("without=budget&year=2024", ["2024"]),
    ],
)
def test_what_is_carried_over_counts_once_by_its_last_link_among_what_is_looked_at(
    titles, chain, query, shown
):
    assert titles(f"latest=1&{query}") == shown


def test_a_link_of_a_draft_carries_nothing_on_yet(titles, chain, department):
    draft = PlanFactory(year=2025, adopted_on=None, department=department)
    ActivityFactory(plan=draft, title="2025", carried_from=chain[-1])
    assert titles("latest=1&counted=1") == ["2024"]


def test_chains_at_a_past_date_are_those_of_the_plans_of_then(titles, chain):
    chain[2].plan.adopted_on = date(2024, 1, 10)
    chain[2].plan.save()
    assert titles("latest=1&at=2023-12-31") == ["2023"]


@pytest.mark.parametrize(
    ("query", "by_plan"),
    [("", False), ("year=2023&status=done", True), ("unheard=1", True), ("year=2023&department=SD-A", False)],
)
def test_what_chooses_plans_is_counted_plan_after_plan(asked, department, query, by_plan):
    assert asked(query).is_by_plan is by_plan


# --- the form -------------------------------------------------------------------------------------

TAGS = {
    "year=2023": ("Exercice", "2023"),
    "partner=PARTENAIRE-A": ("Partenaire qui finance", "Partenaire A"),
    "quarter=1": ("Trimestre de la fin prévue", "1er trimestre"),
    "counted=1": ("Comptées dans les taux", ""),
    "unheard=1": ("Sans nouvelle depuis 30 jours", ""),
    "without=commune": ("Sans commune", ""),
    "latest=1": ("Reconduites comptées une fois", ""),
    "overspent=1": ("Dépense supérieure au budget", ""),
    "addition=1": ("Hors plan initial", ""),
    "shared=1": ("Plusieurs sources de financement", ""),
}


@pytest.mark.parametrize("query", TAGS)
def test_each_filter_is_named_and_removed(asked, plan, partner, query):
    tags = {(tag.label, tag.value): tag.url for tag in asked(f"status=done&{query}&page=3").active()}
    assert tags[TAGS[query]] == "?status=done"
    assert tags["État", "Réalisée"] == f"?{query}"


def test_the_form_opens_further_for_what_cannot_be_read_only(asked, plan):
    assert not asked("plan=DGCT-2023&quarter=1").is_opened
    assert asked("quarter=5").is_opened
    assert [box.name for box in asked("").first_boxes()] == ["q", "year", "status", "department", "place"]


def test_filters_of_a_link_stay_when_the_form_is_sent_again(client_as, direction, plan):
    ActivityFactory(plan=plan)
    page = client_as(direction).get("/activites/?counted=1&without=budget&without=source&year=2023")
    text = page.content.decode()
    for name, value in (("counted", "1"), ("without", "budget"), ("without", "source")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    assert 'type="hidden" name="year"' not in text


def test_a_very_long_search_is_answered(asked, plan):
    """A database takes so many conditions only."""
    ActivityFactory(plan=plan, title="Former les élus")
    assert list(asked("q=" + "+".join(f"mot{number}" for number in range(3000))).qs) == []
