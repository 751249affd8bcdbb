"""Fields that read what people type: an amount with its spaces, a share with its sign."""

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from programmes.formats import CURRENCY_NAMES, number
from programmes.imports.cells import Amount, CellFault, Reading, read_amount, read_decimal

LONGEST_KEY = 18
"""Digits of a row's number that any database holds."""


class ReadField(forms.CharField, ABC):
    """A text read by one of the parsers of the imports; a doubtful reading is refused, never guessed."""

    example = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        )
        super().__init__(required=False, max_length=60, **kwargs)

    @abstractmethod
    def read(self, text: str) -> Reading:
        """The reading of a text; raises CellFault."""

    def clean(self, value: Any) -> Decimal | None:
        """The number typed, None for an empty field."""
        text = super().clean(value)
        try:
            reading = self.read(text)
        except CellFault as fault:
            raise forms.ValidationError(str(fault)) from fault
        if not reading.sure:
            raise forms.ValidationError(
                f"{reading.question} Écrivez-le en chiffres, par exemple {self.example}."
            )
        return self.value_of(reading)

    def value_of(self, reading: Reading) -> Decimal | None:
        """What the form keeps of a reading."""
        return reading.value


class AmountField(ReadField):
    """An amount in the currency of the activity: « 1 500 000 », « 1,5 million », « 1.500.000 F CFA »."""

    example = "1\u202f500\u202f000"
    currency = "XOF"

    def read(self, text: str) -> Reading[Amount]:
        """In the currency of the activity when none is written; another one is refused."""
        reading = read_amount(text, self.currency)
        if reading.value and reading.value.currency != self.currency:
            name = CURRENCY_NAMES.get(self.currency, self.currency)
            raise CellFault(f"montant en {name} attendu, comme le budget de l’activité", text)
        return reading

    def value_of(self, reading: Reading[Amount]) -> Decimal | None:
        """The sum alone."""
        return reading.value.value if reading.value else None

    def prepare_value(self, value: Any) -> Any:
        """A stored sum as people write it."""
        return number(value) if isinstance(value, Decimal) else value


class ProgressField(ReadField):
    """A share from 0 to 100, with or without its sign."""

    example = "45"

    def read(self, text: str) -> Reading[Decimal]:
        """« 45 », « 45 % », « 12,5 »; raises CellFault out of 0 to 100."""
        reading = read_decimal(text.replace("%", ""))
        if reading.value is not None and not 0 <= reading.value <= 100:
            raise CellFault("avancement de 0 à 100 attendu", text)
        return reading

    def prepare_value(self, value: Any) -> Any:
        """A stored share as people write it."""
        return number(value) if isinstance(value, Decimal) else value


class RowsField(forms.ModelMultipleChoiceField):
    """Rows of a table, by their numbers."""

    def clean(self, value: Any) -> QuerySet:
        """The rows; a number larger than SQLite can hold is refused like any other that is no row's."""
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)
