"""The drawing of a calendar, read back as XML: where bars stand, what tells them apart, how sheets are cut."""

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from reporting.charts import (
    PAPER,
    Calendar,
    CalendarGroup,
    CalendarRow,
    Marker,
    Span,
    Tone,
    calendar_legend,
    pages_of,
)
from reporting.charts.calendar_marks import SAMPLES, STROKES
from reporting.charts.shapes import STATUS_SHAPES

SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 1000
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)


def row(number=1, tone=Tone.PLANNED, **fields) -> CalendarRow:
    named = {"code": f"A-{number:02}", "title": f"Former les régisseurs {number}", "reading": "Planifiée."}
    return CalendarRow(tone=tone, **{**named, **fields})


def calendar(*rows, **fields) -> Calendar:
    named = {"title": "Finances", "description": "Une activité.", "year": 2023}
    return Calendar(groups=(CalendarGroup("", rows),), **{**named, **fields})


def drawn(chart: Calendar, **options):
    return ElementTree.fromstring(chart.render(**{"width": WIDTH, **options}))


def bars(root, name: str) -> list[tuple[float, float]]:
    """Left and right of the bars of a kind."""
    return [
        (float(node.get("x")), float(node.get("x")) + float(node.get("width")))
        for node in root.iter(f"{SVG}rect")
        if (node.get("class") or "").split(" ")[0] == name
    ]


def classes(root) -> list[str]:
    return [node.get("class") for node in root.iter() if node.get("class")]


def words(root) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_an_empty_calendar_is_nothing():
    assert calendar().render() == ""


def test_a_year_goes_from_edge_to_edge_and_half_of_it_to_the_middle():
    root = drawn(calendar(row(planned=Span(FIRST, LAST)), row(2, planned=Span(FIRST, date(2023, 7, 2)))))
    (left, right), (half_left, half_right) = bars(root, "planned")
    assert (left, half_left) == (pytest.approx(370.5, abs=1), left)
    assert right == pytest.approx(WIDTH - 1.5, abs=1)
    assert half_right == pytest.approx((left + right) / 2, abs=2)


def test_a_single_day_can_be_seen():
    (bar,) = bars(drawn(calendar(row(planned=Span(LAST, LAST)))), "planned")
    assert 1.5 <= bar[1] - bar[0] < 5
    assert bar[1] <= WIDTH


def test_the_delay_starts_where_the_plan_ends():
    span = Span(FIRST, date(2023, 6, 30))
    late = Span(date(2023, 7, 1), date(2023, 9, 30))
    root = drawn(calendar(row(planned=span, late=late)))
    ((_, end),), ((start, _),) = bars(root, "planned"), bars(root, "late")
    assert start == pytest.approx(end, abs=1.5)
    assert "shape late" in classes(root), "and the row bears the shape of what is late"


def test_what_was_planned_before_a_revision_is_a_bracket():
    root = drawn(calendar(row(planned=Span(FIRST, LAST), initial=Span(FIRST, date(2023, 3, 31)))))
    assert classes(root).count("initial") == 1
    assert "initial" not in classes(drawn(calendar(row(planned=Span(FIRST, LAST)))))


@pytest.mark.parametrize("tone", [Tone.DONE, Tone.IN_PROGRESS, Tone.NOT_DONE, Tone.CANCELLED])
def test_each_status_has_a_shape_and_a_fill_of_its_own(tone):
    root = drawn(calendar(row(tone=tone, actual=Span(FIRST, LAST))))
    assert f"shape {tone}" in classes(root)
    assert f"actual {tone}" in classes(root)


def test_fills_differ_without_colour():
    """Number of hatch strokes and their slant: what a black-and-white print shows."""

    def texture(tone: Tone):
        root = drawn(calendar(row(tone=tone, actual=Span(FIRST, LAST))))
        strokes = [node for node in root.iter(f"{SVG}path") if node.get("stroke-dasharray") == "1.3 4.7"]
        slants = tuple(sorted(node.get("transform").partition("skewX")[2] for node in strokes))
        fill = next(node.get("fill") for node in root.iter(f"{SVG}rect") if node.get("class"))
        return slants, fill == "#14543f"

    tones = (Tone.DONE, Tone.IN_PROGRESS, Tone.NOT_DONE, Tone.CANCELLED)
    assert len({texture(tone) for tone in tones}) == len(tones)
    assert len({STATUS_SHAPES[tone] for tone in Tone}) == len(Tone)


def test_what_goes_on_has_an_arrow_and_what_is_over_has_none():
    span = Span(FIRST, date(2023, 6, 30))
    assert "open" in classes(drawn(calendar(row(tone=Tone.IN_PROGRESS, actual=span, is_open=True))))
    assert "open" not in classes(drawn(calendar(row(tone=Tone.DONE, actual=span))))


@pytest.mark.parametrize(("year", "at"), [(2022, 371), (2024, WIDTH - 2)])
def test_another_year_is_an_arrow_at_the_edge(year, at):
    root = drawn(calendar(row(planned=Span(date(year, 3, 1), date(year, 4, 1)))))
    assert bars(root, "planned") == []
    (mark,) = [node for node in root.iter(f"{SVG}path") if node.get("class") == "outside"]
    assert float(mark.get("d")[1:].split(" ")[0]) == pytest.approx(at, abs=2)


