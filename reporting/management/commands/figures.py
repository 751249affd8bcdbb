"""`manage.py figures`: what the page of a plan, or the dashboard, shows; for scripts (JSON) or for the eye."""

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from programmes.dimensions import Dimension
from programmes.filter_fields import FIRST_YEAR, LAST_YEAR
from programmes.models import ActionPlan, Activity
from programmes.owners import Owner
from reporting.figures import Situation, declared_against_computed
from reporting.figures.as_data import dashboard_data, plan_data
from reporting.figures.as_text import dashboard_text, plan_text
from reporting.figures.dashboard import DashboardScope, dashboard_figures
from reporting.figures.dashboard.keys import key_of
from reporting.figures.shown import shown_figures

#: What the dashboard may be narrowed by, as options: --department CODE; « none » for those that have none.
FILTERS = tuple(dimension for dimension in Dimension if dimension not in {Dimension.PLAN, Dimension.YEAR})


class Command(BaseCommand):
    """Prints what the page of the plan, or the dashboard, shows to the person named by --as (else the whole DGCT)."""

    help = (
        "Affiche les chiffres d’un plan à une date, les mêmes que sa page et que son rapport\u202f; "
        "sans PLAN, ceux du tableau de bord."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", metavar="PLAN", nargs="?", help="code du plan, par exemple DGCT-2023")
        board = parser.add_argument_group("tableau de bord (sans PLAN)")
        board.add_argument("--year", type=int, metavar="ANNÉE", help="un exercice (sans cette option, tous)")
        board.add_argument(
            "--owner",
            choices=[owner.value for owner in Owner],
            default=Owner.DEPARTMENT.value,
            help="plans des structures ou plans des programmes\u00a0: ils ne s’additionnent pas",
        )
        board.add_argument("--by", choices=[one.value for one in Dimension], help="répartis selon")
        for dimension in FILTERS:
            board.add_argument(
                f"--{dimension.value}", metavar="CODE", help=f"{dimension.label}\u202f; « none »\u00a0: sans"
            )
        parser.add_argument("--at", metavar="DATE", help="situation à cette date (2023-12-31 ou 31/12/2023)")
        parser.add_argument("--known", metavar="DATE", help="telle que connue ce jour-là, ou à ce moment")
        parser.add_argument("--as", dest="reader", metavar="ADRESSE", help="telle que cette personne la voit")
        parser.add_argument("--json", action="store_true", help="écrit du JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(plan_figures_of(options) if options["plan"] else dashboard_figures_of(options))


def plan_figures_of(options: dict[str, Any]) -> str:
    """The figures of a plan, as written. Raises CommandError."""
    if asked := [name for name in ("year", "by", *map(str, FILTERS)) if options[name] is not None]:
        raise CommandError(f"--{asked[0]} n’a pas de sens avec un plan\u202f; retirez l’un des deux.")
    plans, activities = ActionPlan.objects.all(), Activity.objects.all()
    if options["reader"] is not None:
        reader = account(options["reader"])
        plans, activities = plans.visible_to(reader), activities.visible_to(reader)
    plan = plans.filter(code__iexact=options["plan"]).select_related("department", "programme").first()
    if plan is None:
        raise CommandError(unknown_plan(options["plan"], plans))
    at, known = day(options["at"], "--at"), moment(options["known"])
    situation = Situation.of_plan(plan, at, known) if at or known else None
    figures = shown_figures(plan, activities, situation)
    declared = declared_against_computed(figures, activities)
    if options["json"]:
        text = json.dumps(plan_data(figures, declared), ensure_ascii=False, indent=2)
    else:
        text = plan_text(figures, declared)
    return text


def dashboard_figures_of(options: dict[str, Any]) -> str:
    """The figures of the dashboard, as written. Raises CommandError."""
    reader = account(options["reader"]) if options["reader"] is not None else User(role=Role.DIRECTION)
    at, known = day(options["at"], "--at"), moment(options["known"])
    if options["year"] is not None and not FIRST_YEAR <= options["year"] <= LAST_YEAR:
        raise CommandError(f"--year\u00a0: choisissez une année de {FIRST_YEAR} à {LAST_YEAR}.")
    scope = DashboardScope(
        year=options["year"],
        filters=tuple((one, options[one.value]) for one in FILTERS if options[one.value] is not None),
        situation=Situation.today(at, known) if at or known else None,
        owner=Owner(options["owner"]),
    )
    by = Dimension(options["by"]) if options["by"] else None
    for dimension, code in scope.filters:
        if key_of(dimension, code, reader) is None:
            raise CommandError(f"Rien ne s’appelle « {code} » (--{dimension.value}).")
    try:
        figures = dashboard_figures(reader, scope, by)
    except PermissionDenied as refused:
        raise CommandError(str(refused)) from None
    if options["json"]:
        return json.dumps(dashboard_data(figures, by), ensure_ascii=False, indent=2)
    return dashboard_text(figures, by)


def account(email: str) -> User:
    """The active account of an address. Raises CommandError."""
    user = User.objects.active().filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"Aucun compte actif n’a l’adresse « {email} » (--as).")
    return user


def unknown_plan(code: str, plans) -> str:
    """What is wrong and what could have been written."""
    codes = list(plans.order_by("code").values_list("code", flat=True)[:20])
    known = f"Plans connus\u00a0: {', '.join(codes)}." if codes else "Aucun plan n’est visible."
    return f"Aucun plan ne porte le code « {code} ». {known}"


def day(written: str | None, option: str) -> date | None:
    """A day that has come, from « 2023-12-31 » or « 31/12/2023 ». Raises CommandError."""
    if written is None:
        return None
    text = written.strip()
    if "/" in text:
        text = "-".join(reversed(text.split("/")))
    with suppress(ValueError):
        found = date.fromisoformat(text)
        if found > timezone.localdate():
            raise CommandError(f"La date « {written} » n’est pas encore venue ({option}).")
        return found
    raise CommandError(
        f"La date « {written} » n’est pas lisible ({option})\u00a0: écrivez 2023-12-31 ou 31/12/2023."
    )


def moment(written: str | None) -> date | datetime | None:
    """A day, or a moment such as « 2023-12-31T18:00 », in Bamako where no zone is named. Raises CommandError."""
    if written is None or not any(mark in written.strip() for mark in ("T", " ")):
        return day(written, "--known")
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        raise CommandError(
            f"La date « {written} » n’est pas lisible (--known)\u00a0: écrivez 2023-12-31 ou 2023-12-31T18:00."
        ) from None
