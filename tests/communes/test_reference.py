"""What the portal holds, as records and as a gazetteer."""

import pytest

from communes.actions import confirm_alias
from communes.matching import Outcome
from communes.models import Commune, Place
from communes.reference import current_records, load_gazetteer

pytestmark = pytest.mark.django_db


def test_records_say_what_the_files_say(territory, reference):
    records = current_records()
    assert records.keys() == {record.key for record in reference.records}
    bara = records["commune-bara"].values
    assert (bara["name"], bara["region"], bara["cercle"]) == ("Bara", "region-gao", "cercle-ansongo")
    assert (bara["code:ocha-2019"], bara["code:ocha-2015"]) == ("ML070102", "ML070202")
    assert [one.source for one in bara["attachments"]] == ["région de 1991, cercle de la loi de 1999"]


def test_records_are_four_queries(territory, django_assert_num_queries):
    with django_assert_num_queries(4):
        current_records()


def test_the_gazetteer_finds_what_the_database_holds(territory, gazetteer):
    """The same answers as the one built from plain rows."""
    loaded = load_gazetteer()
    assert loaded.places == gazetteer.places
    for written in (
        "Gounzourèye",
        "Sony Ali Ber",
        "Benkadi",
        "Kalabancoro, cercle de Kati",
        "Kendi",
        "Zaniena",
    ):
        assert loaded.find(written, level="commune") == gazetteer.find(written, level="commune")


def test_the_gazetteer_is_three_queries(territory, django_assert_num_queries):
    with django_assert_num_queries(3):
        load_gazetteer()


def test_a_confirmed_spelling_is_found(territory, agent):
    assert load_gazetteer().find("Gounzouraye", level="commune").outcome is Outcome.PROPOSED
    place = Commune.objects.get(key="commune-gounzoureye")
    confirm_alias(place=place, written="Gounzouraye", by=agent)
    assert load_gazetteer().find("GOUNZOURAYE", level="commune").key == "commune-gounzoureye"


def test_a_spelling_confirmed_within_a_region_holds_there(territory, agent):
    place, region = Commune.objects.get(key="commune-bara"), Place.objects.get(key="region-gao")
    confirm_alias(place=place, written="Marché", within=region, by=agent)
    loaded = load_gazetteer()
    assert loaded.find("Marché", level="commune", within=["region-gao"]).key == "commune-bara"
    assert loaded.find("Marché", level="commune").key is None


def test_places_that_no_longer_exist_are_not_found(territory):
    Place.objects.filter(key="commune-bara").update(is_active=False)
    assert load_gazetteer().find("Bara", level="commune").key is None
