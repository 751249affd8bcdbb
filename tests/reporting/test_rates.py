"""The rates of the domain, each worked example as a literal: what is printed is what the ministry computes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.formats import MINUS, NARROW, NO_BREAK
from reporting.rates import (
    Achievement,
    BudgetRate,
    Coverage,
    DueRate,
    Progress,
    Rate,
    achievement,
    agrees,
    explain_declared,
    explanation_text,
)

N, B = NARROW, NO_BREAK
COUNTS = st.integers(0, 10**6)
AMOUNTS = st.decimals(0, 10**12, places=2)


def plain(text: str) -> str:
    """The text with plain spaces, to be compared with the domain's own words."""
    return text.replace(N, " ").replace(B, " ")


@pytest.mark.parametrize(
    ("done", "base", "text"),
    [
        (42, 68, "42 / 68 = 61,76 %"),  # plan 2023: 42 done, 15 in progress, 11 not done
        (43, 68, "43 / 68 = 63,24 %"),  # « 31 December, known today »: one report entered on 10 January
        (41, 68, "41 / 68 = 60,29 %"),  # one pending report returned
        (
            42,
            57,
            "42 / 57 = 73,68 %",
        ),  # what cancelling the eleven would show: why « dont n annulées » is said
        (44, 70, "44 / 70 = 62,86 %"),  # two added to the plan and done
        (42, 62, "42 / 62 = 67,74 %"),  # what the workshop declared
        (0, 68, "0 / 68 = 0 %"),
        (0, 0, "—"),
    ],
)
def test_a_rate_is_shown_with_both_numbers(done, base, text):
    assert plain(Rate(done, base).text) == text


def test_the_spaces_do_not_break():
    assert Rate(42, 68).text == f"42{B}/{B}68 = 61,76{N}%"


def test_the_exact_value_and_the_rounded_one():
    rate = Rate(42, 68)
    assert (rate.value, rate.percent, rate.is_defined) == (Fraction(21, 34), Decimal("61.76"), True)
    assert Rate(1, 800).percent == Decimal(
        "0.13"
    )  # 0,125: half up, where binary or bankers' rounding gives 0,12


def test_an_empty_base_has_no_rate():
    rate = Rate(0, 0)
    assert (rate.value, rate.percent, rate.percent_text, rate.is_defined) == (None, None, "—", False)
    assert rate.money_text() == "—"


def test_a_group_is_sum_over_sum_and_never_a_mean():
    # The mean of 100 % and 0 % would be 50 %.
    assert plain((Rate(1, 1) + Rate(0, 9)).text) == "1 / 10 = 10 %"
    assert Rate.total([Rate(42, 68), Rate(0, 0), Rate(2, 2)]) == Rate(44, 70)
    assert Rate.total([]) == Rate(0, 0)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=6))
def test_the_total_is_exact_whatever_the_amounts(pairs):
    total = Rate.total(Rate(n, d) for n, d in pairs)
    assert total.numerator == sum((Fraction(n) for n, _ in pairs), Fraction(0))
    assert total.denominator == sum((Fraction(d) for _, d in pairs), Fraction(0))


@given(COUNTS, COUNTS)
def test_a_rate_is_undefined_exactly_on_an_empty_base(done, base):
    rate = Rate(done, base)
    assert (rate.percent is None) == (base == 0) == (rate.text == "—")
    if rate.percent is not None:
        assert abs(Fraction(rate.percent) - Fraction(done, base) * 100) <= Fraction(1, 200)


# --- progress


def test_progress_not_stated_is_said_and_never_a_silent_zero():
    progress = Progress(known=4200, weights=68, unknown=15)
    assert plain(progress.text) == "au moins 61,76 %, 15 activités sans avancement indiqué"
    assert not progress.is_complete


def test_progress_of_a_list_is_the_same():
    stated: list[tuple[int | None, int]] = [(100, 1)] * 42 + [(None, 1)] * 15 + [(0, 1)] * 11
    assert Progress.of(stated) == Progress(4200, 68, 15)


def test_progress_all_stated():
    assert plain(Progress.of([(100, 1), (45, 1), (0, 1)]).text) == "48,33 %"


def test_weights_count():
    assert Progress.of([(100, Decimal("0.75")), (0, Decimal("0.25"))]).percent == Decimal("75.00")


def test_one_activity_without_progress_is_singular():
    assert (
        plain(Progress.of([(50, 1), (None, 1)]).text) == "au moins 25 %, 1 activité sans avancement indiqué"
    )


def test_progress_of_an_empty_base():
    assert (Progress.of([]).text, Progress.of([]).value, Progress.of([]).percent) == ("—", None, None)


def test_progress_of_two_groups():
    assert Progress(100, 1) + Progress(0, 2, 1) == Progress(100, 3, 1)


@given(st.lists(st.tuples(st.none() | st.integers(0, 100), st.integers(0, 9)), max_size=12))
def test_progress_stays_between_nothing_and_everything(activities):
    value = Progress.of(activities).value
    assert value is None or 0 <= value <= 1


# --- due, budgets, coverage


