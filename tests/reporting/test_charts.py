"""Charts, read back as XML: geometry, texts, what an empty one does."""

import time
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from reporting.charts import (
    Cell,
    Curve,
    Group,
    GroupBars,
    GroupStacks,
    HeatMap,
    Month,
    Part,
    Point,
    SmallMultiples,
    Stack,
    StackedBar,
    Tone,
    inner_width,
    sheet,
    strip,
    strip_hatches,
)
from reporting.charts.curve import grouped, ticks_up_to
from reporting.charts.heat import RAMP, class_of, classes_up_to
from reporting.charts.svg import number, shares, text_width, wrap
from reporting.charts.tones import PAINTS, strokes

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = [320, 340, 560, 720, 1168]


def plan(done=42, in_progress=15, not_done=11, **others):
    """The plan of 2023 and its neighbours."""
    values = [("Réalisées", done, Tone.DONE), ("En cours", in_progress, Tone.IN_PROGRESS)]
    values += [("Non réalisées", not_done, Tone.NOT_DONE)]
    values += [(tone, value, Tone(tone)) for tone, value in others.items()]
    return StackedBar(
        title="Les activités selon leur état",
        description="Une barre.",
        parts=tuple(Part(label, value, tone, str(value)) for label, value, tone in values),
    )


TIGHT = plan(420, 1, 1, late=2, planned=60, cancelled=14)
GROUPS = GroupBars(
    title="Par sous-direction",
    description="Cinq barres.",
    groups=(
        Group("Centre de Documentation et Communication", 6, 9, "6 / 9 = 66,67 %"),
        Group("Sous-direction Administration et Institutions locales", 0, 13, "0 / 13 = 0 %"),
        Group("Sous-direction Coopération et Partenariat", 12, 12, "12 / 12 = 100 %"),
        Group("Sans activité", 0, 0, "—"),
    ),
)
MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
CURVE = Curve(
    title="En cumul",
    description="Deux lignes.",
    points=tuple(
        Point(month, 6 * index + 2, 4 * index + 1 if index < 11 else None)
        for index, month in enumerate(MONTHS)
    ),
)
FLAT = Curve(title="Égales", description="", points=(Point("T1", 5, 5), Point("T2", 5, 5)))
STATES = [
    ("Réalisées", Tone.DONE),
    ("En cours", Tone.IN_PROGRESS),
    ("Planifiées", Tone.PLANNED),
    ("Non réalisées", Tone.NOT_DONE),
]


def by_status(*values):
    """The activities of a group by status."""
    return tuple(
        Part(label, value, tone, grouped(value)) for (label, tone), value in zip(STATES, values, strict=True)
    )


STATED = (
    ("Sous-direction Administration et Institutions locales", by_status(6, 2, 1, 0), "6 / 9 = 66,67 %"),
    ("Direction nationale de la planification du développement", by_status(0, 0, 0, 13), "0 / 13 = 0 %"),
    ("Sous-direction Finances locales", by_status(12_412, 3, 900, 41), "12 412 / 13 356 = 92,93 %"),
    ("Sans activité", by_status(0, 0, 0, 0), "—"),
)
STACKS = GroupStacks("Par structure", "Des barres.", tuple(Stack(*one) for one in STATED))
PANELS = SmallMultiples("Par structure", "Des colonnes.", tuple(Stack(*one) for one in STATED))
WEEKS = HeatMap(
    "Échéances",
    "Douze mois.",
    tuple(
        Month(
            month,
            tuple(Cell(f"Semaine {place} de {month}", index * place) for place in range(5 - index % 2)),
        )
        for index, month in enumerate(MONTHS)
    ),
)
NEW = [STACKS, PANELS, WEEKS]
ALL = [plan(), TIGHT, GROUPS, CURVE, FLAT, *NEW]


def drawn(chart, **options):
    """The drawing as a tree; it must be well-formed XML."""
    return ElementTree.fromstring(chart.render(**options))


def box_of(root):
    """Left, top, width, height of the view box."""
    return [float(edge) for edge in root.get("viewBox").split()]


