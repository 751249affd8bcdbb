"""Which activities a write is about, where it is about something else: a plan, a programme, a source, a place."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model

from communes.models import Place
from programmes.models import (
    ActionPlan,
    Activity,
    Funding,
    FundingSource,
    Programme,
    Revision,
    StatusReport,
)

BATCH = 500

#: From what, the paths by which an activity hangs on it.
PATHS: dict[type[Model], tuple[str, ...]] = {
    Activity: ("pk",),
    StatusReport: ("reports",),
    Revision: ("revisions",),
    Funding: ("funding_lines",),
    ActionPlan: ("plan",),
    FundingSource: ("funding_lines__source",),
    Programme: ("programme", "plan__programme"),
    Place: ("places",),
}
#: What is read through an object that activities refer to: the columns that tell in which groups they count.
TOLD_BY: dict[type[Model], frozenset[str]] = {
    ActionPlan: frozenset({"year", "programme", "adopted_on", "closed_on"}),
    FundingSource: frozenset({"partner"}),
    Programme: frozenset({"parent"}),
    Place: frozenset({"region", "cercle"}),
}


def counting(activities: Iterable[Activity]) -> list[int]:
    """The keys of those that count: drafts do not, and what is written in them costs nothing."""
    return [activity.pk for activity in activities if activity.plan.adopted_on]


def behind(model: type[Model], keys: Collection[Any]) -> list[int]:
    """The keys of the activities of adopted plans that hang on these objects.

    What they refer to is held until the end of the transaction: nobody attaches another activity to it meanwhile.
    """
    model, keys = model._meta.concrete_model, sorted(keys)
    found: set[int] = set()
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        if model in TOLD_BY:
            list(model._base_manager.select_for_update().filter(pk__in=part).order_by("pk").values_list("pk"))
        for path in PATHS.get(model, ()):
            rows = Activity.objects.filter(**{f"{path}__in": part}, plan__adopted_on__isnull=False)
            found.update(rows.order_by().values_list("pk", flat=True))
    return sorted(found)


def moved(model: type[Model], changed: Iterable[str]) -> bool:
    """Whether a change of these columns of an object may move the activities that refer to it."""
    return not TOLD_BY.get(model._meta.concrete_model, frozenset()).isdisjoint(changed)
