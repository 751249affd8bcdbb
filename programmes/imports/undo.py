"""Undoing an import as a whole, as long as nothing was built on it since."""

from accounts.models import User
from programmes.models import ImportRun


def obstacles_to_undo(run: ImportRun) -> list[str]:
    """Everything that stands in the way of undoing, in French, with the name of the object; empty when nothing does."""
    raise NotImplementedError


def undo(*, run: ImportRun, by: User | None, reason: str = "") -> ImportRun:
    """Take back what the import wrote, in one transaction: what it created is removed, what it changed is given back,
    its status reports are withdrawn. Raises Refusal, naming every obstacle, and takes back nothing when there is one.
    """
    raise NotImplementedError
