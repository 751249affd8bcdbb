"""Programmes, with everything their sheet prints."""

from django.contrib import admin
from import_export.admin import ExportMixin

from accounts.audited_admin import AuditedAdmin
from accounts.spreadsheets import FORMATS
from programmes.admin.partners import by_code
from programmes.admin.tallied import TalliedAdmin
from programmes.models import (
    Contribution,
    Participation,
    Programme,
    ProgrammeSection,
    Suspension,
    TargetGroup,
    TeamMember,
)


class ParticipationInline(admin.TabularInline):
    """Who takes part, in which role."""

    model = Participation
    extra = 0
    autocomplete_fields = ("partner",)


class ContributionInline(admin.TabularInline):
    """What partners bring."""

    model = Contribution
    extra = 0
    autocomplete_fields = ("partner",)
    fields = ("partner", "state", "nature", "amount", "currency", "description")


class SuspensionInline(admin.TabularInline):
    """Interruptions."""

    model = Suspension
    extra = 0


class TargetGroupInline(admin.TabularInline):
    """Whom it serves."""

    model = TargetGroup
    extra = 0


class TeamMemberInline(admin.TabularInline):
    """Its team."""

    model = TeamMember
    extra = 0


class ProgrammeSectionInline(admin.StackedInline):
    """Free sections of its sheet."""

    model = ProgrammeSection
    extra = 0


@admin.register(Programme)
class ProgrammeAdmin(ExportMixin, TalliedAdmin):
    """Programmes and their phases."""

    resource_classes = (
        by_code(Programme, "title", "acronym", "objective", "budget", "currency", "declared_communes"),
    )
    formats = FORMATS
    list_display = ("code", "title", "parent", "period", "budget", "currency")
    list_filter = ("sectors", "participations__role")
    list_select_related = ("parent",)
    search_fields = ("code", "title", "acronym", "participations__partner__name")
    autocomplete_fields = ("parent", "sectors", "places")
    inlines = (
        ParticipationInline,
        ContributionInline,
        SuspensionInline,
        TargetGroupInline,
        TeamMemberInline,
        ProgrammeSectionInline,
    )
    fieldsets = (
        (None, {"fields": ("code", "title", "acronym", "parent")}),
        ("Période", {"fields": (("start", "start_precision"), ("end", "end_precision"))}),
        ("Objet", {"fields": ("objective", "description", "sectors", "places", "declared_communes")}),
        ("Budget", {"fields": (("budget", "currency"),)}),
        ("Bilan", {"fields": ("gaps", "prospects", "source")}),
    )

    @admin.display(description="période")
    def period(self, programme):
        """As it was written."""
        return programme.period or "—"


@admin.register(Contribution)
class ContributionAdmin(AuditedAdmin):
    """What partners bring, across programmes."""

    list_display = ("partner", "programme", "state", "nature", "amount", "currency")
    list_filter = ("state", "nature", "currency")
    list_select_related = ("partner", "programme")
    search_fields = ("partner__name", "partner__acronym", "programme__code", "programme__title")
    autocomplete_fields = ("partner", "programme")


@admin.register(Participation)
class ParticipationAdmin(AuditedAdmin):
    """Who takes part in what."""

    list_display = ("partner", "role", "programme")
    list_filter = ("role",)
    list_select_related = ("partner", "programme")
    search_fields = ("partner__name", "partner__acronym", "programme__code", "programme__title")
    autocomplete_fields = ("partner", "programme")
