"""The no-overlap rule for periods, held by both engines and by ``full_clean()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model

from records import engines
from records.periods import Span, overlapping


class NoOverlap(BaseConstraint):
    """Refuse two rows alike in ``fields`` whose half-open periods share a day.

    ``when`` narrows the rule to rows with these column values, for example ``{"role": "lead"}``.
    PostgreSQL holds it as an exclusion constraint (extension btree_gist), SQLite as two triggers.
    """

    def __init__(
        self,
        *,
        name: str,
        fields: Sequence[str],
        violation_error_message: Any,
        when: Mapping[str, Any] | None = None,
        violation_error_code: str = "overlap",
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

    def remove_sql(  # type: ignore[override] # schema editors pass both, and take statements
        self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> str:
        """Return what takes the rule out of a PostgreSQL table; SQLite remakes the table without it."""
        return engines.drop_no_overlap_sql(model, schema_editor, name=self.name)

    def _statements(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        return engines.no_overlap_sql(
            model, schema_editor, name=self.name, fields=self.fields, when=self.when
        )

    def validate(
        self, model: type[Model], instance: Model, exclude: Any = None, using: str = "default"
    ) -> None:
        """Refuse the instance with this constraint's message if its period overlaps another row's.

        Raises: ValidationError with code «overlap». Queries: 1, none where the rule is not about the row.
        """
        attnames = [cast("Any", model._meta.get_field(field)).attname for field in self.fields]
        values = {attname: getattr(instance, attname) for attname in attnames}
        if None in values.values() or not self._concerns(instance, exclude):
            return
        span = Span(instance.start, instance.end)  # type: ignore[attr-defined] # every row here has a period
        others = model._default_manager.using(using).filter(overlapping(span), **values, **self.when)
        if others.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _concerns(self, instance: Model, exclude: Any) -> bool:
        """Return whether the rule is about the row, and nothing that it reads was already refused."""
        read = {*self.fields, *self.when, "start", "end"}
        is_meant = all(getattr(instance, field) == value for field, value in self.when.items())
        return is_meant and read.isdisjoint(exclude or ())

    def deconstruct(self) -> tuple:
        """Return what a migration needs to build the constraint again."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"fields": self.fields, "when": self.when}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = BaseConstraint.__hash__


def choices_hold(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> Any:
    """Return the check constraint that lets a column hold nothing but its choices."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_known",
        condition=models.Q(**{f"{field}__in": values}),
        violation_error_code="unknown_choice",
    )
