"""Reads the project's own source: its modules, what each imports and where. Used by the tests about the codebase."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

# From the ground up: an app imports only from those before it.
LAYERS = ("accounts", "communes", "programmes", "reporting", "portal")


@dataclass(frozen=True)
class Import:
    """One import statement of one module."""

    module: str  # where it is written, dotted
    line: int
    target: str  # what is imported, dotted: "programmes.models" or "django.db"
    names: tuple[str, ...]  # what is taken from it; empty for "import x"
    level: int  # dots of a relative import
    in_function: bool
    for_types_only: bool  # under "if TYPE_CHECKING:"

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def project_files() -> list[Path]:
    """Every Python file of the five apps."""
    return sorted(path for app in LAYERS for path in (PROJECT / app).rglob("*.py"))


def module_name(path: Path) -> str:
    """The dotted name of a file; a package is named like its folder."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def project_imports() -> tuple[Import, ...]:
    """Every import statement of the five apps."""
    return tuple(found for path in project_files() for found in _imports(module_name(path), tree_of(path)))


def pure_modules() -> list[Path]:
    """The modules that know no Django: those whose types mypy checks (pyproject.toml)."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        listed = tomllib.load(file)["tool"]["mypy"]["files"]
    files: list[Path] = []
    for name in listed:
        path = PROJECT / name
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return files


def _imports(
    module: str, node: ast.AST, in_function: bool = False, for_types: bool = False
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(module, child.lineno, alias.name, (), 0, in_function, for_types)
        elif isinstance(child, ast.ImportFrom):
            names = tuple(alias.name for alias in child.names)
            target = child.module or ""
            yield Import(module, child.lineno, target, names, child.level, in_function, for_types)
        else:
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            types = for_types or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
            yield from _imports(module, child, inside, types)
