"""The page of one import, as its state asks: being read, to settle, to confirm, written, undone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.formats import counted
from programmes.forms.import_answers import LONGEST_TEXT, AnswersForm, accepted
from programmes.import_pages.links import objects_of
from programmes.import_pages.names import search_names
from programmes.import_pages.preview import (
    FAULTS,
    SETTLE,
    Part,
    current_part,
    decision_on,
    figures_of,
    parts_of,
)
from programmes.import_pages.questions import Asked, to_correct, to_settle
from programmes.import_pages.reading import is_readable, required_keys
from programmes.import_pages.rows import counts_by_kind, lines_of, rows_with
from programmes.import_pages.waiting import advance_of
from programmes.import_pages.words import contents, understood
from programmes.imports import runs
from programmes.imports.faults import Choice, Effect, ImportReport
from programmes.models import ImportRun

State = ImportRun.State
OPEN = frozenset({State.FOUND, State.PREVIEWED})
ROWS_SHOWN, FAULTS_SHOWN, QUESTIONS_SHOWN = 50, 100, 30


@require_safe
@requires(Permission.IMPORT)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is to see or to do now."""
    visible = ImportRun.objects.visible_to(request.user).select_related("by", "applied_by", "undone_by")
    run = get_object_or_404(visible, pk=pk)
    if run.is_running:
        return render(request, "programmes/imports/running.html", {"run": run, "advance": advance_of(run)})
    report = runs.report_of(run)
    if report is None or run.state in {State.FAILED, State.CANCELLED}:
        return render(request, "programmes/imports/closed.html", {"run": run})
    if run.state == State.FOUND and is_readable(run, report):
        return redirect("programmes:import_reading", pk)
    return render(request, "programmes/imports/detail.html", _detail(request, run, report))


@require_safe
@requires(Permission.IMPORT)
def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the work is, for the page that watches it."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if not run.is_running:
        return JsonResponse({"running": False})
    advance = advance_of(run)
    return JsonResponse(
        {"running": True, "phase": advance.phase, "text": advance.text, "percent": advance.percent}
    )


@require_POST
@requires(Permission.IMPORT)
def import_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle what was ticked; a name that was only typed is searched, and the page shown again with what was found."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    report = runs.report_of(run)
    if report is None or run.state not in OPEN:
        return redirect("programmes:import_detail", pk)
    if "accept" in request.POST:
        return _settled(request, run, accepted(to_settle(report)))
    asked = [one for one in to_settle(report) if f"text-{one.key}" in request.POST]
    found = _searched(request, asked)
    form = _answers_form(report, asked, request.user, data=request.POST, found=found)
    if form.is_valid() and not found and (answers := form.to_answers()):
        return _settled(request, run, answers)
    if form.is_valid():
        form = _answers_form(report, asked, request.user, initial=request.POST.dict(), found=found)
        if not found:
            messages.warning(request, "Choisissez au moins une réponse à enregistrer.")
    context = _detail(request, run, report, settle=form)
    return render(request, "programmes/imports/detail.html", context)


def _settled(request: HttpRequest, run: ImportRun, answers: dict[str, Any]) -> HttpResponse:
    try:
        runs.answer(run=run, answers=answers, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = counted(len(answers), "réponse enregistrée", "réponses enregistrées")
        messages.success(request, f"{said}. Le fichier a été relu.")
    return redirect("programmes:import_detail", run.pk)


def _searched(request: HttpRequest, asked: list[Asked]) -> dict[str, list[Choice]]:
    """What is found for the names typed: those whose button was pressed, or that were left without a decision."""
    pressed = request.POST.get("search")
    found = {}
    for one in asked:
        text = request.POST.get(f"text-{one.key}", "")[:LONGEST_TEXT]
        if one.is_name and text and (one.key == pressed or not request.POST.get(f"decision-{one.key}")):
            found[one.key] = search_names(one.refers_to, text, user=request.user)
    return found


def _answers_form(
    report: ImportReport, asked: list[Asked], user: User, data: Any = None, **kwargs: Any
) -> AnswersForm:
    required = required_keys(report.sheets, asked)
    return AnswersForm(data, asked=asked, user=user, required=required, **kwargs)


def _detail(
    request: HttpRequest, run: ImportRun, report: ImportReport, settle: AnswersForm | None = None
) -> dict[str, Any]:
    """What the page shows of a report: its figures, then one part of it."""
    is_open = run.state in OPEN
    answers = runs.options_of(run).answers if is_open else {}
    parts = parts_of(report, is_open=is_open, answered=len(answers))
    current = current_part(parts, SETTLE if settle else request.GET.get("show", ""))
    return {
        "run": run,
        "is_open": is_open,
        "report": report,
        "figures": figures_of(report),
        "understood": understood(report.sheets),
        "contents": contents(run.kind, report.sheets),
        "by_kind": counts_by_kind(report),
        "decision": decision_on(report),
        "same": runs.same_file(run, by=request.user),
        "may_be_read_otherwise": is_readable(run, report),
        "parts": parts,
        "current": current,
        "answers": answers,
        "settle": settle,
        "search": request.GET.get("q", ""),
    } | _part(request, report, current, settle, is_open=is_open)


def _part(
    request: HttpRequest, report: ImportReport, current: Part, settle: AnswersForm | None, *, is_open: bool
) -> dict[str, Any]:
    if current.name == SETTLE:
        page = _page(request, to_settle(report), QUESTIONS_SHOWN)
        asked = list(page.object_list)
        return {"page": page, "settle": settle or _answers_form(report, asked, request.user)}
    if current.name == FAULTS:
        return {"page": _page(request, to_correct(report, is_open=is_open), FAULTS_SHOWN)}
    page = _page(request, rows_with(report, Effect(current.name), request.GET.get("q", "")), ROWS_SHOWN)
    seen = objects_of(page.object_list, user=request.user) if report.applied else {}
    page.object_list = lines_of(page.object_list, report, seen)
    return {"page": page}


def _page(request: HttpRequest, rows: list[Any], size: int) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))
