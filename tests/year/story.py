"""The acts of the year: each goes through the pages of whoever does it, and is noted in the ledger."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from urllib.parse import urlencode

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.roles import Role
from programmes.models import ActionPlan, Activity, Department, StatusReport
from tests.conftest import member_of
from tests.factories import DepartmentFactory, UserFactory
from tests.year.ledger import Decided, Entry, Ledger, Said, as_shown
from tests.year.lines import Planned
from tests.year.people import Person

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
QUEUE = "/activites/a-valider/"
TABLE = "/activites/declarer/"


def act(name: str) -> SimpleUploadedFile:
    """A signed act, as it is scanned."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


class Year:
    """The people of the DGCT, their plan, and what was noted of it. `goes_to` sets the clock."""

    def __init__(self, code: str = "DGCT-2023") -> None:
        self.code = code
        self.ledger = Ledger()
        self.owner = DepartmentFactory(code="DGCT", name="Direction générale", acronym="DGCT", position=1)
        self.units = {
            number: DepartmentFactory(
                code=f"SD{number}",
                name=f"Sous-direction {number}",
                acronym=f"SD{number}",
                position=number + 1,
                parent=self.owner,
            )
            for number in range(1, 6)
        }
        self.direction = Person(UserFactory(role=Role.DIRECTION, full_name="Diane Direction"))
        self.agents = {number: self._member(unit, Role.AGENT) for number, unit in self.units.items()}
        self.validators = {number: self._member(unit, Role.VALIDATOR) for number, unit in self.units.items()}
        self._clock = None

    def _member(self, unit: Department, role: Role, name: str = "") -> Person:
        return Person(member_of(unit, role=role, full_name=name or f"{role.label} {unit.acronym}"))

    def joins(self, number: int, name: str) -> Person:
        """One more agent of a sub-directorate."""
        return self._member(self.units[number], Role.AGENT, name)

    # --- time

    def goes_to(self, day: date, hour: int = 16, minute: int = 0) -> datetime:
        """Now is that day in Bamako, whose clocks are those of UTC, until told otherwise."""
        self.stops()
        self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        self._clock = time_machine.travel(self.now, tick=False)
        self._clock.start()
        return self.now

    def stops(self) -> None:
        """Give the clock back."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    @property
    def today(self) -> date:
        return self.now.date()

    def turns_to(self, code: str) -> Ledger:
        """From now on it is about this plan, noted in a ledger of its own; the ledger of the other."""
        self.code, before, self.ledger = code, self.ledger, Ledger()
        return before

    # --- what is there

    @property
    def plan(self) -> ActionPlan:
        return ActionPlan.objects.get(code=self.code)

    def activity(self, code: str) -> Activity:
        return Activity.objects.get(plan__code=self.code, code=code)

    def report(self, code: str) -> StatusReport:
        """The statement entered last about a line."""
        return self.activity(code).reports.order_by("pk").last()

    # --- the plan is prepared and adopted

    def opens_draft(self, year: int, title: str) -> None:
        self.direction.does(
            "/plans/nouveau/",
            having="owner",
            owner=f"structure:{self.owner.pk}",
            year=year,
            title=title,
            code="",
        )

    def proposes(self, by: Person, line: Planned, **more: object) -> None:
        """One line, written in the form by somebody of its sub-directorate (who keeps the empty form open)."""
        by.does(
            f"/plans/{self.code}/activites/nouvelle/",
            having="title",
            keep=True,
            title=line.title,
            code=line.code,
            planned_end=line.written_end,
            budget="" if line.budget is None else f"{line.budget:,}".replace(",", " "),
            **more,
        )
        self.ledger.entries[line.code] = Entry(
            line.code, self.units[line.department].code, line.end, line.budget
        )

    def adopts(self, on: date) -> None:
        self.direction.does(
            f"/plans/{self.code}/adopter/",
            having="adopted_on",
            adopted_on=on.isoformat(),
            document=act("acte.pdf"),
        )
        self.ledger.adopted = on

    # --- reports

    def reports_table(self, by: Person, news: dict[str, tuple], again: frozenset[str] = frozenset()) -> None:
        """All that a person has to say this month, in the table, saved once; `again` restates the same with a date."""
        typed: dict[str, object] = {"effective_date": self.today.isoformat()}
        for code, (status, progress, spent) in news.items():
            key = f"a{self.activity(code).pk}"
            typed[f"{key}-status"] = status
            typed[f"{key}-progress"] = "" if progress is None else progress
            typed[f"{key}-spent"] = "" if spent is None else spent
            if code in again:
                typed[f"{key}-effective_date"] = self.today.isoformat()
        by.does(f"{TABLE}?{urlencode({'plan': self.code})}", having="row", **typed)
        for code, (status, progress, spent) in news.items():
            self.ledger.note(Said(code, self.today, self.now, status, progress, spent))

    def reports(self, by: Person, code: str, on: date, status: str, **more: object) -> Said:
        """One state, in its form."""
        return self._tells(by, code, f"/activites/{self.activity(code).pk}/etat/", on, status, more)

    def takes_up_again(self, by: Person, code: str, on: date, status: str, **more: object) -> Said:
        """What was returned, done again: the form opens on what it said."""
        returned = StatusReport.objects.filter(activity=self.activity(code), review="returned").latest("pk")
        address = f"/activites/{self.activity(code).pk}/etat/?reprendre={returned.pk}"
        return self._tells(by, code, address, on, status, more)

    def corrects(self, by: Person, code: str, on: date, status: str, **more: object) -> Said:
        """One's own statement said otherwise; it takes the place of the first."""
        before = self.ledger.last(code)
        address = f"/activites/{self.activity(code).pk}/etat/?corrige={self.report(code).pk}"
        return self._tells(by, code, address, on, status, more, replaces=before)

    def _tells(self, by, code, address, on, status, more, replaces=None) -> Said:
        typed = {"progress": "", "spent": "", **more}
        by.does(address, having="effective_date", status=status, effective_date=on.isoformat(), **typed)
        told = {name: int(typed[name]) for name in ("progress", "spent") if typed[name] != ""}
        return self.ledger.note(Said(code, on, self.now, status, replaces=replaces, **told))

    def reports_by_card(self, by: Person, code: str, status: str, progress: str = "") -> Said:
        """Three taps in « Mes activités »."""
        address = f"/activites/{self.activity(code).pk}/etat/"
        by.does("/activites/miennes/", having="rapide", sent_to=address, status=status, progress=progress)
        said = Said(code, self.today, self.now, status, int(progress) if progress else None)
        return self.ledger.note(said)

    def withdraws(self, by: Person, code: str) -> None:
        by.presses(f"/declarations/{self.report(code).pk}/retirer/")
        self.ledger.last(code).settled = (self.now, "withdrawn")

    # --- reviews

    def returns(self, by: Person, code: str, reason: str) -> None:
        by.presses(
            f"/declarations/{self.report(code).pk}/retourner/", {"usual": "", "reason": reason, "to": "queue"}
        )
        self.ledger.last(code).settled = (self.now, "returned")

    def approves_all(self, by: Person) -> set[str]:
        """Everything in the queue of a person, ticked and approved at once; the lines that it was about."""
        queue = [report for group in by.open(QUEUE).context["groups"] for report in group.reports]
        if queue:
            by.presses("/activites/a-valider/approuver/", {"report": [report.pk for report in queue]})
        codes = {report.activity.code for report in queue}
        for one in [one for code in codes for one in self.ledger.waiting(code)]:
            one.settled = (self.now, "approved")
        return codes

    # --- decisions

    def revises_end(self, by: Person, code: str, end: date, decided: date, reason: str) -> None:
        by.does(
            f"/activites/{self.activity(code).pk}/reviser/",
            having="decided_on",
            planned_end=end.strftime("%d/%m/%Y"),
            decided_on=decided.isoformat(),
            reason=reason,
        )
        self.ledger.decided.append(Decided(code, decided, self.now, end))

    def cancels(self, code: str, decided: date, reason: str) -> None:
        self.direction.does(
            f"/activites/{self.activity(code).pk}/annuler/",
            having="decided_on",
            decided_on=decided.isoformat(),
            reason=reason,
        )
        self.ledger.decided.append(Decided(code, decided, self.now, cancels=True))

    def adds(self, by: Person, line: Planned, on: date, reason: str) -> None:
        """A line hors plan initial."""
        self.proposes(by, line, added_on=on.isoformat(), reason=reason)
        entry = Entry(line.code, self.units[line.department].code, line.end, line.budget, on, self.now)
        self.ledger.entries[line.code] = entry

    # --- the end of the year, and the next one

    def closes(self, on: date) -> None:
        """The evaluation read at a date, then the closing of what it showed."""
        self.direction.does(
            f"/plans/{self.code}/cloture/?le={on.isoformat()}",
            having="closed_on",
            document=act("cloture.pdf"),
        )
        self.ledger.closed = on

    def reopens(self, reason: str) -> None:
        self.direction.does(f"/plans/{self.code}/rouvrir/", having="reason", reason=reason)
        self.ledger.closed = None

    def declares(self, **figures: object) -> None:
        """What a workshop announced."""
        self.direction.does(f"/plans/{self.code}/chiffres-declares/", having="execution_rate", **figures)

    def carries(self, codes: list[str], into: str) -> None:
        """These unfinished lines are taken over by the next plan; the others that are proposed are not."""
        taken = {self.activity(code).pk for code in codes}
        unfinished = self.plan.activities.exclude(status="done").values_list("pk", flat=True)
        self.direction.does(
            f"/plans/{self.code}/reconduction/",
            having="target",
            target=into,
            **{f"take-{pk}": "on" if pk in taken else [] for pk in unfinished},
        )

    # --- figures

    def shown(self, at: date, known: date | None = None) -> dict:
        """The figures that the portal gives to programs, under the ledger's names."""
        out = StringIO()
        options = {"known": known.isoformat()} if known else {}
        call_command("figures", self.code, at=at.isoformat(), json=True, stdout=out, **options)
        return as_shown(json.loads(out.getvalue()))

    def counted(self, at: date, known: date | None = None) -> dict:
        """The same, out of the ledger."""
        end = known and datetime(known.year, known.month, known.day, tzinfo=UTC) + timedelta(
            days=1, microseconds=-1
        )
        return self.ledger.figures(at, end)
