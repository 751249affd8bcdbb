"""The figures of one plan: what its page, its report, its spreadsheet and the command print."""

from dataclasses import dataclass

from programmes.models import ActionPlan
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.groups import (
    Group,
    NamedSource,
    SourceFigures,
    by_department,
    by_kind,
    by_objective,
    by_sector,
    by_source,
)
from reporting.figures.lines import Line, lines_of
from reporting.figures.totals import Figures, figures_of


@dataclass(frozen=True)
class PlanFigures:
    """A plan at a date, as the reader may see it.

    `listed` is how many activities the reader sees in the plan whatever their date: what a draft, which has no
    figures yet, says of itself. `is_partial` when the reader sees only some of the plan's activities.
    """

    plan: ActionPlan
    situation: Situation
    lines: tuple[Line, ...]
    total: Figures
    departments: tuple[Group, ...]
    sources: SourceFigures
    sectors: tuple[Group, ...]
    kinds: tuple[Group, ...]
    objectives: tuple[Group, ...]
    named_sources: tuple[NamedSource, ...]
    listed: int
    is_partial: bool

    @property
    def is_adopted(self) -> bool:
        """Whether the plan was adopted by the date looked at: before, there is no figure."""
        return self.plan.adopted_on is not None and self.plan.adopted_on <= self.situation.at


def plan_figures(
    plan: ActionPlan, activities: ActivityQuerySet, situation: Situation | None = None
) -> PlanFigures:
    """The figures of `plan` over the activities the reader may see (`Activity.objects.visible_to(user)`).

    By default as of today, or as of its closing for a closed plan. Seven queries whatever the size.
    """
    situation = situation or Situation.of_plan(plan)
    mine = activities.filter(plan=plan)
    lines = lines_of(mine, situation)
    listed = mine.count()
    is_partial = listed < plan.activities.count()
    return PlanFigures(
        plan=plan,
        situation=situation,
        lines=lines,
        total=figures_of(lines),
        departments=by_department(lines),
        sources=by_source(lines),
        sectors=by_sector(lines),
        kinds=by_kind(lines),
        # What is said of the whole plan is not told to who sees a part of it: its funders and their amounts, and
        # results that may be those of other programmes.
        objectives=() if is_partial else by_objective(lines),
        named_sources=() if is_partial else _named_sources(plan),
        listed=listed,
        is_partial=is_partial,
    )


def _named_sources(plan: ActionPlan) -> tuple[NamedSource, ...]:
    lines = plan.funding_lines.select_related("source").order_by("position", "pk")
    return tuple(NamedSource.of(line) for line in lines)
