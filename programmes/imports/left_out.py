"""Rows of a sheet that are no data: totals, headings printed again, numbers of columns, signatures. Pure: no Django."""

import re
from collections.abc import Collection, Sequence

from programmes.imports.readings import as_text, folded

SUB, ALL, ANY = "sub", "all", "any"

# « Total », « Sous-total OS 1 », « S/total », « TOTAL GENERAL (FCFA) », « Montant total », « Ensemble ».
_TOTAL = re.compile(
    r"(?P<sub>sous[ -]*totaux|sous[ -]*total|s\s*[/.-]\s*total|total partiel|stotal)\b.*"
    r"|(?P<all>(?:grand |le )?total|totaux|(?:montant|cout|budget) (?:global|total)|ensemble)\b(?P<rest>.*)",
    re.DOTALL,
)
_BEGINS_LIKE_A_TOTAL = (
    "tot",
    "sou",
    "s/t",
    "s /",
    "s.t",
    "s-t",
    "s t",
    "sto",
    "mon",
    "cou",
    "coû",
    "bud",
    "ens",
    "gra",
    "le ",
)
_GENERAL = re.compile(r"\b(?:general|generale|generaux|global|globale|du plan|des? depenses)\b")
_OF_A_GROUP = re.compile(
    r"\b(?:os|og|axe|objectif|resultat|composante|volet|produit|groupe|partie|chapitre)\b"
)
# What may follow « total » on a row of totals; anything else may be the title of an activity.
_OF_WHAT = re.compile(
    r"[\s:.()=]*(?:(?:general|generale|generaux|global|globale|du|de|des|la|le|les|l'|d'|en|plan|annuel|budget|cout|couts"
    r"|montant|depenses|activites|os|og|axe|objectif|specifique|resultat|composante|volet|produit|groupe|partie|chapitre"
    r"|f ?cfa|fcfa|cfa|xof|ttc|ht|hors|taxes?|euros?|usd|n°|no|et|\d[\d.]*|[ivx]+|[a-h])\b[\s:.()=°/-]*)*"
)
_SIGNATURE = re.compile(
    r"(?:fait|etabli|arrete|dresse) (?:a|le)\b.*"
    r"|(?:p\.?o\.?|pour|p/|p\.)?\s*(?:le|la|l')\s*(?:sous-?)?\s*(?:directeur|directrice|ministre|chef|chefe|president"
    r"|presidente|secretaire|coordonnateur|coordinateur|coordinatrice|responsable|comptable|gouverneur|prefet|maire|d\.?g\.?)\b.{0,80}"
    r"|\(?(?:noms?|prenom|signature|cachet|visa|(?:lu|vu) et approuve|ampliations?|date et signature)\b.{0,80}"
    r"|(?:nb|n\.b\.?|n\.b|note|notes|source|sources|legende|observation generale)\s*:.*"
    r"|\(\*+\).*|\*+ ?\S.*",
    re.DOTALL,
)


def begins_like_a_total(cell: object) -> bool:
    """Whether it is worth asking `total_label`; costs next to nothing."""
    return isinstance(cell, str) and cell.lstrip()[:3].lower().startswith(_BEGINS_LIKE_A_TOTAL)


def total_label(cell: object) -> str:
    """SUB for the label of a sub-total, ALL of a general total, ANY of a total that does not say; else ""."""
    text = folded(cell)
    found = _TOTAL.fullmatch(text)
    if found is None:
        return ""
    if found["sub"]:
        return SUB
    if not _OF_WHAT.fullmatch(found["rest"] or ""):
        return ""
    return ALL if _GENERAL.search(text) else SUB if _OF_A_GROUP.search(text) else ANY


def is_signature(cell: object) -> bool:
    """Whether a text alone on its row is written under a table, not in it."""
    return isinstance(cell, str) and _SIGNATURE.fullmatch(folded(cell)) is not None


def is_numbering(filled: Sequence[object], columns: int) -> bool:
    """Whether the cells that are filled count 1, 2, 3…, as under headings; `columns` is how many headings there are."""
    if len(filled) < min(3, columns) or len(filled) < 2:
        return False
    return [as_text(cell).strip("() .") for cell in filled] == [str(n) for n in range(1, len(filled) + 1)]


def is_heading_again(filled: Sequence[object], headings: Collection[str]) -> bool:
    """Whether most of the cells that are filled are headings of the table (folded)."""
    same = sum(isinstance(cell, str) and folded(cell) in headings for cell in filled)
    return same >= min(2, len(filled)) and same >= 0.6 * len(filled)
