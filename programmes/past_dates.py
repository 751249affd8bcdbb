"""The field of a date that figures and lists may be looked at: a day between 1990 and today."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

EARLIEST = date(1990, 1, 1)


class DateInput(forms.DateInput):
    """A date as the browser knows it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PastDateField(forms.DateField):
    """A day that has come, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": DateInput(), **kwargs})

    def clean(self, value: Any) -> date | None:
        """The day, None for an empty field. Raises ValidationError for a day before 1990 or after today."""
        day = super().clean(value)
        if day and not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError("Choisissez une date entre le 1er janvier 1990 et aujourd’hui.")
        return day
