"""Django's admin for what people enter: one module a subject, as the models.

Reports and revisions are only looked at here: they are written by the actions that the screens call.
"""

from programmes.admin import (
    activities,
    documents,
    imports,
    indicators,
    partners,
    plans,
    priorities,
    programmes,
    results,
    workshops,
)

__all__ = [
    "activities",
    "documents",
    "imports",
    "indicators",
    "partners",
    "plans",
    "priorities",
    "programmes",
    "results",
    "workshops",
]
