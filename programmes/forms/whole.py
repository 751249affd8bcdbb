"""Whether a form has arrived whole: a line that drops in the middle of an upload leaves its beginning to the server.

The page writes `BEGINNING` as the first field of the form and `END` as the last one.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

BEGINNING, END = "debut", "fin"
CUT = "L’envoi a été coupé avant la fin\u00a0: rien n’est enregistré. Envoyez de nouveau."


class WholeForm(forms.Form):
    """A form that refuses what arrived without its end."""

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a form of which only the beginning arrived."""
        if self.is_bound and is_cut(self.data):
            raise forms.ValidationError(CUT)
        return super().clean()


def is_cut(data: Mapping[str, Any]) -> bool:
    """Whether the beginning arrived without the end; a script that writes neither is believed."""
    return BEGINNING in data and END not in data
