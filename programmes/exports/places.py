"""Places as a sheet names them: so that the importer finds the same one again, homonyms included."""

from communes.models import Place
from programmes.filter_fields import label_of


class PlaceLabels:
    """« Commune de Bara (cercle d’Ansongo) » by primary key: all places are read once, when one is asked for."""

    def __init__(self) -> None:
        self._labels: dict[int, str] | None = None

    def get(self, key: int | None) -> str:
        """The label of a place; empty without one."""
        if key is None:
            return ""
        if self._labels is None:
            self._labels = {place.pk: label_of(place) for place in Place.objects.with_parents().iterator()}
        return self._labels.get(key, "")

    def all(self) -> list[str]:
        """Those of the places that exist today, in alphabetical order of their names."""
        return [label_of(place) for place in Place.objects.active().with_parents().order_by("search", "pk")]
