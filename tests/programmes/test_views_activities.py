"""The list of activities with its filters, and the page of one activity."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from communes.models import PlaceAlias
from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.reviews import approve_report, return_report
from programmes.actions.status import report_status
from programmes.models import ActivityKind, StatusReport
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    FundingFactory,
    FundingSourceFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
    SectorFactory,
    StatusReportFactory,
)

LIST = "/activites/"
DAY = date(2023, 12, 20)


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", title="Plan 2023", department=department)


@pytest.fixture
def activity(plan):
    return ActivityFactory(plan=plan, code="A-01", title="Former les régisseurs")


@pytest.fixture
def shown(client_as, agent):
    """A function giving the titles that a list shows: `shown("status=done")`, as the agent unless told."""

    def titles(query="", user=agent):
        response = client_as(user).get(f"{LIST}?{query}")
        assert response.status_code == 200
        return [row.title for row in response.context["page"]]

    return titles


def text_of(response) -> str:
    """The page with its no-break spaces as plain ones."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# --- the list -------------------------------------------------------------------------------------


def test_list_works(client_as, agent, activity):
    response = client_as(agent).get(LIST)
    assert response.status_code == 200
    assert "Former les régisseurs" in text_of(response)
    assert "1 activité<" in text_of(response)


def test_list_asks_to_sign_in(client):
    assert client.get(LIST).url == f"{reverse('accounts:login')}?next={LIST}"


def test_list_rejects_post(client_as, agent):
    assert client_as(agent).post(LIST).status_code == 405


def test_a_partner_lists_its_activities_only(shown, plan, partner, partner_user):
    programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    ActivityFactory(plan=plan, title="Vue", programme=programme)
    ActivityFactory(plan=plan, title="Cachée")
    assert shown(user=partner_user) == ["Vue"]


def test_a_programme_lists_its_phases_and_its_plans_as_its_page_counts_them(shown, plan):
    programme = ProgrammeFactory(code="DDRK")
    ActivityFactory(plan=plan, title="D’une phase", programme=ProgrammeFactory(parent=programme))
    ActivityFactory(plan=PlanFactory(department=None, programme=programme), title="D’un plan")
    ActivityFactory(plan=plan, title="D’un autre", programme=ProgrammeFactory())
    assert sorted(shown("programme=DDRK")) == ["D’un plan", "D’une phase"]


@pytest.mark.parametrize("name", ["q", "plan", "place", "programme", "sector", "kind", "status"])
def test_what_no_database_can_hold_is_refused_like_any_other_text(client_as, agent, activity, name):
    """PostgreSQL stops at a NUL, in the search of the rows as in the drawing of the form."""
    response = client_as(agent).get(LIST, {name: "\x00a"})
    assert (response.status_code, list(response.context["page"])) == (200, [])


@pytest.mark.parametrize("name", ["department", "source", "mine", "due"])
def test_a_partner_has_no_internal_filter(client_as, partner_user, name):
    assert name not in client_as(partner_user).get(LIST).context["filter"].form.fields


def test_the_newest_plan_comes_first_in_its_own_order(shown, department):
    for year in (2022, 2024, 2023):
        plan = PlanFactory(year=year, department=department)
        for position in (2, 1):
            ActivityFactory(plan=plan, title=f"{year}-{position}", position=position)
    assert shown() == ["2024-1", "2024-2", "2023-1", "2023-2", "2022-1", "2022-2"]


@pytest.mark.parametrize(
    "query",
    ["plan=DGCT-2023", "department=SD-A", "programme=ICAE", "source=FNACT", "sector=SANTE", "kind=ETUDE"],
)
def test_filters_by_code(shown, plan, query):
    chosen = ActivityFactory(
        plan=plan,
        title="Choisie",
        programme=ProgrammeFactory(code="ICAE"),
        sector=SectorFactory(code="SANTE"),
        kind=ActivityKind.objects.create(code="ETUDE", name="Étude"),
    )
    FundingFactory(activity=chosen, source=FundingSourceFactory(code="FNACT"))
    FundingFactory(activity=chosen)
    ActivityFactory(title="Autre")
    assert shown(query) == ["Choisie"]


@pytest.mark.parametrize("status", ["planned", "in_progress", "done", "not_done"])
def test_filters_by_status(shown, plan, status):
    for value in ("planned", "in_progress", "done", "not_done"):
        ActivityFactory(plan=plan, title=value, status=value)
    assert shown(f"status={status}") == [status]


def test_filters_the_late_ones(shown, plan):
    ActivityFactory(plan=plan, title="En retard", planned_end=timezone.localdate() - timedelta(days=1))
    ActivityFactory(plan=plan, title="À temps", planned_end=timezone.localdate())
    assert shown("late=1") == ["En retard"]


