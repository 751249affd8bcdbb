"""What a validator says when sending a report back, and which reports of the queue are looked at."""

from typing import Any

from django import forms

#: Why reports are usually sent back; the text says the rest.
USUAL = (
    "Pièce justificative manquante",
    "Montant à vérifier",
    "Date à corriger",
    "Avancement à justifier",
    "État qui ne correspond pas à ce qui a été fait",
    "Difficulté ou cause du retard à préciser",
)
MISSING = "Dites pourquoi la déclaration est retournée."


class ReturnForm(forms.Form):
    """The reason of a return: a usual one, the text that says what to do, or both."""

    usual = forms.ChoiceField(
        label="Motif",
        required=False,
        choices=[("", "Autre : à écrire ci-dessous"), *((text, text) for text in USUAL)],
    )
    reason = forms.CharField(
        label="Ce qu’il faut corriger",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’auteur le lit tel quel, et il reste dans l’historique.",
    )

    def clean(self) -> dict[str, Any]:
        """`reason` becomes the whole reason: « Montant à vérifier : joindre la facture »."""
        said = super().clean()
        parts = [said.get("usual", ""), said.get("reason", "").strip()]
        if not any(parts):
            self.add_error("reason", MISSING)
        said["reason"] = "\u00a0: ".join(part for part in parts if part)
        return said
