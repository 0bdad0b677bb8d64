"""Confirming facts by one click, proposing corrections, deciding them, and the lists of both."""

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import Confirmation, Proposal, School, SchoolStatus
from schools.term import term_of
from tests import factories

TODAY = timezone.localdate()
TERM = term_of(TODAY)
PROPOSALS, CONFIRMATIONS = reverse("schools:proposal_list"), reverse("schools:confirmation_list")
FACTS = ["name", "kind", "ownership", "town", "urban_rural", "is_boarding", "founded_on"]


@pytest.fixture
def own(member_principal, signed_in):
    """Return the signed-in browser of the member school's principal."""
    return signed_in(member_principal)


@pytest.fixture
def clerk(district, signed_in):
    """Return the signed-in browser of the member school's clerk."""
    return signed_in(factories.make_user("clerk", role="clerk", school=district.member))


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def confirm_url(school):
    return reverse("schools:facts_confirm", args=[school.code])


def new_url(school, field="town"):
    return reverse("schools:proposal_new", args=[school.code, field])


def url(proposal, page=""):
    return f"{proposal.get_absolute_url()}{page}"


def typed(browser, address, **changes):
    """Return what the form on a page sends, with some values typed over."""
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (sent | changes).items()}


def errors(response):
    return {name: found[0] for name, found in response.context["form"].errors.items()}


def one_click(school, **changes):
    """Return what the button on the school's page sends."""
    return {"version": School.objects.get(pk=school.pk).version, "request_key": str(uuid4())} | changes


def people(**statuses):
    return [pytest.param(who, status, id=who) for who, status in statuses.items()]


# --- confirm ---


@pytest.mark.parametrize(
    ("who", "status"),
    people(
        member_principal=200,
        officer=403,
        inspector=403,
        administrator=403,
        auditor=403,
        lead_principal=404,
        other_principal=404,
    ),
)
def test_confirmation_is_the_own_principals(who, status, district, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    read = browser.get(confirm_url(district.member)).status_code
    written = browser.post(confirm_url(district.member), one_click(district.member)).status_code

    assert (read, written) == (status, 302 if status == 200 else status)
    assert Confirmation.objects.count() == (1 if status == 200 else 0)


def test_clerk_does_not_confirm(clerk, district):
    assert clerk.post(confirm_url(district.member), one_click(district.member)).status_code == 403


def test_confirmation_asks_a_visitor_to_sign_in(client, district):
    assert client.get(confirm_url(district.member)).status_code == 302


def test_one_click_confirms_and_says_so(own, district):
    School.objects.update(kind_basis="inferred")

    response = own.post(confirm_url(district.member), one_click(district.member), follow=True)

    assert response.redirect_chain == [(district.member.get_absolute_url(), 302)]
    assert "已确认。谢谢您的核对。" in response.text
    assert School.objects.get(pk=district.member.pk).kind_basis == "confirmed"
    assert School.objects.get(pk=district.lead.pk).kind_basis == "inferred"
    assert Confirmation.objects.of_term(TERM).get().school == district.member


def test_two_clicks_have_one_effect(own, district):
    sent = one_click(district.member)
    own.post(confirm_url(district.member), sent)

    response = own.post(confirm_url(district.member), sent, follow=True)

    assert "没有重复保存" in response.text
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize("version", ["", "0", "99", "x"], ids=["none", "zero", "another", "text"])
def test_click_on_an_outdated_page_is_a_conflict(version, own, district):
    response = own.post(confirm_url(district.member), one_click(district.member, version=version))

    assert response.status_code in {200, 409}
    assert Confirmation.objects.count() == 0


def test_click_while_a_proposal_is_open_gets_a_sentence(own, district):
    factories.make_proposal(district.member)

    response = own.post(confirm_url(district.member), one_click(district.member))

    assert (response.status_code, "还有 1 份更正申请等待处理" in response.text) == (200, True)
    assert Confirmation.objects.count() == 0


def test_confirmation_page_shows_the_facts(own, district):
    text = own.get(confirm_url(district.member)).text

    assert all(word in text for word in ("九年一贯制学校", "小学、初中", TERM.label))


def panel(browser, school):
    text = browser.get(school.get_absolute_url()).text
    return text.partition(">本学期确认</h2>")[2].partition("</section>")[0]


def test_school_page_offers_the_button_to_the_principal_until_it_is_used(own, clerk, bureau, district):
    offered = [confirm_url(district.member) in panel(b, district.member) for b in (own, clerk, bureau)]
    own.post(confirm_url(district.member), one_click(district.member))

    shown = panel(own, district.member)

    assert offered == [True, False, False]
    assert (confirm_url(district.member) in shown, "已确认" in shown, "member" in shown) == (
        False,
        True,
        True,
    )


def test_school_page_links_the_corrections_that_wait(own, district):
    proposal = factories.make_proposal(district.member)

    shown = panel(own, district.member)

    assert (url(proposal) in shown, confirm_url(district.member) in shown) == (True, False)


def test_school_page_of_another_day_says_nothing_of_this_term(own, district):
    text = own.get(district.member.get_absolute_url(), {"on": "2020-01-01"}).text

    assert "本学期确认" not in text


def test_closed_school_has_nothing_to_confirm(bureau, district):
    SchoolStatus.objects.filter(school=district.lone).update(status="closed")

    assert "不用确认" in panel(bureau, district.lone)


# --- the list of confirmations ---


def names(response):
    return [school.name for school in response.context["page_obj"]]


ALL = ["甲校", "乙校", "丙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ALL, id="officer"),
        pytest.param("inspector", ALL, id="inspector"),
        pytest.param("administrator", ALL, id="administrator"),
        pytest.param("member_principal", ["丙校"], id="member-principal"),
        pytest.param("other_principal", ["戊幼儿园"], id="other-principal"),
    ],
)
def test_confirmations_are_those_of_schools_that_may_be_read(who, expected, district, signed_in, request):
    assert names(signed_in(request.getfixturevalue(who)).get(CONFIRMATIONS)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("done=done", ["丙校"], id="confirmed"),
        pytest.param("done=due", [name for name in ALL if name != "丙校"], id="not-confirmed"),
        pytest.param("done=perhaps", ALL, id="unknown-filter"),
        pytest.param("q=丙", ["丙校"], id="name"),
        pytest.param("q=%00&sort=x&page=x", ALL, id="what-makes-no-sense"),
        pytest.param("sort=-code", ALL[::-1], id="order"),
        pytest.param("on=2015-10-01&done=done", [], id="another-term"),
    ],
)
def test_confirmations_are_filtered_by_the_address(query, expected, district, bureau):
    factories.make_confirmation(district.member, year=TERM.year, term=TERM.half)

    assert names(bureau.get(f"{CONFIRMATIONS}?{query}")) == expected


