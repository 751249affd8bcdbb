"""What must be said before the groups of a dashboard are added up."""

from programmes.dimensions import Dimension


def notes_of(by: Dimension | None, total: int, of_groups: int, is_shared: bool) -> tuple[str, ...]:
    """From how many activities the total counts, and how many its groups count together; nothing where they agree."""
    if by is None:
        return ()
    notes = []
    if of_groups > total:
        notes.append(
            f"{_WHY.get(by, f'Une activité de plusieurs {by.plural} compte dans chaque groupe')}\u202f; "
            "le total la compte une fois."
        )
    if is_shared:
        notes.append(
            f"L’argent n’est donné par {by.label} que pour les activités d’un seul financeur\u202f; "
            "ce qui est partagé est dit à part."
        )
    return tuple(notes)


_CARRIED = "Une activité reconduite compte dans le groupe de chacun de ses plans"
_WHY = dict.fromkeys(
    (
        Dimension.PLAN,
        Dimension.YEAR,
        Dimension.DEPARTMENT,
        Dimension.SECTOR,
        Dimension.KIND,
        Dimension.QUARTER,
    ),
    _CARRIED,
)
