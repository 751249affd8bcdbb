"""« Mes activités »: what one has to report on, what is due first, each with what was said last and a short form.

An activity stands in one part: late, else due this week, else under way, else not heard of for so many days
(`REMINDER_DAYS`, as in the reminders), else still to start.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from programmes.formats import number
from programmes.models import Activity, Stage, StageGrid, Status, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from programmes.stage_grids import current_grids
from programmes.standing import late_text
from programmes.weeks import Week

MOST_CARDS = 25


@dataclass(frozen=True)
class TickedStage:
    """A stage of the grid of an activity, ticked where the last report says so."""

    stage: Stage
    ticked: bool


@dataclass(frozen=True)
class Card:
    """One activity with what its short form starts from: `progress` as people write it, stages where it has a grid."""

    activity: Activity
    late: str
    progress: str
    stages: tuple[TickedStage, ...]
    token: uuid.UUID

    @property
    def last(self) -> StatusReport | None:
        """The latest report that counts."""
        return self.activity.latest_report


@dataclass(frozen=True)
class CardPart:
    """The activities that share what they wait for: the first ones, and how many there are."""

    key: str
    title: str
    cards: tuple[Card, ...]
    count: int

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class OwnActivities:
    """Everything one answers for in plans in execution, finished ones counted only."""

    parts: tuple[CardPart, ...]
    returned: tuple[StatusReport, ...]
    finished: int

    @property
    def count(self) -> int:
        """How many are not finished."""
        return sum(part.count for part in self.parts)


def own_of(user: User) -> ActivityQuerySet:
    """The activities that a person reports on: theirs, in plans in execution, not cancelled."""
    return Activity.objects.visible_to(user).reportable_by(user).mine(user)


def own_activities(user: User) -> OwnActivities:
    """The page of one person today."""
    today = timezone.localdate()
    mine = own_of(user)
    waiting = mine.unfinished()
    chosen = {key: _keys(part) for key, part in _parts(waiting, today).items()}
    titles = _titles()
    shown = [pk for keys in chosen.values() for pk in keys[:MOST_CARDS]]
    cards = {card.activity.pk: card for card in _cards(shown)}
    returned = StatusReport.objects.visible_to(user).to_redo_by(user)
    return OwnActivities(
        parts=tuple(
            CardPart(key, titles[key], tuple(cards[pk] for pk in keys[:MOST_CARDS]), len(keys))
            for key, keys in chosen.items()
            if keys
        ),
        returned=tuple(
            returned.select_related("activity__plan", "reviewer").order_by("-reviewed_at")[:MOST_CARDS]
        ),
        finished=mine.count() - sum(map(len, chosen.values())),
    )


def _parts(waiting: ActivityQuerySet, today: date) -> dict[str, ActivityQuerySet]:
    """Each part by its key, in the order of the page; the three first ones are those of the reminders."""
    late = waiting.late(today)
    due = waiting.due_in(today, Week.of(today).sunday)
    silent = waiting.silent(today, settings.REMINDER_DAYS)
    other = waiting.exclude(pk__in=late.order_by().values("pk"))
    other = other.exclude(pk__in=due.order_by().values("pk")).exclude(pk__in=silent.order_by().values("pk"))
    return {
        "late": late,
        "due": due,
        "in_progress": other.filter(status=Status.IN_PROGRESS),
        "silent": silent,
        "planned": other.filter(status=Status.PLANNED),
    }


def _titles() -> dict[str, str]:
    return {
        "late": "En retard",
        "due": "À finir cette semaine",
        "in_progress": "En cours",
        "silent": f"Sans nouvelle depuis {settings.REMINDER_DAYS} jours",
        "planned": "À commencer",
    }


def _keys(part: ActivityQuerySet) -> list[int]:
    ordered = part.order_by(F("planned_end").asc(nulls_last=True), "plan", "position", "pk")
    return list(ordered.values_list("pk", flat=True))


def _cards(keys: Iterable[int]) -> Iterable[Card]:
    activities = list(
        Activity.objects.filter(pk__in=keys)
        .with_row()
        .select_related("latest_report__author")
        .prefetch_related("latest_report__stages")
    )
    grids = current_grids(activities)
    return [_card(activity, grids.get(activity.kind_id)) for activity in activities]


def _card(activity: Activity, grid: StageGrid | None) -> Card:
    last = activity.latest_report
    ticked = {stage.pk for stage in last.stages.all()} if last else set()
    return Card(
        activity=activity,
        late=late_text(activity),
        progress=number(activity.progress) if activity.progress is not None else "",
        stages=tuple(TickedStage(stage, stage.pk in ticked) for stage in grid.stages.all()) if grid else (),
        token=uuid.uuid4(),
    )
