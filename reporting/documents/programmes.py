"""The project sheet: nine headings, in the order in which the regions' programmes are presented."""

from dataclasses import dataclass
from datetime import date, datetime

from programmes.models import Achievement, Programme
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.figures import ProgrammeFigures, Situation, programme_figures


@dataclass(frozen=True)
class Location:
    """Where a programme works: the named places by level, and what its documents declare without naming."""

    regions: tuple[str, ...]
    cercles: tuple[str, ...]
    communes: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.regions or self.cercles or self.communes)


@dataclass(frozen=True)
class AchievedGroup:
    """What was achieved towards one result or by one phase; `heading` is empty where nothing is to be told apart."""

    heading: str
    achievements: tuple[Achievement, ...]


def programme_sheet(programme: Programme, sight: Sight, situation: Situation | None = None) -> Document:
    """The sheet of a programme, with the activities the reader may see."""
    situation = situation or sheet_situation(programme)
    figures = programme_figures(programme, sight.activities, situation)
    return Document(
        kind="programme",
        code=programme.code,
        label="Fiche de projet",
        title=f"Fiche de projet – {programme.short_name}",
        template="documents/programme.html",
        situation=situation,
        context=sheet_context(programme, figures),
    )


def sheet_situation(
    programme: Programme, at: date | None = None, known: date | datetime | None = None
) -> Situation:
    """A sheet speaks of today unless another date is asked."""
    return Situation.today(at, known)


def sheet_context(programme: Programme, figures: ProgrammeFigures) -> dict[str, object]:
    """What the sheet prints."""
    phases = list(programme.phases.order_by("start", "code"))
    return {
        "programme": programme,
        "figures": figures,
        "location": location_of(programme),
        "results": list(programme.results.all()),
        "achieved": achieved_groups(programme, phases),
        "contributions": list(programme.contributions.select_related("partner")),
        "participations": list(programme.participations.select_related("partner")),
        "target_groups": list(programme.target_groups.all()),
        "team": list(programme.team.all()),
        "suspensions": list(programme.suspensions.all()),
        "phases": phases,
        "sections": list(programme.sections.all()),
        "structures": list(programme.structures.select_related("place")),
        "indicators": list(programme.indicators.prefetch_related("targets__place")),
    }


def location_of(programme: Programme) -> Location:
    """The named places and the territories that hold them, top down."""
    places = list(programme.places.select_related("region", "cercle").order_by("name"))
    regions, cercles, communes = {}, {}, {}
    for place in places:
        own = {"region": regions, "cercle": cercles, "commune": communes}[place.level]
        own[place.pk] = place.name
        if place.region:
            regions[place.region.pk] = place.region.name
        if place.cercle:
            cercles[place.cercle.pk] = place.cercle.name
    return Location(
        tuple(sorted(regions.values())), tuple(sorted(cercles.values())), tuple(communes.values())
    )


def achieved_groups(programme: Programme, phases: list[Programme]) -> tuple[AchievedGroup, ...]:
    """Achievements under each result, in the order of the framework, then those of the programme as a whole.

    The sheet of a programme in phases tells what each phase achieved, under its name.
    """
    rows = list(
        Achievement.objects.filter(programme__in=[programme, *phases])
        .select_related("result", "programme")
        .order_by("result__position", "position", "pk")
    )
    own = [row for row in rows if row.programme_id == programme.pk]
    groups = [
        AchievedGroup(result.code, tuple(row for row in own if row.result_id == result.pk))
        for result in programme.results.all()
    ]
    whole = tuple(row for row in own if row.result_id is None)
    groups.append(AchievedGroup("Pour l’ensemble du programme" if len(whole) < len(rows) else "", whole))
    groups += [
        AchievedGroup(phase.title, tuple(row for row in rows if row.programme_id == phase.pk))
        for phase in phases
    ]
    return tuple(group for group in groups if group.achievements)
