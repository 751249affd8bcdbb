"""Controls drawn without a template are, character for character, those of Django."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from portal.form_renderer import PortalFormRenderer

CHOICES = [
    ("", "Tous"),
    ("a&b", "L’« autre » <b>"),
    (2, "Deux"),
    ("Groupe & Cie", [("x", mark_safe("<i>sûr</i>")), ("y", "Y")]),
]
WIDGETS = [
    forms.Select(choices=CHOICES),
    forms.Select(choices=[]),
    forms.Select(choices=CHOICES, attrs={"class": 'a"b', "disabled": True, "hidden": False, "data-n": 3}),
    forms.NullBooleanSelect(),
    forms.SelectMultiple(choices=CHOICES),
    forms.TextInput(),
    forms.TextInput(attrs={"required": True, "size": 4}),
    forms.NumberInput(attrs={"step": "any"}),
    forms.DateInput(format="%Y-%m-%d"),
    forms.HiddenInput(),
    forms.CheckboxInput(),
    forms.EmailInput(),
    forms.URLInput(),
    forms.PasswordInput(),
    forms.Textarea(),
    forms.RadioSelect(choices=CHOICES[:3]),
]
VALUES = [None, "", "a&b", 2, 'a"<', date(2023, 12, 20), True, mark_safe("<b>")]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_a_control_is_that_of_django(widget, value):
    given_value = [value] if isinstance(widget, forms.SelectMultiple) else value
    ours, theirs = (
        widget.render("nom", given_value, {"id": "id_nom"}, renderer)
        for renderer in (PortalFormRenderer(), TemplatesSetting())
    )
    assert str(ours).strip() == str(theirs).strip()


@given(label=st.text(), value=st.text(), name=st.text())
def test_no_text_escapes_from_a_control(label, value, name):
    for widget in (forms.Select(choices=[(value, label)]), forms.TextInput()):
        ours, theirs = (
            widget.render(name, value, None, renderer)
            for renderer in (PortalFormRenderer(), TemplatesSetting())
        )
        assert str(ours).strip() == str(theirs).strip()
