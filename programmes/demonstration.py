"""The demonstration: what it loads and the accounts it opens. `manage.py demo` and the tests call `load`.

Nothing is loaded twice: a workbook whose main object exists is left alone, so that what people have entered since
stays; an account that exists keeps its password and its role.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models

from accounts.models import AuditEvent, User
from accounts.roles import Role
from programmes.actions.members import department_of, open_account
from programmes.imports.faults import ImportReport
from programmes.imports.run import import_file
from programmes.models import Department, Partner, Programme, Workshop

FOLDER = Path(settings.BASE_DIR) / "fixtures"
KIND = "workbook"
PASSWORD = "Segou-Bamako-42-68"  # noqa: S105 (public on purpose: production refuses these accounts)
DOMAIN = "demonstration.example"
PASSWORD_CHANGES = ("account.change_password", "account.choose_password", "account.reset_password")


class DemonstrationError(Exception):
    """A workbook of the demonstration could not be loaded; `lines` say why, cell by cell, in French."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.lines = lines
        super().__init__(f"Le classeur «\u00a0{file}\u00a0» n’a pas pu être chargé.")


@dataclass(frozen=True)
class Workbook:
    """A workbook of `fixtures/`, and the object whose existence tells that it has been loaded."""

    file: str
    model: type[models.Model]
    code: str

    @property
    def is_loaded(self) -> bool:
        """Whether its main object exists (a workbook is loaded whole or not at all)."""
        return self.model._default_manager.filter(code=self.code).exists()


@dataclass(frozen=True)
class Account:
    """A demonstration account; `department` and `partner` are codes."""

    name: str
    full_name: str
    role: Role
    department: str = ""
    partner: str = ""

    @property
    def email(self) -> str:
        """Address in the domain that is reserved for examples."""
        return f"{self.name}@{DOMAIN}"


@dataclass(frozen=True)
class OpenedAccount:
    """An account as it stands after `load`."""

    account: Account
    user: User
    created: bool

    @property
    def has_new_password(self) -> bool:
        """Whether somebody has changed the documented password, as the audit trail tells (a hash is slow to check)."""
        changes = AuditEvent.objects.filter(action__in=PASSWORD_CHANGES, target_id=str(self.user.pk))
        return changes.filter(target_type=User._meta.label_lower).exists()

    @property
    def belongs_to(self) -> str:
        """The department or the partners of the account as they are now."""
        department = department_of(self.user)
        partners = ", ".join(str(partner) for partner in self.user.partners.all())
        return department.short_name if department else partners


WORKBOOKS = (
    Workbook("1-dgct-segou-2023.xlsx", Workshop, "ATELIER-SEGOU-2023"),
    Workbook("2-table-ronde-segou-2023.xlsx", Workshop, "TABLE-RONDE-SEGOU-2023"),
    Workbook("3-ddrk-gouvernance.xlsx", Programme, "DDRK-IV"),
    Workbook("4-pecic-phase-2.xlsx", Programme, "PECIC-II"),
    Workbook("5-ensemble-avenir-meilleur.xlsx", Programme, "EAM"),
)

ACCOUNTS = (
    Account("administrateur", "Administrateur (démonstration)", Role.ADMINISTRATOR, department="DGCT"),
    Account("direction", "Direction (démonstration)", Role.DIRECTION, department="DGCT"),
    Account(
        "validateur", "Sous-directeur Finances locales (démonstration)", Role.VALIDATOR, department="SDFL"
    ),
    Account("agent-finances", "Agent Finances locales (démonstration)", Role.AGENT, department="SDFL"),
    Account(
        "agent-developpement", "Agent Développement local (démonstration)", Role.AGENT, department="SDDL"
    ),
    Account("unicef", "Partenaire UNICEF (démonstration)", Role.PARTNER, partner="UNICEF"),
    Account("amss", "Partenaire AMSS (démonstration)", Role.PARTNER, partner="AMSS"),
)


def load_workbooks() -> list[tuple[Workbook, ImportReport | None]]:
    """Import each workbook that is not loaded yet; None stands for one that was.

    Raises DemonstrationError for the first that the importer refuses: nothing of that one is written.
    """
    return [(workbook, None if workbook.is_loaded else _load(workbook)) for workbook in WORKBOOKS]


def open_accounts() -> list[OpenedAccount]:
    """The demonstration accounts, created where they are missing, otherwise left as people have made them."""
    return [_open(account) for account in ACCOUNTS]


def _load(workbook: Workbook) -> ImportReport:
    report = import_file(FOLDER / workbook.file, KIND, by=None, apply=True)
    if against := [*report.faults, *report.questions]:
        raise DemonstrationError(workbook.file, [f"{said.where}\u00a0: {said.message}" for said in against])
    return report


def _open(account: Account) -> OpenedAccount:
    existing = User.objects.filter(email=account.email).first()
    if existing:
        return OpenedAccount(account, existing, created=False)
    user = open_account(
        by=None,
        email=account.email,
        full_name=account.full_name,
        role=account.role,
        department=Department.objects.filter(code=account.department).first(),
        partners=Partner.objects.filter(code=account.partner),
        password=PASSWORD,
        is_demonstration=True,
    )
    return OpenedAccount(account, user, created=True)
