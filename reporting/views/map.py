"""The map of the territory: one measure of each region, cercle or commune, its table, and both as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from communes.models import Level
from programmes.exports.responses import dated_name, exported
from programmes.formats import counted, typeset
from reporting.charts import inner_width, sheet
from reporting.charts.map import Standing, TerritoryMap
from reporting.figures.map import MapFigures, map_figures
from reporting.figures.map_measures import Measure, PlaceFigures
from reporting.map_drawings import territory_map
from reporting.pictures import png_of
from reporting.place_exports import place_sheet
from reporting.views.asked_map import AskedMap
from reporting.views.place_rows import place_rows

#: The table beneath the map holds so many places; the list of places holds them all.
MOST_ROWS = 20
IMAGES = {"svg": "image/svg+xml", "png": "image/png"}
KEY_PLACE = "KEY"
#: Measures that the table has a column for whatever the map shows.
OWN_COLUMN = {Measure.ACTIVITIES, Measure.RATE, Measure.LATE, Measure.PROGRAMMES}


@require_safe
def territory(request: HttpRequest) -> HttpResponse:
    """The map, its legend, what it cannot show, and the places that come first."""
    asked = AskedMap(request)
    shown, measure = _figures(asked)
    drawing = _drawing(asked, shown, measure)
    own = shown.within(asked.frame)
    ranked = sorted(
        (one for one in own.places if _has_row(one, measure)), key=lambda one: _rank(one, measure)
    )
    context = {
        "asked": asked,
        "dates": asked.dates,
        "measure": measure,
        "drawing": mark_safe(drawing.render(key="carte")),  # noqa: S308 (the map escapes its texts)
        "legend": [(mark_safe(box), words) for box, words in drawing.legend(key="carte")],  # noqa: S308
        "is_filled": drawing.is_filled,
        "boxes": asked.boxes(measure),
        "narrowings": asked.narrowings(),
        "notes": _notes(asked, shown, measure),
        "rows": place_rows(
            request.user,
            asked.scope,
            ranked[:MOST_ROWS],
            query=asked.place_query,
            measure=None if measure in OWN_COLUMN else measure,
        ),
        "column": "" if measure in OWN_COLUMN else measure.label,
        "files": _files(asked),
        "is_partial": not request.user.may(Permission.READ_ALL),
        "others": len(own.places) - len(ranked[:MOST_ROWS]),
        "all_url": f"{reverse('reporting:place_list')}?{_list_query(asked)}",
        "other_drawing": _other_drawing(asked, drawing),
    }
    return render(request, "reporting/map.html", context, status=asked.dates.status)


@require_safe
def map_picture(request: HttpRequest, form: str) -> HttpResponse:
    """The map as a picture, with its legend and what it was drawn from."""
    if form not in IMAGES:
        raise Http404
    asked = AskedMap(request)
    shown, measure = _figures(asked)
    drawing = _drawing(asked, shown, measure)
    drawn = drawing.render(key="carte", width=inner_width(), with_legend=True)
    if not drawn:
        raise Http404
    filters = "\u202f; ".join(f"{one.label}\u00a0: {one.value}" for one in asked.narrowings())
    scope = ", ".join(filter(None, (asked.year_label, filters)))
    notes = (f"{scope}. Situation au {asked.dates.shown.label}.", *_notes(asked, shown, measure))
    whole = sheet(drawn, title=drawing.title, notes=tuple(map(typeset, notes)))
    content = whole.encode() if form == "svg" else png_of(whole)
    response = HttpResponse(content, content_type=IMAGES[form])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=dated_name("carte", form)
    )
    return response


@require_safe
def map_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Every place of the map with all its figures, as a table."""
    asked = AskedMap(request)
    shown = map_figures(request.user, asked.scope, asked.level, with_partners=True).within(asked.frame)
    return exported(
        request,
        form,
        place_sheet(shown.places),
        name=f"carte-{asked.level.value}s",
        count=len(shown.places),
        back=reverse("reporting:map"),
        valid=asked.dates.are_good,
    )


def _figures(asked: AskedMap) -> tuple[MapFigures, Measure]:
    """The figures, and what is shown of them: activities unless none is located, else programmes."""
    with_partners = asked.asked_measure == Measure.PARTNERS
    shown = map_figures(asked.user, asked.scope, asked.level, with_partners=with_partners)
    usual = Measure.ACTIVITIES if shown.located else Measure.PROGRAMMES
    return shown, asked.asked_measure or usual


