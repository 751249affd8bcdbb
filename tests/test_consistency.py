"""Habits the whole project keeps: models, constraints, addresses, templates, migrations, sizes."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.template import engines
from django.template.loader_tags import ExtendsNode
from django.urls import URLPattern, URLResolver, get_resolver

from tests.source import LAYERS, PROJECT, project_files

MODELS = sorted(
    (model for app in LAYERS for model in apps.get_app_config(app).get_models()),
    key=lambda model: model._meta.label,
)
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))

# Folders that hold pieces of pages; elsewhere the name of a piece starts with "_".
PIECES = {"components", "forms", "widgets"}

# Models that no person lists: why each is reached otherwise.
NEVER_LISTED = {
    "communes.Attachment": "read through its commune, which everybody sees",
    "communes.PlaceCode": "read through its place, which everybody sees",
    "accounts.FailedSignIn": "counted by accounts.lockout, shown to nobody",
    "accounts.PasswordLink": "found by its secret, shown to nobody",
}


def by_label(model: type[models.Model]) -> str:
    return model._meta.label


def by_path(path: Path) -> str:
    return str(path.relative_to(PROJECT))


# --- models ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_a_model_says_what_it_is(model):
    written = model.__doc__ or ""
    assert written.strip(), "a model has a docstring"
    assert not written.startswith(f"{model.__name__}("), "Django wrote this docstring"


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_a_model_has_french_names(model):
    assert {"verbose_name", "verbose_name_plural"} <= set(model._meta.original_attrs)
    fields = chain(model._meta.local_fields, model._meta.local_many_to_many)
    unnamed = [
        field.name
        for field in fields
        if field._verbose_name is None and not field.auto_created and not field.primary_key
    ]
    assert not unnamed, "a field has a verbose_name"


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_a_model_says_who_may_see_it(model):
    if by_label(model) in NEVER_LISTED:
        assert not hasattr(model._default_manager.all(), "visible_to"), "it is listed after all"
    else:
        assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_a_constraint_speaks_french(model):
    silent = [
        constraint.name
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    assert not silent, "a constraint says what is wrong"


def test_constraint_messages_end_like_sentences():
    messages = [str(constraint.violation_error_message) for m in MODELS for constraint in m._meta.constraints]
    assert messages
    assert [text for text in messages if not text.endswith(".") or not text[0].isupper()] == []


# --- addresses ------------------------------------------------------------------------------------


def own_patterns(patterns, prefix="") -> list[tuple[str, str | None]]:
    """(address, name) of every address of the portal, Django's admin left out."""
    found = []
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                found += own_patterns(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            found.append((address, pattern.name))
    return found


def test_an_address_has_a_name():
    unnamed = [address for address, name in own_patterns(get_resolver().url_patterns) if not name]
    assert not unnamed


def test_addresses_end_with_a_slash():
    """Except files, whose address ends with their extension."""
    addresses = [address for address, _ in own_patterns(get_resolver().url_patterns)]
    wrong = [a for a in addresses if a and not a.endswith("/") and not re.search(r"\.(\w+|<slug:form>)$", a)]
    assert not wrong


# --- templates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=by_path)
def test_a_template_compiles_and_a_page_is_in_french(path):
    """A page extends another or opens its own French document; a fragment does neither."""
    text = path.read_text(encoding="utf-8")
    template = engines["django"].get_template(str(path.relative_to(PROJECT / "templates"))).template
    if path.name.startswith("_") or PIECES & set(path.parts):
        assert "<html" not in text
    else:
        assert template.nodelist.get_nodes_by_type(ExtendsNode) or '<html lang="fr"' in text


@pytest.mark.parametrize("path", TEMPLATES, ids=by_path)
def test_a_fragment_is_included_with_only(path):
    """What a fragment reads is said where it is included."""
    includes = re.findall(r"{%\s*include\s+[\"'][^%]*%}", path.read_text(encoding="utf-8"))
    assert [tag for tag in includes if not re.search(r"\bonly\s*%}$", tag)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=by_path)
def test_a_template_obeys_the_strict_policy(path):
    """No inline style or script, nothing from another host: the browser would refuse it."""
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "inline event handler"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text), "another host"


# --- files ----------------------------------------------------------------------------------------

CODE_FILES = [path for path in project_files() if "migrations" not in path.parts]


@pytest.mark.parametrize("path", CODE_FILES, ids=by_path)
def test_a_module_stays_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", TEMPLATES, ids=by_path)
def test_a_template_stays_readable(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_migrations_are_named_by_hand():
    names = [path.stem for app in LAYERS for path in (PROJECT / app / "migrations").glob("[0-9]*.py")]
    assert names
    assert [
        name for name in names if re.search(r"_auto_|_and_more$|^\d+_(?:alter|rename)_\w+_\w+_\w+_", name)
    ] == []


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc", "tools"])
def test_no_module_is_a_drawer(name):
    """A module is named after what it holds."""
    assert [
        by_path(path) for path in project_files() if name in path.relative_to(PROJECT).with_suffix("").parts
    ] == []
