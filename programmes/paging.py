"""The pages of the list of activities, as quick at the end of a million rows as at the beginning.

Up to ten thousand rows are counted and their pages numbered. Beyond, the list says « plus de 10 000 » and its pages
follow one another from the row where each ends (`after`, `before`): nothing reads what comes before.
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Max
from django.http import QueryDict
from django.utils.functional import cached_property

from programmes.list_orders import NEWEST_PLAN_FIRST, Step, beyond, ordered
from programmes.models import Activity
from programmes.plan_walk import walked
from programmes.querysets.activities import ActivityQuerySet

PAGE_SIZE = 50
MOST_COUNTED = 10_000

#: In an address, where a page starts; with `page`, what a link to another list leaves behind.
END = "end"


class ActivityPage(Page):
    """One page: its activities as a list shows them, and where the pages beside it start (empty without one)."""

    def __init__(
        self,
        rows: Sequence[Activity],
        number: int | None,
        pages: "ActivityPages",
        *,
        before: bool,
        after: bool,
    ) -> None:
        super().__init__(rows, number, pages)
        self._before, self._after = before, after

    def has_previous(self) -> bool:
        return self._before

    def has_next(self) -> bool:
        return self._after

    @property
    def previous(self) -> dict[str, Any]:
        """The parameters of the page before."""
        number = self.number - 1 if self.number else None
        return {"page": number, "before": self[0].pk, "after": None}

    @property
    def following(self) -> dict[str, Any]:
        """The parameters of the page after."""
        number = self.number + 1 if self.number else None
        return {"page": number, "after": self[-1].pk, "before": None}


class ActivityPages(Paginator):
    """A list of activities in its order, cut in pages.

    `by_plan`: its filters choose plans rather than activities, so that these are better counted plan after plan.
    """

    def __init__(self, rows: ActivityQuerySet, steps: tuple[Step, ...], *, by_plan: bool = False) -> None:
        super().__init__(rows, PAGE_SIZE)
        self.steps = steps
        self._by_plan = by_plan and connection.vendor == "sqlite"

    @cached_property
    def _found(self) -> int:
        rows = (
            ordered(walked(self.object_list), NEWEST_PLAN_FIRST)
            if self._by_plan
            else self.object_list.order_by()
        )
        return rows.values("pk")[: MOST_COUNTED + 1].count()

    @property
    def is_bounded(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._found > MOST_COUNTED

    @cached_property
    def count(self) -> int:
        """How many rows there are; ten thousand when there are more."""
        return min(self._found, MOST_COUNTED)

    def asked(self, query: QueryDict) -> ActivityPage:
        """The page of an address; the nearest one for what is no page of this list."""
        number = _number(query.get("page"))
        if not self.is_bounded:
            return self._numbered(min(number or 1, self.num_pages))
        if query.get("before") == END:
            return self._last()
        start = self._values(query.get("before") or query.get("after"))
        if start is None:
            return self._numbered(number or 1)
        return self._before(start, number) if query.get("before") else self._after(start, number)

    def _numbered(self, number: int) -> ActivityPage:
        """By its number: what comes before is skipped, which is quick as far as pages are numbered."""
        offset = (number - 1) * PAGE_SIZE
        keys = self._keys(self.object_list, self.steps, offset)
        if not keys and number > 1:
            return self._last()
        return self._page(keys, number, before=number > 1, after=len(keys) > PAGE_SIZE)

    def _after(self, start: tuple[Any, ...], number: int | None) -> ActivityPage:
        keys = self._keys(beyond(self.object_list, self.steps, start), self.steps)
        return self._page(keys, number, before=True, after=len(keys) > PAGE_SIZE) if keys else self._last()

    def _before(self, start: tuple[Any, ...], number: int | None) -> ActivityPage:
        back = tuple(step.reversed for step in self.steps)
        keys = self._keys(beyond(self.object_list, back, start), back)
        if len(keys) <= PAGE_SIZE:
            return self._numbered(1)
        return self._page(keys[PAGE_SIZE - 1 :: -1], number, before=True, after=True)

    def _last(self) -> ActivityPage:
        """The last rows of a list whose length is not known."""
        back = tuple(step.reversed for step in self.steps)
        keys = self._keys(self.object_list, back)
        return self._page(keys[PAGE_SIZE - 1 :: -1], None, before=len(keys) > PAGE_SIZE, after=False)

    def _page(self, keys: list[int], number: int | None, *, before: bool, after: bool) -> ActivityPage:
        shown = keys[:PAGE_SIZE]
        rows = Activity.objects.with_row().in_bulk(shown)
        return ActivityPage(
            [rows[key] for key in shown if key in rows], number, self, before=before, after=after
        )

    def _keys(self, rows: ActivityQuerySet, steps: tuple[Step, ...], offset: int = 0) -> list[int]:
        """The keys of a page and of one row more: a sort carries them alone, the rows come after."""
        if self._is_walked(offset):
            rows = walked(rows)
        return list(
            ordered(rows, steps).values_list("pk", flat=True)[offset : offset + PAGE_SIZE + 1],
        )

    def _is_walked(self, offset: int) -> bool:
        """Whether following the plans finds a page sooner than sorting all that answers.

        Of so many activities, one in so many answers: the walk reads as many for each row of the page; a sort reads
        all that answer, and more to find them. PostgreSQL weighs this by itself.
        """
        if connection.vendor != "sqlite" or self.steps != NEWEST_PLAN_FIRST or not self._found:
            return False
        if self.is_bounded or self._by_plan:
            return True
        every = Activity.objects.aggregate(last=Max("pk"))["last"]
        return (offset + PAGE_SIZE) * every < 12 * self._found**2

    def _values(self, key: str | None) -> tuple[Any, ...] | None:
        """What the steps read of the row of an address; None where the list has it no more."""
        if not key or not key.isascii() or not key.isdigit() or len(key) > 18:
            return None
        fields = [step.field for step in self.steps]
        return self.object_list.filter(pk=int(key)).order_by().values_list(*fields).first()


def _number(written: str | None) -> int | None:
    """The number of a page; None for what is none."""
    if not written or not written.isascii() or not written.isdigit():
        return None
    return min(max(1, int(written[:9])), 10**6) or None
