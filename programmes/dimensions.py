"""By what activities are told apart in figures: plan, programme, structure, partner, place… and the key of « sans … ».

A dimension is named in addresses by its value, and on screen by its label. What an activity has in each of them is
said once, by the kept counts (`programmes.summaries`), and by the filters of the list of activities.
"""

from enum import StrEnum

#: In an address, the group of the activities that have nothing in a dimension; 0 in the kept counts.
NONE = "none"


class Dimension(StrEnum):
    """One way to tell activities apart."""

    PLAN = "plan"
    PROGRAMME = "programme"
    DEPARTMENT = "department"
    PARTNER = "partner"
    SOURCE = "source"
    REGION = "region"
    CERCLE = "cercle"
    COMMUNE = "commune"
    SECTOR = "sector"
    KIND = "kind"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> str:
        """« structure »."""
        return LABELS[self][0]

    @property
    def plural(self) -> str:
        """« structures »."""
        return LABELS[self][1]

    @property
    def without(self) -> str:
        """What the group without a key is called: « sans structure »; empty where every activity has one."""
        return LABELS[self][2]

    @property
    def has_several(self) -> bool:
        """Whether an activity may stand in several groups: each counts it, the total once."""
        return self in SEVERAL

    @property
    def is_funder(self) -> bool:
        """Whether money goes to a group only where the activity has no other funder."""
        return self in FUNDERS


LABELS = {
    Dimension.PLAN: ("plan", "plans", ""),
    Dimension.PROGRAMME: ("programme", "programmes", "sans programme"),
    Dimension.DEPARTMENT: ("structure", "structures", "sans structure"),
    Dimension.PARTNER: ("partenaire", "partenaires", "sans partenaire"),
    Dimension.SOURCE: ("source de financement", "sources de financement", "sans source de financement"),
    Dimension.REGION: ("région", "régions", "sans région"),
    Dimension.CERCLE: ("cercle", "cercles", "sans cercle"),
    Dimension.COMMUNE: ("commune", "communes", "sans commune"),
    Dimension.SECTOR: ("domaine", "domaines", "sans domaine"),
    Dimension.KIND: ("nature", "natures", "sans nature"),
    Dimension.QUARTER: ("trimestre", "trimestres", "sans fin prévue dans l’exercice"),
    Dimension.YEAR: ("exercice", "exercices", ""),
}

#: What is none of a partner's business: neither lists, nor dashboards, nor commands tell activities apart by it.
INTERNAL = (Dimension.DEPARTMENT, Dimension.SOURCE, Dimension.PARTNER)

#: Funders of an activity: its money is a group's only where that group alone funds it.
FUNDERS = frozenset({Dimension.SOURCE, Dimension.PARTNER})
SEVERAL = FUNDERS | {Dimension.PROGRAMME, Dimension.REGION, Dimension.CERCLE, Dimension.COMMUNE}
