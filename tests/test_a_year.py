"""A whole year of the plan of 2023, through the pages, by the people concerned; every figure counted apart.

Nobody calls an action here: agents, validators and the Direction open pages and send forms, under the date that the
story has reached. `tests/year/ledger.py` counts what they did without any code of the portal.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.management import call_command

from programmes.models import ActionPlan, Activity
from tests.factories import WorkshopFactory
from tests.year.ledger import rate_text
from tests.year.lines import LAST_MONTH, LINES, SHARES
from tests.year.months import agrees, last_day, play_month
from tests.year.people import Person, plain
from tests.year.story import Year

pytestmark = pytest.mark.django_db
OPENED, PROPOSED, ADOPTED = date(2023, 1, 9), date(2023, 1, 16), date(2023, 1, 27)
#: Named for one person: the first agent of the first sub-directorate, who leaves in September.
NAMED = ("1.04", "1.06", "1.11", "1.12")
#: Unfinished in 2023, taken over in 2024: fourteen of those in progress, six of those not done.
CARRIED = [
    *(
        "1.11",
        "1.12",
        "2.10",
        "2.11",
        "2.12",
        "3.09",
        "3.10",
        "3.11",
        "4.09",
        "4.10",
        "4.11",
        "5.09",
        "5.10",
        "5.11",
    ),
    *("1.13", "2.13", "3.12", "3.13", "4.12", "5.12"),
]
WORKSHOP, YEAR_END = date(2023, 12, 20), date(2023, 12, 31)


@pytest.fixture
def year() -> Iterator[Year]:
    one = Year()
    yield one
    one.stops()


# --- what happens once


def prepare(year: Year) -> None:
    """Opened by the Direction, proposed line by line by five sub-directorates, adopted with its act."""
    year.goes_to(OPENED)
    year.opens_draft(2023, "Plan d’actions 2023 de la DGCT")
    year.goes_to(PROPOSED)
    for line in LINES:
        by = year.validators if line.rank % 10 == 0 else year.agents
        named = {"responsible": year.agents[1].user.pk} if line.code in NAMED else {}
        year.proposes(by[line.department], line, **named)
    assert year.plan.state == ActionPlan.State.DRAFT
    year.goes_to(ADOPTED)
    year.adopts(ADOPTED)
    assert list(year.plan.activities.values_list("code", flat=True)) == [line.code for line in LINES]
    assert agrees(year, PROPOSED)["execution"] == (0, 0)
    assert agrees(year, ADOPTED)["execution"] == (0, 68)


def claims_too_much(year: Year) -> None:
    """Declared done at the end of March, which it is not."""
    year.goes_to(date(2023, 3, 31), hour=10)
    year.reports(year.agents[2], "2.01", year.today, "done", spent="4500000")


def returned_and_done_again(year: Year) -> None:
    """Returned in April with a reason, done again the next day: March has two figures."""
    agent, validator = year.agents[2], year.validators[2]
    year.goes_to(date(2023, 4, 3))
    before = agrees(year, date(2023, 3, 31))["execution"][0]
    refused = year.validators[3].send(f"/declarations/{year.report('2.01').pk}/retourner/", {"reason": "Non"})
    assert refused.status_code == 403
    year.returns(validator, "2.01", "Joindre le rapport de formation")
    assert agrees(year, date(2023, 3, 31))["execution"] == (before - 1, 68)
    assert agrees(year, date(2023, 3, 31), date(2023, 3, 31))["execution"] == (before, 68)
    year.goes_to(date(2023, 4, 4))
    assert "Joindre le rapport de formation" in agent.read("/")
    year.takes_up_again(agent, "2.01", date(2023, 3, 31), "in_progress", progress="60", spent="2500000")
    assert "Joindre le rapport de formation" not in agent.read("/")
    agrees(year, date(2023, 3, 31))


def corrected_then_withdrawn(year: Year) -> None:
    """An amount ten times too high, corrected before anybody validated it; a line reported by mistake."""
    year.goes_to(date(2023, 5, 2))
    year.corrects(year.agents[3], "3.02", date(2023, 4, 30), "in_progress", progress="30", spent="300000")
    assert agrees(year, date(2023, 4, 30)) != agrees(year, date(2023, 4, 30), date(2023, 5, 1))
    year.reports(year.agents[4], "4.01", year.today, "in_progress", progress="5")
    agrees(year, year.today)
    year.goes_to(date(2023, 5, 2), hour=17)
    year.withdraws(year.agents[4], "4.01")
    assert "retirée" in year.agents[4].read(f"/activites/{year.activity('4.01').pk}/")
    agrees(year, year.today)


def two_mondays(year: Year) -> None:
    """Weeks 27 and 28: what was done, what moved, what was set for the week after and whether it was kept."""
    year.goes_to(date(2023, 7, 5))
    year.reports_by_card(year.agents[2], "2.03", "done")
    year.goes_to(date(2023, 7, 6))
    year.reports_by_card(year.agents[2], "2.04", "in_progress", "30")
    year.goes_to(date(2023, 7, 10), hour=8)
    set_priority(year, year.validators[2], "2023-W27", "Transmettre les termes de référence")
    set_priority(year, year.agents[3], "2023-W27", "Réunir le comité de suivi", "3.09")
    set_priority(year, year.agents[4], "2023-W27", "Relancer la DFM")
    sheet = year.direction.open("/semaines/2023-W27/").context["figures"]
    assert (codes(sheet.done), codes(sheet.moved), sheet.decisions) == (["2.03"], ["2.04"], ())
    assert [one.after.replace("\u202f", " ") for one in sheet.moved] == ["en cours, 30 %"]
    year.direction.presses("/semaines/2023-W27/arreter/")

    year.goes_to(date(2023, 7, 12))
    year.reports(year.agents[4], "4.07", date(2023, 7, 7), "done", spent="3600000")
    assert codes(year.direction.open("/semaines/2023-W27/").context["figures"].done) == ["2.03"]
    refused = year.agents[4].send("/semaines/2023-W27/priorites/nouvelle/", {"text": "Trop tard"})
    assert refused.status_code == 200
    assert "arrêtée" in plain(refused)

    year.goes_to(date(2023, 7, 14))
    revise(year)
    year.goes_to(date(2023, 7, 17), hour=8)
    outcomes = {
        "Transmettre": ("kept", ""),
        "Réunir": ("carried", ""),
        "Relancer": ("not_kept", "DFM fermée"),
    }
    for number in (2, 3, 4):
        settle_priorities(year, year.validators[number], "2023-W28", outcomes)
    sheet = year.direction.open("/semaines/2023-W28/").context["figures"]
    assert (codes(sheet.done), codes(one for one in sheet.decisions)) == (["4.07"], ["3.09"])
    assert (sheet.outcomes.kept, sheet.outcomes.not_kept, sheet.outcomes.carried) == (1, 1, 1)
    assert [one.text for one in sheet.priorities] == ["Réunir le comité de suivi"]
    year.direction.presses("/semaines/2023-W28/arreter/")
    assert "1 / 3" in year.direction.read("/semaines/2023-W28/")


def set_priority(year: Year, by: Person, week: str, text: str, code: str = "") -> None:
    activity = year.activity(code).pk if code else ""
    by.does(f"/semaines/{week}/priorites/nouvelle/", having="due_on", text=text, activity=activity)


def settle_priorities(year: Year, by: Person, week: str, outcomes: dict[str, tuple[str, str]]) -> None:
    """Each person says what became of the priorities of their own sub-directorate."""
    page = by.open(f"/semaines/{week}/suites/")
    typed = {}
    for one in page.context["form"].priorities:
        outcome, reason = outcomes[one.text.split()[0]]
        typed |= {f"outcome-{one.pk}": outcome, f"reason-{one.pk}": reason}
    by.presses(f"/semaines/{week}/suites/", typed)


def codes(rows) -> list[str]:
    return [row.activity.code for row in rows]


def revise(year: Year) -> None:
    """The end of 3.09 goes from 30 June to 30 September, decided on 13 July and entered the next day."""
    year.revises_end(
        year.validators[3], "3.09", date(2023, 9, 30), date(2023, 7, 13), "Fonds reçus en retard"
    )
    due_in_june = agrees(year, date(2023, 6, 30))["due"][1]
    assert agrees(year, date(2023, 7, 12))["due"][1] == due_in_june
    assert agrees(year, date(2023, 7, 13))["due"][1] == due_in_june - 1
    assert agrees(year, date(2023, 7, 13), date(2023, 7, 13))["due"][1] == due_in_june
    page = year.direction.read(f"/activites/{year.activity('3.09').pk}/")
    assert "30 juin 2023" in page
    assert "30 septembre 2023" in page
    assert "Fonds reçus en retard" in page


def handed_over(year: Year) -> None:
    """The first agent leaves: the four lines in their name go to another, who reports from then on."""
    year.goes_to(date(2023, 9, 1))
    leaving, coming = year.agents[1], year.joins(1, "Bintou Traoré")
    named = [year.activity(code).pk for code in NAMED]
    year.validators[1].does(
        f"/reaffectation/?de={leaving.user.pk}",
        having="to_user",
        activities=named,
        to_user=coming.user.pk,
        reason="departure",
    )
    listed = [in_table(person) for person in (leaving, coming)]
    assert [set(NAMED) & rows for rows in listed] == [set(), set(NAMED)]
    assert listed[1] - set(NAMED) == listed[0]
    assert "Bintou Traoré" in year.direction.read(f"/activites/{named[0]}/")
    year.agents[1] = coming


def in_table(person: Person) -> set[str]:
    return {row.activity.code for row in person.open("/activites/declarer/").context["rows"]}


def late_entry(year: Year) -> None:
    """Done on 25 September, entered on 10 October: September has two figures, for ever."""
    year.goes_to(date(2023, 10, 10))
    before = agrees(year, date(2023, 9, 30))["execution"][0]
    year.reports(year.agents[5], "5.03", date(2023, 9, 25), "done", spent="2700000")
    assert agrees(year, date(2023, 9, 30))["execution"][0] == before + 1
    assert agrees(year, date(2023, 9, 30), date(2023, 9, 30))["execution"][0] == before
    on_the_day, the_day_before = (agrees(year, date(2023, 9, day))["execution"][0] for day in (25, 24))
    assert on_the_day == the_day_before + 1


def nobody_approves_their_own(year: Year) -> None:
    """A validator reports too: that one goes to the Direction."""
    year.goes_to(date(2023, 10, 31), hour=9)
    year.reports(year.validators[1], "1.05", year.today, "in_progress", progress="25")
    own = f"/declarations/{year.report('1.05').pk}/approuver/"
    assert year.validators[1].send(own).status_code == 403
    year.goes_to(date(2023, 10, 31), hour=11)
    assert year.approves_all(year.direction) == {"1.05"}
    agrees(year, year.today)


def workshop(year: Year) -> None:
    """The plan is closed as the workshop of Ségou counted it; what the next year takes over; what was declared."""
    year.goes_to(WORKSHOP)
    end = agrees(year, WORKSHOP)
    assert end["counts"] == {"done": 42, "in_progress": 15, "not_done": 11}
    assert end["departments"] == {
        f"SD{key}": (done, done + going + never) for key, (done, going, never) in SHARES.items()
    }
    assert rate_text(*end["execution"]) == "42 / 68 = 61,76 %"
    year.closes(WORKSHOP)
    assert agrees(year, WORKSHOP) == end
    assert "42 / 68 = 61,76 %" in year.direction.read("/plans/DGCT-2023/clotures/1/")
    page = year.agents[3].read(f"/activites/{year.activity('3.09').pk}/etat/")
    assert "Le plan est clos depuis le 20 décembre 2023" in page

    year.goes_to(date(2023, 12, 22))
    next_plan(year)
    year.goes_to(date(2023, 12, 23))
    year.declares(
        workshop=WorkshopFactory(code="ATELIER-SEGOU-2023").pk,
        declared_on="2023-12-23",
        total=68,
        done=42,
        in_progress=15,
        not_done=11,
        execution_rate="67,74",
    )
    declared = {line.measure: line for line in year.direction.open("/plans/DGCT-2023/").context["declared"]}
    assert declared["execution_rate"].computed.value == Fraction(42, 68)
    assert "le taux déclaré correspond à 42/62" in declared["execution_rate"].explanation_text
    assert all(line.agrees for measure, line in declared.items() if measure != "execution_rate")


def next_plan(year: Year) -> None:
    """Forty-two lines of its own, proposed then duplicated, and twenty that 2023 leaves unfinished: 62."""
    year.code = "DGCT-2024"
    year.opens_draft(2024, "Plan d’actions 2024 de la DGCT")
    for number, (done, *_) in SHARES.items():
        by = year.agents[number]
        by.does(
            "/plans/DGCT-2024/activites/nouvelle/",
            having="title",
            title=f"Nouvelle {number}",
            code=f"{number}-01",
        )
        for _ in range(done - 1):
            by.presses(f"/activites/{year.activity(f'{number}-01').pk}/dupliquer/")
    year.code = "DGCT-2023"
    year.carries(CARRIED, "DGCT-2024")
    taken = ActionPlan.objects.get(code="DGCT-2024").activities
    assert (taken.count(), taken.filter(carried_from__plan__code="DGCT-2023").count()) == (62, len(CARRIED))
    for line in LINES:
        if line.code in CARRIED:
            assert taken.get(code=line.code).budget == left_of(year, line.code), line.code


def left_of(year: Year, code: str) -> int | None:
    """What is left to spend of a line, by the ledger: never below zero, unknown without a budget."""
    stand = year.ledger.stand(year.ledger.entries[code], WORKSHOP, None)
    budget = stand["entry"].budget
    return None if budget is None else max(0, budget - (stand["spent"] or 0))


def reopened_for_one(year: Year) -> None:
    """On 10 January one more is found done on 20 December: known on 31 December, the year stays at 42."""
    year.goes_to(date(2024, 1, 10))
    year.reopens("Un rapport de mission retrouvé")
    year.reports(year.agents[1], "1.10", WORKSHOP, "done")
    assert agrees(year, YEAR_END)["execution"] == (43, 68)
    assert agrees(year, YEAR_END, YEAR_END)["execution"] == (42, 68)
    year.goes_to(date(2024, 1, 11))
    year.approves_all(year.validators[1])
    year.goes_to(date(2024, 1, 12))
    year.closes(WORKSHOP)
    first, second = (year.direction.read(f"/plans/DGCT-2023/clotures/{rank}/") for rank in (1, 2))
    assert "42 / 68 = 61,76 %" in first
    assert "Un rapport de mission retrouvé" in first
    assert "43 / 68 = 63,24 %" in second
    assert "42 / 68 = 61,76 %" in year.direction.read("/plans/DGCT-2023/?at=2023-12-31&known=2023-12-31")
    assert "43 / 68 = 63,24 %" in year.direction.read("/plans/DGCT-2023/?at=2023-12-31")


def every_date_again(year: Year) -> None:
    """Once all is over, each month is counted as it was known then, ten days later, and now."""
    for at in (last_day(month) for month in range(2, LAST_MONTH + 1)):
        for known in (None, at, at + timedelta(days=10)):
            agrees(year, at, known)


def two_years_together(year: Year) -> None:
    """2024 is adopted and three of the carried lines are done: 68 + 62 with 20 in common make 110."""
    spent, budget = year.counted(YEAR_END)["money"]
    year.goes_to(date(2024, 2, 2))
    year.turns_to("DGCT-2024")
    year.adopts(year.today)
    year.goes_to(date(2024, 3, 29))
    for code, number in {"1.11": 1, "2.10": 2, "3.10": 3}.items():
        year.reports(year.agents[number], code, year.today, "done", spent="100000")
    page = year.direction.open("/plans/plusieurs-annees/?plans=DGCT-2023,DGCT-2024")
    assert "68 + 62 − 20 reconduites = 110 activités" in plain(page)
    assert rate_text(43 + 3, 110) in plain(page)
    money = page.context["figures"].total.financial[0].rate
    assert (money.numerator, money.denominator) == (spent + 300_000, budget)
    old = Activity.objects.get(plan__code="DGCT-2023", code="1.11")
    assert "DGCT-2024" in year.direction.read(f"/activites/{old.pk}/")
    assert "DGCT-2023" in year.direction.read(f"/activites/{year.activity('1.11').pk}/")


# --- the year


def test_a_year_of_sixty_eight_activities(year):
    prepare(year)
    play_month(year, 2)
    claims_too_much(year)
    play_month(year, 3, returned_and_done_again)
    play_month(year, 4, corrected_then_withdrawn)
    play_month(year, 5)
    play_month(year, 6)
    two_mondays(year)
    play_month(year, 7)
    play_month(year, 8, handed_over)
    play_month(year, 9)
    late_entry(year)
    nobody_approves_their_own(year)
    for month in (10, 11, 12):
        play_month(year, month)
    workshop(year)
    reopened_for_one(year)
    every_date_again(year)
    two_years_together(year)
    call_command("verify")
