"""The lists of the drop-downs of a template: the choices of its columns, and the objects that these name."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from programmes.exports.columns import Reader
from programmes.imports.columns import Column
from programmes.imports.kinds import KINDS
from programmes.imports.lookups import ACCOUNTS, model_of

PLACES = "places"
# A longer list helps nobody to choose.
MOST_LISTED = 1500


@dataclass(frozen=True)
class Listed:
    """One list: the name its drop-downs call it by, its title, what is chosen, what each is called in full."""

    name: str
    title: str
    values: tuple[str, ...]
    labels: tuple[str, ...] = ()


class Lists:
    """The lists that the columns of a template need, each once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._known: dict[tuple[str, ...], Listed | None] = {}

    @property
    def all(self) -> list[Listed]:
        """Those that were asked for and have something to choose."""
        return [listed for listed in self._known.values() if listed]

    def of(self, column: Column) -> Listed | None:
        """What may be chosen in a column; None where nothing is listed."""
        if column.parse.choices:
            key = column.parse.choices
            if key not in self._known:
                self._known[key] = Listed(f"choix_{len(self._known) + 1}", column.heading, key)
            return self._known[key]
        refers_to = column.parse.refers_to
        if not refers_to:
            return None
        if (refers_to,) not in self._known:
            self._known[refers_to,] = self._referred(refers_to)
        return self._known[refers_to,]

    def _referred(self, word: str) -> Listed | None:
        if word == PLACES:
            return _listed(word, "Lieux", [(label, "") for label in self.reader.places.all()])
        if word == ACCOUNTS:
            people = self.reader.rows(User).active().order_by("full_name")
            return _listed(word, "Comptes", list(people.values_list("email", "full_name")[:MOST_LISTED]))
        kind = KINDS[word]
        if kind.key != ("code",):
            return None  # a code that is known only within a plan or a programme
        rows = self.reader.rows(model_of(kind)).order_by("code")[:MOST_LISTED]
        return _listed(word, kind.title, [(row.code, str(row)) for row in rows])


def _listed(word: str, title: str, pairs: Iterable[tuple[str, str]]) -> Listed | None:
    pairs = list(pairs)
    if not pairs:
        return None
    values, labels = zip(*pairs, strict=True)
    name = f"liste_{word.replace('-', '_')}"
    return Listed(name, title, values, labels if any(labels) else ())
