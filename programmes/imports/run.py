"""The one import path: file → tables → rows → difference, in one transaction that is kept only when asked and clean.

The preview is the import itself, undone: what it shows has passed every rule of the models, of the actions and of
the database, and a row may name an object that an earlier sheet brings. See docs/decisions/.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction

from accounts.models import User
from accounts.roles import Permission
from communes.text import normalise
from programmes.actions.refusals import Refusal
from programmes.formats import integer, typeset
from programmes.imports.action_writers import PlanWriter, writer_for
from programmes.imports.faults import Effect, Fault, ImportReport, Outcome, Where
from programmes.imports.kinds import ORDER, TERRITORY, WORDS
from programmes.imports.kinds.plans import PLANS
from programmes.imports.lookups import Lookups, model_of
from programmes.imports.options import ImportOptions
from programmes.imports.progress import Progress
from programmes.imports.rows import RowReading, fault_at, read_row
from programmes.imports.sheets import choose_tables
from programmes.imports.showing import show_object
from programmes.imports.spellings import confirm_spellings
from programmes.imports.tables import Table
from programmes.imports.territory import import_territory
from programmes.imports.workbooks import Row, Sheet, open_workbook
from programmes.imports.writers import MOST_TOLD, ModelWriter, Work, Written
from programmes.models import ActionPlan
from programmes.summaries import tallied, untallied

ADOPTION_AFTER = "activity-funding"
BATCH = 1000  # rows written together
TELLING = 200  # rows between two words on how far the import is


def import_file(
    path: Path | str,
    kind: str,
    *,
    by: User | None,
    apply: bool,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    accept: bool = False,
) -> ImportReport:
    """Import a file of one kind, or a workbook with a sheet for each; nothing is written without `apply`.

    `options` is what a person has settled about the file. A question left open keeps it from being written, as a
    fault does; `accept` is short for options that take every reading that was not sure for right. `by` is None for a
    command. Raises UnreadableFileError for a file that is no spreadsheet, Refusal for an unknown kind or a person who
    may not import, ImportCancelledError when `progress` asks to stop.
    """
    options = options or ImportOptions(accept=accept)
    path = Path(path)
    if kind not in WORDS:
        raise Refusal(f"« {kind} » n’est pas une sorte d’import. Choisissez parmi : {', '.join(WORDS)}.")
    if by is not None and not by.may(Permission.IMPORT):
        raise Refusal("Votre rôle ne permet pas d’importer.")
    if kind == TERRITORY:
        return import_territory(path, by=by, apply=apply)
    book = open_workbook(path)
    report = import_sheets(
        book.sheets, kind, file=path.name, by=by, apply=apply, options=options, progress=progress
    )
    report.notices[:0] = book.notices
    return report


def import_sheets(
    sheets: list[Sheet],
    kind: str,
    *,
    file: str,
    by: User | None,
    apply: bool,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import sheets already read; see `import_file`."""
    options = options or ImportOptions()
    report = ImportReport(file, kind, uuid4(), accepted=options.accept)
    tables = choose_tables(sheets, kind, report, options)
    with transaction.atomic(), tallied() if apply else untallied():
        _load(tables, report, by, options, progress or Progress())
        open_questions = bool(report.questions) and not options.accept
        blocked = (bool(report.faults) or open_questions) and not options.only_correct
        writes = bool(report.created or report.changed or report.written) and not blocked
        if not (apply and writes):
            transaction.set_rollback(True)
    report.applied = apply and writes
    return report


def _load(
    tables: dict[str, list[Table]],
    report: ImportReport,
    by: User | None,
    options: ImportOptions,
    progress: Progress,
) -> None:
    """Every table read and written, fast; row by row when the database, or a spelling that is another's, has refused
    something."""
    said = len(report.faults), len(report.questions), len(report.notices)
    try:
        with transaction.atomic():
            run = _Run(report, by, options, progress)
            run.load(tables)
    except (IntegrityError, DataError, ValidationError):
        report.outcomes = []
        report.faults, report.questions, report.notices = (
            lines[:count]
            for lines, count in zip((report.faults, report.questions, report.notices), said, strict=True)
        )
        run = _Run(report, by, options, progress, exact=True)
        run.load(tables)
    report.written = run.work.written


