"""What writes the territory: loading the reference files, confirming a spelling. Each leaves its audit trail."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import AuditEvent, User
from communes.models import AliasOrigin, Attachment, Level, Place, PlaceAlias, PlaceCode
from communes.moves import moving
from communes.reference import PLACE_FIELDS, current_attachments
from communes.territory import (
    Attached,
    Change,
    Difference,
    PartialDate,
    Record,
    merge_attachments,
    shown,
)

PARENTS = ("region", "cercle")
BATCH = 500


@transaction.atomic
def apply_territory(*, difference: Difference, by: User | None) -> uuid.UUID:
    """Write what loading the reference files would change, all of it or nothing; return the operation's id.

    Places absent from the files are left as they are: a file may hold one region only, and what refers to a
    place must not lose it. Each place created or changed has its audit event, all of one operation.
    """
    operation = uuid.uuid4()
    places = Place.objects.in_bulk(field_name="key")
    _create_places(difference.created, places)
    _change_places(difference.changed, places)
    _write_codes(difference, places)
    _write_attachments(difference, places)
    _write_spellings(difference, places, by)
    AuditEvent.objects.bulk_create(_events(difference, places, by, operation), batch_size=BATCH)
    return operation


def _create_places(records: Sequence[Record], places: dict[str, Place]) -> None:
    """New places, a level at a time: each needs the rows of the level above. Adds them to `places`."""
    for level in Level.values:
        created = [
            _filled(Place(key=record.key), record.values, places)
            for record in records
            if record.level == level
        ]
        places.update({place.key: place for place in Place.objects.bulk_create(created, batch_size=BATCH)})


def _change_places(changed: Sequence[tuple[Record, tuple[Change, ...]]], places: dict[str, Place]) -> None:
    """The columns that differ, and the derived ones with them."""
    changing, moved = [], []
    for record, changes in changed:
        values = {change.field: change.new for change in changes}
        if values.keys() & {*PLACE_FIELDS, *PARENTS}:
            changing.append(_filled(places[record.key], values, places))
        if values.keys() & {*PARENTS}:
            moved.append(places[record.key].pk)
    fields = [*PLACE_FIELDS, *PARENTS, "level", "search"]
    with moving(moved):
        Place.objects.bulk_update(changing, fields, batch_size=BATCH)


def _filled(place: Place, values: Any, places: dict[str, Place]) -> Place:
    """The place with these values; parents are named by key."""
    for name in PLACE_FIELDS:
        if name in values:
            setattr(place, name, values[name])
    for name in PARENTS:
        if name in values:
            setattr(place, name, places[values[name]] if values[name] else None)
    place.fill_derived()
    return place


def _values(difference: Difference) -> Iterable[tuple[str, dict[str, Any]]]:
    """The key and new values of each place created or changed."""
    for record in difference.created:
        yield record.key, dict(record.values)
    for record, changes in difference.changed:
        yield record.key, {change.field: change.new for change in changes}


def _write_codes(difference: Difference, places: dict[str, Place]) -> None:
    """Changed codes go first and all at once: two places may exchange theirs."""
    codes = [
        PlaceCode(place=places[key], version=name.removeprefix("code:"), code=value or "")
        for key, values in _values(difference)
        for name, value in values.items()
        if name.startswith("code:")
    ]
    for version in {code.version for code in codes}:
        PlaceCode.objects.filter(
            version=version, place__in=[code.place for code in codes if code.version == version]
        ).delete()
    PlaceCode.objects.bulk_create([code for code in codes if code.code], batch_size=BATCH)


def _write_attachments(difference: Difference, places: dict[str, Place]) -> None:
    """The whole list of a commune is written again: nothing refers to one attachment."""
    stated = {key: values["attachments"] for key, values in _values(difference) if "attachments" in values}
    Attachment.objects.filter(commune__in=[places[key] for key in stated]).delete()
    Attachment.objects.bulk_create(
        [_attachment(places, key, attached) for key, list_ in stated.items() for attached in list_],
        batch_size=BATCH,
    )


def _attachment(places: dict[str, Place], key: str, attached: Attached) -> Attachment:
    row = Attachment(
        commune=places[key],
        region=places[attached.region],
        cercle=places[attached.cercle] if attached.cercle else None,
        source=attached.source,
    )
    if attached.since:
        row.since, row.since_precision = attached.since.date, attached.since.precision
    if attached.until:
        row.until, row.until_precision = attached.until.date, attached.until.precision
    return row


def _write_spellings(difference: Difference, places: dict[str, Place], by: User | None) -> None:
    """Spellings of the reference list are added, never taken away: people have confirmed others."""
    aliases = []
    for key, values in _values(difference):
        for written in sorted(values.get("spellings", ())):
            alias = PlaceAlias(
                place=places[key], written=written, origin=AliasOrigin.REFERENCE, confirmed_by=by
            )
            alias.fill_derived()
            aliases.append(alias)
    PlaceAlias.objects.bulk_create(aliases, batch_size=BATCH)


def _events(
    difference: Difference, places: dict[str, Place], by: User | None, operation: uuid.UUID
) -> Iterable[AuditEvent]:
    """One event for each place, with the values that changed as the difference printed them."""
    for record in difference.created:
        yield audit.build(
            by=by,
            action="place.create",
            target=places[record.key],
            after={name: shown(value) for name, value in record.values.items() if value},
            operation=operation,
        )
    for record, changes in difference.changed:
        yield audit.build(
            by=by,
            action="place.change",
            target=places[record.key],
            before={change.field: shown(change.old) for change in changes},
            after={change.field: shown(change.new) for change in changes},
            operation=operation,
        )


@transaction.atomic
def attach_commune(*, commune: Place, since: PartialDate | None, source: str, by: User | None) -> None:
    """Record that the commune belongs to its present region and cercle by this text, from this date.

    What was in force ends on the eve, or gives way when it did not begin earlier. ValidationError when
    something was in force and no date is given: its end would be unknown.
    """
    known = current_attachments(commune)
    region, cercle = commune.region, commune.cercle
    now = Attached(source, region.key, cercle.key if cercle else None, since)
    try:
        merged = merge_attachments(known, now)
    except ValueError as error:
        raise ValidationError("Indiquez depuis quand la commune est ainsi rattachée.") from error
    keys = {key for attached in merged for key in (attached.region, attached.cercle) if key}
    places = {commune.key: commune, **Place.objects.in_bulk(keys, field_name="key")}
    commune.attachments.all().delete()
    Attachment.objects.bulk_create(_attachment(places, commune.key, attached) for attached in merged)
    audit.record(
        by=by,
        action="place.attach",
        target=commune,
        before={"attachments": shown(known)},
        after={"attachments": shown(merged)},
    )


@transaction.atomic
def confirm_alias(
    *,
    place: Place,
    written: str,
    by: User | None,
    within: Place | None = None,
    origin: str = AliasOrigin.PERSON,
) -> PlaceAlias:
    """Accept a spelling as a name of the place from now on, everywhere or within one region or cercle.

    Confirming twice changes nothing. ValidationError when the spelling is the name of another place there, or
    is already confirmed for another: a spelling means one place, otherwise nobody could trust an import.
    """
    alias = PlaceAlias(
        place=place, written=" ".join(written.split()), within=within, origin=origin, confirmed_by=by
    )
    alias.fill_derived()
    known = PlaceAlias.objects.filter(
        search=alias.search, level=alias.level, within=within, place=place
    ).first()
    if known:
        return known
    alias.full_clean()
    alias.save()
    audit.record(
        by=by,
        action="place.confirm_alias",
        target=place,
        after={"written": alias.written, "within": within.key if within else None},
    )
    return alias
