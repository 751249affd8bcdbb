"""The life of a programme in words: what was recorded of it, its partners and their contributions, its plans.

Told from the audit trail to every DGCT account, as `plan_life` does for plans; what one operation wrote is one line.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.utils.text import capfirst

from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.formats import counted, datetime_long, enumeration, local, money
from programmes.models import (
    Achievement,
    ActionPlan,
    Contribution,
    ImportRun,
    Indicator,
    Participation,
    Programme,
    Result,
    TargetGroup,
)
from programmes.partial_dates import PartialDate
from programmes.plan_life import LifeLine
from programmes.trail_words import author, runs_of, told

MOST_LINES = 100
#: Of each kind of objects, so many are looked for in the trail.
MOST_OBJECTS = 500
PLAN_ACTS = ("plan.adopt", "plan.undo_adoption", "plan.close", "plan.reopen")
Detail = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One kind of what hangs on a programme: its rows, its name, and what is told of each row (None: their number)."""

    rows: Callable[[Programme], QuerySet]
    singular: str
    plural: str
    is_feminine: bool = False
    told: Callable[[Model], Detail] | None = None

    def title(self, verb: str, count: int) -> str:
        """« Apport enregistré », « 3 participations modifiées »."""
        done = {"create": "enregistré", "change": "modifié"}[verb] + ("e" if self.is_feminine else "")
        if count == 1:
            return f"{capfirst(self.singular)} {done}"
        return f"{counted(count, self.singular, self.plural)} {done}s"


def _participation(row: Participation) -> Detail:
    return capfirst(row.get_role_display()), row.partner.long_name


def _contribution(row: Contribution) -> Detail:
    amount = "montant non indiqué" if row.amount is None else money(row.amount, row.currency)
    day = PartialDate.from_columns(row.date, row.date_precision)
    said = [amount, row.get_state_display(), row.get_nature_display(), day.label() if day else ""]
    return row.partner.long_name, ", ".join(text for text in said if text)


PARTS = (
    Part(
        lambda programme: programme.participations.select_related("partner"),
        "participation",
        "participations",
        is_feminine=True,
        told=_participation,
    ),
    Part(
        lambda programme: programme.contributions.select_related("partner"),
        "apport",
        "apports",
        told=_contribution,
    ),
    Part(
        lambda programme: Result.objects.filter(programme=programme),
        "ligne du cadre logique",
        "lignes du cadre logique",
        is_feminine=True,
    ),
    Part(
        lambda programme: Achievement.objects.filter(Q(programme=programme) | Q(result__programme=programme)),
        "résultat atteint",
        "résultats atteints",
    ),
    Part(lambda programme: Indicator.objects.filter(programme=programme), "indicateur", "indicateurs"),
    Part(
        lambda programme: TargetGroup.objects.filter(programme=programme),
        "groupe de bénéficiaires",
        "groupes de bénéficiaires",
    ),
)


def programme_life(programme: Programme, user: User) -> list[LifeLine]:
    """Everything recorded of a programme, latest first, for a DGCT account; nothing for a partner."""
    if not user.may(Permission.READ_ALL):
        return []
    plans = {
        str(plan.pk): plan
        for plan in ActionPlan.objects.filter(Q(programme=programme) | Q(programme__parent=programme))
    }
    parts = [
        (part, {str(row.pk): row for row in part.rows(programme).order_by("pk")[:MOST_OBJECTS]})
        for part in PARTS
    ]
    events = _events(programme, plans, parts)
    runs = runs_of(event.operation for event in events)
    lines = [line for line in _lines(events, programme, plans, parts, runs) if line]
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:MOST_LINES]


def _events(
    programme: Programme, plans: dict[str, ActionPlan], parts: list[tuple[Part, dict[str, Model]]]
) -> list[AuditEvent]:
    wanted = Q(
        target_type="programmes.programme",
        target_id=str(programme.pk),
        action__in=("programme.create", "programme.change"),
    )
    wanted |= Q(target_type="programmes.actionplan", target_id__in=list(plans), action__in=PLAN_ACTS)
    for _, rows in parts:
        if rows:
            label = next(iter(rows.values()))._meta.label_lower
            wanted |= Q(target_type=label, target_id__in=list(rows))
    return list(AuditEvent.objects.filter(wanted).select_related("actor").order_by("-at", "-pk")[:1000])


def _lines(
    events: list[AuditEvent],
    programme: Programme,
    plans: dict[str, ActionPlan],
    parts: list[tuple[Part, dict[str, Model]]],
    runs: dict,
) -> Iterable[LifeLine | None]:
    groups: dict[tuple, list[AuditEvent]] = {}
    for event in events:
        one = event.target_id if event.target_type == "programmes.actionplan" else ""
        groups.setdefault((event.operation, event.action, one), []).append(event)
    for members in groups.values():
        event = members[0]
        run = runs.get(event.operation)
        if event.target_type == "programmes.actionplan":
            yield _of_plan(event, plans[event.target_id])
        elif event.target_type == "programmes.programme":
            yield _of_programme(event, run)
        else:
            yield _of_part(members, parts, run)


def _of_plan(event: AuditEvent, plan: ActionPlan) -> LifeLine:
    words = told(event, plan)
    return _line(event, words.title, None, words.details, about=plan.title, url=plan.get_absolute_url())


def _of_programme(event: AuditEvent, run: ImportRun | None) -> LifeLine:
    if event.action == "programme.create":
        return _line(event, "Programme enregistré", run)
    changed = [_label(name) for name in event.after if _label(name)]
    details = (("Ce qui a changé", enumeration(changed)),) if changed else ()
    return _line(event, "Fiche du programme modifiée", run, details)


def _of_part(
    members: list[AuditEvent], parts: list[tuple[Part, dict[str, Model]]], run: ImportRun | None
) -> LifeLine | None:
    verb = members[0].action.rpartition(".")[2]
    for part, rows in parts:
        found = [rows[event.target_id] for event in members if event.target_id in rows]
        if not found or found[0]._meta.label_lower != members[0].target_type:
            continue
        if verb not in {"create", "change"}:
            return None
        details = tuple(part.told(row) for row in reversed(found)) if part.told else ()
        return _line(members[0], part.title(verb, len(found)), run, details)
    return None


def _line(
    event: AuditEvent,
    title: str,
    run: ImportRun | None,
    details: tuple[Detail, ...] = (),
    *,
    about: str = "",
    url: str = "",
) -> LifeLine:
    by = author(event)
    return LifeLine(
        day=local(event.at).date(),
        at=event.at,
        said=datetime_long(event.at),
        title=title,
        by=f"Import de {run.file_name}, par {run.applied_by or by}" if run else by,
        details=details,
        about=about,
        url=url,
    )


def _label(name: str) -> str:
    """The French name of a column of programmes; empty for what is none."""
    names = {field.name: getattr(field, "verbose_name", "") for field in Programme._meta.get_fields()}
    return str(names.get(name, "")) if not name.endswith("_precision") else ""