def marks(root, name="mark"):
    """The rectangles whose class begins with a name."""
    return [rect for rect in root.iter(f"{SVG}rect") if (rect.get("class") or "").split(" ")[0] == name]


def span(rect):
    """Left and right edges of a rectangle."""
    return float(rect.get("x")), float(rect.get("x")) + float(rect.get("width"))


def texts(root):
    """Each line of text: left, right, foot, size, words."""
    for node in root.iter(f"{SVG}text"):
        lines = [line for line in node.findall(f"{SVG}tspan") if line.get("x")]
        size, anchor = float(node.get("font-size")), node.get("text-anchor", "start")
        for line in lines or [node]:
            words = line.text or "" if lines else "".join(node.itertext())
            width = text_width(words, size)
            at = float(line.get("x"))
            left = {"start": at, "middle": at - width / 2, "end": at - width}[anchor]
            yield left, left + width, float(line.get("y")), size, words


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", ALL)
def test_every_text_and_mark_stays_inside_the_view_box(chart, width):
    root = drawn(chart, width=width)
    _, _, box_width, height = box_of(root)
    assert box_width == width
    for left, right, foot, size, words in texts(root):
        assert left >= -0.01, words
        assert right <= width + 0.01, words
        assert size * 0.7 <= foot <= height - 1, words
    for rect in root.iter(f"{SVG}rect"):
        left, right = span(rect)
        assert left >= 0
        assert right <= width + 0.01
        assert float(rect.get("y")) + float(rect.get("height")) <= height


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", [plan(), TIGHT, plan(1, 0, 0), plan(1, 1, 1), plan(999_999, 1, 0)])
def test_the_parts_of_a_bar_touch_and_add_up_to_its_whole_length(chart, width):
    spans = [span(rect) for rect in marks(drawn(chart, width=width))]
    assert spans[0][0] == 1
    assert spans[-1][1] == pytest.approx(width - 1)
    assert sum(right - left for left, right in spans) == pytest.approx(width - 2)
    for (_, right), (left, _) in pairwise(spans):
        assert left == pytest.approx(right)


def test_the_length_of_a_part_is_its_share():
    done, in_progress, not_done = (span(rect) for rect in marks(drawn(plan(), width=682)))
    assert done[1] - done[0] == pytest.approx(420)
    assert in_progress[1] - in_progress[0] == pytest.approx(150)
    assert not_done[1] - not_done[0] == pytest.approx(110)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", ALL)
def test_no_two_texts_overlap(chart, width):
    lines = list(texts(drawn(chart, width=width)))
    for index, (left, right, foot, size, words) in enumerate(lines):
        for other_left, other_right, other_foot, other_size, other in lines[index + 1 :]:
            apart = right <= other_left + 0.5 or other_right <= left + 0.5
            above = abs(foot - other_foot) >= 0.75 * min(size, other_size)
            assert apart or above, (words, other)


def test_a_part_too_thin_for_its_number_has_it_above_with_a_line():
    root = drawn(TIGHT, width=720)
    leaders = [path for path in root.iter(f"{SVG}path") if path.get("class") == "leader"]
    above = [words for _, _, foot, _, words in texts(root) if foot == 14]
    assert above == ["1", "1", "2", "14"]
    assert len(leaders) == 4
    assert not [path for path in drawn(plan()).iter(f"{SVG}path") if path.get("class") == "leader"]


def test_a_part_of_zero_is_in_the_legend_and_not_in_the_bar():
    root = drawn(plan(not_done=0))
    assert len(marks(root)) == 2
    assert len(marks(root, "swatch")) == 3


