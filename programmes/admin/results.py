"""Logical framework, achievements, local structures, diagnoses."""

from django.contrib import admin

from accounts.audited_admin import AuditedAdmin
from programmes.models import Achievement, LocalStructure, Result, SwotAnalysis, SwotItem


class AchievementInline(admin.TabularInline):
    """What was done towards a result."""

    model = Achievement
    fk_name = "result"
    extra = 0
    fields = ("programme", "kind", "text", "quantity", "unit", "position")
    autocomplete_fields = ("programme",)


@admin.register(Result)
class ResultAdmin(AuditedAdmin):
    """Results of programmes and objectives of plans."""

    list_display = ("code", "text", "kind", "programme", "plan", "parent")
    list_filter = ("kind", "programme", "plan")
    list_select_related = ("programme", "plan", "parent")
    search_fields = ("code", "text", "programme__code", "plan__code")
    autocomplete_fields = ("programme", "plan", "parent")
    inlines = (AchievementInline,)


@admin.register(Achievement)
class AchievementAdmin(AuditedAdmin):
    """What programmes did."""

    list_display = ("text", "programme", "result", "kind", "quantity", "unit")
    list_filter = ("kind", "programme")
    list_select_related = ("programme", "result")
    search_fields = ("text", "programme__code", "result__code", "theme")
    autocomplete_fields = ("programme", "result", "places")


@admin.register(LocalStructure)
class LocalStructureAdmin(AuditedAdmin):
    """Mechanisms, centres, committees."""

    list_display = ("name", "kind", "place", "programme")
    list_filter = ("kind", "programme")
    list_select_related = ("place", "programme")
    search_fields = ("name", "place__name", "programme__code")
    autocomplete_fields = ("place", "programme")


class SwotItemInline(admin.TabularInline):
    """The lines of a diagnosis."""

    model = SwotItem
    extra = 0


@admin.register(SwotAnalysis)
class SwotAnalysisAdmin(AuditedAdmin):
    """Diagnoses of communes."""

    list_display = ("place", "programme", "structure", "date")
    list_filter = ("programme",)
    list_select_related = ("place", "programme", "structure")
    search_fields = ("place__name", "programme__code", "structure__name")
    autocomplete_fields = ("place", "programme", "structure")
    inlines = (SwotItemInline,)
