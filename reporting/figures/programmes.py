"""The figures of one programme: its activities over all its plans, what partners bring, where it works."""

from dataclasses import dataclass

from programmes.formats import counted
from programmes.models import Contribution, Programme
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.amounts import Amount, amounts_text, sums
from reporting.figures.groups import Group, by_plan
from reporting.figures.lines import Line, lines_of
from reporting.figures.several import figures_of_several
from reporting.figures.totals import Figures


@dataclass(frozen=True)
class ContributionTotal:
    """What is brought in one state; states are never added together.

    `without_amount` counts the contributions in money whose amount no document gives, `in_kind` those in kind;
    an amount given to a contribution in kind is an estimate and is summed apart.
    """

    state: str
    label: str
    amounts: tuple[Amount, ...]
    without_amount: int
    in_kind: int
    in_kind_estimate: tuple[Amount, ...]

    @property
    def text(self) -> str:
        """« 96 303 057 FCFA », « 5 000 000 FCFA, 1 apport sans montant, 2 apports en nature »."""
        said = [amounts_text(self.amounts)] if self.amounts else []
        if self.without_amount:
            said.append(f"{counted(self.without_amount, 'apport')} sans montant")
        if self.in_kind:
            said.append(f"{counted(self.in_kind, 'apport')} en nature")
        return ", ".join(said)


@dataclass(frozen=True)
class ProgrammeFigures:
    """A programme and its phases at a date, as the reader may see them.

    `total` counts an activity carried from one plan to the next once; `plans` gives each plan by itself.
    `named_communes` counts the communes the programme names, beside the number a document declares (or None).
    """

    programme: Programme
    situation: Situation
    lines: tuple[Line, ...]
    total: Figures
    plans: tuple[Group, ...]
    contributions: tuple[ContributionTotal, ...]
    declared_communes: int | None
    named_communes: int

    @property
    def communes_text(self) -> str:
        """« 7 communes, dont 6 nommées »; « 4 communes » when all are named; empty when none is known."""
        declared, named = self.declared_communes, self.named_communes
        if declared is None or declared == named:
            return counted(named, "commune") if named else ""
        if named > declared:
            return f"{counted(declared, 'commune annoncée', 'communes annoncées')}, {named} nommées"
        if not named:
            return f"{counted(declared, 'commune')}, aucune nommée"
        return f"{counted(declared, 'commune')}, dont {counted(named, 'nommée')}"

    @property
    def budget_text(self) -> str:
        """Whether the contributions make the budget: « égal au budget », or what is missing; empty when unknown."""
        return _against_budget(self.programme, self.contributions)


def programme_figures(
    programme: Programme, activities: ActivityQuerySet, situation: Situation | None = None
) -> ProgrammeFigures:
    """The figures of a programme over the activities the reader may see; today by default."""
    situation = situation or Situation.today()
    lines = lines_of(activities.serving(programme), situation)
    named = sum(place.level == "commune" for place in programme.places.all())
    return ProgrammeFigures(
        programme=programme,
        situation=situation,
        lines=lines,
        total=figures_of_several(lines),
        plans=by_plan(lines),
        contributions=contribution_totals(programme.contributions.all()),
        declared_communes=programme.declared_communes,
        named_communes=named,
    )


def contribution_totals(contributions) -> tuple[ContributionTotal, ...]:
    """One total a state that occurs, in the order announced, committed, disbursed."""
    rows = list(contributions)
    return tuple(
        _total(state, [row for row in rows if row.state == state])
        for state in Contribution.State
        if any(row.state == state for row in rows)
    )


def _total(state: Contribution.State, rows: list[Contribution]) -> ContributionTotal:
    money = [row for row in rows if row.nature == Contribution.Nature.MONEY]
    in_kind = [row for row in rows if row.nature == Contribution.Nature.IN_KIND]
    return ContributionTotal(
        state=state.value,
        label=str(state.label),
        amounts=sums((row.amount, row.currency) for row in money),
        without_amount=sum(row.amount is None for row in money),
        in_kind=len(in_kind),
        in_kind_estimate=sums((row.amount, row.currency) for row in in_kind),
    )


def _against_budget(programme: Programme, totals: tuple[ContributionTotal, ...]) -> str:
    if programme.budget is None or not totals:
        return ""
    said = []
    for total in totals:
        own = [amount for amount in total.amounts if amount.currency == programme.currency]
        if not own:
            continue
        gap = programme.budget - own[0].value
        if gap == 0:
            said.append(f"{total.label}\u00a0: égal au budget")
        else:
            side = "de moins" if gap > 0 else "de plus"
            said.append(
                f"{total.label}\u00a0: {Amount(abs(gap), programme.currency).text} {side} que le budget"
            )
    return " ; ".join(said)
