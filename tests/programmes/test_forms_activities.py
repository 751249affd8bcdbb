"""The form of a line of a plan: what it reads, what it refuses and where, what it proposes."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from programmes.forms.activities import ActivityForm, AdditionForm, CompletionForm, new_line
from programmes.models import ActivityKind
from tests.factories import (
    ActivityFactory,
    CercleFactory,
    CommuneFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
)


@pytest.fixture
def draft(department):
    return PlanFactory(department=department, adopted_on=None)


@pytest.fixture
def ansongo():
    return CercleFactory(key="cercle-ansongo", name="Ansongo")


@pytest.fixture
def bara(ansongo):
    return CommuneFactory(key="commune-bara", name="Bara", cercle=ansongo)


def posted(form, **changes) -> QueryDict:
    """What a browser sends of a form that was opened, with changes."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = field.prepare_value(form.get_initial_for_field(field, name))
        items = value if isinstance(value, list) else ["" if value is None else value]
        data.setlist(name, [str(item) for item in items])
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def typed(draft, agent):
    """A function giving the form of a new line of the agent's, filled."""

    def fill(**changes):
        line = new_line(draft, agent)
        empty = ActivityForm(activity=line, user=agent)
        return ActivityForm(posted(empty, **{"title": "Former", **changes}), activity=line, user=agent)

    return fill


# --- what it asks ---------------------------------------------------------------------------------


def test_a_title_is_enough_the_department_is_one_s_own(typed, department):
    form = typed()
    assert form.is_valid(), form.errors
    assert (form.told()["department"], form.told()["weight"]) == (department, 1)


def test_a_title_is_asked(typed):
    assert typed(title=" ").errors["title"] == ["Donnez l’intitulé de l’activité."]


def test_an_agent_chooses_among_their_own_departments(typed, other_department):
    assert [str(pk) for pk in typed().fields["department"].queryset.values_list("code", flat=True)] == [
        "SD-A"
    ]
    assert "department" in typed(department=str(other_department.pk)).errors


def test_the_direction_chooses_among_all(draft, direction, other_department):
    form = ActivityForm(activity=new_line(draft, direction), user=direction)
    assert other_department in form.fields["department"].queryset


@pytest.mark.parametrize(
    "name", ["department", "kind", "programme", "result", "responsible", "sector", "source_0"]
)
def test_a_number_no_database_holds_is_refused_like_any_other(typed, name):
    assert name in typed(**{name: "9" * 40}).errors


# --- dates, amounts, weight -----------------------------------------------------------------------


def test_a_partial_date_keeps_its_precision(typed):
    form = typed(planned_start="T2 2026", planned_end="fin 2026")
    assert form.is_valid(), form.errors
    assert [form.told()[name].label() for name in ("planned_start", "planned_end")] == [
        "2e trimestre 2026",
        "fin 2026",
    ]


@pytest.mark.parametrize("text", ["bientôt", "31 novembre 2026", "20 décembre"])
def test_a_date_that_is_none_is_quoted(typed, text):
    (message,) = typed(planned_end=text).errors["planned_end"]
    assert text in message


@pytest.mark.parametrize(
    ("text", "value"), [("12 500 000", 12_500_000), ("1,5 million", 1_500_000), ("", None), ("0", 0)]
)
def test_an_amount_is_read_as_people_write_it(typed, text, value):
    form = typed(budget=text)
    assert form.is_valid(), form.errors
    assert form.told()["budget"] == value


def test_the_budget_is_in_the_currency_chosen(typed):
    form = typed(budget="20", currency="EUR")
    assert form.is_valid(), form.errors
    assert (form.told()["budget"], form.told()["currency"]) == (20, "EUR")


@pytest.mark.parametrize("text", ["0", "-1", "10000", "lourd"])
def test_a_weight_is_above_zero(typed, text):
    assert "weight" in typed(weight=text).errors


# --- places ---------------------------------------------------------------------------------------


def test_several_places_in_one_field(typed, bara, ansongo):
    form = typed(places="commune de Bara\r\ncercle d’Ansongo")
    assert form.is_valid(), form.errors
    assert {place.pk for place in form.told()["places"]} == {bara.pk, ansongo.pk}


def test_a_resemblance_is_proposed_and_never_taken(typed, bara):
    form = typed(places="Baara")
    (message,) = form.errors["places"]
    assert "S’agit-il de Bara" in message
    (question,) = form.place_questions
    assert [choice.key for choice in question.choices] == ["commune-bara"]


def test_a_proposal_is_chosen_beside_the_field(typed, bara):
    form = typed(places="Baara", **{"lieu-baara": "commune-bara"})
    assert form.is_valid(), form.errors
    assert [place.pk for place in form.told()["places"]] == [bara.pk]


def test_homonyms_are_asked(typed, bara):
    other = CommuneFactory(key="commune-bara-2", name="Bara", cercle=CercleFactory(name="Gourma"))
    form = typed(places="Bara")
    assert "places" in form.errors
    assert {one.key for one in form.place_questions[0].choices} == {"commune-bara", other.key}
    assert typed(places="Bara", **{"lieu-bara": other.key}).is_valid()


def test_only_what_is_proposed_can_be_chosen(typed, bara, ansongo):
    assert "places" in typed(places="Baara", **{"lieu-baara": "cercle-ansongo"}).errors


def test_an_unknown_name_is_said(typed, bara):
    form = typed(places="Xyzzy")
    assert "n’est pas dans la liste des lieux" in form.errors["places"][0]
    assert form.place_questions == []


