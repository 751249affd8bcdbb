"""What a person may do now with a plan or a line of it: the links that their pages show."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from programmes.actions.plans import adoption_obstacle
from programmes.models import ActionPlan, Activity


@dataclass(frozen=True)
class Act:
    """A link: what it does, where it leads, a sentence about it, the class of its button."""

    label: str
    url: str
    note: str = ""
    style: str = ""


def plan_acts(plan: ActionPlan, user: User) -> list[Act]:
    """The acts on a plan as it stands."""
    if plan.closed_on:
        found = _on_closed(plan)
    else:
        found = _on_adopted(plan, user) if plan.adopted_on else _on_draft(plan, user)
    return [act for permission, act in found if user.may(permission)]


def _on_draft(plan: ActionPlan, user: User) -> list[tuple[Permission, Act]]:
    def url(name: str) -> str:
        return reverse(f"programmes:{name}", args=[plan.code])

    is_empty = not plan.activities.exists()
    acts = [
        (
            Permission.READ_ALL,
            Act(
                "Préparer les activités" if user.may(Permission.PROPOSE_ACTIVITIES) else "Voir les activités",
                url("plan_draft"),
                "Proposer, modifier, ordonner, peser les activités avant l’adoption.",
                "button--primary",
            ),
        ),
        (
            Permission.PREPARE_PLANS,
            Act(
                "Modifier le plan",
                url("plan_edit"),
                "Son titre, son exercice, sa structure, sa présentation.",
            ),
        ),
    ]
    if is_empty and not plan.documents.exists():
        note = "Ouvert par erreur\u202f? Un plan vide se supprime."
        acts.append((Permission.PREPARE_PLANS, Act("Supprimer le plan", url("plan_delete"), note)))
    elif not is_empty:
        note = "À la date de l’acte\u00a0: le plan initial est alors arrêté."
        acts.append((Permission.ADOPT_PLANS, Act("Adopter le plan", url("plan_adopt"), note)))
    return acts


def _on_adopted(plan: ActionPlan, user: User) -> list[tuple[Permission, Act]]:
    def url(name: str) -> str:
        return reverse(f"programmes:{name}", args=[plan.code])

    acts = [
        (
            Permission.REVISE_ACTIVITIES,
            Act(
                "Ajouter une activité",
                url("activity_create"),
                "Hors plan initial, par une décision datée\u202f; elle se compte à part.",
            ),
        ),
        (
            Permission.PREPARE_PLANS,
            Act(
                "Modifier la présentation", url("plan_edit"), "Le titre, la présentation, le document source."
            ),
        ),
    ]
    acts.append(_declare(plan))
    note = "L’évaluation de l’année\u00a0: ce qui n’est pas réglé, les chiffres, leur arrêt."
    acts.append(
        (
            Permission.CLOSE_PLANS,
            Act("Clore le plan", reverse("reporting:plan_close", args=[plan.code]), note),
        )
    )
    if user.may(Permission.ADOPT_PLANS) and not adoption_obstacle(plan):
        note = "Adopté par erreur\u202f? Possible tant que rien n’a été déclaré ni décidé depuis."
        acts.append((Permission.ADOPT_PLANS, Act("Annuler l’adoption", url("plan_undo_adoption"), note)))
    return acts


def _on_closed(plan: ActionPlan) -> list[tuple[Permission, Act]]:
    return [
        (
            Permission.PREPARE_PLANS,
            Act(
                "Reconduire des activités",
                reverse("programmes:plan_carry_over", args=[plan.code]),
                "Reprendre dans le plan suivant ce qui n’est pas achevé, avec ce qui reste à dépenser.",
            ),
        ),
        _declare(plan),
        (
            Permission.REOPEN_PLANS,
            Act(
                "Rouvrir le plan",
                reverse("reporting:plan_reopen", args=[plan.code]),
                "Avec un motif\u202f; la clôture et ses chiffres restent lisibles.",
            ),
        ),
    ]


def _declare(plan: ActionPlan) -> tuple[Permission, Act]:
    url = reverse("reporting:plan_declare", args=[plan.code])
    note = "Ce qu’un atelier a annoncé, à côté de ce que le portail compte."
    return Permission.CLOSE_PLANS, Act("Saisir les chiffres déclarés", url, note)


def activity_acts(activity: Activity, user: User) -> list[Act]:
    """The acts on a line, by the state of its plan; nothing for a closed plan, a cancelled or somebody else's line."""
    plan = activity.plan
    is_shut = plan.closed_on or activity.cancelled_on
    if is_shut or not Activity.objects.tended_by(user).filter(pk=activity.pk).exists():
        return []

    def url(name: str) -> str:
        return reverse(f"programmes:{name}", args=[activity.pk])

    if not plan.adopted_on:
        return [
            Act("Modifier", url("activity_edit")),
            Act("Retirer", url("activity_withdraw"), style="button--quiet"),
        ]
    acts = []
    if user.may(Permission.REVISE_ACTIVITIES):
        acts.append(Act("Réviser", url("activity_revise")))
        acts.append(Act("Compléter la fiche", url("activity_edit"), style="button--quiet"))
    if user.may(Permission.CANCEL_ACTIVITIES):
        acts.append(Act("Annuler l’activité", url("activity_cancel"), style="button--quiet"))
    return acts
