"""The judge of answers to bad input finds each kind of weak page, else it would prove nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django import forms
from django.core.exceptions import ValidationError

from records.forms import RowsField
from records.text import refuse_forbidden_characters
from schools.models import District
from tests import factories
from tests.bad_answers import contents, effect, fault, faults, settled
from tests.bad_input import bad_values, filled, rounds

GOOD = {"name": "甲校"}
NUL = {"name": ("NUL", "甲\x00乙")}


class SoundForm(forms.Form):
    """A form as it should be."""

    name = forms.CharField(max_length=20, validators=[refuse_forbidden_characters])


class LaxForm(forms.Form):
    """A form that takes whatever is sent."""

    name = forms.Field()


class EnglishForm(forms.Form):
    """A form that refuses in words which an officer cannot read."""

    name = forms.Field()

    def clean_name(self):
        """Refuse everything."""
        raise ValidationError("Enter a valid value.")


class VagueForm(forms.Form):
    """A form that refuses without saying where."""

    name = forms.Field()

    def clean(self):
        """Refuse everything."""
        raise ValidationError("有一项填写不正确。")


def page(form, *, status=200, act=lambda: None):
    """Return the page of a form, as a function that takes what is sent."""

    def send(data):
        filled_in = form(data)
        filled_in.is_valid()
        act()
        return SimpleNamespace(status_code=status, context={"form": filled_in})

    return send


def write():
    """Store a district."""
    factories.make_district("510198", "邻区")


def write_over():
    """Change a district without a word in the trail."""
    District.objects.update(name="邻区")


def test_sound_page_is_found_sound(district):
    before = contents()

    found = [faults(page(SoundForm), GOOD, spoilt) for spoilt in rounds(SoundForm())]

    assert found == [[]] * len(bad_values(SoundForm().fields["name"])) != []
    assert contents() == before


@pytest.mark.parametrize(
    ("send", "found"),
    [
        pytest.param(page(LaxForm), ["name, NUL: no word at name: {}"], id="takes it"),
        pytest.param(page(SoundForm, status=500), ["name, NUL: answered 500"], id="crashes"),
        pytest.param(page(SoundForm, status=302), ["name, NUL: answered 302"], id="says it is done"),
        pytest.param(page(SoundForm, act=write), ["something was written"], id="adds a row"),
        pytest.param(page(SoundForm, act=write_over), ["something was written"], id="changes a row"),
        pytest.param(page(EnglishForm), ["says ['Enter a valid value.']"], id="speaks English"),
        pytest.param(
            page(VagueForm),
            ["name, NUL: no word at name: {'__all__': ['有一项填写不正确。']}"],
            id="does not say where",
        ),
    ],
)
def test_weak_page_is_found_weak(district, send, found):
    before = contents()

    assert faults(send, GOOD, NUL) == found
    assert contents() == before


@pytest.mark.parametrize(
    ("send", "found"),
    [
        pytest.param(page(SoundForm), "", id="sound"),
        pytest.param(page(SoundForm, act=write_over), "something was written", id="writes"),
        pytest.param(page(VagueForm), "no word at name: {'__all__': ['有一项填写不正确。']}", id="vague"),
    ],
)
def test_single_input_is_judged_alike(district, send, found):
    assert fault(send, {"name": "甲\x00乙"}, "name", contents()) == found


def test_effect_tells_a_row_more(district):
    plain, more = effect(page(SoundForm), GOOD), effect(page(SoundForm, act=write), GOOD)

    assert more[1]["schools.District"] == plain[1]["schools.District"] + 1
    assert District.objects.count() == 1


def test_input_that_a_form_takes_is_found_by_trying(db):
    class CodeForm(forms.Form):
        """A form that takes only ten digits."""

        code = forms.RegexField(r"^\d{10}$", max_length=20)

    assert settled(page(CodeForm), CodeForm(), {}) == ({"code": "1234567890"}, {})


def test_form_as_opened_is_sent_as_a_browser_would(db):
    class OpenedForm(forms.Form):
        """A form with a value of each kind."""

        name = forms.CharField(initial="甲校")
        note = forms.CharField(initial="")
        ticked = forms.BooleanField(initial=True)
        open = forms.BooleanField(initial=False)

    assert filled(OpenedForm()) == {"name": "甲校", "ticked": "on"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("9" * 30, "invalid_choice", id="huge"),
        pytest.param("-" + "9" * 30, "invalid_choice", id="huge and negative"),
        pytest.param("x", "invalid_pk_value", id="no number"),
        pytest.param(["a"], "invalid_list", id="list"),
    ],
)
def test_number_that_no_row_can_have_is_an_unknown_choice(district, number, code):
    field = RowsField(District.objects.order_by("pk"))

    with pytest.raises(ValidationError) as refused:
        field.clean([number])

    assert refused.value.code == code


def test_rows_are_chosen_by_number(district):
    field = RowsField(District.objects.order_by("pk"), required=False)

    assert (list(field.clean([str(district.district.pk)])), list(field.clean([]))) == (
        [district.district],
        [],
    )
