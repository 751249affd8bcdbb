"""Whether the portal answers, for what watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programmes.models import ActionPlan

NO_DATABASE = (
    "La base de données ne répond pas, ou ses tables manquent : voir DATABASE_URL et « manage.py migrate »."
)


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """`{"etat": "ok"}` when the database answers with its tables, 503 and what to look at otherwise."""
    try:
        ActionPlan.objects.exists()
    except DatabaseError:
        connection.close()
        return JsonResponse({"etat": "erreur", "message": NO_DATABASE}, status=503)
    return JsonResponse({"etat": "ok"})
