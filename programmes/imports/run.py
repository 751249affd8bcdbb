"""The one import path: file → tables → rows → difference, in one transaction that is kept only when asked and clean.

The preview is the import itself, undone: what it shows has passed every rule of the models, of the actions and of
the database, and a row may name an object that an earlier sheet brings. See docs/decisions/.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, User
from accounts.roles import Permission
from communes.matching import normalise
from programmes.actions.refusals import Refusal
from programmes.imports.action_writers import PlanWriter, writer_for
from programmes.imports.faults import Effect, Fault, ImportReport, Outcome
from programmes.imports.kinds import ORDER, TERRITORY, WORDS
from programmes.imports.lookups import Lookups, model_of
from programmes.imports.options import ImportOptions
from programmes.imports.progress import Progress
from programmes.imports.rows import RowReading, fault_at, read_row
from programmes.imports.sheets import choose_tables
from programmes.imports.showing import show_object
from programmes.imports.tables import Table
from programmes.imports.territory import import_territory
from programmes.imports.workbooks import Row, Sheet, read_workbook
from programmes.imports.writers import ModelWriter, Work, Written
from programmes.models import ActionPlan

ADOPTION_AFTER = "activity-funding"
BATCH = 500


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
    return import_sheets(
        read_workbook(path), kind, file=path.name, by=by, apply=apply, options=options, progress=progress
    )


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
    report = ImportReport(file, kind, uuid4())
    tables = choose_tables(sheets, kind, report)
    with transaction.atomic():
        _Run(report, by).load(tables)
        blocked = bool(report.faults or (report.questions and not options.accept))
        if blocked or not apply:
            transaction.set_rollback(True)
    report.applied = apply and not blocked and bool(report.created or report.changed)
    return report


class _Run:
    """One pass over the tables of a file, writing as it goes, so that later rows find what earlier ones bring."""

    def __init__(self, report: ImportReport, by: User | None) -> None:
        self.report = report
        self.work = Work(by, report.operation, Lookups())
        self.plans: tuple[Table, PlanWriter] | None = None

    def load(self, tables: dict[str, Table]) -> None:
        """Every table in the order of dependence; plans are adopted after their activities, closed at the end."""
        for kind in ORDER:
            if kind.word in tables:
                self._load_table(tables[kind.word])
            if kind.word == ADOPTION_AFTER and self.plans:
                table, writer = self.plans
                self._settle(table, writer.to_adopt, writer.adopt, "adopted_on")
        if self.plans:
            table, writer = self.plans
            self._settle(table, writer.to_close, writer.close, "closed_on")
        AuditEvent.objects.bulk_create(self.work.events, batch_size=BATCH)

    def _settle(
        self,
        table: Table,
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
                self._refuse(table, row, [fault_at(table, row, field, _message(error))], outcome=False)

    def _load_table(self, table: Table) -> None:
        writer = writer_for(table.kind.word, self.work)
        if isinstance(writer, PlanWriter):
            self.plans = (table, writer)
        model = model_of(table.kind)
        seen: dict[tuple[object, ...], int] = {}
        ranks: dict[object, int] = {}
        pending = list(table.rows())
        first = len(self.report.outcomes)
        while pending:
            postponed: list[tuple[int, Row]] = []
            for number, cells in pending:
                row = read_row(table, number, cells, self.work.lookups, model)
                # A row may name one that stands below it: it is read again once the others are known.
                if row.awaits == {table.kind.word} and len(row.faults) == 1:
                    postponed.append((number, cells))
                else:
                    self._take(table, writer, row, seen, ranks)
            if len(postponed) == len(pending):
                for number, cells in postponed:
                    row = read_row(table, number, cells, self.work.lookups, model)
                    self._refuse(table, row, row.faults)
                break
            pending = postponed
        self.report.outcomes[first:] = sorted(self.report.outcomes[first:], key=lambda one: one.where.row)

    def _take(
        self,
        table: Table,
        writer: ModelWriter,
        row: RowReading,
        seen: dict[tuple[object, ...], int],
        ranks: dict[object, int],
    ) -> None:
        self.report.questions += row.questions
        if row.faults:
            self._refuse(table, row, row.faults)
            return
        within = tuple(row.values.get(name) for name in table.kind.ranked_in)
        ranks[within] = ranks.get(within, 0) + 1
        try:
            with transaction.atomic():
                writer.prepare(row, ranks[within])
                if already := seen.get(key := writer.key_of(row)):
                    message = f"même ligne qu’à la ligne {already} : gardez-en une seule"
                    self._refuse(table, row, [fault_at(table, row, "", message)])
                    return
                seen[key] = row.where.row
                written = writer.write(row)
        except (ValidationError, Refusal) as error:
            self._refuse(table, row, list(_faults_of(table, row, error)))
        except IntegrityError:
            message = (
                "la base refuse cette ligne : elle a peut-être été saisie entre-temps, relancez l’import"
            )
            self._refuse(table, row, [fault_at(table, row, "", message)])
        else:
            self.report.outcomes.append(_outcome(table, row, written))

    def _refuse(self, table: Table, row: RowReading, faults: list[Fault], *, outcome: bool = True) -> None:
        self.report.faults += faults
        if outcome:
            self.report.outcomes.append(Outcome(table.kind.word, row.where, Effect.REFUSED))
        for name in ("code", "name", "acronym"):
            if text := row.values.get(name):
                self.work.lookups.refused[table.kind.word, normalise(text)] = row.where


def _faults_of(table: Table, row: RowReading, error: ValidationError | Refusal) -> Iterator[Fault]:
    """One fault for each rule broken, on the cell that gave the field."""
    if isinstance(error, Refusal):
        yield fault_at(table, row, error.field or "", error.message)
        return
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        for message in messages:
            yield fault_at(table, row, "" if name == NON_FIELD_ERRORS else name, message)


def _outcome(table: Table, row: RowReading, written: Written) -> Outcome:
    target = written.target
    return Outcome(
        table.kind.word, row.where, written.effect, show_object(target), written.changes, target.pk
    )


def _message(error: ValidationError | Refusal) -> str:
    return error.message if isinstance(error, Refusal) else " ".join(error.messages)
