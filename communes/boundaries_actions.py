"""Loading boundaries: what a file would change of those the portal holds, and writing it with its audit trail."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from communes.boundaries import BoundaryFile
from communes.boundaries_matching import Located, matched, misplaced
from communes.boundaries_plane import box_of, on_plane, path_of, rings_of
from communes.boundaries_simplify import MOST_POINTS, simplified
from communes.models import Boundary, Level, Place
from communes.reference import load_gazetteer

BATCH = 500


@dataclass(frozen=True)
class BoundaryDifference:
    """What loading a file would do: paths by the key of their place, and what a person must know before.

    `misplaced` are contours that hold the communes of other places; `missing` are places of that level which the
    file does not draw.
    """

    level: str
    created: Mapping[str, str]
    changed: Mapping[str, str]
    unchanged: int
    missing: tuple[str, ...]
    unmatched: tuple[str, ...]
    misplaced: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.created and not self.changed


def boundary_difference(read: BoundaryFile) -> BoundaryDifference:
    """Compares the contours of a file with what the portal holds: five queries."""
    gazetteer = load_gazetteer()
    rows = list(
        Place.objects.active().values_list(
            "key", "level", "longitude", "latitude", "region__key", "cercle__key"
        )
    )
    points = {key: on_plane(float(x), float(y)) for key, _, x, y, *_ in rows if x is not None}
    found = matched(read.contours, gazetteer, points)
    drawn = {key: found.found[key].shape for key in sorted(found.found)}
    shapes = simplified(drawn, most=MOST_POINTS[read.level])
    communes = [
        Located(key, points[key], {Level.REGION: region, Level.CERCLE: cercle})
        for key, level, *_, region, cercle in rows
        if level == Level.COMMUNE and key in points
    ]
    paths = {key: path_of(shape) for key, shape in shapes.items()}
    held = dict(Boundary.objects.at(read.level).values_list("place__key", "path"))
    names = sorted(
        gazetteer.label(key) for key, level, *_ in rows if level == read.level and key not in paths
    )
    return BoundaryDifference(
        level=read.level,
        created={key: path for key, path in paths.items() if key not in held},
        changed={key: path for key, path in paths.items() if key in held and held[key] != path},
        unchanged=sum(held.get(key) == path for key, path in paths.items()),
        missing=tuple(names),
        unmatched=(*read.faults, *found.unmatched),
        misplaced=tuple(misplaced(shapes, read.level, communes, gazetteer)),
    )


@transaction.atomic
def apply_boundaries(*, difference: BoundaryDifference, source: str, by: User | None) -> uuid.UUID:
    """Write what loading a file would change, all of it or nothing; return the operation's id.

    Places that the file does not draw keep the boundary they had: a file may hold one region only.
    """
    operation = uuid.uuid4()
    paths = {**difference.created, **difference.changed}
    places = Place.objects.in_bulk(paths, field_name="key")
    rows = [_boundary(places[key], path, source) for key, path in paths.items()]
    Boundary.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["path", "left", "top", "right", "bottom", "source", "loaded_at"],
    )
    AuditEvent.objects.bulk_create(
        [
            audit.build(
                by=by,
                action="place.load_boundary",
                target=row.place,
                after={"fichier": source, "points": sum(map(len, rings_of(row.path)))},
                operation=operation,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    return operation


def _boundary(place: Place, path: str, source: str) -> Boundary:
    left, top, right, bottom = box_of(point for ring in rings_of(path) for point in ring)
    return Boundary(
        place=place,
        path=path,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        source=source[:200],
        loaded_at=timezone.now(),
    )
