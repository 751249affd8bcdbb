"""The PDF documents: what they say of the five documents, who may have them, how they are made."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from weasyprint.urls import FatalURLFetchingError

from programmes.actions.status import report_status
from programmes.models import Activity, Workshop
from reporting.documents.kinds import KINDS
from reporting.documents.rendering import FONTS, OwnFontsOnly, html_of, lay_out, render_pdf
from reporting.documents.workshops import works_of
from reporting.figures import Situation, plan_figures
from tests.factories import (
    ActivityFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
    ProgrammeFactory,
    WorkshopFactory,
)
from tests.reporting.reading import HARD, document, said

pytestmark = pytest.mark.django_db


def test_the_same_data_gives_the_same_bytes():
    activity = ActivityFactory(plan__adopted_on=date(2023, 1, 1))
    first, second = (render_pdf(document("plan", activity.plan.code)) for _ in range(2))
    assert first == second


def test_document_and_page_print_the_same_figures():
    plan = PlanFactory(adopted_on=date(2023, 1, 1))
    for number in range(3):
        activity = ActivityFactory(plan=plan)
        if number < 2:
            report_status(activity=activity, by=None, status="done", effective_date=date(2023, 5, 1))
    context = document("plan", plan.code).context
    page = plan_figures(plan, Activity.objects.all())
    assert context["total"] == page.total
    assert context["total"].execution.fraction_text == f"2{HARD}/{HARD}3"


def test_at_a_past_date():
    activity = ActivityFactory(plan__adopted_on=date(2023, 1, 1))
    report_status(activity=activity, by=None, status="done", effective_date=date(2023, 6, 1))
    code = activity.plan.code
    before = document("plan", code, Situation.today(date(2023, 5, 31))).context["total"]
    after = document("plan", code, Situation.today(date(2023, 6, 1))).context["total"]
    assert (before.counts.done, after.counts.done) == (0, 1)


@pytest.mark.parametrize("kind", ["plan", "workshop", "programme"])
def test_known_alone_leaves_the_day_the_document_speaks_of(kind):
    """The page of a closed plan shows its closing, whatever the day it was known: its report does too."""
    target = {
        "plan": PlanFactory(closed_on=date(2023, 12, 31)),
        "workshop": WorkshopFactory(end=date(2023, 12, 23)),
        "programme": ProgrammeFactory(),
    }[kind]
    day = {"plan": date(2023, 12, 31), "workshop": date(2023, 12, 23), "programme": timezone.localdate()}
    situation = KINDS[kind].situation(target, None, date(2024, 1, 10))
    assert situation == Situation.today(day[kind], date(2024, 1, 10))
    assert KINDS[kind].situation(target, None, None) is None
    shown = document(kind, target.code).situation
    assert (shown.at, shown.known) == (day[kind], None)


class TestWorkshopOfAPartner:
    """A partner that attended has the report, and of the plans dealt with only what it may see."""

    @pytest.fixture
    def workshop(self, partner):
        workshop = WorkshopFactory()
        workshop.organisations.create(name="A", role="attending", partner=partner)
        return workshop

    def text(self, workshop, user) -> str:
        return said(html_of(KINDS["workshop"].build(workshop, user)))

    def test_a_draft_and_the_plans_of_others_are_left_out(self, workshop, partner_user, agent):
        for fields in ({"title": "Plan en préparation", "adopted_on": None}, {"title": "Plan des autres"}):
            workshop.plan_links.create(plan=PlanFactory(**fields), purpose="examined")
        text = self.text(workshop, partner_user)
        assert "Plan en préparation" not in text
        assert "Plan des autres" not in text
        assert "Plan en préparation" in self.text(workshop, agent)

    def test_figures_over_a_part_say_so(self, workshop, partner, partner_user, agent):
        plan = PlanFactory(adopted_on=date(2023, 1, 1))
        FundingFactory(activity=ActivityFactory(plan=plan), source=FundingSourceFactory(partner=partner))
        ActivityFactory(plan=plan)
        workshop.plan_links.create(plan=plan, purpose="evaluated")
        told = "ne portent que sur les activités du plan auxquelles le lecteur a accès"
        assert told in self.text(workshop, partner_user)
        assert told not in self.text(workshop, agent)


@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///etc/passwd", "data:text/plain,a"])
def test_nothing_from_outside_is_read(address):
    with pytest.raises(FatalURLFetchingError):
        OwnFontsOnly().fetch(address)


def test_a_page_that_asks_for_more_is_not_made():
    with pytest.raises(FatalURLFetchingError):
        lay_out('<html lang="fr"><body><img src="file:///etc/hostname" alt=""></body></html>')


def test_fonts_are_read():
    assert OwnFontsOnly().fetch((FONTS / "SourceSans3-Regular.ttf").as_uri()).read(4)


def test_what_people_type_is_printed_as_text():
    programme = ProgrammeFactory(title="<script>alert(1)</script> & <b>gras</b>")
    html = html_of(document("programme", programme.code))
    assert "<script>" not in html
    assert "&lt;b&gt;gras" in html


@pytest.mark.parametrize(
    ("title", "works"),
    [
        ("Atelier de planification", "de l’atelier de planification"),
        ("Table ronde des partenaires", "de la table ronde des partenaires"),
        ("Session de formation", "de la session de formation"),
        ("Réunion de cadrage", "de la réunion de cadrage"),
        ("Journées de la décentralisation", "de la rencontre «\u00a0Journées de la décentralisation\u00a0»"),
    ],
)
def test_works_of(title, works):
    assert works_of(Workshop(title=title)) == works


class TestPage:
    """`/rapports/…pdf` and `/rapports/`."""

    def address(self, kind: str, code: str) -> str:
        return reverse("reporting:report_pdf", args=[kind, code])

    def test_it_works(self, client_as, agent):
        plan = ActivityFactory().plan
        response = client_as(agent).get(self.address("plan", plan.code))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert f"plan-{plan.code}.pdf" in response["Content-Disposition"]
        assert response.content.startswith(b"%PDF")
        assert "private" in response["Cache-Control"]

    def test_out_of_scope_is_404(self, client_as, partner_user):
        programme = ProgrammeFactory()
        workshop = WorkshopFactory()
        plan = ActivityFactory().plan
        client = client_as(partner_user)
        for kind, target in (("programme", programme), ("workshop", workshop), ("plan", plan)):
            assert client.get(self.address(kind, target.code)).status_code == 404

    def test_a_draft_has_no_report(self, client_as, direction):
        plan = ActivityFactory(plan__adopted_on=None).plan
        assert client_as(direction).get(self.address("plan", plan.code)).status_code == 404

    def test_unknown_kind_is_404(self, client_as, agent):
        assert client_as(agent).get(self.address("inconnu", "X")).status_code == 404

    @pytest.mark.parametrize("day", ["hier", "2023-02-31", "2999-01-01"])
    def test_an_impossible_date_is_said_and_nothing_is_made(self, client_as, agent, day):
        plan = ActivityFactory().plan
        response = client_as(agent).get(self.address("plan", plan.code), {"at": day})
        assert response.status_code == 400
        assert "Situation au" in response.content.decode()

    def test_rejects_post(self, client_as, agent):
        plan = ActivityFactory().plan
        assert client_as(agent).post(self.address("plan", plan.code)).status_code == 405

    def test_list_names_what_the_reader_may_have(self, client_as, agent, partner_user):
        programme = ProgrammeFactory(title="Programme réservé")
        assert "Programme réservé" in client_as(agent).get(reverse("reporting:report_list")).content.decode()
        page = client_as(partner_user).get(reverse("reporting:report_list")).content.decode()
        assert programme.title not in page
        assert "Aucun rapport" in page


class TestCommand:
    """`manage.py report KIND OBJECT -o FILE`."""

    def test_writes_the_file(self, tmp_path):
        plan = ActivityFactory().plan
        target = tmp_path / "rapport.pdf"
        call_command("report", "plan", plan.code, output=str(target))
        assert target.read_bytes().startswith(b"%PDF")
        assert [path.name for path in tmp_path.iterdir()] == ["rapport.pdf"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("planète", "X"), "Nature de document inconnue"),
            (("plan", "INCONNU"), "Aucun objet de code « INCONNU »"),
        ],
    )
    def test_says_what_is_wrong(self, tmp_path, arguments, message):
        with pytest.raises(CommandError, match=re.escape(message)):
            call_command("report", *arguments, output=str(tmp_path / "x.pdf"))
        assert not list(tmp_path.iterdir())

    def test_as_a_partner_sees_only_its_own(self, tmp_path, partner_user):
        programme = ProgrammeFactory()
        with pytest.raises(CommandError, match="Aucun objet"):
            call_command(
                "report",
                "programme",
                programme.code,
                output=str(tmp_path / "x.pdf"),
                reader=partner_user.email,
            )

    def test_a_folder_that_does_not_exist(self, tmp_path):
        plan = ActivityFactory().plan
        with pytest.raises(CommandError, match="Impossible d’écrire"):
            call_command("report", "plan", plan.code, output=str(tmp_path / "absent" / "x.pdf"))
