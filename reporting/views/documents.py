"""Documents: what can be downloaded, and the PDFs themselves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from reporting.documents.kinds import KINDS
from reporting.documents.rendering import render_pdf
from reporting.forms import SituationForm


@require_safe
@requires(Permission.DOWNLOAD_REPORTS)
def report_list(request: HttpRequest) -> HttpResponse:
    """Every document this reader may download, by kind."""
    kinds = [(kind, kind.listed_for(request.user)) for kind in KINDS.values()]
    return render(request, "reporting/report_list.html", {"kinds": [pair for pair in kinds if pair[1]]})


@require_safe
@cache_control(private=True, no_cache=True)
@requires(Permission.DOWNLOAD_REPORTS)
def report_pdf(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One document as PDF, as of the dates asked in the address."""
    if kind not in KINDS:
        raise Http404
    target = KINDS[kind].find(request.user, code)
    if target is None:
        raise Http404
    form = SituationForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/report_dates.html", {"form": form, "target": target}, status=400)
    situation = KINDS[kind].situation(target, form.cleaned_data["at"], form.cleaned_data["known"])
    document = KINDS[kind].build(target, request.user, situation)
    response = HttpResponse(render_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.filename}"'
    return response
