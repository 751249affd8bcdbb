"""Who gets what at every address: the table that `tests/test_access.py` walks.

One line per address name. `yes` are those whom it serves, `forbidden` those who lack the right (403), `absent` those
for whom its object does not exist (404). Everybody appears once; whoever is not named is sent to sign in, which is
only right for the visitor. `args` makes the arguments of the address from the world of the test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import uuid4

PARTNERS = "partner_user other_partner_user"
AGENTS = "agent other_agent"
INTERNAL = f"{AGENTS} validator direction admin"
SIGNED_IN = f"{INTERNAL} {PARTNERS}"
EVERYBODY = f"visitor {SIGNED_IN}"
VALIDATORS = "validator direction"
WRITERS = f"{AGENTS} validator direction"
NOT_VALIDATORS = f"{AGENTS} admin {PARTNERS}"
PREPARERS = "direction admin"
NOT_PREPARERS = f"{AGENTS} validator {PARTNERS}"
NOT_ADMIN = f"{AGENTS} validator direction {PARTNERS}"


def nothing(world: SimpleNamespace) -> list:
    return []


@dataclass(frozen=True)
class Line:
    """What one address answers to each person."""

    yes: str = ""
    forbidden: str = ""
    absent: str = ""
    args: Callable[[SimpleNamespace], list] = nothing
    method: str = "get"
    # For "post": refuse GET with 405, as what changes something must.
    post_only: bool = True

    def expected(self, person: str) -> str:
        """yes, 403, 404 or login."""
        lists = {"yes": self.yes, "403": self.forbidden, "404": self.absent}
        found = [outcome for outcome, people in lists.items() if person in people.split()]
        assert len(found) < 2, f"{person} is named twice"
        return found[0] if found else "login"


def account(world: SimpleNamespace) -> list:
    return [world.other_agent.pk]


def as_xlsx(world: SimpleNamespace) -> list:
    return ["xlsx"]


def activity(world: SimpleNamespace) -> list:
    return [world.activity.pk]


def week(world: SimpleNamespace) -> list:
    return [world.priority.sheet.code]


def priority(world: SimpleNamespace) -> list:
    return [world.priority.pk]


def imported(world: SimpleNamespace) -> list:
    return [world.import_run.pk]


def draft(world: SimpleNamespace) -> list:
    return [world.draft.code]


def draft_line(world: SimpleNamespace) -> list:
    return [world.draft_line.pk]


def closed(world: SimpleNamespace) -> list:
    return [world.closed.code]


def plan_of(world: SimpleNamespace) -> list:
    return [world.plan.code]


def report(world: SimpleNamespace) -> list:
    return [world.report.pk]


ACCESS = {
    # --- home, health ---
    "portal:home": Line(yes=SIGNED_IN),
    "portal:health": Line(yes=EVERYBODY),
    # --- signing in ---
    "accounts:login": Line(yes=EVERYBODY),
    "accounts:logout": Line(yes=EVERYBODY, method="post"),
    "accounts:password_change": Line(yes=SIGNED_IN),
    "accounts:password_forgotten": Line(yes=EVERYBODY),
    "accounts:choose_password": Line(absent=EVERYBODY, args=lambda world: ["aucun-lien"]),
    # --- accounts ---
    "portal:roles": Line(yes=SIGNED_IN),
    "portal:account_list": Line(yes="admin", forbidden=NOT_ADMIN),
    "portal:account_export": Line(yes="admin", forbidden=NOT_ADMIN, args=as_xlsx),
    "portal:account_create": Line(yes="admin", forbidden=NOT_ADMIN),
    "portal:account_detail": Line(yes="admin", forbidden=NOT_ADMIN, args=account),
    "portal:account_edit": Line(yes="admin", forbidden=NOT_ADMIN, args=account),
    "portal:account_assign": Line(yes="admin", forbidden=NOT_ADMIN, args=account),
    "portal:account_invite": Line(yes="admin", forbidden=NOT_ADMIN, args=account, method="post"),
    "portal:account_reset": Line(yes="admin", forbidden=NOT_ADMIN, args=account, method="post"),
    "portal:account_deactivate": Line(yes="admin", forbidden=NOT_ADMIN, args=account, method="post"),
    "portal:account_reactivate": Line(yes="admin", forbidden=NOT_ADMIN, args=account, method="post"),
    "portal:admin_sign_in": Line(yes="admin", forbidden=NOT_ADMIN),
    "portal:admin_password_change": Line(yes=SIGNED_IN),
    # --- activities, reports, workshops ---
    "programmes:activity_list": Line(yes=SIGNED_IN),
    "programmes:activity_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "programmes:activity_detail": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=activity
    ),
    "programmes:report_status": Line(
        yes="agent validator",
        forbidden="other_agent direction admin partner_user",
        absent="other_partner_user",
        args=activity,
    ),
    "programmes:own_activities": Line(yes=f"{AGENTS} validator", forbidden=f"direction admin {PARTNERS}"),
    "programmes:report_table": Line(yes=f"{AGENTS} validator", forbidden=f"direction admin {PARTNERS}"),
    "programmes:reports_withdraw": Line(
        yes=f"{AGENTS} validator",
        forbidden=f"direction admin {PARTNERS}",
        args=lambda world: [uuid4()],
        method="post",
    ),
    "programmes:review_queue": Line(yes=VALIDATORS, forbidden=NOT_VALIDATORS),
    "programmes:review_queue_export": Line(yes=VALIDATORS, forbidden=NOT_VALIDATORS, args=as_xlsx),
    "programmes:report_approve_many": Line(yes=VALIDATORS, forbidden=NOT_VALIDATORS, method="post"),
    # The report of an agent waits for the validator, not for the Direction.
    "programmes:report_approve": Line(
        yes="validator", forbidden=f"direction {NOT_VALIDATORS}", args=report, method="post"
    ),
    # Nobody approved it: the action tells those who validate.
    "programmes:approval_undo": Line(yes=VALIDATORS, forbidden=NOT_VALIDATORS, args=report, method="post"),
    "programmes:report_return": Line(
        yes="validator", forbidden=f"direction {NOT_VALIDATORS}", args=report, method="post"
    ),
    "programmes:report_withdraw": Line(
        yes="agent", forbidden=f"other_agent validator direction admin {PARTNERS}", args=report, method="post"
    ),
    "programmes:document_file": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.document.pk]
    ),
    "programmes:document_thumbnail": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.photo.pk]
    ),
    "programmes:workshop_list": Line(yes=SIGNED_IN),
    "programmes:workshop_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "programmes:workshop_detail": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.workshop.code]
    ),
    # --- the life of a plan ---
    "programmes:plan_create": Line(yes=PREPARERS, forbidden=NOT_PREPARERS),
    "programmes:plan_edit": Line(yes=PREPARERS, forbidden=NOT_PREPARERS, args=draft),
    "programmes:plan_delete": Line(yes=PREPARERS, forbidden=NOT_PREPARERS, args=draft),
    "programmes:plan_draft": Line(yes=INTERNAL, forbidden=PARTNERS, args=draft),
    "programmes:plan_sort": Line(yes=PREPARERS, forbidden=NOT_PREPARERS, args=draft, method="post"),
    "programmes:plan_weigh": Line(yes=PREPARERS, forbidden=NOT_PREPARERS, args=draft, method="post"),
    "programmes:plan_adopt": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=draft
    ),
    "programmes:plan_undo_adoption": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=plan_of
    ),
    "programmes:plan_carry_over": Line(yes=PREPARERS, forbidden=NOT_PREPARERS, args=closed),
    # Nothing was carried over: the action tells those who may.
    "programmes:carry_over_undo": Line(absent=PREPARERS, forbidden=NOT_PREPARERS, args=closed, method="post"),
    "reporting:plan_close": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=plan_of
    ),
    "reporting:plan_reopen": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=closed
    ),
    "reporting:plan_declare": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=plan_of
    ),
    "reporting:closing_detail": Line(
        yes=INTERNAL, absent=PARTNERS, args=lambda world: [world.closed.code, 1]
    ),
    "reporting:several_years": Line(yes=INTERNAL, forbidden=PARTNERS),
    # In a draft everybody proposes for their department; once it is adopted, an agent no more.
    "programmes:activity_create": Line(yes=INTERNAL, forbidden=PARTNERS, args=draft),
    "programmes:activity_edit": Line(
        yes="agent validator direction admin", forbidden=f"other_agent {PARTNERS}", args=draft_line
    ),
    "programmes:activity_withdraw": Line(
        yes="agent validator direction admin", forbidden=f"other_agent {PARTNERS}", args=draft_line
    ),
    "programmes:activity_move": Line(
        yes="agent validator direction admin", forbidden=f"other_agent {PARTNERS}", args=draft_line
    ),
    "programmes:activity_duplicate": Line(
        yes="agent validator direction admin",
        forbidden=f"other_agent {PARTNERS}",
        args=draft_line,
        method="post",
    ),
    "programmes:activity_revise": Line(
        yes="validator direction admin", forbidden=f"{AGENTS} {PARTNERS}", args=activity
    ),
    "programmes:activity_cancel": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=activity
    ),
    # Only whoever entered it takes it back: here, the Direction.
    "programmes:decision_undo": Line(
        yes="direction",
        forbidden=f"{AGENTS} validator admin {PARTNERS}",
        args=lambda world: [world.revision.pk],
        method="post",
    ),
    # --- weeks, reminders, hand-overs ---
    "reporting:week_list": Line(yes=INTERNAL, forbidden=PARTNERS),
    "reporting:week_detail": Line(yes=INTERNAL, forbidden=PARTNERS, args=week),
    "programmes:priority_add": Line(yes=WRITERS, forbidden=f"admin {PARTNERS}", args=week),
    "programmes:week_outcomes": Line(yes=WRITERS, forbidden=f"admin {PARTNERS}", args=week),
    "programmes:week_close": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=week, method="post"
    ),
    "programmes:week_reopen": Line(
        yes="direction", forbidden=f"{AGENTS} validator admin {PARTNERS}", args=week
    ),
    "programmes:priority_change": Line(
        yes="agent validator direction", forbidden=f"other_agent admin {PARTNERS}", args=priority
    ),
    "programmes:priority_remove": Line(
        yes="agent validator direction",
        forbidden=f"other_agent admin {PARTNERS}",
        args=priority,
        method="post",
    ),
    "programmes:reminders": Line(yes=INTERNAL, forbidden=PARTNERS),
    "programmes:reminders_choose": Line(yes=INTERNAL, forbidden=PARTNERS, method="post"),
    "programmes:reassignment": Line(yes="validator direction admin", forbidden=f"{AGENTS} {PARTNERS}"),
    "programmes:reassignment_give_back": Line(
        yes="validator direction admin",
        forbidden=f"{AGENTS} {PARTNERS}",
        args=lambda world: [world.reassignment.pk],
        method="post",
    ),
    # --- imports ---
    "programmes:import_list": Line(yes="admin", forbidden=NOT_ADMIN),
    "programmes:import_detail": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_reading": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_progress": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_undo": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_file": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_marked": Line(yes="admin", forbidden=NOT_ADMIN, args=imported),
    "programmes:import_answers": Line(yes="admin", forbidden=NOT_ADMIN, args=imported, method="post"),
    "programmes:import_forget": Line(yes="admin", forbidden=NOT_ADMIN, args=imported, method="post"),
    "programmes:import_apply": Line(yes="admin", forbidden=NOT_ADMIN, args=imported, method="post"),
    "programmes:import_cancel": Line(yes="admin", forbidden=NOT_ADMIN, args=imported, method="post"),
    "programmes:template_list": Line(yes="admin", forbidden=NOT_ADMIN),
    "programmes:template_file": Line(yes="admin", forbidden=NOT_ADMIN, args=lambda world: ["activities"]),
    "programmes:import_resume": Line(yes="admin", forbidden=NOT_ADMIN, args=imported, method="post"),
    # --- dashboard ---
    "reporting:dashboard": Line(yes=SIGNED_IN),
    "reporting:dashboard_groups": Line(yes=SIGNED_IN),
    "reporting:dashboard_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:dashboard_filters": Line(yes=SIGNED_IN),
    "reporting:dashboard_changes": Line(yes=SIGNED_IN),
    "reporting:dashboard_changes_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:dashboard_charts": Line(yes=SIGNED_IN),
    "reporting:dashboard_chart": Line(yes=SIGNED_IN, args=lambda world: ["etats", "csv"]),
    # --- plans, programmes, documents ---
    "reporting:map": Line(yes=SIGNED_IN),
    "reporting:map_picture": Line(yes=SIGNED_IN, args=lambda world: ["svg"]),
    "reporting:map_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:place_list": Line(yes=SIGNED_IN),
    "reporting:place_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:place_detail": Line(yes=SIGNED_IN, args=lambda world: [world.place.key]),
    "reporting:data_quality": Line(yes=INTERNAL, forbidden=PARTNERS),
    "reporting:quality_export": Line(yes=INTERNAL, forbidden=PARTNERS, args=as_xlsx),
    "reporting:quality_list": Line(yes=INTERNAL, forbidden=PARTNERS, args=lambda world: ["programmes"]),
    "reporting:quality_list_export": Line(
        yes=INTERNAL, forbidden=PARTNERS, args=lambda world: ["programmes", "xlsx"]
    ),
    "reporting:plan_list": Line(yes=SIGNED_IN),
    "reporting:plan_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:plan_detail": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.plan.code]
    ),
    "reporting:plan_calendar": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.plan.code]
    ),
    "reporting:programme_list": Line(yes=SIGNED_IN),
    "reporting:programme_export": Line(yes=SIGNED_IN, args=as_xlsx),
    "reporting:programme_detail": Line(
        yes=f"{INTERNAL} partner_user", absent="other_partner_user", args=lambda world: [world.programme.code]
    ),
    "reporting:report_list": Line(yes=SIGNED_IN),
    "reporting:report_pdf": Line(
        yes=f"{INTERNAL} partner_user",
        absent="other_partner_user",
        args=lambda world: ["programme", world.programme.code],
    ),
}
