"""Reference lists: departments, partners, sectors, sources of funding, with import and export."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource

from accounts.audited_admin import AuditedAdmin, ReadOnlyInline
from programmes.admin.tallied import TalliedAdmin
from programmes.imports.resources import FORMATS, resource_for
from programmes.models import (
    ActivityKind,
    Department,
    DepartmentAlias,
    DepartmentMembership,
    FundingSource,
    Partner,
    PartnerAlias,
    Sector,
    Stage,
    StageGrid,
    StatusReport,
)


def by_code(model_class: type, *names: str) -> type[ModelResource]:
    """Import and export of a reference list by its code: a file that was exported is imported back unchanged.

    Rows already as the file says are left alone; the admin takes back the whole file when one row is faulty.
    """

    class Meta:
        model = model_class
        fields = ("code", *names)
        export_order = fields
        import_id_fields = ("code",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    return type(f"{model_class.__name__}Resource", (ModelResource,), {"Meta": Meta})


class ReferenceAdmin(ImportExportModelAdmin, AuditedAdmin):
    """A reference list; its import is that of `manage.py import`, with the same columns and the same refusals."""

    formats = FORMATS


@admin.register(Sector)
class SectorAdmin(ReferenceAdmin):
    """Fields of public action."""

    resource_classes = (resource_for("sectors"),)
    list_display = ("name", "code")
    search_fields = ("name", "code")


class DepartmentAliasInline(admin.TabularInline):
    """Other spellings."""

    model = DepartmentAlias
    extra = 0
    fields = ("written",)


class DepartmentMembershipInline(ReadOnlyInline):
    """Who works there; people are moved on the page of their account, where their role is checked."""

    model = DepartmentMembership
    fields = readonly_fields = ("user",)
    show_change_link = False


@admin.register(Department)
class DepartmentAdmin(ReferenceAdmin):
    """State services."""

    resource_classes = (resource_for("departments"),)
    list_display = ("name", "code", "acronym", "kind", "parent", "member_count")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name", "code", "acronym", "aliases__written")
    autocomplete_fields = ("parent",)
    inlines = (DepartmentMembershipInline, DepartmentAliasInline)

    def get_queryset(self, request):
        """With the number of accounts, counted once for the whole page."""
        return super().get_queryset(request).annotate(members_total=Count("memberships"))

    @admin.display(description="comptes", ordering="members_total")
    def member_count(self, department):
        """Accounts attached."""
        return department.members_total


class PartnerAliasInline(admin.TabularInline):
    """Other spellings."""

    model = PartnerAlias
    extra = 0
    fields = ("written",)


@admin.register(Partner)
class PartnerAdmin(ReferenceAdmin):
    """Technical and financial partners, NGOs, agencies."""

    resource_classes = (resource_for("partners"),)
    list_display = ("name", "code", "acronym", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "code", "acronym", "aliases__written")
    # People are attached on the page of their account, where their role is checked.
    readonly_fields = ("members",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = (PartnerAliasInline,)


@admin.register(FundingSource)
class FundingSourceAdmin(ReferenceAdmin, TalliedAdmin):
    """Who pays, as plans name it."""

    resource_classes = (resource_for("funding-sources"),)
    list_display = ("name", "code", "kind", "programme", "partner")
    list_filter = ("kind",)
    list_select_related = ("programme", "partner")
    search_fields = ("name", "code", "partner__name", "partner__acronym", "programme__acronym")
    autocomplete_fields = ("programme", "partner")


class StageFormSet(forms.BaseInlineFormSet):
    """The stages of a grid."""

    def clean(self) -> None:
        """Their weights add up to 100."""
        super().clean()
        kept = [row.cleaned_data for row in self.forms if row.is_valid() and row.cleaned_data]
        total = sum(row["weight"] for row in kept if not row.get("DELETE"))
        if not any(self.errors) and total != 100:
            raise forms.ValidationError(f"Les poids des étapes font {total}\u00a0: ils doivent faire 100.")


class StageInline(admin.TabularInline):
    """The stages of a grid; their weights add up to 100."""

    model = Stage
    formset = StageFormSet
    extra = 0


@admin.register(ActivityKind)
class ActivityKindAdmin(ReferenceAdmin):
    """Kinds of activities."""

    resource_classes = (resource_for("activity-kinds"),)
    list_display = ("name", "code")
    search_fields = ("name", "code")


def _is_used(grid: StageGrid | None) -> bool:
    return grid is not None and StatusReport.objects.filter(grid=grid).exists()


@admin.register(StageGrid)
class StageGridAdmin(AuditedAdmin):
    """Grids of stages: a version in use is never changed, a new one is added."""

    list_display = ("kind", "version", "valid_from")
    list_filter = ("kind",)
    list_select_related = ("kind",)
    search_fields = ("kind__name",)
    autocomplete_fields = ("kind",)
    inlines = (StageInline,)

    def has_change_permission(self, request, obj=None):
        """The stages that a report ticked are part of its history."""
        return super().has_change_permission(request, obj) and not _is_used(obj)

    def has_delete_permission(self, request, obj=None):
        """As above."""
        return super().has_delete_permission(request, obj) and not _is_used(obj)
