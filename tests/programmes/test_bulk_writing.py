"""Rows written by the thousand are the rows that `save` would have written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import AuditEvent
from programmes.bulk_writing import Keys, insert, update
from programmes.models import Activity, StatusReport
from tests.factories import ActivityFactory, PlanFactory, SectorFactory, StatusReportFactory

pytestmark = pytest.mark.django_db


def columns(instance) -> dict:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.concrete_fields}


def test_inserted_as_saved():
    saved = ActivityFactory(
        title="Tabulation\tet barre \\ oblique\nsur deux lignes",
        budget=Decimal("1500000.50"),
        planned_start=date(2024, 1, 1),
        planned_end=date(2024, 3, 31),
        planned_end_precision="quarter",
        sector=SectorFactory(),
    )
    saved.refresh_from_db()
    copy = Activity(**columns(saved) | {"id": Keys(Activity).take(), "code": "AUTRE"})
    insert([copy])
    assert not copy._state.adding
    written = Activity.objects.get(pk=copy.pk)
    assert columns(written) == columns(saved) | {"id": copy.pk, "code": "AUTRE"}


def test_json_moments_and_identifiers(admin):
    event = audit.build(
        by=admin, action="essai", target=admin, after={"a": ["é", 1, None], "d": date(2024, 1, 1)}
    )
    insert([event], with_keys=False)
    written = AuditEvent.objects.get(operation=event.operation)
    assert written.after == {"a": ["é", 1, None], "d": "2024-01-01"}
    assert (written.at, written.actor) == (event.at, admin)


def test_keys_are_free_and_never_those_of_a_row_that_was_deleted():
    plan = PlanFactory()
    gone = ActivityFactory(plan=plan)
    key = gone.pk
    gone.delete()
    keys = Keys(Activity)
    taken = [keys.take() for _ in range(600)]
    assert len(set(taken)) == 600
    assert min(taken) > key
    insert([Activity(pk=pk, plan=plan, code=f"C-{pk}", title="Essai") for pk in taken])
    assert ActivityFactory(plan=plan).pk > max(taken)


def test_one_row_the_database_refuses_refuses_them_all():
    plan, keys = PlanFactory(), Keys(Activity)
    rows = [Activity(pk=keys.take(), plan=plan, code=code, title="Essai") for code in ("A", "B", "A")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(rows)
    assert not Activity.objects.exists()
    assert all(row._state.adding for row in rows)


def test_update_writes_the_columns_named_and_no_other():
    first, second, third = ActivityFactory.create_batch(3)
    report = StatusReportFactory(activity=first)
    rows = [
        (first.pk, "in_progress", Decimal("45.50"), date(2024, 1, 31), report.pk),
        (second.pk, "done", None, None, None),
    ]
    update(Activity, ("status", "progress", "status_date", "latest_report"), rows)
    for activity, (_, *values) in zip((first, second), rows, strict=True):
        title = activity.title
        activity.refresh_from_db()
        told = [activity.status, activity.progress, activity.status_date, activity.latest_report_id]
        assert (told, activity.title) == (values, title)
    third.refresh_from_db()
    assert third.status == "planned"


def test_nothing_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
        update(StatusReport, ("comment",), [])


def test_rows_in_the_thousands_are_few_queries(django_assert_max_num_queries):
    plan, keys = PlanFactory(), Keys(Activity)
    with django_assert_max_num_queries(8):
        insert([Activity(pk=keys.take(), plan=plan, code=f"C{n}", title="Essai") for n in range(1500)])
    assert plan.activities.count() == 1500
