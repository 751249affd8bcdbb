"""Who may write in a plan, as it stands: agents in their department's lines of a draft, validators after it too."""

from accounts.models import User
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.locks import lock_of, only
from programmes.models import ActionPlan, Activity, Department


def check_open(plan: ActionPlan) -> None:
    """Raises Refusal for a closed plan: since when, by whom, who can reopen it."""
    if lock := lock_of(plan):
        raise Refusal(lock.text)


def check_tended(activity: Activity, by: User | None) -> None:
    """Raises Refusal where the person may not write in this line; a command may."""
    if by is None:
        return
    check_stage(activity.plan, by)
    if by.may(Permission.PREPARE_PLANS) or Activity.objects.tended_by(by).filter(pk=activity.pk).exists():
        return
    raise Refusal(
        f"Cette activité relève {_of(activity.department)}\u00a0: vous n’écrivez que dans celles de votre structure."
    )


def check_stage(plan: ActionPlan, by: User | None) -> None:
    """Raises Refusal where the role does not write in a plan that stands there: an agent, once it is adopted."""
    if by is None:
        return
    if not by.may(Permission.PROPOSE_ACTIVITIES):
        raise Refusal("Votre rôle ne permet pas de changer un plan.")
    if plan.adopted_on and not by.may(Permission.REVISE_ACTIVITIES):
        raise Refusal(
            f"Le plan est adopté ({plan.adoption}). {only(Permission.REVISE_ACTIVITIES)} y ajouter ou y réviser une "
            "activité\u00a0: demandez-le à votre validateur."
        )


def check_department(department: Department | None, by: User | None) -> None:
    """Raises Refusal for a line of another department than one's own, or of none, unless one prepares whole plans."""
    if by is None or by.may(Permission.PREPARE_PLANS):
        return
    if department is None:
        raise Refusal("Choisissez la structure responsable\u00a0: la vôtre.", field="department")
    if not department.memberships.filter(user=by).exists():
        raise Refusal("Vous ne proposez que pour votre structure.", field="department")


def _of(department: Department | None) -> str:
    return (
        f"d’une autre structure ({department.short_name})"
        if department
        else "d’un plan sans structure nommée"
    )
