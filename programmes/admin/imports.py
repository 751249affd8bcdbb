"""Imports, to be looked at: screens and actions write them."""

from django.contrib import admin
from django_tasks_db import admin as queue_admin

from accounts.audited_admin import AuditedAdmin, ReadOnlyAdmin
from programmes.models import ImportRun, MappingMemory
from programmes.models.imports import COUNTS

# The queue speaks English, and says nothing that the import does not.
admin.site.unregister(queue_admin.DBTaskResult)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Every file that was brought."""

    list_display = (
        "file_name",
        "kind",
        "state",
        "by",
        "created_at",
        "applied_at",
        "created",
        "changed",
        "unchanged",
        "faults",
    )
    list_filter = ("state", "kind")
    list_select_related = ("by",)
    search_fields = ("file_name", "sha256", "operation", "by__full_name")
    date_hierarchy = "created_at"
    fields = (
        "file_name",
        "kind",
        "state",
        "message",
        "size",
        "sha256",
        "by",
        "created_at",
        "started_at",
        "finished_at",
        *COUNTS,
        "applied_by",
        "applied_at",
        "operation",
        "undone_by",
        "undone_at",
        "undo_reason",
        "options",
    )


@admin.register(MappingMemory)
class MappingMemoryAdmin(AuditedAdmin):
    """What is remembered of headings: looked at, and forgotten when it was wrong."""

    list_display = ("kind", "at", "by", "read_as")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("kind", "columns")
    readonly_fields = ("kind", "fingerprint", "columns", "by", "at")

    def has_add_permission(self, request, obj=None):
        """A mapping is remembered when a file is imported."""
        return False

    @admin.display(description="intitulés")
    def read_as(self, memory):
        """The headings, and the columns they are read as."""
        return ", ".join(
            f"{heading} → {name or 'ignoré'}" for heading, name in sorted(memory.columns.items())
        )
