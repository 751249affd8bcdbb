"""The form of a carry-over: into which plan, which activities, under which codes, with what left to spend."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from programmes.actions.carry_over import (
    Choice,
    NewPlan,
    candidates,
    possible_targets,
    proposed_codes,
    remaining,
)
from programmes.formats import money, typeset
from programmes.forms.fields import LONGEST_KEY, AmountField
from programmes.models import ActionPlan, Activity

#: A form of more rows than the server reads fields; those carried over leave room for the next ones.
MOST_ROWS = 200
NEW = "nouveau"
EMPTY, SHIFTED = "vides", "decalees"


@dataclass(frozen=True)
class CarryRow:
    """One activity with its controls, and how its remaining budget was counted."""

    activity: Activity
    take: forms.BoundField
    code: forms.BoundField
    budget: forms.BoundField
    counted: str


class CarryOverForm(forms.Form):
    """Unfinished activities of a closed plan, not carried over yet, two hundred at a time."""

    target = forms.ChoiceField(
        label="Dans quel plan",
        help_text="Un plan de la même structure, d’un exercice suivant.",
        error_messages={"required": "Choisissez le plan qui les reçoit."},
    )
    title = forms.CharField(
        label="Titre du nouveau plan",
        required=False,
        max_length=200,
        help_text="Il sera ouvert en préparation, pour la même structure.",
    )
    dates = forms.ChoiceField(
        label="Dates prévues",
        choices=[
            (EMPTY, "Vides : elles se fixent dans le nouveau plan"),
            (SHIFTED, "Décalées au nouvel exercice"),
        ],
        initial=EMPTY,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, plan: ActionPlan, asked: str = "") -> None:
        self.plan, self.next_year = plan, plan.year + 1
        self.targets = {one.code: one for one in possible_targets(plan)}
        codes = list(self.targets)
        first = asked if asked in self.targets or asked == NEW else (codes[0] if codes else NEW)
        new_title = f"Plan d’actions {self.next_year} – {plan.owner}"[:200]
        super().__init__(data, initial={"target": first, "title": new_title})
        self.fields["dates"].choices = [(key, typeset(label)) for key, label in self.fields["dates"].choices]
        self.fields["target"].choices = [
            *((code, f"{code} – {one.title} ({one.state.label})") for code, one in self.targets.items()),
            (NEW, f"Ouvrir le plan {self.next_year}"),
        ]
        # What was sent stays among the rows when it was carried over meanwhile: sent twice, it is found there already.
        rows = candidates(plan).filter(Q(carried_to__isnull=True) | Q(pk__in=_sent(data)))
        self.activities = list(rows[:MOST_ROWS])
        self.left_out = max(0, rows.count() - MOST_ROWS)
        self._add_rows(self.targets.get(data.get("target", "") if data else first))

    def _add_rows(self, target: ActionPlan | None) -> None:
        taken = target.activities.values_list("code", flat=True) if target else ()
        year = target.year if target else self.next_year
        codes = proposed_codes(self.activities, self.plan, year, taken)
        for row in self.activities:
            self.fields[f"take-{row.pk}"] = forms.BooleanField(
                label=f"Reconduire {row.code}", required=False, initial=True
            )
            self.fields[f"code-{row.pk}"] = forms.CharField(
                label=f"Nouveau code de {row.code}",
                max_length=40,
                initial=codes[row.pk],
                required=False,
                widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
            )
            amount = AmountField(label=f"Reste à dépenser de {row.code}", initial=remaining(row))
            amount.currency = row.currency
            self.fields[f"budget-{row.pk}"] = amount

    def rows(self) -> list[CarryRow]:
        """The rows of the table."""
        return [
            CarryRow(
                row,
                self[f"take-{row.pk}"],
                self[f"code-{row.pk}"],
                self[f"budget-{row.pk}"],
                _counted(row),
            )
            for row in self.activities
        ]

    def clean(self) -> dict[str, Any]:
        """A code for each that is taken, each of its own; a title for a new plan."""
        cleaned = super().clean()
        if cleaned.get("target") == NEW and not cleaned.get("title", "").strip():
            self.add_error("title", "Donnez le titre du plan à ouvrir.")
        seen: set[str] = set()
        for row in self.activities:
            name = f"code-{row.pk}"
            if not cleaned.get(f"take-{row.pk}") or name not in cleaned:
                continue
            code = cleaned[name].strip()
            if not code:
                self.add_error(name, "Donnez un code.")
            elif code in seen:
                self.add_error(name, "Deux activités ne peuvent pas prendre le même code.")
            seen.add(code)
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        found = self.cleaned_data
        is_new = found["target"] == NEW
        return {
            "target": NewPlan(found["title"].strip(), self.next_year)
            if is_new
            else self.targets[found["target"]],
            "shift": found["dates"] == SHIFTED,
            "chosen": [
                Choice(row, found[f"code-{row.pk}"].strip(), found[f"budget-{row.pk}"])
                for row in self.activities
                if found[f"take-{row.pk}"]
            ],
        }


def _sent(data: Any) -> list[int]:
    """The activities that were ticked."""
    keys = (name.removeprefix("take-") for name in data or () if name.startswith("take-"))
    return [int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY][:MOST_ROWS]


def _counted(row: Activity) -> str:
    """How what is left was counted."""
    if row.budget is None:
        return "sans budget"
    budget = money(row.budget, row.currency)
    if row.spent is None:
        return f"budget {budget}, dépense non indiquée"
    said = f"budget {budget} − dépensé {money(row.spent, row.currency)}"
    return f"{said}, dépassé" if row.spent > row.budget else said
