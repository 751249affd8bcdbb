"""Addresses of activities, of reports on them, and of workshops."""

from django.urls import path

from programmes.views import (
    activities,
    documents,
    exports,
    import_acts,
    import_detail,
    imports,
    reports,
    templates,
    workshops,
)

app_name = "programmes"

urlpatterns = [
    path("activites/", activities.activity_list, name="activity_list"),
    path("activites/export.<slug:form>", exports.activity_export, name="activity_export"),
    path("activites/a-valider/", reports.review_queue, name="review_queue"),
    path("activites/a-valider/export.<slug:form>", exports.review_queue_export, name="review_queue_export"),
    path("activites/a-valider/approuver/", reports.report_approve_many, name="report_approve_many"),
    path("activites/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activites/<int:pk>/etat/", reports.report_status, name="report_status"),
    path("declarations/<int:pk>/approuver/", reports.report_approve, name="report_approve"),
    path("declarations/<int:pk>/retourner/", reports.report_return, name="report_return"),
    path("declarations/<int:pk>/retirer/", reports.report_withdraw, name="report_withdraw"),
    path("documents/<int:pk>/", documents.document_file, name="document_file"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/modeles/", templates.template_list, name="template_list"),
    path("imports/modeles/<slug:kind>.xlsx", templates.template_file, name="template_file"),
    path("imports/<int:pk>/", import_detail.import_detail, name="import_detail"),
    path("imports/<int:pk>/lecture/", imports.import_reading, name="import_reading"),
    path("imports/<int:pk>/avancement/", import_detail.import_progress, name="import_progress"),
    path("imports/<int:pk>/reponses/", import_detail.import_answers, name="import_answers"),
    path("imports/<int:pk>/reponses/oublier/", import_acts.import_forget, name="import_forget"),
    path("imports/<int:pk>/importer/", import_acts.import_apply, name="import_apply"),
    path("imports/<int:pk>/abandonner/", import_acts.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/reprendre/", import_acts.import_resume, name="import_resume"),
    path("imports/<int:pk>/annuler/", import_acts.import_undo, name="import_undo"),
    path("imports/<int:pk>/fichier/", import_acts.import_file, name="import_file"),
    path("imports/<int:pk>/fautes.xlsx", import_acts.import_marked, name="import_marked"),
    path("ateliers/", workshops.workshop_list, name="workshop_list"),
    path("ateliers/export.<slug:form>", exports.workshop_export, name="workshop_export"),
    path("ateliers/<slug:code>/", workshops.workshop_detail, name="workshop_detail"),
]
