"""The territory: places, their codes, what they were attached to, and how people write them."""

from communes.models.aliases import AliasOrigin, PlaceAlias
from communes.models.attachments import Attachment, DatePrecision
from communes.models.boundaries import Boundary, BoundaryQuerySet
from communes.models.codes import CodeVersion, PlaceCode
from communes.models.places import Cercle, Commune, Kind, Level, Place, PlaceQuerySet, Region

__all__ = [
    "AliasOrigin",
    "Attachment",
    "Boundary",
    "BoundaryQuerySet",
    "Cercle",
    "CodeVersion",
    "Commune",
    "DatePrecision",
    "Kind",
    "Level",
    "Place",
    "PlaceAlias",
    "PlaceCode",
    "PlaceQuerySet",
    "Region",
]
