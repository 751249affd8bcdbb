"""The end of a plan on screen: its evaluation and closing, its reopening, and each closing as it froze the figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.closing import act_of, close_plan, reopen_plan
from programmes.actions.refusals import Refusal
from programmes.formats import counted, date_long
from programmes.forms.closing import CloseForm, ClosingDateForm, ReopenForm
from programmes.forms.refusals import add_refusal
from programmes.locks import lock_of
from programmes.models import ActionPlan, Activity, PlanClosing, Status
from programmes.situation import Situation
from reporting.drawings import status_bar
from reporting.figures import PlanFigures, declared_against_computed, plan_figures
from reporting.figures.cards import lead_cards, rate_cards
from reporting.figures.frozen import fingerprint, frozen, is_frozen, thawed, thawed_declared
from reporting.views.links import ActivityLinks

FORM_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Unsettled:
    """Something to look at before closing: how many, what it means, where the list is."""

    text: str
    note: str
    url: str


@require_http_methods(FORM_METHODS)
@requires(Permission.CLOSE_PLANS)
def plan_close(request: HttpRequest, code: str) -> HttpResponse:
    """The evaluation in steps, then the closing of the figures that were read."""
    plan = _plan(request, code)
    date_form = ClosingDateForm(request.GET, plan=plan)
    form = CloseForm(request.POST or None, request.FILES or None)
    on = date_form.chosen()
    refused = None
    if form.is_valid():
        told = form.cleaned_data
        on = told["closed_on"]
        try:
            closing = close_plan(
                plan=plan,
                on=on,
                by=request.user,
                figures=lambda held: _checked(held, on, told["seen"]),
                document=told["document"],
            )
        except (Refusal, ValidationError) as refusal:
            refused = refusal
        else:
            return _closed(request, plan, closing)
    if not plan.adopted_on or plan.closed_on:
        context = {"plan": plan, "lock": lock_of(plan, request.user), "refused": refused}
        return render(request, "reporting/closing/not_now.html", context)
    return render(request, "reporting/closing/close.html", _evaluation(request, plan, on, date_form, refused))


@require_http_methods(FORM_METHODS)
@requires(Permission.REOPEN_PLANS)
def plan_reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed plan again, with a reason."""
    plan = _plan(request, code)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            reopen_plan(plan=plan, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                f"Le plan {plan.code} est rouvert\u00a0: la clôture et ses chiffres restent lisibles.",
            )
            return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "lock": lock_of(plan, request.user),
        "carried": Activity.objects.visible_to(request.user).filter(carried_from__plan=plan).count(),
    }
    return render(request, "reporting/closing/reopen.html", context)


@require_safe
def closing_detail(request: HttpRequest, code: str, rank: int) -> HttpResponse:
    """One closing as it stands, even after the plan was reopened and closed again."""
    plan = _plan(request, code)
    if _is_partial(request, plan):
        raise Http404
    ranked = ranked_closings(plan)
    if not 1 <= rank <= len(ranked):
        raise Http404
    closing = ranked[rank - 1]
    context: dict[str, Any] = {
        "plan": plan,
        "closing": closing,
        "rank": rank,
        "others": [(number, one) for number, one in enumerate(ranked, 1) if number != rank],
        "act": act_of(closing),
        "figures": None,
        "rate": closing.figures.get("rates", {}).get("execution", {}).get("text", ""),
    }
    if is_frozen(closing):
        figures = thawed(closing)
        context |= _printed(figures) | {"declared": thawed_declared(closing)}
    return render(request, "reporting/closing/detail.html", context)


def ranked_closings(plan: ActionPlan) -> list[PlanClosing]:
    """The closings of a plan, the first one first: its rank names it in its address."""
    rows = plan.closings.select_related("closed_by", "reopened_by").order_by("recorded_at", "pk")
    found = list(rows)
    for closing in found:
        closing.plan = plan
    return found


def _evaluation(
    request: HttpRequest,
    plan: ActionPlan,
    on: date,
    date_form: ClosingDateForm,
    refused: Refusal | ValidationError | None,
) -> dict[str, Any]:
    """The steps; what is sent next is what they show, and the fault of the last sending stays in sight."""
    figures, declared, data = _figures(plan, on)
    shown = {"closed_on": on.isoformat(), "seen": fingerprint(data)}
    form = CloseForm(shown) if refused else CloseForm(initial=shown)
    if refused:
        add_refusal(form, refused, instead={"file": "document"})
    return {
        "plan": plan,
        "on": on,
        "date_form": date_form,
        "form": form,
        "unsettled": _unsettled(request, plan, figures, on),
        "declared": declared,
        "file_again": bool(request.FILES),
        **_printed(figures),
    }


