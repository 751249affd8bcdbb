"""The territory of the reference files: as a gazetteer without a database, and in the database."""

from pathlib import Path

import pytest

from communes.actions import apply_territory
from communes.matching import Gazetteer, KnownAlias, KnownPlace
from communes.models import Cercle, Commune, Region
from communes.reference import current_records
from communes.territory import difference
from communes.territory_reading import read_territory

REFERENCE = Path(__file__).resolve().parents[2] / "fixtures" / "territory"


@pytest.fixture(scope="session")
def reference_files():
    return {path.name: path.read_bytes() for path in sorted(REFERENCE.glob("*.csv"))}


@pytest.fixture(scope="session")
def reference(reference_files):
    """What the reference files say, read without a database."""
    reading = read_territory(reference_files, {})
    assert reading.faults == []
    return reading


@pytest.fixture(scope="session")
def gazetteer(reference):
    """All places of the reference files, built from plain rows."""
    places, aliases = [], []
    for record in reference.records:
        values = record.values
        former = {key for one in values.get("attachments", ()) for key in (one.region, one.cercle) if key}
        places.append(
            KnownPlace(
                key=record.key,
                level=record.level,
                name=values["name"],
                region=values.get("region"),
                cercle=values.get("cercle"),
                former=frozenset(former),
                is_district=values["kind"] == "district",
            )
        )
        aliases += [KnownAlias(written, record.key) for written in sorted(values.get("spellings", ()))]
    return Gazetteer(places, aliases)


@pytest.fixture
def territory(db, reference_files):
    """The reference files loaded into the database."""
    reading = read_territory(reference_files, current_records())
    apply_territory(difference=difference({}, reading.records, reading.levels), by=None)


@pytest.fixture
def gao(db):
    return Region.objects.create(key="region-gao", name="Gao")


@pytest.fixture
def ansongo(gao):
    return Cercle.objects.create(key="cercle-ansongo", name="Ansongo", region=gao)


@pytest.fixture
def bara(gao, ansongo):
    return Commune.objects.create(key="commune-bara", name="Bara", region=gao, cercle=ansongo)
