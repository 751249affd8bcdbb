"""Activities, saved by the same actions as the screens; their reports and revisions are only looked at."""

from django.contrib import admin
from django.db.models import ForeignKey
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.resources import ModelResource

from accounts.audited_admin import ReadOnlyAdmin, ReadOnlyInline
from accounts.spreadsheets import FORMATS
from programmes.actions.activities import DATES, change_activity
from programmes.actions.new_activities import create_activity
from programmes.admin.tallied import TalliedAdmin
from programmes.models import ActionPlan, Activity, Funding, Revision, StatusReport

# Once the plan is adopted, these change only by a revision, which keeps the old value and the reason.
REVISED_ONLY = (
    *("title", "department", *DATES, *(f"{name}_precision" for name in DATES), "budget"),
    *("code", "position", "currency", "weight"),
)
RELATED = ("places", "associated_departments")


class ActivityResource(ModelResource):
    """Export of activities, one line each."""

    plan = Field("plan__code", column_name="Plan")
    department = Field("department__name", column_name="Structure responsable")
    programme = Field("programme__code", column_name="Programme")
    status = Field("get_status_display", column_name="État")

    class Meta:
        model = Activity
        fields = ("plan", "code", "title", "department", "programme", "status", "progress", "budget", "spent")


class FundingInline(admin.TabularInline):
    """Who pays."""

    model = Funding
    extra = 0
    autocomplete_fields = ("source",)


class StatusReportInline(ReadOnlyInline):
    """The history."""

    model = StatusReport
    fields = ("effective_date", "status", "progress", "committed", "spent", "author", "entered_at", "review")
    readonly_fields = fields


class RevisionInline(ReadOnlyInline):
    """What was revised."""

    model = Revision
    fields = ("field", "old", "new", "decided_on", "reason", "by")
    readonly_fields = fields


@admin.register(Activity)
class ActivityAdmin(ExportMixin, TalliedAdmin):
    """Lines of plans."""

    resource_classes = (ActivityResource,)
    formats = FORMATS
    list_display = (
        "code",
        "title",
        "plan",
        "department",
        "status",
        "progress",
        "planned_end",
        "is_demonstration",
    )
    list_filter = ("plan", "status", "department", "programme", "kind", "is_demonstration")
    list_select_related = ("plan", "department")
    search_fields = ("code", "title", "search", "plan__code")
    autocomplete_fields = (
        "plan",
        "department",
        "associated_departments",
        "responsible",
        "programme",
        "result",
        "sector",
        "kind",
        "places",
        "carried_from",
    )
    readonly_fields = (
        "added_on",
        "cancelled_on",
        "status",
        "progress",
        "committed",
        "spent",
        "status_date",
        "review",
    )
    inlines = (FundingInline, StatusReportInline, RevisionInline)
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        """The plan of an existing activity is fixed; so is, once adopted, what a revision changes, or nothing does."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is None:
            return fixed
        return (*fixed, "plan", *(REVISED_ONLY if obj.plan.adopted_on else ()))

    def has_change_permission(self, request, obj=None):
        """Nothing changes in a closed plan, nor of a cancelled activity."""
        is_shut = obj and (obj.plan.closed_on or obj.cancelled_on)
        return super().has_change_permission(request, obj) and not is_shut

    def has_delete_permission(self, request, obj=None):
        """Once the plan is adopted an activity is cancelled by a decision, never deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.plan.adopted_on)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request, **kwargs):
        """A new activity goes to a plan that is not closed."""
        if db_field.name == "plan":
            kwargs["queryset"] = ActionPlan.objects.filter(closed_on__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """By the actions, so that the rules and the trace are those of the screens."""
        columns = {name: form.cleaned_data[name] for name in form.cleaned_data if name not in RELATED}
        if change:
            changed = {name: value for name, value in columns.items() if name in form.changed_data}
            change_activity(activity=obj, by=request.user, **changed)
        else:
            created = create_activity(plan=columns.pop("plan"), by=request.user, **columns)
            obj.pk, obj._state.adding = created.pk, False
            obj.refresh_from_db()


@admin.register(StatusReport)
class StatusReportAdmin(ReadOnlyAdmin):
    """Reports, across activities."""

    list_display = ("activity", "effective_date", "status", "progress", "author", "entered_at", "review")
    list_filter = ("review", "status", "delay_reason", "activity__plan")
    list_select_related = ("activity__plan", "author")
    search_fields = ("activity__code", "activity__search", "comment", "difficulty", "author__full_name")
    date_hierarchy = "effective_date"
    show_full_result_count = False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Revisions, across activities."""

    list_display = ("activity", "field", "old", "new", "decided_on", "reason", "by")
    list_filter = ("field", "activity__plan")
    list_select_related = ("activity__plan", "by")
    search_fields = ("activity__code", "activity__search", "reason")
