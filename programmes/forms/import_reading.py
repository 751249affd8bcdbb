"""The form of the reading of a file: what each sheet is, what each column is, what holds for every row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.models import User
from programmes.filter_fields import CodeChoiceField
from programmes.import_pages.reading import (
    EFFECTIVE_DATE,
    PLAN,
    REVISION_REASON,
    asks_for_date,
    asks_for_plan,
)
from programmes.import_pages.words import sheet_column_choices, sheet_kind_choices
from programmes.imports.faults import FoundColumn, FoundSheet
from programmes.imports.options import ImportOptions, SheetMapping
from programmes.models import ActionPlan, Department, Programme

NEW_PLAN = "+"
DEEPEST_HEADER = 100_000
#: Fields that one request may bring, the few others of the form left aside (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_COLUMNS = 800


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file, and the field that says what it is read as."""

    found: FoundColumn
    field: BoundField


@dataclass(frozen=True)
class SheetBlock:
    """A sheet of the file with its fields."""

    found: FoundSheet
    kind: BoundField
    header: BoundField
    columns: tuple[ColumnLine, ...]


class DayField(forms.DateField):
    """A day, which may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"invalid": "Écrivez une date qui existe, par exemple 20/12/2023."},
            **kwargs,
        )


def _written(day: date | None) -> str:
    """« 20/12/2023 », as a cell would say it."""
    return f"{day:%d/%m/%Y}" if day else ""


def _shown(written: str) -> str:
    """The day of a cell as the control takes it: « 2023-12-20 »."""
    return "-".join(reversed(written.split("/")))


class ReadingForm(forms.Form):
    """Cleans to the options of the import; `is_reread` says that a sheet is now another one, to be looked at again."""

    plan = forms.ChoiceField(
        label="Plan de ces lignes",
        required=False,
        help_text="Pour toutes les lignes qui ne nomment pas leur plan.",
    )
    new_code = forms.CharField(
        label="Code du nouveau plan",
        required=False,
        max_length=40,
        help_text="Court, sans espace ni accent, par exemple DGCT-2025.",
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
        validators=ActionPlan._meta.get_field("code").validators,
    )
    new_title = forms.CharField(
        label="Titre du nouveau plan", required=False, max_length=200, help_text="Comme il s’imprimera."
    )
    new_year = forms.IntegerField(label="Exercice", required=False, min_value=1990, max_value=2100)
    new_department = CodeChoiceField(
        Department.objects.none(),
        label="Structure",
        to_field_name="code",
        required=False,
        empty_label="Aucune",
    )
    new_programme = CodeChoiceField(
        Programme.objects.none(), label="Programme", to_field_name="code", required=False, empty_label="Aucun"
    )
    new_adopted_on = DayField(
        label="Adopté le",
        help_text="Vide, il reste en préparation\u202f; seul un plan adopté reçoit des états d’exécution.",
    )
    effective_date = DayField(
        label="Date des états d’exécution", help_text="Pour toutes les lignes qui ne la disent pas."
    )
    revision_reason = forms.CharField(
        label="Motif des révisions",
        required=False,
        max_length=500,
        help_text="Si le fichier change une date, un budget, un intitulé ou une structure d’un plan adopté.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sheets: list[FoundSheet],
        options: ImportOptions,
        user: User,
    ) -> None:
        super().__init__(data, initial=_initial(options))
        most = max(5, MOST_COLUMNS // max(1, len(sheets)))
        self.found = [replace(sheet, columns=sheet.columns[:most]) for sheet in sheets]
        self.options = options
        self.has_plan = asks_for_plan(sheets) or bool(options.new_plan or options.given.get(PLAN))
        self.has_date = asks_for_date(sheets) or bool(options.given.get(EFFECTIVE_DATE))
        self.fields["plan"].choices = _plan_choices(user)
        self._choose_from("new_department", Department.objects.visible_to(user))
        self._choose_from("new_programme", Programme.objects.visible_to(user))
        self.has_activities = any(sheet.kind == "activities" for sheet in sheets)
        for index, sheet in enumerate(self.found):
            self._add_sheet(index, sheet)

    def _choose_from(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows
        self.fields[name].chosen = str(self[name].value() or "")

    def _add_sheet(self, index: int, sheet: FoundSheet) -> None:
        self.fields[f"s{index}-kind"] = forms.ChoiceField(
            label="Cette feuille contient", required=False, choices=sheet_kind_choices, initial=sheet.kind
        )
        self.fields[f"s{index}-header"] = forms.IntegerField(
            label="Ligne des intitulés",
            required=False,
            min_value=1,
            max_value=DEEPEST_HEADER,
            initial=sheet.header or None,
            widget=forms.NumberInput(attrs={"class": "short"}),
            help_text="La dernière, s’ils tiennent sur deux lignes.",
        )
        choices = sheet_column_choices(sheet)
        for column in sheet.columns:
            self.fields[f"s{index}-{column.letter}"] = forms.ChoiceField(
                label=f"Colonne {column.letter}, lue comme",
                required=False,
                choices=choices,
                initial=column.name,
                widget=forms.Select(attrs={"class": "input"}),
            )

    @cached_property
    def blocks(self) -> list[SheetBlock]:
        """The sheets, those that are read first."""
        blocks = [self._block(index, sheet) for index, sheet in enumerate(self.found)]
        return sorted(blocks, key=lambda block: not block.found.kind)

    def _block(self, index: int, sheet: FoundSheet) -> SheetBlock:
        lines = (ColumnLine(column, self[f"s{index}-{column.letter}"]) for column in sheet.columns)
        return SheetBlock(sheet, self[f"s{index}-kind"], self[f"s{index}-header"], tuple(lines))

    def clean(self) -> dict[str, Any]:
        """A new plan is described; one that exists is chosen."""
        cleaned = super().clean()
        if cleaned.get("plan") != NEW_PLAN:
            return cleaned
        for name, message in (
            ("new_code", "Donnez un code au nouveau plan."),
            ("new_title", "Donnez un titre au nouveau plan."),
            ("new_year", "Dites de quel exercice est le nouveau plan."),
        ):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, message)
        if cleaned.get("new_code") and ActionPlan.objects.filter(code=cleaned["new_code"]).exists():
            self.add_error(
                "new_code", "Un plan porte déjà ce code\u202f: choisissez-le dans la liste ci-dessus."
            )
        if bool(cleaned.get("new_department")) == bool(cleaned.get("new_programme")):
            self.add_error("new_department", "Un plan est celui d’une structure ou celui d’un programme.")
        return cleaned

    def to_options(self) -> ImportOptions:
        """What was settled before, with the reading chosen here; the answers given stay."""
        given = {
            name: text
            for name, text in self.options.given.items()
            if name not in (PLAN, EFFECTIVE_DATE, REVISION_REASON)
        }
        if reason := self.cleaned_data["revision_reason"]:
            given[REVISION_REASON] = reason
        if day := _written(self.cleaned_data["effective_date"]):
            given[EFFECTIVE_DATE] = day
        new_plan = self._new_plan() if self.cleaned_data["plan"] == NEW_PLAN else {}
        if plan := new_plan.get("code") or self.cleaned_data["plan"]:
            given[PLAN] = plan
        return replace(self.options, sheets=tuple(self._mappings()), given=given, new_plan=new_plan)

    def _new_plan(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        described = {
            "code": cleaned["new_code"],
            "title": cleaned["new_title"],
            "year": str(cleaned["new_year"]),
            "department": cleaned["new_department"].code if cleaned["new_department"] else "",
            "programme": cleaned["new_programme"].code if cleaned["new_programme"] else "",
            "adopted_on": _written(cleaned["new_adopted_on"]),
        }
        return {name: text for name, text in described.items() if text}

    def _mappings(self) -> Iterator[SheetMapping]:
        """The sheets that a person read otherwise than the portal, now or before."""
        for index, sheet in enumerate(self.found):
            kind = self.cleaned_data[f"s{index}-kind"]
            header = self.cleaned_data[f"s{index}-header"] or 0
            if self._is_other(index, sheet):
                # Other headings, or other columns to choose from: they are recognised again.
                yield SheetMapping(sheet.sheet, kind, header if header != sheet.header else 0)
                continue
            columns = {one.letter: self.cleaned_data[f"s{index}-{one.letter}"] for one in sheet.columns}
            by_hand = columns != {one.letter: one.name for one in sheet.columns}
            if by_hand or self.options.of_sheet(sheet.sheet):
                yield SheetMapping(sheet.sheet, kind, header, columns)

    def _is_other(self, index: int, sheet: FoundSheet) -> bool:
        kind, header = self.cleaned_data[f"s{index}-kind"], self.cleaned_data[f"s{index}-header"] or 0
        return (kind, header) != (sheet.kind, sheet.header)

    @property
    def is_reread(self) -> bool:
        """Whether a sheet has another kind or another row of headings than the ones shown."""
        return any(self._is_other(index, sheet) for index, sheet in enumerate(self.found))


def _initial(options: ImportOptions) -> dict[str, Any]:
    described = {f"new_{name}": text for name, text in options.new_plan.items()}
    described["new_adopted_on"] = _shown(options.new_plan.get("adopted_on", ""))
    plan = NEW_PLAN if options.new_plan else options.given.get(PLAN, "")
    return described | {
        "plan": plan,
        "effective_date": _shown(options.given.get(EFFECTIVE_DATE, "")),
        "revision_reason": options.given.get(REVISION_REASON, ""),
    }


def _plan_choices(user: User) -> list[tuple[str, str]]:
    plans = ActionPlan.objects.visible_to(user).order_by("-year", "code")
    known = [(plan.code, f"{plan.code} – {plan}" + (" (clos)" if plan.closed_on else "")) for plan in plans]
    return [("", "Choisissez…"), (NEW_PLAN, "Un nouveau plan, décrit ci-dessous"), *known]
