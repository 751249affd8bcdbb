"""Boundaries as a GeoJSON file gives them: read, checked, on the plane of the portal's maps. Pure: no Django.

Files of every origin name their properties in their own way (`ADM1_FR`, `admin1Name`, `NAME_1`, `shapeName`, `nom`):
the name of a place and those of what contains it are looked for under all the usual ones. Codes are never used.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from communes.boundaries_plane import EAST, NORTH, SOUTH, WEST, Point, Polygon, Ring, Shape, on_plane
from communes.text import normalise

LEVELS: Final = ("region", "cercle", "commune")
#: A file in memory takes some ten times its size.
LARGEST: Final = 60_000_000

#: What the usual files call the name of a region, of a cercle, of a commune; written without accents or signs.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "region": (
        *("adm1fr", "adm1name", "adm1en", "admin1namefr", "admin1name", "admin1nom", "name1"),
        *("nomregion", "regionname", "regnom", "nomreg", "region", "admin1", "adm1"),
    ),
    "cercle": (
        *("adm2fr", "adm2name", "adm2en", "admin2namefr", "admin2name", "admin2nom", "name2"),
        *("nomcercle", "cerclename", "cernom", "nomcer", "cercle", "admin2", "adm2"),
    ),
    # In GADM the third level is that of the arrondissements, which no longer exist, and the fourth the communes.
    "commune": (
        *("name4", "adm4fr", "adm3fr", "adm3name", "adm3en", "admin3namefr", "admin3name", "admin3nom"),
        *("name3", "nomcommune", "communename", "comnom", "nomcom", "commune", "admin3", "adm3"),
    ),
}
#: Names that say nothing of the level.
ANY_LEVEL: Final = ("shapename", "nom", "name", "namefr", "libelle", "toponyme", "nomfr")
#: What says the level beside such a name: `shapeType` of geoBoundaries, `niveau`, `level`.
SAYS_LEVEL: Final = ("shapetype", "niveau", "level", "type", "adminlevel")
LEVEL_WORDS: Final = {
    **dict.fromkeys(("adm1", "region", "1"), "region"),
    **dict.fromkeys(("adm2", "cercle", "2"), "cercle"),
    **dict.fromkeys(("adm3", "commune", "3"), "commune"),
}
GEOGRAPHIC: Final = ("4326", "crs84", "4979")
#: What coordinates that are no numbers, or not by two, raise when they are read.
UNREADABLE: Final = (TypeError, ValueError, LookupError, AttributeError, OverflowError)


class BoundaryError(Exception):
    """Why a whole file cannot be read, in French."""


class _UndrawableError(Exception):
    """Why one feature cannot be drawn, in French."""


@dataclass(frozen=True)
class Contour:
    """One feature of a file: where it stands, its name, those of what contains it by level, its shape."""

    number: int
    level: str
    name: str
    parents: Mapping[str, str]
    shape: Shape

    @property
    def label(self) -> str:
        """« nº 12, Bara (Ansongo, Gao) »."""
        inside = ", ".join(self.parents[level] for level in reversed(LEVELS) if level in self.parents)
        return f"nº\u00a0{self.number}, {self.name}" + (f" ({inside})" if inside else "")


@dataclass(frozen=True)
class BoundaryFile:
    """What a file holds; `faults` are the features that cannot be drawn, each said in French."""

    level: str
    contours: tuple[Contour, ...]
    faults: tuple[str, ...]


def read_boundaries(content: bytes, *, level: str | None = None) -> BoundaryFile:
    """The contours of a file, all of one level: the one given, or the one its properties say. BoundaryError else."""
    features = _features(content)
    plain = [_plain(feature.get("properties")) for feature in features]
    level = level or _level_of(plain)
    _check_arrondissements(plain, level)
    contours, faults = [], []
    for number, (feature, properties) in enumerate(zip(features, plain, strict=True), 1):
        name = _first(properties, (*NAMES[level], *ANY_LEVEL))
        if not name:
            faults.append(f"nº\u00a0{number}\u00a0: aucune propriété ne donne son nom.")
            continue
        try:
            shape = _shape(feature.get("geometry"))
        except _UndrawableError as error:
            faults.append(f"nº\u00a0{number}, {name}\u00a0: {error}.")
            continue
        above = LEVELS[: LEVELS.index(level)]
        parents = {one: found for one in above if (found := _first(properties, NAMES[one]))}
        contours.append(Contour(number, level, name, parents, shape))
    return BoundaryFile(level, tuple(contours), tuple(faults))


def _features(content: bytes) -> list[dict[str, Any]]:
    """The features of the file."""
    if len(content) > LARGEST:
        raise BoundaryError(
            f"Le fichier est trop gros (plus de {LARGEST // 1_000_000} Mo). Simplifiez-le d’abord, par exemple avec "
            "QGIS («\u00a0Simplifier\u00a0») ou mapshaper, en gardant les limites communes."
        )
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BoundaryError(
            "Ce fichier n’est pas du JSON. Donnez un fichier GeoJSON (.geojson)\u00a0: un shapefile ou un "
            "GeoPackage se convertit avec QGIS («\u00a0Enregistrer sous\u00a0», GeoJSON, WGS\u00a084)."
        ) from error
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        kind = data.get("type") if isinstance(data, dict) else None
        what = "du TopoJSON" if kind == "Topology" else "du JSON, mais pas une FeatureCollection"
        raise BoundaryError(f"Ce fichier est {what}\u00a0: exportez les contours en GeoJSON.")
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise BoundaryError("Ce fichier ne contient aucun contour.")
    if not all(isinstance(feature, dict) for feature in features):
        raise BoundaryError(
            "La liste «\u00a0features\u00a0» de ce fichier contient autre chose que des éléments."
        )
    _check_system(data, features)
    return features


def _check_system(data: dict[str, Any], features: Sequence[dict[str, Any]]) -> None:
    """That coordinates are longitudes and latitudes of Mali; the message says what they seem to be."""
    named = normalise(json.dumps(data.get("crs", ""))).replace(" ", "")
    if "epsg" in named and not any(code in named for code in GEOGRAPHIC):
        raise BoundaryError(_projected())
    points = [point for feature in features for point in _some_points(feature.get("geometry"))]
    if not points:
        raise BoundaryError("Aucun élément de ce fichier n’a de polygone\u00a0: il n’y a rien à dessiner.")
    outside = [point for point in points if not _in_mali(*point)]
    if not outside:
        return
    x, y = outside[0]
    if abs(x) > 180 or abs(y) > 90:
        raise BoundaryError(_projected())
    if all(_in_mali(y, x) for x, y in points):
        raise BoundaryError(
            "La latitude et la longitude sont inversées dans ce fichier\u00a0: en GeoJSON, la longitude vient d’abord."
        )
    written = f"{x:.2f}, {y:.2f}".replace(".", ",").replace(",,", ",")
    raise BoundaryError(
        f"Des points de ce fichier ne sont pas au Mali (par exemple {written})\u00a0: la longitude doit être entre "
        "−12,5 et 4,5, la latitude entre 10 et 25,1. Gardez les seuls contours du Mali, en WGS\u00a084."
    )


def _projected() -> str:
    return (
        "Les coordonnées de ce fichier ne sont pas en degrés (WGS\u00a084)\u00a0: elles semblent projetées, en UTM par "
        "exemple. Enregistrez-le dans le système EPSG:4326."
    )


def _in_mali(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def _some_points(geometry: Any) -> list[tuple[float, float]]:
    """Points of the outlines of a geometry: enough to tell where it lies. Empty where it cannot be read."""
    try:
        return [
            (float(x), float(y))
            for polygon in _polygons(geometry)
            for x, y, *_ in polygon[0]
            if x is not None
        ]
    except (_UndrawableError, *UNREADABLE):
        return []


def _polygons(geometry: Any) -> list[Any]:
    """The polygons of a geometry. Raises _UndrawableError, and what unreadable data raise."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        return [polygon for part in geometry.get("geometries", ()) for polygon in _polygons(part)]
    if kind not in ("Polygon", "MultiPolygon"):
        raise _UndrawableError("ce n’est pas un polygone" if kind else "il n’a pas de géométrie")
    found = geometry.get("coordinates")
    return [found] if kind == "Polygon" else found


