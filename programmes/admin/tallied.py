"""Admin pages whose saves may change what is counted: the kept counts follow, whatever the page and its inlines do."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts.audited_admin import AuditedAdmin
from programmes.summaries import behind, tallied


class TalliedAdmin(AuditedAdmin):
    """An AuditedAdmin of activities, or of what they are counted by."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the counts of the activities that hang on the object."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        obj = self.get_object(request, object_id) if object_id else None
        with transaction.atomic(), tallied(behind(self.model, [obj.pk] if obj else [])):
            return super().changeform_view(request, object_id, *args, **kwargs)
