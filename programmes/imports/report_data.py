"""What a run said and wrote, as compressed JSON and back. Pure: no Django.

Values keep their type: what JSON does not know (dates, decimals, UUIDs) is written {"$": type, "v": text}. A field
that a later version adds has its default when an older report is read.
"""

import json
import types
import typing
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from programmes.imports.faults import ImportReport, WrittenObject

# In this order: a datetime is a date too.
TYPES: dict[str, Any] = {"datetime": datetime, "date": date, "time": time, "decimal": Decimal, "uuid": UUID}


def pack_report(report: ImportReport) -> bytes:
    """A report without what it wrote, which `pack_written` keeps apart: a page shows the first and never the second."""
    return _packed(_data(replace(report, written=[])))


def unpack_report(packed: bytes) -> ImportReport:
    """The report that `pack_report` packed."""
    report: ImportReport = _read(ImportReport, _unpacked(packed))
    return report


def pack_written(written: Iterable[WrittenObject]) -> bytes:
    """The objects that a run wrote, in its order."""
    return _packed([_data(one) for one in written])


def unpack_written(packed: bytes) -> list[WrittenObject]:
    """The objects that `pack_written` packed."""
    return [_read(WrittenObject, one) for one in _unpacked(packed)]


# --- to JSON


def _packed(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", errors="surrogatepass"))


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed).decode("utf-8", errors="surrogatepass"))


def _data(value: Any) -> Any:
    """A value as JSON holds it: dataclasses by field, mappings as pairs so that a key keeps its type."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value):
        return {one.name: _data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {"$": "map", "v": [[_data(key), _data(one)] for key, one in value.items()]}
    if isinstance(value, list | tuple | set | frozenset):
        return [_data(one) for one in value]
    for name, kind in TYPES.items():
        if isinstance(value, kind):
            return {"$": name, "v": value.isoformat() if isinstance(value, date | time) else str(value)}
    return str(value)


# --- from JSON


def _read(kind: Any, data: Any) -> Any:
    """The value of a declared type that `_data` wrote."""
    reader = _reader(kind)
    return data if reader is None else reader(data)


@cache
def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """What reads the values of a declared type, worked out once for each; None when they are what JSON holds."""
    if kind in (str, int, float, bool):
        return None
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(one for one in arguments if one is not type(None)))
        return inner and (lambda data: None if data is None else inner(data))
    if origin in (tuple, list):
        made, item = origin, _reader(arguments[0])
        return made if item is None else lambda data: made([item(one) for one in data])
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {one.value: one for one in kind}.__getitem__
    return _value


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    readers = {
        name: reader for name, hint in typing.get_type_hints(kind).items() if (reader := _reader(hint))
    }
    known = {one.name for one in fields(kind)}

    def read(data: dict[str, Any]) -> Any:
        if not data.keys() <= known:
            data = {name: value for name, value in data.items() if name in known}
        for name in readers.keys() & data.keys():
            data[name] = readers[name](data[name])
        return kind(**data)

    return read


def _value(data: Any) -> Any:
    """A value of any type; what was a tuple or a set comes back as a list."""
    if isinstance(data, list):
        return [_value(one) for one in data]
    if not isinstance(data, dict):
        return data
    if data["$"] == "map":
        return {_value(key): _value(one) for key, one in data["v"]}
    kind = TYPES[data["$"]]
    return kind(data["v"]) if kind in (Decimal, UUID) else kind.fromisoformat(data["v"])
