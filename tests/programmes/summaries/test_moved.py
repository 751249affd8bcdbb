"""What activities are counted by may change too: a programme, a source, a plan, a place takes them with it."""

import pytest

from communes.actions import apply_territory
from communes.reference import current_records
from communes.territory import Record, difference
from programmes.actions.activities import change_activity
from programmes.summaries import rebuild_tallies, tally_differences
from tests.factories import (
    ActivityFactory,
    CercleFactory,
    CommuneFactory,
    FundingFactory,
    FundingSourceFactory,
    PartnerFactory,
    ProgrammeFactory,
    RegionFactory,
)
from tests.programmes.summaries.told import IN_JUNE, done, group, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    """One of an adopted plan, counted."""
    found = ActivityFactory(planned_end=IN_JUNE)
    rebuild_tallies()
    return found


def save_in_admin(client, obj, **changes) -> None:
    """Save the page of an object in the administration, with these fields changed."""
    url = f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"
    page = client.get(url)
    data = {}
    forms = [page.context["adminform"].form]
    for formset in (one.formset for one in page.context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            data[bound.html_name] = "" if value is None else value
    answer = client.post(url, {**data, **changes})
    assert answer.status_code == 302, answer.context["adminform"].errors


def test_a_programme_that_becomes_a_phase_brings_its_activities(activity, client_as, admin):
    phase, parent = ProgrammeFactory(), ProgrammeFactory()
    change_activity(activity=activity, by=None, programme=phase)
    report(activity)
    assert (done("programme", phase.pk), done("programme", parent.pk)) == (1, 0)
    save_in_admin(client_as(admin), phase, parent=parent.pk)
    assert (done("programme", phase.pk), done("programme", parent.pk)) == (1, 1)
    assert list(tally_differences()) == []


def test_a_source_that_gets_a_partner_brings_what_it_funds(activity, client_as, admin):
    source, partner = FundingSourceFactory(), PartnerFactory()
    change_activity(activity=activity, by=None, funding=[(source, None, "XOF")])
    report(activity)
    assert (done("partner"), done("partner", partner.pk)) == (1, 0)
    save_in_admin(client_as(admin), source, partner=partner.pk)
    assert (done("partner"), done("partner", partner.pk)) == (0, 1)
    assert list(tally_differences()) == []


def test_a_line_of_funding_written_in_the_administration_is_counted(client_as, admin):
    line = FundingFactory()
    report(line.activity)
    rebuild_tallies()
    other = FundingSourceFactory()
    save_in_admin(client_as(admin), line.activity, **{"funding_lines-0-source": other.pk})
    assert (done("source", line.source_id), done("source", other.pk)) == (0, 1)
    assert list(tally_differences()) == []


def test_a_plan_that_changes_its_year_takes_its_activities_with_it(activity, client_as, admin):
    report(activity)
    save_in_admin(client_as(admin), activity.plan, year=2024)
    assert (done("all"), done("all", year=2024), done("all", year=0)) == (0, 1, 1)
    assert list(tally_differences()) == []


def test_a_commune_that_moves_takes_its_activities_with_it(activity):
    commune, near = CommuneFactory(), CercleFactory()
    change_activity(activity=activity, by=None, places=[commune])
    report(activity)
    moved = Record(commune.key, "commune", {"region": near.region.key, "cercle": near.key})
    apply_territory(difference=difference(current_records(), [moved], []), by=None)
    assert (done("region", commune.region_id), done("region", near.region_id)) == (0, 1)
    assert (done("cercle", near.pk), done("commune", commune.pk)) == (1, 1)
    assert list(tally_differences()) == []


def test_a_place_that_is_removed_leaves_its_activities_without_one(activity, client_as, admin):
    region = RegionFactory()
    change_activity(activity=activity, by=None, places=[region])
    client_as(admin).post(f"/admin/communes/region/{region.pk}/delete/", {"post": "yes"})
    assert group("region").planned == 1
    assert list(tally_differences()) == []
