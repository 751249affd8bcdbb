"""Where the numbers of a page lead: the list of activities, filtered alike and shown at the same dates."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.urls import reverse

from programmes.models import ActionPlan


@dataclass(frozen=True)
class ActivityLinks:
    """Where a number leads: the filters of the list of activities, which is shown at the dates of the page.

    `of` is the code of a plan, or of what another filter (`parameter`) names.
    """

    of: str
    dates: str
    parameter: str = "plan"

    @classmethod
    def of_plan(cls, plan: ActionPlan, dates: str) -> Self:
        """At these dates; by default those of a closed plan lead to its activities as they stood at its closing."""
        closing = urlencode({"at": plan.closed_on.isoformat()}) if plan.closed_on else ""
        return cls(plan.code, dates or closing)

    @property
    def all(self) -> str:
        """All its activities."""
        query = urlencode({self.parameter: self.of}) + (f"&{self.dates}" if self.dates else "")
        return f"{reverse('programmes:activity_list')}?{query}"

    def counted(self, query: str | None) -> str:
        """Those that a figure over several plans counts: no draft, and a chain of carried-over activities once."""
        return self.to(f"counted=1&latest=1&{query}") if query else ""

    def to(self, query: str | None) -> str:
        """Those that a card counts."""
        return f"{self.all}&{query}" if query else ""
