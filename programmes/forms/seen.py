"""Forms that remember what they showed: what somebody else changed meanwhile is shown, and nothing typed is lost."""

import json
from collections.abc import Iterable
from typing import Any, Self

from django import forms

from programmes.actions.overtaken import PLAN
from programmes.activity_texts import plan_text, texts, values_of
from programmes.models import Activity

LONGEST_SEEN = 20_000


class SeenForm(forms.Form):
    """A form about one activity; `names` are the values it holds (`programmes.activity_texts`).

    The hidden field `seen` keeps each of them in words, as they stood when the form was opened.
    """

    names: tuple[str, ...] = ()
    seen = forms.CharField(
        label="Formulaire", widget=forms.HiddenInput, required=False, max_length=LONGEST_SEEN
    )

    def __init__(self, data: Any = None, files: Any = None, *, activity: Activity, **kwargs: Any) -> None:
        self.activity = activity
        self.held = values_of(activity, self.names)
        now = texts(self.held) | {PLAN: plan_text(activity.plan)}
        initial = self.held | {"seen": json.dumps(now, ensure_ascii=False)} | kwargs.pop("initial", {})
        super().__init__(data, files, initial=initial, **kwargs)

    def clean_seen(self) -> dict[str, str]:
        """What the form showed, by name. Raises ValidationError where it does not read as such."""
        try:
            said = json.loads(self.cleaned_data["seen"])
        except ValueError:
            said = None
        if not isinstance(said, dict) or not {*self.names, PLAN} <= said.keys():
            raise forms.ValidationError(
                "Ce formulaire n’est plus complet\u00a0: rouvrez la page de l’activité."
            )
        return {name: str(text) for name, text in said.items()}

    def told(self) -> dict[str, Any]:
        """The values typed, by name."""
        return {name: self.cleaned_data[name] for name in self.names}

    def renewed(self, activity: Activity) -> Self:
        """The same form on the activity as it is now: what the person had not touched takes its new value.

        What they typed stays; sending it again confirms it.
        """
        seen, typed, now = self.cleaned_data["seen"], texts(self.told()), values_of(activity, self.names)
        data = self.data.copy()
        for name, value in now.items():
            if typed[name] == seen[name]:
                self.write(data, name, value)
        data["seen"] = json.dumps(texts(now) | {PLAN: plan_text(activity.plan)}, ensure_ascii=False)
        return self.again(data, activity)

    def again(self, data: Any, activity: Activity) -> Self:
        """A form of the same sort with these data."""
        return type(self)(data, self.files, activity=activity)

    def write(self, data: Any, name: str, value: Any) -> None:
        """Put a value among posted data, as the browser would send it."""
        prepared = self.fields[name].prepare_value(value)
        items = prepared if isinstance(prepared, list) else ["" if prepared is None else prepared]
        data.setlist(name, [str(item) for item in items])


def touched(form: SeenForm, names: Iterable[str]) -> dict[str, Any]:
    """The values that the person changed, among the named ones."""
    seen, typed = form.cleaned_data["seen"], texts(form.told())
    return {name: form.cleaned_data[name] for name in names if typed[name] != seen[name]}
