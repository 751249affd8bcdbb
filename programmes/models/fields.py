"""Columns that several models share: money, partial dates, demonstration mark."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce

from programmes.partial_dates import PRECISION_LABELS, Precision


class Currency(models.TextChoices):
    """Currencies that occur in the documents; amounts of different currencies are never added."""

    XOF = "XOF", "FCFA (XOF)"
    EUR = "EUR", "euro (EUR)"
    USD = "USD", "dollar américain (USD)"
    GBP = "GBP", "livre sterling (GBP)"


class AmountField(models.DecimalField):
    """An amount of money, unit of its currency; None where the document gives no amount."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("validators", [MinValueValidator(0, "Un montant ne peut pas être négatif.")])
        super().__init__(*args, **kwargs)


class CurrencyField(models.CharField):
    """Currency of the amounts of a row, ISO 4217; XOF by default."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 3)
        kwargs.setdefault("choices", Currency.choices)
        kwargs.setdefault("default", Currency.XOF)
        super().__init__(*args, **kwargs)


class PrecisionField(models.CharField):
    """How much of the date in the column of the same name is known (`programmes.partial_dates`)."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 15)
        kwargs.setdefault("choices", [(key.value, label) for key, label in PRECISION_LABELS.items()])
        kwargs.setdefault("default", Precision.DAY.value)
        super().__init__(*args, **kwargs)


def row_or_none(name: str) -> Coalesce:
    """A foreign key inside a unique constraint: two rows without one count as equal, on SQLite too."""
    return Coalesce(name, models.Value(0), output_field=models.BigIntegerField())


def date_or_none(name: str) -> Coalesce:
    """A date inside a unique constraint, so that two rows without one count as equal."""
    return Coalesce(name, models.Value(date(1, 1, 1)), output_field=models.DateField())


def demonstration_field() -> models.BooleanField:
    """Mark of a row that no document gives: it exists to make the demonstration whole, and says so wherever shown."""
    return models.BooleanField(
        "donnée de démonstration",
        default=False,
        help_text="La ligne n’est tirée d’aucun document ; elle est signalée comme telle partout.",
    )
