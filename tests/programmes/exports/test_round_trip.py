"""What is exported is imported back unchanged, values that are easily misread included."""

from datetime import date, time
from decimal import Decimal

import pytest

from programmes.exports.columns import Reader, path_of
from programmes.exports.kinds import sheet_of, sheets_of
from programmes.imports.kinds import KINDS, ORDER, WORKBOOK
from programmes.imports.lookups import model_of
from programmes.imports.run import import_file
from programmes.models import (
    Activity,
    ActivityKind,
    LocalStructure,
    MeasurementPart,
    Participant,
    Pledge,
    PriorityAction,
    RecommendationUpdate,
    SwotAnalysis,
    SwotItem,
    TeamMember,
    Workshop,
)
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    FundingFactory,
    FundingSourceFactory,
    IndicatorTargetFactory,
    MeasurementFactory,
    PartnerFactory,
    ProgrammeFactory,
    RecommendationFactory,
    StatusReportFactory,
    WorkshopFactory,
)
from tests.programmes.exports.files import assert_unchanged, save

WORDS = [kind.word for kind in ORDER]


@pytest.fixture
def one_of_each(db):
    """The kinds of rows that the demonstration lacks, with values that are easily misread."""
    commune = CommuneFactory()
    programme = ProgrammeFactory(currency="EUR", budget=Decimal("171764.90"))
    programme.places.add(commune)
    ActivityKind.objects.create(code="etude", name="Étude")
    TeamMember.objects.create(
        programme=programme, function="Chef de projet", organisation="AMSS", headcount=1
    )
    structure = LocalStructure.objects.create(programme=programme, kind="mechanism", name="Mécanisme 1")
    analysis = SwotAnalysis.objects.create(
        programme=programme,
        place=commune,
        structure=structure,
        date=date(2021, 2, 1),
        date_precision="month",
    )
    SwotItem.objects.create(analysis=analysis, kind="strength", text="Volonté\nde dialogue", position=1)
    measurement = MeasurementFactory(indicator__programme=programme, value=Decimal("1.1250"), place=commune)
    MeasurementPart.objects.create(measurement=measurement, sex="women", value=Decimal("0.125"))
    MeasurementPart.objects.create(measurement=measurement, age_band="18 à 24 ans", value=1)
    IndicatorTargetFactory(indicator=measurement.indicator)
    activity = ActivityFactory(
        programme=programme,
        weight=Decimal("1.125"),
        planned_start=date(2023, 4, 1),
        planned_start_precision="quarter",
        planned_end=date(2023, 12, 31),
        planned_end_precision="year_end",
        budget=Decimal("12345.67"),
    )
    ActivityFactory(carried_from=activity, code="007")
    FundingFactory(activity=activity, source=FundingSourceFactory(), amount=Decimal("1500000"))
    StatusReportFactory(
        activity=activity, status="in_progress", progress=Decimal("0.5"), spent=Decimal("99.5")
    )
    StatusReportFactory(activity=activity, status="in_progress", progress=Decimal("61.76"), committed=0)
    workshop = WorkshopFactory(
        attendance=50,
        attendance_count="approximate",
        attendance_text="une cinquantaine",
        women=4,
        start_time=time(14, 30),
    )
    Participant.objects.create(workshop=workshop, name="Awa", sex="woman", organisation="DGCT", position=1)
    recommendation = RecommendationFactory(workshop=workshop)
    RecommendationUpdate.objects.create(
        recommendation=recommendation, date=date(2024, 1, 15), state="in_progress", comment="Lettre envoyée"
    )
    action = PriorityAction.objects.create(
        code="PA-1", title="Forage", place=commune, cost=Decimal("452610330")
    )
    Pledge.objects.create(action=action, partner=PartnerFactory(), text="Étude", amount=5)


def test_what_is_easily_misread_comes_back_from_a_workbook(one_of_each, tmp_path):
    path = save(tmp_path / "tout.xlsx", *sheets_of(Reader()))
    count = sum(len(list(sheet.rows)) for sheet in sheets_of(Reader()))
    assert_unchanged(import_file(path, WORKBOOK, by=None, apply=True), count)


def test_what_is_easily_misread_comes_back_from_csv(one_of_each, tmp_path):
    for word in WORDS:
        path = save(tmp_path / f"{word}.csv", sheet_of(word, Reader()))
        count = len(list(sheet_of(word, Reader()).rows))
        assert_unchanged(import_file(path, word, by=None, apply=True), count)


def test_all_kinds_have_rows_in_these_tests(one_of_each):
    lacking = {
        kind.word for kind in ORDER if not model_of(kind).objects.exists() and kind.word not in DEMONSTRATED
    }
    assert lacking == set()


DEMONSTRATED = {
    "sectors", "participations", "contributions", "suspensions", "target-groups", "sections", "plan-funding",
    "results", "achievements", "workshop-plans", "workshop-officials", "workshop-days", "workshop-groups",
    "workshop-organisations", "workshop-sections", "declared-figures",
}  # fmt: skip


def test_the_same_statement_made_twice_is_one_line(db, tmp_path):
    first = StatusReportFactory(status="done")
    StatusReportFactory(activity=first.activity, status="done", effective_date=first.effective_date)
    StatusReportFactory(
        activity=first.activity, status="done", review="withdrawn", reviewed_at=first.entered_at
    )
    sheet = save(tmp_path / "status.xlsx", sheet_of("status", Reader()))
    assert_unchanged(import_file(sheet, "status", by=None, apply=True), 1)


def test_an_approximate_attendance_without_words_says_so(db):
    WorkshopFactory(attendance=50, attendance_count="approximate")
    WorkshopFactory(attendance=12, attendance_count="exact")
    columns = [column.heading for column in sheet_of("workshops", Reader()).columns]
    rows = list(sheet_of("workshops", Reader()).rows)
    assert [row[columns.index("Participants")] for row in rows] == ["environ 50", 12]


def test_every_column_of_a_kind_is_found_in_the_database():
    """Except those that are other ways to write one of them: each is named here."""
    unfound = {
        (kind.word, column.name)
        for kind in ORDER
        for column in kind.columns
        if not path_of(kind, column.name)
    }
    assert unfound <= {
        ("partners", "aliases"),
        ("departments", "aliases"),
        ("activities", "funding_sources"),
    }


def test_each_kind_takes_as_many_queries_for_one_row_as_for_twenty(db, django_assert_max_num_queries):
    for _ in range(20):
        activity = ActivityFactory()
        activity.places.add(CommuneFactory())
    assert Activity.objects.count() == 20
    with django_assert_max_num_queries(5):
        assert len(list(sheet_of("activities", Reader()).rows)) == 20
    assert KINDS["activities"].column("places")
    assert not Workshop.objects.exists()