@pytest.mark.parametrize(
    "chart",
    [
        StackedBar("t", "d", ()),
        plan(0, 0, 0),
        GroupBars("t", "d", ()),
        GroupBars("t", "d", (Group("A", 0, 0, "—"),)),
        Curve("t", "d", ()),
        Curve("t", "d", (Point("janv.", 4, 2),)),
        Curve("t", "d", (Point("janv.", 0, 0), Point("févr.", 0, None))),
        GroupStacks("t", "d", ()),
        GroupStacks("t", "d", (Stack("A", by_status(0, 0, 0, 0), "—"),)),
        SmallMultiples("t", "d", ()),
        SmallMultiples("t", "d", (Stack("A", by_status(0, 0, 0, 0), "—"),)),
        HeatMap("t", "d", ()),
        HeatMap("t", "d", (Month("janv.", (Cell("1", 0),)),)),
    ],
)
def test_an_empty_chart_is_never_drawn(chart):
    assert chart.render() == ""


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_of_groups_share_one_scale(width):
    root = drawn(GROUPS, width=width)
    wholes = [right - left for left, right in map(span, marks(root, "whole"))]
    done = [right - left for left, right in map(span, marks(root, "done"))]
    assert len(wholes) == 3, "a group with nothing to do has no bar"
    assert len(done) == 2, "a group with nothing done has an empty bar"
    unit = (wholes[1] + 1) / 13
    assert [round((length + 1) / unit, 2) for length in wholes] == [9, 13, 12]
    assert [round(length / unit, 2) for length in done] == [6, 12]


def test_done_never_goes_past_its_whole():
    root = drawn(GroupBars("t", "d", (Group("A", 14, 10, "14 / 10"),)))
    assert span(marks(root, "done")[0])[1] <= span(marks(root, "whole")[0])[1] + 1


def test_a_long_name_is_cut_and_kept_whole_in_its_title():
    name = "Cellule d’appui à la décentralisation et à la déconcentration du ministère de la Santé et du Développement"
    root = drawn(GroupBars("t", "d", (Group(name, 1, 2, "1 / 2"),)), width=340)
    label = next(node for node in root.iter(f"{SVG}text") if node.find(f"{SVG}title") is not None)
    assert label.find(f"{SVG}title").text == name
    shown = [line.text for line in label.findall(f"{SVG}tspan")]
    assert len(shown) == 2
    assert shown[-1].endswith("…")


def test_the_line_of_what_is_done_stops_before_the_dates_to_come():
    planned, done = (path for path in drawn(CURVE).iter(f"{SVG}path") if path.get("class") == "line")
    assert planned.get("d").count("L") == 11
    assert done.get("d").count("L") == 10
    assert planned.get("stroke-dasharray")
    assert done.get("stroke-dasharray") is None


def test_a_curve_climbs_from_left_to_right_and_never_leaves_its_frame():
    for path in drawn(CURVE).iter(f"{SVG}path"):
        if path.get("class") != "line":
            continue
        points = [tuple(map(float, step.split())) for step in path.get("d")[1:].split("L")]
        assert all(after[0] > before[0] and after[1] <= before[1] for before, after in pairwise(points))
        assert all(14 <= y <= 226 for _, y in points)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_and_last_dates_are_always_written(width):
    dates = [
        node.text for node in drawn(CURVE, width=width).iter(f"{SVG}text") if node.get("class") == "date"
    ]
    assert dates[0] == "janv."
    assert dates[-1] == "déc."


@pytest.mark.parametrize("chart", ALL)
def test_texts_are_escaped(chart):
    hostile = type(chart)(**{**vars(chart), "title": "<script>&\"'", "description": "</desc><b>"})
    root = drawn(hostile)
    assert root.find(f"{SVG}title").text == "<script>&\"'"
    assert root.find(f"{SVG}desc").text == "</desc><b>"
    assert not list(root.iter("script"))


def test_labels_are_escaped():
    root = drawn(StackedBar("t", "d", (Part("<b>A & B</b>", 3, Tone.LATE, "<3>"),)))
    assert "<b>A & B</b> <3>" in ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", ALL)
def test_the_drawing_is_named_and_described_for_those_who_do_not_see_it(chart):
    root = drawn(chart, key="unique")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id") == "unique-t"
    identifiers = [node.get("id") for node in root.iter() if node.get("id")]
    assert all(identifier.startswith("unique-") for identifier in identifiers)
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("chart", ALL)
def test_the_security_policy_has_nothing_to_refuse(chart):
    root = drawn(chart)
    assert all(node.get("style") is None for node in root.iter())
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "desc", "rect", "path", "text", "tspan", "circle")
    }


