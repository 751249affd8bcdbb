"""The list of activities as a sheet: the columns of the import, then where each activity stands, to be read."""

from collections.abc import Callable, Mapping
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst

from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from programmes.exports.columns import Loader, Reader, Taken
from programmes.exports.headings import information
from programmes.exports.kinds import sheet_of
from programmes.formats import date_short
from programmes.models import Activity, Review, Status
from programmes.querysets.activities import ActivityQuerySet, StatusReportQuerySet
from programmes.situation import Situation
from programmes.states import OPEN, Standing, standings_of

STATUSES = {status.value: capfirst(status.label) for status in Status}
REVIEWS = {review.value: capfirst(review.label) for review in Review}


def activity_sheet(rows: ActivityQuerySet, reader: Reader, situation: Situation | None = None) -> OutSheet:
    """Activities in the order given, with their state of today or of the situation looked at."""
    beside = _past(situation) if situation else _present()
    return sheet_of("activities", reader, queryset=rows, beside=beside)


def _present() -> tuple[Taken, ...]:
    """From the copy of the latest state that every activity keeps."""
    today = timezone.localdate()

    def late(status: str, end: date | None, adopted: date | None, closed: date | None) -> str:
        is_late = status in OPEN and end is not None and adopted is not None and end < (closed or today)
        return "oui" if is_late else ""

    return (
        Taken(_column("État", width=16), ("status",), STATUSES.get),
        Taken(_column("Avancement", Style.PERCENT), ("progress",)),
        Taken(_column("État au", Style.DATE), ("status_date",)),
        Taken(_column("Engagé à ce jour", Style.AMOUNT), ("committed",)),
        Taken(_column("Dépensé à ce jour", Style.AMOUNT), ("spent",)),
        Taken(
            _column("En retard", width=12),
            ("status", "planned_end", "plan__adopted_on", "plan__closed_on"),
            late,
        ),
        Taken(_column("Validation", width=14), ("review",), lambda review: REVIEWS.get(review, "")),
    )


def _past(situation: Situation) -> tuple[Taken, ...]:
    """As the list shows them at a past date; the headings say which."""
    standings = _Standings(situation)
    day = date_short(situation.at)
    return (
        Taken(
            _column(f"Période prévue, au {day}", width=30), load=standings.of(lambda one: one.planned_period)
        ),
        Taken(
            _column(f"État, au {day}", width=16), load=standings.of(lambda one: STATUSES[one.state.status])
        ),
        Taken(
            _column(f"Avancement, au {day}", Style.PERCENT),
            load=standings.of(lambda one: one.state.progress),
        ),
        Taken(
            _column(f"Dernier état, au {day}", Style.DATE),
            load=standings.of(lambda one: one.state.status_date),
        ),
        Taken(_column(f"Budget, au {day}", Style.AMOUNT), load=standings.of(lambda one: one.budget)),
        Taken(_column(f"Engagé, au {day}", Style.AMOUNT), load=standings.of(lambda one: one.committed)),
        Taken(_column(f"Dépensé, au {day}", Style.AMOUNT), load=standings.of(lambda one: one.spent)),
        Taken(
            _column(f"En retard, au {day}", width=12),
            load=standings.of(lambda one: "oui" if one.state.is_late else ""),
        ),
        Taken(
            _column(f"Validation, au {day}", width=14),
            load=standings.of(lambda one: REVIEWS.get(one.state.review, "")),
        ),
    )


class _Standings:
    """Where the activities at hand stood, read once for all the columns that say it."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.keys: list[int] | None = None
        self.standings: Mapping[int, Standing] = {}

    def of(self, say: Callable[[Standing], Cell]) -> Loader:
        """One column of them."""

        def load(keys: list[int]) -> Mapping[int, Cell]:
            if keys is not self.keys:
                rows = Activity.objects.filter(pk__in=keys)
                self.keys, self.standings = keys, standings_of(rows, self.situation)
            return {key: say(standing) for key, standing in self.standings.items()}

        return load


def report_sheet(reports: StatusReportQuerySet, reader: Reader) -> OutSheet:
    """Reports in the order given, with what one needs to judge them."""
    beside = (
        Taken(_column("Intitulé de l’activité", width=48), ("activity__title",)),
        Taken(_column("Structure", width=24), ("activity__department__name",)),
        Taken(_column("Déclaré par", width=24), ("author__full_name",)),
    )
    return sheet_of("status", reader, queryset=reports, beside=beside)


def _column(label: str, style: Style = Style.TEXT, *, width: int = 0) -> OutColumn:
    return OutColumn(information(label), style, width)
