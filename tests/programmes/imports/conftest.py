"""Small workbooks made for each test, and a small territory with a homonym."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from communes.models import Cercle, Commune, Region
from programmes.imports.run import import_file


@pytest.fixture
def book(tmp_path):
    """A function that writes a workbook (rows by sheet name) and gives its path."""

    def write(sheets: dict[str, list[list[object]]], name: str = "essai.xlsx") -> Path:
        made = Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        made.save(path)
        return path

    return write


@pytest.fixture
def load(book):
    """A function that imports the rows of one kind and gives the report."""

    def run(kind: str, *rows: list[object], apply: bool = True, by=None, accept: bool = False):
        return import_file(book({kind: list(rows)}), kind, by=by, apply=apply, accept=accept)

    return run


@pytest.fixture
def load_book(book):
    """A function that imports a workbook (rows by kind) and gives the report."""

    def run(sheets: dict[str, list[list[object]]], *, apply: bool = True, by=None):
        return import_file(book(sheets), "workbook", by=by, apply=apply)

    return run


@pytest.fixture
def territory(db):
    """Two communes called Bara, one called Gounzourèye, in two regions."""
    gao = Region.objects.create(key="region-gao", name="Gao")
    mopti = Region.objects.create(key="region-mopti", name="Mopti")
    ansongo = Cercle.objects.create(key="cercle-ansongo", name="Ansongo", region=gao)
    koro = Cercle.objects.create(key="cercle-koro", name="Koro", region=mopti)
    return {
        "bara": Commune.objects.create(key="bara-ansongo", name="Bara", region=gao, cercle=ansongo),
        "other": Commune.objects.create(key="bara-koro", name="Bara", region=mopti, cercle=koro),
        "gounzoureye": Commune.objects.create(
            key="gounzoureye", name="Gounzourèye", region=gao, cercle=ansongo
        ),
        "ansongo": ansongo,
        "gao": gao,
    }


@pytest.fixture
def messages():
    """A function that gives the faults of a report as (row, letter, message)."""
    return lambda report: [(one.where.row, one.where.letter, one.message) for one in report.faults]
