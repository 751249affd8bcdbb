"""What people settled by hand, remembered for the next file: the columns of the same headings; and which object a name
means, where its kind keeps no other spellings (sources of funding, natures, domains)."""

import hashlib
from dataclasses import replace

from django.utils import timezone

from accounts.models import User
from communes.text import normalise
from programmes.imports.faults import FoundSheet, ImportReport
from programmes.imports.kinds import KINDS
from programmes.imports.options import Act, ImportOptions, SheetMapping
from programmes.imports.writers import ALIASES
from programmes.models import ImportRun, MappingMemory

EXACT = 100  # the score of an object that bears the very name: several do, and it is asked each time
LATEST = 200  # imports looked through for what a name meant


def fingerprint(sheet: FoundSheet) -> str:
    """The SHA-256 of the set of headings of a sheet, whatever their order, capitals and accents; "" without any."""
    headings = sorted({text for column in sheet.columns if (text := normalise(column.heading))})
    return hashlib.sha256("\n".join(headings).encode()).hexdigest() if headings else ""


def remember(sheets: list[FoundSheet], options: ImportOptions, *, by: User | None) -> None:
    """Keep how the sheets that a person mapped were read; the latest decision about the same headings holds."""
    for sheet in sheets:
        mapping = options.of_sheet(sheet.sheet)
        key = fingerprint(sheet)
        if mapping is None or not key or not (mapping.columns or mapping.kind) or sheet.kind not in KINDS:
            continue
        columns = {normalise(one.heading): one.name for one in sheet.columns if normalise(one.heading)}
        MappingMemory.objects.update_or_create(
            fingerprint=key,
            defaults={"kind": sheet.kind, "columns": columns, "by": by, "at": timezone.now()},
        )


def recall(sheets: list[FoundSheet], options: ImportOptions, word: str) -> ImportOptions:
    """The options with what is remembered for the sheets about which nothing was settled; the same when nothing is.

    `word` is the kind that was asked for: a mapping of another kind does not apply to a file given as that kind.
    """
    open_sheets = [
        (key, one) for one in sheets if not options.of_sheet(one.sheet) and (key := fingerprint(one))
    ]
    memories = {
        memory.fingerprint: memory
        for memory in MappingMemory.objects.filter(fingerprint__in=[key for key, _ in open_sheets])
    }
    found = []
    for key, sheet in open_sheets:  # several may have the same headings: a plan cut by department
        memory = memories.get(key)
        if memory is None or (word in KINDS and memory.kind != word):
            continue
        columns = {
            one.letter: name
            for one in sheet.columns
            if (name := memory.columns.get(normalise(one.heading), one.name)) != one.name
        }
        if columns or memory.kind != sheet.kind:
            found.append(SheetMapping(sheet.sheet, memory.kind, sheet.header, columns))
    return replace(options, sheets=(*options.sheets, *found)) if found else options


def recall_names(report: ImportReport, options: ImportOptions) -> ImportOptions:
    """The options with what the names that nobody bears meant in the latest imports that were written; the same when
    they meant nothing. Only of kinds in `KINDS` without spellings of their own, and of names that are not homonyms.
    """
    open_keys = {
        fault.key
        for fault in report.faults
        if fault.key
        and fault.refers_to in KINDS
        and fault.refers_to not in ALIASES
        and fault.key not in options.answers
        and fault.key not in options.forgotten
        and not any(choice.score == EXACT for choice in fault.choices)
    }
    found = {}
    if open_keys:
        written = ImportRun.objects.filter(state=ImportRun.State.APPLIED).order_by("-applied_at", "-pk")
        for data in written.values_list("options", flat=True)[:LATEST]:
            for key, answer in ImportOptions.from_data(data).answers.items():
                if key in open_keys and answer.act is Act.CHOOSE:
                    found.setdefault(key, answer)
    return replace(options, answers={**options.answers, **found}) if found else options
