"""The forms of the end of a plan: its closing, its reopening, what was declared about it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from programmes.actions.declared import declaration, declared_text
from programmes.formats import date_long, number, typeset
from programmes.forms.activity_fields import RowField
from programmes.forms.decisions import act_field, reason_field
from programmes.forms.fields import ReadField
from programmes.imports.cells import CellFault, Reading, read_decimal
from programmes.models import ActionPlan, DeclaredFigure, Workshop
from programmes.past_dates import PastDateField

Measure = DeclaredFigure.Measure
LARGEST_RATE = 1000


class ClosingDateForm(forms.Form):
    """The date at which the figures are to be frozen; it only shows them."""

    le = PastDateField(
        required=True,
        error_messages={
            "required": "Indiquez la date de clôture.",
            "invalid": "Écrivez une date qui existe.",
        },
        label="Date de clôture",
        help_text="Celle de l’atelier ou de la décision. Les états déclarés pour plus tard n’y comptent pas.",
    )

    def __init__(self, data: Any, *, plan: ActionPlan) -> None:
        self.plan = plan
        super().__init__(data if data and "le" in data else None, initial={"le": usual_closing(plan)})

    def clean_le(self) -> date | None:
        """Not before the adoption."""
        day = self.cleaned_data["le"]
        if day and self.plan.adopted_on and day < self.plan.adopted_on:
            raise forms.ValidationError(
                f"La date de clôture est antérieure à l’adoption du plan ({date_long(self.plan.adopted_on)})."
            )
        return day

    def chosen(self) -> date:
        """The date asked, else the usual one."""
        asked = self.cleaned_data["le"] if self.is_bound and self.is_valid() else None
        return asked or usual_closing(self.plan)


def usual_closing(plan: ActionPlan) -> date:
    """The last day of the year of the plan, today until then, never before its adoption."""
    day = min(timezone.localdate(), date(plan.year, 12, 31))
    return max(day, plan.adopted_on) if plan.adopted_on else day


class CloseForm(forms.Form):
    """The closing itself, of figures that were read: `seen` is their fingerprint."""

    closed_on = forms.DateField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    document = act_field("Acte de clôture", "Procès-verbal, compte rendu de l’atelier ou décision :")


class ReopenForm(forms.Form):
    """Why a closed plan is opened again."""

    reason = reason_field(
        "Motif de la réouverture",
        "Il reste dans la vie du plan et avec la clôture. Exemple : « Deux rapports de mission oubliés ».",
        "Dites pourquoi le plan est rouvert.",
    )


class DeclaredNumber(ReadField):
    """A number as a document declares it: « 42 », « 67,74 », « 67,74 % »."""

    example = "67,74"

    def read(self, text: str) -> Reading[Decimal]:
        """The number; raises CellFault below zero or far above."""
        reading = read_decimal(text.replace("%", ""))
        if reading.value is not None and not 0 <= reading.value <= self.largest:
            raise CellFault(f"nombre de 0 à {number(self.largest)} attendu", text)
        if reading.value is not None and round(reading.value, self.places) != reading.value:
            raise CellFault("deux décimales au plus" if self.places else "nombre entier attendu", text)
        return reading

    def __init__(self, *, largest: int, places: int, **kwargs: Any) -> None:
        self.largest, self.places = Decimal(largest), places
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored number as people write it."""
        return number(value) if isinstance(value, Decimal) else value


def _count(label: str) -> DeclaredNumber:
    return DeclaredNumber(label=label, largest=1_000_000, places=0)


class DeclareForm(forms.Form):
    """One declaration: who declared, when, with which sentence, and up to five figures.

    A declaration that exists is opened with its `workshop` (or `None`), which then changes no more.
    """

    workshop = RowField(
        Workshop.objects.none(),
        label="Déclaré à l’atelier",
        required=False,
        empty_label="Aucun atelier : un document, une réunion",
        help_text="L’atelier qui a évalué le plan, s’il est au portail.",
    )
    declared_on = PastDateField(label="Date", help_text="Celle de la déclaration, si elle est connue.")
    total = _count("Activités du plan")
    done = _count("Réalisées")
    in_progress = _count("En cours")
    not_done = _count("Non réalisées")
    execution_rate = DeclaredNumber(
        label="Taux d’exécution physique (%)",
        largest=LARGEST_RATE,
        places=2,
        help_text="Tel qu’il est écrit, sans le corriger.",
    )
    quote = forms.CharField(
        label="Phrase du document",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=typeset("Mot pour mot. Exemple : « soit un taux d’exécution des activités de 67,74 % »."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(
        self,
        data: Any = None,
        *,
        plan: ActionPlan,
        user: User,
        opened: bool = False,
        workshop: Workshop | None = None,
    ) -> None:
        self.opened, self.own_workshop = opened, workshop
        rows = declaration(plan, workshop) if opened else []
        self.quotes = "\n".join(dict.fromkeys(row.quote for row in rows if row.quote))
        initial: dict[str, Any] = {row.measure: row.value for row in rows}
        initial["declared_on"] = next((row.declared_on for row in rows if row.declared_on), None)
        initial |= {"quote": self.quotes, "seen": declared_text(plan, workshop) if opened else ""}
        super().__init__(data, initial=initial)
        if opened:
            del self.fields["workshop"]
        else:
            workshops = Workshop.objects.visible_to(user).order_by("-start", "code")
            self.fields["workshop"].queryset = workshops

    def told(self) -> dict[str, Any]:
        """What the action takes; a quote left as it was is left to each figure."""
        found = self.cleaned_data
        quote = found["quote"].replace("\r\n", "\n").strip()
        return {
            "workshop": self.own_workshop if self.opened else found["workshop"],
            "declared_on": found["declared_on"],
            "values": {measure: found[measure] for measure in Measure.values},
            "quote": None if self.opened and quote == self.quotes.strip() else quote,
            "seen": found["seen"],
        }
