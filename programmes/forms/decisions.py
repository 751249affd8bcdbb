"""The forms of decisions about an adopted plan: a revision, a cancellation, and an adoption with its undoing."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from programmes.activity_texts import LABELS, text_of
from programmes.file_kinds import ACCEPTED_TEXT, LARGEST
from programmes.formats import date_long, file_size, money, typeset
from programmes.forms.activity_fields import PartialDateField, RowField
from programmes.forms.fields import AmountField
from programmes.forms.seen import SeenForm, touched
from programmes.models import Activity, Department

LONGEST_REASON = 2000
MISSING_DATE = {
    "required": "Indiquez la date de la décision.",
    "invalid": "Écrivez une date qui existe, par exemple 20/12/2026.",
}


def day_field(label: str, help_text: str, **kwargs: Any) -> forms.DateField:
    """A day, today unless told."""
    return forms.DateField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=typeset(help_text),
        error_messages=MISSING_DATE,
        **kwargs,
    )


def reason_field(label: str, help_text: str, missing: str) -> forms.CharField:
    """A reason, always asked."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=typeset(help_text),
        error_messages={"required": missing},
    )


def act_field(label: str, help_text: str) -> forms.FileField:
    """The signed act, where there is one."""
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,  # an empty file is refused by the action, with the others
        help_text=typeset(f"{help_text} {ACCEPTED_TEXT} ; {file_size(LARGEST)} au plus."),
    )


class ReviseForm(SeenForm):
    """What a revision changes, the old value in sight; only what differs is revised."""

    names = ("title", "department", "planned_start", "planned_end", "budget")

    title = forms.CharField(
        label=LABELS["title"],
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Donnez l’intitulé de l’activité."},
    )
    department = RowField(
        Department.objects.none(),
        label=LABELS["department"],
        error_messages={"required": "Choisissez la structure responsable."},
    )
    planned_start = PartialDateField(label=LABELS["planned_start"])
    planned_end = PartialDateField(label=LABELS["planned_end"])
    budget = AmountField(label=LABELS["budget"])
    decided_on = day_field(
        "Date de la décision", "Celle de la note ou de la réunion : entre l’adoption du plan et aujourd’hui."
    )
    reason = reason_field(
        "Motif",
        "Pourquoi le plan change ; il se lit dans l’historique. Exemple : « Retard de mise à disposition des fonds ».",
        "Dites le motif de la décision.",
    )
    document = act_field("Note ou procès-verbal", "La pièce qui porte la décision :")

    def __init__(self, data: Any = None, files: Any = None, *, activity: Activity, **kwargs: Any) -> None:
        super().__init__(data, files, activity=activity, **kwargs)
        self.fields["department"].queryset = Department.objects.all()
        self.fields["budget"].currency = activity.currency
        for name in self.names:
            value = self.held[name]
            now = text_of(name, value) or "rien"
            if name == "budget" and value is not None:
                now = money(value, activity.currency)
            hint = (
                " Une date peut être partielle : T3 2026, fin mars 2026."
                if name.startswith("planned")
                else ""
            )
            self.fields[name].help_text = typeset(f"Aujourd’hui : {now}.{hint}")

    def clean(self) -> dict[str, Any]:
        """`new`, what the person changed; the dates are checked with the plan in sight."""
        cleaned = super().clean()
        _check_day(self, cleaned.get("decided_on"), self.activity)
        if not self.errors:
            cleaned["new"] = touched(self, self.names)
            if not cleaned["new"]:
                raise forms.ValidationError(
                    "Rien ne change : corrigez au moins une valeur, ou revenez à l’activité.".replace(
                        " :", "\u00a0:"
                    )
                )
        return cleaned


class CancelForm(SeenForm):
    """The Direction's decision to cancel an activity."""

    names = ("title", "department", "planned_start", "planned_end", "budget")

    decided_on = day_field(
        "Date de la décision", "Celle de la note ou de la réunion : entre l’adoption du plan et aujourd’hui."
    )
    reason = reason_field(
        "Motif",
        "Il se lit dans l’historique et au rapport d’exécution. Exemple : « Financement retiré par le partenaire ».",
        "Dites le motif de la décision.",
    )
    document = act_field("Décision signée", "La pièce qui porte la décision :")

    def told(self) -> dict[str, Any]:
        """It shows these values and changes none."""
        return dict(self.held)

    def write(self, data: Any, name: str, value: Any) -> None:
        """Nothing of the activity is among the data."""

    def clean(self) -> dict[str, Any]:
        """The date is checked with the plan in sight."""
        cleaned = super().clean()
        _check_day(self, cleaned.get("decided_on"), self.activity)
        return cleaned


class AdoptForm(forms.Form):
    """The adoption of a plan: when, and the act. `seen` is what the page said was adopted."""

    adopted_on = day_field(
        "Date d’adoption", "Celle de l’acte ou de la réunion qui l’adopte : aujourd’hui au plus tard."
    )
    document = act_field("Acte d’adoption", "Décision, procès-verbal ou compte rendu signé :")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def clean_adopted_on(self) -> date:
        """Not after today."""
        day = self.cleaned_data["adopted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("La date d’adoption ne peut pas être postérieure à aujourd’hui.")
        return day


class UndoAdoptionForm(forms.Form):
    """Why an adoption is taken back."""

    reason = reason_field(
        "Motif",
        "Il reste dans la vie du plan. Exemple : « Adopté avant la fin de l’atelier de planification ».",
        "Dites pourquoi l’adoption est annulée.",
    )


def _check_day(form: forms.Form, day: date | None, activity: Activity) -> None:
    """Refused beside its field together with the other faults; the action checks it again."""
    if day is None:
        return
    adopted = activity.plan.adopted_on
    if day > timezone.localdate():
        form.add_error("decided_on", "La date de la décision ne peut pas être postérieure à aujourd’hui.")
    elif adopted and day < adopted:
        form.add_error(
            "decided_on", f"La décision est antérieure à l’adoption du plan ({date_long(adopted)})."
        )
