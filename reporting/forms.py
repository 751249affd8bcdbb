"""Forms of the pages that show figures: they say at which dates, and nothing else."""

from django import forms

from programmes.past_dates import PastDateField


class SituationForm(forms.Form):
    """« Situation au » a date, as known at another; both may be left empty."""

    at = PastDateField(label="Situation au")
    known = PastDateField(
        label="Telle que connue le",
        help_text="Ce qui avait été saisi ce jour-là. Vide\u00a0: ce qui est connu aujourd’hui.",
    )
