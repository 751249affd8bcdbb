"""Plans: described here, adopted and closed by decisions taken on the screens."""

from django.contrib import admin

from accounts.audited_admin import AuditedAdmin, ReadOnlyAdmin, ReadOnlyInline
from programmes.admin.tallied import TalliedAdmin
from programmes.models import ActionPlan, DeclaredFigure, PlanClosing, PlanFunding, Result


class PlanFundingInline(admin.TabularInline):
    """Sources named for the whole plan."""

    model = PlanFunding
    extra = 0
    autocomplete_fields = ("source",)


class DeclaredFigureInline(admin.TabularInline):
    """What a workshop declared."""

    model = DeclaredFigure
    extra = 0
    autocomplete_fields = ("workshop",)


class ObjectiveInline(admin.TabularInline):
    """Objectives of the plan."""

    model = Result
    extra = 0
    fields = ("code", "kind", "text", "position")


class PlanClosingInline(ReadOnlyInline):
    """Its closings, the old ones included."""

    model = PlanClosing
    fields = ("closed_on", "closed_by", "recorded_at", "reopened_at", "reopening_reason")
    readonly_fields = fields


@admin.register(ActionPlan)
class ActionPlanAdmin(TalliedAdmin):
    """Yearly plans."""

    list_display = (
        "code",
        "title",
        "year",
        "department",
        "programme",
        "state_label",
        "adopted_on",
        "closed_on",
    )
    list_filter = ("year", "department", "programme")
    list_select_related = ("department", "programme")
    search_fields = ("code", "title")
    autocomplete_fields = ("department", "programme")
    readonly_fields = ("adopted_on", "adopted_precision", "closed_on")
    inlines = (ObjectiveInline, PlanFundingInline, DeclaredFigureInline, PlanClosingInline)

    @admin.display(description="état")
    def state_label(self, plan):
        """Draft, in execution or closed."""
        return plan.state.label


@admin.register(PlanClosing)
class PlanClosingAdmin(ReadOnlyAdmin):
    """Closings and their frozen figures."""

    list_display = ("plan", "closed_on", "closed_by", "reopened_at")
    list_select_related = ("plan", "closed_by")
    search_fields = ("plan__code",)


@admin.register(DeclaredFigure)
class DeclaredFigureAdmin(AuditedAdmin):
    """Declared figures, across plans."""

    list_display = ("plan", "measure", "value", "workshop", "declared_on")
    list_filter = ("measure", "plan")
    list_select_related = ("plan", "workshop")
    search_fields = ("plan__code", "workshop__code", "quote")
    autocomplete_fields = ("plan", "workshop")
