"""Exports as answers to a request: the file, or the list again with why there is none."""

import tempfile
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from programmes.exports.cells import OutSheet
from programmes.exports.csv_lines import csv_lines
from programmes.exports.xlsx import ExportError, write_workbook
from programmes.formats import integer, typeset

XLSX, CSV = "xlsx", "csv"
CONTENT_TYPES: Final = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
# More take too long while somebody waits; a CSV leaves as it is made.
MOST_ROWS = 100_000


def exported(
    request: HttpRequest, form: str, sheet: OutSheet, *, name: str, count: int, back: str, valid: bool = True
) -> HttpResponseBase:
    """The list as a file « activites-2026-11-28.xlsx ».

    `count` is how many rows it has, `back` the address of the page: one is sent there when a filter cannot be read
    (the page says why; a file would be empty without a word) or when the list is too long for XLSX. Raises Http404
    for another format.
    """
    if form not in CONTENT_TYPES:
        raise Http404
    page = f"{back}?{_query(request)}".rstrip("?")
    if not valid:
        return redirect(page)
    if form == CSV:
        streamed = StreamingHttpResponse(csv_lines(sheet), content_type=CONTENT_TYPES[CSV])
        _name(streamed, dated_name(name, CSV))
        return streamed
    try:
        _check_length(count)
        return xlsx_response([sheet], title=sheet.title, name=name, author=str(request.user))
    except ExportError as error:
        messages.warning(request, str(error))
        return redirect(page)


def _check_length(count: int) -> None:
    if count > MOST_ROWS:
        raise ExportError(
            f"Cette liste a {integer(count)} lignes, plus que les {integer(MOST_ROWS)} d’un export XLSX : "
            "ajoutez un filtre, ou prenez le CSV."
        )


def xlsx_response(sheets: list[OutSheet], *, title: str, name: str, author: str = "") -> HttpResponse:
    """A workbook; its rows go through a file, only what is packed stands in the memory. Raises ExportError."""
    with tempfile.TemporaryFile() as file:
        write_workbook(file, sheets, title=typeset(title), author=author)
        file.seek(0)
        return attached(file.read(), XLSX, name=dated_name(name, XLSX))


def attached(content: bytes, form: str, *, name: str) -> HttpResponse:
    """A file that is there already, to be kept under that name."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    _name(response, name)
    return response


def _name(response: HttpResponseBase, name: str) -> None:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-cache"


def dated_name(name: str, form: str) -> str:
    """« activites-2026-11-28.xlsx »."""
    return f"{name}-{timezone.localdate().isoformat()}.{form}"


def _query(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return urlencode([(key, value) for key, values in asked.lists() for value in values])
