"""Priority actions and pledges."""

from django.contrib import admin

from accounts.audited_admin import AuditedAdmin
from programmes.models import Pledge, PriorityAction


class PledgeInline(admin.TabularInline):
    """What partners announced or signed."""

    model = Pledge
    extra = 0
    autocomplete_fields = ("partner", "programme", "workshop")


@admin.register(PriorityAction)
class PriorityActionAdmin(AuditedAdmin):
    """What communes need."""

    list_display = (
        "code",
        "title",
        "document",
        "place",
        "place_label",
        "cost",
        "currency",
        "study",
        "is_demonstration",
    )
    list_filter = ("document", "study", "programme", "is_demonstration")
    list_select_related = ("place",)
    search_fields = ("code", "title", "place__name", "place_label")
    autocomplete_fields = ("place", "programme", "workshop", "sector")
    inlines = (PledgeInline,)


@admin.register(Pledge)
class PledgeAdmin(AuditedAdmin):
    """Pledges, across actions."""

    list_display = ("partner", "text", "state", "amount", "currency", "action", "programme")
    list_filter = ("state", "programme")
    list_select_related = ("partner", "action", "programme")
    search_fields = ("partner__name", "partner__acronym", "text", "action__code")
    autocomplete_fields = ("action", "programme", "workshop", "partner")
