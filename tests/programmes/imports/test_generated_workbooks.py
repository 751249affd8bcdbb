"""Whatever the workbook: a clear message in French or a correct import, nothing half written, and twice is once.

`PORTAL_EXAMPLES=50` runs fifty times as many examples as the suite does, each time others, and makes the one that
fails smaller, which takes minutes. What was found so is in `test_found_by_generation`.
"""

import os
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from programmes.actions.refusals import Refusal
from programmes.imports.faults import Effect, ImportReport, UnreadableFileError
from programmes.imports.kinds import KINDS, WORDS
from programmes.imports.options import ImportOptions
from programmes.imports.run import import_file, import_sheets
from programmes.imports.workbooks import Sheet
from programmes.models import ActionPlan, Activity
from programmes.summaries import state_differences
from tests.programmes.imports import generated

FILES = Path(__file__).parent / "files"
CANEVAS = sorted(FILES.glob("canevas.*"))
TIMES = int(os.environ.get("PORTAL_EXAMPLES", "1"))
SUFFIXES = ["xlsx", "xls", "ods", "csv", "tsv", "xlsm", "txt"]
ENGLISH = re.compile(
    r"Traceback|Error\b|Exception|object at 0x|\bmust\b|\binvalid\b|\bNone\b|\bThis field\b|DETAIL|constraint",
    re.I,
)


def many(number: int):
    """So many examples, the same each time unless more are asked for."""
    return settings(
        max_examples=number * TIMES,
        derandomize=TIMES == 1,
        phases=[Phase.generate] if TIMES == 1 else [Phase.generate, Phase.shrink],
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )


@pytest.fixture
def ground(db):
    generated.ground()


@contextmanager
def undone():
    """What an example writes is gone when it ends."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


MODELS = [
    model
    for app in ("communes", "programmes", "accounts")
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
]


def rows_written() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._default_manager.count() for model in MODELS}


def is_clear(message: str) -> None:
    """A message for a person: in French, of no Python, of some length."""
    assert len(message) > 10
    assert not ENGLISH.search(re.sub(r"«.*?»", "", message, flags=re.S)), message


def is_sound(report: ImportReport, options: ImportOptions, before: dict[str, int]) -> None:
    """What a report says is clear, and agrees with what is in the database."""
    for said in (*report.faults, *report.questions):
        is_clear(said.message)
        assert said.where.row >= 0
    if not report.applied:
        assert rows_written() == before
        return
    assert options.only_correct or not report.faults
    assert report.created + report.changed > 0 or rows_written() != before
    assert list(state_differences(Activity.objects.all())) == []


def settle(report: ImportReport, options: ImportOptions, data: st.DataObject) -> ImportOptions:
    """The same options with answers to what was asked, sensible or not."""
    keys = sorted({one.key for one in (*report.faults, *report.questions) if one.key})
    return replace(options, answers=data.draw(generated.answers(keys))) if keys else options


def happens(importing, options: ImportOptions, data: st.DataObject) -> None:
    """A preview, an import and the same import again, each as it should be."""
    with undone():
        before = rows_written()
        try:
            preview = importing(apply=False, options=options)
            is_sound(preview, options, before)
            assert not preview.applied
            options = settle(preview, options, data)
            report = importing(apply=True, options=options)
        except (UnreadableFileError, Refusal) as refusal:
            is_clear(str(refusal) or refusal.message)
            assert rows_written() == before
            return
        is_sound(report, options, before)
        if not report.applied:
            return
        after = rows_written()
        again = importing(apply=True, options=options)
        effects = {(one.kind, one.where.row, one.effect) for one in again.outcomes}
        assert {one for one in effects if one[2] not in {Effect.UNCHANGED, Effect.REFUSED}} == set()
        assert not again.applied
        assert rows_written() == after


def of_sheets(book: list[Sheet], word: str):
    def importing(*, apply: bool, options: ImportOptions) -> ImportReport:
        return import_sheets(book, word, file="essai.xlsx", by=None, apply=apply, options=options)

    return importing


def of_file(path: Path, word: str):
    def importing(*, apply: bool, options: ImportOptions) -> ImportReport:
        return import_file(path, word, by=None, apply=apply, options=options)

    return importing


@many(120)
@given(data=st.data())
def test_any_sheet_of_a_kind(ground, data):
    kind = KINDS[data.draw(st.sampled_from(sorted(KINDS)))]
    book = data.draw(generated.sheets([kind]))
    happens(of_sheets(book, kind.word), data.draw(generated.options(book)), data)


@many(80)
@given(data=st.data())
def test_any_plan_of_activities(ground, data):
    book = data.draw(generated.sheets([KINDS["activities"]]))
    word = data.draw(st.sampled_from(["activities", "auto"]))
    happens(of_sheets(book, word), data.draw(generated.options(book)), data)


@many(60)
@given(data=st.data())
def test_any_workbook(ground, data):
    book = data.draw(generated.sheets())
    word = data.draw(st.sampled_from(["auto", "workbook", "workbook", *KINDS]))
    happens(of_sheets(book, word), data.draw(generated.options(book)), data)


@many(25)
@given(data=st.data())
def test_any_workbook_as_a_file(ground, tmp_path, data):
    book = data.draw(generated.sheets())
    path = tmp_path / "essai.xlsx"
    path.write_bytes(generated.as_xlsx(book))
    happens(
        of_file(path, data.draw(st.sampled_from(["auto", "workbook"]))),
        data.draw(generated.options(book)),
        data,
    )


@many(40)
@given(data=st.data())
def test_any_bytes_under_any_name(ground, tmp_path, data):
    path = tmp_path / f"essai.{data.draw(st.sampled_from(SUFFIXES))}"
    path.write_bytes(
        data.draw(st.binary(max_size=300) | generated.texts.map(lambda text: text.encode("utf-16")))
    )
    happens(of_file(path, data.draw(st.sampled_from(WORDS))), ImportOptions(accept=True), data)


@many(40)
@given(data=st.data())
def test_real_files_cut_or_spoiled(ground, tmp_path, data):
    path = tmp_path / f"essai.{data.draw(st.sampled_from(SUFFIXES))}"
    path.write_bytes(data.draw(generated.spoiled(CANEVAS)))
    options = ImportOptions(given=generated.canevas.GIVEN, new_plan=generated.canevas.NEW_PLAN, accept=True)
    with undone():
        before = rows_written()
        try:
            report = import_file(path, "auto", by=None, apply=True, options=options)
        except (UnreadableFileError, Refusal) as refusal:
            is_clear(str(refusal) or refusal.message)
            assert rows_written() == before
        else:
            is_sound(report, options, before)
            assert ActionPlan.objects.filter(code=generated.canevas.PLAN).exists() is report.applied


def test_the_generated_sheets_are_not_all_refused(ground):
    """The examples of this module get through to the database often enough to be worth something."""
    applied = []

    @many(60)
    @given(data=st.data())
    def run(data):
        kind = KINDS[data.draw(st.sampled_from(sorted(KINDS)))]
        book = data.draw(generated.sheets([kind]))
        options = ImportOptions(given={"plan": "BROUILLON"}, accept=True, only_correct=True)
        with undone():
            report = import_sheets(book, kind.word, file="essai.xlsx", by=None, apply=True, options=options)
            applied.append(report.applied)

    run()
    assert sum(applied) > len(applied) / 10, sum(applied)
