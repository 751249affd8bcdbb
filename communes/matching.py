"""Finding a place of the territory from the way somebody wrote its name. Pure: no Django."""

from communes.text import normalise

__all__ = ["normalise"]
