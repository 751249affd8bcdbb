"""Reading amounts of money: « 452.610.330 FCFA », « 171764,9 EURO », « 447746 USD soit 279 653 629 FCFA »."""

import re
from dataclasses import dataclass
from decimal import Decimal

from programmes.formats import half_up, money
from programmes.imports.cell_numbers import APPROXIMATELY, native_decimal, read_decimal
from programmes.imports.readings import CellFault, Reading, asked, folded, holds_two_numbers, no_value, shown

EXPECTED_AMOUNT = "montant attendu, par exemple « 1 500 000 FCFA », « 1,5 million » ou « 171 764,90 EUR »"

# Spellings without accents, longest first where one holds another.
_CURRENCIES = {
    "XOF": r"f\.? ?cfa|francs? cfa|cfa|xof|fr?\b\.?|francs?",
    "EUR": r"euros?|eur|€",
    "USD": r"us ?\$|\$ ?us|usd|dollars?(?: us| americains?)?|\$",
    "GBP": r"gbp|livres? sterling|£",
    "CHF": r"chf|francs? suisses?",
    "CAD": r"cad|dollars? canadiens?",
    "XAF": r"xaf",
}
_SIGN = "|".join(f"(?P<{code}>{pattern})" for code, pattern in reversed(_CURRENCIES.items()))
_AFTER = re.compile(rf"(?P<digits>.*?[0-9a-z.,)])(?: ?)(?:(?:de |d')?(?:{_SIGN}))\.?")
_BEFORE = re.compile(rf"(?:{_SIGN})\.? ?(?P<digits>[0-9].*)")
LONGEST_LOOKED_AT = 200  # letters
# « BN : 2 000 000 ; UNICEF : 3 000 000 », « 2 000 000 (BN) + 3 000 000 (UNICEF) ».
_BY_SOURCE = re.compile(
    r"[^\W\d][^:;+\n]*:[^:;]*\d[^:;]*[;,/+\n][^:]*:[^:]*\d|\d[^()]*\([^()\d]+\)[^()]*\d[^()]*\([^()\d]+\)"
)
_TWO = re.compile(
    r",? soit | = | ou | equivalent a |(?<=[a-z€$£]) ?/ ?(?=[0-9])|,? ?\((?:soit )?(?=[^()]+\)$)"
)


@dataclass(frozen=True)
class Amount:
    """A sum of money, in units of its currency (ISO 4217 code), at most two decimals."""

    value: Decimal
    currency: str = "XOF"

    def __str__(self) -> str:
        return money(self.value, self.currency)


def read_amount(cell: object, currency: str = "XOF") -> Reading[Amount]:
    """An amount, in `currency` where the cell names none; None when it is empty or unknown (« ????? », asked).

    Two amounts in one cell give the first, asked. Raises CellFault for anything else and below zero.
    """
    if nothing := no_value(cell):
        return nothing
    if not isinstance(cell, str):
        return _checked(native_decimal(cell, EXPECTED_AMOUNT), currency, None, cell)
    if holds_two_numbers(cell):
        raise CellFault("un seul montant attendu, sur une ligne", cell)
    if len(cell) <= LONGEST_LOOKED_AT and _BY_SOURCE.search(cell):
        raise CellFault(
            "un seul montant attendu, le total ; ceux de chaque source se donnent dans la feuille « activity-funding »",
            cell,
        )
    text = folded(cell).strip(" .;,:")
    parts = [part.strip(" ()") for part in _TWO.split(text)]
    if len(parts) == 2 and all(parts):
        return _first_of_two(parts, currency, cell)
    bare = APPROXIMATELY.sub("", text)
    reading = _one(bare, currency, cell)
    if bare != text and reading.value:
        return asked(
            reading.value, f"« {shown(cell)} » : lu {reading.value}, sans « environ ». Est-ce exact ?"
        )
    return reading


def _one(text: str, currency: str, cell: object) -> Reading[Amount]:
    found = _BEFORE.fullmatch(text) or _AFTER.fullmatch(text)
    digits = found["digits"] if found else text
    code = next((name for name in _CURRENCIES if found and found[name]), currency)
    digits = re.sub(r"(?:,|\.)?-+$", "", digits).strip()  # « 1 500 000,- »
    try:
        reading = read_decimal(digits, comma_groups=True)
    except CellFault as fault:
        raise CellFault(EXPECTED_AMOUNT, cell) from fault
    if reading.value is None:
        raise CellFault(EXPECTED_AMOUNT, cell)
    return _checked(reading.value, code, reading.question, cell)


def _checked(value: Decimal, currency: str, question: str | None, cell: object) -> Reading[Amount]:
    if value < 0:
        raise CellFault("montant positif ou nul attendu", cell)
    exponent = value.as_tuple().exponent
    exact = isinstance(exponent, int) and exponent >= -2
    amount = Amount(value if exact or value == half_up(value, 2) else half_up(value, 2), currency)
    if question or amount.value != value:
        return asked(amount, f"« {shown(cell)} » : lu {amount}. Est-ce exact ?")
    return Reading(amount)


def _first_of_two(parts: list[str], currency: str, cell: object) -> Reading[Amount]:
    """The amount written first: the second one is its conversion, at a rate nobody gave."""
    first, second = (_one(part, currency, cell).value for part in parts)
    if first is None or second is None:
        raise CellFault(EXPECTED_AMOUNT, cell)
    return asked(first, f"« {shown(cell)} » donne deux montants : retenir {first} plutôt que {second} ?")
