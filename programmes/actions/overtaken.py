"""Two people on one activity: the second is shown what the first has written before anything of theirs is."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import AuditEvent
from programmes.actions.refusals import Refusal
from programmes.activity_texts import LABELS, plan_text, texts, values_of
from programmes.formats import datetime_long
from programmes.models import Activity

#: What a form saw: each value in words, and where the plan stood.
Seen = Mapping[str, str]
PLAN = "plan"


@dataclass(frozen=True)
class Changed:
    """One value that changed while a form was open; `now` or `then` is « rien » where there is none."""

    name: str
    label: str
    then: str
    now: str


class Overtaken(Refusal):
    """The activity changed since the form was opened: `changes` says what, the message by whom and when."""

    def __init__(self, message: str, changes: tuple[Changed, ...]) -> None:
        super().__init__(message)
        self.changes = changes


def check_not_overtaken(activity: Activity, seen: Seen | None) -> None:
    """Raises Refusal when the plan changed hands since `seen`, Overtaken when a value did; None asks for nothing.

    The caller holds the activity, so that what was compared is still true when it is written.
    """
    if seen is None:
        return
    now = plan_text(activity.plan)
    if seen.get(PLAN, now) != now:
        raise Refusal(
            f"Depuis que vous avez ouvert ce formulaire, le plan a changé d’état\u00a0: il était {seen[PLAN]}, "
            f"il est {now}. Rien n’a été enregistré\u202f; revenez à l’activité pour voir ce qui y est encore possible."
        )
    held = texts(values_of(activity, [name for name in LABELS if name in seen]))
    changes = tuple(
        Changed(name, LABELS[name], seen[name] or "rien", text or "rien")
        for name, text in held.items()
        if seen[name] != text
    )
    if changes:
        raise Overtaken(_who(activity), changes)


def _who(activity: Activity) -> str:
    last = AuditEvent.objects.about(activity).first()
    by = f"Changée par {last.actor or last.actor_text} le {datetime_long(last.at)}. " if last else ""
    return f"{by}Rien de votre saisie n’est encore enregistré\u00a0: vérifiez, puis enregistrez de nouveau."