def test_what_starts_or_ends_in_another_year_is_cut_at_the_edge():
    span = Span(FIRST - timedelta(days=90), LAST + timedelta(days=90))
    assert bars(drawn(calendar(row(planned=span))), "planned") == bars(
        drawn(calendar(row(planned=Span(FIRST, LAST)))), "planned"
    )


def test_the_day_looked_at_crosses_the_drawing_and_is_named():
    root = drawn(calendar(row(planned=Span(FIRST, LAST)), marker=Marker(date(2023, 7, 1), "aujourd’hui")))
    assert "aujourd’hui" in words(root)
    lines = [node.get("d") for node in root.iter(f"{SVG}path") if node.get("stroke-dasharray") == "5 3"]
    assert len(lines) == 1
    assert float(lines[0][1:].split(" ")[0]) == pytest.approx(370 + 629 / 2, abs=3)


def test_a_day_of_another_year_is_not_drawn():
    root = drawn(calendar(row(planned=Span(FIRST, LAST)), marker=Marker(date(2026, 7, 1), "aujourd’hui")))
    assert "aujourd’hui" not in words(root)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_the_name_of_the_day_stays_inside(day):
    root = drawn(
        calendar(row(planned=Span(FIRST, LAST)), marker=Marker(day, "situation au 31 décembre 2023"))
    )
    (label,) = [node for node in root.iter(f"{SVG}text") if "situation" in "".join(node.itertext())]
    assert 370 <= float(label.get("x")) <= WIDTH - 150


def test_quarters_and_months_are_named():
    named = words(drawn(calendar(row(planned=Span(FIRST, LAST)))))
    assert {"T1 2023", "T2 2023", "T3 2023", "T4 2023", "janv.", "déc."} <= set(named)


def test_a_long_title_is_cut_to_two_lines_and_told_whole():
    title = (
        "Appuyer l’élaboration et la mise à jour des plans de développement économique, social et culturel "
        * 3
    )
    root = drawn(calendar(row(title=title.strip(), planned=Span(FIRST, LAST), href="/activites/1/")))
    (link,) = root.iter(f"{SVG}a")
    lines = ["".join(node.itertext()) for node in link.iter(f"{SVG}text")]
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert title.strip() in link.find(f"{SVG}title").text
    assert "Planifiée." in link.find(f"{SVG}title").text


def test_each_row_leads_to_its_activity_and_is_an_item_of_a_list():
    root = drawn(calendar(row(1, href="/activites/1/"), row(2, href="/activites/2/")))
    assert root.get("role") == "list"
    items = [node for node in root.iter(f"{SVG}g") if node.get("role") == "listitem"]
    assert [item.find(f"{SVG}a").get("href") for item in items] == ["/activites/1/", "/activites/2/"]


def test_without_links_it_is_a_picture():
    root = drawn(calendar(row(planned=Span(FIRST, LAST))), key="feuille-1")
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby") == "feuille-1-t"


def test_what_people_wrote_is_escaped():
    root = drawn(calendar(row(title='<b>Bâtir</b> & "équiper"', href='/x/"><script>')))
    assert '<b>Bâtir</b> & "équiper"' in "".join(words(root))
    assert list(root.iter("script")) == []


def test_the_table_says_what_the_bars_say():
    table = calendar(row(1, reading="En cours, 45 %.")).table()
    assert table.rows == (("A-01 – Former les régisseurs 1", "En cours, 45 %."),)


def test_the_legend_names_every_mark():
    root = ElementTree.fromstring(calendar_legend(width=500))
    assert words(root) == [label for label, _, _ in SAMPLES]
    assert {f"shape {tone}" for tone in STROKES} <= set(classes(root))
    lefts = [float(node.get("x")) for node in root.iter(f"{SVG}text")]
    assert max(lefts) < 500


# --- sheets ----------------------------------------------------------------------------------------


def plan_of(*sizes: int) -> Calendar:
    groups = tuple(
        CalendarGroup(
            f"Structure {number}",
            tuple(row(n, planned=Span(FIRST, LAST)) for n in range(size)),
        )
        for number, size in enumerate(sizes, 1)
    )
    return replace(calendar(), groups=groups, layout=PAPER)


def heights(pages) -> list[float]:
    return [float(drawn(page, width=1496).get("height")) for page in pages]


def test_no_row_is_lost_and_none_is_drawn_twice():
    pages = pages_of(plan_of(40, 1, 25, 60), width=1496, first=400, height=600)
    found = [
        (group.label.removesuffix(" (suite)"), one.code)
        for page in pages
        for group in page.groups
        for one in group.rows
    ]
    assert len(found) == len(set(found)) == 126
    assert pages[1].groups[0].label == "Structure 1 (suite)"


def test_sheets_hold_what_they_are_given():
    pages = pages_of(plan_of(40, 1, 25, 60), width=1496, first=400, height=600)
    first, *others = heights(pages)
    assert first <= 403
    assert all(height <= 603 for height in others)
    assert all(height > 540 for height in others[:-1]), "and leave no large blank"


def test_a_heading_never_stands_alone():
    for first in range(380, 440):
        pages = pages_of(plan_of(15, 15), width=1496, first=first, height=600)
        assert all(group.rows for page in pages for group in page.groups)


def test_nothing_to_draw_makes_no_sheet():
    assert pages_of(plan_of(), width=1496, first=400, height=600) == ()