@pytest.mark.parametrize(
    ("chart", "first", "last"),
    [
        (plan(), ("Réalisées", "42"), ("Non réalisées", "11")),
        (GROUPS, ("Centre de Documentation et Communication", "6 / 9 = 66,67 %"), ("Sans activité", "—")),
        (CURVE, ("janv.", "2", "1"), ("déc.", "68", "—")),
        (STACKS, (STATED[0][0], "6", "2", "1", "0", STATED[0][2]), ("Sans activité", *"0000", "—")),
        (PANELS, (STATED[0][0], "6", "2", "1", "0", STATED[0][2]), ("Sans activité", *"0000", "—")),
        (WEEKS, ("Semaine 1 de févr.", "1"), ("Semaine 3 de déc.", "33")),
    ],
)
def test_the_table_says_what_the_drawing_shows(chart, first, last):
    table = chart.table()
    assert table.rows[0] == first
    assert table.rows[-1] == last
    assert {len(row) for row in table.rows} == {len(table.headings)}


def test_tones_differ_without_colour():
    assert len({(paint.hatch, _luminance(paint.ground) < 0.2) for paint in PAINTS.values()}) == len(PAINTS)


def _luminance(colour):
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    return sum(
        weight * channel**2.2 for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True)
    )


@pytest.mark.parametrize("stroke", ["/", "\\", "-", "|"])
@pytest.mark.parametrize(("width", "height"), [(170, 46), (3, 46), (17, 17), (0.4, 46), (600, 20)])
def test_the_lines_of_a_hatch_are_cut_at_the_edges_of_their_mark(stroke, width, height):
    lines = strokes(stroke, width=width, height=height)
    for x1, y1, x2, y2 in lines:
        assert -0.001 <= min(x1, x2) <= max(x1, x2) <= width + 0.001
        assert -0.001 <= min(y1, y2) <= max(y1, y2) <= height + 0.001
    assert lines or min(width, height) < 7


@pytest.mark.parametrize(
    ("values", "length"), [([1], 10), ([1, 1, 1], 100), ([0, 5, 0], 7.5), ([3, 7, 11, 13], 999.99)]
)
def test_shares_add_up_exactly(values, length):
    parts = shares(values, length)
    assert sum(breadth for _, breadth in parts) == pytest.approx(length, abs=1e-9)
    assert [start for start, _ in parts] == sorted(start for start, _ in parts)


def test_shares_of_nothing_are_nothing():
    assert shares([0, 0], 10) == [(0.0, 0.0), (0.0, 0.0)]


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (68, [0, 20, 40, 60, 80]),
        (100, [0, 20, 40, 60, 80, 100]),
        (101, [0, 50, 100, 150]),
        (999, [0, 200, 400, 600, 800, 1000]),
        (1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_ticks_are_round_and_reach_the_highest(highest, expected):
    assert ticks_up_to(highest) == expected


@pytest.mark.parametrize(("value", "expected"), [(12.5, "12.5"), (3.0, "3"), (0.001, "0"), (100, "100")])
def test_coordinates_have_a_point_whatever_the_language(value, expected):
    assert number(value) == expected


def test_thousands_are_set_apart():
    assert grouped(12345678) == "12\u202f345\u202f678"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Court", ["Court"]),
        ("", [""]),
        ("Sous-direction Finances locales", ["Sous-direction", "Finances locales"]),
        ("Anticonstitutionnellementissime", ["Anticonstitutionnel…"]),
    ],
)
def test_words_are_wrapped_to_the_width(words, expected):
    lines = wrap(words, width=150, size=16)
    assert lines == expected
    assert all(text_width(line, 16) <= 150 for line in lines)


def test_a_text_is_never_wider_than_measured():
    font = TTFont(settings.BASE_DIR / "reporting" / "fonts" / "SourceSans3-SemiBold.ttf")
    letters, widths = font.getBestCmap(), font["hmtx"]
    for words in [
        "Sous-direction Administration et Institutions locales",
        "14 / 18 = 77,78 %",
        "MMMWW",
        *MONTHS,
    ]:
        real = sum(widths[letters[ord(letter)]][0] for letter in words) * 16 / font["head"].unitsPerEm
        assert real <= text_width(words, 16) <= 1.35 * real, words


