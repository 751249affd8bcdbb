"""What is done with an import: written, stopped, taken up again, undone; its files."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.exports.responses import XLSX, attached
from programmes.forms.imports import UndoForm
from programmes.imports import runs
from programmes.imports.marking import marked_name, marked_workbook
from programmes.imports.undo import obstacles_to_undo, undo
from programmes.models import ImportRun

State = ImportRun.State


@require_POST
@requires(Permission.IMPORT)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was previewed; with `only_correct`, the rows without fault."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        runs.start_apply(run=run, by=request.user, only_correct="only_correct" in request.POST)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("programmes:import_detail", pk)


@require_POST
@requires(Permission.IMPORT)
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Abandon an import, or stop the work in hand."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        run = runs.cancel(run=run, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("programmes:import_detail", pk)
    if run.state == State.CANCELLED:
        messages.success(request, "L’import est abandonné. Rien n’a été écrit.")
        return redirect("programmes:import_list")
    messages.info(request, "L’arrêt est demandé\u00a0: ce qui était commencé va être défait.")
    return redirect("programmes:import_detail", pk)


@require_POST
@requires(Permission.IMPORT)
def import_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up again a reading or a writing that was interrupted, or read again a file that could not be."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        if run.state == State.APPLYING:
            only_correct = runs.options_of(run).only_correct
            runs.start_apply(run=run, by=request.user, only_correct=only_correct)
        else:
            runs.start_preview(run=run, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("programmes:import_detail", pk)


@require_POST
@requires(Permission.IMPORT)
def import_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one answer: its question is asked again."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        runs.forget(run=run, key=request.POST.get("key", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("programmes:import_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a whole import, or see everything that stands in the way."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if run.state != State.APPLIED:
        return redirect("programmes:import_detail", pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            undo(run=run, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            obstacles = obstacles_to_undo(run)
            said = "Rien n’a été annulé\u00a0: voici ce qui s’y oppose." if obstacles else refusal.message
            messages.error(request, said)
        else:
            return redirect("programmes:import_detail", pk)
    else:
        obstacles = obstacles_to_undo(run)
    context = {"run": run, "form": form, "obstacles": obstacles}
    return render(request, "programmes/imports/undo.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@requires(Permission.IMPORT)
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was brought, always as a download: a browser never opens what somebody deposited."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    if not run.path.is_file():
        raise Http404("Le fichier n’est plus là : prévenez l’administrateur du portail.")
    response = HttpResponse(run.path.read_bytes(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=run.file_name)
    return response


@require_safe
@cache_control(private=True, no_cache=True)
@requires(Permission.IMPORT)
def import_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook with its faults marked in the cells."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        content = marked_workbook(run)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("programmes:import_detail", pk)
    return attached(content, XLSX, name=marked_name(run))
