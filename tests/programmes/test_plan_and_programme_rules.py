"""Rules of a plan and of a programme that one row cannot check by itself."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import ActivityFactory, PlanFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def faults(instance) -> dict:
    with pytest.raises(ValidationError) as caught:
        instance.full_clean()
    return caught.value.message_dict


def test_a_phase_has_no_phases():
    programme = ProgrammeFactory(code="PROG")
    phase = ProgrammeFactory(code="PROG-I", parent=programme)
    inner = ProgrammeFactory(code="PROG-I-A")
    inner.parent = phase
    assert faults(inner) == {"parent": ["PROG-I est déjà une phase, et une phase n’en a pas."]}
    programme.parent = ProgrammeFactory()
    assert "a des phases" in faults(programme)["parent"][0]


def test_the_year_of_a_plan_keeps_what_is_carried_over_in_order():
    first = ActivityFactory(plan=PlanFactory(year=2022))
    later = ActivityFactory(plan=PlanFactory(year=2023), carried_from=first)
    first.plan.year = 2023
    assert "reconduites" in faults(first.plan)["year"][0]
    later.plan.year = 2024
    later.plan.full_clean()
