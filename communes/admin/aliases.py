"""Confirmed spellings in the admin."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from import_export.admin import ImportExportMixin

from accounts.audited_admin import AuditedAdmin
from accounts.spreadsheets import FORMATS
from communes.admin.resources import PlaceAliasResource
from communes.models import PlaceAlias
from communes.text import normalise


@admin.register(PlaceAlias)
class PlaceAliasAdmin(ImportExportMixin, AuditedAdmin):
    """Spellings that people or the reference list have confirmed."""

    resource_classes = [PlaceAliasResource]
    formats = FORMATS
    list_display = ["written", "place", "within", "origin", "confirmed_at"]
    list_filter = ["origin", "level", "confirmed_at"]
    list_select_related = ["place", "within"]
    search_fields = ["search", "place__search"]
    search_help_text = "Graphie ou nom du lieu\u202f; les accents et les traits d’union ne comptent pas."
    autocomplete_fields = ["place", "within"]
    fields = ["place", "written", "within", "origin", "confirmed_by", "confirmed_at"]
    readonly_fields = ["confirmed_by", "confirmed_at"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Searches as spellings are stored: without accents, hyphens nor capitals."""
        return super().get_search_results(request, queryset, normalise(search_term))

    def save_model(self, request: HttpRequest, obj: PlaceAlias, form: ModelForm, change: bool) -> None:
        """Whoever saves a spelling confirms it."""
        obj.confirmed_by = request.user
        super().save_model(request, obj, form, change)
