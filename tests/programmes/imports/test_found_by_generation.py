"""What generated workbooks have found, each as small as it gets."""

import pytest

from programmes.imports.faults import Effect
from programmes.imports.options import Act, Answer, ImportOptions
from programmes.imports.run import import_file
from programmes.models import ActionPlan, Department, Participation, Partner
from tests.factories import PartnerFactory, PlanFactory, ProgrammeFactory
from tests.programmes.imports import canevas

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(book, admin):
    """A function that imports the rows of one kind with these options, and gives the report."""

    def run(kind: str, *rows: list[object], **settled):
        return import_file(
            book({kind: list(rows)}), kind, by=admin, apply=True, options=ImportOptions(**settled)
        )

    return run


@pytest.mark.parametrize(("kind", "model"), [("departments", Department), ("partners", Partner)])
def test_two_rows_that_claim_one_spelling_are_a_fault(take, kind, model):
    heading = ["Code", "Nom", "Autres graphies"]
    report = take(kind, heading, ["A", "Un", "Le même"], ["B", "Deux", "Le même ; Autre"])
    [fault] = report.faults
    assert (fault.where.row, fault.where.letter) == (3, "C")
    assert "graphie" in fault.message
    assert model.objects.count() == 0


def test_a_spelling_claimed_twice_keeps_out_the_row_and_no_other(take):
    heading = ["Code", "Nom", "Autres graphies"]
    rows = (heading, ["A", "Un", "Le même"], ["B", "Deux", "Le même"], ["C", "Trois", "Autre"])
    report = take("partners", *rows, only_correct=True)
    assert report.applied
    assert set(Partner.objects.values_list("code", flat=True)) == {"A", "C"}


def test_a_name_chosen_that_has_no_spellings_is_settled_for_this_file_and_changes_nothing_twice(take):
    """Programmes have no known spellings: the answer counts as long as it is given, and nothing is written again."""
    programme = ProgrammeFactory(code="PECIC")
    PartnerFactory(code="GIZ")
    rows = (["Programme", "Partenaire", "Rôle"], ["Le projet des conflits", "GIZ", "bailleur"])
    [fault] = take("participations", *rows).faults
    answers = {fault.key: Answer(Act.CHOOSE, str(programme.pk))}
    assert take("participations", *rows, answers=answers).applied
    again = take("participations", *rows, answers=answers)
    assert again.changes_nothing
    assert not again.applied
    assert Participation.objects.count() == 1


def test_a_plan_that_cannot_be_adopted_is_not_changed_again_and_again(take):
    """The only activity is at fault: the plan is there, empty, and each import says why it is not adopted."""
    canevas.ground()
    rows = (["Activités", "Coût"], ["Former les élus (ligne d’essai)", "beaucoup"])
    settled = {"given": canevas.GIVEN, "new_plan": canevas.NEW_PLAN, "only_correct": True}
    take("activities", *rows, **settled)
    again = take("activities", *rows, **settled)
    assert Effect.CHANGED not in {one.effect for one in again.outcomes}
    assert not again.applied
    assert not ActionPlan.objects.filter(adopted_on__isnull=False).exists()


def test_an_addition_to_a_draft_is_said_or_left_but_not_changed_again_and_again(take):
    """« Ajoutée hors plan le » means nothing in a plan that is not adopted yet."""
    PlanFactory(code="P", adopted_on=None)
    rows = (
        ["Plan", "Activités", "Ajoutée hors plan le"],
        ["P", "Former les élus (ligne d’essai)", "20/12/2023"],
    )
    report = take("activities", *rows)
    assert report.faults or take("activities", *rows).changes_nothing
