"""Reporting a status: the whole form, and the action alone."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.cases import Case, Floor, an_open_activity, client_of
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.status import report_status
from programmes.models import Activity
from programmes.summaries import rebuild_tallies

INSERT = """
    INSERT INTO programmes_statusreport (activity_id, effective_date, status, progress, committed, spent, comment,
        difficulty, delay_reason, author_id, entered_at, review, review_reason)
    VALUES (%s, %s, 'in_progress', 45, NULL, 1000, '', '', '', %s, %s, 'pending', '')
"""
CLOSE = "UPDATE programmes_actionplan SET closed_on = %s WHERE id = %s"
UPDATE = "UPDATE programmes_activity SET status = 'in_progress', progress = 45, spent = 1000 WHERE id = %s"


def agent_of(activity: Activity) -> User:
    """Somebody who reports for it."""
    return activity.department.members.filter(role=Role.AGENT).order_by("pk").first()


def bare_write(activity: Activity, author: User) -> Floor:
    """One row inserted, one updated, committed."""

    def write() -> None:
        now = timezone.now()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [activity.pk, now.date(), author.pk, now])
            cursor.execute(UPDATE, [activity.pk])

    return Floor("INSERT + UPDATE", write)


def report_form() -> Iterator[Case]:
    """A status sent by its form, up to the answer."""
    activity = an_open_activity()
    agent = agent_of(activity)
    client, url = client_of(agent), reverse("programmes:report_status", args=[activity.pk])

    def send() -> None:
        response = client.post(
            url,
            {
                "status": "in_progress",
                "progress": "45",
                "effective_date": (timezone.localdate() - timedelta(days=1)).isoformat(),
                "spent": "1 000",
                "comment": "Mesure",
                "token": str(uuid4()),
            },
        )
        if response.status_code != 302:
            raise RuntimeError(f"{url} : {response.status_code}")

    yield Case(send, (bare_write(_another(activity), agent),), most=25)


def report_action() -> Iterator[Case]:
    """A status reported by the action: the history, the derived copy and the trail, committed."""
    activity = an_open_activity()
    agent, yesterday = agent_of(activity), timezone.localdate() - timedelta(days=1)
    floor = bare_write(_another(activity), agent)

    def report() -> None:
        report_status(
            activity=activity,
            by=agent,
            status="in_progress",
            effective_date=yesterday,
            progress=45,
            spent=1000,
        )

    yield Case(report, (Floor(floor.label, floor.work, most=4),))


def plan_closed() -> Iterator[Case]:
    """A plan closed, then opened again: its activities leave the counts of what is to be done, and come back."""
    plan = an_open_activity().plan

    def write() -> None:
        close_plan(plan=plan, on=timezone.localdate(), by=None)
        reopen_plan(plan=plan, by=None, reason="Mesure")

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for on in (timezone.localdate(), None):
                cursor.execute(CLOSE, [on, plan.pk])

    yield Case(write, (Floor("deux UPDATE", bare),))


def counts_rebuilt() -> Iterator[Case]:
    """Every kept count made anew, beside reading the activities and their reports."""

    def read() -> None:
        with connection.cursor() as cursor:
            for table in ("programmes_activity", "programmes_statusreport"):
                cursor.execute(f"SELECT * FROM {table}")
                cursor.fetchall()

    yield Case(rebuild_tallies, (Floor("lire les lignes", read),))


def _another(activity: Activity) -> Activity:
    """Of the same plan: what the floor writes does not lengthen the history that is measured."""
    return activity.plan.activities.exclude(pk=activity.pk).filter(cancelled_on=None).order_by("pk").first()
