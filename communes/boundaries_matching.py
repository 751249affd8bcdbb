"""Which place each contour of a file is, and whether its communes lie within it. Pure: no Django.

A contour is taken by its name and by those of its region and cercle. Among homonyms, when the file does not say where
they are, the one whose own coordinates lie inside. Never by a code, never by a resemblance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from communes.boundaries import Contour
from communes.boundaries_plane import Point, Shape, box_of, holds
from communes.matching import Gazetteer, Match, Outcome

#: How far outside its contour a commune may stand, in units of the plane (some ten kilometres): coordinates are
#: rounded to a kilometre, and are those of its chief town.
NEAR = 20
#: A contour that holds more communes of elsewhere than this share is the contour of something else.
MOST_FOREIGN = 0.25


@dataclass(frozen=True)
class Matched:
    """The contours whose place is known, by key; and in French why each of the others has none."""

    found: Mapping[str, Contour]
    unmatched: tuple[str, ...]


def matched(contours: Iterable[Contour], gazetteer: Gazetteer, points: Mapping[str, Point]) -> Matched:
    """The place of each contour; `points` are the coordinates of places on the plane."""
    finder = _Finder(gazetteer, points)
    by_place: dict[str, list[Contour]] = defaultdict(list)
    unmatched: list[tuple[int, str]] = []
    for contour in contours:
        key, why = finder.place_of(contour)
        if key:
            by_place[key].append(contour)
        else:
            unmatched.append((contour.number, f"{contour.label}\u00a0: {why}"))
    for key, same in by_place.items():
        if len(same) > 1:
            others = ", ".join(str(one.number) for one in same)
            why = f"{len(same)} éléments du fichier sont {gazetteer.label(key)}\u00a0: nº\u00a0{others}."
            unmatched.append((same[0].number, why))
    alone = {key: same[0] for key, same in by_place.items() if len(same) == 1}
    return Matched(alone, tuple(why for _, why in sorted(unmatched)))


class _Finder:
    """Places by the names that a file gives; files drawn before March 2023 name the region of then."""

    def __init__(self, gazetteer: Gazetteer, points: Mapping[str, Point]) -> None:
        self.gazetteer, self.points = gazetteer, points
        self.former_regions: dict[str, set[str]] = defaultdict(set)
        for place in gazetteer.places.values():
            if place.cercle:
                self.former_regions[place.cercle] |= place.former

    def place_of(self, contour: Contour) -> tuple[str, str]:
        """The key of the place, or why there is none."""
        within: list[str] = []
        for level, name in contour.parents.items():
            parent = self._find(name, level, within)
            if parent.key:
                within.append(parent.key)
            elif parent.outcome is not Outcome.AMBIGUOUS:
                return "", f"{parent.message} Une graphie se confirme dans l’administration."
        match = self._find(contour.name, contour.level, within)
        if match.key and self.gazetteer.places[match.key].level == contour.level:
            return match.key, ""
        key = _by_position(match, contour, self.points)
        return key, match.message or "ce n’est pas un lieu de ce niveau."

    def _find(self, name: str, level: str, within: list[str]) -> Match:
        """As the gazetteer; a cercle also under the region in which its communes used to be."""
        match = self.gazetteer.find(name, level=level, within=within)
        if match.key or level != "cercle" or not within:
            return match
        anywhere = self.gazetteer.find(name, level=level)
        return anywhere if anywhere.key and self.former_regions[anywhere.key] & {*within} else match


def _by_position(match: Match, contour: Contour, points: Mapping[str, Point]) -> str:
    """Among homonyms, the only one whose coordinates lie inside the contour; empty otherwise."""
    if match.outcome is not Outcome.AMBIGUOUS:
        return ""
    rings = [ring for polygon in contour.shape for ring in polygon]
    inside = [one.key for one in match.candidates if one.key in points and holds(rings, points[one.key])]
    return inside[0] if len(inside) == 1 else ""


@dataclass(frozen=True)
class Located:
    """A commune and what it belongs to, as far as contours are checked against it."""

    key: str
    point: Point
    above: Mapping[str, str]


def misplaced(
    shapes: Mapping[str, Shape], level: str, communes: Sequence[Located], gazetteer: Gazetteer
) -> Iterator[str]:
    """In French, the contours that cannot be those of their place: the communes in them belong elsewhere.

    The contour of a region drawn before the reform of March 2023 bears the name of today's region and holds others.
    """
    for key, shape in shapes.items():
        rings = [ring for polygon in shape for ring in polygon]
        left, top, right, bottom = box_of(point for ring in rings for point in ring)
        if level == "commune":
            point = next((one.point for one in communes if one.key == key), None)
            if point and not (
                left - NEAR <= point[0] <= right + NEAR and top - NEAR <= point[1] <= bottom + NEAR
            ):
                yield f"{gazetteer.label(key)}\u00a0: ses coordonnées sont hors de ce contour."
            continue
        inside = [
            one.above.get(level)
            for one in communes
            if left <= one.point[0] <= right and top <= one.point[1] <= bottom and holds(rings, one.point)
        ]
        foreign = [gazetteer.label(one) for one in inside if one and one != key]
        if len(foreign) > MOST_FOREIGN * len(inside):
            most = max(sorted(set(foreign)), key=foreign.count)
            yield (
                f"{gazetteer.label(key)}\u00a0: ce contour contient {len(inside)} communes, dont {len(foreign)} "
                f"d’ailleurs, surtout de {most}. Date-t-il d’avant la réforme de mars 2023\u202f?"
            )
