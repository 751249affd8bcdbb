"""The form that says where an activity stands."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from programmes.actions.evidence import MOST_FILES
from programmes.actions.refusals import Refusal
from programmes.actions.status import check_date
from programmes.formats import date_long, money, percent
from programmes.forms.fields import AmountField, ProgressField, RowsField
from programmes.forms.files import FilesField, files_help
from programmes.forms.whole import WholeForm
from programmes.models import Activity, DelayReason, Stage, Status, StatusReport
from programmes.models.status import REPORTABLE
from programmes.stage_grids import current_grid

WHOLE = 100
#: What a statement restates of an earlier one that it takes up.
TAKEN_UP = (
    "status",
    "progress",
    "effective_date",
    "committed",
    "spent",
    "comment",
    "difficulty",
    "delay_reason",
)


class StatusCards(forms.RadioSelect):
    """The four statuses in cards, a thumb wide."""

    template_name = "forms/widgets/status_cards.html"


class StageChoices(RowsField):
    """The stages of a grid, to tick."""

    def label_from_instance(self, obj: Stage) -> str:
        """« Rapport provisoire (30 %) »."""
        return f"{obj.label} ({percent(obj.weight)})"


class StatusForm(WholeForm):
    """One report: status, date, progress, amounts to date, what was hard, what proves it.

    Only the status and the date are asked.
    """

    status = forms.ChoiceField(
        label="Où en est l’activité\u202f?",
        choices=REPORTABLE,
        widget=StatusCards,
        help_text="Tel qu’il est à la date dite plus bas. Une annulation ne se déclare pas\u00a0: "
        "la Direction la décide.",
        error_messages={"required": "Choisissez l’état de l’activité."},
    )
    progress = ProgressField(
        label="Avancement (%)",
        help_text="De 0 à 99, si l’activité est en cours. Laissez vide si vous ne le connaissez pas.",
    )
    stages = StageChoices(
        Stage.objects.none(),
        label="Étapes franchies",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="L’avancement d’une activité en cours est la somme des étapes cochées.",
    )
    effective_date = forms.DateField(
        label="État à la date du",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Le jour où c’était vrai, même si vous le saisissez plus tard.",
        error_messages={
            "required": "Indiquez la date de l’état.",
            "invalid": "Écrivez une date qui existe, par exemple 20/12/2023.",
        },
    )
    committed = AmountField(label="Engagé à ce jour")
    spent = AmountField(label="Dépensé à ce jour")
    comment = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui a été fait depuis la dernière déclaration, en une ou deux phrases.",
    )
    difficulty = forms.CharField(
        label="Difficulté rencontrée",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui bloque ou ralentit, et qui peut le lever\u00a0: la fiche de la semaine le reprend.",
    )
    delay_reason = forms.ChoiceField(
        label="Cause du retard",
        required=False,
        help_text="La principale, pour que les retards se comptent par cause.",
        choices=[("", "Aucune"), *((value, capfirst(label)) for value, label in DelayReason.choices)],
    )
    files = FilesField(
        label="Photos et pièces justificatives", most=MOST_FILES, help_text=files_help(MOST_FILES)
    )
    keeps_files = forms.BooleanField(label="Garder les pièces déjà jointes", required=False, initial=True)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        activity: Activity,
        takes_up: StatusReport | None = None,
        status: str = "",
    ) -> None:
        """`takes_up` fills the form with the report it corrects or does again; `status` ticks a card beforehand."""
        super().__init__(data, files, initial=_initial(takes_up, status))
        self.activity = activity
        self._set_stages(takes_up or activity.latest_report)
        self.takes_up = takes_up
        count = takes_up.evidence.count() if takes_up else 0
        if count:
            self.fields["keeps_files"].label = f"Garder les pièces déjà jointes ({count})"
        else:
            del self.fields["keeps_files"]
        self.fields["effective_date"].widget.attrs["max"] = timezone.localdate().isoformat()
        for name, last in (("committed", activity.committed), ("spent", activity.spent)):
            self.fields[name].currency = activity.currency
            self.fields[name].help_text = _last_amount(last, activity.currency)

    def clean_effective_date(self) -> date:
        """Refused beside its field together with the other faults; the action checks it again."""
        day = self.cleaned_data["effective_date"]
        if self.activity.plan.adopted_on:
            try:
                check_date(self.activity, day)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.message) from refusal
        return day

    def said(self) -> dict[str, Any]:
        """What the action is told; the report whose files are kept as well, where that was left ticked."""
        said = dict(self.cleaned_data)
        keeps = said.pop("keeps_files", False)
        return said | {"evidence_of": self.takes_up if keeps else None}

    def _set_stages(self, last: StatusReport | None) -> None:
        """With a grid, progress is the sum of the stages; without one, it is typed."""
        grid = current_grid(self.activity)
        if grid is None:
            del self.fields["stages"]
            return
        del self.fields["progress"]
        self.fields["stages"].queryset = grid.stages.all()
        if last is not None and last.grid_id == grid.pk:
            self.initial.setdefault("stages", list(last.stages.all()))


def _initial(takes_up: StatusReport | None, status: str) -> dict[str, Any]:
    if takes_up is None:
        return {"status": status} if status in dict(REPORTABLE) else {}
    return {name: getattr(takes_up, name) for name in TAKEN_UP}


def is_whole(form: StatusForm) -> bool:
    """Whether the form says « en cours » of what is wholly done: it is then proposed to say « réalisée »."""
    said = form.cleaned_data if form.is_bound else {}
    if said.get("status") != Status.IN_PROGRESS:
        return False
    stages = sum(stage.weight for stage in said.get("stages") or ())
    return said.get("progress") == WHOLE or stages >= WHOLE


def _last_amount(last: Any, currency: str) -> str:
    if last is None:
        return "Total depuis le début, par exemple 1\u202f500\u202f000. Rien n’a encore été déclaré."
    return f"Dernier total déclaré\u00a0: {money(last, currency)}. Laissez vide s’il n’a pas changé."


def quick_data(posted: QueryDict) -> QueryDict:
    """What a card of « Mes activités » sends, as the whole form would: of today, and only what goes with the status."""
    data = posted.copy()
    data.setdefault("effective_date", timezone.localdate().isoformat())
    if data.get("status") != Status.IN_PROGRESS:
        data.pop("progress", None)
    if data.get("status") not in {Status.IN_PROGRESS, Status.DONE}:
        data.pop("stages", None)
    return data


def last_report_text(activity: Activity) -> str:
    """« En cours, 45 %, au 31 octobre 2023 »; empty before the first report."""
    if not activity.status_date:
        return ""
    progress = f", {percent(activity.progress)}" if activity.progress is not None else ""
    return f"{capfirst(activity.get_status_display())}{progress}, au {date_long(activity.status_date)}"
