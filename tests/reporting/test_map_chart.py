"""The map, read back as XML: circles, areas, classes, names, what an empty one does."""

from math import isclose
from xml.etree import ElementTree

import pytest

from programmes.formats import integer
from reporting.charts.map import MOST_NAMED, Label, Spot, Standing, TerritoryMap
from reporting.charts.map_steps import RAMP, RATE_STEPS, Steps, steps_of
from reporting.charts.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = "M1000 1000l200 0 0 200-200 0z"


def spot(name="Bara", size=4.0, **fields):
    return Spot(name=name, figure=f"{size:.0f} activités", href="/communes/bara/", size=size, **fields)


def territory(*spots, **fields):
    fields = {"steps": Steps((5,), ("1 à 4", "5 et plus")), **fields}
    return TerritoryMap(title="Activités", description="Par commune.", spots=spots, **fields)


def drawn(chart, **options):
    return ElementTree.fromstring(chart.render(**options))


def test_the_surface_of_a_circle_is_in_proportion():
    tree = drawn(territory(spot(point=(1000, 1000), size=9), spot("Tessit", point=(1500, 1500), size=36)))
    large, small = (float(circle.get("r")) for circle in tree.iter(f"{SVG}circle"))
    assert isclose(large / small, 2, rel_tol=0.01)


def test_a_place_is_a_link_that_says_its_figure_and_its_name_is_escaped():
    tree = drawn(territory(spot("L’<i>ïle", point=(1000, 1000))))
    link = tree.find(f".//{SVG}a")
    assert link.get("href") == "/communes/bara/"
    assert link.find(f"{SVG}title").text == "L’<i>ïle\u00a0: 4 activités"


def test_many_places_are_not_stops_of_the_keyboard():
    few = territory(*[spot(point=(at, at)) for at in range(MOST_NAMED)])
    many = territory(*[spot(point=(at, at)) for at in range(MOST_NAMED + 1)])
    assert 'tabindex="-1"' not in few.render()
    assert many.render().count('tabindex="-1"') == MOST_NAMED + 1


def test_an_area_has_the_paint_and_the_hatch_of_its_class():
    chart = territory(
        spot(path=SQUARE, point=(1100, 1100), step=0),
        spot("Tessit", path=SQUARE, point=(1100, 1100), step=1),
        spot("Kidal", path=SQUARE, point=(1100, 1100), standing=Standing.UNKNOWN),
        is_filled=True,
    )
    tree = drawn(chart, key="carte")
    fills = [
        group.get("fill") for group in tree.iter(f"{SVG}g") if group.find(f"{SVG}a/{SVG}path") is not None
    ]
    assert fills == ["url(#carte-h0)", RAMP[4].ground, "url(#carte-hunknown)"]
    patterns = {one.get("id") for one in tree.iter(f"{SVG}pattern")}
    assert patterns == {"carte-h0", "carte-hunknown"}


def test_what_is_unknown_is_not_what_is_nothing():
    chart = territory(
        spot(point=(100, 100), standing=Standing.NOTHING),
        spot(point=(200, 200), standing=Standing.UNKNOWN),
        spot(point=(300, 300)),
    )
    words = [text for _, text in chart.legend()]
    assert words == ["1 à 4", "aucune intervention connue", "on ne sait pas"]
    assert len(list(drawn(chart).iter(f"{SVG}circle"))) == 1


def test_the_legend_of_a_page_is_that_of_the_picture():
    chart = territory(spot(point=(100, 100)), spot(point=(200, 200), step=1, size=8))
    written = {one.text for one in drawn(chart, with_legend=True).iter(f"{SVG}text")}
    assert {words for _, words in chart.legend()} <= written
    assert not {words for _, words in chart.legend()} & {one.text for one in drawn(chart).iter(f"{SVG}text")}


def test_no_name_hides_another():
    labels = tuple(Label(f"Région {at}", (1000 + at % 3 * 40, 1000 + at * 15)) for at in range(20))
    chart = territory(*[spot(point=(at, at)) for at in range(MOST_NAMED + 1)], labels=labels)
    tree = drawn(chart)
    size = float(tree.find(f".//{SVG}g[@class='map__names']").get("font-size"))
    boxes = []
    for one in tree.iter(f"{SVG}text"):
        half = text_width(one.text, size) / 2
        x, y = float(one.get("x")), float(one.get("y"))
        boxes.append((x - half, y - size, x + half, y + size / 4))
    assert len(boxes) > 5
    clashes = [
        (a, b)
        for at, a in enumerate(boxes)
        for b in boxes[:at]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert clashes == []


@pytest.mark.parametrize("fields", [{}, {"is_filled": True}])
def test_nothing_to_draw_is_nothing(fields):
    assert territory(**fields).render() == ""
    assert territory(spot(point=None), **fields).render() == ""


def test_the_table_has_every_place():
    chart = territory(spot(point=None), spot("Tessit", point=(1, 1)))
    assert chart.table().rows == (("Bara", "4 activités"), ("Tessit", "4 activités"))


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([], ("",)),
        ([3], ("3",)),
        ([1, 2, 2, 7], ("1", "2", "7")),
        (range(1, 101), ("1 à 20", "21 à 40", "41 à 60", "61 à 80", "81 et plus")),
        ([1] * 50 + [2, 3, 4, 5, 6], ("1 à 2", "3", "4", "5", "6")),
    ],
)
def test_classes_hold_about_as_many_places_each(values, labels):
    assert steps_of(values, integer).labels == labels


def test_every_value_has_one_class():
    steps = steps_of(range(1, 501), integer)
    counts = [0] * len(steps.labels)
    for value in range(1, 501):
        counts[steps.step_of(value)] += 1
    assert sum(counts) == 500
    assert max(counts) - min(counts) < 40


def test_rates_are_always_cut_alike():
    assert [RATE_STEPS.step_of(rate) for rate in (0, 19.99, 20, 79.99, 80, 100)] == [0, 0, 1, 3, 4, 4]
    assert RATE_STEPS.paint_of(4) == RAMP[-1]
