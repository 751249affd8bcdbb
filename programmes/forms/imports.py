"""Forms of the imports: the file that is brought, and why one is undone."""

from typing import Any

from django import forms

from programmes.formats import file_size
from programmes.import_pages.words import AUTO, file_kind_choices
from programmes.imports.workbooks import LARGEST_FILE

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"


class UploadForm(forms.Form):
    """A spreadsheet, and what it holds."""

    file = forms.FileField(
        label="Fichier",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=f"XLSX, XLS, ODS, CSV ou TSV, jusqu’à {LARGEST_FILE // 1024**2}\u00a0Mo et 100\u202f000 lignes.",
        error_messages={
            "required": "Choisissez le fichier à lire.",
            "empty": "Ce fichier est vide\u202f: il ne contient aucun octet.",
            "max_length": "Le nom du fichier est trop long\u202f: raccourcissez-le.",
        },
    )
    kind = forms.ChoiceField(
        label="Ce qu’il contient",
        initial=AUTO,
        choices=file_kind_choices,
        help_text="Laissez faire, ou dites-le si le fichier est mal reconnu.",
    )

    def clean_file(self) -> Any:
        """Refused before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"Ce fichier pèse {file_size(file.size)}\u202f; la limite est de {LARGEST_FILE // 1024**2}\u00a0Mo. "
                "Partagez-le en plusieurs."
            )
        return file


class UndoForm(forms.Form):
    """Why an import is undone."""

    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Gardé avec l’import et dans le journal des opérations.",
    )
