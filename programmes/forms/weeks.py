"""The forms of the Monday sheet: a priority, what became of last week's, the reopening."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F
from django.utils.text import Truncator, capfirst

from accounts.models import User
from accounts.roles import Permission, Role, may
from programmes.formats import date_long
from programmes.models import Activity, Department, WeekPriority
from programmes.weeks import Week

#: A select box never holds more.
MOST_ACTIVITIES = 100
LONGEST_CHOICE = 90
INTERNAL = [role for role in Role if may(role, Permission.READ_ALL)]
DIRECTING = [role for role in Role if may(role, Permission.CLOSE_WEEKS)]
Outcome = WeekPriority.Outcome


class ActivityChoice(forms.ModelChoiceField):
    """An activity of the department."""

    def label_from_instance(self, obj: Activity) -> str:
        """« DGCT-2024 · 014 – Former les régisseurs »."""
        return Truncator(f"{obj.plan.code}\u00a0·\u00a0{obj.code} – {obj.title}").chars(LONGEST_CHOICE)


class PriorityForm(forms.Form):
    """One thing that a department means to do in the coming week."""

    text = forms.CharField(
        label="Priorité",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Ce qui sera fait dans la semaine, en une phrase, par exemple\u00a0: transmettre les termes de "
        "référence à la DFM.",
        error_messages={"required": "Dites quelle est la priorité."},
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Responsable",
        required=False,
        empty_label="Toute la structure",
        help_text="La personne qui en rendra compte.",
    )
    due_on = forms.DateField(
        label="Échéance",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Écrivez une date qui existe, par exemple 20/12/2023."},
    )
    activity = ActivityChoice(
        Activity.objects.none(),
        label="Activité du plan",
        required=False,
        empty_label="Aucune",
        help_text="Si la priorité fait avancer une activité du plan, choisissez-la\u00a0: la fiche y mène.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        week: Week,
        department: Department,
        by: User,
        priority: WeekPriority | None = None,
    ) -> None:
        """`week` is that of the sheet: the priority is for the next one. `priority` fills the form."""
        initial = {}
        if priority:
            initial = {
                "text": priority.text,
                "owner": priority.owner_id,
                "due_on": priority.due_on,
                "activity": priority.activity_id,
            }
        super().__init__(data, initial=initial)
        self.fields["owner"].queryset = owners(department, priority)
        self.fields["activity"].queryset = _activities(department, by, priority)
        self.fields["due_on"].help_text = f"À partir du {date_long(week.next.monday)}."


def owners(department: Department, priority: WeekPriority | None = None) -> Any:
    """The people of the department, the Direction, and whoever is named already."""
    people = User.objects.active().with_role(*INTERNAL)
    own = people.filter(departments=department) | people.with_role(*DIRECTING)
    if priority and priority.owner_id:
        own = own | User.objects.filter(pk=priority.owner_id)
    return own.distinct().order_by("full_name", "pk")


def _activities(department: Department, by: User, priority: WeekPriority | None) -> Any:
    """What is still to be done in the department, the first due first; the one named already among them."""
    visible = Activity.objects.visible_to(by).select_related("plan")
    open_ones = visible.unfinished().filter(department=department)
    first = open_ones.order_by(F("planned_end").asc(nulls_last=True), "plan", "position", "pk")
    keys = list(first.values_list("pk", flat=True)[:MOST_ACTIVITIES])
    if priority and priority.activity_id:
        keys.append(priority.activity_id)
    return visible.filter(pk__in=keys).order_by(
        F("planned_end").asc(nulls_last=True), "plan", "position", "pk"
    )


@dataclass(frozen=True)
class Settled:
    """What was said of one priority."""

    priority: WeekPriority
    outcome: str
    reason: str


class OutcomesForm(forms.Form):
    """What became of the priorities of a week: a choice and a reason for each, all saved at once."""

    def __init__(self, data: Any = None, *, priorities: Iterable[WeekPriority]) -> None:
        super().__init__(data)
        self.priorities = list(priorities)
        for priority in self.priorities:
            self.fields[f"outcome-{priority.pk}"] = forms.ChoiceField(
                label="Suite",
                required=False,
                choices=[
                    ("", "Pas encore dite"),
                    *((value, capfirst(label)) for value, label in Outcome.choices),
                ],
                initial=priority.outcome,
                help_text="Reportée\u00a0: elle sera à faire la semaine suivante.",
            )
            self.fields[f"reason-{priority.pk}"] = forms.CharField(
                label="Motif",
                required=False,
                max_length=300,
                initial=priority.outcome_reason,
                help_text="Obligatoire si elle n’est pas tenue.",
            )

    def clean(self) -> dict[str, Any]:
        """A priority that is not kept says why, beside its own row."""
        for priority in self.priorities:
            outcome = self.cleaned_data.get(f"outcome-{priority.pk}")
            if outcome == Outcome.NOT_KEPT and not self.cleaned_data.get(f"reason-{priority.pk}"):
                self.add_error(f"reason-{priority.pk}", "Dites pourquoi la priorité n’a pas été tenue.")
        return self.cleaned_data

    def rows(self) -> list[tuple[WeekPriority, forms.BoundField, forms.BoundField]]:
        """Each priority with its two fields."""
        return [(one, self[f"outcome-{one.pk}"], self[f"reason-{one.pk}"]) for one in self.priorities]

    def settled(self) -> list[Settled]:
        """What was said, once the form is valid."""
        return [
            Settled(one, self.cleaned_data[f"outcome-{one.pk}"], self.cleaned_data[f"reason-{one.pk}"])
            for one in self.priorities
        ]


class ReopenForm(forms.Form):
    """Why a closed sheet is opened again."""

    reason = forms.CharField(
        label="Motif de la réouverture",
        max_length=300,
        help_text="Il reste dans l’historique de la fiche.",
        error_messages={"required": "Dites pourquoi la fiche est rouverte."},
    )
