"""A value that another row has is refused in a sentence of our own, on every model that people write."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint

from schools.models import District
from tests.records.rows import make_row, own_records

RAW = re.compile(r"^具有|已存在|^约束")  # how Django's own sentences begin or end
FIELDS = [
    pytest.param(model, field.name, id=f"{model._meta.label}.{field.name}")
    for model in own_records()
    for field in model._meta.concrete_fields
    if field.unique and field.editable and not field.primary_key
]
CONSTRAINTS = [
    pytest.param(constraint, id=constraint.name)
    for model in own_records()
    for constraint in model._meta.constraints
    if isinstance(constraint, UniqueConstraint)
]


def test_walk_finds_the_fields_that_people_type():
    found = [param.id for param in FIELDS]

    assert found == [
        "accounts.User.username",
        "schools.District.code",
        "schools.School.code",
        "schools.RetiredCode.code",
        "groups.EducationGroup.slug",
        "groups.Formation.slug",
        "coverage.DesignationScheme.code",
    ]


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_taken_value_is_refused_at_the_field_in_our_own_words(model, name, district):
    first = District.objects.get() if model is District else make_row(model, district)
    first.save()
    row = model(**{field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields[1:]})

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    [error] = [each for each in refused.value.error_dict[name] if each.code == "unique"]
    [sentence] = error.messages
    assert (RAW.search(sentence), sentence[-1]) == (None, "。")


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_constraint_has_a_sentence_of_its_own(constraint):
    sentence = str(constraint.get_violation_error_message())

    assert (RAW.search(sentence), sentence[-1]) == (None, "。")
