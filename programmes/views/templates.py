"""Templates to download and fill before an import."""

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.exports.columns import Reader
from programmes.exports.responses import XLSX, attached
from programmes.exports.template_listing import grouped_templates
from programmes.exports.templates import TEMPLATES, template_title, write_template
from programmes.imports.kinds import WORKBOOK


@require_safe
@requires(Permission.IMPORT)
def template_list(request: HttpRequest) -> HttpResponse:
    """Every template, by group, with what it is for."""
    context = {"groups": grouped_templates(), "workbook": WORKBOOK}
    return render(request, "programmes/template_list.html", context)


@require_safe
@requires(Permission.IMPORT)
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """One template, with the lists of what this reader may see."""
    if kind not in TEMPLATES:
        raise Http404
    content = io.BytesIO()
    write_template(content, kind, Reader(request.user))
    return attached(content.getvalue(), XLSX, name=f"{slugify(template_title(kind))}.{XLSX}")
