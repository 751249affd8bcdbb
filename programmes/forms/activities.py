"""The forms of a line of a plan: proposed, changed, added hors plan initial, or completed after the adoption."""

from typing import Any, Self

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from accounts.roles import Permission, Role, may
from programmes.activity_texts import LABELS, place_text
from programmes.forms.activity_fields import (
    PartialDateField,
    PlaceQuestion,
    PlacesField,
    RowField,
    WeightField,
)
from programmes.forms.activity_help import HELP
from programmes.forms.fields import AmountField, RowsField
from programmes.forms.seen import SeenForm
from programmes.models import (
    ActionPlan,
    Activity,
    ActivityKind,
    Currency,
    Department,
    FundingSource,
    Programme,
    Result,
    Sector,
)

#: What the adoption fixed: it changes by a revision, or no more.
FIXED = ("title", "code", "department", "planned_start", "planned_end", "budget", "currency", "weight")
LEAST_ROWS, SPARE_ROWS, MOST_ROWS = 3, 2, 30
REPORTERS = [role for role in Role if may(role, Permission.REPORT_STATUS)]


def departments_of(user: User) -> QuerySet[Department]:
    """The departments that a person may propose for: all for whoever prepares plans, else their own."""
    departments = Department.objects.visible_to(user)
    return departments if user.may(Permission.PREPARE_PLANS) else departments.filter(memberships__user=user)


def _called_department(department: Department) -> str:
    return f"{department.acronym} – {department.name}" if department.acronym else department.name


def _called_person(person: User) -> str:
    belongs = getattr(person, "membership", None)
    return f"{person.full_name} – {belongs.department.short_name}" if belongs else person.full_name


def _called_result(result: Result) -> str:
    of = result.programme.short_name if result.programme else "Ce plan"
    return Truncator(f"{of}\u00a0: {result}").chars(90)


