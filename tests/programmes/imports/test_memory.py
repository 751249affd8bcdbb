"""A mapping made by hand is remembered for the next file with the same headings, and only for it."""

from uuid import uuid4

import pytest

from programmes.imports import performing, runs
from programmes.imports.faults import Effect, FoundColumn, FoundSheet, ImportReport, Outcome, Where
from programmes.imports.memory import fingerprint, recall, remember
from programmes.imports.options import ImportOptions, SheetMapping
from programmes.models import MappingMemory
from tests.programmes.imports.run_files import PAM, UNICEF, partners_file

pytestmark = pytest.mark.django_db


def sheet(*columns, kind="partners", name="Feuil1", header=3) -> FoundSheet:
    """A sheet found with these headings; each is a heading, or a heading and the column that it is read as."""
    made = []
    for letter, one in zip("ABCDEFG", columns, strict=False):
        heading, read_as = one if isinstance(one, tuple) else (one, "")
        made.append(FoundColumn(letter, heading, (), read_as))
    return FoundSheet(name, kind, header, tuple(made), 10)


def mapped(kind="partners", **columns) -> ImportOptions:
    return ImportOptions(sheets=(SheetMapping("Feuil1", kind, 3, columns),))


def test_a_fingerprint_forgives_order_capitals_accents_and_empty_headings():
    one = fingerprint(sheet("Dénomination", "Code"))
    assert one == fingerprint(sheet("CODE", "", "denomination"))
    assert one != fingerprint(sheet("Code"))
    assert fingerprint(sheet("", " ")) == ""


def test_a_mapping_is_remembered_and_recalled_by_heading_whatever_the_letter(admin):
    remember([sheet(("Sigle usuel", "code"), ("Dénomination", "name"))], mapped(A="code", B="name"), by=admin)
    found = [sheet("Dénomination", "SIGLE USUEL", name="Liste", header=5)]
    options = recall(found, ImportOptions(), "partners")
    assert options.sheets == (SheetMapping("Liste", "partners", 5, {"A": "name", "B": "code"}),)
    memory = MappingMemory.objects.get()
    assert (memory.kind, memory.by, memory.columns) == (
        "partners",
        admin,
        {"sigle usuel": "code", "denomination": "name"},
    )


def test_an_ignored_column_is_remembered_as_ignored(admin):
    remember([sheet(("Code", "code"), ("Nom", ""))], mapped(B=""), by=admin)
    options = recall([sheet(("Code", "code"), ("Nom", "name"))], ImportOptions(), "partners")
    assert options.sheets[0].columns == {"B": ""}


def test_every_sheet_with_the_same_headings_is_read_as_remembered(admin):
    remember([sheet(("Dénomination", "name"))], mapped(A="name"), by=admin)
    found = [sheet("Dénomination", name="SDFL"), sheet("Dénomination", name="SDDL")]
    options = recall(found, ImportOptions(), "partners")
    assert [(one.sheet, one.columns) for one in options.sheets] == [
        ("SDFL", {"A": "name"}),
        ("SDDL", {"A": "name"}),
    ]


def test_the_kind_is_recalled_where_none_was_found(admin):
    remember([sheet(("Code", "code"))], mapped(kind="partners"), by=admin)
    assert recall([sheet(("Code", "code"), kind="")], ImportOptions(), "auto").sheets[0].kind == "partners"


def test_the_latest_decision_holds(admin):
    remember([sheet(("Code", "code"))], mapped(A="code"), by=admin)
    remember([sheet(("Code", "acronym"))], mapped(A="acronym"), by=admin)
    assert MappingMemory.objects.get().columns == {"code": "acronym"}


def test_what_nobody_settled_is_not_remembered(admin):
    remember([sheet(("Code", "code"))], ImportOptions(), by=admin)
    remember([sheet(("Code", "code"), name="Autre")], mapped(A="code"), by=admin)
    remember([sheet(("Code", "code"), kind="")], mapped(kind=""), by=admin)
    assert not MappingMemory.objects.exists()


def test_a_person_who_settled_the_sheet_is_not_overruled(admin):
    remember([sheet(("Code", "code"))], mapped(A="code"), by=admin)
    options = mapped(A="acronym")
    assert recall([sheet("Code")], options, "partners") == options


def test_a_memory_of_another_kind_or_that_says_nothing_new_changes_nothing(admin):
    remember([sheet(("Code", "code"))], mapped(A="code"), by=admin)
    options = ImportOptions()
    assert recall([sheet("Code", kind="sectors")], options, "sectors") is options
    assert recall([sheet(("Code", "code"))], options, "partners") is options
    assert recall([], options, "partners") is options


def test_only_those_who_import_see_what_is_remembered(admin, agent):
    remember([sheet(("Code", "code"))], mapped(A="code"), by=admin)
    assert MappingMemory.objects.visible_to(admin).exists()
    assert not MappingMemory.objects.visible_to(agent).exists()


class Reading:
    """A reading that finds one sheet, and reads its second column as the options say."""

    def __init__(self):
        self.seen = []

    def __call__(self, path, kind, *, apply, options, **others):
        self.seen.append(options)
        mapping = options.of_sheet("Feuil1")
        name = mapping.columns.get("B", "") if mapping else ""
        report = ImportReport(path.name, kind, uuid4(), applied=apply)
        report.sheets.append(sheet(("Code", "code"), ("Dénomination", name)))
        report.outcomes.append(Outcome("partners", Where("Feuil1", 4), Effect.CREATED, pk=1))
        return report


def test_a_mapping_is_kept_when_its_import_is_written_and_taken_for_the_next_file(admin, monkeypatch):
    reading = Reading()
    monkeypatch.setattr(performing, "import_file", reading)
    run = runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin)
    settled = mapped(B="name")
    run = runs.start_preview(run=run, by=admin, options=settled)
    assert not MappingMemory.objects.exists()
    runs.start_apply(run=run, by=admin)
    assert MappingMemory.objects.get().columns == {"code": "code", "denomination": "name"}

    reading.seen.clear()
    run = runs.receive_file(file=partners_file(UNICEF, PAM, name="autre.csv"), kind="partners", by=admin)
    assert reading.seen == [ImportOptions(), settled]  # read, recognised, read again
    assert runs.options_of(run) == settled
    assert runs.report_of(run).sheets[0].columns[1].name == "name"
