"""What reading a cell gives: a value and how sure it is, or a fault that says what is expected.

A cell is whatever a spreadsheet reader gives: text, int, float, bool, date, datetime, time or None.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from accounts.formulas import restored
from programmes.formats import typeset

Value = TypeVar("Value")

LONGEST_SHOWN = 60
_SPACES = re.compile(r"[^\S\n]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# « — », « n/a », « néant »: written to say that there is nothing.
_NOTHING = {
    "",
    "-",
    "--",
    "---",
    "/",
    "//",
    "n/a",
    "na",
    "n.a",
    "n.a.",
    "neant",
    "ras",
    "r.a.s",
    "aucun",
    "aucune",
}
LONGEST_NOTHING = 12  # letters; with accents written apart, and needless signs
# Written to say that there is something, which is not known.
_NOT_KNOWN = re.compile(
    r"\?+|a (?:determiner|definir|preciser|rechercher|confirmer|completer)|inconnue?|non (?:connue?|determinee?)"
    r"|non (?:precisee?|definie?)|nd|n\.d\.?|p\.?m\.?|pour memoire|x{2,}|\.{2,}"
)


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """The value of a cell; None when the cell is empty or says that the value is not known.

    `question` is set, in French, when the value is a guess that a person must confirm.
    """

    value: Value | None
    question: str | None = None

    @property
    def sure(self) -> bool:
        return self.question is None


class CellFault(ValueError):  # noqa: N818 (a fault of the cell, in the words of the importer's screens)
    """A cell that cannot be read. `expected` says in French what should stand there, `found` what does."""

    def __init__(self, expected: str, found: object = "") -> None:
        self.expected = typeset(expected)
        self.found = shown(found)
        super().__init__(typeset(f"« {self.found} » : {expected}") if self.found else self.expected)


def asked(value: Value | None, question: str) -> Reading[Value]:
    """A reading to be confirmed by a person."""
    return Reading(value, typeset(question))


def shown(cell: object) -> str:
    """The cell as a message quotes it: on one line, cut at 60 characters."""
    text = " ".join(as_text(cell).split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1].rstrip() + "…"


def as_text(cell: object) -> str:
    """The cell as text: no control characters, one kind of line break and space, ends trimmed; native values printed.

    12.0 is « 12 », a date « 20/12/2023 », True « oui ».
    """
    if isinstance(cell, str):
        # Without the apostrophe that an export puts before what would run as a formula.
        return _cleaned(restored(cell) if cell[:1] == "'" else cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        midnight = not isinstance(cell, datetime) or cell.time() == time(0)
        return f"{cell:%d/%m/%Y}" if midnight else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return _cleaned(str(cell))


def _cleaned(text: str) -> str:
    if (
        text.isprintable()
    ):  # no line break, no control character, no space but the plain one: nearly every cell
        return _SPACES.sub(" ", text).strip() if "  " in text else text.strip()
    text = re.sub(r"\r\n?|[\u2028\u2029\v\f]", "\n", text)
    kept = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
    )
    lines = (_SPACES.sub(" ", line).strip() for line in kept.split("\n"))
    return "\n".join(lines).strip()


def folded(cell: object) -> str:
    """The cell's text on one line, lower case, without accents, with plain dashes and apostrophes: for comparing.

    Unlike `communes.text.normalise` it keeps the signs, which mean something in numbers and dates.
    """
    text = as_text(cell)
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub("[\u2018\u2019\u02bc`\u00b4]", "'", _DASHES.sub("-", plain))
    return " ".join(plain.split())


def is_blank(cell: object) -> bool:
    """Whether nothing was written, or a sign that says so (« - », « néant », « n/a »)."""
    if isinstance(cell, str) and len(cell) > LONGEST_NOTHING and len(cell.strip()) > LONGEST_NOTHING:
        return False
    return isinstance(cell, str | None) and folded(cell) in _NOTHING


def is_not_known(cell: object) -> bool:
    """Whether the cell says that the value exists and is not known (« ????? », « à déterminer »)."""
    if not isinstance(cell, str) or cell[:1].isdecimal():
        return False
    return _NOT_KNOWN.fullmatch(folded(cell)) is not None


def no_value(cell: object) -> Reading[Any] | None:
    """The reading of a cell that gives no value; None when there is something to read."""
    if is_blank(cell):
        return Reading(None)
    if is_not_known(cell):
        return asked(None, f"« {shown(cell)} » : valeur non connue ? Elle restera vide.")
    return None


def holds_two_numbers(cell: str) -> bool:
    """Whether a line break or a tab stands between digits: « 500 000 » over « 250 000 » is not one number."""
    return re.search(r"[0-9][^\S\n\t\r]*[\n\t\r]\s*[0-9]", cell) is not None


def is_moment(cell: object) -> bool:
    """Whether the spreadsheet gave a date, a time or a duration."""
    return isinstance(cell, date | time | timedelta)
