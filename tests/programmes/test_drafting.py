"""A draft in numbers: what would be adopted, what is missing, what the weights mean."""

from decimal import Decimal

import pytest

from programmes.drafting import adopted_text, budget_text, draft_facts, lacking, share_of
from tests.factories import ActivityFactory, PlanFactory

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.fixture
def draft(department):
    return PlanFactory(department=department, adopted_on=None)


def test_an_empty_draft(draft):
    facts = draft_facts(draft)
    assert (facts.activities, facts.budget, facts.lacks, facts.weights) == (0, "sans budget", (), "")
    assert not facts.is_weighed


def test_budgets_of_two_currencies_are_never_added(draft):
    for amount, currency in ((1000, "XOF"), (500, "XOF"), (20, "EUR"), (None, "XOF")):
        ActivityFactory(plan=draft, budget=amount, currency=currency)
    assert budget_text(draft) == f"20,00{NO_BREAK}EUR et 1{NARROW}500{NO_BREAK}FCFA"
    assert adopted_text(draft) == f"4 activités, 20,00{NO_BREAK}EUR et 1{NARROW}500{NO_BREAK}FCFA"


def test_what_is_missing_is_counted_and_leads_to_its_lines(draft):
    ActivityFactory(plan=draft, department=None, budget=10, expected_product="Rapport")
    ActivityFactory(plan=draft, planned_start="2023-01-01", expected_product="Rapport")
    facts = draft_facts(draft)
    assert {one.query: one.text for one in facts.lacks} == {
        "structure": "1 activité sans structure responsable",
        "dates": "1 activité sans date prévue",
        "fin": "1 activité sans fin prévue (un retard ne se verrait pas)",
        "budget": "1 activité sans budget",
    }
    for name, _ in ((one.query, one.text) for one in facts.lacks):
        assert draft.activities.filter(lacking(draft, name)).count() == 1
    assert lacking(draft, "inconnu") is None


def test_equal_weights_say_what_each_line_counts_for(draft):
    for _ in range(3):
        ActivityFactory(plan=draft, weight=Decimal(2))
    facts = draft_facts(draft)
    assert f"1{NO_BREAK}/{NO_BREAK}3 = 33,33{NARROW}%" in facts.weights
    assert not facts.is_weighed


def test_different_weights_say_their_sum_and_the_heaviest(draft):
    for weight in (1, 4):
        activity = ActivityFactory(plan=draft, weight=Decimal(weight))
    facts = draft_facts(draft)
    assert f"Somme des poids{NO_BREAK}: 5." in facts.weights
    assert f"la plus lourde (4) pour 80{NARROW}%" in facts.weights
    assert facts.is_weighed
    assert share_of(activity, Decimal(5)) == f"4{NO_BREAK}/{NO_BREAK}5 = 80{NARROW}%"
    assert share_of(activity, None) == ""


def test_a_draft_costs_two_queries_whatever_its_length(draft, django_assert_num_queries):
    for _ in range(20):
        ActivityFactory(plan=draft, budget=10)
    with django_assert_num_queries(2):
        draft_facts(draft)