class _Run:
    """One pass over the tables of a file: rows are decided one by one, so that later ones find what earlier ones bring,
    and written together; one at a time where `exact`.
    """

    def __init__(
        self,
        report: ImportReport,
        by: User | None,
        options: ImportOptions,
        progress: Progress,
        *,
        exact: bool = False,
    ) -> None:
        self.report = report
        self.options = options
        self.progress = progress
        self.work = Work(by, report.operation, Lookups(options.answers), exact)
        self.plans: tuple[list[Table], PlanWriter] | None = None

    def load(self, tables: dict[str, list[Table]]) -> None:
        """Every table in the order of dependence; plans are adopted after their activities, closed at the end."""
        for kind in ORDER:
            if kind.word in tables:
                self._load_tables(tables[kind.word])
            if kind.word == ADOPTION_AFTER and self.plans:
                tables_of_plans, writer = self.plans
                self._settle(tables_of_plans, writer.to_adopt, writer.adopt, "adopted_on")
        if self.plans:
            tables_of_plans, writer = self.plans
            self._settle(tables_of_plans, writer.to_close, writer.close, "closed_on")
        confirm_spellings(self.work)
        if self.work.created > MOST_TOLD:
            self.report.notices.append(
                typeset(
                    f"Ce qui a été lu est détaillé pour les {integer(MOST_TOLD)} premières lignes à créer ; les "
                    "suivantes ne montrent que leur nom."
                )
            )

    def _settle(
        self,
        tables: list[Table],
        queue: list[tuple[RowReading, ActionPlan]],
        act: Callable[[RowReading, ActionPlan], None],
        field: str,
    ) -> None:
        """Adopt or close the plans that ask for it."""
        for row, plan in queue:
            try:
                with transaction.atomic():
                    act(row, plan)
            except (Refusal, ValidationError) as error:
                self._unsay(row, PLANS.column(field).heading)
                if self._is_for_want_of_rows(plan):
                    continue
                table = next(one for one in tables if one.sheet.name == row.where.sheet)
                self._refuse(table, row, [fault_at(table, row, field, _message(error))], outcome=False)

    def _unsay(self, row: RowReading, heading: str) -> None:
        """What the row of a plan announced, and could not be done, is not among what it changes."""
        for place, one in enumerate(self.report.outcomes):
            if (one.kind, one.where) != (PLANS.word, row.where):
                continue
            changes = tuple(change for change in one.changes if change.heading != heading)
            is_nothing = one.effect is Effect.CHANGED and not changes
            effect = Effect.UNCHANGED if is_nothing else one.effect
            self.report.outcomes[place] = replace(one, effect=effect, changes=changes)

    def _is_for_want_of_rows(self, plan: ActionPlan) -> bool:
        """Whether the plan has no activity because those of the file were refused, which was said."""
        refused = any(
            one.kind == "activities" and one.effect is Effect.REFUSED for one in self.report.outcomes
        )
        return refused and not plan.activities.exists()

    def _load_tables(self, tables: list[Table]) -> None:
        """The tables of one kind, which may be parts of one list: what one brings is known to the next."""
        writer = writer_for(tables[0].kind.word, self.work)
        if isinstance(writer, PlanWriter):
            self.plans = (tables, writer)
        for table in tables:
            writer.begin(table)
        seen: dict[tuple[object, ...], Where] = {}
        for table in tables:
            self._load_table(table, writer, seen)

    def _load_table(self, table: Table, writer: ModelWriter, seen: dict[tuple[object, ...], Where]) -> None:
        first = len(self.report.outcomes)
        rows = _Rows(self, table, writer, seen)
        pending = list(table.rows())
        total, done = len(pending), 0
        while pending:
            postponed: list[tuple[int, Row]] = []
            for number, cells in pending:
                row = read_row(table, number, cells, self.work.lookups, rows.model)
                # A row may name one that stands below it: it is read again once the others are known.
                if row.awaits == {table.kind.word} and len(row.faults) == 1:
                    postponed.append((number, cells))
                    continue
                rows.take(row)
                done += 1
                if done % TELLING == 0:
                    self.progress.say(typeset(f"Lecture de « {table.sheet.name} »"), done, total)
            if len(postponed) == len(pending):
                for number, cells in postponed:
                    row = read_row(table, number, cells, self.work.lookups, rows.model)
                    self._refuse(table, row, row.faults)
                break
            pending = postponed
        self.progress.say(typeset(f"Écriture de « {table.sheet.name} »"), done, total)
        writer.flush()
        self.report.outcomes[first:] = sorted(self.report.outcomes[first:], key=lambda one: one.where.row)

    def _refuse(self, table: Table, row: RowReading, faults: list[Fault], *, outcome: bool = True) -> None:
        self.report.faults += faults
        if outcome:
            self.report.outcomes.append(Outcome(table.kind.word, row.where, Effect.REFUSED))
        for name in ("code", "name", "acronym"):
            if text := row.values.get(name):
                self.work.lookups.refused[table.kind.word, normalise(text)] = row.where


