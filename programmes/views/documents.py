"""The files kept with objects, to whoever may see these."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programmes.file_kinds import by_extension
from programmes.models import Document


@require_safe
@cache_control(private=True, no_cache=True)
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, always as a download: a browser never runs what somebody deposited."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    kind = by_extension(document.file.name)
    if kind is None or not document.file.storage.exists(document.file.name):
        raise Http404("Le fichier n’est plus là : prévenez l’administrateur du portail.")
    with document.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=kind.content_type)
    name = quote(f"{document.title[:80]}{kind.extension}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