def test_filters_mine(shown, plan, other_department, other_agent):
    ActivityFactory(plan=plan, title="À nous")
    ActivityFactory(plan=plan, title="À eux", department=other_department)
    assert shown("mine=1") == ["À nous"]
    assert shown("mine=1", user=other_agent) == ["À eux"]


def test_filters_what_waits_for_validation(shown, activity, agent, plan):
    ActivityFactory(plan=plan, title="Jamais déclarée")
    report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    assert shown("review=pending") == [activity.title]


@pytest.mark.parametrize("words", ["regisseurs", "RÉGISSEURS former", "A-01", "a 01 former"])
def test_searches_without_accents(shown, activity, plan, words):
    ActivityFactory(plan=plan, title="Autre chose")
    assert shown(f"q={words}") == [activity.title]


@pytest.mark.parametrize("level", ["commune", "cercle", "region"])
def test_filters_by_place_at_any_level(shown, activity, plan, level):
    commune = CommuneFactory()
    place = {"commune": commune, "cercle": commune.cercle, "region": commune.region}[level]
    activity.places.add(commune, CommuneFactory(cercle=commune.cercle))
    ActivityFactory(plan=plan, title="Ailleurs").places.add(CommuneFactory())
    assert shown(f"place={place.key}") == [activity.title]


def test_a_region_is_not_where_its_communes_are(shown, activity):
    commune = CommuneFactory()
    activity.places.add(commune.region)
    assert shown(f"place={commune.key}") == []


def test_a_place_is_found_by_its_written_name(shown, activity):
    activity.places.add(CommuneFactory(name="Soni Ali Ber"))
    assert shown("place=soni+ALI-ber") == [activity.title]


def test_a_place_is_found_by_a_confirmed_spelling(shown, activity):
    commune = CommuneFactory(name="Gounzoureye")
    PlaceAlias.objects.create(place=commune, written="Gounzourèye nord")
    activity.places.add(commune)
    assert shown("place=gounzoureye+nord") == [activity.title]


def test_homonyms_ask_which_one(client_as, agent, activity):
    commune = CommuneFactory(name="Gao", cercle__name="Gao", cercle__region__name="Gao")
    activity.places.add(commune)
    response = client_as(agent).get(f"{LIST}?place=Gao&status=planned")
    assert list(response.context["page"]) == []
    urls = [url for _, url in response.context["filter"].candidates()]
    assert f"?place={commune.key}&status=planned" in urls
    assert len(urls) == 3
    assert activity.title in text_of(client_as(agent).get(f"{LIST}?place={commune.key}&status=planned"))


@pytest.mark.parametrize("query", ["plan=INCONNU", "status=perdue", "place=Zzzz", "kind=%00x"])
def test_an_unreadable_filter_shows_nothing_and_says_so(client_as, agent, activity, query):
    response = client_as(agent).get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert list(response.context["page"]) == []
    assert response.context["filter"].form.errors
    assert "Tout afficher" in text_of(response)


def test_filters_in_force_are_named_and_removed_one_by_one(client_as, agent, plan, activity):
    response = client_as(agent).get(f"{LIST}?plan=DGCT-2023&status=planned&late=1&page=3")
    tags = {tag.label: (tag.value, tag.url) for tag in response.context["active"]}
    assert tags == {
        "Plan": ("Plan 2023", "?status=planned&late=1"),
        "État": ("Planifiée", "?plan=DGCT-2023&late=1"),
        "En retard": ("", "?plan=DGCT-2023&status=planned"),
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("activity", ["Arbre", "École", "Zone"]),
        ("-activity", ["Zone", "École", "Arbre"]),
        ("planned_end", ["Zone", "Arbre", "École"]),
        ("-planned_end", ["Arbre", "Zone", "École"]),
        ("password", ["Zone", "Arbre", "École"]),
    ],
)
def test_sorts_by_column_and_leaves_what_is_not_said_last(shown, plan, sort, order):
    ends = {"Zone": date(2023, 3, 31), "Arbre": date(2023, 6, 30), "École": None}
    for title, end in ends.items():
        ActivityFactory(plan=plan, code=title, title=title, planned_end=end)
    assert shown(f"tri={sort}") == order


def test_pages_keep_the_filters(client_as, agent, plan):
    for _ in range(51):
        ActivityFactory(plan=plan)
    response = client_as(agent).get(f"{LIST}?plan=DGCT-2023&tri=activity")
    assert len(response.context["page"].object_list) == 50
    assert "51 activités" in text_of(response)
    assert "?plan=DGCT-2023&amp;tri=activity&amp;page=2" in text_of(response)
    last = client_as(agent).get(f"{LIST}?plan=DGCT-2023&page=2")
    assert len(last.context["page"].object_list) == 1


