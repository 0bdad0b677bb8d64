"""The form of a record: its version, its request key, and what an action refused."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from records import actions
from records.errors import AlreadyDone
from records.forms import RecordForm
from schools.models import FormerName

KEY = "9c8b54a3-4b4c-4c2e-b3a9-2d6a4c3c5f10"


class FormerNameForm(RecordForm):
    """Asks for a former name."""

    class Meta:
        model = FormerName
        fields = ["school", "name"]


def test_new_form_offers_a_new_key_each_time():
    keys = {FormerNameForm()["request_key"].value() for _time in range(3)}

    assert len(keys) == 3


def test_edit_form_carries_the_version_it_was_opened_with(district):
    former = FormerName.objects.create(school=district.lone, name="旧名", version=7)
    opened = FormerNameForm(instance=former)["version"].value()

    form = FormerNameForm({"school": district.lone.pk, "name": "又名", "version": opened}, instance=former)

    assert (opened, form.is_valid(), form.instance.version) == (7, True, 7)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30], ids=["missing", "text", "negative", "huge"])
def test_version_that_was_tampered_with_never_matches(district, writer, version):
    former = FormerName.objects.create(school=district.lone, name="旧名")

    form = FormerNameForm({"school": district.lone.pk, "name": "又名", "version": version}, instance=former)
    form.is_valid()

    assert form.instance.version != 1


def test_version_is_not_a_column_to_be_set(district):
    form = FormerNameForm({"school": district.lone.pk, "name": "旧名", "version": 50, "request_key": KEY})

    assert (form.is_valid(), form.instance.version) == (True, 1)


def test_used_key_goes_before_every_other_complaint(district, writer):
    key = uuid4()
    typed = {"school": district.lone.pk, "name": "旧名", "request_key": str(key)}
    first = FormerNameForm(typed)
    assert first.is_valid()
    actions.create(first.instance, request_key=first.key, by=writer)

    with pytest.raises(AlreadyDone):
        FormerNameForm(typed).is_valid()


@pytest.mark.parametrize("key", ["", "nonsense", "\x00"], ids=["empty", "no key", "NUL"])
def test_key_that_is_none_is_no_crash(district, key):
    form = FormerNameForm({"school": district.lone.pk, "name": "旧名", "request_key": key})

    form.is_valid()

    assert form.key is None


@pytest.mark.parametrize(("key", "sentence"), [("", "请从页面打开表单再提交。"), (KEY, None)])
def test_new_row_needs_a_key_from_the_page(district, key, sentence):
    form = FormerNameForm({"school": district.lone.pk, "name": "旧名", "request_key": key})

    assert form.errors == ({"__all__": [sentence]} if sentence else {})


def test_stored_row_needs_none(district):
    former = FormerName.objects.create(school=district.lone, name="旧名")
    form = FormerNameForm({"school": district.lone.pk, "name": "又名", "version": 1}, instance=former)

    assert form.is_valid()


def test_refusal_stands_at_its_field_or_above_the_form(district):
    class Refused(FormerNameForm):
        refusal = ValidationError({"name": ["不合适。"], "used_until": ["太早。"]})

    form = Refused({"school": district.lone.pk, "name": "旧名", "request_key": KEY})

    assert form.errors == {"name": ["不合适。"], "__all__": ["太早。"]}


def test_refusal_without_fields_stands_above_the_form(district):
    class Refused(FormerNameForm):
        refusal = ValidationError("不行。", code="no")

    form = Refused({"school": district.lone.pk, "name": "旧名", "request_key": KEY})

    assert (form.errors, form["name"].value()) == ({"__all__": ["不行。"]}, "旧名")
