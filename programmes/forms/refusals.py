"""How a form shows what an action refused."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from programmes.actions.refusals import Refusal


def add_refusal(
    form: forms.BaseForm, refusal: Refusal | ValidationError, *, instead: dict[str, str] | None = None
) -> None:
    """Beside the field it speaks of, or above the form when it speaks of none; nothing typed is lost.

    `instead` names the field that stands for one which this form does not have.
    """
    for said, texts in _by_field(refusal).items():
        name = said if said in form.fields else (instead or {}).get(said or "", "")
        form.add_error(name if name in form.fields else None, texts)


def _by_field(refusal: Refusal | ValidationError) -> dict[str | None, list[str]]:
    if isinstance(refusal, Refusal):
        return {refusal.field: [refusal.message]}
    if hasattr(refusal, "error_dict"):
        return dict(refusal.message_dict)
    return {NON_FIELD_ERRORS: refusal.messages}
