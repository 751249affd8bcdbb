"""A report of an import as lines of text, for the command line."""

from collections import Counter
from collections.abc import Iterator

from programmes.formats import typeset
from programmes.imports.faults import Effect, Fault, ImportReport, Outcome, Question
from programmes.imports.kinds import KINDS

MOST_SHOWN = 60
WORDS = {
    Effect.CREATED: "à créer",
    Effect.CHANGED: "à changer",
    Effect.UNCHANGED: "inchangés",
    Effect.REFUSED: "refusés",
}
DONE = {Effect.CREATED: "créés", Effect.CHANGED: "changés"}


def report_lines(report: ImportReport, *, all_rows: bool = False) -> Iterator[str]:
    """The counts by kind, what would change, the notices, the questions and the faults."""
    most = None if all_rows else MOST_SHOWN
    yield from _counts(report)
    yield from _cut("Nouveaux", [_new(one) for one in _of(report, Effect.CREATED)], most)
    yield from _cut(
        "Changements", [line for one in _of(report, Effect.CHANGED) for line in _changes(one)], most
    )
    yield from _cut("À savoir", report.notices, None)
    yield from _cut("Questions", [_said(one) for one in report.questions], None)
    yield from _cut("Fautes", [_said(one) for one in report.faults], None)


def _counts(report: ImportReport) -> Iterator[str]:
    """A table: one line a kind, one column an effect."""
    counts = Counter((row.kind, row.effect) for row in report.outcomes)
    kinds = dict.fromkeys(row.kind for row in report.outcomes)
    if not kinds:
        return
    titles = {kind: f"{KINDS[kind].title} ({kind})" if kind in KINDS else kind for kind in kinds}
    wide = max(map(len, titles.values()))
    words = WORDS | (DONE if report.applied else {})
    yield " " * wide + "".join(f"{words[effect]:>12}" for effect in Effect)
    for kind, title in titles.items():
        yield f"{title:<{wide}}" + "".join(f"{counts[kind, effect] or '·':>12}" for effect in Effect)


def _of(report: ImportReport, effect: Effect) -> list[Outcome]:
    return [row for row in report.outcomes if row.effect == effect]


def _new(row: Outcome) -> str:
    return f"{row.where} : {row.target}" if row.where.row else row.target


def _changes(row: Outcome) -> Iterator[str]:
    for change in row.changes:
        yield f"{row.where} : {row.target} : {change.heading} : {change.old} → {change.new}"


def _said(one: Fault | Question) -> str:
    """« partners, ligne 3, colonne B, « Nom » : valeur obligatoire »."""
    found = f" : trouvé « {one.value} »" if one.value and one.value not in one.message else ""
    return f"{one.where}{found} : {one.message}"


def _cut(title: str, lines: list[str], most: int | None) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield typeset(f"{title} ({len(lines)}) :")
    for line in lines[:most]:
        yield typeset(f"  {line}")
    if most is not None and len(lines) > most:
        yield typeset(f"  … et {len(lines) - most} autres (--all les montre tous)")
