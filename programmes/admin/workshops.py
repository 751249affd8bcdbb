"""Workshops, with everything their report prints; recommendations and their follow-up."""

from django.contrib import admin

from accounts.audited_admin import AuditedAdmin
from programmes.models import (
    Participant,
    Recommendation,
    RecommendationUpdate,
    WorkingGroup,
    Workshop,
    WorkshopDay,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
    WorkshopSection,
)


class WorkshopOfficialInline(admin.TabularInline):
    """Who opened, directed, closed."""

    model = WorkshopOfficial
    extra = 0


class WorkshopPlanInline(admin.TabularInline):
    """Plans dealt with."""

    model = WorkshopPlan
    extra = 0
    autocomplete_fields = ("plan",)


class WorkshopOrganisationInline(admin.TabularInline):
    """Who organised or attended."""

    model = WorkshopOrganisation
    extra = 0
    autocomplete_fields = ("partner", "department")


class WorkshopDayInline(admin.TabularInline):
    """Agenda."""

    model = WorkshopDay
    extra = 0


class WorkingGroupInline(admin.TabularInline):
    """Working groups."""

    model = WorkingGroup
    extra = 0
    autocomplete_fields = ("department",)


class WorkshopSectionInline(admin.StackedInline):
    """Texts of the report."""

    model = WorkshopSection
    extra = 0


class RecommendationInline(admin.TabularInline):
    """What was asked of whom."""

    model = Recommendation
    extra = 0
    fields = ("code", "kind", "text", "addressee", "due", "due_precision", "state", "position")
    show_change_link = True


class ParticipantInline(admin.TabularInline):
    """Attendance list."""

    model = Participant
    extra = 0


@admin.register(Workshop)
class WorkshopAdmin(AuditedAdmin):
    """Workshops, round tables, sessions, meetings."""

    list_display = ("code", "title", "kind", "place", "start", "attendance", "women")
    list_filter = ("kind", "series", "plans")
    list_select_related = ("place",)
    search_fields = ("code", "title", "venue", "place__name")
    autocomplete_fields = ("place", "programmes", "places")
    inlines = (
        WorkshopPlanInline,
        WorkshopOfficialInline,
        WorkshopOrganisationInline,
        WorkshopDayInline,
        WorkingGroupInline,
        WorkshopSectionInline,
        RecommendationInline,
        ParticipantInline,
    )


class RecommendationUpdateInline(admin.TabularInline):
    """Follow-up: a step is added, never changed."""

    model = RecommendationUpdate
    extra = 1
    autocomplete_fields = ("by",)

    def has_change_permission(self, request, obj=None):
        """What was said stays."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was said stays."""
        return False


@admin.register(Recommendation)
class RecommendationAdmin(AuditedAdmin):
    """Recommendations, across workshops."""

    list_display = ("code", "text", "kind", "workshop", "addressee", "due", "state")
    list_filter = ("state", "kind", "workshop")
    list_select_related = ("workshop",)
    search_fields = ("code", "text", "addressee", "workshop__code")
    autocomplete_fields = ("workshop", "department", "partner")
    inlines = (RecommendationUpdateInline,)
