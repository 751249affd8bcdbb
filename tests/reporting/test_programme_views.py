"""The list of programmes and the page of a programme: who sees them, what they show, at which cost."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.models import (
    Achievement,
    Activity,
    Contribution,
    Indicator,
    LocalStructure,
    Programme,
    ProgrammeSection,
    Suspension,
    SwotAnalysis,
    SwotItem,
    TargetGroup,
)
from reporting.figures import programme_figures
from reporting.figures.indicators import indicator_tables
from reporting.figures.overview import programme_overviews
from tests.factories import (
    CommuneFactory,
    ContributionFactory,
    FundingSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MeasurementFactory,
    ParticipationFactory,
    PlanFactory,
    PlanFundingFactory,
    ProgrammeFactory,
    ResultFactory,
    WorkshopFactory,
)
from tests.reporting.histories import add, plain

pytestmark = pytest.mark.django_db
LIST = "/programmes/"

HEADINGS = (
    "1. Localisation",
    "2. Titre",
    "3. Budget",
    "4. Résultats attendus",
    "5. Résultats atteints",
    "6. Écarts",
    "7. Partenaires et leurs apports",
    "8. Bénéficiaires",
    "9. Perspectives",
)


def page(client, programme) -> str:
    response = client.get(programme.get_absolute_url())
    assert response.status_code == 200
    return plain(response.content.decode())


# --- list -----------------------------------------------------------------------------------------


def test_list_works(client_as, agent):
    programme = ProgrammeFactory(title="Programme A", budget=Decimal(96_303_057))
    ProgrammeFactory(parent=programme, code="PHASE-II")
    add(PlanFactory(), 2, programme=programme)
    text = plain(client_as(agent).get(LIST).content.decode())
    assert "96 303 057 FCFA" in text
    assert "0 / 2 = 0 %" in text
    assert "PHASE-II" in text


def test_list_of_a_partner_holds_only_its_programmes(client_as, partner_user, partner):
    ProgrammeFactory(title="Programme des autres")
    ParticipationFactory(programme=ProgrammeFactory(title="Programme partagé"), partner=partner)
    text = client_as(partner_user).get(LIST).content.decode()
    assert "Programme partagé" in text
    assert "Programme des autres" not in text


def test_empty_list_says_what_to_do(client_as, partner_user, admin):
    assert (
        "avec votre organisation parmi ses partenaires" in client_as(partner_user).get(LIST).content.decode()
    )
    assert "Ouvrir l’administration" in client_as(admin).get(LIST).content.decode()


def test_the_list_counts_what_the_page_counts():
    """An activity carried to another programme is still counted by the one that planned it first."""
    first, second = ProgrammeFactory(), ProgrammeFactory()
    phase = ProgrammeFactory(parent=second)
    _, kept, moved = add(PlanFactory(), 3, programme=first)
    later = PlanFactory(year=2024)
    add(later, 1, programme=first, carried_from=kept)
    add(later, 1, programme=phase, carried_from=moved)
    add(PlanFactory(department=None, programme=second), 2)
    activities = Activity.objects.all()
    for row in programme_overviews([first, second, phase], activities):
        assert row.counts == programme_figures(row.programme, activities).total.counts
    assert programme_figures(first, activities).total.base == 3


def test_list_makes_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, direction, django_assert_num_queries
):
    client = client_as(direction)
    ProgrammeFactory()
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    ProgrammeFactory.create_batch(19)
    with django_assert_num_queries(9):
        client.get(LIST)


# --- page -----------------------------------------------------------------------------------------


def test_it_works(client_as, agent):
    """The nine headings of the project sheet, in their order, each told even where it is empty."""
    text = page(client_as(agent), ProgrammeFactory())
    places = [text.index(heading) for heading in HEADINGS]
    assert places == sorted(places)
    assert text.count("Aucun") >= 6


def test_out_of_scope_is_404(client_as, partner_user):
    assert client_as(partner_user).get(ProgrammeFactory().get_absolute_url()).status_code == 404


def test_another_partner_is_404(client_as, partner_user, other_partner_user, partner):
    programme = ParticipationFactory(partner=partner).programme
    assert client_as(partner_user).get(programme.get_absolute_url()).status_code == 200
    assert client_as(other_partner_user).get(programme.get_absolute_url()).status_code == 404


def test_rejects_post(client_as, direction):
    assert client_as(direction).post(ProgrammeFactory().get_absolute_url()).status_code == 405


def test_the_sheet_holds_what_was_entered(client_as, direction):
    programme = ProgrammeFactory(
        budget=Decimal(96_303_057),
        declared_communes=7,
        gaps="Toutes les activités prévues ont été réalisées.",
        prospects="Poursuite des activités en 2024",
    )
    programme.places.set(CommuneFactory.create_batch(6))
    result = ResultFactory(programme=programme, code="R1.1", text="Les acteurs sont renforcés")
    Achievement.objects.create(
        programme=programme, result=result, kind="training", text="Acteurs formés", quantity=Decimal(100)
    )
    ContributionFactory(programme=programme, amount=Decimal(96_303_057))
    ParticipationFactory(programme=programme, role="lead")
    TargetGroup.objects.create(programme=programme, label="Les enfants", planned=200)
    ProgrammeSection.objects.create(programme=programme, title="Politique genre", text="Appliquée")
    Suspension.objects.create(
        programme=programme,
        reason="Crise sécuritaire",
        start=date(2011, 1, 1),
        start_precision="year",
        end=date(2015, 12, 31),
        end_precision="year",
    )
    text = page(client_as(direction), programme)
    for said in (
        "96 303 057 FCFA",
        "7 communes, dont 6 nommées",
        "annoncé : égal au budget",
        "Les acteurs sont renforcés",
        "<strong>100</strong> acteurs formés",
        "Chef de file",
        "Les enfants : 200 prévus",
        "Politique genre",
        "Crise sécuritaire",
        "De 2011 à 2015",
        "Toutes les activités prévues ont été réalisées.",
        "Poursuite des activités en 2024",
    ):
        assert said in text


def test_states_of_contributions_are_never_added(client_as, direction):
    programme = ProgrammeFactory()
    for state, amount in ((Contribution.State.ANNOUNCED, 10), (Contribution.State.DISBURSED, 4)):
        ContributionFactory(programme=programme, state=state, amount=Decimal(amount))
    text = page(client_as(direction), programme)
    assert "Total annoncé" in text
    assert "Total décaissé" in text
    assert "14 FCFA" not in text


def test_phases_and_the_programme_they_belong_to(client_as, direction):
    programme = ProgrammeFactory(title="DDRK", acronym="DDRK")
    phase = ProgrammeFactory(title="DDRK, phase III", parent=programme)
    ResultFactory(programme=phase, code="VG.1", text="Services améliorés")
    client = client_as(direction)
    whole = page(client, programme)
    assert phase.get_absolute_url() in whole
    assert "Services améliorés" in whole
    assert programme.get_absolute_url() in page(client, phase)


def test_figures_of_its_activities(client_as, direction):
    programme = ProgrammeFactory()
    plan = PlanFactory(department=None, programme=programme)
    add(plan, 1, "done")
    add(plan, 3)
    PlanFundingFactory(plan=PlanFactory(title="Plan 2024"), source=FundingSourceFactory(programme=programme))
    text = page(client_as(direction), programme)
    assert "1 / 4 = 25 %" in text
    assert "1 activité renseignée sur 4" in text
    assert "Plan 2024" in text


def test_structures_diagnoses_and_workshops(client_as, direction):
    programme = ProgrammeFactory()
    commune = CommuneFactory(name="Kadiolo")
    mechanism = LocalStructure.objects.create(
        programme=programme, kind="mechanism", name="Comité de paix", place=commune
    )
    analysis = SwotAnalysis.objects.create(programme=programme, place=commune, structure=mechanism)
    SwotItem.objects.create(analysis=analysis, kind="strength", text="Écoute des anciens")
    SwotItem.objects.create(analysis=analysis, kind="strength", text="Femmes présentes")
    WorkshopFactory(title="Table ronde").programmes.add(programme)
    text = page(client_as(direction), programme)
    for said in ("Comité de paix", "Kadiolo", "Forces", "Écoute des anciens", "Table ronde"):
        assert said in text


def test_a_partner_sees_no_workshop_of_others(client_as, partner_user, partner):
    programme = ParticipationFactory(partner=partner).programme
    WorkshopFactory(title="Atelier interne")
    assert "Atelier interne" not in page(client_as(partner_user), programme)


def test_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, direction, django_assert_max_num_queries
):
    programme = ProgrammeFactory()
    client = client_as(direction)

    def one():
        result = ResultFactory(programme=programme)
        Achievement.objects.create(programme=programme, result=result, kind="works", text="Fait")
        ContributionFactory(programme=programme)
        ParticipationFactory(programme=programme)
        programme.places.add(CommuneFactory())
        target = IndicatorTargetFactory(
            indicator=IndicatorFactory(programme=programme), place=CommuneFactory()
        )
        MeasurementFactory(indicator=target.indicator, place=target.place)
        add(PlanFactory(), 1, "done", programme=programme)

    one()
    page(client, programme)
    with django_assert_max_num_queries(50) as first:
        page(client, programme)
    for _ in range(19):
        one()
    with django_assert_max_num_queries(50) as second:
        page(client, programme)
    assert len(second) == len(first)


# --- indicators -----------------------------------------------------------------------------------


def test_increments_of_the_places_are_summed_the_unnamed_one_too():
    """Two conflicts in each of seven communes, one of them unnamed: the target is 14."""
    indicator = IndicatorFactory(nature=Indicator.Nature.INCREMENT)
    for commune in CommuneFactory.create_batch(6):
        IndicatorTargetFactory(indicator=indicator, place=commune, value=Decimal(2))
    IndicatorTargetFactory(indicator=indicator, place_label="Septième commune", value=Decimal(2))
    (table,) = indicator_tables(indicator.programme)
    assert len(table.rows) == 7
    assert table.total.target == Decimal(14)
    assert table.total.value is None


def test_levels_are_never_summed_and_the_last_one_counts():
    indicator = IndicatorFactory(nature=Indicator.Nature.LEVEL, baseline=Decimal(40))
    for commune in CommuneFactory.create_batch(2):
        IndicatorTargetFactory(indicator=indicator, place=commune, value=Decimal(20))
    for year, value in ((2023, 30), (2024, 10)):
        MeasurementFactory(
            indicator=indicator,
            place=commune,
            value=Decimal(value),
            start=date(year, 1, 1),
            end=date(year, 12, 31),
        )
    (table,) = indicator_tables(indicator.programme)
    assert table.total is None
    assert plain(table.rows[1].achievement.text) == "150 %"


def test_a_replaced_target_is_left_out():
    indicator = IndicatorFactory()
    old = IndicatorTargetFactory(indicator=indicator, value=Decimal(10))
    IndicatorTargetFactory(indicator=indicator, value=Decimal(20), replaces=old, reason="Avenant")
    (table,) = indicator_tables(indicator.programme)
    assert [row.target for row in table.rows] == [Decimal(20)]


def test_every_programme_has_a_page():
    assert Programme(code="EAM").get_absolute_url() == "/programmes/EAM/"