def _shape(geometry: Any) -> Shape:
    """The geometry on the plane; _UndrawableError when it cannot be read or has no surface."""
    try:
        polygons = [_polygon(polygon) for polygon in _polygons(geometry)]
    except UNREADABLE as error:
        raise _UndrawableError("ses coordonnées ne se lisent pas") from error
    shape = tuple(polygon for polygon in polygons if polygon)
    if not shape:
        raise _UndrawableError("son contour n’a pas de surface")
    return shape


def _polygon(rings: Iterable[Iterable[Sequence[float]]]) -> Polygon:
    """The rings that have a surface; nothing when the outline has none."""
    outline, *holes = [_ring(ring) for ring in rings]
    return (outline, *filter(None, holes)) if outline else ()


def _ring(written: Iterable[Sequence[float]]) -> Ring:
    """The ring on the plane: no point twice in a row, nothing when fewer than three are left."""
    ring: list[Point] = []
    for longitude, latitude, *_ in written:
        if not _in_mali(longitude, latitude):
            raise _UndrawableError("un de ses points n’est pas au Mali")
        point = on_plane(longitude, latitude)
        if not ring or ring[-1] != point:
            ring.append(point)
    if ring and ring[0] == ring[-1]:
        ring.pop()
    return tuple(ring) if len(set(ring)) > 2 else ()


def _plain(properties: Any) -> dict[str, str]:
    """The properties, their names without accents or signs."""
    if not isinstance(properties, dict):
        return {}
    return {
        normalise(str(name)).replace(" ", ""): " ".join(str(value).split())
        for name, value in properties.items()
        if isinstance(value, str | int) and str(value).strip()
    }


def _first(properties: Mapping[str, str], names: Iterable[str]) -> str:
    """The first of these that is filled, unless it is but a number; empty without any."""
    return next((properties[name] for name in names if not properties.get(name, "0").isdecimal()), "")


def _level_of(plain: Sequence[Mapping[str, str]]) -> str:
    """The level of the file: what it says, else the deepest that its properties name."""
    said = {LEVEL_WORDS.get(normalise(_said(properties))) for properties in plain} - {None}
    if len(said) == 1:
        return str(said.pop())
    for level in reversed(LEVELS):
        if all(_first(properties, NAMES[level]) for properties in plain):
            return level
    seen = ", ".join(sorted({name for properties in plain[:20] for name in properties})[:12]) or "aucune"
    raise BoundaryError(
        "On ne sait pas si ces contours sont ceux de régions, de cercles ou de communes\u00a0: ajoutez --level region, "
        f"cercle ou commune. Propriétés lues\u00a0: {seen}."
    )


def _said(properties: Mapping[str, str]) -> str:
    return next((properties[name] for name in SAYS_LEVEL if name in properties), "")


def _check_arrondissements(plain: Sequence[Mapping[str, str]], level: str) -> None:
    """GADM's third level looks like communes and is not."""
    words = {normalise(properties.get(name, "")) for properties in plain for name in ("type3", "engtype3")}
    if level == "commune" and "arrondissement" in words and not any("name4" in one for one in plain):
        raise BoundaryError(
            "Ces contours sont ceux des anciens arrondissements\u00a0: les communes sont au niveau suivant du fichier."
        )
