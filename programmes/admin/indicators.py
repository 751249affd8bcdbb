"""Indicators, targets, measurements."""

from django.contrib import admin

from accounts.audited_admin import AuditedAdmin
from programmes.models import Indicator, IndicatorTarget, Measurement, MeasurementPart


class IndicatorTargetInline(admin.TabularInline):
    """Values to reach."""

    model = IndicatorTarget
    extra = 0
    autocomplete_fields = ("place",)
    raw_id_fields = ("replaces",)


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    """What is measured."""

    list_display = ("code", "label", "programme", "unit", "nature", "direction", "baseline")
    list_filter = ("nature", "direction", "programme")
    list_select_related = ("programme",)
    search_fields = ("code", "label", "programme__code")
    autocomplete_fields = ("programme", "result")
    inlines = (IndicatorTargetInline,)


class MeasurementPartInline(admin.TabularInline):
    """By sex and age."""

    model = MeasurementPart
    extra = 0


@admin.register(Measurement)
class MeasurementAdmin(AuditedAdmin):
    """Measured values."""

    list_display = ("indicator", "place", "start", "end", "value", "source")
    list_filter = ("indicator__programme",)
    list_select_related = ("indicator", "place")
    search_fields = ("indicator__code", "indicator__label", "place__name", "source")
    autocomplete_fields = ("indicator", "place")
    inlines = (MeasurementPartInline,)


@admin.register(IndicatorTarget)
class IndicatorTargetAdmin(AuditedAdmin):
    """Values to reach, with what each replaces."""

    list_display = ("indicator", "place", "place_label", "start", "end", "value", "replaces")
    list_filter = ("indicator__programme",)
    list_select_related = ("indicator", "place", "replaces__indicator")
    search_fields = ("indicator__code", "indicator__label", "place__name", "place_label")
    autocomplete_fields = ("indicator", "place", "replaces")
