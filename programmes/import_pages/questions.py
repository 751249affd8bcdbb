"""What a person has to settle about a file, each thing once, however many cells ask it. Pure: no Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from programmes.formats import enumeration, plural
from programmes.imports.faults import Choice, Fault, ImportReport, Question, Where

MOST_PLACES = 4
# What a message says of the nearest names, which are shown to be chosen from.
_PROPOSED = re.compile(r"\s*(?:;\s*le plus proche\s*:|Proposés\s*:)")


@dataclass(frozen=True)
class Asked:
    """One thing to settle: the text found, what is asked of it, where it stands.

    `refers_to` is set for a name nobody bears: `choices` are then the nearest ones. Without it, `choices` are the only
    answers there are; without either, the reading is right or it is not.
    """

    key: str
    value: str
    message: str
    places: tuple[Where, ...]
    refers_to: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether the question is which object a name means."""
        return bool(self.refers_to)

    @property
    def is_reading(self) -> bool:
        """Whether the question is if a cell was read right."""
        return not self.refers_to and not self.choices

    @property
    def may_be_accepted(self) -> bool:
        """Whether it may be taken for right with the others: a reading, or what can only be confirmed."""
        return self.is_reading or (len(self.choices) == 1 and not self.refers_to)

    @property
    def is_closed(self) -> bool:
        """Whether one of the answers proposed must be taken."""
        return bool(self.choices) and not self.refers_to

    @property
    def heading(self) -> str:
        """The heading of the column where it stands first."""
        return self.places[0].heading

    @property
    def stands(self) -> str:
        """« Feuille Plan 2024, D12, D15 et 9 autres cellules »."""
        return stands_at(self.places)


def to_settle(report: ImportReport) -> list[Asked]:
    """Names first, for they are refused rows; then the readings that were not sure."""
    names = _grouped(fault for fault in report.faults if fault.key)
    readings = _grouped(question for question in report.questions if question.key)
    return [*names, *readings]


def to_correct(report: ImportReport, *, is_open: bool = True) -> list[Fault | Question]:
    """What only the file can mend; all that is wrong with it once nothing can be settled any more."""
    wrong: list[Fault | Question] = [*report.faults, *report.questions]
    return [one for one in wrong if not (one.key and is_open)]


def _grouped(found: Iterable[Fault | Question]) -> list[Asked]:
    places: dict[str, list[Where]] = {}
    first: dict[str, Fault | Question] = {}
    for one in found:
        first.setdefault(one.key, one)
        places.setdefault(one.key, []).append(one.where)
    return [_asked(one, tuple(places[key])) for key, one in first.items()]


def _asked(one: Fault | Question, places: tuple[Where, ...]) -> Asked:
    if isinstance(one, Fault):
        message = _PROPOSED.split(one.message)[0] if one.choices else one.message
        return Asked(one.key, one.value, message, places, one.refers_to, one.choices)
    return Asked(one.key, one.value, one.message, places, choices=one.choices)


def stands_at(places: tuple[Where, ...]) -> str:
    """The first cells by their address, and how many others there are."""
    cells = [f"{where.letter}{where.row}" for where in places[:MOST_PLACES]]
    more = len(places) - len(cells)
    if more:
        cells.append(f"{more} {plural(more, 'autre cellule', 'autres cellules')}")
    return f"feuille «\u00a0{places[0].sheet}\u00a0», {enumeration(cells)}"