def _figures(plan: ActionPlan, on: date) -> tuple[PlanFigures, Any, dict[str, Any]]:
    """What a closing at that date freezes, as known now."""
    everything = Activity.objects.all()  # a closing freezes the whole plan, whoever closes it
    figures = plan_figures(plan, everything, Situation(on))
    declared = declared_against_computed(figures, everything)
    return figures, declared, frozen(figures, declared)


def _checked(plan: ActionPlan, on: date, seen: str) -> dict[str, Any]:
    """What is frozen. Raises Refusal where it is not what was read."""
    _, _, data = _figures(plan, on)
    if fingerprint(data) != seen:
        raise Refusal(
            "Les chiffres ont changé pendant que vous lisiez cette page. Rien n’est clos\u202f: "
            "relisez-les ci-dessous, puis clôturez de nouveau."
        )
    return data


def _printed(figures: PlanFigures) -> dict[str, Any]:
    return {
        "figures": figures,
        "total": figures.total,
        "lead_cards": lead_cards(figures.total),
        "rate_cards": rate_cards(figures.total),
        "status_chart": status_bar(figures.total, "Activités du plan par état"),
    }


def _unsettled(request: HttpRequest, plan: ActionPlan, figures: PlanFigures, on: date) -> list[Unsettled]:
    total = figures.total
    later = plan.activities.filter(status_date__gt=on).count()
    links = ActivityLinks(plan.code, "" if on == timezone.localdate() else f"at={on.isoformat()}")
    candidates = (
        (
            later,
            counted(later, "activité déclarée pour plus tard", "activités déclarées pour plus tard"),
            f"Leur dernier état est daté d’après le {date_long(on)}\u00a0: la clôture à cette date ne le compte pas.",
            ActivityLinks(plan.code, "").all,
        ),
        (
            total.coverage.unreported,
            counted(
                total.coverage.unreported,
                "activité sans aucune déclaration",
                "activités sans aucune déclaration",
            ),
            "Elles seront arrêtées comme planifiées, donc non réalisées dans le taux.",
            links.to("unreported=1"),
        ),
        (
            total.counts.planned,
            counted(total.counts.planned, "activité encore planifiée", "activités encore planifiées"),
            "Leur structure peut les dire non réalisées, toutes ensemble, avant la clôture.",
            _planned_url(request, plan, links),
        ),
        (
            total.counts.in_progress,
            counted(total.counts.in_progress, "activité en cours", "activités en cours"),
            "La clôture ne change aucun état\u00a0: elles pourront être reconduites.",
            links.to(f"status={Status.IN_PROGRESS}"),
        ),
        (
            total.pending,
            total.pending_text,
            "Leurs déclarations seront comptées telles quelles et ne pourront plus être ni approuvées ni retournées.",
            links.to("review=pending"),
        ),
    )
    return [Unsettled(text, note, url) for count, text, note, url in candidates if count]


def _planned_url(request: HttpRequest, plan: ActionPlan, links: ActivityLinks) -> str:
    """The table to report many at once for who may report, the list for the others."""
    if request.user.may(Permission.REPORT_STATUS):
        return f"{reverse('programmes:report_table')}?plan={plan.code}"
    return links.to(f"status={Status.PLANNED}")


def _closed(request: HttpRequest, plan: ActionPlan, closing: PlanClosing) -> HttpResponse:
    rate = closing.figures["rates"]["execution"]["text"]
    messages.success(request, f"Le plan {plan.code} est clos\u00a0: {rate}. Ses chiffres sont arrêtés.")
    unfinished = plan.activities.exclude(status__in=(Status.DONE, Status.CANCELLED)).exists()
    if unfinished and request.user.may(Permission.PREPARE_PLANS):
        return redirect("programmes:plan_carry_over", plan.code)
    return redirect(plan)


def _plan(request: HttpRequest, code: str) -> ActionPlan:
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    return get_object_or_404(plans, code=code)


def _is_partial(request: HttpRequest, plan: ActionPlan) -> bool:
    visible = Activity.objects.visible_to(request.user).filter(plan=plan)
    return visible.count() < plan.activities.count()
