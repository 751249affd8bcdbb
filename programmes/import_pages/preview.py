"""What stands between a preview and its writing, and the parts of its page. Pure: no Django."""

from collections.abc import Iterator
from dataclasses import dataclass

from programmes.formats import counted, integer
from programmes.import_pages.questions import to_correct, to_settle
from programmes.import_pages.rows import effect_labels
from programmes.imports.faults import Effect, ImportReport, Outcome

SETTLE, FAULTS = "settle", "faults"


@dataclass(frozen=True)
class EffectCount:
    """How many rows do the same, as one of the large figures of the page."""

    label: str
    count: int
    tone: str = ""


def figures_of(report: ImportReport) -> list[EffectCount]:
    """Rows to create, to change, as they are, refused; in the past once they are written."""
    tones = {Effect.CREATED: "main", Effect.REFUSED: "alert" if report.refused else ""}
    return [
        EffectCount(label, report.count(effect), tones.get(effect, ""))
        for effect, label in effect_labels(report).items()
    ]


@dataclass(frozen=True)
class Part:
    """One tab of the page: its name in the address, what it says, how many lines it has."""

    name: str
    label: str
    count: int

    @property
    def title(self) -> str:
        """« À créer (61) »."""
        return f"{self.label} ({integer(self.count)})"


def parts_of(report: ImportReport, *, is_open: bool, answered: int = 0) -> list[Part]:
    """What there is to look at: what is open first, while it can still be settled; else what was done."""
    parts = []
    asked = len(to_settle(report))
    if is_open and (asked or answered):
        parts.append(Part(SETTLE, "À régler", asked))
    wrong = len(to_correct(report, is_open=is_open))
    faults = [Part(FAULTS, "Fautes du fichier", wrong)] if wrong else []
    rows = [
        Part(effect.value, label, report.count(effect)) for effect, label in effect_labels(report).items()
    ]
    rows = [part for part in rows if part.count] or rows[:1]
    return [*parts, *faults, *rows] if is_open else [*rows, *faults]


def current_part(parts: list[Part], asked: str) -> Part:
    """The one asked for, else the first that holds something."""
    by_name = {part.name: part for part in parts}
    return by_name.get(asked) or next((part for part in parts if part.count), parts[0])


@dataclass(frozen=True)
class Reason:
    """Why the file cannot be written yet, in words, and the part of the page where it is settled ("" for none)."""

    text: str
    part: str = ""


@dataclass(frozen=True)
class Decision:
    """Whether the file can be written as it stands, and if not why.

    `correct` rows out of `total` may be written without the others; 0 when that makes no sense.
    """

    reasons: tuple[Reason, ...] = ()
    correct: int = 0
    total: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons


def decision_on(report: ImportReport) -> Decision:
    """What may be done with the file now."""
    writes = report.created + report.changed
    reasons = tuple(_reasons(report))
    if not reasons:
        return Decision() if writes else Decision((Reason("il n’y a rien à créer ni à changer"),))
    unsure = {(question.where.sheet, question.where.row) for question in report.questions}
    correct = [row for row in report.outcomes if _is_correct(row, unsure)]
    if not any(row.effect in (Effect.CREATED, Effect.CHANGED) for row in correct):
        return Decision(reasons)
    return Decision(reasons, len(correct), len(report.outcomes))


def _is_correct(row: Outcome, unsure: set[tuple[str, int]]) -> bool:
    """Neither refused nor read without being sure."""
    return row.effect != Effect.REFUSED and (row.where.sheet, row.where.row) not in unsure


def _reasons(report: ImportReport) -> Iterator[Reason]:
    if asked := len(to_settle(report)):
        yield Reason(f"{counted(asked, 'point')} à régler", SETTLE)
    if faults := len(to_correct(report)):
        yield Reason(f"{counted(faults, 'faute')} à corriger dans le fichier", FAULTS)
