"""The tabs over the list of activities: the sets people come for, each only for those it is about."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from programmes.filter_sets import PLACE
from programmes.models import StatusReport

#: What tells the tabs apart; other filters are kept from one tab to the next.
SETS = (
    "mine", "late", "open", "due", "silent", "unheard", "review", "unreported", "cocher", *PLACE,
)  # fmt: skip


#: Reports that wait, of all departments.
MOST_PENDING = 2_000


@dataclass(frozen=True)
class Tab:
    """One tab: what it says, where it leads, whether it is the one shown."""

    label: str
    url: str
    is_current: bool = False


def activity_tabs(user: User, asked: QueryDict, *, page: str = "") -> list[Tab]:
    """The tabs one person has; `page` is `mine` or `queue` on those that are no filtered list."""
    current = page or next((name for name in ("mine", "late") if asked.get(name)), "all")
    tabs = []
    if user.may(Permission.REPORT_STATUS):
        tabs.append(Tab("Mes activités", _mine_url(asked), current == "mine"))
    tabs.append(Tab("En retard", _url(asked, late="1"), current == "late"))
    if user.may(Permission.VALIDATE_REPORTS):
        tabs.append(Tab(_queue_label(user), reverse("programmes:review_queue"), current == "queue"))
    tabs.append(Tab("Toutes", _url(asked), current == "all"))
    return tabs


def _queue_label(user: User) -> str:
    """« À valider (12) »; without the number where so many reports wait that finding one’s own would slow the page."""
    if StatusReport.objects.pending().order_by().values("pk")[: MOST_PENDING + 1].count() > MOST_PENDING:
        return "À valider"
    return f"À valider ({StatusReport.objects.to_review_by(user).count()})"


def _mine_url(asked: QueryDict) -> str:
    """What is due first; the list of one's own as long as other filters are in force."""
    if set(asked) <= {*SETS, "tri"}:
        return reverse("programmes:own_activities")
    return _url(asked, mine="1")


def _url(asked: QueryDict, **wanted: str) -> str:
    kept = asked.copy()
    for name in SETS:
        kept.pop(name, None)
    kept.update(wanted)
    query = kept.urlencode()
    return reverse("programmes:activity_list") + (f"?{query}" if query else "")
