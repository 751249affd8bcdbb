"""The rows of a file as preview and report list them: by effect, searched, with their faults. Pure: no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from communes.text import normalise
from programmes.imports.faults import Effect, Fault, ImportReport, Outcome, Question

EFFECT_LABELS = {
    Effect.CREATED: "À créer",
    Effect.CHANGED: "À changer",
    Effect.UNCHANGED: "Inchangées",
    Effect.REFUSED: "Refusées",
}
WRITTEN_LABELS = EFFECT_LABELS | {Effect.CREATED: "Créées", Effect.CHANGED: "Changées"}


@dataclass(frozen=True)
class KindCount:
    """What the rows of one kind do."""

    kind: str
    created: int
    changed: int
    unchanged: int
    refused: int


def effect_labels(report: ImportReport) -> dict[Effect, str]:
    """How the rows are called by what they do, or did."""
    return WRITTEN_LABELS if report.applied else EFFECT_LABELS


def rows_with(report: ImportReport, effect: Effect, text: str = "") -> list[Outcome]:
    """The rows that have this effect and hold every word of the text, whatever its accents."""
    words = normalise(text).split()
    rows = [row for row in report.outcomes if row.effect == effect]
    return [row for row in rows if _holds(words, _texts(row))] if words else rows


def _texts(row: Outcome) -> Iterable[str]:
    yield row.target
    yield str(row.where)
    for change in row.changes:
        yield from (change.heading, change.old, change.new)


def _holds(words: list[str], texts: Iterable[str]) -> bool:
    normal = normalise(" ".join(texts))
    return all(word in normal for word in words)


@dataclass(frozen=True)
class Seen:
    """An object as it is looked at: its page, how it names itself."""

    address: str
    name: str


@dataclass(frozen=True)
class RowLine:
    """One row as a table shows it: what it does, its object where it has a page, what is wrong with it."""

    row: Outcome
    seen: Seen | None
    faults: tuple[Fault | Question, ...]


def lines_of(
    rows: Iterable[Outcome], report: ImportReport, seen: Mapping[tuple[str, Any], Seen]
) -> list[RowLine]:
    """The lines of some rows. `seen` are the objects that have a page, by kind and key."""
    wrong: dict[tuple[str, int], list[Fault | Question]] = {}
    said: list[Fault | Question] = [*report.faults, *report.questions]
    for one in said:
        wrong.setdefault((one.where.sheet, one.where.row), []).append(one)
    return [_line(row, seen.get((row.kind, row.pk)), wrong) for row in rows]


def _line(
    row: Outcome, seen: Seen | None, wrong: Mapping[tuple[str, int], list[Fault | Question]]
) -> RowLine:
    refused = row.effect == Effect.REFUSED
    faults = wrong.get((row.where.sheet, row.where.row), []) if refused else []
    return RowLine(row, seen, tuple(faults))


def counts_by_kind(report: ImportReport) -> list[KindCount]:
    """One line for each kind of the file, in the order of loading."""
    kinds = dict.fromkeys(row.kind for row in report.outcomes)
    return [KindCount(kind, *(report.count(effect, kind) for effect in EFFECT_LABELS)) for kind in kinds]
