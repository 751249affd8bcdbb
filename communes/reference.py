"""What the portal holds of the territory, in the forms that the pure modules read: records, gazetteer."""

from collections import defaultdict

from django.db.models import F, QuerySet

from communes.matching import Gazetteer, KnownAlias, KnownPlace
from communes.models import Attachment, Kind, Place, PlaceAlias, PlaceCode
from communes.territory import Attached, PartialDate, Record

PLACE_FIELDS = (
    "kind",
    "name",
    "qualifier",
    "latitude",
    "longitude",
    "population",
    "population_year",
    "is_active",
)


def current_records() -> dict[str, Record]:
    """Every place by key, with its codes, attachments and spellings: four queries."""
    codes: dict[int, dict[str, str]] = defaultdict(dict)
    for place, version, code in PlaceCode.objects.values_list("place_id", "version", "code"):
        codes[place][f"code:{version}"] = code
    spellings: dict[int, set[str]] = defaultdict(set)
    for place, written in PlaceAlias.objects.filter(within=None).values_list("place_id", "written"):
        spellings[place].add(written)
    attachments = _attachments(Attachment.objects.all())
    records = {}
    rows = Place.objects.values("pk", "key", "level", *PLACE_FIELDS, "region__key", "cercle__key")
    for row in rows.order_by("pk"):
        values = {name: row[name] for name in PLACE_FIELDS}
        values |= {"region": row["region__key"], "cercle": row["cercle__key"]}
        values |= {"spellings": frozenset(spellings[row["pk"]]), "attachments": tuple(attachments[row["pk"]])}
        records[row["key"]] = Record(row["key"], row["level"], values | codes[row["pk"]])
    return records


def current_attachments(commune: Place) -> tuple[Attached, ...]:
    """What one commune belonged to, oldest first."""
    return tuple(_attachments(Attachment.objects.filter(commune=commune))[commune.pk])


def _attachments(queryset: QuerySet[Attachment]) -> dict[int, list[Attached]]:
    """The attachments of each commune (by primary key), oldest first, the one in force last."""
    attachments: dict[int, list[Attached]] = defaultdict(list)
    rows = queryset.order_by(
        F("until").asc(nulls_last=True), F("since").asc(nulls_first=True), "pk"
    ).values_list(
        "commune_id",
        "source",
        "region__key",
        "cercle__key",
        "since",
        "since_precision",
        "until",
        "until_precision",
    )
    for commune, source, region, cercle, since, since_precision, until, until_precision in rows:
        attachments[commune].append(
            Attached(
                source=source,
                region=region,
                cercle=cercle,
                since=PartialDate(since, since_precision) if since else None,
                until=PartialDate(until, until_precision) if until else None,
            )
        )
    return attachments


def load_gazetteer() -> Gazetteer:
    """A gazetteer of the places that exist today and their confirmed spellings: three queries.

    It does not follow later changes: build one for each import or request, not once for all.
    """
    former: dict[str, set[str]] = defaultdict(set)
    for commune, *parents in Attachment.objects.values_list("commune__key", "region__key", "cercle__key"):
        former[commune].update(parent for parent in parents if parent)
    rows = Place.objects.active().values_list("key", "level", "name", "kind", "region__key", "cercle__key")
    places = [
        KnownPlace(key, level, name, region, cercle, frozenset(former[key]), kind == Kind.DISTRICT)
        for key, level, name, kind, region, cercle in rows.order_by("pk")
    ]
    aliases = PlaceAlias.objects.values_list("written", "place__key", "within__key").order_by("pk")
    return Gazetteer(places, [KnownAlias(*row) for row in aliases])
