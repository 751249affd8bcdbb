"""The adoption of a plan, and its undoing; the end of a plan is in `programmes.actions.closing`."""

from datetime import date
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.documents import attach_document
from programmes.actions.refusals import Refusal
from programmes.drafting import adopted_text
from programmes.formats import counted
from programmes.locks import lock_of
from programmes.models import ActionPlan, Document, Revision, StatusReport
from programmes.partial_dates import Precision
from programmes.summaries import tallied


@transaction.atomic
def adopt_plan(
    *,
    plan: ActionPlan,
    on: date,
    by: User | None,
    precision: str = Precision.DAY,
    document: File | None = None,
    seen: str | None = None,
    operation: UUID | None = None,
) -> ActionPlan:
    """Adopt a draft: its activities of this moment are the initial plan, later ones are additions.

    `on` with `precision` year is the first day of that year; `document` is the act, kept with the plan; `seen` is what
    the page said was adopted (`programmes.drafting.adopted_text`). Raises Refusal for a plan already adopted, without
    activities, a date after today, or lines that changed since.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by, (Permission.ADOPT_PLANS, Permission.IMPORT))
    if plan.adopted_on:
        raise Refusal(f"Le plan est déjà adopté ({plan.adoption}).")
    if on > timezone.localdate():
        raise Refusal("La date d’adoption ne peut pas être postérieure à aujourd’hui.", field="adopted_on")
    if not plan.activities.exists():
        raise Refusal("Un plan sans activité ne peut pas être adopté : ajoutez ses activités d’abord.")
    adopted = adopted_text(plan)
    if seen is not None and seen != adopted:
        raise Refusal(
            f"Le plan a changé pendant que vous lisiez cette page\u00a0: {seen} alors, {adopted} maintenant. "
            "Rien n’est adopté\u202f: vérifiez, puis adoptez de nouveau."
        )
    plan.adopted_on, plan.adopted_precision = on, precision
    with tallied(plan.activities.values_list("pk", flat=True)):
        plan.save(update_fields=["adopted_on", "adopted_precision"])
    operation = operation or uuid4()
    if document is not None:
        attach_document(
            file=document,
            title=f"Acte d’adoption du plan ({plan.adoption})",
            kind=Document.Kind.DECISION,
            taken_on=on if precision == Precision.DAY else None,
            by=by,
            plan=plan,
            operation=operation,
        )
    audit.record(
        by=by,
        action="plan.adopt",
        target=plan,
        before={"state": ActionPlan.State.DRAFT},
        after={
            "state": ActionPlan.State.ADOPTED,
            "adopted_on": plan.adoption,
            "activities": plan.activities.count(),
            "adopted": adopted,
        },
        operation=operation,
    )
    return plan


@transaction.atomic
def undo_adoption(*, plan: ActionPlan, by: User | None, reason: str) -> ActionPlan:
    """Make a plan adopted by mistake a draft again; its act and its trace remain.

    Raises Refusal as soon as something was reported or decided about it, for a closed plan, and without a reason.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by, (Permission.ADOPT_PLANS,))
    if not plan.adopted_on:
        raise Refusal("Le plan n’est pas adopté.")
    if obstacle := adoption_obstacle(plan):
        raise Refusal(obstacle)
    if not reason.strip():
        raise Refusal("Dites pourquoi l’adoption est annulée.", field="reason")
    before = {"state": ActionPlan.State.ADOPTED, "adopted_on": plan.adoption}
    plan.adopted_on, plan.adopted_precision = None, Precision.DAY
    with tallied(plan.activities.values_list("pk", flat=True)):
        plan.save(update_fields=["adopted_on", "adopted_precision"])
    audit.record(
        by=by,
        action="plan.undo_adoption",
        target=plan,
        before=before,
        after={"state": ActionPlan.State.DRAFT, "reason": reason.strip()},
    )
    return plan


def adoption_obstacle(plan: ActionPlan) -> str:
    """Why the adoption of a plan can no longer be undone; empty while it can."""
    if lock := lock_of(plan):
        return lock.text
    if reported := StatusReport.objects.filter(activity__plan=plan).count():
        said = counted(reported, "état a été déclaré", "états ont été déclarés")
        return f"L’adoption ne s’annule plus\u00a0: {said} depuis."
    if decided := Revision.objects.filter(activity__plan=plan).count():
        said = counted(
            decided,
            "révision, ajout ou annulation a été enregistré",
            "révisions, ajouts ou annulations ont été enregistrés",
        )
        return f"L’adoption ne s’annule plus\u00a0: {said} depuis."
    if plan.closings.exists():
        return "L’adoption ne s’annule plus\u00a0: le plan a été clos une première fois."
    return ""


def _check_right(by: User | None, permissions: tuple[Permission, ...]) -> None:
    """A command may do everything; a person needs one of the permissions."""
    if by is not None and not any(by.may(permission) for permission in permissions):
        raise Refusal("Votre rôle ne permet pas cette décision.")
