"""The Monday sheet as one A4 page: what does not fit is counted, never put on a second page."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.text import Truncator, capfirst

from programmes.formats import counted, date_long, date_short
from programmes.models import Department, WeekPriority, WeekSheet
from reporting.documents.one_page import Block, lines, rows_that_fit
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.figures import Situation
from reporting.figures.weeks import Change, Decision, Outcomes, Stall, WeekFigures, week_figures

#: Heights in tenths of a millimetre: what remains under the head of the page, one line of text, the space of a row.
ROOM, LINE, ROW_SPACE, HEADING, COLUMN_HEADS, REST = 2040, 38, 12, 84, 44, 44
#: Characters that hold on one line of the wide column, of a priority's text, and of what is said at its right.
WIDE, TEXT, ASIDE = 104, 55, 24
LONGEST_TITLE, LONGEST_REASON, LONGEST_PRIORITY = 90, 120, 110
#: Priorities are what the meeting is about: they take two rows at their turn where the others take one.
PRIORITIES_SHARE = 2


@dataclass(frozen=True)
class Row:
    """One line: the department's short name, what it is about, what is said of it."""

    unit: str
    title: str
    code: str = ""
    said: str = ""
    owner: str = ""
    aside: str = ""

    @property
    def height(self) -> int:
        """How high it is at most."""
        if self.aside or self.owner:
            count = max(lines(self.title, TEXT), lines(self.owner, ASIDE), lines(self.aside, ASIDE))
        else:
            count = lines(f"{self.title} {self.code} {self.said}", WIDE)
        return max(count, lines(self.unit, 12)) * LINE + ROW_SPACE


@dataclass(frozen=True)
class Section:
    """One part of the sheet. `heads` are the heads of its columns; `rest` says how many rows are not printed."""

    title: str
    rows: tuple[Row, ...]
    count: int
    empty: str
    heads: tuple[str, ...] = ()
    note: str = ""
    rest: int = field(default=0)

    @property
    def block(self) -> Block:
        """Its heights."""
        heading = HEADING + (COLUMN_HEADS if self.heads and self.rows else 0)
        heading += 0 if self.rows else LINE + ROW_SPACE
        share = PRIORITIES_SHARE if self.heads else 1
        heights = tuple(row.height for row in self.in_turn)
        return Block(heading, heights, REST, self.count > len(self.rows), share)

    @property
    def in_turn(self) -> list[Row]:
        """The rows in the order they are kept: the first of every department, then the second…"""
        ranks: Counter[str] = Counter()
        ranked = []
        for row in self.rows:
            ranked.append((ranks[row.unit], row))
            ranks[row.unit] += 1
        return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]

    def cut(self, count: int) -> "Section":
        """With so many rows, in their own order."""
        kept = {id(row) for row in self.in_turn[:count]}
        return replace(self, rows=tuple(row for row in self.rows if id(row) in kept), rest=self.count - count)

    @property
    def rest_text(self) -> str:
        """« … et 12 autres »; empty when all are printed."""
        return f"… et {counted(self.rest, 'autre')}" if self.rest else ""


def week_sheet(sheet: WeekSheet, sight: Sight, situation: Situation | None = None) -> Document:
    """The sheet of a week over the activities the reader may see; a closed one as it was known then."""
    figures = week_figures(sheet, sight.activities, situation)
    return Document(
        kind="week",
        code=sheet.code,
        label="Fiche de la semaine",
        title=f"Fiche de la {sheet.week}",
        template="documents/week.html",
        situation=figures.situation,
        context={
            "sheet": sheet,
            "week": sheet.week,
            "figures": figures,
            "outcomes": figures.outcomes,
            "sections": fitted(sections_of(figures)),
        },
    )


