"""The lists of plans and of programmes, and the page of a programme, « situation au » a past date."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.actions.closing import close_plan
from programmes.models import Activity
from reporting.figures import Situation, plan_figures, programme_figures
from reporting.figures.overview import plan_overviews, programme_overviews
from tests.factories import FundingFactory, FundingSourceFactory, PlanFactory, ProgrammeFactory
from tests.reporting.histories import add, plain, say
from tests.reporting.test_figures_recount import DAYS, days, moment, on, tolds, write

pytestmark = pytest.mark.django_db
PLANS, PROGRAMMES = "/plans/", "/programmes/"
THEN = "2023-09-30"
knowns = st.none() | st.integers(0, DAYS + 20)


@pytest.fixture
def client(client_as, direction):
    return client_as(direction)


@pytest.fixture
def programme():
    """Whose one plan has, of four activities, one done before September 2023 and two after; one was added later."""
    programme = ProgrammeFactory(code="ICAE", title="Programme ICAE")
    plan = PlanFactory(
        code="ICAE-2023", department=None, programme=programme, year=2023, adopted_on=date(2023, 1, 10)
    )
    rows = add(plan, 3, planned_end=date(2023, 6, 30))
    add(plan, 1, added_on=date(2023, 10, 2))
    for row, day in zip(rows, (date(2023, 5, 2), date(2023, 11, 3), date(2023, 11, 4)), strict=True):
        say(row, "done", day)
        # The copy that the lists of today read, as the action of a report leaves it.
        Activity.objects.filter(pk=row.pk).update(status="done", status_date=day)
    return programme


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return plain(response.content.decode()).replace("&amp;", "&")


# --- the counts ------------------------------------------------------------------------------------


def situation_of(at: int, known: int | None) -> Situation:
    return Situation(on(at), None if known is None else moment(known))


@settings(max_examples=30)
@given(
    histories=st.lists(st.lists(tolds, max_size=3), min_size=1, max_size=3),
    closed=st.none() | days,
    at=days,
    known=knowns,
)
def test_each_line_of_the_list_is_the_page_of_its_plan(histories, closed, at, known):
    plans = [write(told) for told in histories]
    if closed is not None:
        plans[0].closed_on = on(closed)
        plans[0].save()
    situation = situation_of(at, known)
    everything = Activity.objects.all()
    for row in plan_overviews(plans, everything, situation):
        page = plan_figures(row.plan, everything, situation)
        shown = row.counts, row.late, row.pending, row.listed
        assert shown == (page.total.counts, page.total.late, page.total.pending, page.listed)


@settings(max_examples=30)
@given(first=st.lists(tolds, max_size=3), second=st.lists(tolds, max_size=3), at=days, known=knowns)
def test_each_line_of_the_list_is_the_page_of_its_programme(first, second, at, known):
    """Two plans of two programmes, one a phase of the other; what can be carried over is."""
    whole = ProgrammeFactory()
    phase = ProgrammeFactory(parent=whole)
    plans = [write(told) for told in (first, second)]
    for plan, own in zip(plans, (whole, phase), strict=True):
        plan.activities.update(programme=own)
    for earlier, later in zip(plans[0].activities.all(), plans[1].activities.all(), strict=False):
        Activity.objects.filter(pk=later.pk).update(carried_from=earlier)
    situation = situation_of(at, known)
    everything = Activity.objects.all()
    for listed in ([whole, phase], [phase]):
        for row in programme_overviews(listed, everything, situation):
            page = programme_figures(row.programme, everything, situation)
            assert row.counts == page.total.counts


# --- the list of plans -----------------------------------------------------------------------------


def test_plans_say_their_date_and_lead_to_the_activities_of_that_date(client, programme):
    text = text_of(client.get(PLANS, {"at": THEN}))
    assert "Situation au 30 septembre 2023" in text
    assert "1 / 3 = 33,33 %" in text
    assert 'href="/plans/ICAE-2023/?at=2023-09-30"' in text
    base = "/activites/?plan=ICAE-2023&at=2023-09-30"
    for query, number in {"status=done": 1, "late=1": 2}.items():
        assert f'href="{base}&{query}"' in text
        assert client.get(f"{base}&{query}").context["page"].paginator.count == number
    assert "3 / 4 = 75 %" in text_of(client.get(PLANS))


def test_plans_known_at_a_date(client):
    (row,) = add(PlanFactory(code="P"), 1)
    say(row, "done", date(2023, 12, 20), entered=moment(365))
    assert "1 / 1 = 100 %" in text_of(client.get(PLANS, {"at": "2023-12-31"}))
    text = text_of(client.get(PLANS, {"at": "2023-12-31", "known": "2023-12-31"}))
    assert "0 / 1 = 0 %" in text
    assert "31 décembre 2023, telle que connue le 31 décembre 2023" in text
    assert 'href="/plans/P/?at=2023-12-31&known=2023-12-31"' in text


def test_a_plan_that_was_not_adopted_yet_has_no_rate(client, programme):
    text = text_of(client.get(PLANS, {"at": "2023-01-09"}))
    assert "pas encore adopté à cette date" in text
    assert "status=done" not in text


def test_a_closed_plan_is_late_as_it_was_at_its_closing(client):
    plan = PlanFactory(code="P", adopted_on=date(2023, 1, 10))
    add(plan, 1, planned_end=date(2023, 6, 30))
    add(plan, 1, planned_end=date(2024, 1, 31))
    close_plan(plan=plan, on=date(2023, 12, 31), by=None)
    ((row, links),) = client.get(PLANS, {"at": "2024-06-30"}).context["overviews"]
    assert row.late == 1
    assert client.get(f"{links.all}&late=1").context["page"].paginator.count == 1
    ((_, links),) = client.get(PLANS).context["overviews"]
    assert links.all == "/activites/?plan=P&at=2023-12-31"


def test_filters_order_and_pages_keep_the_date_and_the_date_keeps_them(client, department):
    for number in range(51):
        PlanFactory(code=f"P-{number:02}", year=2023, department=department)
    response = client.get(PLANS, {"at": THEN, "year": "2023", "tri": "-plan"})
    text = text_of(response)
    assert next(row.plan.code for row, _ in response.context["overviews"]) == "P-50"
    assert 'href="?year=2023&tri=-plan"' in text, "back to today"
    for kept in ("year", "tri", "at"):
        assert f'<input type="hidden" name="{kept}"' in text
    assert f'href="?at={THEN}"' in text, "without filters"
    assert f'href="?at={THEN}&tri=-plan"' in text, "without the year"
    following = next(part for part in text.split('"') if part.startswith("?") and "page=2" in part)
    assert f"at={THEN}" in following


@pytest.mark.parametrize("day", ["hier", "2999-01-01", "0001-01-01"])
@pytest.mark.parametrize("address", [PLANS, PROGRAMMES, "/programmes/ICAE/"])
def test_an_impossible_date_is_told(client, programme, address, day):
    text = text_of(client.get(address, {"at": day}), 400)
    assert 'aria-invalid="true"' in text
    assert "Situation au 30 septembre" not in text
    assert "Revenir à aujourd’hui" in text


def test_a_partner_has_the_figures_of_what_it_may_see(client_as, partner_user, partner):
    PlanFactory(title="Plan des autres")
    rows = add(PlanFactory(title="Plan partagé"), 2)
    FundingFactory(activity=rows[0], source=FundingSourceFactory(partner=partner))
    for row in rows:
        say(row, "done", date(2023, 5, 2), review="pending", reviewed_at=None)
    text = text_of(client_as(partner_user).get(PLANS, {"at": THEN}))
    assert "1 / 1 = 100 %" in text
    assert "Plan des autres" not in text
    assert "review=pending" not in text


# --- programmes ------------------------------------------------------------------------------------


def test_programmes_say_their_date(client, programme):
    text = text_of(client.get(PROGRAMMES, {"at": THEN, "q": "ICAE"}))
    assert "Situation au 30 septembre 2023" in text
    assert "1 / 3 = 33,33 %" in text
    assert f'href="/programmes/ICAE/?at={THEN}"' in text
    assert 'href="?q=ICAE"' in text
    assert "3 / 4 = 75 %" in text_of(client.get(PROGRAMMES))


def test_a_programme_says_its_date_and_leads_to_the_activities_of_that_date(client, programme):
    response = client.get("/programmes/ICAE/", {"at": THEN, "known": "2024-01-15"})
    text = text_of(response)
    assert "Situation au 30 septembre 2023, telle que connue le 15 janvier 2024" in text
    assert "1 / 3 = 33,33 %" in text
    sheet = reverse("reporting:report_pdf", args=["programme", "ICAE"])
    assert f'href="{sheet}?at={THEN}&known=2024-01-15"' in text
    links = {card.query: link for card, link in response.context["cards"] if link}
    assert (
        links["status=done"]
        == f"/activites/?programme=ICAE&at={THEN}&known=2024-01-15&counted=1&latest=1&status=done"
    )
    assert client.get(links["status=done"]).context["page"].paginator.count == 1
    today = client.get("/programmes/ICAE/")
    assert "3 / 4 = 75 %" in text_of(today)
    assert today.context["activities_url"] == "/activites/?programme=ICAE"


# --- files -----------------------------------------------------------------------------------------


def rows_of(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(("address", "done"), [(PLANS, "Réalisées"), (PROGRAMMES, "Activités réalisées")])
def test_a_file_is_of_the_date_and_its_headings_say_so(client, programme, address, done):
    links = [part for part in text_of(client.get(address, {"at": THEN})).split('"') if "csv" in part]
    assert len(links) == 1
    (row,) = rows_of(client.get(links[0]))
    assert row[f"{done} au 30/09/2023 (pour information)"] == "1"
    assert row["Base du taux au 30/09/2023 (pour information)"] == "3"
    (row,) = rows_of(client.get(links[0].split("?")[0]))
    assert row[f"{done} (pour information)"] == "3"
    known = rows_of(client.get(links[0] + "&known=2024-01-15"))
    assert f"{done} au 30/09/2023, connu le 15/01/2024 (pour information)" in known[0]


def test_no_file_is_made_of_an_impossible_date(client, programme):
    link = text_of(client.get(PLANS)).split('.csv"')[0].split('"')[-1] + ".csv"
    response = client.get(link, {"at": "hier"})
    assert (response.status_code, response["Location"]) == (302, "/plans/?at=hier")


# --- the cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PLANS, PROGRAMMES])
def test_the_same_number_of_queries_with_1_and_with_20_rows(client, address, django_assert_max_num_queries):
    def one():
        plan = PlanFactory(department=None, programme=ProgrammeFactory())
        close_plan(plan=plan, on=date(2023, 12, 31), by=None)
        add(plan, 2, "done")

    one()
    query = {"at": "2024-03-31", "known": "2024-06-30"}
    client.get(address, query)
    with django_assert_max_num_queries(12) as first:
        client.get(address, query)
    for _ in range(19):
        one()
    with django_assert_max_num_queries(12) as second:
        client.get(address, query)
    assert len(second) == len(first)
