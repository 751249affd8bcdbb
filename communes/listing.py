"""How commands list what they would write: a title and its lines, abridged unless all are asked for. Pure."""

from collections.abc import Iterator, Sequence

MOST_SHOWN = 30


def listed(title: str, lines: Sequence[str], *, whole: bool) -> Iterator[str]:
    """The lines to print; none where there is nothing to list."""
    if not lines:
        return
    shown = lines if whole else lines[:MOST_SHOWN]
    yield f"{title}\u00a0:"
    yield from (f"  {line}" for line in shown)
    if left := len(lines) - len(shown):
        yield f"  … et {left} autres (--all les montre tous)"
