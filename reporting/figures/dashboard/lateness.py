"""What is late and why: the longest late first, with the reason or the difficulty that was last told."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from programmes.models import Activity, DelayReason
from programmes.states import judged_on
from reporting.figures.dashboard.plain import plain_lines
from reporting.figures.dashboard.scope import DashboardScope


@dataclass(frozen=True)
class LateActivity:
    """A late activity; `reason` and `difficulty` are those of its latest report, empty where it tells none."""

    activity: Activity
    planned_end: date
    days: int
    reason: str
    difficulty: str

    @property
    def why(self) -> str:
        """« passation de marché : le titulaire s’est désisté »; empty where nobody said."""
        return "\u00a0: ".join(text for text in (self.reason, self.difficulty) if text)


@dataclass(frozen=True)
class Lateness:
    """The longest late of a scope, and how many are late in all."""

    count: int
    rows: tuple[LateActivity, ...]


def lateness_of(user: User, scope: DashboardScope, limit: int = 10) -> Lateness:
    """The late activities of the scope, the longest late first; their plan and department are loaded."""
    situation = scope.shown
    late = [line for line in plain_lines(user, scope) if line.is_late and not line.is_cancelled]
    rows = [
        LateActivity(
            line.activity,
            line.planned_end,
            (judged_on(line.activity, situation) - line.planned_end).days,
            str(DelayReason(line.report.delay_reason).label)
            if line.report and line.report.delay_reason
            else "",
            line.report.difficulty if line.report else "",
        )
        for line in late
    ]
    rows.sort(key=lambda row: (-row.days, row.activity.pk))
    return Lateness(len(late), tuple(rows[:limit]))
