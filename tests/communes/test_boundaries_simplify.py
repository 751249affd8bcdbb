"""Boundaries made lighter: neighbours still touch, nobody vanishes, the same in gives the same out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from communes.boundaries import read_boundaries
from communes.boundaries_simplify import effective_areas, simplified
from tests.communes.made_up_boundaries import feature, geojson, square

CELLS = [(column, row) for column in range(3) for row in range(3)]


def shapes(cells=CELLS, **options):
    """The cells of the chequer, every second one drawn the other way round."""
    file = read_boundaries(
        geojson(
            *(
                feature(square(*cell, backwards=bool(sum(cell) % 2)), ADM1_FR=f"Région {cell}")
                for cell in cells
            )
        )
    )
    return {contour.name: contour.shape for contour in file.contours}


def points_of(shape):
    return [point for polygon in shape for ring in polygon for point in ring]


def sides_of(shape):
    """The segments of a shape, whichever way they are followed."""
    return [
        frozenset((ring[at - 1], ring[at]))
        for polygon in shape
        for ring in polygon
        for at in range(len(ring))
    ]


def test_neighbours_still_touch():
    """Inside the chequer every segment is that of two cells: no gap, no overlap."""
    light = simplified(shapes(), most=120)
    before = sum(len(points_of(shape)) for shape in shapes().values())
    assert sum(len(points_of(shape)) for shape in light.values()) < before / 3
    uses = [side for shape in light.values() for side in sides_of(shape)]
    outer = [side for side in uses if uses.count(side) == 1]
    inner = {side for side in uses if uses.count(side) == 2}
    assert len(outer) + 2 * len(inner) == len(uses)
    # The nine cells touch along twelve sides; what is used once goes round the chequer and closes.
    ends = [point for side in outer for point in side]
    assert all(ends.count(point) == 2 for point in ends)


def test_the_same_shapes_give_the_same_result():
    given_ones = shapes()
    turned = {name: given_ones[name] for name in sorted(given_ones, reverse=True)}
    light, again = simplified(given_ones, most=120), simplified(turned, most=120)
    assert {name: set(points_of(shape)) for name, shape in light.items()} == {
        name: set(points_of(shape)) for name, shape in again.items()
    }


def test_a_tiny_place_and_the_hole_around_it_stay():
    small = ((50, 50), (51, 50), (51, 51), (50, 51))
    around = ((0, 0), (400, 0), (400, 400), (0, 400))
    light = simplified({"petite": ((small,),), "grande": ((around, small[::-1]),)}, most=0)
    assert set(points_of(light["petite"])) == set(small)
    assert [len(polygon) for polygon in light["grande"]] == [2]


def test_a_border_that_comes_back_to_its_own_points_is_made_lighter_too():
    """On the grid of the plane a bend passes twice through a point: nobody else is met there."""
    bends = [point for x in range(0, 400, 2) for point in ((x, 0), (x + 1, 1), (x, 0), (x + 2, 0))]
    border = tuple(point for at, point in enumerate(bends) if not at or bends[at - 1] != point)
    above = ((*border, (400, 300), (0, 300)),)
    below = ((*border[::-1], (0, -300), (400, -300)),)
    light = simplified({"nord": (above,), "sud": (below,)}, most=20)
    assert max(len(points_of(shape)) for shape in light.values()) < 10
    assert {(0, 0), (400, 0)} <= set(points_of(light["nord"])) & set(points_of(light["sud"]))


def test_an_island_too_small_to_be_seen_goes():
    land = ((0, 0), (400, 0), (400, 400), (0, 400))
    island = ((500, 500), (501, 500), (501, 501))
    (kept,) = simplified({"lieu": ((land,), (island,))}, most=4)["lieu"]
    assert kept == ([*land],)


def test_points_on_a_straight_line_weigh_nothing():
    assert effective_areas(((0, 0), (5, 0), (10, 0), (10, 10)))[1] == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=30))
def test_a_limit_keeps_the_ends_and_fewer_points_the_higher_it_is(points):
    areas = effective_areas(tuple(points))
    kept = [[at for at, area in enumerate(areas) if area >= limit] for limit in (0, 10, 100, 10_000)]
    assert all({0, len(points) - 1} <= set(one) for one in kept)
    assert all(set(more) >= set(fewer) for more, fewer in pairwise(kept))
