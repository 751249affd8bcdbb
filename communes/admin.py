"""The territory in Django's administration: places of each level with their codes, attachments and spellings."""

from django.contrib import admin

from communes.models import Place


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    """Places of any level: what other lists complete from."""

    search_fields = ["search", "name"]
