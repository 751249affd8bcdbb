"""How figures, amounts, dates and lists are printed in French, on screen and on paper alike.

Numbers are exact (`int`, `Decimal`, `Fraction`; a float is refused) and rounded half up, away from zero.
None is an unknown figure and prints « — », never 0. Narrow no-break space (U+202F) between thousands and
before « % ; ? ! », no-break space (U+00A0) before « : », before a currency, around « / » and inside « ».
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from programmes.partial_dates import MONTHS, PartialDate, Precision

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "—"
TIME_ZONE = ZoneInfo("Africa/Bamako")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

# How a currency is printed, where it is not by its code.
CURRENCY_NAMES = {"XOF": "FCFA"}

Number = int | Decimal | Fraction


def half_up(value: Number, places: int = 0) -> Decimal:
    """The value rounded to so many places, a half going away from zero; exact for a number of any size.

    Raises TypeError for a float, which has already lost the exact value, and ValueError for NaN or infinity.
    """
    if isinstance(value, float):
        raise TypeError("a figure is an int, a Decimal or a Fraction, never a float")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("a figure is finite")
    exact = Fraction(value)
    units = int(abs(exact) * 10**places + Fraction(1, 2))
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((int(exact < 0 and units > 0), digits, -places))


def decimal(value: Number | None, places: int = 2) -> str:
    """« 171 764,90 »: always so many places."""
    if value is None:
        return UNKNOWN
    sign, digits, _ = half_up(value, places).as_tuple()
    whole, cents = _cut("".join(map(str, digits)), places)
    return (MINUS if sign else "") + _grouped(whole) + (f",{cents}" if cents else "")


def _cut(digits: str, places: int) -> tuple[str, str]:
    digits = digits.rjust(places + 1, "0")
    return (digits[:-places], digits[-places:]) if places else (digits, "")


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", NARROW)


def integer(value: Number | None) -> str:
    """« 96 303 057 », rounded half up."""
    return decimal(value, 0)


def number(value: Number | None, places: int = 2) -> str:
    """Only the decimals there are, at most so many: « 12 », « 12,5 », « 12,35 »."""
    if value is None:
        return UNKNOWN
    printed = decimal(value, places)
    return printed.rstrip("0").rstrip(",") if "," in printed else printed


def money(amount: Number | None, currency: str = "XOF") -> str:
    """« 96 303 057 FCFA », « 171 764,90 EUR ».

    The CFA franc has no cents: they are printed only when the amount has some, so that none is hidden.
    """
    if amount is None:
        return UNKNOWN
    has_cents = half_up(amount, 2) != half_up(amount)
    places = 2 if has_cents or currency != "XOF" else 0
    return decimal(amount, places) + NO_BREAK + CURRENCY_NAMES.get(currency, currency)


def percent(value: Number | None, places: int = 2) -> str:
    """« 61,76 % » from 61.76…, a value in hundredths; no decimals when it is exactly whole: « 50 % »."""
    if value is None:
        return UNKNOWN
    whole = Fraction(value).denominator == 1
    return decimal(value, 0 if whole else places) + NARROW + "%"


def ratio(value: Number | None, places: int = 2) -> str:
    """A ratio as a percentage: Fraction(42, 68) prints « 61,76 % »."""
    return UNKNOWN if value is None else percent(Fraction(value) * 100, places)


def fraction(numerator: Number | None, denominator: Number | None) -> str:
    """« 42 / 68 »; amounts keep their cents."""
    return f"{number(numerator)}{NO_BREAK}/{NO_BREAK}{number(denominator)}"


def date_long(day: date | None, weekday: bool = False) -> str:
    """« 20 décembre 2023 », « 1er janvier 2024 »; with the weekday « mercredi 20 décembre 2023 »."""
    if day is None:
        return UNKNOWN
    day = local(day) if isinstance(day, datetime) else day
    label = PartialDate.covering(day, Precision.DAY).label()
    return f"{WEEKDAYS[day.weekday()]} {label}" if weekday else label


def date_short(day: date | None) -> str:
    """« 20/12/2023 »."""
    if day is None:
        return UNKNOWN
    day = local(day) if isinstance(day, datetime) else day
    return f"{day:%d/%m/%Y}"


def month_long(day: date) -> str:
    """« décembre 2023 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def time_of_day(moment: datetime) -> str:
    """« 9 h », « 9 h 05 », in Bamako."""
    moment = local(moment)
    return f"{moment.hour}{NO_BREAK}h" + (f"{NO_BREAK}{moment.minute:02d}" if moment.minute else "")


def datetime_long(moment: datetime | None) -> str:
    """« 20 décembre 2023 à 9 h 05 », in Bamako. Raises ValueError for a moment without a time zone."""
    return UNKNOWN if moment is None else f"{date_long(moment)} à {time_of_day(moment)}"


def local(moment: datetime) -> datetime:
    """The moment in Bamako's time. Raises ValueError when it has no time zone: it would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(TIME_ZONE)


def plural(count: Number, singular: str, several: str | None = None) -> str:
    """The word alone, in the number French asks for: singular below two (« 0 activité », « 1,5 million »).

    `several` is the plural where it is not the singular and an s.
    """
    return singular if -2 < count < 2 else several or f"{singular}s"


def counted(count: Number, singular: str, several: str | None = None) -> str:
    """« 15 activités », « 1 activité », « 0 activité »."""
    return f"{number(count)} {plural(count, singular, several)}"


def enumeration(items: Iterable[object], last: str = "et") -> str:
    """« a, b et c »; empty when there is nothing."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def file_size(size: int | None) -> str:
    """« 737 octets », « 35 ko », « 1,5 Mo » (thousands, not 1,024)."""
    if size is None:
        return UNKNOWN
    if size < 1000:
        return f"{size}{NO_BREAK}{plural(size, 'octet')}"
    # The unit is chosen on the figure as it will be printed: 999 600 octets are 1 Mo and not 1 000 ko.
    units = (("ko", 1000, 0), ("Mo", 1000**2, 1), ("Go", 1000**3, 1))
    name, unit, places = next(
        (row for row in units if half_up(Fraction(size, row[1]), row[2]) < 1000), units[-1]
    )
    return number(Fraction(size, unit), places) + NO_BREAK + name


def typeset(text: str) -> str:
    """The text with French no-break spaces where a space stands before « : ; ? ! % » or inside « ».

    Only existing spaces change, so that times, addresses and codes are left alone. Idempotent.
    """
    text = re.sub(r"[ \u00a0\u202f]+(?=[;?!%])", NARROW, text)
    text = re.sub(r"[ \u00a0\u202f]+(?=[:»])", NO_BREAK, text)
    return re.sub(r"(?<=«)[ \u00a0\u202f]+", NO_BREAK, text)