@pytest.mark.parametrize("page", ["0", "99", "abc", "-1"])
def test_a_page_that_does_not_exist_is_the_nearest(client_as, agent, activity, page):
    assert client_as(agent).get(f"{LIST}?page={page}").status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_rows(client_as, agent, plan, django_assert_num_queries):
    client = client_as(agent)
    made = {}
    for count in (1, 20):
        while plan.activities.count() < count:
            FundingFactory(activity=ActivityFactory(plan=plan, responsible=agent))
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(f"{LIST}?plan=DGCT-2023")
        made[count] = len(queries)
    assert made[1] == made[20] <= 16


def test_a_demonstration_row_says_so(client_as, agent, plan):
    ActivityFactory(plan=plan, is_demonstration=True)
    assert "donnée de démonstration" in text_of(client_as(agent).get(LIST))


def test_an_empty_list_says_what_to_do(client_as, agent, activity):
    assert "quand un plan d’actions est importé" not in text_of(client_as(agent).get(LIST))
    assert "retirez-en un" in text_of(client_as(agent).get(f"{LIST}?status=done"))
    activity.delete()
    assert "quand un plan d’actions est importé" in text_of(client_as(agent).get(LIST))


def test_one_reports_from_the_list_what_is_ones_own(client_as, agent, other_agent, activity):
    link = reverse("programmes:report_status", args=[activity.pk])
    assert link in text_of(client_as(agent).get(LIST))
    assert link not in text_of(client_as(other_agent).get(LIST))


@pytest.mark.parametrize(
    ("person", "labels"),
    [
        ("agent", ["Mes activités", "En retard", "Toutes"]),
        ("validator", ["Mes activités", "En retard", "À valider (0)", "Toutes"]),
        ("direction", ["En retard", "À valider (0)", "Toutes"]),
        ("partner_user", ["En retard", "Toutes"]),
    ],
)
def test_tabs_are_those_of_the_person(client_as, request, person, labels):
    response = client_as(request.getfixturevalue(person)).get(f"{LIST}?late=1&plan=X&page=2")
    tabs = response.context["tabs"]
    assert [tab.label for tab in tabs] == labels
    assert [tab.label for tab in tabs if tab.is_current] == ["En retard"]
    assert tabs[-1].url == f"{LIST}?plan=X"


def test_a_long_list_of_choices_is_cut_and_keeps_the_one_chosen(client_as, agent, department):
    for number in range(65):
        PlanFactory(code=f"P-{number:02}", department=department, year=2000 + number)
    form = client_as(agent).get(f"{LIST}?plan=P-00").context["filter"].form
    codes = [str(value) for value, _ in form.fields["plan"].choices]
    assert len(codes) == 62
    assert {"P-64", "P-00"} <= set(codes)


# --- one activity ---------------------------------------------------------------------------------


def page_of(client, activity) -> str:
    response = client.get(activity.get_absolute_url())
    assert response.status_code == 200
    return text_of(response)


def test_detail_works(client_as, agent, plan):
    activity = ActivityFactory(
        plan=plan,
        title="Former les régisseurs",
        planned_start=date(2023, 1, 1),
        planned_start_precision="quarter",
        planned_end=date(2023, 3, 31),
        planned_end_precision="quarter",
        expected_product="Un rapport",
        budget=Decimal(10_000_000),
        status="in_progress",
        spent=Decimal(4_000_000),
    )
    FundingFactory(activity=activity, source=FundingSourceFactory(name="Budget national"), amount=None)
    commune = CommuneFactory(name="Bara")
    activity.places.add(commune)
    text = page_of(client_as(agent), activity)
    for said in (
        "1er trimestre 2023",
        "Un rapport",
        "Budget national",
        "montant non indiqué",
        "Bara",
        "4 000 000 FCFA, soit 4 000 000 / 10 000 000 = 40 % du budget",
        "avancement",
        "Inscrite au plan initial",
    ):
        assert said in text, said


def test_detail_out_of_scope_is_404(client_as, partner_user, activity):
    assert client_as(partner_user).get(activity.get_absolute_url()).status_code == 404


def test_detail_of_nothing_is_404(client_as, agent):
    assert client_as(agent).get("/activites/999999/").status_code == 404


def test_detail_rejects_post(client_as, agent, activity):
    assert client_as(agent).post(activity.get_absolute_url()).status_code == 405


def test_detail_says_since_when_it_is_late(client_as, agent, plan):
    end = timezone.localdate() - timedelta(days=12)
    text = page_of(client_as(agent), ActivityFactory(plan=plan, planned_end=end))
    assert "En retard de 12 jours ; fin prévue : " in text


