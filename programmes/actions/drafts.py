"""Plans before their adoption: created, described, emptied of their mistakes, deleted."""

import re
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_open
from programmes.actions.trail import difference, snapshot
from programmes.formats import counted, enumeration
from programmes.locks import only
from programmes.models import ActionPlan, Department, Programme

#: Words that stand in addresses where the code of a plan does.
RESERVED = {"nouveau", "plusieurs-annees"}
#: What stays open to change once the plan is adopted: how it is presented, not what it is.
PRESENTATION = {"title", "description", "source"}
CODE_LENGTH = 40


@transaction.atomic
def create_plan(
    *,
    title: str,
    year: int,
    by: User | None,
    code: str = "",
    department: Department | None = None,
    programme: Programme | None = None,
    description: str = "",
    source: str = "",
    operation: UUID | None = None,
) -> ActionPlan:
    """Open the draft of a plan of a department or of a programme; without a code it takes the owner's, and the year.

    Raises Refusal without the right, ValidationError with French messages for faulty fields.
    """
    _check_right(by)
    plan = ActionPlan(
        code=code or proposed_code(department or programme, year),
        title=title,
        year=year,
        department=department,
        programme=programme,
        description=description,
        source=source,
    )
    _check_code(plan)
    check_instance(plan)
    plan.save()
    told = ("code", "title", "year", "owner", "description", "source")
    audit.record(by=by, action="plan.create", target=plan, after=snapshot(plan, told), operation=operation)
    return plan


@transaction.atomic
def change_plan(*, plan: ActionPlan, by: User | None, **fields: Any) -> ActionPlan:
    """Change how a plan is described; its code, year and owner only while it is a draft.

    Raises Refusal without the right, for a closed plan, and for what the adoption fixed.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by)
    check_open(plan)
    before = snapshot(plan, fields)
    for name, value in fields.items():
        setattr(plan, name, value)
    old, new = difference(before, snapshot(plan, fields))
    if plan.adopted_on and (fixed := sorted(new.keys() - PRESENTATION)):
        raise Refusal(
            f"Le plan est adopté ({plan.adoption})\u00a0: son code, son exercice et sa structure ne changent plus.",
            field=fixed[0],
        )
    if not new:
        return plan
    _check_code(plan)
    check_instance(plan)
    plan.save()
    audit.record(by=by, action="plan.change", target=plan, before=old, after=new)
    return plan


@transaction.atomic
def delete_plan(*, plan: ActionPlan, by: User | None) -> None:
    """Delete a draft that holds no activity nor document; its trace remains.

    Raises Refusal otherwise, with what refers to it: the act of an adoption that was undone is not lost with its plan.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    _check_right(by)
    if plan.adopted_on:
        raise Refusal(f"Le plan est adopté ({plan.adoption})\u00a0: il ne se supprime pas.")
    if count := plan.activities.count():
        raise Refusal(
            f"Le plan contient {counted(count, 'activité')}\u00a0: retirez-les d’abord, le plan se supprime vide."
        )
    if kept := list(plan.documents.all()):
        names = enumeration(f"«\u00a0{one.title}\u00a0»" for one in kept)
        raise Refusal(
            f"Le plan garde {names}\u00a0: il ne se supprime plus, modifiez-le pour une autre année."
        )
    audit.record(
        by=by,
        action="plan.delete",
        target=plan,
        before=snapshot(plan, ("code", "title", "year", "owner")),
    )
    try:
        with transaction.atomic():
            plan.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({f"«\u00a0{one}\u00a0»" for one in error.protected_objects}))
        raise Refusal(f"Le plan ne peut pas être supprimé\u00a0: {names} y renvoie.") from error


def proposed_code(owner: Department | Programme | None, year: int) -> str:
    """« DGCT-2026 », then « DGCT-2026-2 » where it is taken; empty while the owner is not known."""
    if owner is None:
        return ""
    name = getattr(owner, "acronym", "") or owner.code
    stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or owner.code
    code = f"{stem[: CODE_LENGTH - 9]}-{year}"
    taken = {
        one.lower()
        for one in ActionPlan.objects.filter(code__istartswith=code).values_list("code", flat=True)
    }
    rank = 1
    found = code
    while found.lower() in taken:
        rank += 1
        found = f"{code}-{rank}"
    return found


def _check_right(by: User | None) -> None:
    if by is not None and not by.may(Permission.PREPARE_PLANS):
        raise Refusal(
            f"Votre rôle ne permet pas de créer ou de décrire un plan. {only(Permission.PREPARE_PLANS)} le faire."
        )


def _check_code(plan: ActionPlan) -> None:
    if plan.code.lower() in RESERVED:
        raise Refusal(
            f"«\u00a0{plan.code}\u00a0» est un mot réservé aux adresses du portail\u00a0: choisissez un autre code.",
            field="code",
        )
