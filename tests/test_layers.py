"""Imports go down only, and stand at the top of their module; no signals; pure modules know no Django."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.source import LAYERS, Import, module_name, project_files, project_imports, pure_modules

# Inside an app, from the ground up. A part imports from its own rank or from below; parts that are not
# named here (pure modules, figures, charts) may be imported by all and are held by the test of cycles.
RANKS = (
    {"querysets"},
    {"models"},
    {"actions", "exports", "filters", "imports", "summaries"},
    {"forms"},
    {"views", "admin", "management"},
    {"urls"},
)

SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)


def lines(found: list[Import]) -> str:
    return "\n".join(map(str, found))


def app_of(dotted: str) -> str:
    return dotted.split(".")[0]


def rank_of(dotted: str) -> int | None:
    """The rank of a module inside its app; None for those that have none."""
    parts = dotted.split(".")
    if len(parts) < 2:
        return None
    return next((rank for rank, names in enumerate(RANKS) if parts[1] in names), None)


def dotted_targets(found: Import) -> Iterator[str]:
    """What an import may mean: "from a.b import c" is a.b.c when c is a module, and a.b all the same."""
    yield found.target
    for name in found.names:
        yield f"{found.target}.{name}"


def test_the_project_is_read():
    """The other tests would pass on nothing."""
    assert len(project_files()) > 30
    assert len(project_imports()) > 100


def test_imports_go_down_only():
    rank = {app: number for number, app in enumerate(LAYERS)}
    up = [
        found
        for found in project_imports()
        if app_of(found.target) in rank and rank[app_of(found.target)] > rank[app_of(found.module)]
    ]
    assert not up, lines(up)


def test_inside_an_app_imports_go_down_only():
    up = []
    for found in project_imports():
        own = rank_of(found.module)
        if own is None or app_of(found.module) != app_of(found.target):
            continue
        if any((rank_of(target) or 0) > own for target in dotted_targets(found)):
            up.append(found)
    assert not up, lines(up)


def test_nobody_imports_a_view():
    wrong = [
        found
        for found in project_imports()
        if any(f".{part}" in f"{target}." for target in dotted_targets(found) for part in ("views.",))
        and app_of(found.target) in LAYERS
        and not found.module.endswith(".urls")
        and not found.module.startswith(f"{app_of(found.module)}.views")
    ]
    assert not wrong, lines(wrong)


def test_imports_stand_at_the_top():
    late = [found for found in project_imports() if found.in_function]
    assert not late, lines(late)


def test_no_relative_or_star_import():
    wrong = [found for found in project_imports() if found.level or "*" in found.names]
    assert not wrong, lines(wrong)


def test_no_signal_receiver():
    wrong = [found for found in project_imports() if found.target.startswith(SIGNALS)]
    assert not wrong, lines(wrong)


def test_pure_modules_know_no_django():
    pure = {module_name(path) for path in pure_modules()}
    wrong = [
        found
        for found in project_imports()
        if found.module in pure and app_of(found.target) in {"django", "import_export", "django_filters"}
    ]
    assert not wrong, lines(wrong)


def test_pure_modules_import_pure_modules():
    pure = {module_name(path) for path in pure_modules()}
    wrong = [
        found
        for found in project_imports()
        if found.module in pure
        and app_of(found.target) in LAYERS
        and not found.for_types_only
        and not pure & set(dotted_targets(found))
    ]
    assert not wrong, lines(wrong)


def test_no_import_cycle():
    modules = {module_name(path) for path in project_files()}
    graph = TopologicalSorter(dict.fromkeys(modules, ()))
    for found in project_imports():
        if found.for_types_only:
            continue
        targets = {target for target in dotted_targets(found) if target in modules}
        submodules = targets - {found.target}
        # "from package import module" needs the module; the package's own __init__ may list it without a cycle.
        for target in (submodules or targets) - {found.module}:
            graph.add(found.module, target)
    try:
        graph.prepare()
    except CycleError as error:
        cycle = " → ".join(reversed(error.args[1]))
        raise AssertionError(f"import cycle: {cycle}") from None
