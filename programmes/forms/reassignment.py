"""The form that hands the activities of a person over to another."""

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.text import capfirst

from accounts.models import User
from accounts.roles import Permission, Role, may
from programmes.actions.reassignment import open_activities
from programmes.forms.fields import RowsField
from programmes.models import Activity, Department, Reassignment

REPORTERS = [role for role in Role if may(role, Permission.REPORT_STATUS)]


class ActivityChoices(RowsField):
    """The activities of a person, to tick."""

    def label_from_instance(self, obj: Activity) -> str:
        """Its title, where it stands, when it is due."""
        said = [f"{obj.plan.code}\u00a0·\u00a0{obj.code}", obj.get_status_display()]
        if obj.planned_period:
            said.append(f"prévue {obj.planned_period}")
        return f"{obj.title} – {', '.join(said)}"


class ReassignmentForm(forms.Form):
    """Which activities, to whom, why; until when for an absence."""

    activities = ActivityChoices(
        Activity.objects.none(),
        label="Activités à confier",
        widget=forms.CheckboxSelectMultiple,
        help_text="Toutes sont cochées. Décochez celles qui doivent lui rester.",
        error_messages={"required": "Cochez au moins une activité à confier."},
    )
    to_user = forms.ModelChoiceField(
        User.objects.none(),
        label="À qui",
        empty_label="Choisir une personne",
        help_text="La personne qui en déclarera l’état. Celles de la même structure sont proposées d’abord.",
        error_messages={
            "required": "Choisissez la personne à qui vous les confiez.",
            "invalid_choice": "Cette personne n’est pas de celles à qui vous pouvez les confier.",
        },
    )
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=[(value, capfirst(label)) for value, label in Reassignment.Reason.choices],
        widget=forms.RadioSelect(attrs={"class": "radio-cards"}),
        help_text="Un départ ou une réorganisation dure\u202f; une absence a une fin, et les activités se rendent alors"
        " d’un geste.",
        error_messages={"required": "Choisissez le motif."},
    )
    until = forms.DateField(
        label="Dernier jour de l’absence",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Pour une absence seulement. Rien n’est rendu de soi-même\u00a0: vous en serez averti.",
        error_messages={"invalid": "Écrivez une date qui existe, par exemple 20/12/2023."},
    )

    def __init__(self, data: Any = None, *, from_user: User, by: User) -> None:
        super().__init__(data)
        activities = open_activities(from_user, by).select_related("plan").order_by("plan", "position", "pk")
        self.fields["activities"].queryset = activities
        self.fields["activities"].initial = [activity.pk for activity in activities]
        people = takers(from_user, by)
        self.fields["to_user"].queryset = people
        self.fields["to_user"].choices = [("", "Choisir une personne"), *_by_department(people, from_user)]


def givers(by: User) -> QuerySet[User]:
    """People who have activities that `by` may hand over, with how many (`open_count`)."""
    activities = Activity.objects.filter(
        status__in=("planned", "in_progress"), plan__closed_on__isnull=True
    ).reassignable_by(by)
    return (
        User.objects.filter(activities__in=activities)
        .annotate(open_count=Count("activities"))
        .order_by("full_name", "pk")
    )


def takers(from_user: User, by: User) -> QuerySet[User]:
    """Active accounts that report, without the person themself: of the department of a validator, or of all."""
    people = User.objects.active().with_role(*REPORTERS).exclude(pk=from_user.pk)
    if by.may(Permission.REPORT_STATUS):
        people = people.filter(departments__in=by.departments.values("pk"))
    return people.order_by("full_name", "pk")


def _by_department(people: QuerySet[User], from_user: User) -> list[tuple[str, list[tuple[int, str]]]]:
    """The people grouped by department, that of the person first."""
    own = set(from_user.departments.values_list("pk", flat=True))
    groups: dict[Department | None, list[tuple[int, str]]] = {}
    for person in people.prefetch_related("departments"):
        department = next(iter(person.departments.all()), None)
        groups.setdefault(department, []).append((person.pk, person.full_name))
    ordered = sorted(groups.items(), key=lambda group: _rank(group[0], own))
    return [(str(department or "Sans structure"), choices) for department, choices in ordered]


def _rank(department: Department | None, own: set[int]) -> tuple[bool, bool, int, str]:
    if department is None:
        return (True, True, 0, "")
    return (department.pk not in own, False, department.position, department.name)
