"""Places in the admin: one list for all levels, and one for each."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from import_export.admin import ImportExportMixin

from accounts.audited_admin import AuditedAdmin, ReadOnlyInline
from accounts.spreadsheets import FORMATS
from communes.actions import attach_commune
from communes.admin.resources import PlaceResource
from communes.forms import PlaceForm
from communes.models import (
    Attachment,
    Cercle,
    CodeVersion,
    Commune,
    Kind,
    Level,
    Place,
    PlaceAlias,
    PlaceCode,
    Region,
)
from communes.moves import moving
from communes.text import normalise


class PlaceCodeInline(admin.TabularInline):
    """Codes of a place, one for each numbering."""

    model = PlaceCode
    extra = 0


class PlaceAliasInline(admin.TabularInline):
    """Other spellings of a place."""

    model = PlaceAlias
    fk_name = "place"
    fields = ["written", "within", "origin"]
    autocomplete_fields = ["within"]
    extra = 0


class AttachmentInline(ReadOnlyInline):
    """What a commune belonged to; it changes with the commune's region and cercle."""

    model = Attachment
    fk_name = "commune"
    fields = ["period", "region", "cercle", "source"]
    readonly_fields = ["period"]
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).select_related("region", "cercle")

    @admin.display(description="période")
    def period(self, attachment: Attachment) -> str:
        """« depuis le 13 mars 2023 »."""
        return attachment.period


class PlacesAdmin(ImportExportMixin, AuditedAdmin):
    """What the lists of each level have in common."""

    form = PlaceForm
    resource_classes = [PlaceResource]
    formats = FORMATS
    list_display = ["name", "qualifier", "region", "cercle", "code_2023", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["search", "aliases__search", "codes__code"]
    search_help_text = "Nom, autre graphie ou code\u202f; les accents et les traits d’union ne comptent pas."
    autocomplete_fields = ["region", "cercle"]
    inlines = [PlaceCodeInline, PlaceAliasInline]
    fieldsets = [
        (None, {"fields": ["name", "kind", "qualifier", "key", "is_active"]}),
        ("Rattachement", {"fields": ["region", "cercle", "attached_since", "attached_source"]}),
        ("Situation", {"fields": [("latitude", "longitude"), ("population", "population_year")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        codes = PlaceCode.objects.filter(version=CodeVersion.LAW_2023_007)
        places = super().get_queryset(request).with_parents()
        return places.prefetch_related(Prefetch("codes", queryset=codes, to_attr="codes_2023"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Place], search_term: str
    ) -> tuple[QuerySet[Place], bool]:
        """Searches as names are stored: without accents, hyphens nor capitals."""
        return super().get_search_results(request, queryset, normalise(search_term))

    def get_readonly_fields(self, request: HttpRequest, obj: Place | None = None) -> list[str]:
        """Addresses and imports are made with the key: it is chosen once."""
        return ["key", "kind"] if obj else []

    def save_model(self, request: HttpRequest, obj: Place, form: ModelForm, change: bool) -> None:
        """A commune that is new or moves gets its attachment with it."""
        has_moved = change and not {"region", "cercle"}.isdisjoint(form.changed_data)
        with moving([obj.pk] if has_moved else []):
            super().save_model(request, obj, form, change)
        if obj.kind == Kind.COMMUNE and form.cleaned_data.get("attached_source"):
            attach_commune(
                commune=obj,
                since=form.cleaned_data["attached_since"],
                source=form.cleaned_data["attached_source"],
                by=request.user,
            )

    def delete_model(self, request: HttpRequest, obj: Place) -> None:
        """What was there is there no more."""
        with moving([obj.pk]):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        """As above, for many."""
        with transaction.atomic(), moving(list(queryset.values_list("pk", flat=True))):
            super().delete_queryset(request, queryset)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """Whoever saves a spelling confirms it."""
        if formset.model is PlaceAlias:
            for row in formset.forms:
                if row.has_changed():
                    row.instance.confirmed_by = request.user
        super().save_formset(request, form, formset, change)

    @admin.display(description="code 2023")
    def code_2023(self, place: Place) -> str:
        """The code of law 2023-007."""
        return ", ".join(code.code for code in place.codes_2023)


class OneLevelAdmin(PlacesAdmin):
    """The places of one level, whose kind need not be asked."""

    kind: Kind

    def get_form(self, request: HttpRequest, obj: Place | None = None, **kwargs: Any) -> type[ModelForm]:
        """A new place is of the kind of its list."""
        form = super().get_form(request, obj, **kwargs)
        if "kind" in form.base_fields:
            form.base_fields["kind"].initial = self.kind
            choices = [(kind.value, kind.label) for kind in Kind if kind.level == self.kind.level]
            form.base_fields["kind"].choices = choices
        return form


@admin.register(Place)
class PlaceAdmin(PlacesAdmin):
    """Places of any level: what the other lists complete from."""

    list_display = ["name", "kind", *PlacesAdmin.list_display[1:]]
    list_filter = ["level", "is_active", ("region", admin.RelatedOnlyFieldListFilter)]

    def get_inlines(self, request: HttpRequest, obj: Place | None) -> list[Any]:
        attached = obj is not None and obj.level == Level.COMMUNE
        return [*self.inlines, AttachmentInline] if attached else self.inlines


@admin.register(Region)
class RegionAdmin(OneLevelAdmin):
    """Regions and the District of Bamako."""

    kind = Kind.REGION
    list_display = ["name", "kind", "code_2023", "population", "population_year", "is_active"]
    fieldsets = [PlacesAdmin.fieldsets[0], PlacesAdmin.fieldsets[2]]


@admin.register(Cercle)
class CercleAdmin(OneLevelAdmin):
    """Cercles."""

    kind = Kind.CERCLE
    list_display = ["name", "region", "code_2023", "is_active"]
    list_filter = ["is_active", ("region", admin.RelatedOnlyFieldListFilter)]
    fieldsets = [
        PlacesAdmin.fieldsets[0],
        ("Rattachement", {"fields": ["region"]}),
        PlacesAdmin.fieldsets[2],
    ]


@admin.register(Commune)
class CommuneAdmin(OneLevelAdmin):
    """Communes, with what they belonged to."""

    kind = Kind.COMMUNE
    list_display = ["name", "qualifier", "cercle", "region", "is_active"]
    list_filter = [
        "is_active",
        ("cercle", admin.EmptyFieldListFilter),
        ("region", admin.RelatedOnlyFieldListFilter),
    ]
    inlines = [*PlacesAdmin.inlines, AttachmentInline]