def test_confirmations_leave_out_who_has_nothing_to_confirm(district, bureau):
    SchoolStatus.objects.filter(school=district.lone).update(status="suspended")
    School.objects.filter(pk=district.distant.pk).update(is_collective=True, in_district_register=False)

    assert names(bureau.get(CONFIRMATIONS)) == ALL[:5]


def test_confirmations_are_handed_out_as_a_file(district, bureau):
    factories.make_confirmation(district.member, year=TERM.year, term=TERM.half)

    response = bureau.get(CONFIRMATIONS, {"export": "csv", "done": "done"})

    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line[:4] for line in table] == [
        ["学校名称", "学校标识码", "办学类型", "本学期已确认"],
        ["丙校", district.member.code, "九年一贯制学校", "是"],
    ]


# --- propose ---


@pytest.mark.parametrize("address", ["choose", "new"])
@pytest.mark.parametrize(
    ("who", "status"),
    people(
        member_principal=200,
        officer=403,
        inspector=403,
        administrator=403,
        auditor=403,
        lead_principal=404,
        other_principal=404,
    ),
)
def test_proposing_is_the_own_schools(address, who, status, district, signed_in, request):
    paths = {
        "choose": reverse("schools:proposal_choose", args=[district.member.code]),
        "new": new_url(district.member),
    }

    assert signed_in(request.getfixturevalue(who)).get(paths[address]).status_code == status


def test_clerk_proposes(clerk, district):
    sent = typed(clerk, new_url(district.member), value="万春镇", reason="漏填")

    response = clerk.post(new_url(district.member), sent, follow=True)

    assert "更正申请已提交" in response.text
    assert Proposal.objects.values_list("proposed", "explanation", "proposed_by").get() == (
        "万春镇",
        "漏填",
        "clerk",
    )


