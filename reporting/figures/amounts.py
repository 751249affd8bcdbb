"""Amounts of money by currency: amounts of different currencies are never added."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from programmes.formats import UNKNOWN, enumeration, money


@dataclass(frozen=True)
class Amount:
    """A sum in one currency."""

    value: Decimal
    currency: str = "XOF"

    @property
    def text(self) -> str:
        """« 96 303 057 FCFA »."""
        return money(self.value, self.currency)

    def __str__(self) -> str:
        return self.text


def sums(amounts: Iterable[tuple[Decimal | None, str]]) -> tuple[Amount, ...]:
    """One amount a currency, in the order the currencies come; None is unknown and adds nothing.

    Empty when no amount is known, which is not zero.
    """
    by_currency: dict[str, Decimal] = {}
    for value, currency in amounts:
        if value is not None:
            by_currency[currency] = by_currency.get(currency, Decimal(0)) + value
    return tuple(Amount(value, currency) for currency, value in by_currency.items())


def amounts_text(amounts: Iterable[Amount]) -> str:
    """« 5 000 000 FCFA et 1 200 EUR »; « — » when nothing is known."""
    return enumeration(amount.text for amount in amounts) or UNKNOWN
