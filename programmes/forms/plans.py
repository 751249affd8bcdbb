"""The form of a plan: whose it is, which year, how it is called."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from programmes.formats import typeset
from programmes.models import ActionPlan, Department, Programme

DEPARTMENT, PROGRAMME = "structure", "programme"
LONGEST_KEY = 18


class PlanForm(forms.Form):
    """A plan; its owner, year and code are asked only while it is a draft."""

    owner = forms.ChoiceField(
        label="Plan de",
        help_text="La structure, ou le programme, dont c’est le plan annuel.",
        error_messages={"required": "Choisissez la structure ou le programme."},
    )
    year = forms.IntegerField(
        label="Exercice",
        min_value=1990,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text="L’année que le plan couvre.",
        error_messages={
            "required": "Indiquez l’exercice.",
            "invalid": "Écrivez une année, par exemple 2026.",
            "min_value": "L’exercice doit être une année entre 1990 et 2100.",
            "max_value": "L’exercice doit être une année entre 1990 et 2100.",
        },
    )
    title = forms.CharField(
        label="Titre",
        max_length=200,
        help_text=typeset(
            "Tel qu’il figurera sur les documents. Exemple : « Plan d’actions 2026 de la DGCT »."
        ),
        error_messages={"required": "Donnez le titre du plan."},
    )
    code = forms.SlugField(
        label="Code",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        help_text=typeset(
            "Ce qui le nomme partout. Laissez vide : sigle et exercice, par exemple DGCT-2026."
        ),
        error_messages={"invalid": "Un code s’écrit sans espace ni accent, par exemple DGCT-2026."},
    )
    description = forms.CharField(
        label="Présentation",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une phrase ou deux, en tête de la page du plan.",
    )
    source = forms.CharField(
        label="Document source",
        required=False,
        max_length=200,
        help_text=typeset(
            "D’où vient le plan, s’il reprend un document. Exemple : « Canevas de la DGCT, version du 12 janvier »."
        ),
    )

    def __init__(self, data: Any = None, *, user: User, plan: ActionPlan | None = None) -> None:
        super().__init__(data, initial=_initial(plan))
        self.plan = plan
        self.departments = {one.pk: one for one in Department.objects.visible_to(user)}
        self.programmes = {one.pk: one for one in Programme.objects.visible_to(user).order_by("code")}
        if plan is not None and plan.adopted_on:
            for name in ("owner", "year", "code"):
                del self.fields[name]
            return
        self.fields["owner"].choices = [
            ("", "À choisir"),
            ("Structures", [(f"{DEPARTMENT}:{pk}", str(one)) for pk, one in self.departments.items()]),
            ("Programmes", [(f"{PROGRAMME}:{pk}", one.short_name) for pk, one in self.programmes.items()]),
        ]

    def clean(self) -> dict[str, Any]:
        """The owner as the action takes it."""
        cleaned = super().clean()
        if owner := cleaned.pop("owner", ""):
            kind, _, key = owner.partition(":")
            cleaned["department"] = self.departments[int(key)] if kind == DEPARTMENT else None
            cleaned["programme"] = self.programmes[int(key)] if kind == PROGRAMME else None
        if self.plan is not None and not cleaned.get("code"):
            cleaned.pop("code", None)
        return cleaned


def _initial(plan: ActionPlan | None) -> dict[str, Any]:
    if plan is None:
        return {"year": timezone.localdate().year}
    owner = f"{DEPARTMENT}:{plan.department_id}" if plan.department_id else f"{PROGRAMME}:{plan.programme_id}"
    names = ("title", "year", "code", "description", "source")
    return {name: getattr(plan, name) for name in names} | {"owner": owner}
