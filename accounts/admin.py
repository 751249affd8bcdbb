"""Accounts and the audit trail in Django's admin; what is written goes through `accounts.actions`."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts import actions
from accounts.forms import AccountDetailsForm, RoleField
from accounts.models import AuditEvent, User

# Rights come from the table of roles: Django's groups would be a second, silent one.
admin.site.unregister(auth_admin.Group)


class NewAccountAdminForm(AccountDetailsForm):
    """A new account, without a password: its owner chooses one from a link sent from the page of the account."""

    role = RoleField()

    class Meta(AccountDetailsForm.Meta):
        fields = ["full_name", "email", "phone", "role"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People: found and corrected here; role, belonging, links and closing are done on the page of the account."""

    form = AccountDetailsForm
    list_display = ["full_name", "email", "role", "is_active", "is_demonstration", "last_login"]
    list_filter = ["role", "is_active", "is_demonstration"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name"]
    readonly_fields = ["role", "is_active", "is_demonstration", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["full_name", "email", "phone"]}),
        (
            "Accès",
            {
                "fields": ["role", "is_active", "is_demonstration", "last_login", "date_joined"],
                "description": "Le rôle, le rattachement, le mot de passe et la fermeture du compte se changent "
                "sur la page du compte («\u00a0Voir sur le site\u00a0»).",
            },
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": NewAccountAdminForm.Meta.fields})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return [] if obj is None else super().get_readonly_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, **kwargs, **({"form": NewAccountAdminForm} if obj is None else {})
        )

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Through the same actions as the screens, so that the trail is written."""
        if change:
            actions.change_details(user=obj, by=request.user, **form.cleaned_data)
        else:
            obj.pk = actions.create_account(by=request.user, **form.cleaned_data).pk

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account is deactivated, never removed: its owner's reports keep their author."""
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """The audit trail, to be read."""

    list_display = ["at", "actor_text", "action", "target_type", "target_text"]
    list_filter = ["action", "target_type"]
    search_fields = ["actor_text", "action", "target_text", "target_id", "operation"]
    date_hierarchy = "at"
    show_full_result_count = False
    list_per_page = 50
    fields = [
        "at",
        "operation",
        "actor",
        "actor_text",
        "action",
        "target_type",
        "target_id",
        "target_text",
        "before",
        "after",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.visible_to(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False
