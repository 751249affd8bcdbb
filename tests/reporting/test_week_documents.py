"""The Monday sheet as a PDF: one page whatever there is to tell, and only for the DGCT."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from programmes.actions.weeks import add_priority, close_sheet, settle_priority
from programmes.models import Revision, WeekSheet
from programmes.weeks import Week
from reporting.documents.kinds import KINDS
from reporting.documents.rendering import html_of, render_pdf
from reporting.documents.sight import Sight
from reporting.documents.weeks import sections_of, week_sheet
from reporting.figures.weeks import week_figures
from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory
from tests.reporting.histories import say
from tests.reporting.reading import pages, said

pytestmark = pytest.mark.django_db

WORDS = "Renforcement des capacités des collectivités territoriales de la région de Ségou et de ses cercles. "


@pytest.fixture
def week():
    return Week.of(timezone.localdate()).previous


def built(week: Week):
    return week_sheet(WeekSheet.of(week), Sight.of(None))


def crowd(week: Week, direction, long: int) -> None:
    """More of everything than a page holds, in texts as long as they may be."""
    text = (WORDS * 6)[:long]
    for number in range(7):
        department = DepartmentFactory(name=f"Direction {number} {text[:80]}", acronym=f"SD{number}LCP")
        plan = PlanFactory(department=department, adopted_on=week.monday - timedelta(days=300))
        for _ in range(6):
            done, moved = (ActivityFactory(plan=plan, title=text) for _ in range(2))
            say(done, "done", week.monday)
            say(moved, "in_progress", week.monday, progress=5, difficulty=text, delay_reason="security")
            late = ActivityFactory(plan=plan, title=text, planned_end=week.monday - timedelta(days=60))
            say(
                late, "in_progress", week.monday - timedelta(days=40), difficulty=text, delay_reason="partner"
            )
            Revision.objects.create(
                activity=late, field="budget", old="1", new="2", decided_on=week.monday, reason=text
            )
            for one in (week.previous, week):
                priority = add_priority(
                    week=one, department=department, text=text[:300].strip(), by=direction, owner=direction
                )
                if one == week.previous:
                    settle_priority(priority=priority, outcome="not_kept", reason=text[:300], by=direction)


@pytest.mark.parametrize("long", [25, 120, 480])
def test_it_is_always_one_page(week, direction, long):
    crowd(week, direction, long)
    document = built(week)
    assert len(pages(render_pdf(document))) == 1
    assert "autres" in html_of(document)


def test_an_empty_week_is_one_page_too(week):
    document = built(week)
    text = said(html_of(document))
    assert len(pages(render_pdf(document))) == 1
    assert "Aucune activité n’a été achevée cette semaine." in text
    assert "Aucune priorité n’est encore écrite." in text
    assert "0 / 0" not in text.replace("\u00a0", " ")


def test_what_does_not_fit_is_counted(week, direction):
    crowd(week, direction, 300)
    figures = week_figures(WeekSheet.of(week), Sight.of(None).activities)
    whole = {section.title: section.count for section in sections_of(figures)}
    for section in built(week).context["sections"]:
        assert len(section.rows) + section.rest == whole[section.title]
        assert section.rows, section.title


def test_every_department_keeps_its_first_rows(week, direction):
    crowd(week, direction, 25)
    for section in built(week).context["sections"]:
        units = [row.unit for row in section.rows]
        assert units == sorted(units, key=units.index)  # each department's rows together
        assert len(set(units)) == min(7, len(units)), section.title


def test_it_says_what_the_page_says(week, department, agent, direction):
    plan = PlanFactory(department=department, adopted_on=week.monday - timedelta(days=200), code="DGCT-2026")
    activity = ActivityFactory(plan=plan, code="014", title="Former les régisseurs")
    say(activity, "in_progress", week.monday - timedelta(days=3), progress=40)
    say(activity, "done", week.monday)
    kept = add_priority(week=week.previous, department=department, text="Relancer la DFM", by=agent)
    settle_priority(priority=kept, outcome="kept", by=agent)
    add_priority(week=week, department=department, text="Tenir la revue", by=agent, owner=agent)
    close_sheet(week=week.previous, by=direction)
    close_sheet(week=week, by=direction)
    text = said(html_of(built(week)))
    for expected in (
        f"Fiche de la semaine {week.number}",
        "arrêtée le",
        "par Diane Direction",
        "Former les régisseurs DGCT-2026 · 014",
        "Relancer la DFM",
        "1 / 1",
        f"Priorités de la semaine {week.next.number}",
        "Tenir la revue Awa Agent dans la semaine",
    ):
        assert expected in text


def test_a_week_has_its_sheet_before_anybody_writes_on_it():
    week = Week(2023, 51)
    assert KINDS["week"].find(None, "2023-w51").monday == date(2023, 12, 18)
    assert built(week).filename == "week-2023-W51.pdf"
    assert not WeekSheet.objects.exists()


def test_a_week_to_come_has_none():
    following = Week.of(timezone.localdate()).next
    assert KINDS["week"].find(None, following.code)
    assert KINDS["week"].find(None, following.next.code) is None
    assert KINDS["week"].find(None, "2023-W53") is None


def test_the_command_writes_it(tmp_path):
    target = tmp_path / "fiche.pdf"
    call_command("report", "week", "2023-W51", output=str(target))
    assert target.read_bytes().startswith(b"%PDF-")
    with pytest.raises(CommandError, match="Codes possibles"):
        call_command("report", "week", "2023-W60", output=str(target), stdout=StringIO())


def test_the_address_gives_the_pdf(client_as, agent):
    response = client_as(agent).get("/rapports/week/2023-W51.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")


def test_a_partner_has_none(client_as, partner_user):
    client = client_as(partner_user)
    assert client.get("/rapports/week/2023-W51.pdf").status_code == 404
    assert "/rapports/week/" not in client.get(reverse("reporting:report_list")).content.decode()


def test_the_list_of_reports_offers_the_last_weeks(client_as, agent):
    text = client_as(agent).get(reverse("reporting:report_list")).content.decode()
    this_week = Week.of(timezone.localdate())
    for week in (this_week, this_week.previous):
        assert f"/rapports/week/{week.code}.pdf" in text


def test_the_same_data_gives_the_same_bytes(week):
    first, second = (render_pdf(built(week)) for _ in range(2))
    assert first == second