def test_without_planned_dates_nobody_can_tell_what_is_due():
    assert DueRate(done=0, due=0, undated=68).text == "—, 68 sans date prévue"
    assert plain(DueRate(done=30, due=40).text) == "30 / 40 = 75 %"


def test_spending_without_a_budget_is_left_out_and_said():
    # Budgets 10, 10, none; spent 5, 5, 5.
    rate = BudgetRate(spent=10, budget=20, without_budget=1, spent_without_budget=5)
    assert plain(rate.rate.text) == "10 / 20 = 50 %"
    assert plain(rate.text) == "10 FCFA / 20 FCFA = 50 %, 1 sans budget, 5 FCFA dépensés"


def test_a_budget_spent_over_two_years():
    # A budget of 10 of which 4 was spent before and 6 after.
    assert plain(BudgetRate(spent=4 + 6, budget=10).rate.text) == "10 / 10 = 100 %"


def test_commitments_have_their_own_rate_and_their_own_word():
    rate = BudgetRate(Decimal("12.5"), 10, 2, 3, currency="EUR", verb="engagés")
    assert plain(rate.text) == "12,50 EUR / 10,00 EUR = 125 %, 2 sans budget, 3,00 EUR engagés"


def test_activities_without_budget_that_spent_nothing():
    assert BudgetRate(0, 0, without_budget=3).text == "—, 3 sans budget"


def test_coverage_says_how_many_and_since_when():
    coverage = Coverage(57, 68, date(2023, 1, 5))
    assert coverage.text == "57 activités renseignées sur 68, depuis le 5 janvier 2023"
    assert coverage.rate == Rate(57, 68)
    assert Coverage(1, 68).text == "1 activité renseignée sur 68"
    assert Coverage(0, 68, date(2023, 1, 5)).text == "0 activité renseignée sur 68"
    assert Coverage(0, 0).text == "—"


# --- declared against computed

NUMERATORS = {"réalisées 2023": 42, "en cours 2023": 15, "non réalisées 2023": 11}
DENOMINATORS = {"activités du plan 2023": 68, "activités du plan 2024": 62}


def test_the_declared_rate_of_segou_is_explained():
    declared = Decimal("67.74")
    assert not agrees(declared, Rate(42, 68))
    (found,) = explain_declared(declared, NUMERATORS, DENOMINATORS)
    assert (found.numerator_name, found.denominator_name) == ("réalisées 2023", "activités du plan 2024")
    assert found.rate == Rate(42, 62)
    assert found.text == "le taux déclaré correspond à 42/62 (réalisées 2023 / activités du plan 2024)"


def test_a_declared_rate_nothing_explains():
    found = explain_declared(Decimal("70.00"), NUMERATORS, DENOMINATORS)
    assert found == ()
    assert explanation_text(found) == "aucune explication trouvée"


def test_all_explanations_are_listed():
    found = explain_declared(Decimal("50"), {"a": 5, "b": 10}, {"c": 10, "d": 20})
    assert [(e.numerator, e.denominator) for e in found] == [(5, 10), (10, 20)]
    assert plain(explanation_text(found)) == (
        "le taux déclaré correspond à 5/10 (a / c) ; le taux déclaré correspond à 10/20 (b / d)"
    )


def test_the_precision_is_the_one_stated():
    assert agrees(Decimal("61.8"), Rate(42, 68))
    assert agrees(Decimal(62), Rate(42, 68))
    assert not agrees(Decimal("62.00"), Rate(42, 68))
    assert agrees(Decimal("62.00"), Rate(42, 68), places=0)  # a column of two decimals pads « 62 »
    assert not agrees(Decimal(0), Rate(0, 0))


def test_a_count_over_itself_or_over_nothing_explains_nothing():
    counts = {"activités": 62, "aucune": 0}
    assert explain_declared(Decimal(100), counts, counts) == ()


# --- indicators


@pytest.mark.parametrize(
    ("value", "baseline", "target", "text"),
    [
        (10, 40, 20, "150 %"),  # falling: 40 → 20
        (50, 40, 20, f"{MINUS}50 %"),
        (30, 40, 20, "50 %"),
        (40, 40, 20, "0 %"),
        (15, 10, 20, "50 %"),
        (Decimal("12.5"), 0, 100, "12,50 %"),
        (25, 0, 20, "125 %"),
        (5, 5, 5, "— (cible égale à la référence)"),
        (5, 0, None, "— (pas de cible)"),
        (5, None, 10, "— (pas de référence)"),
        (None, 0, 10, "— (pas de mesure)"),
    ],
)
def test_achievement_from_baseline_to_target(value, baseline, target, text):
    assert plain(achievement(value, baseline, target).text) == text


def test_increments_start_from_zero():
    assert achievement(7, None, 14, increments=True).value == Fraction(1, 2)
    assert achievement(7, 2, 12, increments=True).value == Fraction(1, 2)
    assert achievement(7, None, 0, increments=True) == Achievement(None, "cible égale à la référence")


@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_reaching_the_target_is_everything_and_staying_is_nothing(baseline, target):
    if baseline != target:
        assert achievement(target, baseline, target).value == 1
        assert achievement(baseline, baseline, target).value == 0
