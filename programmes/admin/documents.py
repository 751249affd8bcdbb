"""Files and photos: deposited here or on the screens by the same action, then never changed."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html

from accounts.audited_admin import ReadOnlyAdmin
from programmes.actions.documents import keep_document, made_ready
from programmes.actions.refusals import Refusal
from programmes.file_kinds import ACCEPTED_TEXT
from programmes.models import Document


class DocumentForm(forms.ModelForm):
    """A new file and the object it belongs to."""

    file = forms.FileField(label="fichier", help_text=f"{ACCEPTED_TEXT} ; 10 Mo au plus.")

    class Meta:
        model = Document
        fields = ("title", "kind", "file", "taken_on", "programme", "plan", "activity", "report", "workshop")

    def clean(self):
        """The file made ready; refused here, beside its field, when it cannot be kept."""
        said = super().clean()
        if said.get("file"):
            try:
                said["file"] = made_ready(said["file"], as_it_is=said.get("kind") == Document.Kind.DECISION)
            except Refusal as refusal:
                self.add_error("file", refusal.message)
        return said


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Files and photos."""

    form = DocumentForm
    list_display = ("title", "kind", "owner", "taken_on", "uploaded_at", "uploaded_by", "download")
    list_filter = ("kind",)
    list_select_related = (
        "programme",
        "plan",
        "activity__plan",
        "report__activity",
        "workshop",
        "uploaded_by",
    )
    search_fields = ("title", "sha256", "programme__code", "plan__code", "activity__code", "workshop__code")
    autocomplete_fields = ("programme", "plan", "activity", "report", "workshop")

    def has_add_permission(self, request, obj=None):
        """A file is added here; it is neither changed nor removed."""
        return request.user.has_perm("programmes.add_document")

    def get_fields(self, request, obj=None):
        """The fingerprint and the download of a kept file instead of its place on the disk."""
        fields = [name for name in DocumentForm.Meta.fields if obj is None or name != "file"]
        return fields if obj is None else [*fields, "sha256", "uploaded_at", "uploaded_by", "download"]

    def save_model(self, request, obj, form, change):
        """By the action, so that the fingerprint and the trace are written."""
        kept = keep_document(by=request.user, **form.cleaned_data)
        obj.pk, obj._state.adding = kept.pk, False
        obj.refresh_from_db()

    @admin.display(description="objet")
    def owner(self, document):
        """The one object it belongs to."""
        owners = (document.programme, document.plan, document.activity, document.report, document.workshop)
        return next(owner for owner in owners if owner)

    @admin.display(description="fichier")
    def download(self, document):
        """A link to the file."""
        return format_html('<a href="{}">Télécharger</a>', document.get_absolute_url())
