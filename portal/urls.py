"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from portal.views import administration, health, home, people

portal_pages = [
    path("", home.home, name="home"),
    path("sante/", health.health, name="health"),
    path("comptes/", people.account_list, name="account_list"),
    path("comptes/export.<slug:form>", people.account_export, name="account_export"),
    path("comptes/roles/", people.roles, name="roles"),
    path("comptes/nouveau/", people.account_create, name="account_create"),
    path("comptes/<int:pk>/", people.account_detail, name="account_detail"),
    path("comptes/<int:pk>/modifier/", people.account_edit, name="account_edit"),
    path("comptes/<int:pk>/rattachement/", people.account_assign, name="account_assign"),
    path("comptes/<int:pk>/invitation/", people.account_invite, name="account_invite"),
    path("comptes/<int:pk>/reinitialisation/", people.account_reset, name="account_reset"),
    path("comptes/<int:pk>/desactivation/", people.account_deactivate, name="account_deactivate"),
    path("comptes/<int:pk>/reactivation/", people.account_reactivate, name="account_reactivate"),
    # Before those of Django's admin, which know neither the lock-out nor the audit trail.
    path("admin/login/", administration.sign_in, name="admin_sign_in"),
    path(
        "admin/password_change/",
        RedirectView.as_view(pattern_name="accounts:password_change"),
        name="admin_password_change",
    ),
]

admin.site.site_header = "DGCT – administration technique"
admin.site.site_title = "DGCT"
admin.site.index_title = "Données du portail"

urlpatterns = [
    path("", include((portal_pages, "portal"))),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("", include("reporting.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "portal.views.errors.server_error"
