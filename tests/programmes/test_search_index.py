"""The index of the text of activities: what is found is what reading every title finds, and it follows every write."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.text import normalise
from programmes import bulk_writing, search_index
from programmes.models import Activity
from tests.factories import ActivityFactory, PlanFactory

TITLES = (
    "Former les élus d’Ansongo",
    "Former les régisseurs",
    "École de Tessit",
    "Été",
    "50 % des élus_a",
    "",
)


def read(text: str) -> set[int]:
    """What reading every title finds."""
    words = normalise(text).split()
    return {row.pk for row in Activity.objects.all() if all(word in row.search for word in words)}


def found(text: str) -> set[int]:
    return set(Activity.objects.matching(text).values_list("pk", flat=True))


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def activities(db):
    plan = PlanFactory()
    return [ActivityFactory(plan=plan, code=f"A-{n}", title=title) for n, title in enumerate(TITLES)]


WORDS = ("élus", "former", "ansongo", "EL", "us", "or", "é", "50", "a-1", "tessit", "xyz")
TEXTS = st.one_of(
    st.text(max_size=8),
    st.text(alphabet="aeéflmorst %_'\"*", max_size=8),
    st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_what_is_found_is_what_reading_every_title_finds(activities, text):
    assert found(text) == read(text)


@pytest.mark.sqlite_only
def test_a_few_activities_are_named_more_are_looked_for_among_candidates(activities, monkeypatch):
    assert search_index.candidates(["elus"]) == [activities[0].pk, activities[4].pk]
    monkeypatch.setattr(search_index, "MOST_KEYS", 1)
    assert isinstance(search_index.candidates(["elus"]), search_index.Candidates)
    assert found("élus") == {activities[0].pk, activities[4].pk}


@pytest.mark.parametrize("words", [[], ["el"], ["a", "us"]])
def test_short_words_have_no_index(activities, words):
    assert search_index.candidates(words) is None


@pytest.mark.sqlite_only
def test_words_that_many_hold_are_read_in_titles(activities, monkeypatch):
    monkeypatch.setattr(search_index, "MOST_KEYS", 0)
    monkeypatch.setattr(search_index, "_most", lambda: 1)
    assert search_index.candidates(["former"]) is None
    assert search_index.candidates(["tessit"]) is not None
    assert len(found("former")) == 2


@pytest.mark.postgresql_only
def test_postgresql_reads_its_index(activities):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM programmes_activity WHERE search LIKE '%elus%'")
        assert search_index.GIN in "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.sqlite_only
def test_the_index_is_there_and_kept_after_all_migrations(db):
    """A migration that rebuilds the table of activities must end with `search_index.restore_triggers`."""
    assert set(search_index._TRIGGERS) <= triggers()


@pytest.mark.sqlite_only
def test_the_index_is_restored_after_the_table_was_rebuilt(activities):
    with connection.cursor() as cursor:
        for name in search_index._TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    Activity.objects.filter(pk=activities[0].pk).update(search="tout autre")
    search_index.restore_triggers(connection)
    assert found("autre") == {activities[0].pk}
    assert set(search_index._TRIGGERS) <= triggers()


# --- every write --------------------------------------------------------------------------------------


def test_a_title_changed_is_found_anew(activities):
    activities[0].title = "Équiper la mairie"
    activities[0].save()
    assert found("mairie") == {activities[0].pk}
    assert found("ansongo") == set()


def test_rows_written_by_the_thousand_are_found(activities):
    plan = activities[0].plan
    rows = [Activity(plan=plan, code=f"B-{n}", title="Forage") for n in range(3)]
    for row in rows:
        row.search = row.search_text()
    bulk_writing.insert(rows, with_keys=False)
    assert len(found("forage")) == 3
    pk = Activity.objects.get(code="B-0").pk
    bulk_writing.update(Activity, ("search",), [(pk, "b 0 adduction")])
    assert (len(found("forage")), found("adduction")) == (2, {pk})


def test_rows_deleted_are_not_found(activities):
    Activity.objects.filter(pk=activities[0].pk).delete()
    ActivityFactory(plan=activities[0].plan, title="Former")
    assert found("ansongo") == set()


def test_what_does_not_touch_the_text_leaves_the_index(activities):
    Activity.objects.update(budget=10)
    assert found("ansongo") == {activities[0].pk}


# --- the migration ------------------------------------------------------------------------------------


def test_the_index_is_taken_away_and_made_again(activities):
    search_index.drop_index(connection)
    assert found("ansongo") == {activities[0].pk}, "read in the titles"
    bulk_writing.check_references()
    assert search_index.create_index(connection)
    assert found("ansongo") == {activities[0].pk}


@pytest.mark.sqlite_only
def test_a_database_without_full_text_goes_without(activities, monkeypatch):
    search_index.drop_index(connection)
    monkeypatch.setattr(search_index, "_FULL_TEXT", "CREATE VIRTUAL TABLE nothing USING absent(search)")
    assert not search_index.create_index(connection)
    assert found("ansongo") == {activities[0].pk}


@pytest.mark.postgresql_only
def test_a_database_without_the_extension_goes_without(activities, monkeypatch):
    search_index.drop_index(connection)
    monkeypatch.setattr(search_index, "_TRIGRAMS", "CREATE EXTENSION absente")
    assert not search_index.create_index(connection)
    assert found("ansongo") == {activities[0].pk}
