"""Which of one's activities the table shows: of a plan, of a department, of a quarter, finished ones too."""

from datetime import date, timedelta

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import QueryDict

from programmes.models import ActionPlan, Department
from programmes.querysets.activities import ActivityQuerySet

QUARTERS = [(str(number), f"T{number}") for number in range(1, 5)]


class ChoiceForm(forms.Form):
    """The filters over the table; a value that is none of theirs shows nothing, never everything."""

    plan = forms.ChoiceField(label="Plan", required=False)
    department = forms.ChoiceField(label="Structure", required=False)
    quarter = forms.ChoiceField(label="Trimestre prévu", required=False, choices=[("", "Tous"), *QUARTERS])
    finished = forms.BooleanField(label="Montrer aussi les réalisées et les non réalisées", required=False)

    def __init__(self, data: QueryDict, *, own: ActivityQuerySet) -> None:
        super().__init__(data)
        self.own = own
        plans = ActionPlan.objects.filter(pk__in=own.order_by().values("plan"))
        departments = Department.objects.filter(pk__in=own.order_by().values("department"))
        self.fields["plan"].choices = [("", "Tous"), *((one.code, f"{one.code} – {one}") for one in plans)]
        self.fields["department"].choices = [
            ("", "Toutes"),
            *((one.code, one.short_name) for one in departments),
        ]
        # A choice between one thing and the same thing is none.
        for name in ("plan", "department"):
            if len(self.fields[name].choices) < 3 and not data.get(name):
                del self.fields[name]

    def chosen(self) -> ActivityQuerySet:
        """The activities asked for; those not finished unless all are."""
        if not self.is_valid():
            return self.own.none()
        said = self.cleaned_data
        rows = self.own if said["finished"] else self.own.unfinished()
        if said.get("plan"):
            rows = rows.filter(plan__code=said["plan"])
        if said.get("department"):
            rows = rows.filter(department__code=said["department"])
        return in_quarter(rows, int(said["quarter"])) if said["quarter"] else rows


def in_quarter(rows: ActivityQuerySet, quarter: int) -> ActivityQuerySet:
    """Those planned at some time in this quarter of the year of their plan; one without dates is in none."""
    touching = Q(pk__in=())
    for year in rows.order_by().values_list("plan__year", flat=True).distinct():
        first, last = bounds(year, quarter)
        touching |= Q(plan__year=year, starts__lte=last, ends__gte=first)
    return rows.annotate(
        starts=Coalesce("planned_start", "planned_end"), ends=Coalesce("planned_end", "planned_start")
    ).filter(touching)


def bounds(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
    return first, following - timedelta(days=1)
