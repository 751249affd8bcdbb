"""The check constraints of the database, evaluated in memory: a form or an import is told of them without a query each.

The database stays the last word: it holds the same constraints. Django's own `validate_constraints` asks it once for
each of them, which takes most of the time of an import and a third of that of a report.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Model, Q
from django.db.models.functions import Lower

# True, False, or None where SQL would say NULL: a check that is NULL is met.
Truth = bool | None
Test = Callable[[Model], Truth]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda held, asked: held == asked,
    "gt": lambda held, asked: held > asked,
    "gte": lambda held, asked: held >= asked,
    "lt": lambda held, asked: held < asked,
    "lte": lambda held, asked: held <= asked,
    "range": lambda held, asked: asked[0] <= held <= asked[1],
}


def check_instance(
    instance: Model,
    *,
    exclude: Collection[str] = (),
    told: Collection[str] | None = None,
    related: bool = True,
    unique: bool = True,
) -> None:
    """What `full_clean` checks, all faults at once, the check constraints in memory. Raises ValidationError.

    `told` names the columns that were given a value (None: all of them): the others hold the defaults of the model.
    `related` False takes the objects it refers to for existing (they were just found); `unique` False leaves it to the
    database that no other row has the same keys.
    """
    excluded = frozenset(exclude)
    unread = excluded if related else excluded | _relations(type(instance))
    if told is not None:
        unread |= _columns(type(instance)).difference(told)
    errors: dict[str, Any] = {}

    def in_memory() -> None:
        if broken := broken_rules(instance, exclude=excluded | set(errors)):
            raise ValidationError({NON_FIELD_ERRORS: broken})

    def against_others() -> None:
        instance.validate_unique(exclude=excluded | set(errors))
        validate_unique_constraints(instance, exclude=excluded | set(errors))

    checks = [lambda: instance.clean_fields(exclude=unread), instance.clean, in_memory]
    for check in [*checks, against_others] if unique else checks:
        try:
            check()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


@cache
def _columns(model: type[Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.fields)


@cache
def _relations(model: type[Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.fields if field.is_relation)


def broken_rules(instance: Model, *, exclude: Collection[str] = ()) -> list[ValidationError]:
    """The check constraints that an instance breaks, but those about the fields of `exclude`."""
    broken = []
    for constraint, fields, test in _rules(type(instance)):
        if fields.isdisjoint(exclude) and test(instance) is False:
            broken.append(
                ValidationError(
                    constraint.get_violation_error_message(), code=constraint.violation_error_code
                )
            )
    return broken


def validate_unique_constraints(instance: Model, *, exclude: Collection[str] = ()) -> None:
    """The constraints that compare a row with others, one query each. Raises ValidationError."""
    errors: dict[str, Any] = {}
    for model, constraints in instance.get_constraints():
        for constraint in constraints:
            if isinstance(constraint, CheckConstraint):
                continue
            try:
                constraint.validate(model, instance, exclude=set(exclude))
            except ValidationError as error:
                errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


@cache
def _rules(model: type[Model]) -> tuple[tuple[CheckConstraint, frozenset[str], Test], ...]:
    """The check constraints of a model and its parents: the constraint, the fields it is about, its test."""
    constraints = (one for owner in (model, *model._meta.all_parents) for one in owner._meta.constraints)
    return tuple(
        (one, frozenset(_fields(one.condition)), _test(one, model))
        for one in constraints
        if isinstance(one, CheckConstraint)
    )


def _test(constraint: CheckConstraint, model: type[Model]) -> Test:
    """In memory where every part of the condition is known here; else the database is asked."""
    try:
        return _compiled(constraint.condition, model)
    except TypeError:
        return lambda instance: _database_accepts(constraint, instance)


def _database_accepts(constraint: CheckConstraint, instance: Model) -> bool:
    try:
        constraint.validate(type(instance), instance)
    except ValidationError:
        return False
    return True


def _fields(condition: Any) -> set[str]:
    found: set[str] = set()
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            name, value = child
            found.add(name.split("__")[0])
            found |= {value.name} if isinstance(value, F) else set()
        else:
            found |= _fields(child)
    return found


def _compiled(condition: Any, model: type[Model]) -> Test:
    """A condition as a function of an instance. Raises TypeError for what is not known here."""
    if not isinstance(condition, Q) or condition.connector not in {Q.AND, Q.OR}:
        raise TypeError(f"{model.__name__}: {condition!r}")
    tests = [
        _comparison(*child, model) if isinstance(child, tuple) else _compiled(child, model)
        for child in condition.children
    ]
    decisive = condition.connector == Q.OR  # what settles it: a True in an « or », a False in an « and »

    def test(instance: Model) -> Truth:
        truth: Truth = not decisive
        for one in tests:
            told = one(instance)
            if told is decisive:
                truth = decisive
                break
            truth = None if told is None else truth
        return truth if truth is None or not condition.negated else not truth

    return test


def _comparison(lookup: str, asked: Any, model: type[Model]) -> Test:
    name, _, operator = lookup.partition("__")
    held = _reader(F(name), model)
    operator = operator or "exact"
    if operator == "isnull":
        return lambda instance: (held(instance) is None) is asked
    if operator == "in":
        values = frozenset(asked)
        return lambda instance: None if (value := held(instance)) is None else value in values
    if operator not in _COMPARISONS:
        raise TypeError(f"{model.__name__}: {lookup}")
    compare, other = _COMPARISONS[operator], _reader(asked, model)

    def test(instance: Model) -> Truth:
        left, right = held(instance), other(instance)
        return None if left is None or right is None else compare(left, right)

    return test


def _reader(value: Any, model: type[Model]) -> Callable[[Model], Any]:
    """What one side of a comparison is worth for an instance: a column, its lower case, or a constant."""
    if isinstance(value, F):
        attribute = model._meta.get_field(value.name).attname
        return lambda instance: getattr(instance, attribute)
    if isinstance(value, Lower):
        inner = _reader(value.source_expressions[0], model)
        return lambda instance: None if (text := inner(instance)) is None else text.lower()
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{model.__name__}: {value!r}")
    return lambda instance: value
