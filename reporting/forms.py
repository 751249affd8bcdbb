"""Forms of the pages that show figures: they say at which dates, of what, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst

from programmes.models import Status
from programmes.past_dates import PastDateField
from reporting.figures.calendar import CalendarDepartment

#: In an address: the activities that have no department.
WITHOUT_DEPARTMENT = "-"


class SituationForm(forms.Form):
    """« Situation au » a date, as known at another; both may be left empty."""

    at = PastDateField(label="Situation au")
    known = PastDateField(
        label="Telle que connue le",
        help_text="Ce qui avait été saisi ce jour-là. Vide\u00a0: ce qui est connu aujourd’hui.",
    )


@dataclass(frozen=True)
class AskedCalendar:
    """What is asked of a calendar; `department` is a code, empty for the activities without any, None for all."""

    at: date | None = None
    known: date | None = None
    department: str | None = None
    status: str = ""
    view: str = ""

    @property
    def is_dated(self) -> bool:
        return bool(self.at or self.known)


class CalendarForm(SituationForm):
    """A calendar at a date, of a department or of a status, drawn, by quarter or in a table."""

    VIEWS = (("", "Calendrier"), ("quarters", "Par trimestre"), ("table", "Tableau"))

    department = forms.ChoiceField(label="Structure", required=False)
    status = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((value, capfirst(label)) for value, label in Status.choices),
            ("late", "En retard"),
        ],
    )
    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, departments: Iterable[CalendarDepartment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].help_text = ""  # beside other filters there is no room for it
        self.fields["department"].choices = [
            ("", "Toutes"),
            *((one.code or WITHOUT_DEPARTMENT, one.label) for one in departments),
        ]

    def asked(self) -> AskedCalendar:
        """What is asked; the whole calendar of the usual date while something cannot be read."""
        if not self.is_valid():
            return AskedCalendar()
        found = self.cleaned_data
        department = found["department"] or None
        return AskedCalendar(
            at=found["at"],
            known=found["known"],
            department="" if department == WITHOUT_DEPARTMENT else department,
            status=found["status"],
            view=found["view"],
        )

    def view_choices(self) -> list[tuple[str, str, bool]]:
        """The ways to look at it: value, label, whether it is the one shown."""
        current = self.asked().view
        return [(value, label, value == current) for value, label in self.VIEWS]


class ChangesForm(forms.Form):
    """From the end of a day to the end of another: a month, up to the date looked at, unless asked otherwise."""

    du = PastDateField(label="Depuis la fin du", required=True)
    au = PastDateField(label="Jusqu’à la fin du", required=True)

    def __init__(self, data: Mapping[str, Any], *, until: date) -> None:
        self.until = until
        start = (until - timedelta(days=30)).isoformat()
        super().__init__({"du": data.get("du") or start, "au": data.get("au") or until.isoformat()})

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where the period ends before it starts."""
        found = super().clean()
        if found.get("du") and found.get("au") and found["du"] >= found["au"]:
            raise forms.ValidationError("La première date doit précéder la seconde.")
        return found

    def period(self) -> tuple[date, date]:
        """Both dates of a valid form."""
        return self.cleaned_data["du"], self.cleaned_data["au"]
