"""A table to report many activities at once: one save, faults beside their row, right rows kept."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import withdraw_operation
from programmes.actions.status import report_status
from programmes.formats import counted
from programmes.forms.refusals import add_refusal
from programmes.forms.status_choice import ChoiceForm
from programmes.forms.status_table import MOST_ROWS, Row, TopForm, rows_of, sent_keys
from programmes.models import Activity
from programmes.own_activities import own_of
from programmes.querysets.activities import ActivityQuerySet
from programmes.tabs import activity_tabs
from programmes.views.received import received


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORT_STATUS)
def report_table(request: HttpRequest) -> HttpResponse:
    """The table; sent, the rows that say something new are saved one by one, those refused stay with their fault."""
    choice = ChoiceForm(request.GET, own=own_of(request.user))
    page = _page(request, choice)
    if request.method != "POST":
        return _shown(request, choice, page, TopForm(), rows_of(page.object_list))
    top = TopForm(request.POST)
    rows = _sent(request)
    if not top.is_valid():
        return _shown(request, choice, page, top, rows)
    operation = uuid4()
    saved = _save(rows, request.user, top, operation)
    wrong = [row for row in rows if row.form.errors]
    _say(request, saved, len(wrong), operation)
    if not wrong:
        return received(redirect(request.get_full_path()), top.cleaned_data["token"])
    return _shown(request, choice, page, top, _again(rows))


@require_POST
@requires(Permission.REPORT_STATUS)
def reports_withdraw(request: HttpRequest, operation: UUID) -> HttpResponse:
    """Take back what one saved with one press of the button, except what was validated since."""
    withdrawn, kept = withdraw_operation(operation=operation, by=request.user)
    if withdrawn:
        said = counted(withdrawn, "déclaration est retirée", "déclarations sont retirées")
        messages.success(request, f"{said}\u202f; l’historique les garde.")
    if kept:
        said = counted(kept, "déclaration n’est plus à retirer", "déclarations ne sont plus à retirer")
        messages.warning(request, f"{said}\u00a0: un validateur s’en est occupé, ou vous l’aviez déjà fait.")
    if not withdrawn and not kept:
        messages.warning(request, "Il n’y a aucune de vos déclarations à retirer.")
    return redirect("programmes:report_table")


def _page(request: HttpRequest, choice: ChoiceForm) -> Page:
    rows = choice.chosen().order_by(F("planned_end").asc(nulls_last=True), "plan", "position", "pk")
    return Paginator(_with_rows(rows), MOST_ROWS).get_page(request.GET.get("page"))


def _with_rows(activities: ActivityQuerySet) -> ActivityQuerySet:
    return activities.with_row().select_related("latest_report").prefetch_related("latest_report__stages")


def _sent(request: HttpRequest) -> list[Row]:
    """The rows that were sent, in their order, whatever has become of their activities since."""
    keys = sent_keys(request.POST)
    found = {row.pk: row for row in _with_rows(Activity.objects.visible_to(request.user).filter(pk__in=keys))}
    return rows_of([found[key] for key in keys if key in found], request.POST)


def _save(rows: list[Row], by: User, top: TopForm, operation: UUID) -> int:
    """Report each row that says something new, as one operation; how many were."""
    day = top.cleaned_data["effective_date"]
    for row in rows:
        if not (row.form.is_valid() and row.form.has_news):
            continue
        try:
            report_status(activity=row.activity, by=by, operation=operation, **row.form.said(day))
        except (Refusal, ValidationError) as refusal:
            add_refusal(row.form, refusal)
        else:
            row.saved = True
    return sum(row.saved for row in rows)


def _again(rows: list[Row]) -> list[Row]:
    """The table once more: what was saved as it stands now, what was refused as it was typed."""
    kept = [row.activity.pk for row in rows if not row.form.errors]
    fresh = {row.activity.pk: row for row in rows_of(_with_rows(Activity.objects.filter(pk__in=kept)))}
    again = []
    for row in rows:
        shown = fresh.get(row.activity.pk, row)
        shown.saved = row.saved
        again.append(shown)
    return again


def _say(request: HttpRequest, saved: int, wrong: int, operation: UUID) -> None:
    if saved:
        undo = reverse("programmes:reports_withdraw", args=[operation])
        said = counted(saved, "état enregistré", "états enregistrés")
        messages.success(request, f"{said}.", extra_tags=f"undo={undo}")
    if wrong:
        messages.error(
            request,
            f"{counted(wrong, 'ligne n’est pas enregistrée', 'lignes ne sont pas enregistrées')}\u00a0: "
            "le motif est sous chacune, et rien de ce que vous avez écrit n’est perdu.",
        )
    elif not saved:
        messages.warning(request, "Rien n’a changé dans le tableau\u00a0: aucun état n’est enregistré.")


def _shown(
    request: HttpRequest, choice: ChoiceForm, page: Page, top: TopForm, rows: list[Row]
) -> HttpResponse:
    for row in rows:
        row.form.tie_faults()
    context = {
        "choice": choice,
        "page": page,
        "top": top,
        "rows": rows,
        "tabs": activity_tabs(request.user, QueryDict(), page="mine"),
        "is_sent": request.method == "POST",
        "draft": f"{request.user.pk}:tableau:{request.GET.urlencode()}",
    }
    return render(request, "programmes/report_table.html", context)
