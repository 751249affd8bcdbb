"""Forms of the territory: a place, and where the attachment of a commune comes from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from communes.models import Kind, Place
from communes.territory import PartialDate


class PartialDateField(forms.CharField):
    """A date known to the day, the month or the year; empty when unknown."""

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        """A PartialDate, or None."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return PartialDate.read(text)
        except ValueError as error:
            raise ValidationError("Écrivez une date comme 13/03/2023, 03/2023 ou 1999.") from error

    def validate(self, value: Any) -> None:
        """Nothing more than what `to_python` has read."""
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Those of a text do not apply to a date."""


class PlaceForm(forms.ModelForm):
    """A place; for a commune that is new or moves, since when and by which text."""

    attached_since = PartialDateField(
        label="Rattachée depuis",
        required=False,
        help_text="Le premier jour du nouveau rattachement\u00a0: 13/03/2023, 03/2023 ou 1999.",
    )
    attached_source = forms.CharField(
        label="Texte qui la rattache",
        required=False,
        max_length=120,
        help_text="Par exemple «\u00a0loi nº 2023-007\u00a0». À remplir quand la région ou le cercle change.",
    )

    class Meta:
        model = Place
        fields = [
            "key",
            "kind",
            "name",
            "qualifier",
            "region",
            "cercle",
            "latitude",
            "longitude",
            "population",
            "population_year",
            "is_active",
        ]

    def clean(self) -> dict[str, Any]:
        """A commune never moves without a date and a source: its history would have a hole."""
        cleaned = super().clean() or self.cleaned_data
        is_commune = (cleaned.get("kind") or self.instance.kind) == Kind.COMMUNE
        moves = {"region", "cercle"} & set(self.changed_data)
        if is_commune and (moves or self.instance._state.adding):
            if not cleaned.get("attached_source"):
                self.add_error("attached_source", "Indiquez le texte qui rattache la commune.")
            dated = cleaned.get("attached_since") or "attached_since" in self.errors
            if not self.instance._state.adding and not dated:
                self.add_error("attached_since", "Indiquez depuis quand la commune est ainsi rattachée.")
        return cleaned
