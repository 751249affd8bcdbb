"""What a validator says when sending a report back."""

from django import forms


class ReturnForm(forms.Form):
    """The reason of a return."""

    reason = forms.CharField(
        label="Motif du retour",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que l’auteur doit corriger ou préciser.",
        error_messages={"required": "Dites pourquoi la déclaration est retournée."},
    )
