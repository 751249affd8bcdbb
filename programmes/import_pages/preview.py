"""What stands between a preview and its writing, and the parts of its page. Pure: no Django."""

from dataclasses import dataclass

from programmes.formats import counted, enumeration, integer
from programmes.import_pages.questions import to_correct, to_settle, unkeyed
from programmes.import_pages.rows import effect_labels
from programmes.imports.faults import Effect, ImportReport

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
    """What there is to look at: what is open first, while it can still be settled; then the rows by what they do."""
    parts = []
    asked = len(to_settle(report)) + bool(unkeyed(report))
    if is_open and (asked or answered):
        parts.append(Part(SETTLE, "À régler", asked))
    if faults := len(to_correct(report)):
        parts.append(Part(FAULTS, "Fautes du fichier", faults))
    for effect, label in effect_labels(report).items():
        parts.append(Part(effect.value, label, report.count(effect)))
    return parts


def current_part(parts: list[Part], asked: str) -> Part:
    """The one asked for, else the first that holds something."""
    by_name = {part.name: part for part in parts}
    return by_name.get(asked) or next((part for part in parts if part.count), parts[-1])


@dataclass(frozen=True)
class Decision:
    """Whether the file can be written as it stands, and if not what is missing, in words.

    `correct` out of `total` rows may be written without the others; 0 when that makes no sense.
    """

    reason: str
    correct: int = 0
    total: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reason


def decision_on(report: ImportReport) -> Decision:
    """What may be done with the file now."""
    writes = report.created + report.changed
    open_things = [*_open(report)]
    if not open_things:
        return Decision("" if writes else "il n’y a rien à créer ni à changer")
    reason = enumeration(open_things)
    total = len(report.outcomes)
    may_be_partial = report.faults and writes and not report.questions
    return (
        Decision(reason, total - report.count(Effect.REFUSED), total) if may_be_partial else Decision(reason)
    )


def _open(report: ImportReport) -> list[str]:
    asked, faults = len(to_settle(report)) + bool(unkeyed(report)), len(to_correct(report))
    said = []
    if asked:
        said.append(f"{counted(asked, 'point')} à régler")
    if faults:
        said.append(f"{counted(faults, 'faute')} à corriger dans le fichier")
    return said
