"""The fields of the filters of lists: what a select box by code proposes, and how it is drawn."""

import pytest
from django import forms
from django.test.html import parse_html

from programmes import filter_fields
from programmes.filter_fields import CodeChoiceField, CodeSelect
from programmes.models import ActionPlan, Partner
from tests.factories import PartnerFactory, PlanFactory

CHOICES = [("", "Tous"), ("a&b", "L’« autre » <b>"), ("c", "C")]


@pytest.mark.parametrize("value", [None, "", "c", "a&b", "d", '"><'])
@pytest.mark.parametrize("attrs", [{}, {"class": 'a"b', "required": True, "hidden": False}])
def test_a_box_is_drawn_as_django_would(value, attrs):
    ours, theirs = (
        parse_html(kind(choices=CHOICES, attrs=attrs).render('n"om', value, {"id": "id_nom"}))
        for kind in (CodeSelect, forms.Select)
    )
    assert ours == theirs


def test_a_box_proposes_the_first_rows_and_the_chosen_one(db, monkeypatch):
    monkeypatch.setattr(filter_fields, "MOST_CHOICES", 2)
    for name in "ABCD":
        PartnerFactory(code=name, name=f"Partenaire {name}")
    field = CodeChoiceField(Partner.objects.all(), to_field_name="code", empty_label="Tous")
    assert [code for code, _ in field.choices] == ["", "A", "B"]
    field.chosen = "D"
    assert [code for code, _ in field.choices] == ["", "A", "B", "D"]


def test_a_plan_is_proposed_with_its_code_and_not_at_length(db):
    PlanFactory(code="DGCT-2023", title="Plan " + "long " * 20)
    (_, (code, label)) = CodeChoiceField(
        ActionPlan.objects.all(), to_field_name="code", empty_label=""
    ).choices
    assert code == "DGCT-2023"
    assert label.startswith("DGCT-2023 – Plan long")
    assert len(label) == filter_fields.LONGEST_CHOICE
