"""Groups, declared figures and programmes: what each counts, what it leaves out, and what it says of it."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.models import Activity, Contribution, DeclaredFigure, Status
from reporting.figures import (
    Situation,
    declared_against_computed,
    plan_figures,
    programme_figures,
)
from tests.factories import (
    CommuneFactory,
    ContributionFactory,
    DeclaredFigureFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
    PlanFundingFactory,
    ProgrammeFactory,
    SectorFactory,
)
from tests.reporting.histories import YEAR_END, add, plain, plan_of_68

pytestmark = pytest.mark.django_db
Measure = DeclaredFigure.Measure


def figures(plan, at=YEAR_END):
    return plan_figures(plan, Activity.objects.all(), Situation.today(at))


def test_by_department_the_rates_are_sums():
    """10/20 and 1/2 make 11/22, not the mean of the two rates."""
    plan = PlanFactory()
    other = DepartmentFactory(name="Autre", position=9)
    add(plan, 10, "done")
    add(plan, 10, "not_done")
    add(plan, 1, "done", department=other)
    add(plan, 1, "planned", department=other)
    add(plan, 1, "done", department=None)
    found = figures(plan)
    assert [(group.label, plain(group.figures.execution.fraction_text)) for group in found.departments] == [
        (str(plan.department), "10 / 20"),
        ("Autre", "1 / 2"),
        ("Sans structure responsable", "1 / 1"),
    ]
    assert sum(group.figures.base for group in found.departments) == found.total.base == 23


def test_by_source_each_counts_it_and_the_total_once():
    plan = PlanFactory()
    budget, unicef = (
        FundingSourceFactory(name=name, position=n)
        for n, name in enumerate(("Budget national", "ICAE/UNICEF"))
    )
    (alone,) = add(plan, 1, "done", spent=Decimal(5))
    (both,) = add(plan, 1, "done", spent=Decimal(7))
    add(plan, 1, "planned")
    FundingFactory(activity=alone, source=budget, amount=Decimal(100))
    FundingFactory(activity=both, source=budget, amount=None)
    FundingFactory(activity=both, source=unicef, amount=Decimal(40))
    found = figures(plan)
    national, partner = found.sources.groups
    assert (national.figures.base, partner.figures.base, found.total.base) == (2, 1, 3)
    assert (plain(national.allotted_text), national.unknown_amounts) == ("100 FCFA", 1)
    assert (plain(national.spent_text), plain(partner.spent_text)) == ("5 FCFA", "—")
    assert plain(found.sources.remainder_text) == "7 FCFA"
    assert (national.with_others, found.sources.with_several) == (1, 1)
    assert plain(found.sources.note) == (
        "1 activité a plusieurs sources : chaque source les compte, le total les compte une fois."
    )
    assert found.sources.without_source.figures.base == 1


def test_sources_named_for_the_whole_plan_are_never_spread():
    plan = PlanFactory()
    add(plan, 2, "done")
    PlanFundingFactory(plan=plan, source=FundingSourceFactory(name="PADRE/GIZ"))
    PlanFundingFactory(plan=plan, source=FundingSourceFactory(name="PAIS/PAM"), amount=Decimal(1000))
    found = figures(plan)
    assert [
        (named.source.name, named.amount and plain(named.amount.text)) for named in found.named_sources
    ] == [
        ("PADRE/GIZ", None),
        ("PAIS/PAM", "1 000 FCFA"),
    ]
    assert found.sources.groups == ()
    assert found.sources.without_source.figures.base == 2


def test_by_sector_and_by_kind():
    plan = PlanFactory()
    add(plan, 2, "done", sector=SectorFactory(name="Santé"))
    add(plan, 1)
    found = figures(plan)
    assert [(group.label, group.figures.base) for group in found.sectors] == [
        ("Santé", 2),
        ("Sans domaine indiqué", 1),
    ]
    assert [group.label for group in found.kinds] == ["Sans nature indiquée"]


def test_the_same_number_of_queries_with_1_and_with_20_rows(django_assert_num_queries):
    plan = PlanFactory()
    source = FundingSourceFactory()

    def one():
        (row,) = add(plan, 1, "done", department=DepartmentFactory(), sector=SectorFactory())
        FundingFactory(activity=row, source=source)

    one()
    with django_assert_num_queries(7):
        figures(plan)
    for _ in range(19):
        one()
    with django_assert_num_queries(7):
        assert figures(plan).total.base == 20


def test_a_reader_of_a_part_is_told_so(partner_user, partner):
    plan = PlanFactory()
    (funded, _) = add(plan, 2, "done")
    FundingFactory(activity=funded, source=FundingSourceFactory(partner=partner))
    mine = plan_figures(plan, Activity.objects.visible_to(partner_user), Situation.today(YEAR_END))
    assert (mine.total.base, mine.is_partial, figures(plan).is_partial) == (1, True, False)
    # What is said of the whole plan is not told to who sees a part of it.
    PlanFundingFactory(plan=plan)
    assert len(figures(plan).named_sources) == 1
    assert plan_figures(plan, Activity.objects.visible_to(partner_user)).named_sources == ()


# --- declared against computed --------------------------------------------------------------------


def declared(plan, activities=None):
    rows = Activity.objects.all() if activities is None else activities
    return declared_against_computed(plan_figures(plan, rows, Situation.today(YEAR_END)), rows)


def test_the_declared_rate_is_explained_by_the_next_plan():
    """« un taux d’exécution des activités de 67,74% » : 42/62, and 62 is the number of activities of 2024."""
    plan = plan_of_68()
    following = PlanFactory(year=2024, adopted_on=date(2024, 1, 1), department=plan.department)
    add(following, 62)
    DeclaredFigureFactory(plan=plan, value=Decimal("67.74"), quote="soit un taux de 67,74%")
    (line,) = declared(plan)
    assert (plain(line.declared_text), plain(line.computed_text)) == ("67,74 %", "61,76 %")
    assert plain(line.computed_fraction) == "42 / 68"
    assert (line.difference, plain(line.difference_text)) == (Decimal("5.98"), "+5,98 points")
    assert not line.agrees
    assert [plain(text) for text in line.explanations] == [
        "le taux déclaré correspond à 42/62 : 42 réalisées du plan 2023 sur les 62 activités du plan 2024"
    ]
    assert line.quote == "soit un taux de 67,74%"


def test_declared_counts_that_agree_need_no_explanation():
    plan = plan_of_68()
    for measure, value in ((Measure.DONE, 42), (Measure.IN_PROGRESS, 15), (Measure.NOT_DONE, 11)):
        DeclaredFigureFactory(plan=plan, measure=measure, value=Decimal(value))
    assert [(line.agrees, line.declared_text, line.explanation_text) for line in declared(plan)] == [
        (True, "42", "concorde"),
        (True, "15", "concorde"),
        (True, "11", "concorde"),
    ]


def test_without_a_matching_count_there_is_no_explanation():
    plan = plan_of_68()
    DeclaredFigureFactory(plan=plan, value=Decimal("99.99"))
    assert declared(plan)[0].explanation_text == "aucune explication trouvée"


@pytest.mark.parametrize(
    ("year", "same_owner"),
    [(2025, True), (2021, True), (2024, False)],
    ids=["two years later", "two years before", "another owner"],
)
def test_an_explanation_is_looked_for_nowhere_else(year, same_owner):
    plan = plan_of_68()
    owner = {"department": plan.department} if same_owner else {}
    add(PlanFactory(year=year, **owner), 62)
    DeclaredFigureFactory(plan=plan)
    assert declared(plan)[0].explanations == ()


def test_all_explanations_are_listed():
    """The plan before holds 62 too: both are told."""
    plan = plan_of_68()
    for year in (2022, 2024):
        add(PlanFactory(year=year, department=plan.department), 62)
    DeclaredFigureFactory(plan=plan)
    assert len(declared(plan)[0].explanations) == 2


def test_a_declared_count_is_explained_too():
    plan = plan_of_68()
    add(PlanFactory(year=2024, department=plan.department, adopted_on=None), 62)
    DeclaredFigureFactory(plan=plan, measure=Measure.TOTAL, value=Decimal(62))
    (line,) = declared(plan)
    assert (line.computed_text, plain(line.difference_text)) == ("68", "−6")
    assert line.explanations == ("le nombre déclaré correspond aux 62 activités du plan 2024",)


def test_a_reader_of_a_part_sees_no_comparison():
    plan = plan_of_68()
    DeclaredFigureFactory(plan=plan)
    assert declared(plan, Activity.objects.filter(position__lt=10)) == ()


# --- programmes -----------------------------------------------------------------------------------


def test_a_programme_counts_its_phases_and_its_plans():
    programme = ProgrammeFactory()
    phase = ProgrammeFactory(parent=programme)
    general = PlanFactory()
    add(general, 2, "done", programme=phase)
    add(general, 3, "done")
    own = PlanFactory(department=None, programme=programme, year=2024)
    add(own, 4)
    found = programme_figures(programme, Activity.objects.all(), Situation.today(date(2024, 12, 31)))
    assert plain(found.total.execution.fraction_text) == "2 / 6"
    assert [group.figures.base for group in found.plans] == [4, 2]


@pytest.mark.parametrize(
    ("declared", "named", "text"),
    [
        (7, 6, "7 communes, dont 6 nommées"),
        (4, 4, "4 communes"),
        (17, 0, "17 communes, aucune nommée"),
        (None, 2, "2 communes"),
        (None, 0, ""),
        (1, 2, "1 commune annoncée, 2 nommées"),
    ],
)
def test_communes_declared_and_named(declared, named, text):
    programme = ProgrammeFactory(declared_communes=declared)
    programme.places.set([*CommuneFactory.create_batch(named)])
    assert plain(programme_figures(programme, Activity.objects.all()).communes_text) == text


def test_contributions_are_summed_by_state_and_currency():
    programme = ProgrammeFactory(budget=Decimal(100))
    State, Nature = Contribution.State, Contribution.Nature
    ContributionFactory(programme=programme, amount=Decimal(60))
    ContributionFactory(programme=programme, amount=Decimal(40))
    ContributionFactory(programme=programme, amount=Decimal(5), currency="EUR")
    ContributionFactory(programme=programme, amount=None)
    ContributionFactory(programme=programme, amount=None, nature=Nature.IN_KIND, description="Locaux")
    ContributionFactory(programme=programme, amount=Decimal(30), state=State.DISBURSED)
    found = programme_figures(programme, Activity.objects.all())
    assert [(total.label, plain(total.text)) for total in found.contributions] == [
        ("annoncé", "100 FCFA et 5,00 EUR, 1 apport sans montant, 1 apport en nature"),
        ("décaissé", "30 FCFA"),
    ]
    assert plain(found.budget_text) == "annoncé : égal au budget ; décaissé : 70 FCFA de moins que le budget"


def test_statuses_have_all_a_name_for_explanations():
    assert set(Status) == set(figures(plan_of_68()).total.counts.__dataclass_fields__)
