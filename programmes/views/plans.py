"""Plans before their adoption, and the adoption itself. Their figures are shown by `reporting.views.plans`."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.actions.draft_lines import sort_by_department, weigh_alike
from programmes.actions.drafts import change_plan, create_plan, delete_plan
from programmes.actions.plans import adopt_plan, adoption_obstacle, undo_adoption
from programmes.actions.refusals import Refusal
from programmes.drafting import adopted_text, draft_facts, lacking, share_of
from programmes.formats import counted
from programmes.forms.decisions import AdoptForm, UndoAdoptionForm
from programmes.forms.plans import PlanForm
from programmes.forms.refusals import add_refusal
from programmes.locks import adoption_lock, lock_of
from programmes.models import ActionPlan, Activity
from programmes.plan_acts import plan_acts

PAGE_SIZE = 100
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@requires(Permission.PREPARE_PLANS)
def plan_create(request: HttpRequest) -> HttpResponse:
    """Open the draft of a plan."""
    form = PlanForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            plan = create_plan(by=request.user, **form.cleaned_data)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"department": "owner", "programme": "owner"})
        else:
            messages.success(request, f"Le plan {plan.code} est ouvert\u00a0: proposez ses activités.")
            return redirect("programmes:plan_draft", plan.code)
    return render(request, "programmes/plans/edit.html", {"form": form, "plan": None, "lock": None})


@require_http_methods(FORM_METHODS)
@requires(Permission.PREPARE_PLANS)
def plan_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Describe a plan: all of it while it is a draft, its presentation once it is adopted."""
    plan = _plan(request, code)
    form = PlanForm(request.POST or None, user=request.user, plan=plan)
    if form.is_valid():
        try:
            plan = change_plan(plan=plan, by=request.user, **form.cleaned_data)
        except (Refusal, ValidationError) as refusal:
            add_refusal(form, refusal, instead={"department": "owner", "programme": "owner"})
        else:
            messages.success(request, "Le plan est enregistré.")
            return redirect(plan)
    lock = lock_of(plan, request.user) or adoption_lock(plan)
    context = {
        "form": form,
        "plan": plan,
        "lock": lock,
        "is_closed": bool(plan.closed_on) and not form.is_bound,
    }
    return render(request, "programmes/plans/edit.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.PREPARE_PLANS)
def plan_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete an empty draft, once confirmed."""
    plan = _plan(request, code)
    if request.method == "POST":
        try:
            delete_plan(plan=plan, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(plan)
        messages.success(request, f"Le plan {plan.code} est supprimé\u202f; le journal en garde la trace.")
        return redirect("reporting:plan_list")
    return render(request, "programmes/plans/delete.html", {"plan": plan})


@require_safe
@requires(Permission.READ_ALL)
def plan_draft(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of a draft, to propose, change, order and weigh; a plan already adopted has its page."""
    plan = _plan(request, code)
    if plan.adopted_on:
        return redirect(plan)
    lines = plan.activities.select_related("department", "plan").order_by("position", "pk")
    groups = _groups(plan)
    chosen = next((group for group in groups if group["code"] == request.GET.get("structure")), None)
    lack = request.GET.get("manque", "")
    if chosen:
        lines = lines.filter(department=chosen["key"])
    if condition := lacking(plan, lack):
        lines = lines.filter(condition)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    facts = draft_facts(plan)
    total = sum(group["weight"] for group in groups)
    tended = Activity.objects.tended_by(request.user).filter(pk__in=[line.pk for line in page.object_list])
    context = {
        "plan": plan,
        "page": page,
        "rows": [(line, share_of(line, total) if facts.is_weighed else "") for line in page.object_list],
        "tended": set(tended.values_list("pk", flat=True)),
        "facts": facts,
        "groups": groups,
        "chosen": chosen,
        "lack": lack if condition else "",
        "is_whole": request.user.may(Permission.PREPARE_PLANS),
        "may_propose": request.user.may(Permission.PROPOSE_ACTIVITIES),
        "acts": [act for act in plan_acts(plan, request.user) if not act.style],
    }
    return render(request, "programmes/plans/draft.html", context)


@require_POST
@requires(Permission.PREPARE_PLANS)
def plan_sort(request: HttpRequest, code: str) -> HttpResponse:
    """Put the lines in the order of their departments."""
    plan = _plan(request, code)
    try:
        sort_by_department(plan=plan, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(plan)
    messages.success(request, "Les activités sont rangées par structure.")
    return redirect("programmes:plan_draft", plan.code)


@require_POST
@requires(Permission.PREPARE_PLANS)
def plan_weigh(request: HttpRequest, code: str) -> HttpResponse:
    """Give every line the weight 1."""
    plan = _plan(request, code)
    try:
        changed = weigh_alike(plan=plan, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(plan)
    messages.success(request, f"Tous les poids sont égaux\u00a0: {counted(changed, 'changé', 'changés')}.")
    return redirect("programmes:plan_draft", plan.code)


@require_http_methods(FORM_METHODS)
@requires(Permission.ADOPT_PLANS)
def plan_adopt(request: HttpRequest, code: str) -> HttpResponse:
    """Adopt a draft: what is adopted in numbers, what to look at first, the date, the act."""
    plan = _plan(request, code)
    initial = {"seen": adopted_text(plan)}
    form = AdoptForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        try:
            adopt_plan(
                plan=plan,
                on=told["adopted_on"],
                document=told["document"],
                seen=told["seen"],
                by=request.user,
            )
        except (Refusal, ValidationError) as refusal:
            form = AdoptForm(_with(request, seen=adopted_text(plan)), request.FILES)
            add_refusal(form, refusal, instead={"file": "document"})
        else:
            messages.success(request, f"Le plan {plan.code} est adopté\u00a0: {told['seen']}.")
            return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "facts": draft_facts(plan),
        "groups": _groups(plan),
        "lock": lock_of(plan, request.user) or adoption_lock(plan),
        "file_again": bool(request.FILES),
    }
    return render(request, "programmes/plans/adopt.html", context)


@require_http_methods(FORM_METHODS)
@requires(Permission.ADOPT_PLANS)
def plan_undo_adoption(request: HttpRequest, code: str) -> HttpResponse:
    """Make a plan adopted by mistake a draft again."""
    plan = _plan(request, code)
    form = UndoAdoptionForm(request.POST or None)
    if form.is_valid():
        try:
            undo_adoption(plan=plan, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                f"L’adoption du plan {plan.code} est annulée\u00a0: il est de nouveau en préparation.",
            )
            return redirect(plan)
    obstacle = adoption_obstacle(plan) if plan.adopted_on else "Le plan n’est pas adopté."
    context = {"plan": plan, "form": form, "obstacle": obstacle}
    return render(request, "programmes/plans/undo_adoption.html", context)


def _plan(request: HttpRequest, code: str) -> ActionPlan:
    plans = ActionPlan.objects.visible_to(request.user).select_related("department", "programme")
    return get_object_or_404(plans, code=code)


def _groups(plan: ActionPlan) -> list[dict]:
    """The departments of a plan, with their lines, their budgets and their weights."""
    rows = (
        plan.activities.order_by(F("department__position").asc(nulls_last=True), "department__name")
        .values("department", "department__code", "department__name", "department__acronym")
        .annotate(count=Count("pk"), budgets=Sum("budget"), funded=Count("budget"), weight=Sum("weight"))
    )
    return [
        {
            "key": row["department"],
            "code": row["department__code"] or "aucune",
            "name": row["department__name"] or "Sans structure",
            "short": row["department__acronym"] or row["department__name"] or "Sans structure",
            "count": row["count"],
            "budgets": row["budgets"],
            "funded": row["funded"],
            "weight": row["weight"],
        }
        for row in rows
    ]


def _with(request: HttpRequest, **changes: str):
    data = request.POST.copy()
    data.update(changes)
    for name, text in changes.items():
        data[name] = text
    return data
