"""The territory in Django's administration."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from communes.actions import attach_commune, confirm_alias
from communes.admin.resources import PlaceAliasResource, PlaceResource
from communes.models import Commune, Kind, Place, PlaceAlias, Region
from communes.territory import PartialDate

pytestmark = pytest.mark.django_db

LISTS = ["place", "region", "cercle", "commune", "placealias"]


@pytest.fixture
def client(client_as, admin):
    return client_as(admin)


@pytest.fixture
def attached(bara, admin):
    attach_commune(commune=bara, since=PartialDate.read("1999"), source="loi de 1999", by=admin)
    confirm_alias(place=bara, written="Baara", by=admin)
    return bara


def inlines(**counts):
    """The management forms of the inlines, empty."""
    return {
        f"{prefix}-{name}": count
        for prefix in ("codes", "aliases", "attachments")
        for name, count in {"TOTAL_FORMS": 0, "INITIAL_FORMS": counts.get(prefix, 0)}.items()
    }


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_and_searches_without_accents(client, attached, name):
    address = reverse(f"admin:communes_{name}_changelist")
    assert client.get(address).status_code == 200
    searched = client.get(address, {"q": "BÀRA"}).content.decode()
    assert ("Bara" in searched) == (name in {"place", "commune", "placealias"})


@pytest.mark.parametrize("name", LISTS)
def test_a_list_makes_the_same_queries_with_one_row_and_many(
    client, attached, gao, ansongo, admin, name, django_assert_max_num_queries
):
    for number in range(20):
        place = Commune.objects.create(key=f"c-{number}", name=f"C {number}", region=gao, cercle=ansongo)
        confirm_alias(place=place, written=f"Graphie {number}", by=admin)
        Region.objects.create(key=f"r-{number}", name=f"R {number}")
    with django_assert_max_num_queries(12):
        assert client.get(reverse(f"admin:communes_{name}_changelist")).status_code == 200


def test_a_page_shows_codes_spellings_and_attachments(client, attached):
    for name in ("place", "commune"):
        page = client.get(reverse(f"admin:communes_{name}_change", args=[attached.pk])).content.decode()
        assert "Baara" in page
        assert "depuis 1999" in page
        assert "loi de 1999" in page


def test_places_are_completed_at_the_level_asked(client, attached):
    address = reverse("admin:autocomplete")
    asked = {"app_label": "communes", "model_name": "place", "field_name": "cercle", "term": "a"}
    assert [one["text"] for one in client.get(address, asked).json()["results"]] == ["Ansongo (cercle)"]


def test_a_commune_is_created_with_its_attachment(client, gao, ansongo):
    data = {
        "name": "Tessit",
        "kind": "commune",
        "key": "commune-tessit",
        "is_active": "on",
        "region": gao.pk,
        "cercle": ansongo.pk,
        "attached_since": "1999",
        "attached_source": "loi de 1999",
        **inlines(),
    }
    response = client.post(reverse("admin:communes_commune_add"), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    tessit = Commune.objects.get(key="commune-tessit")
    assert (tessit.level, tessit.search) == ("commune", "tessit")
    assert tessit.attachments.get().period == "depuis 1999"


def test_a_commune_does_not_move_without_a_date_and_a_source(client, attached, gao):
    data = {"name": "Bara", "is_active": "on", "region": gao.pk, "cercle": "", **inlines()}
    address = reverse("admin:communes_commune_change", args=[attached.pk])
    response = client.post(address, data)
    assert set(response.context["adminform"].form.errors) == {"attached_since", "attached_source"}
    moved = client.post(address, {**data, "attached_since": "13/03/2023", "attached_source": "loi de 2023"})
    assert moved.status_code == 302
    assert [one.period for one in attached.attachments.all()] == [
        "1999 – 12 mars 2023",
        "depuis le 13 mars 2023",
    ]
    assert Commune.objects.get(pk=attached.pk).cercle is None


def test_a_spelling_written_with_its_place_is_confirmed(client, attached, gao, ansongo, admin):
    data = {"name": "Bara", "is_active": "on", "region": gao.pk, "cercle": ansongo.pk, **inlines()}
    data |= {"aliases-TOTAL_FORMS": 1, "aliases-0-written": "Barah", "aliases-0-origin": "person"}
    response = client.post(reverse("admin:communes_commune_change", args=[attached.pk]), data)
    assert response.status_code == 302
    assert attached.aliases.get(search="barah").confirmed_by == admin
    assert AuditEvent.objects.filter(action="placealias.create").exists()


def test_an_impossible_date_is_said(client, attached, gao):
    data = {"name": "Bara", "region": gao.pk, "attached_since": "hier", "attached_source": "x", **inlines()}
    response = client.post(reverse("admin:communes_commune_change", args=[attached.pk]), data)
    errors = response.context["adminform"].form.errors
    assert errors["attached_since"] == ["Écrivez une date comme 13/03/2023, 03/2023 ou 1999."]


def test_a_rule_of_the_database_is_said_in_french(client, gao):
    """The level is not on the form: its rules are checked all the same, and nothing breaks."""
    data = {"name": "Bourem", "kind": "cercle", "key": "cercle-bourem", **inlines()}
    response = client.post(reverse("admin:communes_cercle_add"), data)
    assert response.status_code == 200
    assert "Un cercle appartient à une région et à aucun autre cercle." in response.content.decode()


def test_a_list_offers_only_its_own_kinds(client):
    def kinds(name):
        form = client.get(reverse(f"admin:communes_{name}_add")).context["adminform"].form
        return [value for value, _ in form.fields["kind"].choices]

    assert kinds("commune") == [Kind.COMMUNE]
    assert kinds("region") == [Kind.REGION, Kind.DISTRICT]
    assert kinds("cercle") == [Kind.CERCLE]


def test_the_key_is_chosen_once(client, attached):
    page = client.get(reverse("admin:communes_commune_change", args=[attached.pk]))
    assert "key" not in page.context["adminform"].form.fields


def test_a_spelling_saved_here_is_confirmed_and_traced(client, attached, admin):
    data = {"place": attached.pk, "written": "Barah", "within": "", "origin": "person"}
    response = client.post(reverse("admin:communes_placealias_add"), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert PlaceAlias.objects.get(search="barah").confirmed_by == admin
    assert AuditEvent.objects.filter(action="placealias.create", actor=admin).exists()


def test_a_spelling_that_is_the_name_of_another_is_refused(client, attached, gao, ansongo):
    Commune.objects.create(key="commune-tessit", name="Tessit", region=gao, cercle=ansongo)
    data = {"place": attached.pk, "written": "Tessit", "within": "", "origin": "person"}
    response = client.post(reverse("admin:communes_placealias_add"), data)
    assert "est le nom d’un autre lieu" in response.content.decode()


# --- import and export ------------------------------------------------------------------------------


def dataset(resource, *rows):
    exported = resource.export(resource._meta.model.objects.none())
    for row in rows:
        exported.append([row.get(heading, "") for heading in exported.headers])
    return exported


def test_places_are_exported_with_the_headings_of_the_files(attached):
    (row,) = PlaceResource().export(Place.objects.filter(pk=attached.pk)).dict
    assert (row["cle"], row["nom"], row["region"], row["cercle"]) == (
        "commune-bara",
        "Bara",
        "region-gao",
        "cercle-ansongo",
    )


def test_an_export_makes_few_queries(client, attached, gao, ansongo, django_assert_max_num_queries):
    for number in range(20):
        Commune.objects.create(key=f"c-{number}", name=f"C {number}", region=gao, cercle=ansongo)
    data = {
        "format": 1,
        "resource": "0",
        **{f"placeresource_{name}": "on" for name in PlaceResource._meta.fields},
    }
    with django_assert_max_num_queries(12):
        response = client.post(reverse("admin:communes_commune_export"), data)
    assert response.content.decode().count("cercle-ansongo") == 21


def test_places_are_corrected_by_import(attached, admin):
    rows = PlaceResource().export(Place.objects.filter(pk=attached.pk))
    row = dict(rows.dict[0], latitude="16.5", longitude="0.5", region="region-kidal")
    result = PlaceResource().import_data(dataset(PlaceResource(), row), user=admin)
    assert not result.has_errors(), [str(e.error) for e in result.row_errors()[0][1]]
    assert not result.has_validation_errors()
    attached.refresh_from_db()
    assert str(attached.latitude) == "16.50000"
    assert attached.region.key == "region-gao"  # a move needs a date and a source
    assert AuditEvent.objects.filter(action="place.change", actor=admin).exists()


def test_one_refused_row_refuses_the_file(attached, admin):
    place = dataset(
        PlaceAliasResource(),
        {"cle": "commune-bara", "graphie": "Barah"},
        {"cle": "commune-bara", "graphie": "…"},
    )
    result = PlaceAliasResource().import_data(place, user=admin)
    assert result.has_validation_errors()
    assert not PlaceAlias.objects.filter(search="barah").exists()


def test_spellings_are_imported_once(attached, admin):
    rows = dataset(PlaceAliasResource(), {"cle": "commune-bara", "graphie": "Barah"})
    for _ in range(2):
        result = PlaceAliasResource().import_data(rows, user=admin)
        assert not result.has_errors(), [str(e.error) for e in result.row_errors()[0][1]]
    assert PlaceAlias.objects.filter(search="barah").count() == 1
