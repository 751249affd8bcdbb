"""How a long import says how far it is, and hears that it is to stop. Pure: no Django."""


class ImportCancelledError(Exception):
    """A person asked for the import to stop: what it has written so far is undone."""


class Progress:
    """Says nothing, never stops: what a short import uses. Others override `say`."""

    def say(self, step: str, done: int, total: int) -> None:
        """`done` rows out of `total` (0: not known) of a step, in French. Raises ImportCancelledError to stop."""
