"""The territory in Django's administration: places of each level with their codes, attachments and spellings."""

from communes.admin.aliases import PlaceAliasAdmin
from communes.admin.places import CercleAdmin, CommuneAdmin, PlaceAdmin, RegionAdmin

__all__ = ["CercleAdmin", "CommuneAdmin", "PlaceAdmin", "PlaceAliasAdmin", "RegionAdmin"]
