"""What hangs on one place besides activities: programmes, partners, workshops, priority actions, and what it is."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from communes.models import Attachment, Place
from programmes.formats import date_long, enumeration, integer
from programmes.models import Participation, Partner, PriorityAction, Programme, Workshop
from reporting.figures.dashboard import DashboardScope
from reporting.figures.map_places import funders_in

MOST = 100


@dataclass(frozen=True)
class PlaceProgramme:
    """A programme that names the place or something in it, or a larger place: `reaches` then says which."""

    programme: Programme
    reaches: str


@dataclass(frozen=True)
class PlacePartner:
    """A partner there: by which programmes, and whether it funds activities located there."""

    partner: Partner
    programmes: tuple[str, ...]
    is_funder: bool

    @property
    def text(self) -> str:
        """« PECIC II ; finance des activités »."""
        said = [enumeration(self.programmes)] if self.programmes else []
        return "\u202f; ".join(said + (["finance des activités"] if self.is_funder else []))


def place_programmes(user: User, place: Place) -> list[PlaceProgramme]:
    """The programmes the reader may see that name the place or what it holds, then those of a larger place."""
    visible = Programme.objects.visible_to(user)
    inside = Place.objects.within(place).order_by().values("pk")
    own = list(visible.filter(_located(inside)).order_by("code"))
    found = [PlaceProgramme(programme, "") for programme in own]
    above = {key: one for one in (place.cercle, place.region) if one for key in [one.pk]}
    for key, larger in above.items():
        more = visible.filter(_located([key])).exclude(pk__in=[one.programme.pk for one in found])
        found += [PlaceProgramme(one, larger.designation) for one in more.order_by("code")]
    return found


def _located(places) -> Q:
    through = Programme.places.through.objects.filter(place__in=places)
    return Q(pk__in=through.values("programme"))


def partners_of(user: User, scope: DashboardScope, programmes: list[PlaceProgramme]) -> list[PlacePartner]:
    """Who takes part in the programmes of the place or, for who reads all, funds activities located there."""
    names: dict[int, list[str]] = {}
    own = {
        one.programme.pk: one.programme.acronym or one.programme.code for one in programmes if not one.reaches
    }
    rows = Participation.objects.filter(programme__in=own).order_by("programme__code")
    for partner, programme in rows.values_list("partner", "programme").distinct():
        if own[programme] not in names.setdefault(partner, []):
            names[partner].append(own[programme])
    funders: set[int] = set()
    if user.may(Permission.READ_ALL):
        funders = {partner for (partner,) in funders_in(user, scope)}
    visible = Partner.objects.visible_to(user).filter(pk__in={*names, *funders}).order_by("name")
    return [
        PlacePartner(partner, tuple(names.get(partner.pk, ())), partner.pk in funders) for partner in visible
    ]


def place_workshops(user: User, place: Place) -> QuerySet[Workshop]:
    """Those held there, or about it."""
    inside = Place.objects.within(place).order_by().values("pk")
    about = Workshop.places.through.objects.filter(place__in=inside).values("workshop")
    visible = Workshop.objects.visible_to(user)
    return visible.filter(Q(place__in=inside) | Q(pk__in=about)).order_by("-start", "code")[:MOST]


def place_actions(user: User, place: Place) -> QuerySet[PriorityAction]:
    """The priority actions of its communes."""
    inside = Place.objects.within(place).order_by().values("pk")
    rows = PriorityAction.objects.visible_to(user).filter(place__in=inside)
    return rows.select_related("place", "programme").order_by("place__search", "code")[:MOST]


def facts_of(place: Place) -> list[tuple[str, str]]:
    """What the reference data say of it: what contains it, what did, its people, its codes."""
    facts = []
    if place.population is not None:
        facts.append(("Population", f"{integer(place.population)} habitants ({place.population_year})"))
    former = [_former(one) for one in _attachments(place) if one.until]
    if former:
        facts.append(("Auparavant", enumeration(former)))
    codes = place.codes.order_by("version").values_list("version", "code")
    if codes:
        facts.append(("Codes", "\u202f; ".join(f"{code} ({version})" for version, code in codes)))
    spellings = list(place.aliases.filter(within=None).order_by("written").values_list("written", flat=True))
    if spellings:
        facts.append(("Autres graphies", enumeration(f"«\u00a0{one}\u00a0»" for one in spellings)))
    return facts


def _attachments(place: Place) -> QuerySet[Attachment]:
    return place.attachments.select_related("region", "cercle").order_by("since", "pk")


def _former(one: Attachment) -> str:
    """« cercle de Gao, région de Gao (jusqu’au 12 mars 2023) »."""
    inside = ", ".join(place.designation for place in (one.cercle, one.region) if place)
    until = one.until if one.until_precision == "day" else None
    return f"{inside} (jusqu’au {date_long(until)})" if until else inside
