"""Imports: a file brought, how it is read, and the imports there were."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.forms.import_reading import ReadingForm
from programmes.forms.imports import UploadForm
from programmes.forms.refusals import add_refusal
from programmes.import_pages.filters import ImportFilter, sorted_imports
from programmes.import_pages.reading import is_readable, layout_faults
from programmes.imports import runs
from programmes.models import ImportRun

PAGE_SIZE = 25
State = ImportRun.State


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def import_list(request: HttpRequest) -> HttpResponse:
    """Bring a file; the imports there were, newest first."""
    visible = ImportRun.objects.visible_to(request.user).select_related("by")
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (run := _received(request, form)):
        return redirect(run)
    import_filter = ImportFilter(request.GET, queryset=visible, request=request)
    rows = sorted_imports(import_filter.qs, request.GET.get("tri", ""))
    context = {
        "form": form,
        "filter": import_filter,
        "active": import_filter.active(),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "programmes/imports/list.html", context)


def _received(request: HttpRequest, form: UploadForm) -> ImportRun | None:
    """The run of the file; None, with what is wrong said beside the field, when it cannot be kept or read."""
    try:
        run = runs.receive_file(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    if run.state == State.FAILED:
        form.add_error("file", run.message)
        return None
    return run


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPORT)
def import_reading(request: HttpRequest, pk: int) -> HttpResponse:
    """How the sheets and columns of the file are read; changed, the file is read again."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    report = runs.report_of(run)
    if report is None or not is_readable(run, report):
        return redirect("programmes:import_detail", pk)
    options = runs.options_of(run)
    data = request.POST if request.method == "POST" else None
    form = ReadingForm(data, sheets=report.sheets, options=options, user=request.user)
    if form.is_valid():
        try:
            run = runs.start_preview(run=run, by=request.user, options=form.to_options())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("programmes:import_reading" if form.is_reread else "programmes:import_detail", pk)
    context = {"run": run, "form": form, "faults": layout_faults(report)}
    return render(request, "programmes/imports/reading.html", context)
