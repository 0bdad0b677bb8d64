"""The one way in which a page takes a form."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError

from accounts.access import SYSTEM
from records import actions
from records.errors import StaleVersion
from records.forms import ActionForm, RecordForm
from records.models import AuditEntry
from records.pages import FormPage, form_page
from schools.models import FormerName, School
from tests import factories

KEY = "9c8b54a3-4b4c-4c2e-b3a9-2d6a4c3c5f10"


class NameForm(RecordForm):
    """Asks for a school's name and town."""

    class Meta:
        model = School
        fields = ["name", "town"]


class CloseForm(ActionForm):
    """Asks for nothing but a reason."""

    reason_required = True


PAGE = FormPage("改名", back="/back/", done="已改名。", preview="", crumbs=(("学校", "/schools/"),))


@pytest.fixture
def school(district):
    """Return the school that the pages are about."""
    return district.lone


@pytest.fixture
def submit(rf, officer, school):
    """Return a function that sends a form to a page and gives the answer and the messages."""

    def send(data: dict[str, Any] | None, page: FormPage = PAGE, act: Any = None, form: Any = None) -> Any:
        request = rf.get("/form/") if data is None else rf.post("/form/", data)
        request.user, request.session = officer, {}
        request._messages = FallbackStorage(request)
        answer = form_page(
            request,
            build=form or (lambda typed: NameForm(typed, instance=school, user=officer)),
            act=act
            or (lambda filled: actions.change(filled.instance, reason=filled.given_reason, by=officer)),
            page=page,
        )
        return answer, [str(message) for message in get_messages(request)]

    return send


def stored_name(school):
    """Return the name that the database holds."""
    return School.objects.get(pk=school.pk).name


def test_page_opens_with_what_is_stored(submit, school):
    answer, _said = submit(None)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert '<input type="text" name="name" value="庚小学"' in text
    assert '<input type="hidden" name="version" value="1"' in text


def test_valid_form_is_carried_out_and_leads_to_the_record(submit, school):
    answer, said = submit({"name": "庚实验小学", "version": 1, "reason": "更名"})

    assert (answer.status_code, answer.url, said) == (302, school.get_absolute_url(), ["已改名。"])
    assert stored_name(school) == "庚实验小学"
    assert AuditEntry.objects.get().reason == "更名"


def test_refused_input_keeps_what_was_typed_and_writes_nothing(submit, school):
    answer, said = submit({"name": "", "town": "公平街道", "version": 1})
    text = answer.content.decode()

    assert (answer.status_code, said, AuditEntry.objects.count()) == (200, [], 0)
    assert 'value="公平街道"' in text
    assert 'class="errorlist"' in text


def test_what_an_action_refuses_stands_at_the_field(submit, school):
    def refuse(form):
        raise ValidationError({"town": "没有这个镇街。"})

    answer, _said = submit({"name": "庚小学", "town": "某镇", "version": 1}, act=refuse)

    assert answer.status_code == 200
    assert "没有这个镇街。" in answer.content.decode()


def test_refused_form_leaves_the_records_of_the_page_alone(submit, school):
    submit({"name": "x" * 300, "version": 1})

    assert school.name == "庚小学"


def test_overtaken_form_shows_both_values_and_can_be_sent_again(submit, school, officer):
    other = School.objects.get(pk=school.pk)
    other.name = "庚中心小学"
    actions.change(other, by=officer)

    answer, _said = submit({"name": "庚实验小学", "town": "公平街道", "version": 1})
    text = answer.content.decode()

    assert (answer.status_code, stored_name(school)) == (409, "庚中心小学")
    assert "<td>庚中心小学</td><td><strong>庚实验小学</strong></td>" in text
    assert "<td>（空）</td><td><strong>公平街道</strong></td>" in text
    assert '<input type="hidden" name="version" value="2"' in text
    assert "officer" in text

    answer, _said = submit({"name": "庚实验小学", "town": "公平街道", "version": 2})

    assert (answer.status_code, stored_name(school)) == (302, "庚实验小学")