def test_choosing_links_every_fact(own, district):
    waiting = factories.make_proposal(district.member, "kind", "primary")

    text = own.get(reverse("schools:proposal_choose", args=[district.member.code])).text

    assert [new_url(district.member, fact) in text for fact in FACTS] == [True] * len(FACTS)
    assert url(waiting) in text


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        pytest.param("name", "丙学校", "丙学校", id="name"),
        pytest.param("kind", "primary", "primary", id="kind"),
        pytest.param("ownership", "private", "private", id="ownership"),
        pytest.param("urban_rural", "town", "town", id="urban-or-rural"),
        pytest.param("is_boarding", "false", "false", id="boarding"),
        pytest.param("founded_on", "1956年9月1日", "1956-09-01", id="day"),
    ],
)
def test_value_is_typed_by_its_field(field, value, kept, own, district):
    address = new_url(district.member, field)

    own.post(address, typed(own, address, value=value, reason="更正"))

    assert Proposal.objects.values_list("field", "proposed").get() == (field, kept)


@pytest.mark.parametrize(
    ("field", "changes", "at", "sentence"),
    [
        pytest.param("town", {"value": ""}, "value", "与现在的内容相同", id="nothing-new"),
        pytest.param("town", {"value": "镇" * 300}, "value", "不超过 40", id="endless"),
        pytest.param("town", {"value": "镇\x00"}, "value", "空字符", id="nul"),
        pytest.param("town", {"value": "镇\u202e"}, "value", "控制字符", id="direction-override"),
        pytest.param("name", {"value": ""}, "value", "必填", id="no-name"),
        pytest.param("kind", {"value": "castle"}, "value", "不在可用的选项中", id="unknown-kind"),
        pytest.param("is_boarding", {"value": "perhaps"}, "value", "与现在的内容相同", id="no-truth"),
        pytest.param("founded_on", {"value": "1956-02-30"}, "value", "有效的日期", id="no-such-day"),
        pytest.param("town", {"reason": ""}, "reason", "必填", id="no-explanation"),
        pytest.param("town", {"reason": "因" * 501}, "reason", "不超过 500", id="endless-explanation"),
        pytest.param("town", {"reason": "因\x00"}, "reason", "控制字符", id="nul-in-the-explanation"),
    ],
)
def test_bad_proposal_is_told_at_the_field(field, changes, at, sentence, own, district):
    address = new_url(district.member, field)
    given = {"value": "万春镇", "reason": "更正"} if field == "town" else {"reason": "更正"}

    response = own.post(address, typed(own, address, **{**given, **changes}))

    assert (response.status_code, list(errors(response))) == (200, [at])
    assert sentence in errors(response)[at]
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("field", ["code", "district", "is_collective", "version", "%00", "kind2"])
def test_what_is_no_fact_cannot_be_proposed(field, own, district):
    assert own.get(f"/schools/{district.member.code}/proposals/{field}/").status_code == 404


def test_proposal_sent_twice_is_stored_once(own, district):
    sent = typed(own, new_url(district.member), value="万春镇", reason="漏填")
    own.post(new_url(district.member), sent)

    assert "没有重复保存" in own.post(new_url(district.member), sent, follow=True).text
    assert Proposal.objects.count() == 1


# --- read and decide ---


@pytest.mark.parametrize(
    ("who", "status"),
    people(
        officer=200,
        inspector=200,
        administrator=200,
        member_principal=200,
        auditor=403,
        lead_principal=404,
        other_principal=404,
    ),
)
def test_proposal_is_read_by_the_own_school_and_the_bureau(who, status, district, signed_in, request):
    proposal = factories.make_proposal(district.member)

    response = signed_in(request.getfixturevalue(who)).get(url(proposal))

    assert (response.status_code, "万春镇" in response.text) == (status, status == 200)


@pytest.mark.parametrize(
    ("who", "status"),
    people(officer=200, inspector=403, member_principal=403, administrator=403, other_principal=403),
)
@pytest.mark.parametrize("page", ["accept/", "return/"])
def test_deciding_is_the_officers(page, who, status, district, signed_in, request):
    proposal = factories.make_proposal(district.member)

    assert signed_in(request.getfixturevalue(who)).get(url(proposal, page)).status_code == status


def test_officer_of_another_district_does_not_find_it(district, signed_in):
    elsewhere = factories.make_district("510116", "双流区")
    foreign = signed_in(factories.make_user("foreign", role="officer", district=elsewhere))
    proposal = factories.make_proposal(district.member)

    answers = [foreign.get(url(proposal, page)).status_code for page in ("", "accept/", "return/")]

    assert answers == [404, 404, 404]


