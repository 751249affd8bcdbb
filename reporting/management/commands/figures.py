"""`manage.py figures PLAN`: the figures of a plan's page, for scripts (JSON) or for the eye (a table)."""

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from programmes.models import ActionPlan, Activity
from reporting.figures import Situation, declared_against_computed
from reporting.figures.as_data import plan_data
from reporting.figures.as_text import plan_text
from reporting.figures.shown import shown_figures


class Command(BaseCommand):
    """Prints what the page of the plan shows to the person named by --as (without it, to the whole DGCT)."""

    help = "Affiche les chiffres d’un plan à une date : les mêmes que sa page et que son rapport."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", metavar="PLAN", help="code du plan, par exemple DGCT-2023")
        parser.add_argument("--at", metavar="DATE", help="situation à cette date (2023-12-31 ou 31/12/2023)")
        parser.add_argument("--known", metavar="DATE", help="telle que connue ce jour-là, ou à ce moment")
        parser.add_argument("--as", dest="reader", metavar="ADRESSE", help="telle que cette personne la voit")
        parser.add_argument("--json", action="store_true", help="écrit du JSON")

    def handle(self, *args: Any, **options: Any) -> None:
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
        self.stdout.write(text)


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
    """A day from « 2023-12-31 » or « 31/12/2023 ». Raises CommandError."""
    if written is None:
        return None
    text = written.strip()
    if "/" in text:
        text = "-".join(reversed(text.split("/")))
    with suppress(ValueError):
        return date.fromisoformat(text)
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
