"""The list of workshops and the page of one."""

from datetime import date

import pytest

from programmes.models import WorkshopPlan
from programmes.workshop_parts import attendance_of
from tests.factories import (
    DeclaredFigureFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    RecommendationFactory,
    WorkshopFactory,
)

LIST = "/ateliers/"


@pytest.fixture
def workshop(db):
    return WorkshopFactory(code="ATELIER-SEGOU-2023", title="Atelier de planification de Ségou")


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_list_works(client_as, agent, workshop):
    text = text_of(client_as(agent).get(LIST))
    assert "Atelier de planification de Ségou" in text
    assert "du 20 au 23 décembre 2023" in text


def test_list_rejects_post(client_as, agent):
    assert client_as(agent).post(LIST).status_code == 405


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=segou", True),
        ("q=gao", False),
        ("kind=workshop", True),
        ("kind=training", False),
        ("kind=x", False),
    ],
)
def test_list_filters(client_as, agent, workshop, query, found):
    page = client_as(agent).get(f"{LIST}?{query}").context["page"]
    assert (workshop in page.object_list) == found


def test_an_empty_list_says_what_to_do(client_as, agent):
    assert "quand leur compte rendu est importé" in text_of(client_as(agent).get(LIST))
    assert "Aucun ne répond à ces filtres" in text_of(client_as(agent).get(f"{LIST}?q=zzz"))


def test_a_partner_lists_its_own(client_as, workshop, partner, partner_user):
    programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    own = WorkshopFactory()
    own.programmes.add(programme)
    assert list(client_as(partner_user).get(LIST).context["page"]) == [own]


def test_the_list_takes_the_same_queries_for_one_or_twenty(
    client_as, agent, workshop, django_assert_num_queries
):
    client, made = client_as(agent), {}
    for count in (1, 20):
        while len(made) and type(workshop).objects.count() < count:
            WorkshopFactory()
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(LIST)
        made[count] = len(queries)
    assert made[1] == made[20]


def test_detail_works(client_as, agent, workshop):
    plan = PlanFactory(code="DGCT-2023", title="Plan d’actions 2023")
    WorkshopPlan.objects.create(workshop=workshop, plan=plan, purpose="evaluated")
    for measure, value in (("done", 42), ("execution_rate", "67.74")):
        DeclaredFigureFactory(
            plan=plan, workshop=workshop, measure=measure, value=value, quote="soit un taux de 67,74 %"
        )
    workshop.officials.create(name="Abdoulaye M.", role="opening_chair", title="Conseiller technique")
    workshop.organisations.create(name="UNICEF", role="attending")
    workshop.days.create(label="Première journée", text="Travaux de groupe")
    workshop.groups.create(name="Sous-direction Finances locales")
    workshop.sections.create(kind="opening", title="Discours d’ouverture", text="Soyez les bienvenus")
    workshop.sections.create(kind="outcome", title="Résultats", text="Le plan est validé")
    RecommendationFactory(
        workshop=workshop,
        text="Partager le plan",
        addressee="Toutes les structures",
        due=date(2024, 3, 31),
        due_precision="month_end",
    )
    text = text_of(client_as(agent).get(workshop.get_absolute_url()))
    for said in (
        "Du 20 au 23 décembre 2023",
        "Préside l’ouverture",
        "Abdoulaye M.",
        "UNICEF",
        "Première journée",
        "Sous-direction Finances locales",
        "Évalué par l’atelier.",
        "67,74 %",
        "/plans/DGCT-2023/",
        "Partager le plan",
        "fin mars 2024",
        "À mettre en œuvre",
        "/rapports/workshop/ATELIER-SEGOU-2023.pdf",
    ):
        assert said in text, said
    assert text.count("soit un taux de") == 1
    assert (
        text.index("Soyez les bienvenus") < text.index("Travaux de groupe") < text.index("Le plan est validé")
    )


def test_detail_out_of_scope_is_404(client_as, partner_user, workshop):
    assert client_as(partner_user).get(workshop.get_absolute_url()).status_code == 404


def test_detail_of_nothing_is_404(client_as, agent):
    assert client_as(agent).get("/ateliers/INCONNU/").status_code == 404


def test_detail_rejects_post(client_as, agent, workshop):
    assert client_as(agent).post(workshop.get_absolute_url()).status_code == 405


def test_a_partner_does_not_read_the_plans_it_may_not_see(client_as, workshop, partner, partner_user):
    workshop.organisations.create(name="A", role="attending", partner=partner)
    plan = PlanFactory(title="Plan interne")
    WorkshopPlan.objects.create(workshop=workshop, plan=plan, purpose="evaluated")
    DeclaredFigureFactory(plan=plan, workshop=workshop, quote="phrase interne")
    workshop.programmes.add(ProgrammeFactory(title="Programme d’un autre"))
    text = text_of(client_as(partner_user).get(workshop.get_absolute_url()))
    for hidden in ("Plan interne", "phrase interne", "Programme d’un autre"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, ""),
        ({"attendance": 50, "attendance_count": "exact"}, "50 participants"),
        ({"attendance": 1, "attendance_count": "exact"}, "1 participant"),
        (
            {
                "attendance": 50,
                "attendance_count": "approximate",
                "attendance_text": "une cinquantaine",
                "women": 4,
            },
            "une cinquantaine de participants, dont 4 femmes",
        ),
        ({"attendance": 50, "attendance_count": "approximate"}, "environ 50 participants"),
        (
            {"attendance": 50, "attendance_count": "exact", "women": 20, "men": 30},
            "50 participants, dont 20 femmes et 30 hommes",
        ),
        ({"women": 4}, "4 femmes"),
    ],
)
def test_attendance_is_said_as_it_was(db, fields, said):
    assert attendance_of(WorkshopFactory(**fields)) == said
