"""Filters over `programmes.formats` and `programmes.number_words`; they compute nothing.

None prints « — ». `{{ 42|words }}` « quarante-deux (42) », `{{ n|counted:"activité" }}` « 42 activités »,
`{{ n|counted:"journal,journaux" }}` where the plural is not an s, `{% period start end %}` for partial dates.
"""

from datetime import date, datetime

from django import template

from programmes import formats
from programmes.number_words import cardinal, in_words_and_digits, ordinal
from programmes.partial_dates import PartialDate, period_label

register = template.Library()

for _filter in (
    formats.integer,
    formats.decimal,
    formats.number,
    formats.percent,
    formats.ratio,
    formats.fraction,
    formats.month_long,
    formats.datetime_long,
    formats.file_size,
    formats.enumeration,
    formats.typeset,
):
    register.filter(_filter.__name__, _filter)


@register.filter
def money(amount: formats.Number | None, currency: str = "XOF") -> str:
    """« 96 303 057 FCFA »; the argument is the currency's code."""
    return formats.money(amount, currency or "XOF")


@register.filter
def date_long(day: PartialDate | date | datetime | None) -> str:
    """« 20 décembre 2023 »; a partial date prints as it was written."""
    return day.label() if isinstance(day, PartialDate) else formats.date_long(day)


@register.filter
def date_weekday(day: date | None) -> str:
    """« mercredi 20 décembre 2023 »."""
    return formats.date_long(day, weekday=True)


@register.filter
def date_short(day: date | None) -> str:
    """« 20/12/2023 »."""
    return formats.date_short(day)


@register.filter
def words(number: int | None) -> str:
    """« quarante-deux (42) »."""
    return formats.UNKNOWN if number is None else in_words_and_digits(number)


@register.filter
def words_feminine(number: int | None) -> str:
    """« vingt et une (21) », before a feminine noun."""
    return formats.UNKNOWN if number is None else in_words_and_digits(number, feminine=True)


@register.filter
def words_only(number: int | None) -> str:
    """« quarante-deux »."""
    return formats.UNKNOWN if number is None else cardinal(number)


@register.filter
def rank_feminine(number: int) -> str:
    """« première », « deuxième »: the days (journées) of a workshop."""
    return ordinal(number, feminine=True)


@register.filter
def lower_first(text: str) -> str:
    """« Centres fonctionnels » after a number: « centres fonctionnels »; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def sentence(text: str) -> str:
    """The text, ended by a full stop where its author left it out."""
    text = text.rstrip()
    return text if not text or text[-1] in ".!?…:»" else f"{text}."


@register.filter
def counted(count: formats.Number | None, noun: str) -> str:
    """« 42 activités »; « journal,journaux » gives the plural where it is not an s."""
    singular, _, several = noun.partition(",")
    return formats.UNKNOWN if count is None else formats.counted(count, singular, several or None)


@register.filter
def plural(count: formats.Number | None, noun: str) -> str:
    """The noun alone, agreeing with a number; nothing is read as none."""
    singular, _, several = noun.partition(",")
    return formats.plural(count or 0, singular, several or None)


@register.simple_tag
def period(start: PartialDate | None, end: PartialDate | None) -> str:
    """« du 20 au 23 décembre 2023 », « depuis 2015 »; empty when both are unknown."""
    return period_label(start, end)
