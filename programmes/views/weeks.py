"""Writing on the Monday sheet; the sheet itself, with its review, is a page of `reporting`."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from programmes.actions import weeks as actions
from programmes.actions.refusals import Refusal
from programmes.forms.refusals import add_refusal
from programmes.forms.weeks import OutcomesForm, PriorityForm, ReopenForm
from programmes.models import Department, WeekPriority, WeekSheet
from programmes.weeks import Week


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRIORITIES)
def priority_add(request: HttpRequest, code: str) -> HttpResponse:
    """Write a priority for a department (`?structure=`, one's own without it)."""
    week = week_or_404(code)
    departments = Department.objects.visible_to(request.user).planned_by(request.user)
    if not departments:
        raise PermissionDenied("Votre compte n’est rattaché à aucune structure.")
    chosen = request.GET.get("structure", "")
    department = get_object_or_404(departments, code=chosen) if chosen else departments[0]
    form = PriorityForm(_data(request), week=week, department=department, by=request.user)
    if form.is_valid():
        try:
            actions.add_priority(week=week, department=department, by=request.user, **form.cleaned_data)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"La priorité est écrite pour la {week.next.label}.")
            if "more" in request.POST:
                return redirect(request.get_full_path())
            return _to_sheet(week, "priorites")
    context = {
        "sheet": WeekSheet.of(week),
        "week": week,
        "form": form,
        "department": department,
        "departments": departments,
    }
    return render(request, "programmes/weeks/priority.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRIORITIES)
def priority_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a priority otherwise."""
    priority = _priority(request.user, pk)
    week = priority.sheet.week
    form = PriorityForm(
        _data(request), week=week, department=priority.department, by=request.user, priority=priority
    )
    if form.is_valid():
        try:
            actions.change_priority(priority=priority, by=request.user, **form.cleaned_data)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "La priorité est changée.")
            return _to_sheet(week, "priorites")
    context = {
        "sheet": priority.sheet,
        "week": week,
        "form": form,
        "department": priority.department,
        "priority": priority,
    }
    return render(request, "programmes/weeks/priority.html", context)


@require_POST
@requires(Permission.WRITE_PRIORITIES)
def priority_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a priority off the sheet."""
    priority = _priority(request.user, pk)
    try:
        actions.remove_priority(priority=priority, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"La priorité «\u00a0{priority.text}\u00a0» est ôtée de la fiche.")
    return _to_sheet(priority.sheet.week, "priorites")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_PRIORITIES)
def outcomes(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of the priorities of a week: those one writes, all at once."""
    week = week_or_404(code)
    priorities = WeekPriority.objects.visible_to(request.user).written_by(request.user).with_row()
    form = OutcomesForm(_data(request), priorities=priorities.filter(sheet__monday=week.previous.monday))
    if form.is_valid():
        try:
            _settle(form, request.user)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Les suites de la {week.label} sont enregistrées.")
            return _to_sheet(week, "suites")
    context = {"sheet": WeekSheet.of(week), "week": week, "form": form}
    return render(request, "programmes/weeks/outcomes.html", context)


@require_POST
@requires(Permission.CLOSE_WEEKS)
def sheet_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a sheet: nothing of it changes any more."""
    week = week_or_404(code)
    try:
        actions.close_sheet(week=week, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"La fiche de la {week.label} est arrêtée.")
    return _to_sheet(week)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CLOSE_WEEKS)
def sheet_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed sheet again, with a reason."""
    week = week_or_404(code)
    form = ReopenForm(_data(request))
    if form.is_valid():
        try:
            actions.reopen_sheet(week=week, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"La fiche de la {week.label} est rouverte.")
            return _to_sheet(week)
    return render(
        request, "programmes/weeks/reopen.html", {"sheet": WeekSheet.of(week), "week": week, "form": form}
    )


def week_or_404(code: str) -> Week:
    """The week that an address names."""
    try:
        return Week.parse(code)
    except ValueError as error:
        raise Http404("Cette semaine n’existe pas.") from error


@transaction.atomic
def _settle(form: OutcomesForm, by: User) -> None:
    """All or none, under one operation."""
    operation = uuid.uuid4()
    for said in form.settled():
        actions.settle_priority(
            priority=said.priority, outcome=said.outcome, reason=said.reason, by=by, operation=operation
        )


def _priority(user: User, pk: int) -> WeekPriority:
    """One that the person may see; 403 for one of a department that is not theirs to write for."""
    priority = get_object_or_404(WeekPriority.objects.visible_to(user).with_row(), pk=pk)
    if not WeekPriority.objects.written_by(user).filter(pk=pk).exists():
        raise PermissionDenied("Cette priorité est celle d’une autre structure.")
    return priority


def _data(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _to_sheet(week: Week, anchor: str = "") -> HttpResponse:
    target = redirect("reporting:week_detail", week.code)
    if anchor:
        target["Location"] += f"#{anchor}"
    return target
