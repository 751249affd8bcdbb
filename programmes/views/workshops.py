"""Workshops, round tables, training sessions and meetings."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from programmes.filters import WorkshopFilter
from programmes.list_orders import sorted_workshops
from programmes.models import ActionPlan, Document, Programme, Workshop
from programmes.workshop_parts import parts_of

PAGE_SIZE = 50


@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    """The workshops one may see, latest first unless another order is asked."""
    workshops = Workshop.objects.visible_to(request.user).select_related("place")
    workshop_filter = WorkshopFilter(request.GET, queryset=workshops, request=request)
    rows = sorted_workshops(workshop_filter.qs, request.GET.get("tri", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filter": workshop_filter, "active": workshop_filter.active(), "page": page}
    return render(request, "programmes/workshop_list.html", context)


@require_safe
def workshop_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One workshop: who, when, what was dealt with, what came out of it."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_page(), code=code)
    context = {
        "workshop": workshop,
        "parts": parts_of(workshop, ActionPlan.objects.visible_to(request.user)),
        "programmes": Programme.objects.visible_to(request.user).filter(workshops=workshop),
        "documents": Document.objects.visible_to(request.user).filter(workshop=workshop),
        "may_download": request.user.may(Permission.DOWNLOAD_REPORTS),
    }
    return render(request, "programmes/workshop_detail.html", context)
