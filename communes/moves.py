"""Who must know that places move: what is counted by region and cercle lives in apps that this one does not know.

An app that keeps such counts names, when it is ready, a context to enter around every write that moves places: it sees
them before and after.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

from django.utils.module_loading import import_string

_WATCHERS: list[str] = []


def watch(watcher: str) -> None:
    """Enter the context of this dotted name, given the keys of the places, around every write that moves some."""
    if watcher not in _WATCHERS:
        _WATCHERS.append(watcher)


@contextmanager
def moving(places: Collection[int]) -> Iterator[None]:
    """Around a write, within a transaction, that gives these places another region or cercle, or removes them."""
    with ExitStack() as watched:
        for watcher in _WATCHERS if places else ():
            watched.enter_context(import_string(watcher)(places))
        yield
