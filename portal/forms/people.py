"""The forms of the pages on people: who they are, what their role is, where they belong."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from accounts.forms import AccountDetailsForm, RoleField
from accounts.models import User
from programmes.actions.members import check_belonging, department_of
from programmes.forms.fields import RowsField
from programmes.models import Department, Partner


class AssignmentForm(forms.Form):
    """The role of a person, and the department or the partners that go with it."""

    role = RoleField()
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label="Structure",
        required=False,
        empty_label="Aucune",
        help_text="Obligatoire pour un agent ou un validateur\u202f; aucune pour un partenaire.",
    )
    partners = RowsField(
        Partner.objects.none(),
        label="Partenaires",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="Pour un compte de partenaire seulement. La touche Ctrl permet d’en choisir plusieurs.",
    )

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(manager)
        self.fields["partners"].queryset = Partner.objects.visible_to(manager)

    def clean(self) -> dict[str, Any]:
        """A role goes with a department, or with partners, or with neither."""
        cleaned = super().clean() or self.cleaned_data
        if {"role", "department", "partners"} <= cleaned.keys():
            check_belonging(
                role=cleaned["role"], department=cleaned["department"], partners=list(cleaned["partners"])
            )
        return cleaned


class NewAccountForm(AssignmentForm, AccountDetailsForm):
    """Everything an account is opened with; its owner chooses the password."""

    field_order = ["full_name", "email", "phone", "role", "department", "partners"]


def assignment_form(person: User, *, manager: User, data: Any = None) -> AssignmentForm:
    """The form of a person's present role and belonging."""
    initial = {
        "role": person.role,
        "department": department_of(person),
        "partners": person.partners.all(),
    }
    return AssignmentForm(data, initial=initial, manager=manager)


def add_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Show in a form why an action refused: beside the field it speaks of, or above when it speaks of none."""
    by_field = (
        refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
    )
    for name, texts in by_field.items():
        form.add_error(name if name in form.fields else None, texts)