def test_overtaken_action_shows_what_was_changed_meanwhile(submit, school, officer):
    other = School.objects.get(pk=school.pk)
    other.name = "庚中心小学"
    actions.change(other, by=officer)
    form = lambda typed: CloseForm(typed, record=school, user=officer)  # noqa: E731

    def act(filled):
        filled.record.name = "不会写入"
        return actions.change(filled.record, by=officer)

    answer, _said = submit({"reason": "停办", "version": 1}, act=act, form=form)

    assert answer.status_code == 409
    assert "<del>庚小学</del> → 庚中心小学" in answer.content.decode()


def test_form_about_a_record_that_is_gone_leads_back(submit, district, officer):
    former = factories.make_former_name(district.lone, "旧名")

    class OldNameForm(RecordForm):
        class Meta:
            model = FormerName
            fields = ["name"]

    form = lambda typed: OldNameForm(typed, instance=former, user=officer)  # noqa: E731
    FormerName.objects.all().delete()

    answer, said = submit({"name": "又名", "version": 1}, form=form)

    assert (answer.status_code, answer.url) == (302, "/back/")
    assert said == ["没有保存：您打开表单之后，这条记录已被删除。"]


def test_page_of_a_record_that_is_gone_leads_above_it(submit, school):
    own = school.get_absolute_url()
    page = FormPage("改名", back=own, done="已改名。", crumbs=(("学校", "/schools/"), (school.name, own)))

    def act(filled):
        raise StaleVersion(School(pk=10**6, code=school.code))

    answer, said = submit({"name": "又名", "version": 1}, page=page, act=act)

    assert (answer.status_code, answer.url) == (302, "/schools/")
    assert said == ["没有保存：您打开表单之后，这条记录已被删除。"]


def test_page_whose_only_address_is_gone_still_leads_back(school):
    page = FormPage("改名", back=school.get_absolute_url(), done="已改名。")

    assert page.above(school) == page.back


def test_second_submit_has_no_effect_and_says_so(submit, district, officer):
    class OldNameForm(RecordForm):
        class Meta:
            model = FormerName
            fields = ["name"]

    blank = FormerName(school=district.lone)
    form = lambda typed: OldNameForm(typed, instance=blank, user=officer)  # noqa: E731
    typed = {"name": "旧名", "request_key": KEY}
    page = FormPage("曾用名", back="/back/", done="已登记。", after="/after/")
    act = lambda filled: actions.create(filled.instance, request_key=filled.key, by=officer)  # noqa: E731

    answers = [submit(typed, page=page, act=act, form=form) for _click in range(2)]

    assert [answer.url for answer, _said in answers] == ["/after/", "/after/"]
    assert [said for _answer, said in answers] == [
        ["已登记。"],
        ["这张表单已经提交过，内容已在第一次提交时保存，没有重复保存。"],
    ]
    assert FormerName.objects.count() == 1


def test_reason_that_is_required_is_asked_for(submit, school, officer):
    form = lambda typed: CloseForm(typed, record=school, user=officer)  # noqa: E731

    answer, _said = submit({"version": 1}, form=form)

    assert answer.status_code == 200
    assert AuditEntry.objects.count() == 0


def test_rows_of_others_are_no_choice(district, officer):
    elsewhere = factories.make_school(district=factories.make_district("510116", "双流区"))

    class MoveForm(RecordForm):
        class Meta:
            model = FormerName
            fields = ["school", "name"]

    form = MoveForm({"school": elsewhere.pk, "name": "旧名", "request_key": KEY}, user=officer)

    assert list(form.errors) == ["school"]


def test_days_are_read_in_the_ways_that_offices_write_them(officer):
    class DayForm(RecordForm):
        class Meta:
            model = FormerName
            fields = ["used_until"]

    typed = ["2019-09-01", "2019/9/1", "2019.9.1", "20190901", "2019年9月1日"]
    forms = [DayForm({"used_until": text, "request_key": KEY}, user=officer) for text in typed]

    assert {form.is_valid() and str(form.cleaned_data["used_until"]) for form in forms} == {"2019-09-01"}


def test_invisible_signs_are_refused_in_every_text(submit, school, officer):
    form = lambda typed: CloseForm(typed, record=school, user=officer)  # noqa: E731

    answer, _said = submit({"reason": "停\u202e办", "version": 1}, form=form)

    assert "不可见的控制字符" in answer.content.decode()


def test_the_system_reaches_every_choice(district):
    assert School.objects.visible_to(SYSTEM).count() == 7
