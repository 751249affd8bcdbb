"""What the reader of a document may see of the objects it speaks of."""

from dataclasses import dataclass
from typing import Self

from accounts.models import User
from programmes.models import ActionPlan, Activity
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.plans import PlanQuerySet


@dataclass(frozen=True)
class Sight:
    """The plans and the activities that one reader may see."""

    plans: PlanQuerySet
    activities: ActivityQuerySet

    @classmethod
    def of(cls, user: User | None) -> Self:
        """Those of a person; None, a command, sees everything."""
        if user is None:
            return cls(ActionPlan.objects.all(), Activity.objects.all())
        return cls(ActionPlan.objects.visible_to(user), Activity.objects.visible_to(user))