@pytest.mark.parametrize("page", ["", "accept/", "return/", "withdraw/"])
def test_pages_ask_a_visitor_to_sign_in(page, client, district):
    assert client.get(url(factories.make_proposal(district.member), page)).status_code == 302


@pytest.mark.parametrize("key", [uuid4(), "1", "%00", "x" * 3_000])
def test_proposal_of_no_such_key_is_not_found(key, bureau, district):
    assert bureau.get(f"/schools/proposals/{key}/").status_code == 404


def test_return_then_propose_again_then_accept(own, bureau, district):
    first = factories.make_proposal(district.member)
    bureau.post(url(first, "return/"), typed(bureau, url(first, "return/"), reason="请附证明"))

    seen = own.get(url(first)).text
    sent = typed(own, new_url(district.member), value="万春镇", reason="附不动产登记")
    own.post(new_url(district.member), sent)
    second = Proposal.objects.open().get()
    response = bureau.post(
        url(second, "accept/"), typed(bureau, url(second, "accept/"), reason="核实"), follow=True
    )

    assert ("请附证明" in seen, new_url(district.member) in seen) == (True, True)
    assert "已采纳，学校档案已更正。" in response.text
    assert School.objects.get(pk=district.member.pk).town == "万春镇"
    assert own.get(url(second)).text.count("核实") > 0


def test_return_without_a_reason_is_told_at_the_field(bureau, district):
    proposal = factories.make_proposal(district.member)

    response = bureau.post(url(proposal, "return/"), typed(bureau, url(proposal, "return/"), reason=""))

    assert list(errors(response)) == ["reason"]
    assert Proposal.objects.get().is_open


def test_accept_of_an_overtaken_proposal_says_so_and_asks(bureau, district):
    proposal = factories.make_proposal(district.member)
    School.objects.filter(pk=district.member.pk).update(town="永宁镇")
    address = url(proposal, "accept/")

    page = bureau.get(address)
    refused = bureau.post(address, typed(bureau, address))

    assert "之后已改为“永宁镇”" in page.text
    assert list(errors(refused)) == ["knowingly"]
    assert bureau.post(address, typed(bureau, address, knowingly="on")).status_code == 302
    assert School.objects.get(pk=district.member.pk).town == "万春镇"


def test_accept_does_not_ask_where_nothing_changed(bureau, district):
    form = bureau.get(url(factories.make_proposal(district.member), "accept/")).context["form"]

    assert "knowingly" not in form.fields


def test_second_of_two_officers_is_told_what_the_first_decided(bureau, district, signed_in):
    colleague = signed_in(factories.make_user("colleague", role="officer", district=district.district))
    proposal = factories.make_proposal(district.member)
    sent = typed(bureau, url(proposal, "accept/"))
    colleague.post(url(proposal, "return/"), typed(colleague, url(proposal, "return/"), reason="不符"))

    refused = bureau.post(url(proposal, "accept/"), sent)

    assert (refused.status_code, "这份申请已经处理：已退回。" in refused.text) == (200, True)
    assert Proposal.objects.get().state == "returned"


def test_school_withdraws_its_own_proposal(own, district):
    proposal = factories.make_proposal(district.member)

    own.post(url(proposal, "withdraw/"), typed(own, url(proposal, "withdraw/")))

    assert Proposal.objects.get().state == "withdrawn"
    assert "撤回" not in own.get(url(proposal)).text.partition("page-actions")[2].partition("</div>")[0]


def test_page_shows_the_present_value_beside_the_proposed_one(bureau, district):
    text = bureau.get(url(factories.make_proposal(district.member, "kind", "primary"))).text

    table = text.partition('class="data-table compare"')[2].partition("</table>")[0]
    assert [word in table for word in ("九年一贯制学校", "小学")] == [True, True]


@pytest.mark.parametrize(
    ("field", "proposed", "state", "hints"),
    [
        pytest.param("name", "丙学校", "open", [True, False], id="name"),
        pytest.param("kind", "primary", "open", [False, True], id="kind"),
        pytest.param("town", "万春镇", "open", [False, False], id="town"),
        pytest.param("name", "丙学校", "returned", [False, False], id="decided"),
    ],
)
def test_page_says_what_accepting_does_not_do(field, proposed, state, hints, bureau, district):
    text = bureau.get(url(factories.make_proposal(district.member, field, proposed, state=state))).text

    assert ["采纳只更正校名的写法" in text, "采纳只更正办学类型" in text] == hints


