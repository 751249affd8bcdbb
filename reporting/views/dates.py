"""The dates that the address of a page asks for: what its figures are counted at, and what its links keep."""

from urllib.parse import urlencode

from django.http import HttpRequest

from programmes.situation import Situation
from reporting.forms import SituationForm

NAMES = ("at", "known")


class AskedDates:
    """« Situation au » of a page that is of today unless it is asked otherwise."""

    def __init__(self, request: HttpRequest) -> None:
        self._asked = request.GET
        self.form = SituationForm(request.GET or None)
        found = self.form.cleaned_data if self.form.is_valid() else {}
        #: None for the present, and while a date cannot be read.
        self.situation = Situation.today(*map(found.get, NAMES)) if any(found.values()) else None

    @property
    def are_good(self) -> bool:
        return not self.form.is_bound or self.form.is_valid()

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return 200 if self.are_good else 400

    @property
    def shown(self) -> Situation:
        """The dates of the figures."""
        return self.situation or Situation.today()

    @property
    def query(self) -> str:
        """The dates as a query, for what the page leads to; empty for the present."""
        return dates_query(self.situation) if self.situation else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the address asks besides: the filters and the order, which another date leaves alone."""
        left = {name: values for name, values in self._asked.lists() if name not in (*NAMES, "page")}
        return [(name, value) for name, values in left.items() for value in values]

    @property
    def present_url(self) -> str:
        """The address of the same page today."""
        return f"?{urlencode(self.kept)}"


def dates_query(situation: Situation) -> str:
    """« at=2023-09-30&known=2024-01-15 »."""
    dates = {"at": situation.at.isoformat()}
    if situation.known:
        dates["known"] = situation.known.date().isoformat()
    return urlencode(dates)
