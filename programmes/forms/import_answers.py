"""The form by which a person settles what was not sure: readings, and names that nobody bears."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from accounts.models import User
from programmes.import_pages.names import choice_of
from programmes.import_pages.questions import Asked
from programmes.imports.faults import Choice
from programmes.imports.options import Act, Answer

CHOOSE = f"{Act.CHOOSE}:"
LONGEST_TEXT = 500


@dataclass(frozen=True)
class Block:
    """One thing to settle, with its fields."""

    asked: Asked
    decision: BoundField
    text: BoundField
    found: list[Choice] | None = None

    @property
    def nothing_found(self) -> bool:
        """Whether a name was searched, in vain."""
        return self.found == []


class AnswersForm(forms.Form):
    """Two fields for each thing asked: the decision, and the text that goes with it or is searched.

    What is left alone stays to settle. `found` are the objects a search gave, by key of the question; `required` the
    keys whose cell may not be left empty.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        asked: list[Asked],
        user: User,
        found: Mapping[str, list[Choice]] | None = None,
        required: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.asked, self.user = asked, user
        self.found = found or {}
        self.objects: dict[str, dict[str, Choice]] = {}
        for one in asked:
            self._add(one, self.found.get(one.key, []), may_be_empty=one.key not in required)

    def _add(self, asked: Asked, found: list[Choice], *, may_be_empty: bool) -> None:
        empty = [(Act.EMPTY.value, "Laisser vide")] if may_be_empty and not asked.is_closed else []
        if not asked.is_reading:
            self.objects[asked.key] = self._objects(asked, found)
            known = self.objects[asked.key].items()
            choices = [*((name, _choice_label(one)) for name, one in known), *empty]
        else:
            choices = [
                (Act.ACCEPT.value, "C’est exact"),
                (Act.REPLACE.value, "Autre valeur"),
                *empty,
            ]
        self.fields[f"decision-{asked.key}"] = forms.ChoiceField(
            label=f"«\u00a0{asked.value}\u00a0»", required=False, choices=choices, widget=forms.RadioSelect
        )
        self.fields[f"text-{asked.key}"] = forms.CharField(
            label="Chercher un autre nom"
            if asked.is_name
            else f"Autre valeur que «\u00a0{asked.value}\u00a0»",
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
        )

    def _objects(self, asked: Asked, found: list[Choice]) -> dict[str, Choice]:
        """The nearest objects, those that were searched, and the one that was chosen among earlier searches."""
        known = {f"{CHOOSE}{one.value}": one for one in (*found, *asked.choices)}
        name = f"decision-{asked.key}"
        chosen = str((self.data if self.is_bound else self.initial).get(name) or "")
        if chosen.startswith(CHOOSE) and chosen not in known:
            one = choice_of(asked.refers_to, chosen.removeprefix(CHOOSE), user=self.user)
            known |= {chosen: one} if one else {}
        return known

    @property
    def blocks(self) -> list[Block]:
        """What is asked, each with its fields."""
        return [
            Block(one, self[f"decision-{one.key}"], self[f"text-{one.key}"], self.found.get(one.key))
            for one in self.asked
        ]

    @property
    def readings(self) -> int:
        """How many things wait here only to be confirmed."""
        return sum(one.may_be_accepted for one in self.asked)

    def clean(self) -> dict[str, Any]:
        """Another value is written where it is announced."""
        cleaned = super().clean()
        for one in self.asked:
            replaced = cleaned.get(f"decision-{one.key}") == Act.REPLACE
            if replaced and not cleaned.get(f"text-{one.key}"):
                self.add_error(f"text-{one.key}", "Écrivez l’autre valeur.")
        return cleaned

    def to_answers(self) -> dict[str, Answer]:
        """The decisions taken, by key."""
        answers = {one.key: self._answer(one) for one in self.asked}
        return {key: answer for key, answer in answers.items() if answer is not None}

    def _answer(self, asked: Asked) -> Answer | None:
        decision = self.cleaned_data[f"decision-{asked.key}"]
        text = self.cleaned_data[f"text-{asked.key}"]
        if decision.startswith(CHOOSE):
            chosen = self.objects[asked.key][decision]
            return Answer(Act.CHOOSE, chosen.value, _about(asked, chosen.label))
        if asked.is_reading and text and decision in ("", Act.REPLACE):
            return Answer(Act.REPLACE, text, _about(asked, f"à lire «\u00a0{text}\u00a0»"))
        if decision == Act.ACCEPT:
            return Answer(Act.ACCEPT, "", _about(asked, "lecture exacte"))
        return Answer(Act.EMPTY, "", _about(asked, "laissé vide")) if decision == Act.EMPTY else None


def accepted(asked: list[Asked]) -> dict[str, Answer]:
    """Every reading taken for right, names left to settle."""
    return {
        one.key: Answer(Act.ACCEPT, "", _about(one, "lecture exacte")) for one in asked if one.may_be_accepted
    }


def _about(asked: Asked, decision: str) -> str:
    return f"«\u00a0{asked.value}\u00a0» ({asked.heading or asked.stands})\u00a0: {decision}"


def _choice_label(choice: Choice) -> str:
    if choice.score is None:
        return choice.label
    return f"{choice.label}, ressemblance {choice.score:.0f}\u202f%"
