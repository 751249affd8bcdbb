"""What is written on the Monday sheets: priorities, what became of them, the closing of a sheet and its reopening."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.refusals import Refusal
from programmes.actions.trail import difference, snapshot
from programmes.formats import date_long
from programmes.models import Activity, Department, WeekPriority, WeekSheet
from programmes.weeks import Week

Outcome = WeekPriority.Outcome
WRITTEN = ("text", "activity", "owner", "due_on")
SETTLED = ("outcome", "outcome_reason")


@transaction.atomic
def add_priority(
    *,
    week: Week,
    department: Department,
    text: str,
    by: User | None,
    activity: Activity | None = None,
    owner: User | None = None,
    due_on: date | None = None,
) -> WeekPriority:
    """Write on the sheet of a week what a department means to do in the next one.

    Raises Refusal for a sheet that is closed or too far ahead, for somebody else's department, and for an owner or a
    date that cannot be.
    """
    sheet = _held(week)
    _check_open(sheet)
    _check_writer(department, by)
    priority = WeekPriority(
        sheet=sheet, department=department, written_by=by, text=text.strip(), activity=activity
    )
    _plan(priority, owner, due_on)
    priority.save()
    audit.record(
        by=by, action="week.add_priority", target=priority, after=snapshot(priority, ("department", *WRITTEN))
    )
    return priority


@transaction.atomic
def change_priority(
    *,
    priority: WeekPriority,
    text: str,
    by: User | None,
    activity: Activity | None = None,
    owner: User | None = None,
    due_on: date | None = None,
) -> WeekPriority:
    """Say a priority otherwise while its sheet is open. Raises Refusal as `add_priority`."""
    priority = _held_priority(priority)
    _check_open(priority.sheet)
    _check_writer(priority.department, by)
    before = snapshot(priority, WRITTEN)
    priority.text, priority.activity = text.strip(), activity
    _plan(priority, owner, due_on)
    priority.save()
    old, new = difference(before, snapshot(priority, WRITTEN))
    if new:
        audit.record(by=by, action="week.change_priority", target=priority, before=old, after=new)
    return priority


@transaction.atomic
def remove_priority(*, priority: WeekPriority, by: User | None) -> None:
    """Take a priority off an open sheet; the trail keeps what it said. Raises Refusal."""
    priority = _held_priority(priority)
    _check_open(priority.sheet)
    _check_writer(priority.department, by)
    if priority.carried_from_id:
        raise Refusal(
            "Cette priorité est reportée de la semaine précédente\u00a0: pour l’ôter, dites d’abord de celle-ci qu’elle"
            " est tenue ou non tenue."
        )
    if priority.outcome:
        raise Refusal("La suite de cette priorité est déjà dite\u00a0: elle reste sur la fiche.")
    audit.record(
        by=by,
        action="week.remove_priority",
        target=priority,
        before=snapshot(priority, ("department", *WRITTEN)),
    )
    priority.delete()


@transaction.atomic
def settle_priority(
    *,
    priority: WeekPriority,
    outcome: str,
    by: User | None,
    reason: str = "",
    operation: UUID | None = None,
) -> WeekPriority:
    """Say on the sheet of its week what became of a priority; "" takes back what was said.

    One that is carried is written again on that sheet, for the week after; saying otherwise later takes this copy
    away. Raises Refusal once the sheet of its week is closed, and for one that is not kept without a reason.
    """
    priority = _held_priority(priority)
    sheet = _held(priority.week)
    _check_open(sheet)
    _check_writer(priority.department, by)
    reason = reason.strip()
    if outcome and outcome not in Outcome.values:
        raise Refusal("Choisissez\u00a0: tenue, non tenue ou reportée.", field="outcome")
    if outcome == Outcome.NOT_KEPT and not reason:
        raise Refusal("Dites pourquoi la priorité n’a pas été tenue.", field="reason")
    before = snapshot(priority, SETTLED)
    priority.outcome = outcome
    priority.outcome_reason = "" if outcome in {"", Outcome.KEPT} else reason
    old, new = difference(before, snapshot(priority, SETTLED))
    if not new:
        return priority
    priority.outcome_by = by if outcome else None
    priority.outcome_at = timezone.now() if outcome else None
    check_instance(priority)
    priority.save()
    _carry(priority, sheet, by)
    audit.record(
        by=by,
        action="week.settle_priority",
        target=priority,
        before=old,
        after=new,
        operation=operation,
    )
    return priority


@transaction.atomic
def close_sheet(*, week: Week, by: User | None) -> WeekSheet:
    """Close a sheet: nothing of it changes any more, and its review stays as it is known now.

    Raises Refusal without the right, before its week has begun, and while the sheet before it is open.
    """
    _check_closer(by)
    if week.monday > timezone.localdate():
        raise Refusal(
            f"Cette semaine commence le {date_long(week.monday)}\u00a0: sa fiche ne s’arrête pas avant."
        )
    sheet = _held(week)
    if sheet.is_closed:
        raise Refusal(f"Cette fiche est déjà arrêtée, depuis le {date_long(sheet.closed_at)}.")
    before = WeekSheet.objects.filter(monday=week.previous.monday, closed_at__isnull=True).first()
    if before:
        raise Refusal(
            f"La fiche de la {before.week.label} est encore ouverte\u00a0: arrêtez-la d’abord, celle-ci en part."
        )
    sheet.closed_at, sheet.closed_by = timezone.now(), by
    sheet.save(update_fields=["closed_at", "closed_by"])
    audit.record(by=by, action="week.close", target=sheet, after={"closed_at": sheet.closed_at.isoformat()})
    return sheet


@transaction.atomic
def reopen_sheet(*, week: Week, reason: str, by: User | None) -> WeekSheet:
    """Open a closed sheet again, for a reason that the trail keeps. Raises Refusal while the next one is closed."""
    _check_closer(by)
    sheet = _held(week)
    if not sheet.is_closed:
        raise Refusal("Cette fiche n’est pas arrêtée.")
    if not reason.strip():
        raise Refusal("Dites pourquoi la fiche est rouverte.", field="reason")
    _check_next(sheet)
    closed_at = sheet.closed_at
    sheet.closed_at, sheet.closed_by = None, None
    sheet.save(update_fields=["closed_at", "closed_by"])
    audit.record(
        by=by,
        action="week.reopen",
        target=sheet,
        before={"closed_at": closed_at.isoformat()},
        after={"reason": reason.strip()},
    )
    return sheet


def _held(week: Week) -> WeekSheet:
    """The sheet of a week, made if need be, and held until the end of the transaction."""
    today = Week.of(timezone.localdate())
    if week > today.next:
        raise Refusal(
            f"La fiche de la {week.label} s’ouvrira le {date_long(week.previous.monday)}, une semaine avant."
        )
    WeekSheet.objects.get_or_create(monday=week.monday)
    return WeekSheet.objects.select_for_update().get(monday=week.monday)


def _held_priority(priority: WeekPriority) -> WeekPriority:
    """The priority as it is now, its sheet held. Raises Refusal when somebody has just taken it away."""
    _held(priority.sheet.week)
    found = WeekPriority.objects.select_related("sheet", "department").filter(pk=priority.pk).first()
    if found is None:
        raise Refusal("Cette priorité vient d’être ôtée de la fiche.")
    return found


def _check_open(sheet: WeekSheet) -> None:
    if sheet.is_closed:
        by = f" par {sheet.closed_by}" if sheet.closed_by else ""
        raise Refusal(
            f"La fiche de la {sheet.week.label} est arrêtée depuis le {date_long(sheet.closed_at)}{by}\u00a0: rien n’y"
            " change plus. Seule la Direction peut la rouvrir."
        )
    _check_next(sheet)


def _check_next(sheet: WeekSheet) -> None:
    """What a closed sheet started from does not change under it."""
    after = WeekSheet.objects.filter(monday=sheet.week.next.monday, closed_at__isnull=False).first()
    if after:
        raise Refusal(
            f"La fiche de la {after.week.label}, qui part de celle-ci, est arrêtée depuis le"
            f" {date_long(after.closed_at)}\u00a0: la Direction doit la rouvrir d’abord."
        )


def _check_writer(department: Department, by: User | None) -> None:
    if by is not None and not Department.objects.planned_by(by).filter(pk=department.pk).exists():
        raise Refusal(
            f"Vous n’écrivez pas les priorités de la structure «\u00a0{department}\u00a0»\u00a0: ses agents, son"
            " sous-directeur et la Direction le font."
        )


def _check_closer(by: User | None) -> None:
    if by is not None and not by.may(Permission.CLOSE_WEEKS):
        raise Refusal("Seule la Direction arrête et rouvre la fiche de la semaine.")


def _plan(priority: WeekPriority, owner: User | None, due_on: date | None) -> None:
    """Who does it and by when. Raises Refusal, and ValidationError for a faulty column."""
    if owner is not None and not (owner.is_active and owner.may(Permission.READ_ALL)):
        raise Refusal("Choisissez comme responsable une personne de la DGCT au compte actif.", field="owner")
    if due_on is not None and due_on < priority.week.monday:
        raise Refusal(
            f"L’échéance précède la semaine où la priorité se fait, qui commence le"
            f" {date_long(priority.week.monday)}.",
            field="due_on",
        )
    priority.owner, priority.due_on = owner, due_on
    check_instance(priority)


def _carry(priority: WeekPriority, sheet: WeekSheet, by: User | None) -> None:
    """Write a carried priority again on the sheet, or take the copy away when it is carried no more."""
    copy = WeekPriority.objects.filter(carried_from=priority).first()
    if priority.outcome == Outcome.CARRIED and copy is None:
        kept: dict[str, Any] = {name: getattr(priority, name) for name in ("department", "text", "activity")}
        owner = priority.owner if priority.owner and priority.owner.is_active else None
        due_on = priority.due_on if priority.due_on and priority.due_on > sheet.week.sunday else None
        WeekPriority.objects.create(
            sheet=sheet, owner=owner, due_on=due_on, carried_from=priority, written_by=by, **kept
        )
    elif priority.outcome != Outcome.CARRIED and copy is not None:
        if copy.outcome:
            raise Refusal(
                "Cette priorité a été reportée, et la suite du report est déjà dite\u00a0: reprenez celle-ci d’abord."
            )
        copy.delete()
