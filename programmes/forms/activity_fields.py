"""Fields by which a line of a plan is written: a date as people know it, places by their names, a weight, a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model

from communes.matching import Candidate, Match
from communes.models import Place
from communes.reference import load_gazetteer
from communes.text import normalise
from programmes.activity_texts import place_text
from programmes.formats import number, typeset
from programmes.forms.fields import LONGEST_KEY, ReadField
from programmes.imports.cells import CellFault, Reading, read_decimal
from programmes.partial_date_reading import PartialDateError, parse_partial_date
from programmes.partial_dates import PartialDate

HEAVIEST = 9999
#: Before the name of a place in the name of the field that chooses among those that look like it.
CHOICE = "lieu-"


class PartialDateField(forms.CharField):
    """A date as precise as it is known: « 15/03/2026 », « mars 2026 », « T2 2026 », « fin 2026 »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> PartialDate | None:
        """The date, None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_partial_date(text)
        except PartialDateError as fault:
            said = str(fault)
            raise forms.ValidationError(f"«\u00a0{text}\u00a0»\u00a0: {said}.") from fault

    def prepare_value(self, value: Any) -> Any:
        """A stored date as it was written."""
        return value.label() if isinstance(value, PartialDate) else value


class WeightField(ReadField):
    """What a line weighs beside the others of its plan: a number above zero."""

    example = "2"

    def read(self, text: str) -> Reading[Decimal]:
        """« 2 », « 1,5 »; raises CellFault for zero, less, or more than 9 999."""
        reading = read_decimal(text)
        if reading.value is not None and not 0 < reading.value <= HEAVIEST:
            raise CellFault(f"nombre supérieur à zéro attendu, {HEAVIEST} au plus", text)
        return reading

    def value_of(self, reading: Reading[Decimal]) -> Decimal:
        """1 where nothing is written."""
        return Decimal(1) if reading.value is None else reading.value.quantize(Decimal("0.001"))

    def prepare_value(self, value: Any) -> Any:
        """A stored weight as people write it."""
        return number(value, 3) if isinstance(value, Decimal) else value


class RowField(forms.ModelChoiceField):
    """A row of a table, by its number; `called` says how it is named in the list."""

    def __init__(self, *args: Any, called: Any = str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def label_from_instance(self, obj: Model) -> str:
        """What the list says of it."""
        return self.called(obj)

    def to_python(self, value: Any) -> Any:
        """The row; a number larger than SQLite can hold is refused like any other that is no row's."""
        if value and len(str(getattr(value, "pk", value))) > LONGEST_KEY:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return super().to_python(value)


@dataclass(frozen=True)
class PlaceQuestion:
    """A written name that no place bears, or that several do: what looks like it, and the field that chooses."""

    written: str
    message: str
    name: str
    choices: tuple[Candidate, ...]
    chosen: str = ""


class PlacesField(forms.CharField):
    """Places by their names, as people list them. A resemblance is proposed and never taken.

    `data` are the fields that choose (`PlaceQuestion.name`), `known` the places that the object already has: they are
    found again by the very text that shows them.
    """

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, **kwargs)
        self.data: Mapping[str, Any] = {}
        self.known: dict[str, Place] = {}
        self.questions: list[PlaceQuestion] = []

    def clean(self, value: Any) -> list[Place]:
        """The places named. Raises ValidationError for each name that is not settled; `questions` then proposes."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        found = [self.known[line] for line in lines if line in self.known]
        self.questions = []
        left = "\n".join(line for line in lines if line not in self.known)
        faults: list[str] = []
        if left:
            matches = load_gazetteer().find_all(left)
            keys = [self._key(match, faults) for match in matches]
            by_key = Place.objects.with_parents().in_bulk([key for key in keys if key], field_name="key")
            found += [by_key[key] for key in keys if key]
            if not matches:
                faults.append("Écrivez les noms des lieux, un par ligne ou séparés par des virgules.")
        if faults:
            raise forms.ValidationError([typeset(fault) for fault in faults])
        return list({place.pk: place for place in found}.values())

    def _key(self, match: Match, faults: list[str]) -> str | None:
        if match.is_resolved:
            return match.key
        name = CHOICE + normalise(match.written).replace(" ", "-")
        chosen = str(self.data.get(name, ""))
        is_chosen = chosen in {one.key for one in match.candidates}
        if match.candidates:
            self.questions.append(
                PlaceQuestion(
                    match.written, match.message, name, match.candidates, chosen if is_chosen else ""
                )
            )
        if is_chosen:
            return chosen
        faults.append(f"{match.message} Choisissez-le ci-dessous." if match.candidates else match.message)
        return None

    def prepare_value(self, value: Any) -> Any:
        """Stored places, one a line, as they may be typed back."""
        return "\n".join(place_text(one) for one in value) if isinstance(value, list) else value
