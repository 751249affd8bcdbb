"""What the database itself refuses, and what the models say of themselves."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from communes.models import (
    Attachment,
    Cercle,
    Commune,
    DatePrecision,
    Kind,
    Place,
    PlaceAlias,
    PlaceCode,
    Region,
)

pytestmark = pytest.mark.django_db


def refused(constraint):
    """The database refuses, naming this constraint."""
    return pytest.raises(IntegrityError, match=constraint)


def message_of(place) -> str:
    """What a form says of a place that breaks a rule."""
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    return " ".join(caught.value.messages)


def put(place, **values):
    """Writes columns as they are, round the model: only the database judges."""
    with transaction.atomic():
        Place.objects.filter(pk=place.pk).update(**values)


# --- places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "values", "constraint"),
    [
        ("bara", {"kind": "cercle"}, "communes_place_kind_fits_level"),
        ("ansongo", {"kind": "district"}, "communes_place_kind_fits_level"),
        ("bara", {"level": "village"}, "communes_place_"),
        ("ansongo", {"region": None}, "communes_place_cercle_has_region"),
        ("bara", {"region": None}, "communes_place_commune_has_region"),
        ("bara", {"name": ""}, "communes_place_name_given"),
        ("bara", {"search": ""}, "communes_place_name_given"),
        ("bara", {"latitude": Decimal("16.5")}, "communes_place_coordinates_in_mali"),
        ("bara", {"longitude": Decimal("0.5")}, "communes_place_coordinates_in_mali"),
        ("bara", {"latitude": 48, "longitude": 2}, "communes_place_coordinates_in_mali"),
        ("bara", {"latitude": 16, "longitude": 5}, "communes_place_coordinates_in_mali"),
        ("bara", {"population": 12}, "communes_place_population_has_year"),
        ("bara", {"population_year": 2022}, "communes_place_population_has_year"),
        ("bara", {"population": 12, "population_year": 22}, "communes_place_population_has_year"),
    ],
)
def test_the_database_refuses(request, gao, ansongo, bara, which, values, constraint):
    with refused(constraint):
        put(request.getfixturevalue(which), **values)


def test_the_database_refuses_parents_of_a_region(gao, ansongo):
    other = Region.objects.create(key="region-kidal", name="Kidal")
    with refused("communes_place_region_has_no_parent"):
        put(gao, region=other)
    with refused("communes_place_region_has_no_parent"):
        put(gao, cercle=ansongo)


def test_the_database_refuses_the_cercle_of_a_cercle(ansongo, gao):
    bourem = Cercle.objects.create(key="cercle-bourem", name="Bourem", region=gao)
    with refused("communes_place_cercle_has_region"):
        put(ansongo, cercle=bourem)


def create(proxy, key, name, **values):
    with transaction.atomic():
        return proxy.objects.create(key=key, name=name, **values)


def test_a_name_is_borne_once_within_its_parent(gao, ansongo, bara):
    kidal = create(Region, "region-kidal", "Kidal")
    with pytest.raises(IntegrityError):
        create(Region, "region-gao-2", "GAO")
    with pytest.raises(IntegrityError):
        create(Cercle, "cercle-2", "Ansongo", region=gao)
    with pytest.raises(IntegrityError):
        create(Commune, "commune-2", "Bàra", region=gao, cercle=ansongo)
    create(Cercle, "cercle-3", "Ansongo", region=kidal)
    create(Commune, "commune-3", "Bara", region=kidal)
    with pytest.raises(IntegrityError):
        create(Commune, "commune-4", "BARA", region=kidal)
    # a commune whose cercle is known, beside one of the same region whose cercle is not
    create(Commune, "commune-5", "Bara", region=gao)


@pytest.mark.parametrize(
    ("proxy", "values", "expected"),
    [
        (Region, {"name": "Gao"}, "Une région porte déjà ce nom."),
        (Cercle, {"name": "Ansongo", "region": "gao"}, "Un cercle de cette région porte déjà ce nom."),
        (
            Commune,
            {"name": "bara", "region": "gao", "cercle": "ansongo"},
            "Une commune de ce cercle porte déjà ce nom.",
        ),
        (
            Commune,
            {"name": "Tessit", "region": "gao"},
            "Une commune de cette région, sans cercle connu, porte déjà ce nom.",
        ),
        (Cercle, {"name": "Bourem"}, "Un cercle appartient à une région et à aucun autre cercle."),
        (Commune, {"name": "Bourra"}, "Indiquez la région de la commune."),
        (
            Region,
            {"name": "Kidal", "region": "gao"},
            "Une région n’appartient ni à une région ni à un cercle\u00a0: videz ces deux champs.",
        ),
        (Region, {"name": "Kidal", "kind": "cercle"}, "Un cercle appartient à une région"),
    ],
)
def test_a_form_says_why(request, gao, ansongo, bara, proxy, values, expected):
    """Also for the rules about columns that the form does not show."""
    Commune.objects.create(key="commune-tessit", name="Tessit", region=gao)
    parents = {name: request.getfixturevalue(values[name]) for name in ("region", "cercle") if name in values}
    kind = {Region: Kind.REGION, Cercle: Kind.CERCLE, Commune: Kind.COMMUNE}[proxy]
    assert expected in message_of(proxy(**{"key": "une-cle", "kind": kind, **values, **parents}))


def test_a_parent_stands_at_its_level(gao, ansongo, bara):
    kidal = Region.objects.create(key="region-kidal", name="Kidal")
    new = {"key": "x", "kind": Kind.COMMUNE, "name": "X"}
    assert "Choisissez une région." in message_of(Commune(**new, region=ansongo))
    assert "Choisissez un cercle." in message_of(Commune(**new, region=gao, cercle=bara))
    assert "Le cercle d’Ansongo n’est pas dans cette région." in message_of(
        Commune(**new, region=kidal, cercle=ansongo)
    )


def test_a_cercle_does_not_leave_its_communes_behind(ansongo, bara):
    ansongo.region = Region.objects.create(key="region-kidal", name="Kidal")
    assert "Rattachez d’abord à cette région les communes de ce cercle (1)." in message_of(ansongo)


@pytest.mark.parametrize("key", ["Commune-Bara", "commune_bara", "commune bara", "-bara", "bara-", ""])
def test_a_key_is_plain(gao, key):
    assert message_of(Commune(key=key, kind=Kind.COMMUNE, name="Bara", region=gao))


def test_a_key_is_unique(gao, bara):
    with pytest.raises(IntegrityError):
        create(Commune, "commune-bara", "Autre", region=gao)


def test_derived_columns_follow_the_name(bara):
    bara.name = "Bara-Est"
    bara.save(update_fields=["name"])
    bara.refresh_from_db()
    assert (bara.search, bara.level) == ("bara est", "commune")


def test_proxies_hold_one_level_each(gao, ansongo, bara):
    district = Region.objects.create(key="district-bamako", name="Bamako", kind=Kind.DISTRICT)
    assert list(Region.objects.all()) == [district, gao]
    assert [place.pk for place in Cercle.objects.all()] == [ansongo.pk]
    assert [place.pk for place in Commune.objects.all()] == [bara.pk]
    assert district.level == "region"


def test_written_forms(gao, ansongo, bara):
    district = Region(key="district-bamako", name="Bamako", kind=Kind.DISTRICT)
    assert [str(place) for place in (gao, ansongo, bara, district)] == [
        "Gao (région)",
        "Ansongo (cercle)",
        "Bara (commune)",
        "Bamako (district)",
    ]
    assert str(Place(name="Bamba", kind=Kind.COMMUNE, qualifier="cercle de Koro")) == (
        "Bamba (commune, cercle de Koro)"
    )
    assert [place.designation for place in (gao, ansongo, bara)] == [
        "région de Gao",
        "cercle d’Ansongo",
        "commune de Bara",
    ]


def test_querysets(gao, ansongo, bara, django_user_model):
    outside = Region.objects.create(key="region-kidal", name="Kidal", is_active=False)
    assert set(Place.objects.within(gao)) == {
        Place.objects.get(pk=gao.pk),
        *Place.objects.filter(pk__in=[ansongo.pk, bara.pk]),
    }
    assert [p.pk for p in Place.objects.within(ansongo).at("commune")] == [bara.pk]
    assert [p.pk for p in Place.objects.search("ANSÔN")] == [ansongo.pk]
    assert outside.pk not in Place.objects.active().values_list("pk", flat=True)


def test_what_holds_others_is_not_deleted(gao, ansongo, bara):
    with pytest.raises(ProtectedError):
        gao.delete()
    with pytest.raises(ProtectedError):
        ansongo.delete()


# --- codes ------------------------------------------------------------------------------------------


def code(place, version="ocha-2019", value="ML070101"):
    with transaction.atomic():
        return PlaceCode.objects.create(place=place, version=version, code=value)


def test_a_code_means_one_place_in_its_numbering(gao, ansongo, bara):
    code(bara)
    code(ansongo, version="ocha-2015")  # the same code in another numbering is another place
    with pytest.raises(IntegrityError):
        code(gao)


def test_a_place_has_one_code_in_a_numbering(bara):
    assert str(code(bara)) == "ML070101 (ocha-2019)"
    with pytest.raises(IntegrityError):
        code(bara, value="ML070102")


@pytest.mark.parametrize(("version", "value"), [("ocha-2019", ""), ("inconnue", "ML01"), ("", "ML01")])
def test_a_code_says_its_numbering(bara, version, value):
    with refused("communes_code_known_version"):
        code(bara, version, value)


# --- attachments ------------------------------------------------------------------------------------


def attach(commune, **values):
    with transaction.atomic():
        return Attachment.objects.create(
            **{"commune": commune, "region": commune.region, "source": "loi", **values}
        )


def test_one_attachment_is_in_force(bara):
    attach(bara)
    attach(bara, source="loi de 1999", until=datetime.date(2023, 3, 12))
    with pytest.raises(IntegrityError):
        attach(bara, source="autre loi")


def test_a_source_says_one_attachment(bara):
    attach(bara, until=datetime.date(2023, 3, 12))
    with pytest.raises(IntegrityError):
        attach(bara)


def test_an_attachment_ends_after_it_starts(bara):
    with refused("communes_attachment_ends_after_start"):
        attach(bara, since=datetime.date(2023, 3, 13), until=datetime.date(2023, 3, 12))


def test_an_attachment_has_a_source(bara):
    with refused("communes_attachment_source_given"):
        attach(bara, source="")


@pytest.mark.parametrize("field", ["since_precision", "until_precision"])
def test_an_attachment_has_a_known_precision(bara, field):
    with refused("communes_attachment_known_precision"):
        attach(bara, **{field: "week"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"since": datetime.date(2023, 3, 13)}, "depuis le 13 mars 2023"),
        ({"since": datetime.date(1999, 1, 1), "since_precision": DatePrecision.YEAR}, "depuis 1999"),
        ({"since": datetime.date(2023, 3, 1), "since_precision": DatePrecision.MONTH}, "depuis mars 2023"),
        ({}, "en vigueur"),
        (
            {
                "since": datetime.date(1999, 1, 1),
                "since_precision": DatePrecision.YEAR,
                "until": datetime.date(2023, 3, 12),
            },
            "1999 – 12 mars 2023",
        ),
        ({"until": datetime.date(2016, 12, 31), "until_precision": DatePrecision.YEAR}, "… – 2016"),
    ],
)
def test_the_period_of_an_attachment(values, expected):
    attachment = Attachment(source="loi de 1999", **values)
    assert attachment.period == expected
    assert str(attachment) == f"loi de 1999 ({expected})"


def test_an_attachment_joins_the_right_levels(gao, ansongo, bara):
    for values in (
        {"commune": ansongo, "region": gao},
        {"commune": bara, "region": ansongo},
        {"commune": bara, "region": gao, "cercle": gao},
    ):
        with pytest.raises(ValidationError, match="Choisissez un lieu de niveau"):
            Attachment(source="loi", **values).clean()


def test_the_attachment_in_force_is_that_of_the_commune(gao, ansongo, bara):
    with pytest.raises(ValidationError, match="même région, même cercle"):
        Attachment(source="loi", commune=bara, region=gao).clean()
    Attachment(source="loi", commune=bara, region=gao, cercle=ansongo).clean()
    Attachment(source="loi", commune=bara, region=gao, until=datetime.date(2023, 3, 12)).clean()


# --- spellings --------------------------------------------------------------------------------------


def spell(place, written, **values):
    with transaction.atomic():
        return PlaceAlias.objects.create(place=place, written=written, **values)


def test_a_spelling_means_one_place_of_its_level(gao, ansongo, bara):
    tessit = Commune.objects.create(key="commune-tessit", name="Tessit", region=gao, cercle=ansongo)
    assert spell(bara, "Barah").level == "commune"
    spell(ansongo, "Barah")  # a cercle may be so written too
    spell(tessit, "Barah", within=ansongo)
    with pytest.raises(IntegrityError):
        spell(tessit, "BARAH")
    with pytest.raises(IntegrityError):
        spell(bara, "barah", within=ansongo)


def test_a_spelling_has_something_to_be_found_by(bara):
    with refused("communes_alias_written_given"):
        spell(bara, "…")
    with pytest.raises(ValidationError, match="au moins une lettre"):
        PlaceAlias(place=bara, written="…").clean()


def test_a_spelling_has_a_known_origin(bara):
    with refused("communes_alias_known_level"):
        spell(bara, "Barah", origin="rumeur")


def test_a_spelling_holds_in_a_region_or_a_cercle(gao, bara):
    with pytest.raises(ValidationError, match="Choisissez une région ou un cercle"):
        PlaceAlias(place=bara, written="Barah", within=bara).clean()
    PlaceAlias(place=bara, written="Barah", within=gao).clean()


def test_a_spelling_is_not_the_name_of_another_place(gao, ansongo, bara):
    tessit = Commune.objects.create(key="commune-tessit", name="Tessit", region=gao, cercle=ansongo)
    with pytest.raises(ValidationError, match="est le nom d’un autre lieu"):
        PlaceAlias(place=tessit, written="BARA").full_clean()
    with pytest.raises(ValidationError, match="est déjà le nom de ce lieu"):
        PlaceAlias(place=bara, written="BARA").full_clean()


def test_a_form_says_that_a_spelling_is_taken(gao, ansongo, bara):
    tessit = Commune.objects.create(key="commune-tessit", name="Tessit", region=gao, cercle=ansongo)
    spell(bara, "Barah")
    with pytest.raises(ValidationError, match="déjà celle d’un lieu du même niveau"):
        PlaceAlias(place=tessit, written="barah").full_clean()


# --- who sees ---------------------------------------------------------------------------------------


def test_whoever_is_signed_in_sees_the_territory(bara, partner_user):
    spell(bara, "Barah")
    assert Place.objects.visible_to(partner_user).count() == 3
    assert PlaceAlias.objects.visible_to(partner_user).count() == 1


def test_a_visitor_sees_nothing(bara, partner_user):
    partner_user.is_active = False
    for user in (AnonymousUser(), partner_user):
        assert not Place.objects.visible_to(user).exists()
        assert not PlaceAlias.objects.visible_to(user).exists()
