"""`manage.py load_boundaries`: by name and parent, the difference first, nothing written that is not understood."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from communes.boundaries_plane import rings_of
from communes.models import Attachment, Boundary, Cercle, Commune, Region
from tests.communes.made_up_boundaries import centre, feature, geojson, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """Two regions side by side, a commune of the same name in each, and one more in the second."""
    west = Region.objects.create(key="region-ouest", name="Ouest")
    east = Region.objects.create(key="region-est", name="Est")
    here = Cercle.objects.create(key="cercle-ici", name="Ici", region=west)
    there = Cercle.objects.create(key="cercle-la", name="Là-bas", region=east)
    return {
        "west": west,
        "east": east,
        "benkadi": Commune.objects.create(
            key="commune-benkadi-ici", name="Benkadi", region=west, cercle=here, **centre(0, 0)
        ),
        "other": Commune.objects.create(
            key="commune-benkadi-la", name="Benkadi", region=east, cercle=there, **centre(1, 0)
        ),
        "bara": Commune.objects.create(
            key="commune-bara", name="Bara", region=east, cercle=there, **centre(1, 1)
        ),
    }


def run(tmp_path, *features, **options):
    """Everything the command printed, its no-break spaces plain."""
    file = tmp_path / "contours.geojson"
    file.write_bytes(geojson(*features))
    out = StringIO()
    try:
        call_command("load_boundaries", str(file), stdout=out, stderr=out, **options)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue().replace("\u00a0", " ").replace("\u202f", " ")


def commune(name, cercle, cell, **more):
    return feature(square(*cell), ADM2_FR=cercle, ADM3_FR=name, **more)


ALL = [
    commune("BENKADI", "Ici", (0, 0)),
    commune("benkadi", "La bas", (1, 0)),
    commune("Bara", "Là-bas", (1, 1)),
]


def test_it_shows_then_writes_then_has_nothing_to_do(places, tmp_path):
    assert "Nouveaux : 3 · changés : 0 · inchangés : 0 · sans lieu : 0" in run(tmp_path, *ALL)
    assert not Boundary.objects.exists()
    assert "Les contours sont écrits." in run(tmp_path, *ALL, apply=True)
    assert {row.place.key for row in Boundary.objects.all()} == {
        "commune-benkadi-ici",
        "commune-benkadi-la",
        "commune-bara",
    }
    assert "Rien à changer." in run(tmp_path, *ALL, apply=True)
    assert AuditEvent.objects.filter(action="place.load_boundary").count() == 3


def test_a_new_outline_takes_the_place_of_the_old_one(places, tmp_path):
    run(tmp_path, *ALL, apply=True)
    before = places["bara"].boundary.path
    printed = run(tmp_path, commune("Bara", "Là-bas", (1, 2)), apply=True, keep_misplaced=True)
    assert "Nouveaux : 0 · changés : 1" in printed
    assert Boundary.objects.get(place=places["bara"]).path != before
    assert Boundary.objects.count() == 3


def test_the_box_is_that_of_the_outline(places, tmp_path):
    run(tmp_path, *ALL, apply=True)
    row = places["bara"].boundary
    columns, rows = zip(*[point for ring in rings_of(row.path) for point in ring], strict=True)
    assert (row.left, row.top, row.right, row.bottom) == (min(columns), min(rows), max(columns), max(rows))


def test_what_has_no_place_is_listed_and_refused_unless_told(places, tmp_path):
    odd = [commune("Barra", "Là-bas", (1, 2)), commune("Bara", "Nulle part", (2, 2))]
    printed = run(tmp_path, *ALL, *odd, apply=True)
    assert "nº 4, Barra (Là-bas) : « Barra » n’est pas trouvé. S’agit-il de Bara" in printed
    assert "nº 5, Bara (Nulle part)" in printed
    assert "2 contours n’ont pas de lieu" in printed
    assert not Boundary.objects.exists()
    run(tmp_path, *ALL, *odd, apply=True, skip_unmatched=True)
    assert Boundary.objects.count() == 3


def test_a_code_never_decides(places, tmp_path):
    """The code is another place's: the name and its parent hold."""
    run(
        tmp_path,
        commune("Bara", "Là-bas", (1, 1), ADM3_PCODE="ML000001", code="commune-benkadi-la"),
        apply=True,
    )
    assert [row.place.key for row in Boundary.objects.all()] == ["commune-bara"]


def test_homonyms_without_a_parent_are_told_apart_by_where_they_are(places, tmp_path):
    alone = feature(square(1, 0), shapeName="Benkadi", shapeType="ADM3")
    nowhere = feature(square(2, 2), shapeName="Benkadi", shapeType="ADM3")
    assert "2 communes s’appellent « Benkadi »" in run(tmp_path, nowhere, apply=True)
    run(tmp_path, alone, apply=True)
    assert [row.place.key for row in Boundary.objects.all()] == ["commune-benkadi-la"]


def test_two_outlines_of_one_place_are_refused(places, tmp_path):
    printed = run(tmp_path, commune("Bara", "Là-bas", (1, 1)), commune("Bara", "Là-bas", (1, 2)), apply=True)
    assert "2 éléments du fichier sont Bara (commune, cercle de Là-bas) : nº 1, 2." in printed
    assert not Boundary.objects.exists()


def test_the_outline_of_a_region_before_the_reform_is_refused_unless_told(places, tmp_path):
    """It bears the name of today's region and holds the communes of another."""
    both = feature([[-6.0, 13.0], [-4.0, 13.0], [-4.0, 15.0], [-6.0, 15.0], [-6.0, 13.0]], ADM1_FR="Ouest")
    printed = run(tmp_path, both, apply=True)
    assert (
        "Ouest (région) : ce contour contient 3 communes, dont 2 d’ailleurs, surtout de Est (région)."
        in printed
    )
    assert not Boundary.objects.exists()
    run(tmp_path, both, apply=True, keep_misplaced=True)
    assert [row.place.key for row in Boundary.objects.all()] == ["region-ouest"]


def test_a_commune_named_under_its_former_region_is_found(places, tmp_path):
    Attachment.objects.create(
        commune=places["bara"], region=places["west"], cercle=None, source="loi de 1999", until="2023-03-12"
    )
    drawn = commune("Bara", "Là-bas", (1, 1), ADM1_FR="Ouest")
    assert "sans lieu : 0" in run(tmp_path, drawn, apply=True)
    assert [row.place.key for row in Boundary.objects.all()] == ["commune-bara"]


def test_a_file_that_does_not_exist(tmp_path):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("load_boundaries", str(tmp_path / "absent.geojson"))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("communes_boundary_drawn", {"path": ""}),
        ("communes_boundary_box_ordered", {"left": 10, "right": 2}),
        ("communes_boundary_box_ordered", {"top": 10, "bottom": 2}),
    ],
)
def test_the_database_holds_the_rules(places, name, fields):
    row = {"path": "M0 0l1 0 0 1z", "left": 0, "top": 0, "right": 1, "bottom": 1, "source": "essai"} | fields
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Boundary.objects.create(place=places["bara"], **row)


def test_who_is_signed_in_sees_the_boundaries(places, partner_user, tmp_path):
    run(tmp_path, *ALL, apply=True)
    assert Boundary.objects.visible_to(partner_user).count() == 3
    partner_user.is_active = False
    assert not Boundary.objects.visible_to(partner_user).exists()
