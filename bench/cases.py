"""What a measurement is: a work, what it is held against, and the target where the project has set one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from bench.timing import Work
from programmes.models import Activity


@dataclass(frozen=True)
class Floor:
    """The least that the same work could cost; `most` is the target ratio of processor time, None without one."""

    label: str
    work: Work
    most: float | None = None


@dataclass(frozen=True)
class Case:
    """One work, ready to be measured; `most` is the target in milliseconds of processor time, None without one."""

    work: Work
    floors: tuple[Floor, ...] = ()
    most: float | None = None


Maker = Callable[[], Iterator[Case]]


@dataclass(frozen=True)
class Benchmark:
    """A measurement by its name; `make` prepares it and cleans up after it.

    `by_size` when the size of the database may change it: the others are measured at the first size only.
    """

    name: str
    label: str
    make: Maker = field(repr=False)
    by_size: bool = True

    def case(self):
        """The case, as a context."""
        return contextmanager(self.make)()


def client_of(user: User) -> Client:
    """A signed-in browser that, like real ones, takes compressed pages."""
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(user)
    return client


def direction() -> User:
    """Who sees everything."""
    return User.objects.filter(role=Role.DIRECTION).order_by("pk").first()


def getting(client: Client, url: str) -> Work:
    """Asking for a page; anything but the page stops the measurement."""

    def get() -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} : {response.status_code}")

    return get


def an_open_activity() -> Activity:
    """An activity in execution, of a department that has agents."""
    activities = Activity.objects.filter(
        plan__code__startswith="MESURE-", plan__closed_on=None, cancelled_on=None, responsible=None
    )
    return activities.select_related("plan", "department").order_by("pk").first()
