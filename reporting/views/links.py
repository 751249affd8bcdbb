"""Where the numbers of a page lead: the list of activities, filtered alike and shown at the same dates."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class ActivityLinks:
    """Where a number leads: the filters of the list of activities, which is shown at the dates of the page."""

    plan: str
    dates: str

    @property
    def all(self) -> str:
        """The activities of the plan."""
        query = urlencode({"plan": self.plan}) + (f"&{self.dates}" if self.dates else "")
        return f"{reverse('programmes:activity_list')}?{query}"

    def to(self, query: str | None) -> str:
        """Those that a card counts."""
        return f"{self.all}&{query}" if query else ""
