"""Forms of the pages that show figures: they say at which dates, and nothing else."""

from datetime import date

from django import forms
from django.utils import timezone

EARLIEST = date(1990, 1, 1)


class DateInput(forms.DateInput):
    """A date as the browser knows it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SituationForm(forms.Form):
    """« Situation au » a date, as known at another; both may be left empty."""

    at = forms.DateField(label="Situation au", required=False, widget=DateInput())
    known = forms.DateField(
        label="Telle que connue le",
        required=False,
        widget=DateInput(),
        help_text="Ce qui avait été saisi ce jour-là. Vide\u00a0: ce qui est connu aujourd’hui.",
    )

    def clean_at(self) -> date | None:
        """A date between 1990 and today."""
        return self._past("at")

    def clean_known(self) -> date | None:
        """A date between 1990 and today."""
        return self._past("known")

    def _past(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day and not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError("Choisissez une date entre le 1er janvier 1990 et aujourd’hui.")
        return day
