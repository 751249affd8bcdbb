"""The groups of a set in SQL: which key, or keys, each of its activities has in a dimension."""

from collections.abc import Collection

from django.db import connection

from programmes.dimensions import Dimension
from programmes.querysets.dated_sets import Sql, keys_of

#: The keys of groups that are no row of a table: what has none, what the reader may not know.
NOTHING, UNKNOWN = 0, -1

# IN and not a join with `chosen`: SQLite may read a whole table first, to filter such a join (a Bloom filter).
_PROGRAMMES = """
    SELECT a.id, a.programme_id AS key FROM programmes_activity a
    WHERE a.id IN (SELECT id FROM chosen) AND a.programme_id IS NOT NULL
    UNION SELECT a.id, p.programme_id
    FROM programmes_activity a CROSS JOIN programmes_actionplan p
    WHERE a.id IN (SELECT id FROM chosen) AND p.id = a.plan_id AND p.programme_id IS NOT NULL
    UNION SELECT a.id, (SELECT g.parent_id FROM programmes_programme g WHERE g.id = a.programme_id) AS parent
    FROM programmes_activity a WHERE a.id IN (SELECT id FROM chosen)
        AND a.programme_id IN (SELECT g.id FROM programmes_programme g WHERE g.parent_id IS NOT NULL)
    UNION SELECT a.id, (SELECT g.parent_id FROM programmes_programme g WHERE g.id = p.programme_id) AS parent
    FROM programmes_activity a CROSS JOIN programmes_actionplan p
    WHERE a.id IN (SELECT id FROM chosen) AND p.id = a.plan_id
        AND p.programme_id IN (SELECT g.id FROM programmes_programme g WHERE g.parent_id IS NOT NULL)
"""
_SOURCES = """
    SELECT f.activity_id AS id, f.source_id AS key FROM programmes_funding f
    WHERE f.activity_id IN (SELECT id FROM chosen)
"""
_PARTNERS = """
    SELECT DISTINCT f.activity_id AS id, s.partner_id AS key
    FROM programmes_funding f JOIN programmes_fundingsource s ON s.id = f.source_id
    WHERE s.partner_id IS NOT NULL AND f.activity_id IN (SELECT id FROM chosen)
"""
_PLACES = """
    SELECT DISTINCT t.activity_id AS id, CASE WHEN q.level = '{level}' THEN q.id ELSE {parent} END AS key
    FROM programmes_activity_places t JOIN communes_place q ON q.id = t.place_id
    WHERE (q.level = '{level}' OR {parent} IS NOT NULL) AND t.activity_id IN (SELECT id FROM chosen)
"""
#: Activities whose money no group has alone: of several sources, of sources that are not all of one partner.
_SHARED = {
    Dimension.SOURCE: """
        SELECT f.activity_id AS id FROM programmes_funding f
        WHERE f.activity_id IN (SELECT id FROM chosen) GROUP BY f.activity_id HAVING COUNT(*) > 1
    """,
    Dimension.PARTNER: """
        SELECT f.activity_id AS id FROM programmes_funding f JOIN programmes_fundingsource s ON s.id = f.source_id
        WHERE f.activity_id IN (SELECT id FROM chosen)
        GROUP BY f.activity_id HAVING COUNT(DISTINCT COALESCE(s.partner_id, 0)) > 1
    """,
}
_SINGLE = {
    Dimension.PLAN: "stood.plan_id",
    Dimension.DEPARTMENT: "COALESCE(stood.department_id, 0)",
    Dimension.SECTOR: "COALESCE(stood.sector_id, 0)",
    Dimension.KIND: "COALESCE(stood.kind_id, 0)",
    Dimension.YEAR: "stood.year",
}


def key_expression(by: Dimension) -> str:
    """The key of an activity of `stood`, for the dimensions where it has one at most; empty for the others."""
    if by != Dimension.QUARTER:
        return _SINGLE.get(by, "")
    if connection.vendor == "postgresql":
        year, month = (
            "EXTRACT(YEAR FROM stood.planned_end)",
            "CAST(EXTRACT(MONTH FROM stood.planned_end) AS INTEGER)",
        )
    else:
        year = "CAST(SUBSTR(stood.planned_end, 1, 4) AS INTEGER)"
        month = "CAST(SUBSTR(stood.planned_end, 6, 2) AS INTEGER)"
    return f"CASE WHEN {year} = stood.year THEN ({month} + 2) / 3 ELSE 0 END"


def keys_tables(by: Dimension, known: Collection[int] | None) -> Sql:
    """« , …, keys(id, key) »: the keys of a dimension of which an activity may have several.

    `known` are those the reader may know (None: all). An activity that has none is under `NOTHING`; one that has only
    others, under `UNKNOWN`.
    """
    text = f", found AS ({_found(by)})"
    if known is None:
        return Sql(
            f"{text}, keys AS (SELECT id, key FROM found UNION ALL"
            f" SELECT id, {NOTHING} FROM chosen WHERE id NOT IN (SELECT id FROM found))"
        )
    allowed = keys_of(known, "key")
    return Sql(
        f"{text}, allowed AS ({allowed.text}),"
        " named AS (SELECT id, key FROM found WHERE key IN (SELECT key FROM allowed)),"
        " keys AS (SELECT id, key FROM named UNION ALL"
        f" SELECT id, CASE WHEN id IN (SELECT id FROM found) THEN {UNKNOWN} ELSE {NOTHING} END"
        " FROM chosen WHERE id NOT IN (SELECT id FROM named))",
        allowed.params,
    )


def shared_table(by: Dimension) -> Sql:
    """« , shared(id) »: the activities that several funders pay for; nothing for other dimensions."""
    return Sql(f", shared AS ({_SHARED[by]})" if by in _SHARED else "")


def _found(by: Dimension) -> str:
    if by == Dimension.PROGRAMME:
        return _PROGRAMMES
    if by == Dimension.SOURCE:
        return _SOURCES
    if by == Dimension.PARTNER:
        return _PARTNERS
    parent = "NULL" if by == Dimension.COMMUNE else f"q.{by.value}_id"
    return _PLACES.format(level=by.value, parent=parent)