# --- the list of proposals ---


@pytest.fixture
def proposals(district):
    """Return the district with proposals of three schools, in every state."""
    factories.make_proposal(district.lead, "town", state="accepted")
    factories.make_proposal(district.member, "town", state="returned")
    factories.make_proposal(district.member, "kind", "primary")
    factories.make_proposal(district.lone, "town", state="withdrawn", proposed_at=timezone.now())
    return district


def listed(response):
    return [(row.school.name, row.field) for row in response.context["page_obj"]]


EVERY = [("庚小学", "town"), ("丙校", "kind"), ("丙校", "town"), ("甲校", "town")]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", EVERY, id="officer"),
        pytest.param("inspector", EVERY, id="inspector"),
        pytest.param("member_principal", EVERY[1:3], id="member-principal"),
        pytest.param("lead_principal", EVERY[3:], id="lead-principal"),
        pytest.param("other_principal", [], id="other-principal"),
    ],
)
def test_proposals_are_those_of_schools_that_may_be_read(who, expected, proposals, signed_in, request):
    assert listed(signed_in(request.getfixturevalue(who)).get(PROPOSALS)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("state=open", [("丙校", "kind")], id="open"),
        pytest.param("state=accepted", [("甲校", "town")], id="accepted"),
        pytest.param("state=returned", [("丙校", "town")], id="returned"),
        pytest.param("state=pending", [], id="returned-in-another-term"),
        pytest.param("field=kind", [("丙校", "kind")], id="fact"),
        pytest.param("sort=school&state=open", [("丙校", "kind")], id="order"),
        pytest.param("state=lost&field=x&sort=y&page=z", EVERY, id="what-makes-no-sense"),
    ],
)
def test_proposals_are_filtered_by_the_address(query, expected, proposals, bureau):
    assert listed(bureau.get(f"{PROPOSALS}?{query}")) == expected


def test_proposals_are_filtered_by_school(proposals, bureau):
    assert listed(bureau.get(PROPOSALS, {"school": proposals.lone.code})) == EVERY[:1]


def test_returned_this_term_waits_for_the_school_until_it_proposes_again(district, own):
    factories.make_proposal(district.member, state="returned", decided_at=timezone.now())
    waiting = listed(own.get(PROPOSALS, {"state": "pending"}))
    factories.make_proposal(district.member)

    assert (waiting, listed(own.get(PROPOSALS, {"state": "pending"}))) == ([("丙校", "town")], [])


def test_proposals_are_handed_out_as_a_file(proposals, bureau):
    response = bureau.get(PROPOSALS, {"export": "csv", "state": "open"})

    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert table[0][:5] == ["事项", "学校", "提出时的内容", "建议改为", "处理状态"]
    assert table[1][:5] == ["办学类型", "丙校", "未知", "小学", "待处理"]


@pytest.mark.parametrize("address", [PROPOSALS, CONFIRMATIONS])
@pytest.mark.parametrize("more", [1, 3, 100])
def test_lists_ask_as_few_questions_for_many_rows(more, address, district, bureau, django_assert_num_queries):
    for _number in range(more):
        school = factories.make_school(kind="primary")
        factories.make_proposal(school)
        factories.make_confirmation(school, year=TERM.year, term=TERM.half)
    bureau.get(address)  # the first page of a session stores when it began

    with django_assert_num_queries({PROPOSALS: 7, CONFIRMATIONS: 6}[address]):
        bureau.get(address)


@pytest.mark.parametrize("more", [1, 30])
def test_page_of_a_proposal_asks_few_questions(more, district, bureau, django_assert_num_queries):
    for _number in range(more):
        factories.make_proposal(district.member, state="withdrawn")
    proposal = factories.make_proposal(district.member)
    bureau.get(url(proposal))  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        bureau.get(url(proposal))


def test_day_of_the_founding_is_read_back_as_a_day(bureau, district):
    proposal = factories.make_proposal(district.member, "founded_on", "1956-09-01")

    bureau.post(url(proposal, "accept/"), typed(bureau, url(proposal, "accept/")))

    assert School.objects.get(pk=district.member.pk).founded_on == date(1956, 9, 1)
