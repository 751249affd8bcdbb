"""Django's admin with the portal's audit trail: what is saved or deleted there is traced like everywhere else."""

import uuid
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from accounts import audit


def _text(value: Any) -> str:
    """A value of a form as the trail shows it: the names of the chosen objects, else its text."""
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _changes(form: ModelForm) -> tuple[dict[str, str], dict[str, str]]:
    """Old and new values of the fields a person changed."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for name in form.changed_data:
        old = form.initial.get(name)
        if isinstance(old, int) and isinstance(form.cleaned_data.get(name), Model):
            old = form.fields[name].queryset.filter(pk=old).first()
        before[name], after[name] = _text(old), _text(form.cleaned_data.get(name))
    return before, after


class AuditedAdmin(admin.ModelAdmin):
    """A ModelAdmin whose writes, inlines included, go to the audit trail under one operation."""

    list_per_page = 50
    save_on_top = True

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Save, then trace what changed."""
        super().save_model(request, obj, form, change)
        before, after = _changes(form)
        self.trace(request, "change" if change else "create", obj, before if change else {}, after)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """Save the inlines, then trace each line that was added, changed or removed."""
        # By identity: a new row has no key yet, and cannot be hashed.
        changes = {id(row.instance): _changes(row) for row in formset.forms if row.has_changed()}
        super().save_formset(request, form, formset, change)
        for obj, _ in formset.changed_objects:
            self.trace(request, "change", obj, *changes.get(id(obj), ({}, {})))
        for obj in formset.new_objects:
            self.trace(request, "create", obj, {}, changes.get(id(obj), ({}, {}))[1])
        for obj in formset.deleted_objects:
            self.trace(request, "delete", obj, {"text": str(obj)}, {})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Trace, then delete: what others refer to has already been refused by the confirmation page."""
        self.trace(request, "delete", obj, {"text": str(obj)}, {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Trace each row of a deletion of many."""
        for obj in queryset:
            self.trace(request, "delete", obj, {"text": str(obj)}, {})
        super().delete_queryset(request, queryset)

    def trace(
        self, request: HttpRequest, verb: str, obj: Any, before: dict[str, str], after: dict[str, str]
    ) -> None:
        """One event; all the events of a request share its operation."""
        if not hasattr(request, "operation"):
            request.operation = uuid.uuid4()
        audit.record(
            by=request.user,
            action=f"{obj._meta.model_name}.{verb}",
            target=obj,
            before=before,
            after=after,
            operation=request.operation,
        )


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only an action may write: they are looked at here, never changed."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes here."""
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows that only an action may write, shown with what they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes here."""
        return False
