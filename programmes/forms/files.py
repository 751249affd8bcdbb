"""Fields that take files."""

from typing import Any

from django import forms
from django.core.files.base import File

from programmes.actions.documents import checked_kind
from programmes.actions.refusals import Refusal
from programmes.file_kinds import ACCEPTED, LARGEST
from programmes.formats import file_size


class FilesInput(forms.FileInput):
    """Chooses several files; the page's script says at once of one that is too heavy."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each looked at: its weight, and what it really is."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        endings = ",".join(kind.extension for kind in ACCEPTED)
        attrs = {"accept": f"{endings},.jpeg", "data-largest": LARGEST, "data-most": most}
        super().__init__(required=False, widget=FilesInput(attrs=attrs), **kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        """The files chosen, none where there are none. Raises ValidationError, one fault for each bad file."""
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if len(files) > self.most:
            raise forms.ValidationError(
                f"Vous avez choisi {len(files)} fichiers\u202f; joignez-en {self.most} au plus."
            )
        faults = [fault for file in files if (fault := _fault(file))]
        if faults:
            raise forms.ValidationError(faults)
        return files


def _fault(file: File) -> str:
    try:
        checked_kind(file)
    except Refusal as refusal:
        return f"«\u00a0{file.name}\u00a0»\u00a0: {refusal.message}"
    return ""


def files_help(most: int) -> str:
    """What may be chosen, before it is."""
    return (
        f"PDF, photo JPEG, image PNG, Word ou Excel\u202f; {most} fichiers au plus, {file_size(LARGEST)} chacun. "
        "Les photos sont réduites, et leur position effacée."
    )
