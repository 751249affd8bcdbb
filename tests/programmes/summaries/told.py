"""What the tests of the kept counts read, and the report they write."""

from datetime import date

from programmes.actions.status import report_status
from programmes.models import StatusReport, Tally

IN_JUNE = date(2023, 6, 30)


def group(dimension: str, key: int = 0, year: int = 2023) -> Tally | None:
    """The row of a group, of the plans of structures."""
    return Tally.objects.filter(owner="department", year=year, dimension=dimension, key=key).first()


def done(dimension: str, key: int = 0, year: int = 2023) -> int:
    """How many are done in a group."""
    row = group(dimension, key, year)
    return row.done if row else 0


def report(activity, status: str = "done", **said) -> StatusReport:
    """A statement of June 2023."""
    return report_status(activity=activity, by=None, status=status, effective_date=IN_JUNE, **said)
