"""What each field of a line of a plan means, with an example: said beside the field."""

from programmes.formats import typeset

_WRITTEN = {
    "title": (
        "Un verbe et son objet, compris sans le reste du plan. Exemple : « Former les régisseurs des communes"
        " de la région de Gao »."
    ),
    "code": "Ce qui nomme l’activité dans le plan. Laissez vide : le portail donne le suivant.",
    "department": "La sous-direction qui répond de l’activité et en déclare l’état.",
    "responsible": "Elle trouve l’activité dans « Mes activités ». Sans nom, toute la structure l’y trouve.",
    "associated_departments": "Celles qui participent sans en répondre.",
    "expected_product": (
        "Ce qui existera quand elle sera réalisée. Exemple : « Rapport de formation, 60 régisseurs formés »."
    ),
    "planned_start": (
        "Aussi précise que vous la connaissez : 15/03/2026, mars 2026, T2 2026, fin juin 2026. Aucun jour "
        "n’est inventé."
    ),
    "planned_end": "De la même façon. Après elle, l’activité non réalisée est en retard.",
    "places": (
        "Un par ligne, ou séparés par des virgules : « communes de Bara et Tessit, cercle d’Ansongo ». Un nom"
        " qui ressemble est proposé, jamais choisi à votre place."
    ),
    "budget": (
        "Le coût total prévu, par exemple 12\u202f500\u202f000. Laissez vide s’il n’est pas connu : zéro "
        "dirait qu’elle ne coûte rien."
    ),
    "currency": "Celle du budget et des dépenses déclarées.",
    "weight": "Son importance dans le taux d’avancement du plan. Laissez 1 si toutes se valent ; 2 compte double.",
    "kind": "Certaines natures ont une grille d’étapes, qui donne l’avancement à la place d’un pourcentage.",
    "sector": "Éducation, santé, renforcement des capacités…",
    "programme": "Le programme ou projet que l’activité sert ; ses partenaires la verront dès l’adoption du plan.",
    "result": "L’objectif du plan, ou le résultat du programme, auquel elle contribue.",
    "added_on": "La date de la décision : entre l’adoption du plan et aujourd’hui.",
    "reason": (
        "Qui l’a décidée, et pourquoi elle n’était pas au plan initial. Exemple : « Demandée par le ministre "
        "à la suite des inondations d’août »."
    ),
}

HELP = {name: typeset(text) for name, text in _WRITTEN.items()}