def test_detail_of_a_closed_plan_says_so_and_judges_at_the_closing(client_as, agent, department):
    plan = PlanFactory(department=department, closed_on=date(2023, 12, 31))
    text = page_of(client_as(agent), ActivityFactory(plan=plan, planned_end=date(2023, 12, 21)))
    assert "En retard de 10 jours à la clôture du plan ; fin prévue : 21 décembre 2023" in text
    assert "Plan clos depuis le 31 décembre 2023" in text
    assert "Déclarer l’état" not in text


def test_detail_tells_the_history(client_as, agent, validator, direction, activity):
    first = report_status(
        activity=activity,
        by=agent,
        status="in_progress",
        progress=Decimal(45),
        effective_date=date(2023, 6, 30),
        spent=Decimal(1_500_000),
        difficulty="Fonds non reçus",
        delay_reason="funding",
    )
    return_report(report=first, by=validator, reason="Joindre le rapport")
    second = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    approve_report(report=second, by=validator)
    revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2023, 12, 31),
        decided_on=date(2023, 7, 15),
        reason="Retard des fonds",
        by=direction,
    )
    text = page_of(client_as(agent), activity)
    for said in (
        "En cours, 45 %",
        "Déclaré par Awa Agent, saisi le",
        "1 500 000 FCFA",
        "Fonds non reçus",
        "Financement non mobilisé",
        "retournée par Vincent Validateur",
        "Joindre le rapport",
        "approuvée par Vincent Validateur",
        "Révision : fin prévue",
        "rien → 31 décembre 2023",
        "Retard des fonds",
        "Enregistré par Diane Direction",
    ):
        assert said in text, said
    assert text.index("20 décembre 2023") < text.index("Révision : fin prévue") < text.index("En cours, 45 %")


def test_detail_tells_an_addition_and_a_cancellation(client_as, agent, direction, activity):
    cancel_activity(activity=activity, decided_on=DAY, reason="Financement retiré", by=direction)
    text = page_of(client_as(agent), activity)
    assert "Annulée par décision" in text
    assert "Financement retiré" in text


def test_detail_links_what_carries_on(client_as, agent, plan, activity, department):
    later = ActivityFactory(plan=PlanFactory(code="DGCT-2024", department=department), carried_from=activity)
    assert later.get_absolute_url() in page_of(client_as(agent), activity)
    assert activity.get_absolute_url() in page_of(client_as(agent), later)


def test_detail_offers_each_what_they_may_do(client_as, agent, other_agent, validator, direction, activity):
    report = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    acts = {
        "report": reverse("programmes:report_status", args=[activity.pk]),
        "correct": f"?corrige={report.pk}",
        "withdraw": reverse("programmes:report_withdraw", args=[report.pk]),
        "approve": reverse("programmes:report_approve", args=[report.pk]),
        "return": reverse("programmes:report_return", args=[report.pk]),
    }
    offered = {
        person: {name for name, link in acts.items() if f'{link}"' in page_of(client_as(person), activity)}
        for person in (agent, other_agent, validator, direction)
    }
    assert offered == {
        agent: {"report", "correct", "withdraw"},
        other_agent: set(),
        validator: {"report", "approve", "return"},
        direction: set(),
    }


def test_a_partner_reads_without_acting(client_as, agent, partner, partner_user, activity):
    activity.programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    activity.save()
    report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    text = page_of(client_as(partner_user), activity)
    assert "À valider" in text
    for word in ("Approuver", "Corriger", "Retirer", "Déclarer l’état"):
        assert word not in text


def test_a_partner_does_not_read_the_name_of_a_programme_of_others(
    client_as, partner, partner_user, activity
):
    """Its plan is a programme's in which it takes part; the activity also serves another."""
    own = ParticipationFactory(programme=ProgrammeFactory(title="Le sien"), partner=partner).programme
    other = ProgrammeFactory(title="Celui des autres", acronym="")
    result = ResultFactory(programme=other, text="Résultat des autres")
    activity.plan.department, activity.plan.programme = None, own
    activity.plan.save()
    activity.programme, activity.result = other, result
    activity.save()
    text = page_of(client_as(partner_user), activity)
    assert "des autres" not in text
    assert other.get_absolute_url() not in text


def test_a_partner_does_not_read_what_was_returned(client_as, partner, partner_user, activity):
    activity.programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    activity.save()
    StatusReportFactory(
        activity=activity, review="returned", review_reason="Brouillon", reviewed_at=timezone.now()
    )
    assert "Brouillon" not in page_of(client_as(partner_user), activity)


def test_detail_takes_the_same_queries_whatever_the_history(
    client_as, agent, activity, django_assert_num_queries
):
    client, made = client_as(agent), {}
    for count in (1, 20):
        while StatusReport.objects.filter(activity=activity).count() < count:
            StatusReportFactory(activity=activity, author=agent)
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(activity.get_absolute_url())
        made[count] = len(queries)
    assert made[1] == made[20]
