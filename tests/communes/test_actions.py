"""Writing the territory: loading, attaching, confirming a spelling, each with its audit trail."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from communes.actions import apply_territory, attach_commune, confirm_alias
from communes.models import AliasOrigin, Attachment, Cercle, Commune, Place, PlaceAlias, PlaceCode, Region
from communes.reference import current_attachments, current_records
from communes.territory import PartialDate, difference
from communes.territory_reading import read_territory

pytestmark = pytest.mark.django_db


def load(files, by=None):
    """Loads texts by file name, as the command does; returns the difference that was written."""
    current = current_records()
    reading = read_territory({name: text.encode() for name, text in files.items()}, current)
    assert [str(fault) for fault in reading.faults] == []
    found = difference(current, reading.records, reading.levels)
    apply_territory(difference=found, by=by)
    return found


SMALL = {
    "regions.csv": "nom\nGao\nKidal\n",
    "cercles.csv": "nom;region\nGao;Gao\nAnsongo;Gao\n",
    "communes.csv": "nom;region;cercle;depuis;source;code_ocha_2019;autres_graphies\n"
    "Bara;Gao;Ansongo;1999;loi de 1999;ML070102;Barah\n"
    "Tessit;Gao;Ansongo;1999;loi de 1999;ML070106;\n",
}


# --- loading ----------------------------------------------------------------------------------------


def test_the_reference_files_are_loaded(territory):
    assert [model.objects.count() for model in (Region, Cercle, Commune)] == [20, 159, 703]
    bara = Commune.objects.get(key="commune-bara")
    assert (bara.region.name, bara.cercle.name, bara.search) == ("Gao", "Ansongo", "bara")
    assert dict(bara.codes.values_list("version", "code")) == {
        "ocha-2019": "ML070102",
        "ocha-2015": "ML070202",
    }
    assert bara.attachments.get().period == "depuis 1999"
    assert PlaceAlias.objects.get(search="sony aliber").place.key == "commune-soni-aliber"


def test_what_is_loaded_obeys_the_models(territory):
    """Bulk writing goes round `full_clean`: the rows must hold all the same."""
    for place in Place.objects.with_parents():
        place.full_clean()
    for attachment in Attachment.objects.select_related("commune", "region", "cercle"):
        attachment.full_clean(validate_unique=False, validate_constraints=False)
    assert Attachment.objects.filter(until=None).count() == 703


def test_twice_is_once(territory, reference_files):
    before = current_records()
    found = load({name: content.decode() for name, content in reference_files.items()})
    assert found.is_empty
    assert (found.unchanged, current_records()) == (882, before)


def test_what_is_written_is_what_the_files_say(reference_files):
    load({name: content.decode() for name, content in reference_files.items()})
    reading = read_territory(reference_files, current_records())
    assert difference(current_records(), reading.records, reading.levels).is_empty


def test_loading_is_few_queries(django_assert_max_num_queries, reference_files):
    with django_assert_max_num_queries(60):
        load({name: content.decode() for name, content in reference_files.items()})


def test_changes_are_written_and_traced(admin):
    load(SMALL)
    known = AuditEvent.objects.count()
    found = load(
        {"communes.csv": "cle;nom;region;cercle;source;population;annee_population;code_ocha_2019;autres_graphies\n"
         "commune-bara;Bara-Est;Gao;Ansongo;loi de 1999;1200;2022;ML070199;Baara\n"},
        by=admin,
    )  # fmt: skip
    bara = Commune.objects.get(key="commune-bara")
    assert (bara.name, bara.search, bara.population) == ("Bara-Est", "bara est", 1200)
    assert bara.codes.get().code == "ML070199"
    assert set(bara.aliases.values_list("written", flat=True)) == {"Barah", "Baara"}
    assert [record.key for record in found.absent] == ["commune-tessit"]
    assert Commune.objects.filter(key="commune-tessit").exists()
    event = AuditEvent.objects.order_by("-pk").first()
    assert AuditEvent.objects.count() == known + 1
    assert (event.actor, event.action, event.target_id) == (admin, "place.change", str(bara.pk))
    assert event.before["name"] == "Bara"
    assert event.after["population"] == "1200"


def test_each_new_place_has_its_event_of_one_operation():
    load(SMALL)
    events = AuditEvent.objects.filter(action="place.create")
    assert events.count() == 6
    assert len({event.operation for event in events}) == 1
    assert {event.actor_text for event in events} == {"ligne de commande"}


def test_a_move_keeps_the_history():
    load(SMALL)
    load({"communes.csv": "nom;region;cercle;depuis;source\nBara;Gao;Gao;01/01/2024;décret\n"})
    bara = Commune.objects.get(key="commune-bara")
    assert bara.cercle.key == "cercle-gao"
    assert [(a.cercle.key, a.period) for a in bara.attachments.all()] == [
        ("cercle-ansongo", "1999 – 31 décembre 2023"),
        ("cercle-gao", "depuis le 1er janvier 2024"),
    ]


def test_two_places_may_exchange_their_codes():
    load(SMALL)
    load(
        {
            "communes.csv": "nom;region;cercle;source;code_ocha_2019\n"
            "Bara;Gao;Ansongo;loi de 1999;ML070106\nTessit;Gao;Ansongo;loi de 1999;ML070102\n"
        }
    )
    assert PlaceCode.objects.get(code="ML070106").place.key == "commune-bara"


def test_an_emptied_code_goes():
    load(SMALL)
    load({"communes.csv": "nom;region;cercle;source;code_ocha_2019\nBara;Gao;Ansongo;loi de 1999;\n"})
    assert not PlaceCode.objects.filter(place__key="commune-bara").exists()


def test_a_spelling_confirmed_by_a_person_is_kept(agent):
    load(SMALL)
    confirm_alias(place=Commune.objects.get(key="commune-tessit"), written="Tessite", by=agent)
    load(SMALL)
    assert PlaceAlias.objects.get(search="tessite").origin == AliasOrigin.PERSON


def test_nothing_is_half_written():
    """The unique names of the database refuse the second of two that the comparison did not see."""
    reading = read_territory({name: text.encode() for name, text in SMALL.items()}, {})
    found = difference({}, reading.records, reading.levels)
    Region.objects.create(key="region-autre", name="Gao")
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        apply_territory(difference=found, by=None)


# --- attaching --------------------------------------------------------------------------------------


def test_attach_commune(bara, gao, admin):
    attach_commune(commune=bara, since=PartialDate.read("1999"), source="loi de 1999", by=admin)
    bara.cercle = None
    bara.save()
    attach_commune(commune=bara, since=PartialDate.read("13/03/2023"), source="loi de 2023", by=admin)
    assert [str(one) for one in current_attachments(bara)] == [
        "cercle-ansongo (1999 à 12/03/2023, loi de 1999)",
        "region-gao (depuis 13/03/2023, loi de 2023)",
    ]
    _, event = AuditEvent.objects.filter(action="place.attach").order_by("pk")
    assert "1999" in event.before["attachments"]
    assert "12/03/2023" in event.after["attachments"]


def test_attaching_without_a_date_is_refused_when_something_must_end(bara, admin):
    attach_commune(commune=bara, since=None, source="usage", by=admin)
    with pytest.raises(ValidationError, match="Indiquez depuis quand"):
        attach_commune(commune=bara, since=None, source="loi", by=admin)
    assert bara.attachments.get().source == "usage"


# --- spellings --------------------------------------------------------------------------------------


def test_confirm_alias(bara, ansongo, agent):
    alias = confirm_alias(
        place=bara, written="  Baara   Est ", by=agent, within=ansongo, origin=AliasOrigin.IMPORT
    )
    assert (alias.written, alias.search, alias.level) == ("Baara Est", "baara est", "commune")
    assert (alias.confirmed_by, alias.origin, alias.within) == (agent, "import", ansongo)
    assert alias.confirmed_at.date() == datetime.datetime.now(datetime.UTC).date()
    event = AuditEvent.objects.get(action="place.confirm_alias")
    assert event.after == {"written": "Baara Est", "within": "cercle-ansongo"}


def test_confirming_twice_is_confirming_once(bara, agent, admin):
    first = confirm_alias(place=bara, written="Baara", by=agent)
    again = confirm_alias(place=bara, written="BAARA", by=admin)
    assert (again.pk, again.confirmed_by) == (first.pk, agent)
    assert AuditEvent.objects.filter(action="place.confirm_alias").count() == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Tessit", "est le nom d’un autre lieu"),
        ("bara", "est déjà le nom de ce lieu"),
        ("Tessite", "déjà celle d’un lieu du même niveau"),
        ("…", "au moins une lettre"),
    ],
)
def test_a_spelling_that_would_deceive_is_refused(bara, gao, ansongo, agent, written, expected):
    tessit = Commune.objects.create(key="commune-tessit", name="Tessit", region=gao, cercle=ansongo)
    confirm_alias(place=tessit, written="Tessite", by=agent)
    with pytest.raises(ValidationError, match=expected):
        confirm_alias(place=bara, written=written, by=agent)
    assert PlaceAlias.objects.count() == 1
