"""What the plans of a population refer to: services, partners, programmes, sources of funding, places."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from communes.models import Level, Place
from communes.text import normalise
from programmes.models import (
    ActivityKind,
    Contribution,
    Department,
    DepartmentMembership,
    FundingSource,
    Participation,
    Partner,
    Programme,
    Result,
    Sector,
)

DEPARTMENTS, AGENTS, PARTNERS, PROGRAMMES, SOURCES, RESULTS = 24, 3, 300, 200, 60, 6
PREFIX = "MESURE"
ADDRESS = "mesure.example"

SECTORS = (
    "éducation", "santé", "eau et assainissement", "état civil", "finances locales", "renforcement des capacités",
    "développement local", "cohésion sociale", "coopération décentralisée", "foncier", "environnement", "élevage",
)  # fmt: skip
KINDS = (
    "formation", "étude", "travaux", "acquisition", "atelier", "coordination", "suivi", "sensibilisation",
)  # fmt: skip


@dataclass(frozen=True)
class Team:
    """A department, those who report for it and the one who validates."""

    department: int
    agents: tuple[int, ...]
    validator: int


@dataclass(frozen=True)
class Framework:
    """A programme and the results its activities serve."""

    programme: int
    results: tuple[int, ...]


@dataclass(frozen=True)
class NamedPlace:
    """A place as titles name it, and the same text normalised."""

    key: int
    designation: str
    normalised: str


@dataclass(frozen=True)
class Reference:
    """The keys of everything the plans refer to."""

    teams: tuple[Team, ...]
    programmes: tuple[Framework, ...]
    sources: tuple[int, ...]
    sectors: tuple[int, ...]
    kinds: tuple[int, ...]
    communes: tuple[NamedPlace, ...]
    cercles: tuple[NamedPlace, ...]
    regions: tuple[NamedPlace, ...]
    director: int


def make_reference(rng: Random, last_year: int) -> Reference:
    """Write the reference rows; the territory must be there."""
    teams = _teams()
    partners = _partners()
    sectors = _bulk(
        Sector(code=f"{PREFIX.lower()}-{n}", name=f"Domaine de mesure\u00a0: {name}")
        for n, name in enumerate(SECTORS, 1)
    )
    kinds = _bulk(
        ActivityKind(code=f"{PREFIX.lower()}-{n}", name=f"Nature de mesure\u00a0: {name}")
        for n, name in enumerate(KINDS, 1)
    )
    places = {level: _places(level) for level in Level.values}
    programmes = _programmes(rng, last_year)
    _take_part(rng, programmes, partners)
    _situate(rng, programmes, sectors, places[Level.COMMUNE])
    return Reference(
        teams=teams,
        programmes=_frameworks(programmes),
        sources=tuple(source.pk for source in _sources(programmes, partners)),
        sectors=tuple(sector.pk for sector in sectors),
        kinds=tuple(kind.pk for kind in kinds),
        communes=places[Level.COMMUNE],
        cercles=places[Level.CERCLE],
        regions=places[Level.REGION],
        director=_account("direction", "Direction de mesure", Role.DIRECTION).pk,
    )


def _bulk(rows: Any) -> list[Any]:
    rows = list(rows)
    return type(rows[0])._default_manager.bulk_create(rows)


def _account(name: str, full_name: str, role: Role) -> User:
    """A demonstration account that nobody can sign in with."""
    return User.objects.create(
        email=f"{name}@{ADDRESS}",
        full_name=full_name,
        role=role,
        password=make_password(None),
        is_demonstration=True,
    )


def _teams() -> tuple[Team, ...]:
    departments = _bulk(
        Department(
            code=f"{PREFIX}-SD-{n:02}",
            name=f"Structure de mesure n° {n}",
            acronym=f"SDM{n}",
            position=100 + n,
        )
        for n in range(1, DEPARTMENTS + 1)
    )
    teams = []
    for n, department in enumerate(departments, 1):
        agents = [
            _account(f"agent-{n}-{m}", f"Agent de mesure n° {n}.{m}", Role.AGENT)
            for m in range(1, AGENTS + 1)
        ]
        validator = _account(f"validateur-{n}", f"Validateur de mesure n° {n}", Role.VALIDATOR)
        _bulk(DepartmentMembership(department=department, user=user) for user in [*agents, validator])
        teams.append(Team(department.pk, tuple(agent.pk for agent in agents), validator.pk))
    return tuple(teams)


def _partners() -> list[Partner]:
    kinds = Partner.Kind.values
    return _bulk(
        Partner(
            code=f"{PREFIX}-P-{n:03}",
            name=f"Partenaire de mesure n° {n}",
            acronym=f"PM{n}",
            kind=kinds[n % len(kinds)],
        )
        for n in range(1, PARTNERS + 1)
    )


def _programmes(rng: Random, last_year: int) -> list[Programme]:
    """One in ten is a phase of the one before."""
    programmes: list[Programme] = []
    for n in range(1, PROGRAMMES + 1):
        start = last_year - rng.randint(1, 9)
        programmes.append(
            Programme(
                code=f"{PREFIX}-PROG-{n:03}",
                title=f"Programme de mesure n° {n}",
                acronym=f"PRM{n}",
                start=date(start, 1, 1),
                start_precision="year",
                end=date(start + rng.randint(1, 5), 12, 31),
                end_precision="year",
                budget=rng.randint(50, 5000) * 1_000_000,
                objective="Programme sans existence réelle, fait pour mesurer le portail.",
            )
        )
    programmes = _bulk(programmes)
    for before, phase in zip(programmes[8::10], programmes[9::10], strict=True):
        phase.parent = before
    Programme.objects.bulk_update(programmes[9::10], ["parent"])
    return programmes


def _take_part(rng: Random, programmes: list[Programme], partners: list[Partner]) -> None:
    """Three partners a programme, each with its role and what it brings."""
    roles = Participation.Role.values
    chosen = {programme: rng.sample(partners, 3) for programme in programmes}
    _bulk(
        Participation(programme=programme, partner=partner, role=roles[place])
        for programme, three in chosen.items()
        for place, partner in enumerate(three)
    )
    _bulk(
        Contribution(
            programme=programme, partner=partner, state="committed", amount=rng.randint(10, 900) * 1_000_000
        )
        for programme, three in chosen.items()
        for partner in three
    )


def _situate(
    rng: Random, programmes: list[Programme], sectors: list[Sector], communes: tuple[NamedPlace, ...]
) -> None:
    """Some communes and two sectors a programme."""
    _bulk(
        Programme.places.through(programme=programme, place_id=place.key)
        for programme in programmes
        for place in rng.sample(communes, min(len(communes), rng.randint(1, 8)))
    )
    _bulk(
        Programme.sectors.through(programme=programme, sector=sector)
        for programme in programmes
        for sector in rng.sample(sectors, 2)
    )


def _frameworks(programmes: list[Programme]) -> tuple[Framework, ...]:
    results = _bulk(
        Result(programme=programme, code=f"R{n}", text=f"Résultat de mesure n° {n}", position=n)
        for programme in programmes
        for n in range(1, RESULTS + 1)
    )
    return tuple(
        Framework(programme.pk, tuple(row.pk for row in results[place * RESULTS : place * RESULTS + RESULTS]))
        for place, programme in enumerate(programmes)
    )


def _sources(programmes: list[Programme], partners: list[Partner]) -> list[FundingSource]:
    """The first three are the State's; each of the others is a programme's, through one partner."""
    state = (FundingSource.Kind.NATIONAL_BUDGET, FundingSource.Kind.FNACT, FundingSource.Kind.OWN)
    return _bulk(
        FundingSource(
            code=f"{PREFIX}-S-{n:02}",
            name=f"Source de mesure n° {n}",
            kind=state[n - 1] if n <= len(state) else FundingSource.Kind.PARTNER,
            programme=None if n <= len(state) else programmes[n],
            partner=None if n <= len(state) else partners[n],
            position=100 + n,
        )
        for n in range(1, SOURCES + 1)
    )


def _places(level: str) -> tuple[NamedPlace, ...]:
    places = Place.objects.at(level).active().order_by("key")
    return tuple(NamedPlace(place.pk, place.designation, normalise(place.designation)) for place in places)
