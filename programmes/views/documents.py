"""The files kept with objects, to whoever may see these."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programmes.file_kinds import FileKind, by_extension
from programmes.models import Document
from programmes.pictures import PictureError, thumbnail

GONE = "Le fichier n’est plus là : prévenez l’administrateur du portail."


@require_safe
@cache_control(private=True, no_cache=True)
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, always as a download: a browser never runs what somebody deposited."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    kind, content = _content(document)
    response = HttpResponse(content, content_type=kind.content_type)
    name = quote(f"{document.title[:80]}{kind.extension}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_safe
@cache_control(private=True, max_age=24 * 3600)
def document_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """A small picture drawn anew from one that was kept; the file of a document never changes."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not document.is_picture:
        raise Http404("Ce document n’est pas une image.")
    kind, content = _content(document)
    try:
        drawn = thumbnail(content, kind)
    except PictureError as error:
        raise Http404(str(error)) from error
    return HttpResponse(drawn, content_type="image/jpeg")


def _content(document: Document) -> tuple[FileKind, bytes]:
    kind = by_extension(document.file.name)
    if kind is None or not document.file.storage.exists(document.file.name):
        raise Http404(GONE)
    with document.file.open("rb") as file:
        return kind, file.read()
