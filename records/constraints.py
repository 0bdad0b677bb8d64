"""Rules about rows beside each other, held by both engines and by ``full_clean()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model, QuerySet

from records import engines
from records.periods import Span, most_on_a_day, overlapping


class _Rule(BaseConstraint):
    """A rule that Django has no constraint for; it is about rows alike in ``fields``.

    ``when`` narrows it to rows with these column values, of which a tuple allows several: for example
    ``{"role": "lead"}`` or ``{"state": ("requested", "confirmed")}``. Each engine holds it in its own way.
    """

    def __init__(
        self,
        *,
        name: str,
        fields: Sequence[str],
        violation_error_message: Any,
        when: Mapping[str, Any] | None = None,
        violation_error_code: str,
    ) -> None:
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )
        self.fields = tuple(fields)
        self.when = dict(when or {})

    def constraint_sql(  # type: ignore[override] # schema editors pass both, and take statements
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        """Put the rule off until the table stands, also when SQLite remakes it; nothing stands inline."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def create_sql(  # type: ignore[override] # schema editors pass both, and take statements
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement:
        """Return what adds the rule to a PostgreSQL table that already stands; SQLite remakes the table."""
        [statement] = self._statements(model, schema_editor)
        return statement

    def _statements(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        raise NotImplementedError

    def validate(
        self, model: type[Model], instance: Model, exclude: Any = None, using: str = "default"
    ) -> None:
        """Refuse the instance with this rule's message if it breaks the rule.

        Raises: ValidationError. Queries: 1, none where the rule is not about the row.
        """
        if not self._concerns(model, instance, exclude):
            return
        if self._is_broken_by(instance, self._rows(model, instance)):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _rows(self, model: type[Model], instance: Model) -> QuerySet:
        """Return the other rows that the rule compares the instance with, of any period."""
        alike = {attname: getattr(instance, attname) for attname in self._attnames(model)}
        meant = {f"{field}__in": _several(value) for field, value in self.when.items()}
        return model._default_manager.filter(**alike, **meant).exclude(pk=instance.pk)

    def _is_broken_by(self, instance: Any, others: QuerySet) -> bool:
        raise NotImplementedError

    def _attnames(self, model: type[Model]) -> list[str]:
        return [cast("Any", model._meta.get_field(field)).attname for field in self.fields]

    def _concerns(self, model: type[Model], instance: Any, exclude: Any) -> bool:
        """Return whether the rule is about the row, and nothing that it reads was already refused."""
        is_meant = all(getattr(instance, field) in _several(value) for field, value in self.when.items())
        is_known = None not in [getattr(instance, attname) for attname in self._attnames(model)]
        return is_meant and is_known and {*self.fields, *self.when, "start", "end"}.isdisjoint(exclude or ())

    def deconstruct(self) -> tuple:
        """Return what a migration needs to build the constraint again."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fields": self.fields, "when": self.when}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, type(self)):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__


def _several(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)


class NoOverlap(_Rule):
    """Refuse two rows alike in ``fields`` whose half-open periods, of days or of moments, overlap.

    PostgreSQL holds it as an exclusion constraint (extension btree_gist), SQLite as two triggers.
    """

    def __init__(self, *, violation_error_code: str = "overlap", **kwargs: Any) -> None:
        super().__init__(violation_error_code=violation_error_code, **kwargs)

    def remove_sql(  # type: ignore[override] # schema editors pass both, and take statements
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        """Return what takes the rule out of a PostgreSQL table; SQLite remakes the table without it."""
        return engines.drop_no_overlap_sql(model, schema_editor, name=self.name)

    def _statements(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        return engines.no_overlap_sql(
            model, schema_editor, name=self.name, fields=self.fields, when=self.when
        )

    def _is_broken_by(self, instance: Any, others: QuerySet) -> bool:
        return others.filter(overlapping(Span(instance.start, instance.end))).exists()


class MostAtOnce(_Rule):
    """Refuse rows alike in ``fields`` whose ``amount`` adds up to more than ``most`` on some day.

    Their periods have both ends. Both engines hold it as triggers.
    """

    def __init__(
        self, *, amount: str, most: int, violation_error_code: str = "too_much", **kwargs: Any
    ) -> None:
        super().__init__(violation_error_code=violation_error_code, **kwargs)
        self.amount, self.most = amount, most

    def remove_sql(  # type: ignore[override] # schema editors pass both, and take statements
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        """Return what takes the rule out of a PostgreSQL table; SQLite remakes the table without it."""
        return engines.drop_most_at_once_sql(model, schema_editor, name=self.name)

    def _statements(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        return engines.most_at_once_sql(
            model,
            schema_editor,
            name=self.name,
            fields=self.fields,
            when=self.when,
            amount=self.amount,
            most=self.most,
        )

    def _is_broken_by(self, instance: Any, others: QuerySet) -> bool:
        span = Span(instance.start, instance.end)
        rows = others.filter(overlapping(span)).values_list("start", "end", self.amount)
        _day, amount = most_on_a_day(span, [(Span(start, end), amount) for start, end, amount in rows])
        return amount + getattr(instance, self.amount) > self.most

    def deconstruct(self) -> tuple:
        """Return what a migration needs to build the constraint again."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"amount": self.amount, "most": self.most}


def choices_hold(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> Any:
    """Return the check constraint that lets a column hold nothing but its choices."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_known",
        condition=models.Q(**{f"{field}__in": values}),
        violation_error_code="unknown_choice",
    )
