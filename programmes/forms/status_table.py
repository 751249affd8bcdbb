"""The table in which many activities are reported at once: one row an activity, one date for all at the top."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from programmes.forms.fields import AmountField, ProgressField
from programmes.forms.whole import WholeForm
from programmes.models import Activity, Stage, StageGrid, Status
from programmes.models.status import REPORTABLE
from programmes.stage_grids import current_grids

MOST_ROWS = 100
LONGEST_KEY = 18
LONGEST_DIFFICULTY = 2000
BAD_DATE = "Écrivez une date qui existe, par exemple 20/12/2023."


def _date_input(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


class TopForm(WholeForm):
    """What holds for every row: the date of the states, and the token by which the browser knows its copy."""

    use_required_attribute = False

    effective_date = forms.DateField(
        label="États à la date du",
        initial=timezone.localdate,
        widget=_date_input(),
        help_text="Pour toutes les lignes, sauf celles qui portent leur propre date.",
        error_messages={"required": "Indiquez la date des états.", "invalid": BAD_DATE},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RowForm(forms.Form):
    """The statement of one row. Without anything new it makes no report: see `has_news`."""

    use_required_attribute = False

    status = forms.ChoiceField(
        label="État", choices=[(value, capfirst(label)) for value, label in REPORTABLE]
    )
    progress = ProgressField(label="Avancement (%)")
    effective_date = forms.DateField(
        label="Date de la ligne", required=False, widget=_date_input(), error_messages={"invalid": BAD_DATE}
    )
    spent = AmountField(label="Dépensé à ce jour")
    difficulty = forms.CharField(
        label="Difficulté",
        required=False,
        max_length=LONGEST_DIFFICULTY,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, activity: Activity, grid: StageGrid | None = None, data: QueryDict | None = None
    ) -> None:
        """`data` is what was sent; without it, the row shows the state of the activity."""
        seen = {"status": activity.status, "progress": activity.progress}
        initial = {**seen, "seen": _seen(activity), "token": uuid.uuid4()}
        super().__init__(data, prefix=f"a{activity.pk}", auto_id="%s", initial=initial)
        self.activity = activity
        self.stages = _ticked(activity, grid)
        self.has_grid = grid is not None
        self.fields["spent"].currency = activity.currency
        if self.has_grid:
            del self.fields["progress"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {activity.code}"

    def clean(self) -> dict[str, Any]:
        """The progress that stood in the row goes with a status that is no longer « en cours »."""
        said = super().clean()
        if said.get("status") != Status.IN_PROGRESS and _shown(said.get("progress")) == self._seen[1]:
            said["progress"] = None
        return said

    @property
    def has_news(self) -> bool:
        """Whether the row says something: another status or progress than it showed, a date, a sum, a difficulty."""
        said = self.cleaned_data
        status, progress = self._seen
        return (
            said["status"] != status
            or (said["status"] == Status.IN_PROGRESS and self._moved(said.get("progress"), progress))
            or said["spent"] is not None
            or bool(said["effective_date"] or said["difficulty"])
        )

    def _moved(self, progress: Decimal | None, shown: str) -> bool:
        return not self.has_grid and _shown(progress) != shown

    @property
    def _seen(self) -> tuple[str, str]:
        """The status and the progress that the row showed when it was drawn."""
        status, _, progress = self.cleaned_data.get("seen", "").partition(":")
        return status, progress

    def said(self, day: date) -> dict[str, Any]:
        """What the action is told: the date of the top where the row has none, the stages ticked before."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        said["effective_date"] = said["effective_date"] or day
        if said["status"] in {Status.IN_PROGRESS, Status.DONE}:
            said["stages"] = self.stages
        if self.has_grid and not self.stages and said["status"] == Status.IN_PROGRESS:
            said["progress"] = self.activity.progress
        return said

    def tie_faults(self) -> None:
        """Each faulty control names the place where the faults of its row are told."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": self.faults_id}

    @property
    def faults_id(self) -> str:
        """Where the faults of the row are told."""
        return f"{self.prefix}-fautes"

    @property
    def faults(self) -> list[str]:
        """Everything wrong with the row, in the order of its columns."""
        ordered = [*self.fields, NON_FIELD_ERRORS]
        return [text for name in ordered for text in self.errors.get(name, ())]


@dataclass
class Row:
    """One line of the table: its form, and what became of it when it was sent."""

    form: RowForm
    saved: bool = False

    @property
    def activity(self) -> Activity:
        """The activity it is about."""
        return self.form.activity


def rows_of(activities: Iterable[Activity], data: QueryDict | None = None) -> list[Row]:
    """The rows of these activities; with `data`, as they were sent."""
    activities = list(activities)
    grids = current_grids(activities)
    return [Row(RowForm(activity, grids.get(activity.kind_id), data)) for activity in activities]


def sent_keys(data: QueryDict) -> list[int]:
    """The activities whose rows were sent, in the order of the table."""
    texts = data.getlist("row")[:MOST_ROWS]
    keys = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY]
    return list(dict.fromkeys(keys))


def _seen(activity: Activity) -> str:
    return f"{activity.status}:{_shown(activity.progress)}"


def _shown(progress: Decimal | None) -> str:
    return "" if progress is None else f"{progress.normalize():f}"


def _ticked(activity: Activity, grid: StageGrid | None) -> tuple[Stage, ...]:
    """The stages of the grid in force that the latest report ticks: a row of the table restates them."""
    last = activity.latest_report
    if grid is None or last is None or last.grid_id != grid.pk:
        return ()
    return tuple(last.stages.all())
