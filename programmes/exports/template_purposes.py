"""What each template is for, in a line, and the groups they are listed in. Pure: no Django."""

from dataclasses import dataclass

PURPOSES = {
    "territory": "Régions, cercles et communes, avec leurs codes, leurs graphies et leurs rattachements.",
    "departments": "Les sous-directions et les autres services de l’État, avec leurs graphies.",
    "partners": "Les PTF, les ONG et les agences, avec leurs sigles et leurs graphies.",
    "funding-sources": "Qui paie : budget national, DAT/FNACT, un partenaire, un programme.",
    "sectors": "Les domaines dans lesquels se rangent programmes et activités.",
    "activity-kinds": "Les natures d’activités : étude, formation, travaux, achat, atelier.",
    "programmes": "Les programmes, les projets et leurs phases : objectif, budget, dates, lieux.",
    "participations": "Quel partenaire prend part à quel programme, et en quelle qualité.",
    "contributions": "Ce que chaque partenaire annonce, engage ou décaisse, en argent ou en nature.",
    "suspensions": "Les interruptions d’un programme et leurs motifs.",
    "target-groups": "Les bénéficiaires d’un programme, prévus et atteints.",
    "team": "L’équipe d’un programme : fonctions, organisations, effectifs.",
    "sections": "Les rubriques libres d’une fiche de programme, comme la politique genre.",
    "results": "Le cadre logique : volets, objectifs, résultats, produits d’un programme ou d’un plan.",
    "achievements": "Les résultats atteints : formations, équipements, travaux, plaidoyers, services.",
    "structures": "Les mécanismes, centres et comités mis en place dans les communes.",
    "support-plans": "Le diagnostic d’une commune ou d’une structure, et le plan d’appui qui en sort.",
    "swot": "Les forces, faiblesses, opportunités et menaces d’un diagnostic.",
    "indicators": "Les indicateurs d’un programme : unité, sens, valeur de référence.",
    "targets": "Les cibles des indicateurs, par période et par commune.",
    "measurements": "Les valeurs mesurées, par période et par commune.",
    "measurement-parts": "Le détail d’une mesure par sexe et par âge.",
    "plans": "Les plans d’actions : exercice, structure ou programme, adoption, clôture.",
    "plan-funding": "Les sources nommées pour tout un plan, avec ou sans montant.",
    "activities": "Les activités d’un plan : intitulé, structure, période, lieux, budget, sources.",
    "activity-funding": "Le montant que chaque source apporte à une activité.",
    "status": "Où en sont les activités à une date : état, avancement, dépenses, difficultés.",
    "declared-figures": "Les chiffres qu’un atelier a déclarés d’un plan, à comparer à ceux du portail.",
    "workshops": "Les ateliers, tables rondes, formations et réunions : dates, lieu, participants.",
    "workshop-plans": "Les plans qu’un atelier a élaborés, examinés ou évalués.",
    "workshop-officials": "Les personnalités d’un atelier : qui ouvre, dirige, clôt les travaux.",
    "workshop-days": "Le déroulement d’un atelier, journée par journée.",
    "workshop-groups": "Les groupes de travail d’un atelier.",
    "workshop-organisations": "Les organisations qui tiennent un atelier ou y participent.",
    "participants": "La liste de présence d’un atelier.",
    "workshop-sections": "Les rubriques du compte rendu d’un atelier.",
    "recommendations": "Les recommandations, engagements et perspectives : qui doit faire quoi, pour quand.",
    "recommendation-updates": "Ce que devient chaque recommandation, date par date.",
    "priorities": "Les actions prioritaires des communes : coût, étude, programme.",
    "pledges": "Ce qu’un partenaire a annoncé ou signé pour une action prioritaire.",
}


@dataclass(frozen=True)
class Group:
    """Templates that one looks for together."""

    title: str
    words: tuple[str, ...]


GROUPS = (
    Group(
        "Plans et activités",
        ("plans", "activities", "status", "plan-funding", "activity-funding", "declared-figures"),
    ),
    Group(
        "Listes de référence",
        ("departments", "partners", "funding-sources", "sectors", "activity-kinds", "territory"),
    ),
    Group(
        "Programmes et projets",
        ("programmes", "participations", "contributions", "suspensions", "target-groups", "team", "sections"),
    ),
    Group(
        "Résultats et indicateurs",
        (
            "results", "achievements", "indicators", "targets", "measurements", "measurement-parts",
            "structures", "support-plans", "swot",
        ),
    ),
    Group(
        "Ateliers et recommandations",
        (
            "workshops", "workshop-plans", "workshop-organisations", "workshop-officials", "participants",
            "workshop-days", "workshop-groups", "workshop-sections", "recommendations", "recommendation-updates",
        ),
    ),
    Group("Priorités des communes", ("priorities", "pledges")),
)  # fmt: skip
