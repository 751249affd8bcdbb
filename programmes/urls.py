"""Addresses of activities, of reports on them, and of workshops."""

from django.urls import path

from programmes.views import activities, documents, reports, workshops

app_name = "programmes"

urlpatterns = [
    path("activites/", activities.activity_list, name="activity_list"),
    path("activites/a-valider/", reports.review_queue, name="review_queue"),
    path("activites/a-valider/approuver/", reports.report_approve_many, name="report_approve_many"),
    path("activites/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activites/<int:pk>/etat/", reports.report_status, name="report_status"),
    path("declarations/<int:pk>/approuver/", reports.report_approve, name="report_approve"),
    path("declarations/<int:pk>/retourner/", reports.report_return, name="report_return"),
    path("declarations/<int:pk>/retirer/", reports.report_withdraw, name="report_withdraw"),
    path("documents/<int:pk>/", documents.document_file, name="document_file"),
    path("ateliers/", workshops.workshop_list, name="workshop_list"),
    path("ateliers/<slug:code>/", workshops.workshop_detail, name="workshop_detail"),
]
