"""Each activity's copy of its latest state, and the proof that it equals the history.

Actions write it in the same transaction as the report it comes from; `manage.py verify` compares it with the history,
and `rebuild_states` writes it anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from programmes.bulk_writing import update
from programmes.models import Activity, StatusReport
from programmes.models.activities import Status
from programmes.querysets.activities import ActivityQuerySet

STATE_FIELDS = ("status", "progress", "committed", "spent", "status_date", "review", "latest_report_id")


@dataclass(frozen=True)
class StateDifference:
    """A field of an activity's copy that does not equal the history."""

    activity: Activity
    field: str
    kept: Any
    recomputed: Any


def state_of(activity: Activity) -> dict[str, Any]:
    """The state that the history gives, by field of `STATE_FIELDS`.

    The latest report that counts says the status and the progress; an amount is the last one that was stated,
    since an amount left empty restates nothing. Without any report an activity is planned. An activity of a closed plan
    stands where it stood at the closing, as the page of the plan says.
    """
    reports = StatusReport.objects.filter(activity=activity).counting().until_closing().latest_first()
    return _state(
        latest=reports.first(),
        cancelled=activity.cancelled_on is not None,
        committed=reports.filter(committed__isnull=False).values_list("committed", flat=True).first(),
        spent=reports.filter(spent__isnull=False).values_list("spent", flat=True).first(),
    )


def _state(*, latest: StatusReport | None, cancelled: bool, committed: Any, spent: Any) -> dict[str, Any]:
    status = latest.status if latest else Status.PLANNED
    return {
        "status": Status.CANCELLED if cancelled else status,
        "progress": latest.progress if latest and not cancelled else None,
        "committed": committed,
        "spent": spent,
        "status_date": latest.effective_date if latest else None,
        "review": latest.review if latest else "",
        "latest_report_id": latest.pk if latest else None,
    }


def refresh_state(activity: Activity) -> None:
    """Write the copy of one activity; called by the actions, inside their transaction.

    The date of its cancellation is written with it: the database wants both or neither.
    """
    state = state_of(activity)
    for field, value in state.items():
        setattr(activity, field, value)
    Activity.objects.filter(pk=activity.pk).update(cancelled_on=activity.cancelled_on, **state)


def refresh_states(activities: Iterable[Activity]) -> None:
    """`refresh_state` for many: a few queries for each thousand. Their other columns are left alone."""
    by_key = {activity.pk: activity for activity in activities}
    rows = []
    for activity, state in _recomputed(Activity.objects.filter(pk__in=by_key)):
        for name, value in state.items():
            setattr(by_key[activity.pk], name, value)
        rows.append((activity.pk, *state.values()))
    update(Activity, STATE_FIELDS, rows)


def state_differences(activities: ActivityQuerySet) -> Iterator[StateDifference]:
    """Every field of every activity whose copy does not equal the history; nothing when all is well."""
    for activity, state in _recomputed(activities):
        for field in STATE_FIELDS:
            kept = getattr(activity, field)
            if kept != state[field]:
                yield StateDifference(activity, field, kept, state[field])


def rebuild_states(activities: ActivityQuerySet) -> int:
    """Write the copies anew from the history; the number of activities that differed."""
    wrong = {difference.activity.pk: difference.activity for difference in state_differences(activities)}
    for activity in wrong.values():
        refresh_state(activity)
    return len(wrong)


def _recomputed(activities: ActivityQuerySet) -> Iterator[tuple[Activity, dict[str, Any]]]:
    """Activities with the state their history gives, in a constant number of queries per thousand."""
    reports = StatusReport.objects.filter(activity=OuterRef("pk")).counting().until_closing().latest_first()
    annotated = activities.annotate(
        true_latest=Subquery(reports.values("pk")[:1]),
        true_committed=Subquery(reports.filter(committed__isnull=False).values("committed")[:1]),
        true_spent=Subquery(reports.filter(spent__isnull=False).values("spent")[:1]),
    ).order_by("pk")
    batch: list[Activity] = []
    for activity in annotated.iterator(chunk_size=1000):
        batch.append(activity)
        if len(batch) == 1000:
            yield from _with_states(batch)
            batch = []
    yield from _with_states(batch)


def _with_states(batch: list[Any]) -> Iterator[tuple[Activity, dict[str, Any]]]:
    latest = StatusReport.objects.in_bulk([row.true_latest for row in batch if row.true_latest])
    for row in batch:
        yield (
            row,
            _state(
                latest=latest.get(row.true_latest),
                cancelled=row.cancelled_on is not None,
                committed=row.true_committed,
                spent=row.true_spent,
            ),
        )
