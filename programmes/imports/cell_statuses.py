"""Reading the state of an activity in every spelling: « Réalisé », « En cours d’exécution », « NR », « 45 % ».

The codes are those of the activity's status (planned, in_progress, done, not_done, cancelled).
"""

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal

from communes.text import normalise
from programmes.formats import number
from programmes.imports.cell_numbers import read_percent
from programmes.imports.readings import CellFault, Reading, asked, folded, no_value, shown

PLANNED, IN_PROGRESS, DONE, NOT_DONE, CANCELLED = "planned", "in_progress", "done", "not_done", "cancelled"
STATUS_WORDS = {
    PLANNED: "planifiée",
    IN_PROGRESS: "en cours",
    DONE: "réalisée",
    NOT_DONE: "non réalisée",
    CANCELLED: "annulée",
}
EXPECTED_STATUS = (
    "état attendu : planifiée, en cours, réalisée, non réalisée ou annulée, ou un avancement comme « 45 % »"
)

# In the patterns « ~ » is any agreement in gender and number; the texts have neither accents nor signs.
_DID = "(?:realise|execute|fait|termine|acheve|effectue|finalise|cloture|tenu|accompli|mis)~(?: en oeuvre)?"
_BEGUN = "(?:demarre|entame|commence|debute|lance)~"
_CERTAIN = (
    (NOT_DONE, f"nr|n r|(?:non|pas|jamais|n a pas ete|n ont pas ete) {_DID}"),
    (PLANNED, f"(?:non|pas|pas encore|non encore) {_BEGUN}|non echu~"),
    (PLANNED, "(?:planifie|prevu|programme)~|a (?:venir|faire|realiser|executer|demarrer)|en attente"),
    (
        IN_PROGRESS,
        "ec|en cours(?: d| de)?(?: execution| realisation| mise en oeuvre| finalisation| traitement)?",
    ),
    (IN_PROGRESS, f"{_BEGUN}|(?:partiellement|en partie) {_DID}|partiel(?:le)?s?"),
    (DONE, f"r|ok|(?:entierement |totalement |deja |bien )?{_DID}"),
    (CANCELLED, "(?:annule|supprime)~"),
)
# Read, and asked: each could be another status.
_DOUBTFUL = (
    (PLANNED, f"(?:pas encore|non encore) {_DID}"),
    (NOT_DONE, "(?:reporte|reconduit|reprogramme|differe|ajourne)~|non"),
    (IN_PROGRESS, "(?:suspendu|bloque)~|en souffrance|a l arret"),
    (CANCELLED, "(?:abandonne|retire)~|sans objet"),
    (DONE, "oui|x|fini~"),
)
_PERCENT = re.compile(
    r"\(?\s*(?:a |soit |hauteur de )*(?P<value>(?<![0-9.,])(?:(?<![^\s(])-)?[0-9]{1,3}(?:[.,][0-9]+)?) ?%\s*\)?"
)


@dataclass(frozen=True)
class StatusCell:
    """The code of a status, and the progress if it was written (0 to 100), else None."""

    status: str
    progress: Decimal | None = None


def read_status(cell: object) -> Reading[StatusCell]:
    """The state written in a cell, with its progress; None when it is empty. Raises CellFault.

    « 100 % » is done, « 45 % » in progress at 45; « 0 % » is read planned and asked, as is a status that its
    percentage contradicts, and a word that only resembles a known one.
    """
    if nothing := no_value(cell):
        return nothing
    if not isinstance(cell, str) or re.fullmatch(r"[0-9.,]+", folded(cell)):
        percent = read_percent(cell)
        return _from_progress(percent.value or Decimal(0), percent.question, cell)
    text = folded(cell)
    found = _PERCENT.search(text)
    progress = read_percent(f"{found['value']} %").value if found else None
    words = _words(_PERCENT.sub(" ", text))
    if not words and progress is not None:
        return _from_progress(progress, None, cell)
    reading = _from_words(words, cell)
    return reading if progress is None else _joined(reading, progress, cell)


def _words(text: str) -> str:
    """The words without signs, nor « (e)s », nor the noun: « Activité réalisé(e)s. » is « realises »."""
    return (
        normalise(re.sub(r"\((?:e|s|es)\)|·e?·?s?\b", "", text))
        .removeprefix("activites ")
        .removeprefix("activite ")
    )


def _from_words(words: str, cell: object) -> Reading[StatusCell]:
    for status, pattern in _CERTAIN:
        if _matches(pattern, words):
            return Reading(StatusCell(status))
    for status, pattern in _DOUBTFUL:
        if _matches(pattern, words):
            return _confirm(StatusCell(status), cell)
    if close := difflib.get_close_matches(words[:60], list(_VOCABULARY), n=1, cutoff=0.85):
        return _confirm(StatusCell(_VOCABULARY[close[0]]), cell)
    raise CellFault(EXPECTED_STATUS, cell)


def _matches(pattern: str, words: str) -> bool:
    return re.fullmatch(pattern.replace("~", "(?:e|s|es)?"), words) is not None


def _from_progress(progress: Decimal, question: str | None, cell: object) -> Reading[StatusCell]:
    status = PLANNED if progress == 0 else DONE if progress == 100 else IN_PROGRESS
    value = StatusCell(status, progress)
    return _confirm(value, cell) if question or status == PLANNED else Reading(value)


def _joined(reading: Reading[StatusCell], progress: Decimal, cell: object) -> Reading[StatusCell]:
    """A status with its percentage; when they contradict each other the percentage is proposed."""
    status = reading.value.status if reading.value else PLANNED
    agreed = {DONE: progress == 100, IN_PROGRESS: progress < 100, PLANNED: progress == 0}
    if agreed.get(status, progress < 100):
        return Reading(StatusCell(status, progress), reading.question)
    return _confirm(StatusCell(DONE if progress == 100 else IN_PROGRESS, progress), cell)


def _confirm(value: StatusCell, cell: object) -> Reading[StatusCell]:
    said = STATUS_WORDS[value.status] + (
        f", {number(value.progress)} %" if value.progress is not None else ""
    )
    return asked(value, f"« {shown(cell)} » : lu « {said} ». Est-ce exact ?")


# The words a misspelling is compared with.
_VOCABULARY = {
    words: status
    for status, spellings in (
        (NOT_DONE, "non realise, non realisee, non realisees, non execute, non executee"),
        (PLANNED, "non demarre, non demarree, planifie, planifiee, programme, programmee"),
        (IN_PROGRESS, "en cours, en cours d execution, en cours de realisation"),
        (DONE, "realise, realisee, realisees, execute, executee, termine, terminee"),
        (CANCELLED, "annule, annulee, annulees"),
    )
    for words in spellings.split(", ")
}