def sections_of(figures: WeekFigures) -> list[Section]:
    """Every part of the sheet, whole."""
    week = figures.sheet.week
    return [
        _section(
            f"Priorités de la {week.label}\u00a0: que sont-elles devenues\u202f?",
            figures.last,
            _last,
            "La fiche précédente ne portait aucune priorité.",
            heads=("Structure", "Priorité", "Responsable", "Suite"),
            note=_outcomes_note(figures.outcomes),
        ),
        _section("Réalisées", figures.done, _changed, "Aucune activité n’a été achevée cette semaine."),
        _section(
            "Ont avancé",
            figures.moved,
            _moved,
            "Aucune autre activité n’a changé d’état.",
            note=figures.unchanged_text,
        ),
        _section(
            "En souffrance",
            figures.stalled,
            _stalled,
            "Aucune activité n’est en retard ni sans nouvelle.",
            count=figures.stalled_count,
        ),
        _section(
            "Révisions, ajouts, annulations", figures.decisions, _decided, "Aucune décision cette semaine."
        ),
        _section(
            f"Priorités de la {week.next.label}, {week.next.days}",
            figures.priorities,
            _planned,
            "Aucune priorité n’est encore écrite.",
            heads=("Structure", "Priorité", "Responsable", "Échéance"),
        ),
    ]


def fitted(sections: list[Section], room: int = ROOM) -> list[Section]:
    """The sections with the rows that hold on one page; each says how many it leaves out."""
    taken = rows_that_fit([section.block for section in sections], room)
    return [section.cut(count) for section, count in zip(sections, taken, strict=True)]


def _section(
    title: str,
    rows: Sequence,
    printed: Callable[..., Row],
    empty: str,
    *,
    heads: tuple[str, ...] = (),
    note: str = "",
    count: int | None = None,
) -> Section:
    total = len(rows) if count is None else count
    return Section(title, tuple(printed(row) for row in rows), total, empty, heads, note)


def _outcomes_note(outcomes: Outcomes) -> str:
    if not outcomes.total:
        return ""
    others = f"\u202f; {outcomes.others_text}" if outcomes.others_text else ""
    return f"{outcomes.fraction_text} tenues{others}"


def _last(priority: WeekPriority) -> Row:
    outcome = priority.get_outcome_display() or "non dite"
    reason = f"\u00a0: {_cut(priority.outcome_reason, 60)}" if priority.outcome_reason else ""
    return Row(
        _short(priority.department),
        _cut(priority.text, LONGEST_PRIORITY),
        owner=_cut(str(priority.owner or "–"), 40),
        aside=capfirst(f"{outcome}{reason}"),
    )


def _planned(priority: WeekPriority) -> Row:
    carried = " (reportée)" if priority.carried_from_id else ""
    return Row(
        _short(priority.department),
        _cut(priority.text, LONGEST_PRIORITY) + carried,
        owner=_cut(str(priority.owner or "–"), 40),
        aside=date_short(priority.due_on) if priority.due_on else "dans la semaine",
    )


def _changed(change: Change) -> Row:
    return _activity(change, "à valider" if change.is_pending else "")


def _moved(change: Change) -> Row:
    said = [f"{change.before} → {change.after}", change.late, _cut(change.why, LONGEST_REASON)]
    if change.is_pending:
        said.append("à valider")
    return _activity(change, "\u202f; ".join(text for text in said if text))


def _stalled(stall: Stall) -> Row:
    why = f". {_cut(stall.why, LONGEST_REASON)}" if stall.why else ". Cause non dite"
    return _activity(stall, f"{stall.since}{why}")


def _decided(decision: Decision) -> Row:
    change = f"\u00a0: {decision.change}" if decision.change else ""
    said = f"{decision.title}{change}, le {date_long(decision.decided_on)}. {decision.reason}"
    return _activity(decision, _cut(said, LONGEST_REASON))


def _activity(row: Change | Stall | Decision, said: str) -> Row:
    activity = row.activity
    return Row(
        _short(activity.department),
        _cut(activity.title, LONGEST_TITLE),
        f"{activity.plan.code}\u00a0·\u00a0{activity.code}",
        said,
    )


def _short(department: Department | None) -> str:
    return _cut(department.short_name, 24) if department else "–"


def _cut(text: str, length: int) -> str:
    return Truncator(text).chars(length)