class _Rows:
    """The rows of one table, each decided: refused, or written with those that wait."""

    def __init__(
        self, run: _Run, table: Table, writer: ModelWriter, seen: dict[tuple[object, ...], Where]
    ) -> None:
        self.run = run
        self.table = table
        self.writer = writer
        self.model = model_of(table.kind)
        self.seen = seen
        self.ranks: dict[object, int] = {}

    def take(self, row: RowReading) -> None:
        """Decide a row that was read; write those that wait when they are many."""
        if row.skipped:
            self.run.report.faults += row.faults
            self.run.report.questions += row.questions
            return
        written = len(self.run.work.written)
        try:
            if self.run.work.exact:
                with transaction.atomic():
                    told = self._decide(row)
                    self.writer.flush()
            else:
                told = self._decide(row)
        except (ValidationError, Refusal) as error:
            self._take_back(row, written)
            self._refuse(row, list(_faults_of(self.table, row, error)))
        except (IntegrityError, DataError):
            if not self.run.work.exact:
                raise
            self._take_back(row, written)
            message = (
                "la base refuse cette ligne : elle a peut-être été saisie entre-temps, relancez l’import"
            )
            self._refuse(row, [fault_at(self.table, row, "", message)])
        else:
            if told is not None:
                self._told(row, told)
            if self.writer.waiting >= BATCH:
                self.writer.flush()

    def _decide(self, row: RowReading) -> Written | None:
        """What the row does; None when it is refused, which is then said."""
        if not row.faults:
            within = tuple(row.values.get(name) for name in self.table.kind.ranked_in)
            self.ranks[within] = self.ranks.get(within, 0) + 1
            self.writer.prepare(row, self.ranks[within])
        self.run.report.questions += row.questions
        if row.faults or self._waits_for_an_answer(row):
            self.writer.abandon(row)
            self._refuse(row, row.faults)
            return None
        if already := self.seen.get(key := self.writer.key_of(row)):
            place = f"la ligne {already.row}"
            if already.sheet != row.where.sheet:
                place += f" de la feuille « {already.sheet} »"
            message = f"même ligne qu’à {place} : gardez-en une seule"
            self._refuse(row, [fault_at(self.table, row, "", message)])
            return None
        self.seen[key] = row.where
        return self.writer.write(row)

    def _waits_for_an_answer(self, row: RowReading) -> bool:
        """Where only the correct rows are wanted, a row that was not surely read is not one of them."""
        options = self.run.options
        return bool(row.questions) and options.only_correct and not options.accept

    def _take_back(self, row: RowReading, written: int) -> None:
        """Nothing of a refused row stays among what is known or waits."""
        if self.run.work.exact:
            self.writer.forget()
            del self.run.work.written[written:]
        else:
            self.writer.abandon(row)

    def _refuse(self, row: RowReading, faults: list[Fault]) -> None:
        self.run._refuse(self.table, row, faults)

    def _told(self, row: RowReading, told: Written) -> None:
        target = told.target
        kind = self.table.kind.word
        self.run.work.lookups.written[kind, row.where.sheet, row.where.row] = target
        self.run.report.outcomes.append(
            Outcome(kind, row.where, told.effect, show_object(target), told.changes, target.pk)
        )


def _faults_of(table: Table, row: RowReading, error: ValidationError | Refusal) -> Iterator[Fault]:
    """One fault for each rule broken, on the cell that gave the field."""
    if isinstance(error, Refusal):
        yield fault_at(table, row, error.field or "", error.message)
        return
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        for message in messages:
            yield fault_at(table, row, "" if name == NON_FIELD_ERRORS else name, message)


def _message(error: ValidationError | Refusal) -> str:
    return error.message if isinstance(error, Refusal) else " ".join(error.messages)