def test_places_shown_are_read_back(draft, agent, bara, ansongo):
    """Even homonyms: the very text that shows a place names it."""
    CommuneFactory(name="Bara", cercle=CercleFactory(name="Ansongo bis"))
    line = ActivityFactory(plan=draft, weight=Decimal(1))
    line.places.set([bara, ansongo])
    opened = ActivityForm(activity=line, user=agent)
    form = ActivityForm(posted(opened), activity=line, user=agent)
    assert form.is_valid(), form.errors
    assert {place.pk for place in form.told()["places"]} == {bara.pk, ansongo.pk}


# --- funding, result ------------------------------------------------------------------------------


def test_a_source_may_give_no_amount(typed):
    first, second = FundingSourceFactory(), FundingSourceFactory()
    form = typed(source_0=str(first.pk), amount_0="5 millions", source_1=str(second.pk))
    assert form.is_valid(), form.errors
    assert form.told()["funding"] == [(first, 5_000_000, "XOF"), (second, None, "XOF")]


def test_an_amount_has_a_source(typed):
    assert typed(amount_0="5").errors["source_0"] == ["Dites quelle source donne ce montant."]


def test_a_source_is_named_once(typed):
    source = FundingSourceFactory()
    form = typed(source_0=str(source.pk), source_2=str(source.pk))
    assert form.errors["source_2"] == ["Cette source est déjà citée plus haut."]


def test_rows_to_spare_stay_after_those_there_are(draft, agent):
    line = ActivityFactory(plan=draft)
    for _ in range(4):
        FundingFactory(activity=line)
    assert len(ActivityForm(activity=line, user=agent).funding_rows) == 6


def test_a_line_in_another_currency_keeps_it(draft, agent):
    line = ActivityFactory(plan=draft, weight=Decimal(1))
    FundingFactory(activity=line, amount=Decimal(20), currency="EUR")
    form = ActivityForm(posted(ActivityForm(activity=line, user=agent)), activity=line, user=agent)
    assert form.is_valid(), form.errors
    assert [currency for _, _, currency in form.told()["funding"]] == ["EUR"]


def test_a_result_brings_its_programme(typed):
    result = ResultFactory()
    form = typed(result=str(result.pk))
    assert form.is_valid(), form.errors
    assert form.told()["programme"] == result.programme


def test_a_result_of_another_programme_is_refused(typed):
    form = typed(result=str(ResultFactory().pk), programme=str(ProgrammeFactory().pk))
    assert "un autre programme" in form.errors["result"][0]


def test_the_objectives_of_another_plan_are_not_proposed(typed):
    other = ResultFactory(programme=None, plan=PlanFactory())
    assert "result" in typed(result=str(other.pk)).errors


# --- what each stage asks -------------------------------------------------------------------------


def test_an_adopted_plan_leaves_only_what_is_not_fixed(department, validator):
    line = ActivityFactory(plan=PlanFactory(department=department))
    fields = CompletionForm(activity=line, user=validator).fields
    assert {"title", "code", "department", "planned_start", "planned_end", "budget", "weight"} & set(
        fields
    ) == set()
    assert {"places", "expected_product", "kind", "programme", "responsible"} <= set(fields)


def test_an_addition_says_when_and_why(department, validator):
    line = new_line(PlanFactory(department=department), validator)
    opened = AdditionForm(activity=line, user=validator)
    form = AdditionForm(posted(opened, title="Étude", added_on=""), activity=line, user=validator)
    assert set(form.errors) == {"added_on", "reason"}


def test_the_person_named_stays_on_the_list_wherever_they_belong(draft, agent, other_agent):
    line = ActivityFactory(plan=draft, responsible=other_agent)
    names = [label for _, label in ActivityForm(activity=line, user=agent).fields["responsible"].choices]
    assert "Oumar Agent – SDB" in names


# --- somebody else was there ----------------------------------------------------------------------


def test_what_was_not_touched_takes_its_new_value_and_what_was_typed_stays(draft, agent, bara):
    kind = ActivityKind.objects.create(code="ETUDE", name="Étude")
    line = ActivityFactory(plan=draft, title="Avant", budget=Decimal(10), weight=Decimal(1))
    opened = ActivityForm(activity=line, user=agent)
    form = ActivityForm(posted(opened, title="Mon intitulé"), activity=line, user=agent)
    assert form.is_valid(), form.errors
    line.budget, line.title, line.kind = Decimal(20), "Son intitulé", kind
    line.save()
    line.places.add(bara)
    source = FundingFactory(activity=line, amount=Decimal(7)).source
    renewed = form.renewed(line)
    assert renewed.is_valid(), renewed.errors
    told = renewed.told()
    assert (told["title"], told["budget"], told["kind"]) == ("Mon intitulé", 20, kind)
    assert ([place.pk for place in told["places"]], told["funding"]) == ([bara.pk], [(source, 7, "XOF")])
    assert renewed.cleaned_data["seen"]["title"] == "Son intitulé"


@pytest.mark.parametrize("seen", ["", "[]", "{}", "nul", '{"plan": "en préparation"}'])
def test_a_form_without_what_it_showed_is_refused(typed, seen):
    assert "seen" in typed(seen=seen).errors


def test_departments_associated_are_ticked(typed):
    one, two = DepartmentFactory(), DepartmentFactory()
    form = typed(associated_departments=[str(one.pk), str(two.pk)])
    assert form.is_valid(), form.errors
    assert set(form.told()["associated_departments"]) == {one, two}
