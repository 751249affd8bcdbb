"""Small boundaries made up for the tests: a chequer of squares whose common sides are jagged, on Mali's ground."""

import json
from math import sin
from typing import Any

WEST, SOUTH, SIDE = -6.0, 13.0, 1.0
STEPS = 20


def _side(one: tuple[float, float], other: tuple[float, float]) -> list[list[float]]:
    """From a corner to another, bent alike whichever way it is followed; without its last point."""
    (x1, y1), (x2, y2) = sorted((one, other))
    bend = [0.04 * sin(9 * at + 3 * x1 + 7 * y1) * (0 < at < STEPS) for at in range(STEPS + 1)]
    points = [
        [
            x1 + (x2 - x1) * at / STEPS + (x1 == x2) * bend[at],
            y1 + (y2 - y1) * at / STEPS + (y1 == y2) * bend[at],
        ]
        for at in range(STEPS + 1)
    ]
    return (points if (x1, y1) == one else points[::-1])[:-1]


def square(column: int, row: int, *, backwards: bool = False) -> list[list[float]]:
    """The ring of a cell of the chequer, closed."""
    left, low = WEST + column * SIDE, SOUTH + row * SIDE
    corners = [(left, low), (left + SIDE, low), (left + SIDE, low + SIDE), (left, low + SIDE)]
    ring = [point for at in range(4) for point in _side(corners[at], corners[(at + 1) % 4])]
    ring.append(ring[0])
    return ring[::-1] if backwards else ring


def centre(column: int, row: int) -> dict[str, float]:
    """The coordinates of a place in the middle of a cell."""
    return {"longitude": WEST + (column + 0.5) * SIDE, "latitude": SOUTH + (row + 0.5) * SIDE}


def feature(ring: list[list[float]], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()
