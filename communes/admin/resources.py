"""Reference lists as spreadsheets, through django-import-export: what the admin's import and export buttons use.

The official list is loaded by `manage.py load_territory`, which knows attachments and shows its difference; here
are exported the same columns, and imported the corrections of one's own spreadsheet.
"""

from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.widgets import DecimalWidget, ForeignKeyWidget, IntegerWidget

from accounts import audit
from communes.models import Place, PlaceAlias


class AuditedResource(ModelResource):
    """Imports all rows or none, checks each like a form, and leaves its audit trail."""

    class Meta:
        abstract = True
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True  # for the audit trail

    def import_data(self, dataset: Any, **kwargs: Any) -> Result:
        """One row that is refused refuses the file: by default the others would be written."""
        return super().import_data(dataset, **{**kwargs, "rollback_on_validation_errors": True})

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        """One audit event for each row written; a trial run is rolled back with its events."""
        verb = {RowResult.IMPORT_TYPE_NEW: "create", RowResult.IMPORT_TYPE_UPDATE: "change"}.get(
            row_result.import_type
        )
        if verb:
            audit.record(
                by=kwargs.get("user"),
                action=f"{self._meta.model._meta.model_name}.{verb}",
                target=row_result.instance,
                after={name: str(value) for name, value in row.items()},
            )


class PlaceResource(AuditedResource):
    """Places by key, with the headings of the reference files."""

    key = Field("key", "cle")
    name = Field("name", "nom")
    kind = Field("kind", "nature", readonly=True)
    qualifier = Field("qualifier", "precision")
    region = Field("region", "region", widget=ForeignKeyWidget(Place, "key"), readonly=True)
    cercle = Field("cercle", "cercle", widget=ForeignKeyWidget(Place, "key"), readonly=True)
    latitude = Field("latitude", "latitude", widget=DecimalWidget())
    longitude = Field("longitude", "longitude", widget=DecimalWidget())
    population = Field("population", "population", widget=IntegerWidget())
    population_year = Field("population_year", "annee_population", widget=IntegerWidget())

    class Meta(AuditedResource.Meta):
        model = Place
        fields = [
            "key",
            "name",
            "kind",
            "qualifier",
            "region",
            "cercle",
            "latitude",
            "longitude",
            "population",
            "population_year",
        ]
        export_order = fields
        import_id_fields = ["key"]


class PlaceAliasResource(AuditedResource):
    """Spellings: the key of the place, the spelling, and where it holds."""

    place = Field("place", "cle", widget=ForeignKeyWidget(Place, "key"))
    written = Field("written", "graphie")
    within = Field("within", "seulement_dans", widget=ForeignKeyWidget(Place, "key"))

    class Meta(AuditedResource.Meta):
        model = PlaceAlias
        fields = ["place", "written", "within"]
        export_order = fields
        import_id_fields = ["place", "written"]
