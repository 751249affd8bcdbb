"""Two people import the same plan at the same moment: one plan, and neither of them is shown an error."""

import pytest

from programmes.imports.faults import ImportReport
from programmes.imports.options import ImportOptions
from programmes.imports.run import import_file
from programmes.models import ActionPlan, Activity, DepartmentAlias, Result, StatusReport
from tests.factories import UserFactory
from tests.programmes.imports import canevas
from tests.programmes.imports.canevas import GIVEN, NEW_PLAN, lines
from tests.programmes.imports.canevas_book import WITH_CODES, build
from tests.programmes.test_concurrency import at_once, in_shared, shared_database

__all__ = ["shared_database"]

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = ImportOptions(given=GIVEN, new_plan=NEW_PLAN, accept=True)


def importing(path, by, kind="auto", options=OPTIONS):
    return lambda: import_file(path, kind, by=by, apply=True, options=options)


def counts() -> list[int]:
    return [model.objects.count() for model in (ActionPlan, Result, Activity, StatusReport)]


@pytest.mark.parametrize("codes", [False, True], ids=["by title", "by code"])
def test_the_same_plan_twice_at_once_is_one_plan(request, admin, tmp_path, codes):
    share = request.getfixturevalue("shared_database")
    canevas.ground()
    other = UserFactory(role=admin.role)
    paths = [tmp_path / "un.xlsx", tmp_path / "deux.xlsx"]
    for path in paths:
        build(path, **({"columns": WITH_CODES} if codes else {}))
    share()
    reports = at_once(importing(paths[0], admin), importing(paths[1], other))
    assert [type(report) for report in reports] == [ImportReport, ImportReport]
    assert [report.faults for report in reports] == [[], []]
    assert sorted(report.applied for report in reports) == [False, True]
    assert in_shared(counts) == [1, 3, len(lines()), len(lines())]


def test_the_same_list_twice_at_once_is_one_list(request, admin, tmp_path, book):
    share = request.getfixturevalue("shared_database")
    other = UserFactory(role=admin.role)
    rows = [["Code", "Nom", "Autres graphies"]]
    rows += [[f"S-{number}", f"Structure {number}", f"Str. {number}"] for number in range(40)]
    path = book({"departments": rows})
    share()
    reports = at_once(*(importing(path, by, "departments", ImportOptions()) for by in (admin, other)))
    assert [report.faults for report in reports] == [[], []]
    assert sorted(report.applied for report in reports) == [False, True]
    assert in_shared(DepartmentAlias.objects.count) == 40
