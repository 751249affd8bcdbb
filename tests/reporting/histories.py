"""Plans with a history, made in a few rows: what the tests of figures count."""

from datetime import UTC, date, datetime

from programmes.models import Activity, Review, StatusReport
from tests.factories import PlanFactory

ENTERED = datetime(2023, 12, 20, 10, tzinfo=UTC)
YEAR_END = date(2023, 12, 31)


def add(plan, number: int, status: str | None = None, **fields) -> list[Activity]:
    """So many activities of the plan, each with one report of that status on 20 December 2023 (None: no report)."""
    report = {key: fields.pop(key) for key in ("spent", "committed", "progress") if key in fields}
    start = plan.activities.count()
    rows = [
        Activity(
            plan=plan,
            code=f"L{start + n:03}",
            title=f"Ligne {start + n}",
            position=start + n,
            **{"department": plan.department, **fields},
        )
        for n in range(number)
    ]
    for row in rows:
        row.search = row.search_text()
    Activity.objects.bulk_create(rows)
    if status:
        StatusReport.objects.bulk_create(
            StatusReport(
                activity=row,
                status=status,
                effective_date=date(2023, 12, 20),
                entered_at=ENTERED,
                review=Review.APPROVED,
                reviewed_at=ENTERED,
                **report,
            )
            for row in rows
        )
    return rows


def plan_of_68(**fields):
    """The plan 2023 of the DGCT as its workshop left it: 42 done, 15 in progress, 11 not done."""
    plan = PlanFactory(**fields)
    add(plan, 42, "done")
    add(plan, 15, "in_progress")
    add(plan, 11, "not_done")
    return plan


def say(activity, status, on, entered=None, **fields) -> StatusReport:
    """One report that counts."""
    entered = entered or datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return StatusReport.objects.create(
        activity=activity,
        status=status,
        effective_date=on,
        entered_at=entered,
        **{"review": Review.APPROVED, "reviewed_at": entered, **fields},
    )


def plain(text: str) -> str:
    """The text with ordinary spaces: typography is tested with the formats."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