@pytest.mark.parametrize("chart", ALL)
def test_a_chart_costs_about_a_millisecond(chart):
    chart.render()
    fastest = min(_seconds(chart) for _ in range(20))
    assert fastest < 0.003, "a chart is drawn at each visit"


def _seconds(chart):
    start = time.perf_counter()
    chart.render()
    return time.perf_counter() - start


@pytest.mark.parametrize("width", WIDTHS)
def test_shares_of_groups_go_from_end_to_end(width):
    root = drawn(STACKS, width=width)
    bars = {}
    for rect in marks(root, "share"):
        bars.setdefault(rect.get("y"), []).append(span(rect))
    assert len(bars) == 3, "a group without activity has no bar"
    ends = {(bar[0][0], bar[-1][1]) for bar in bars.values()}
    assert len({left for left, _ in ends}) == len({round(right, 1) for _, right in ends}) == 1
    first = next(iter(bars.values()))
    assert (first[0][1] - first[0][0]) / (first[-1][1] - first[0][0]) == pytest.approx(6 / 9, abs=0.01)


def test_columns_of_small_multiples_share_one_scale():
    columns = [float(rect.get("height")) for rect in marks(drawn(PANELS, width=1168), "column")]
    assert max(columns) == columns[4] == 84
    assert columns[6] == round(84 * 900 / 12_412)


def test_a_week_is_the_darker_the_more_falls_in_it():
    grounds = [rect.get("fill") for rect in marks(drawn(WEEKS), "week")]
    ramp = [ground for ground, _ in RAMP]
    assert {ground for ground in grounds if ground != "#ffffff"} == set(ramp)
    luminances = [_luminance(ground) for ground in ramp]
    assert luminances == sorted(luminances, reverse=True)
    assert all(before - after > 0.1 for before, after in pairwise(luminances)), "told apart without colour"


@pytest.mark.parametrize(
    ("highest", "bounds"), [(1, (1,)), (2, (1, 2)), (4, (1, 2, 3, 4)), (5, (2, 4, 5)), (18, (5, 10, 15, 18))]
)
def test_classes_of_weeks_reach_the_highest(highest, bounds):
    assert classes_up_to(highest) == bounds
    ranks = [class_of(value, bounds) for value in range(1, highest + 1)]
    assert ranks == sorted(ranks)
    assert ranks[-1] == len(RAMP) - 1


def test_the_strip_of_a_table_row_is_hidden_from_screen_readers_and_has_its_hatches_once_a_page():
    root = ElementTree.fromstring(strip(by_status(6, 2, 1, 0)).replace("<svg", f'<svg xmlns="{SVG[1:-1]}"'))
    assert root.get("aria-hidden") == "true"
    rects = list(root.iter(f"{SVG}rect"))
    assert sum(float(rect.get("width")) for rect in rects) == pytest.approx(160)
    hatches = strip_hatches()
    used = [rect.get("fill")[5:-1] for rect in rects if rect.get("fill").startswith("url(#")]
    assert used
    assert all(f'id="{name}"' in hatches for name in used)
    assert strip(by_status(0, 0, 0, 0)) == ""


def test_a_sheet_carries_its_title_above_and_what_it_is_drawn_from_below():
    notes = ("Situation au 28 novembre 2026.", "Source : portail de la DGCT.")
    root = ElementTree.fromstring(
        sheet(CURVE.render(width=inner_width(960)), title="Prévu & réalisé", notes=notes, width=960)
    )
    words = [(node.text, float(node.get("y"))) for node in root.findall(f"{SVG}text")]
    assert [text for text, _ in words] == ["Prévu & réalisé", *notes]
    inner = root.find(f"{SVG}svg")
    assert words[0][1] < float(inner.get("y"))
    assert float(inner.get("y")) + float(inner.get("height")) < words[1][1] < float(root.get("height"))
    with pytest.raises(ValueError, match="nothing"):
        sheet("", title="t", notes=())
