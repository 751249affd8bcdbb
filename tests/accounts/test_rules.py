"""The check constraints in memory say what the database says."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CharField, CheckConstraint, Model
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.rules import _rules, broken_rules, check_instance
from programmes.models import ActionPlan, Activity, StatusReport
from tests.factories import ActivityFactory, StatusReportFactory, UserFactory


def names(instance) -> set[str]:
    return {str(error.message) for error in broken_rules(instance)}


def said(constraint: CheckConstraint) -> str:
    return constraint.get_violation_error_message()


def database_accepts(constraint: CheckConstraint, instance) -> bool:
    """What Django asks the database of."""
    try:
        constraint.validate(type(instance), instance)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("model", [Activity, StatusReport, ActionPlan, User])
def test_the_rules_of_what_is_written_most_need_no_query(model):
    broken_rules(model())  # the database is out of reach here
    assert {one.name for one, _, _ in _rules(model)} == {
        one.name for one in model._meta.constraints if isinstance(one, CheckConstraint)
    }


@pytest.mark.django_db
def test_what_is_not_known_in_memory_is_asked_of_the_database():
    class Meta:
        app_label = "accounts"
        constraints = (
            CheckConstraint(
                condition=Exact(Length("name"), 3), name="three_letters", violation_error_message="Trois."
            ),
        )

    with isolate_apps("accounts"):
        model = type(
            "Word", (Model,), {"Meta": Meta, "__module__": __name__, "name": CharField(max_length=9)}
        )
    assert names(model(name="abc")) == set()
    assert names(model(name="abcd")) == {"Trois."}


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_memory_and_database_agree(data):
    days = st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 4))
    amounts = st.none() | st.sampled_from([Decimal(-1), Decimal(0), Decimal("99.99"), Decimal(100)])
    instance = data.draw(
        st.one_of(
            st.builds(
                Activity,
                pk=st.just(7),
                plan_id=st.just(1),
                planned_start=days,
                planned_end=days,
                budget=amounts,
                weight=st.sampled_from([Decimal(0), Decimal(1)]),
                status=st.sampled_from(["planned", "in_progress", "cancelled"]),
                progress=amounts,
                cancelled_on=days,
                carried_from_id=st.sampled_from([None, 7, 8]),
            ),
            st.builds(
                StatusReport,
                pk=st.just(7),
                activity_id=st.just(1),
                effective_date=st.just(date(2023, 1, 1)),
                status=st.sampled_from(["planned", "in_progress", "cancelled"]),
                progress=amounts,
                spent=amounts,
                author_id=st.sampled_from([None, 1]),
                reviewer_id=st.sampled_from([None, 1, 2]),
                review=st.sampled_from(["pending", "approved", "returned"]),
                review_reason=st.sampled_from(["", "motif"]),
                corrects_id=st.sampled_from([None, 7, 8]),
            ),
            st.builds(
                ActionPlan,
                year=st.sampled_from([1989, 2023]),
                department_id=st.sampled_from([None, 1]),
                programme_id=st.sampled_from([None, 1]),
                adopted_on=days,
                closed_on=days,
            ),
        )
    )
    for constraint in type(instance)._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            assert (said(constraint) not in names(instance)) is database_accepts(constraint, instance)


def test_what_is_not_known_breaks_no_rule():
    activity = Activity(planned_start=None, planned_end=date(2023, 1, 1), budget=None)
    assert names(activity) == set()


def test_a_rule_about_an_excluded_field_is_left_out():
    activity = Activity(budget=Decimal(-1))
    assert names(activity) == {"Le budget ne peut pas être négatif."}
    assert broken_rules(activity, exclude={"budget"}) == []


def test_an_address_in_capitals_breaks_the_rule_of_accounts():
    assert names(User(email="A@B.example", full_name="A", role="agent"))
    assert not names(User(email="a@b.example", full_name="A", role="agent"))


@pytest.mark.django_db
class TestCheckInstance:
    def test_a_valid_row_passes(self):
        check_instance(ActivityFactory())

    def test_all_faults_at_once(self):
        activity = ActivityFactory()
        activity.code, activity.title = "", "x" * 501
        activity.planned_start, activity.planned_end = date(2024, 1, 1), date(2023, 1, 1)
        with pytest.raises(ValidationError) as raised:
            check_instance(activity)
        assert set(raised.value.message_dict) == {"code", "title", "__all__"}

    def test_a_row_like_another_is_refused(self):
        first = ActivityFactory()
        second = ActivityFactory(plan=first.plan)
        second.code = first.code
        with pytest.raises(ValidationError) as raised:
            check_instance(second)
        assert "Ce plan a déjà une activité de ce code." in raised.value.messages
        check_instance(second, unique=False)

    def test_objects_referred_to_are_looked_for_unless_told(self):
        activity = ActivityFactory()
        activity.department_id = 999_999
        with pytest.raises(ValidationError) as raised:
            check_instance(activity)
        assert set(raised.value.message_dict) == {"department"}
        check_instance(activity, related=False)

    def test_columns_that_were_not_told_are_not_looked_at_one_by_one(self):
        activity = ActivityFactory.build(code="", title="x" * 501, budget=Decimal(-1))
        with pytest.raises(ValidationError) as raised:
            check_instance(activity, told={"title"}, related=False, unique=False)
        assert set(raised.value.message_dict) == {"title", "__all__"}

    def test_no_query_for_a_rule_of_the_row_itself(self, django_assert_num_queries):
        report = StatusReportFactory(author=UserFactory())
        with django_assert_num_queries(0):
            check_instance(report, related=False, unique=False)
