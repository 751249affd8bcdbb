"""Whose plans are looked at together: those of structures, or those of programmes. Pure.

A plan of a programme and the plan of the DGCT of the same year may both hold one and the same activity, and nothing
says so: their activities are never added up. Within each kind every sum of the portal holds.
"""

from enum import StrEnum


class Owner(StrEnum):
    """Whose plans; the value is the one in addresses and in the kept counts."""

    DEPARTMENT = "department"
    PROGRAMME = "programme"

    @property
    def label(self) -> str:
        """« plans des structures »."""
        return LABELS[self]

    @property
    def other(self) -> "Owner":
        """The other kind."""
        return Owner.PROGRAMME if self is Owner.DEPARTMENT else Owner.DEPARTMENT


LABELS = {
    Owner.DEPARTMENT: "plans des structures",
    Owner.PROGRAMME: "plans des programmes",
}


def owner_of(programme: int | None) -> Owner:
    """Whose plan it is, from the key of the programme that has it, None for the plan of a structure."""
    return Owner.DEPARTMENT if programme is None else Owner.PROGRAMME
