"""Reading boundaries: the usual names, the levels, and files that cannot be drawn, said in French."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.boundaries import BoundaryError, read_boundaries
from communes.boundaries_plane import (
    EAST,
    HEIGHT,
    NORTH,
    SOUTH,
    WEST,
    WIDTH,
    holds,
    on_plane,
    path_of,
    rings_of,
)
from communes.models import places
from tests.communes.made_up_boundaries import centre, feature, geojson, square

CELL = square(0, 0)


def names_of(file):
    return [(one.name, dict(one.parents)) for one in file.contours]


@pytest.mark.parametrize(
    ("properties", "level", "name", "parents"),
    [
        (
            {"ADM1_FR": "Gao", "ADM2_FR": "Ansongo", "ADM3_FR": "Bara", "ADM3_PCODE": "ML070101"},
            "commune",
            "Bara",
            {"region": "Gao", "cercle": "Ansongo"},
        ),
        ({"admin1Name": "Gao", "admin1Pcode": "ML07"}, "region", "Gao", {}),
        ({"NAME_1": "Gao", "NAME_2": "Ansongo"}, "cercle", "Ansongo", {"region": "Gao"}),
        (
            {"NAME_1": "Gao", "NAME_2": "Ansongo", "NAME_3": "Ansongo Central", "NAME_4": "Bara"},
            "commune",
            "Bara",
            {"region": "Gao", "cercle": "Ansongo"},
        ),
        ({"shapeName": "Gao", "shapeType": "ADM1"}, "region", "Gao", {}),
        (
            {"Région": "Gao", "Cercle": "Ansongo", "Commune": "Bara"},
            "commune",
            "Bara",
            {"region": "Gao", "cercle": "Ansongo"},
        ),
    ],
)
def test_the_usual_names_of_properties_are_read(properties, level, name, parents):
    file = read_boundaries(geojson(feature(CELL, **properties)))
    assert (file.level, names_of(file), file.faults) == (level, [(name, parents)], ())


def test_a_bare_name_needs_its_level():
    content = geojson(feature(CELL, nom="Gao"))
    with pytest.raises(
        BoundaryError, match=r"ajoutez --level region, cercle ou commune\. Propriétés lues\s: nom"
    ):
        read_boundaries(content)
    assert names_of(read_boundaries(content, level="region")) == [("Gao", {})]


def test_a_code_is_no_name():
    file = read_boundaries(geojson(feature(CELL, ADM1="07", shapeName="Gao")), level="region")
    assert names_of(file) == [("Gao", {})]


def test_former_arrondissements_are_not_communes():
    content = geojson(feature(CELL, NAME_1="Gao", NAME_2="Ansongo", NAME_3="Bara", TYPE_3="Arrondissement"))
    with pytest.raises(BoundaryError, match="anciens arrondissements"):
        read_boundaries(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 un shapefile", "n’est pas du JSON"),
        (b"[" * 100_000, "n’est pas du JSON"),
        (b"[1, 2]", "pas une FeatureCollection"),
        (json.dumps({"type": "Topology", "objects": {}}).encode(), "TopoJSON"),
        (geojson(), "aucun contour"),
        (
            json.dumps({"type": "FeatureCollection", "features": ["Gao"]}).encode(),
            "autre chose que des éléments",
        ),
        (geojson({"type": "Feature", "properties": {"ADM1_FR": "Gao"}, "geometry": None}), "rien à dessiner"),
        (
            geojson(feature(CELL, ADM1_FR="Gao"), crs={"properties": {"name": "EPSG:32630"}}),
            "semblent projetées",
        ),
        (
            geojson(feature([[500_000, 1.5e6], [5e5, 1.6e6], [6e5, 1.6e6]], ADM1_FR="Gao")),
            "semblent projetées",
        ),
        (geojson(feature([[y, x] for x, y in CELL], ADM1_FR="Gao")), "sont inversées"),
        (geojson(feature([[2, 48], [3, 48], [3, 49]], ADM1_FR="Gao")), "ne sont pas au Mali"),
    ],
)
def test_a_bad_file_is_refused_clearly(content, message):
    with pytest.raises(BoundaryError, match=message):
        read_boundaries(content)


def test_a_huge_file_is_refused_clearly(monkeypatch):
    monkeypatch.setattr("communes.boundaries.LARGEST", 100)
    with pytest.raises(BoundaryError, match="trop gros"):
        read_boundaries(geojson(feature(CELL, ADM1_FR="Gao")))


def test_a_feature_that_cannot_be_drawn_leaves_the_others():
    point = {"type": "Feature", "properties": {"ADM1_FR": "Kidal"}, "geometry": {"type": "Point"}}
    flat = feature([[-5, 14], [-5, 15], [-5, 14]], ADM1_FR="Kayes")
    file = read_boundaries(geojson(feature(CELL, ADM1_FR="Gao"), point, flat, feature(CELL)), level="region")
    assert names_of(file) == [("Gao", {})]
    assert [fault.replace("\u00a0", " ") for fault in file.faults] == [
        "nº 2, Kidal : ce n’est pas un polygone.",
        "nº 3, Kayes : son contour n’a pas de surface.",
        "nº 4 : aucune propriété ne donne son nom.",
    ]


def test_several_polygons_and_holes_are_kept():
    hole = [[-5.6, 13.4], [-5.4, 13.4], [-5.4, 13.6], [-5.6, 13.4]]
    geometry = {"type": "MultiPolygon", "coordinates": [[CELL, hole], [square(2, 2)]]}
    content = geojson({"type": "Feature", "properties": {"ADM1_FR": "Gao"}, "geometry": geometry})
    (contour,) = read_boundaries(content).contours
    assert [len(polygon) for polygon in contour.shape] == [2, 1]


def test_the_plane_holds_what_coordinates_of_places_may_be():
    assert tuple(map(float, (places.WEST, places.EAST, places.SOUTH, places.NORTH))) == (
        WEST,
        EAST,
        SOUTH,
        NORTH,
    )
    assert on_plane(WEST, NORTH) == (0, 0)
    assert on_plane(EAST, SOUTH) == (WIDTH, HEIGHT)


def test_a_path_is_read_back():
    rings = [[(10, 20), (14, 20), (14, 31), (9, 30)], [(100, 7), (90, 7), (95, 12)]]
    path = path_of([rings])
    assert path == "M10 20l4 0 0 11-5-1zM100 7l-10 0 5 5z"
    assert rings_of(path) == rings


def test_a_point_is_inside_a_ring_and_outside_its_hole():
    outline, hole = [(0, 0), (10, 0), (10, 10), (0, 10)], [(4, 4), (6, 4), (6, 6), (4, 6)]
    assert holds([outline, hole], (2, 2))
    assert not holds([outline, hole], (5, 5))
    assert not holds([outline, hole], (12, 5))
    assert centre(0, 0) == {"longitude": -5.5, "latitude": 13.5}


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4), max_leaves=12)
GEOMETRIES = st.fixed_dictionaries(
    {"type": st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Point", None])},
    optional={"coordinates": ANYTHING, "geometries": ANYTHING},
)


REASONS = {
    "ce n’est pas un polygone.",
    "il n’a pas de géométrie.",
    "ses coordonnées ne se lisent pas.",
    "son contour n’a pas de surface.",
    "un de ses points n’est pas au Mali.",
}


@given(st.lists(GEOMETRIES | ANYTHING, max_size=3), ANYTHING)
def test_whatever_a_file_holds_is_read_or_refused_in_french(geometries, properties):
    features = [
        {"type": "Feature", "properties": {"ADM1_FR": "Gao", "x": properties}, "geometry": geometry}
        for geometry in geometries
    ]
    good = feature(CELL, ADM1_FR="Kidal")
    try:
        file = read_boundaries(geojson(good, *features))
    except BoundaryError:
        return
    assert len(file.contours) + len(file.faults) == len(features) + 1
    assert {fault.split("\u00a0: ")[1] for fault in file.faults} <= REASONS
