"""The two dates behind every figure: *at*, what had happened by then; *known*, what had been entered by then."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from django.utils import timezone

from programmes.formats import TIME_ZONE, date_long, datetime_long
from programmes.models import ActionPlan


@dataclass(frozen=True)
class Situation:
    """When the figures are looked at; `known` is None for « as known now ».

    `as_closed`: nobody asked for a date, so a closed plan is looked at as it was at its closing, as on its own page;
    what was reported for a later day is left out. A date that is asked for holds for every plan.
    """

    at: date
    known: datetime | None = None
    as_closed: bool = False

    @classmethod
    def today(cls, at: date | None = None, known: date | datetime | None = None) -> Self:
        """At a date (today by default); a `known` without an hour is the end of that day in Bamako."""
        return cls(at or timezone.localdate(), end_of(known), as_closed=at is None and known is None)

    @classmethod
    def of_plan(cls, plan: ActionPlan, at: date | None = None, known: date | datetime | None = None) -> Self:
        """As `today`, but a closed plan is looked at by default as it was at its closing."""
        return cls.today(at or plan.closed_on, known)

    @property
    def label(self) -> str:
        """« 31 décembre 2023 », « 31 décembre 2023, telle que connue le 10 janvier 2024 »."""
        if self.known is None:
            return date_long(self.at)
        moment = self.known.astimezone(TIME_ZONE)
        known = date_long(moment) if moment.time() == time.max else datetime_long(moment)
        return f"{date_long(self.at)}, telle que connue le {known}"


def end_of(known: date | datetime | None) -> datetime | None:
    """The last moment of a day in Bamako; a moment is kept as it is, in Bamako where it names no zone."""
    if known is None:
        return None
    if not isinstance(known, datetime):
        return datetime.combine(known, time.max, tzinfo=TIME_ZONE)
    return known if known.tzinfo else known.replace(tzinfo=TIME_ZONE)
