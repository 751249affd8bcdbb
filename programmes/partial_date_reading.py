"""Reading the dates and periods people write: « 20/12/2023 », « fin mars 2024 », « Décembre 2020-Mars 2021 ».

Day before month, always. No day, month or year is guessed: « 20 décembre » alone is a fault, and « du 20 au
23 décembre 2023 » takes for its start only what its end says.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from programmes.formats import typeset
from programmes.partial_dates import MONTHS, PartialDate, Precision, last_of_month

EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
LONGEST_TEXT = 120


class PartialDateError(ValueError):
    """The text is not a date or a period; the message, in French, says what is wrong or expected."""

    def __init__(self, message: str) -> None:
        super().__init__(typeset(message))


EXPECTED_DATE = (
    "date attendue, par exemple « 20/12/2023 », « décembre 2020 », « T2 2024 », « fin mars 2024 » ou « 2024 »"
)
EXPECTED_PERIOD = (
    "période attendue, par exemple « du 20 au 23 décembre 2023 », « décembre 2020 - mars 2021 » "
    "ou « 2024-2028 »"
)

_MONTH_PATTERNS = (
    r"janv(?:ier)?|jan", r"fevr(?:ier)?|fev", r"mars|mar", r"avril|avr", r"mai", r"juin",
    r"juil(?:let)?|jul", r"aout|aou", r"sept(?:embre)?|sep",
    r"oct(?:obre)?", r"nov(?:embre)?", r"dec(?:embre)?",
)  # fmt: skip
_MONTH = "(?:" + "|".join(_MONTH_PATTERNS) + r")\.?"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_ORDINALS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_NTH = r"(?P<nth>[1-4])\s*(?:er|ere|e|eme|nd|d)?"
_YEAR = r"(?P<year>\d{4})"

_DAY_NUMERIC = re.compile(r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4}|\d{2})")
_DAY_ISO = re.compile(
    r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})(?:[t ]00:00(?::00)?(?:\.0+)?)?"
)
_DAY_WORDS = re.compile(
    rf"(?:{_WEEKDAY},? )?(?P<day>\d{{1,2}})\s*(?:er)?[ \-/]?\s*(?P<name>{_MONTH})[ \-/,]*(?P<year>\d{{4}})"
)
_MONTH_WORDS = re.compile(rf"(?:mois )?(?P<name>{_MONTH})[ \-/,]*(?P<year>\d{{4}})")
_MONTH_SHORT = re.compile(rf"(?P<name>{_MONTH})-(?P<year>\d{{2}})")  # « déc-20 », as spreadsheets print it
_MONTH_NUMERIC = re.compile(r"(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})")
_MONTH_ISO = re.compile(r"(?P<year>\d{4})[/\-](?P<month>\d{2})")
_QUARTERS = (
    re.compile(rf"[tq]\s*(?P<nth>[1-4])[ \-/,]*{_YEAR}"),
    re.compile(rf"{_YEAR}[ \-/,]*[tq]\s*(?P<nth>[1-4])"),
    re.compile(rf"{_NTH} trim(?:estre|\.)?[ \-/,]*{_YEAR}"),
)
_SEMESTERS = (
    re.compile(rf"s\s*(?P<nth>[12])[ \-/,]*{_YEAR}"),
    re.compile(rf"{_YEAR}[ \-/,]*s\s*(?P<nth>[12])"),
    re.compile(rf"{_NTH} sem(?:estre|\.)?[ \-/,]*{_YEAR}"),
)
_YEAR_ALONE = re.compile(rf"(?:(?:l'\s?)?(?:annee|exercice|an) )?{_YEAR}")
_EDGE = re.compile(
    r"(?:(?:a|au|en|vers) )?(?:la |le )?(?P<edge>debut|fin)\b\.?(?: d'| de l'| (?:du|de la|de) | )\s*(?P<rest>.+)"
)
_LEADING = re.compile(
    r"^(?:(?:le|la|en|au|a|pour|courant|dans|vers|(?:du )?mois de)\s+|(?:du )?mois d'\s?)(?=\S)"
)


def fold_date_text(text: str) -> str:
    """Lower case without accents, one kind of space, dash and apostrophe; what separates numbers is kept."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    plain = re.sub(r"[\u2018\u2019\u02bc`]", "'", plain)
    plain = "".join(mark if mark.isprintable() or mark.isspace() else " " for mark in plain)
    return " ".join(plain.split()).strip(" .;,")


def parse_partial_date(text: str) -> PartialDate:
    """The partial date a person wrote. Raises PartialDateError otherwise, « 31 novembre » included."""
    found = _read_date(_folded(text, EXPECTED_DATE))
    if found is None:
        raise PartialDateError(EXPECTED_DATE)
    return found


def parse_period(text: str) -> tuple[PartialDate | None, PartialDate | None]:
    """Start and end of a written period; one of them is None for « depuis 2015 » or « jusqu’à fin 2011 ».

    A single date is both its start and its end. Raises PartialDateError for anything else, and for an end
    that comes before the start.
    """
    folded = _folded(text, EXPECTED_PERIOD)
    found = _read_open_period(folded) or _read_closed_period(folded)
    if found is None:
        raise PartialDateError(EXPECTED_PERIOD)
    start, end = found
    if start and end and end.last < start.first:
        raise PartialDateError(f"la fin ({end.label()}) est avant le début ({start.label()})")
    return found


def _folded(text: str, expected: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise PartialDateError(f"texte trop long ({len(text)} caractères) : {expected}")
    folded = fold_date_text(text)
    if not folded:
        raise PartialDateError(expected)
    for word, number in _ORDINALS.items():
        folded = re.sub(rf"\b{word}\b", f"{number}e", folded)
    return folded


def _read_date(folded: str) -> PartialDate | None:
    """None when the text has no known shape; PartialDateError when it has one and names no real date."""
    while shorter := _LEADING.sub("", folded):
        if shorter == folded:
            break
        folded = shorter
    if edge := _EDGE.fullmatch(folded):
        whole = _read_date(edge["rest"])
        if whole is None or whole.precision.edge or whole.precision is Precision.DAY:
            return None
        suffix = "start" if edge["edge"] == "debut" else "end"
        return PartialDate.covering(whole.first, f"{whole.precision.value}_{suffix}")
    return _read_day(folded) or _read_month(folded) or _read_quarter(folded) or _read_year(folded)


def _read_day(folded: str) -> PartialDate | None:
    if found := _DAY_NUMERIC.fullmatch(folded) or _DAY_ISO.fullmatch(folded):
        month = int(found["month"])
    elif found := _DAY_WORDS.fullmatch(folded):
        month = _month_number(found["name"])
    else:
        return None
    year, day = _year(found["year"]), int(found["day"])
    _check_month(month)
    if not 1 <= day <= last_of_month(year, month).day:
        raise PartialDateError(
            f"le {day} {MONTHS[month - 1]} {year} n’existe pas : "
            f"ce mois compte {last_of_month(year, month).day} jours"
        )
    return PartialDate.covering(date(year, month, day), Precision.DAY)


def _read_month(folded: str) -> PartialDate | None:
    if found := _MONTH_WORDS.fullmatch(folded) or _MONTH_SHORT.fullmatch(folded):
        month = _month_number(found["name"])
    elif found := _MONTH_NUMERIC.fullmatch(folded) or _MONTH_ISO.fullmatch(folded):
        month = int(found["month"])
    else:
        return None
    _check_month(month)
    return PartialDate.covering(date(_year(found["year"]), month, 1), Precision.MONTH)


def _read_quarter(folded: str) -> PartialDate | None:
    found = _first_match(_QUARTERS, folded)
    if found is None:
        return None
    return PartialDate.covering(date(_year(found["year"]), int(found["nth"]) * 3, 1), Precision.QUARTER)


def _read_year(folded: str) -> PartialDate | None:
    found = _YEAR_ALONE.fullmatch(folded)
    return PartialDate.covering(date(_year(found["year"]), 1, 1), Precision.YEAR) if found else None


def _first_match(patterns: tuple[re.Pattern[str], ...], folded: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.fullmatch(folded))), None)


def _month_number(name: str) -> int:
    bare = name.rstrip(".")
    return next(n for n, pattern in enumerate(_MONTH_PATTERNS, start=1) if re.fullmatch(pattern, bare))


def _check_month(month: int) -> None:
    if not 1 <= month <= 12:
        raise PartialDateError(
            f"le mois {month} n’existe pas : écrire jour/mois/année, par exemple « 20/12/2023 »"
        )


def _year(digits: str) -> int:
    """« 23 » is 2023: the documents hold no date before 2000 with a two-digit year."""
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise PartialDateError(
            f"l’année {year} est hors limites : attendue de {EARLIEST_YEAR} à {LATEST_YEAR}"
        )
    return year


# --- periods

Period = tuple[PartialDate | None, PartialDate | None]

_SINCE = re.compile(
    r"(?:(?:depuis|a partir d[eu]|a compter d[eu]|des)\s+|a partir d'|a compter d')(?P<rest>.+)"
)
_ONGOING = re.compile(
    r"(?:de |du |depuis )?(?P<rest>.+?)\s*(?:-|a|au|,)?\s*(?:ce jour|aujourd'hui|nos jours|en cours|\.\.\.)"
)
_UNTIL = re.compile(r"jusqu'?\s?(?:a la|au|a|en)?\s*(?P<rest>.+)")
_FROM = re.compile(r"^(?:(?:de la|du|de|des|entre|periode|le)\s+|d'\s?)(?=\S)")
_SEPARATOR = re.compile(r"\s+(?:au|a la|a|jusqu'au|jusqu'a|jusqu'en|et)\s+|\s*-+>?\s*|\s*/\s*")
_DAY_LIST = re.compile(r"(?:les? |du )?(?P<days>\d{1,2}(?:er)?(?:\s*(?:,|et)\s*\d{1,2})+)(?P<rest>\s+\D.*)")


def _read_open_period(folded: str) -> Period | None:
    if found := _UNTIL.fullmatch(folded):
        end = _read_date(found["rest"])
        return (None, end) if end else None
    if (found := _ONGOING.fullmatch(folded) or _SINCE.fullmatch(folded)) and (
        start := _read_date(found["rest"])
    ):
        return start, None
    return None


def _read_closed_period(folded: str) -> Period | None:
    if semester := _first_match(_SEMESTERS, _LEADING.sub("", folded)):
        return _semester(int(semester["nth"]), _year(semester["year"]))
    try:
        if single := _read_date(folded):
            return single, single
    except PartialDateError:
        if not any(_splits(folded)):
            raise
    if days := _DAY_LIST.fullmatch(folded):
        return _consecutive_days([int(n) for n in re.findall(r"\d+", days["days"])], days["rest"])
    return _read_split_period(_FROM.sub("", folded, count=1))


def _read_split_period(folded: str) -> Period | None:
    fault: PartialDateError | None = None
    for left, right in _splits(folded):
        try:
            end = _read_date(right)
            start = _read_start(left, end) if end else None
        except PartialDateError as error:
            fault = fault or error
            continue
        if start:
            return start, end
    if fault:
        raise fault
    return None


def _splits(folded: str) -> Iterator[tuple[str, str]]:
    """The text cut at each separator, words first: « 1-3-2024 au 3-4-2024 » cuts at « au »."""
    found = [(hit[0].strip(), hit.start(), hit.end()) for hit in _SEPARATOR.finditer(folded)]
    for _, start, end in sorted(found, key=lambda hit: not hit[0].isalpha()):
        if folded[:start] and folded[end:]:
            yield folded[:start], folded[end:]


def _read_start(left: str, end: PartialDate) -> PartialDate | None:
    """The start of a period: « du 20 », « janvier » or « 1er » take what they lack from the end."""
    unit, year, month = end.precision.unit, end.first.year, MONTHS[end.first.month - 1]
    lacking = {
        Precision.DAY: ["", f" {fold_date_text(month)} {year}", f" {year}", f"/{year}"],
        Precision.MONTH: ["", f" {year}"],
        Precision.QUARTER: ["", f" {year}", f" trimestre {year}"],
        Precision.YEAR: [""],
    }[unit]
    return next((start for rest in lacking if (start := _read_date(left + rest))), None)


def _consecutive_days(numbers: list[int], rest: str) -> Period | None:
    """« 17, 18 et 19 octobre 2023 » is a period; days that do not follow one another are not."""
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    return _read_date(f"{numbers[0]}{rest}"), _read_date(f"{numbers[-1]}{rest}")


def _semester(nth: int, year: int) -> Period:
    first = date(year, 6 * nth - 5, 1)
    return (
        PartialDate.covering(first, Precision.MONTH),
        PartialDate.covering(first.replace(month=6 * nth), Precision.MONTH),
    )
