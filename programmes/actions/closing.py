"""The end of a plan: closed with its figures frozen, reopened with a reason."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.documents import attach_document
from programmes.actions.refusals import Refusal
from programmes.formats import date_long
from programmes.locks import lock_of, only
from programmes.models import ActionPlan, Document, PlanClosing
from programmes.summaries import refresh_states, tallied

Frozen = dict[str, Any]


@transaction.atomic
def close_plan(
    *,
    plan: ActionPlan,
    on: date,
    by: User | None,
    figures: Frozen | Callable[[ActionPlan], Frozen] | None = None,
    document: File | None = None,
    operation: UUID | None = None,
) -> PlanClosing:
    """Close a plan in execution and freeze its figures. No status changes.

    `figures` is what is frozen, as JSON holds it, or makes it from the plan once nobody can write in it any more (it
    may raise Refusal). `document` is the act or the minutes, kept with the plan. Raises Refusal without the right, for
    a draft, a plan already closed, a date after today or before the adoption.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by, Permission.CLOSE_PLANS, "clore un plan")
    if not plan.adopted_on:
        raise Refusal("Un plan en préparation ne se clôt pas : adoptez-le ou supprimez-le.")
    if lock := lock_of(plan):
        raise Refusal(f"Le plan est déjà clos. {lock.text}")
    if on > timezone.localdate():
        raise Refusal("La date de clôture ne peut pas être postérieure à aujourd’hui.", field="closed_on")
    if on < plan.adopted_on:
        raise Refusal("La date de clôture est antérieure à l’adoption du plan.", field="closed_on")
    plan.closed_on = on
    frozen = figures(plan) if callable(figures) else figures or {}
    with tallied(plan.activities.values_list("pk", flat=True), moves=False):
        plan.save(update_fields=["closed_on"])
        _stand_as_closed(plan, on)
    closing = PlanClosing.objects.create(plan=plan, closed_on=on, closed_by=by, figures=frozen)
    operation = operation or uuid4()
    told = {"closed_on": on.isoformat()}
    if rate := frozen.get("rates", {}).get("execution", {}).get("text"):
        told["frozen"] = rate
    audit.record(by=by, action="plan.close", target=plan, after=told, operation=operation)
    if document is not None:
        attach_document(
            file=document,
            title=act_title(on),
            kind=Document.Kind.DECISION,
            taken_on=on,
            by=by,
            plan=plan,
            operation=operation,
        )
    return closing


@transaction.atomic
def reopen_plan(*, plan: ActionPlan, by: User | None, reason: str) -> ActionPlan:
    """Reopen a closed plan, with a reason; the closing stays readable with its figures."""
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by, Permission.REOPEN_PLANS, "rouvrir un plan")
    if not plan.closed_on:
        raise Refusal("Le plan n’est pas clos.")
    if not reason.strip():
        raise Refusal("Dites pourquoi le plan est rouvert.", field="reason")
    closed_on = plan.closed_on
    plan.closings.filter(reopened_at__isnull=True).update(
        reopened_at=timezone.now(), reopened_by=by, reopening_reason=reason.strip()
    )
    plan.closed_on = None
    with tallied(plan.activities.values_list("pk", flat=True), moves=False):
        plan.save(update_fields=["closed_on"])
        _stand_as_closed(plan, closed_on)
    audit.record(
        by=by,
        action="plan.reopen",
        target=plan,
        before={"closed_on": closed_on.isoformat()},
        after={"reason": reason.strip()},
    )
    return plan


def _stand_as_closed(plan: ActionPlan, closing: date) -> None:
    """The copies of the activities of which something was said for a day after the closing are written anew."""
    later = plan.activities.filter(reports__effective_date__gt=closing).distinct()
    refresh_states(later.select_related("plan"))


def act_title(on: date) -> str:
    """How the act of a closing is called among the documents of the plan."""
    return f"Acte de clôture du plan ({date_long(on)})"


def act_of(closing: PlanClosing) -> Document | None:
    """The act deposited with a closing, where there is one."""
    acts = closing.plan.documents.filter(
        title=act_title(closing.closed_on), uploaded_at__gte=closing.recorded_at
    )
    if closing.reopened_at:
        acts = acts.filter(uploaded_at__lte=closing.reopened_at)
    return acts.order_by("uploaded_at").first()


def _check_right(by: User | None, permission: Permission, act: str) -> None:
    """A command may do everything; a person needs the permission."""
    if by is not None and not by.may(permission):
        raise Refusal(f"Votre rôle ne permet pas de {act}\u00a0: {_lower(only(permission))} le faire.")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