class ActivityForm(SeenForm):
    """Every field of a line, each with its help. Only the title and the department are asked."""

    names = tuple(LABELS)

    title = forms.CharField(
        label="Intitulé",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=HELP["title"],
        error_messages={"required": "Donnez l’intitulé de l’activité."},
    )
    code = forms.CharField(
        label="Code",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        help_text=HELP["code"],
    )
    department = RowField(
        Department.objects.none(),
        label="Structure responsable",
        called=_called_department,
        help_text=HELP["department"],
        error_messages={"required": "Choisissez la structure responsable."},
    )
    responsible = RowField(
        User.objects.none(),
        label="Personne responsable",
        required=False,
        called=_called_person,
        empty_label="Toute la structure",
        help_text=HELP["responsible"],
    )
    associated_departments = RowsField(
        Department.objects.none(),
        label="Structures associées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=HELP["associated_departments"],
    )
    expected_product = forms.CharField(
        label="Produit attendu",
        required=False,
        max_length=300,
        help_text=HELP["expected_product"],
    )
    planned_start = PartialDateField(label="Début prévu", help_text=HELP["planned_start"])
    planned_end = PartialDateField(label="Fin prévue", help_text=HELP["planned_end"])
    places = PlacesField(
        label="Lieux",
        help_text=HELP["places"],
    )
    budget = AmountField(
        label="Budget",
        help_text=HELP["budget"],
    )
    currency = forms.ChoiceField(label="Devise", choices=Currency.choices, help_text=HELP["currency"])
    weight = WeightField(
        label="Poids",
        help_text=HELP["weight"],
    )
    kind = RowField(
        ActivityKind.objects.none(),
        label="Nature",
        required=False,
        empty_label="Non précisée",
        help_text=HELP["kind"],
    )
    sector = RowField(
        Sector.objects.none(),
        label="Domaine",
        required=False,
        empty_label="Non précisé",
        help_text=HELP["sector"],
    )
    programme = RowField(
        Programme.objects.none(),
        label="Programme",
        required=False,
        called=lambda programme: programme.short_name,
        empty_label="Aucun",
        help_text=HELP["programme"],
    )
    result = RowField(
        Result.objects.none(),
        label="Objectif ou résultat",
        required=False,
        called=_called_result,
        empty_label="Aucun",
        help_text=HELP["result"],
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, activity: Activity, user: User, **kwargs: Any
    ) -> None:
        """`activity` may be a line that is not written yet; its plan decides what the form asks."""
        self.user, self.plan = user, activity.plan
        super().__init__(data, files, activity=activity, **kwargs)
        self._set_choices()
        self._set_places()
        self._set_funding()

    # --- what may be chosen

    def _set_choices(self) -> None:
        mine = departments_of(self.user)
        rows = {
            "department": mine,
            "associated_departments": Department.objects.visible_to(self.user),
            # The person named stays on the list, wherever they belong now.
            "responsible": User.objects.filter(
                Q(is_active=True, role__in=REPORTERS, membership__department__in=mine)
                | Q(pk=self.activity.responsible_id)
            )
            .select_related("membership__department")
            .order_by("membership__department__position", "full_name"),
            "kind": ActivityKind.objects.visible_to(self.user),
            "sector": Sector.objects.visible_to(self.user),
            "programme": Programme.objects.visible_to(self.user).order_by("code"),
            "result": Result.objects.visible_to(self.user)
            .filter(Q(plan=self.plan) | Q(programme__isnull=False))
            .select_related("programme", "plan")
            .order_by("plan", "programme__code", "position", "pk"),
        }
        for name, queryset in rows.items():
            if name in self.fields:
                self.fields[name].queryset = queryset

    def _set_places(self) -> None:
        field = self.fields["places"]
        field.data = self.data
        field.known = {place_text(place): place for place in self.initial.get("places", ())}

    def _set_funding(self) -> None:
        """Rows of a source and an amount: those there are, and some to spare."""
        lines = list(self.initial.get("funding") or ())
        posted = 0
        while f"source_{posted}" in self.data and posted < MOST_ROWS:
            posted += 1
        sources = FundingSource.objects.visible_to(self.user)
        posted_in = self.data.get("currency")
        currency = posted_in if posted_in in Currency.values else self.activity.currency
        if "budget" in self.fields:
            self.fields["budget"].currency = currency
        self.rows = max(len(lines) + SPARE_ROWS, LEAST_ROWS, posted)
        for number in range(self.rows):
            source, amount, own = lines[number] if number < len(lines) else (None, None, "")
            self.fields[f"source_{number}"] = RowField(
                sources, label="Source de financement", required=False, empty_label="Aucune", initial=source
            )
            self.fields[f"amount_{number}"] = AmountField(label="Montant", initial=amount)
            # A line in another currency than its activity keeps it.
            differs = own and own != self.activity.currency
            self.fields[f"amount_{number}"].currency = own if differs else currency

    @property
    def funding_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The rows as the template draws them."""
        return [(self[f"source_{number}"], self[f"amount_{number}"]) for number in range(self.rows)]

    @property
    def place_questions(self) -> list[PlaceQuestion]:
        """Names of places that were not found, with what looks like them."""
        return self.fields["places"].questions

    # --- what was typed

    def clean(self) -> dict[str, Any]:
        """Funding lines as the action takes them; a result belongs to the programme it is given with."""
        cleaned = super().clean()
        cleaned["funding"] = self._funding(cleaned)
        self._check_result(cleaned)
        return cleaned

    def _check_result(self, cleaned: dict[str, Any]) -> None:
        result, programme = cleaned.get("result"), cleaned.get("programme")
        if result is None or result.programme is None:
            return
        if programme is None:
            cleaned["programme"] = result.programme
        elif result.programme not in (programme, programme.parent):
            of = result.programme.short_name
            self.add_error("result", f"Ce résultat est celui de {of}, un autre programme que celui choisi.")

    def _funding(self, cleaned: dict[str, Any]) -> list[tuple[FundingSource, Any, str]]:
        lines: dict[FundingSource, tuple[Any, str]] = {}
        for number in range(self.rows):
            source, amount = cleaned.get(f"source_{number}"), cleaned.get(f"amount_{number}")
            if source is None and amount is not None:
                self.add_error(f"source_{number}", "Dites quelle source donne ce montant.")
            elif source in lines:
                self.add_error(f"source_{number}", "Cette source est déjà citée plus haut.")
            elif source is not None:
                lines[source] = amount, self.fields[f"amount_{number}"].currency
        return [(source, amount, currency) for source, (amount, currency) in lines.items()]

    def write(self, data: Any, name: str, value: Any) -> None:
        """Funding is written row by row."""
        if name != "funding":
            super().write(data, name, value)
            return
        for number in range(MOST_ROWS):
            for key in (f"source_{number}", f"amount_{number}"):
                data.pop(key, None)
        for number, (source, amount, _) in enumerate(value):
            data[f"source_{number}"] = str(source.pk)
            data[f"amount_{number}"] = AmountField().prepare_value(amount) or ""

    def again(self, data: Any, activity: Activity) -> Self:
        """With the same person."""
        return type(self)(data, self.files, activity=activity, user=self.user)


class CompletionForm(ActivityForm):
    """What may still be completed once the plan is adopted, without a revision."""

    names = tuple(name for name in LABELS if name not in FIXED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIXED:
            del self.fields[name]


class AdditionForm(ActivityForm):
    """A line added to an adopted plan, hors plan initial: when it was decided, and why."""

    added_on = forms.DateField(
        label="Ajoutée le",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=HELP["added_on"],
        error_messages={
            "required": "Indiquez la date de la décision.",
            "invalid": "Écrivez une date qui existe, par exemple 20/12/2026.",
        },
    )
    reason = forms.CharField(
        label="Motif de l’ajout",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=HELP["reason"],
        error_messages={"required": "Dites pourquoi l’activité est ajoutée après l’adoption."},
    )


def new_line(plan: ActionPlan, user: User) -> Activity:
    """A line that is not written yet, with what goes without saying: the person's own department."""
    own = Department.objects.filter(memberships__user=user).first()
    return Activity(plan=plan, department=own, programme=plan.programme)