def _drawing(asked: AskedMap, shown: MapFigures, measure: Measure) -> TerritoryMap:
    place = reverse("reporting:place_detail", args=[KEY_PLACE])
    before, _, after = place.partition(KEY_PLACE)
    query = f"?{asked.place_query}" if asked.place_query else ""
    return territory_map(
        shown,
        measure,
        title=_title(asked, measure),
        address=lambda key: f"{before}{key}{after}{query}",
        frame=asked.frame,
        region_address=asked.framed,
        as_points=asked.as_points,
    )


def _title(asked: AskedMap, measure: Measure) -> str:
    """« Nombre d’activités par commune, région de Gao »."""
    where = f", {asked.frame.designation}" if asked.frame else ""
    return f"{measure.label} par {asked.level.label.lower()}{where}"


def _notes(asked: AskedMap, shown: MapFigures, measure: Measure) -> list[str]:
    """What must be known before a place is said to have nothing."""
    notes = []
    if shown.unplaced:
        verb = "ne nomment" if shown.unplaced >= 2 else "ne nomme"
        notes.append(
            f"{counted(shown.unplaced, 'activité')} {verb} aucun lieu\u00a0: la carte ne peut pas les montrer."
        )
    if shown.higher:
        verb = "ne sont rattachées" if shown.higher >= 2 else "n’est rattachée"
        level = "une région" if shown.level == Level.CERCLE else "une région ou à un cercle"
        notes.append(
            f"{counted(shown.higher, 'activité')} {verb} qu’à {level}, sans {shown.level.label.lower()} nommée"
            f"\u00a0: là, on ne sait pas."
            if shown.level == Level.COMMUNE
            else f"{counted(shown.higher, 'activité')} {verb} qu’à {level}\u00a0: là, on ne sait pas."
        )
    if shown.level == Level.CERCLE:
        notes.append(
            "Des cercles créés en 2023 n’ont pas encore leurs communes dans la liste du portail\u00a0: "
            "d’eux, on ne sait rien."
        )
    undrawn = [one.place.label for one in shown.within(asked.frame).places if one.place.point is None]
    if undrawn and shown.level == Level.COMMUNE:
        named = ", ".join(undrawn) if len(undrawn) <= 4 else counted(len(undrawn), "commune")
        notes.append(f"Sans coordonnées, donc hors de la carte en cercles\u00a0: {named}.")
    if measure in {Measure.PROGRAMMES, Measure.PARTNERS, Measure.NOTHING}:
        notes.append("Un programme est là où sa fiche le dit\u00a0; une phase compte pour elle-même.")
    return [typeset(note) for note in notes]


def _has_row(one: PlaceFigures, measure: Measure) -> bool:
    """Whether the table names a place: it has something; or nothing at all, where that is what is looked for."""
    if measure == Measure.NOTHING:
        return one.standing == Standing.NOTHING
    return one.figures is not None or one.programmes > 0


def _rank(one: PlaceFigures, measure: Measure) -> tuple:
    value = one.value(measure)
    return value is None, -(value or 0), -one.programmes


def _files(asked: AskedMap) -> list[tuple[str, str]]:
    """The picture of the map and its figures."""
    query = asked.query()
    pictures = [(form.upper(), reverse("reporting:map_picture", args=[form])) for form in IMAGES]
    tables = [(form.upper(), reverse("reporting:map_export", args=[form])) for form in ("csv", "xlsx")]
    return [(form, f"{url}?{query}") for form, url in (*pictures, *tables)]


def _list_query(asked: AskedMap) -> str:
    frame = f"&within={asked.frame.key}" if asked.frame else ""
    query = f"&{asked.place_query}" if asked.place_query else ""
    return f"level={asked.level.value}{frame}{query}"


def _other_drawing(asked: AskedMap, drawing: TerritoryMap) -> dict[str, Any] | None:
    """Circles instead of areas, or areas again; nothing where no boundary is loaded."""
    if drawing.is_filled:
        return {"label": "Montrer en cercles", "url": f"{asked.path}?{asked.query(drawing='points')}"}
    if asked.as_points:
        return {"label": "Montrer en aires", "url": f"{asked.path}?{asked.query(drawing='')}"}
    return None
