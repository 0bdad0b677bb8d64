"""The pages of rotations: what each person finds, is offered, is asked, and is told."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Rotation
from records.models import AuditEntry
from schools.models import Employment
from tests import factories
from tests.exchanges.conftest import START

LIST, NEW = reverse("exchanges:rotation_list"), reverse("exchanges:rotation_new")
TODAY = timezone.localdate()
YEAR = timedelta(days=365)
FILLED = {
    "kind": "teaching_posting",
    "route": "group",
    "start": "2022-09-01",
    "end": "2023-09-01",
    "share": "50",
    "relation": "retained",
    "purpose": "带动教研",
}


@pytest.fixture
def open_as(small, signed_in):
    """Return a function that returns the signed-in browser of somebody of the small district."""
    return lambda who: signed_in(getattr(small.people, who))


def address(rotation, page="detail"):
    """Return the address of a page about a rotation."""
    return reverse(f"exchanges:rotation_{page}", args=[rotation.pk])


def sent(browser, url, **data):
    """Open a form, fill it in as a person would, send it, and return the answer."""
    form = browser.get(url).context["form"]
    given = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    return browser.post(url, {**given, **data}, follow=True)


def told(answer):
    """Return what the page says on top."""
    return [str(message) for message in answer.context["messages"]]


def links(answer):
    """Return what the page of a rotation lets a person do."""
    return [str(link.label) for link in answer.context["links"]]


def rows(answer):
    """Return the rotations of a list, shortened."""
    return [str(row) for row in answer.context["page_obj"]]


# --- the list ---


@pytest.fixture
def several(small, stored):
    """Store a rotation in each state and phase, and one between other schools."""
    other = factories.make_rotation(small.second, small.partner, small.bridge)
    return {
        "proposed": stored(),
        "refused": stored("refused"),
        "accepted": stored("accepted"),
        "returned": stored("returned"),
        "withdrawn": stored("withdrawn"),
        "over": stored("approved", start=date(2021, 9, 1), end=START),
        "under_way": stored("approved", start=TODAY - YEAR, end=TODAY + YEAR, share=40),
        "returning": stored("approved", start=TODAY - YEAR, end=TODAY + timedelta(days=60), share=30),
        "ahead": stored("approved", start=TODAY + 2 * YEAR, end=TODAY + 3 * YEAR),
        "other": other,
    }


def keys_of(answer, several):
    """Return which of the several rotations a list shows."""
    names = {row.pk: name for name, row in several.items()}
    return sorted(names[row.pk] for row in answer.context["page_obj"])


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("officer", 10),
        ("inspector", 10),
        ("home_principal", 9),
        ("home_clerk", 9),
        ("host_principal", 9),
        ("host_clerk", 9),
        ("peer_principal", 1),
        ("stranger_principal", 0),
    ],
)
def test_list_holds_what_the_person_may_read(several, open_as, who, count):
    assert len(open_as(who).get(LIST).context["page_obj"]) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"state": "proposed"}, ["other", "proposed"], id="state"),
        pytest.param({"state": "approved"}, ["ahead", "over", "returning", "under_way"], id="approved"),
        pytest.param({"when": "under_way"}, ["returning", "under_way"], id="under-way"),
        pytest.param({"when": "returning"}, ["returning"], id="returning"),
        pytest.param({"when": "ahead"}, ["ahead"], id="ahead"),
        pytest.param({"when": "over"}, ["over"], id="over"),
        pytest.param({"group": "yi"}, ["other"], id="group"),
        pytest.param({"kind": "cadre_posting"}, [], id="kind"),
        pytest.param({"q": "丁校"}, ["other"], id="school"),
        pytest.param({"q": "王五", "state": "refused"}, ["refused"], id="person-and-state"),
        pytest.param({"waiting": "me"}, ["accepted"], id="waiting-for-the-bureau"),
    ],
)
def test_list_is_narrowed_by_the_address(several, open_as, query, expected):
    assert keys_of(open_as("officer").get(LIST, query), several) == expected


@pytest.mark.parametrize(
    ("who", "waiting"),
    [
        ("officer", ["accepted"]),
        ("home_principal", ["returned"]),
        ("home_clerk", ["returned"]),
        ("host_principal", ["proposed"]),
        ("host_clerk", []),
        ("peer_principal", ["other"]),
        ("inspector", []),
    ],
)
def test_what_waits_for_a_person_is_on_top(several, open_as, who, waiting):
    browser = open_as(who)
    page = browser.get(LIST)

    assert page.context["waiting"] == len(waiting)
    assert ("等您处理" in page.text) == bool(waiting)
    assert keys_of(browser.get(LIST, {"waiting": "me"}), several) == waiting


@pytest.mark.parametrize(
    ("sort", "first"),
    [("start", "returning"), ("-start", "ahead"), ("home", "other"), ("-host", "other"), ("-end", "ahead")],
)
def test_list_is_sorted_by_the_address(several, open_as, sort, first):
    page = open_as("officer").get(LIST, {"sort": sort})
    names = {row.pk: name for name, row in several.items()}
    found = [names[row.pk] for row in page.context["page_obj"]]

    key = {"home": lambda n: several[n].home.name, "host": lambda n: several[n].host.name}.get(
        sort.lstrip("-"), lambda n: getattr(several[n], sort.lstrip("-"), None)
    )
    assert [key(name) for name in found] == sorted(map(key, found), reverse=sort.startswith("-"))


def test_file_holds_the_rows_of_the_list(several, open_as):
    answer = open_as("officer").get(LIST, {"when": "under_way", "export": "csv"})

    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["教职工"], row["派出学校"], row["接收学校"], row["状态"]) for row in table] == [
        ("王五", "丙校", "甲校", "进行中"),
        ("王五", "丙校", "甲校", "进行中"),
    ]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_list_asks_a_constant_number_of_queries(small, stored, open_as, django_assert_num_queries, count):
    for _number in range(count):
        stored()
    browser = open_as("officer")
    browser.get(LIST)

    with django_assert_num_queries(8):
        browser.get(LIST)


def test_empty_list_says_what_will_be_there(small, open_as):
    assert "还没有交流轮岗" in open_as("officer").get(LIST).text
    assert "没有符合条件的交流轮岗" in open_as("officer").get(LIST, {"q": "没有"}).text


# --- one rotation ---

MAY = {  # what each person may do in each state where the home school proposed it
    "proposed": {
        "home_principal": ["撤回"],
        "home_clerk": ["撤回"],
        "host_principal": ["同意", "不同意"],
    },
    "accepted": {
        "home_principal": ["撤回"],
        "home_clerk": ["撤回"],
        "officer": ["批准", "退回"],
    },
    "returned": {
        "home_principal": ["撤回", "修改后重新提出"],
        "home_clerk": ["撤回", "修改后重新提出"],
    },
    "refused": {},
    "withdrawn": {},
    "under_way": {
        "officer": ["提前结束", "下载派遣函"],
        "inspector": ["下载派遣函"],
        "home_principal": ["延长", "下载派遣函"],
        "home_clerk": ["延长", "下载派遣函"],
        "host_principal": ["延长", "下载派遣函"],
        "host_clerk": ["延长", "下载派遣函"],
    },
    "over": {
        "officer": ["下载派遣函"],
        "inspector": ["下载派遣函"],
        "home_principal": ["延长", "下载派遣函"],
        "home_clerk": ["延长", "下载派遣函"],
        "host_principal": ["延长", "下载派遣函"],
        "host_clerk": ["延长", "下载派遣函"],
    },
}
READERS = ["officer", "inspector", "home_principal", "home_clerk", "host_principal", "host_clerk"]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("name", MAY)
def test_page_offers_what_the_person_may_do(several, open_as, name, who):
    page = open_as(who).get(address(several[name]))

    assert links(page) == MAY[name].get(who, [])
    for link in page.context["links"]:
        assert link.url in page.text


@pytest.mark.parametrize("who", ["peer_principal", "stranger_principal"])
def test_rotation_of_others_is_not_there(several, open_as, who):
    browser = open_as(who)

    assert browser.get(address(several["proposed"])).status_code == 404
    assert browser.get(address(several["proposed"], "accept")).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "administrator"])
@pytest.mark.parametrize("page", ["detail", "accept", "approve"])
def test_who_reads_no_rotations_is_refused(several, open_as, who, page):
    assert open_as(who).get(address(several["proposed"], page)).status_code == 403


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("proposed", "待对方学校答复"),
        ("accepted", "待教育局批准"),
        ("under_way", "进行中"),
        ("over", "已期满"),
        ("ahead", "尚未开始"),
    ],
)
def test_page_says_where_it_stands(several, open_as, name, said):
    page = open_as("home_principal").get(address(several[name]))

    assert said in page.text
    for text in ("王五", "丙校", "甲校", "甲教育集团", "三方意见", "保留人事关系"):
        assert text in page.text


def test_host_school_sees_the_person_by_the_rotation_and_no_roster(several, small, open_as):
    browser = open_as("host_principal")

    assert "王五" in browser.get(address(several["under_way"])).text
    roster = reverse("schools:staff_list", args=[small.member.code])
    assert browser.get(roster).status_code == 404
    assert "谁改了什么" not in browser.get(address(several["under_way"])).text


# --- proposing ---


def test_school_is_offered_its_own_people_and_its_peers(small, open_as):
    factories.make_staff(small.lead, "别校的人")
    form = open_as("home_principal").get(NEW).context["form"]

    assert [str(person) for person in form.fields["person"].queryset] == ["王五 M1"]
    assert [school.name for school in form.fields["host"].queryset] == ["甲校", "乙校"]
    assert [group.name for group in form.fields["group"].queryset] == ["甲教育集团"]
    assert "home" not in form.fields


def test_school_that_asks_for_somebody_is_offered_no_person(small, open_as):
    form = open_as("host_principal").get(NEW, {"direction": "in"}).context["form"]

    assert "person" not in form.fields
    assert [school.name for school in form.fields["home"].queryset] == ["乙校", "丙校"]


def test_school_of_two_groups_is_offered_the_members_of_both(small, open_as):
    form = open_as("peer_principal").get(NEW).context["form"]

    assert [school.name for school in form.fields["host"].queryset] == ["甲校", "丙校", "丁校"]
    assert sorted(group.name for group in form.fields["group"].queryset) == ["乙教育集团", "甲教育集团"]


def test_person_or_school_that_is_not_offered_is_refused_at_its_field(small, open_as):
    stranger = factories.make_staff(small.stranger, "陌生人")

    answer = sent(
        open_as("home_principal"),
        NEW,
        **FILLED,
        group=small.first.pk,
        person=stranger.pk,
        host=small.stranger.pk,
    )

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"person", "host"}
    assert Rotation.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"end": "2022-09-01"}, "end", id="no-day"),
        pytest.param({"share": "10"}, "share", id="too-little"),
        pytest.param({"start": "昨天"}, "start", id="no-date"),
        pytest.param({"kind": ""}, "kind", id="no-kind"),
    ],
)
def test_terms_that_cannot_be_are_told_at_their_field(small, open_as, given, field):
    answer = sent(
        open_as("home_principal"),
        NEW,
        **{**FILLED, "group": small.first.pk, "person": small.person.pk, "host": small.lead.pk, **given},
    )

    errors = answer.context["form"].errors
    assert field in errors
    assert all(message.endswith(("。", "：")) for messages in errors.values() for message in messages)
    assert Rotation.objects.count() == 0


def test_double_click_proposes_once(small, open_as):
    browser = open_as("home_principal")
    form = browser.get(NEW).context["form"]
    data = {**FILLED, "group": small.first.pk, "person": small.person.pk, "host": small.lead.pk}
    data |= {"request_key": str(form["request_key"].value())}

    browser.post(NEW, data)
    again = browser.post(NEW, data, follow=True)

    assert Rotation.objects.count() == 1
    assert "没有重复保存" in told(again)[-1]


# --- whole ways ---


def test_three_people_bring_a_rotation_about(small, open_as):
    given = {"group": small.first.pk, "person": small.person.pk, "host": small.lead.pk}

    answer = sent(open_as("home_clerk"), NEW, **FILLED, **given)
    rotation = Rotation.objects.get()
    assert (told(answer), rotation.state) == (["已提出，等待对方学校答复。"], "proposed")

    answer = sent(open_as("host_principal"), address(rotation, "accept"))
    assert told(answer) == ["已同意，等待教育局批准。"]

    answer = sent(open_as("officer"), address(rotation, "approve"), reason="同意")
    rotation.refresh_from_db()
    assert (told(answer), rotation.state) == (["已批准。"], "approved")
    assert (rotation.proposed_by, rotation.answered_by, rotation.decided_by) == (
        "home_clerk",
        "host",
        "officer",
    )
    assert AuditEntry.objects.filter(object_type="exchanges.rotation").count() == 3


def test_home_school_names_the_person_when_it_accepts(small, open_as):
    given = {"group": small.first.pk, "home": small.member.pk}
    sent(open_as("host_principal"), f"{NEW}?direction=in", **FILLED, **given)
    rotation = Rotation.objects.get()
    assert "人选待定" in open_as("home_principal").get(address(rotation)).text

    refused = sent(open_as("home_principal"), address(rotation, "accept"))
    assert "person" in refused.context["form"].errors
    sent(open_as("home_principal"), address(rotation, "accept"), person=small.person.pk)

    rotation.refresh_from_db()
    assert (rotation.state, rotation.person, rotation.answered_by) == ("accepted", small.person, "home")


def test_refusal_is_read_by_who_proposed(several, open_as):
    answer = sent(open_as("host_principal"), address(several["proposed"], "refuse"), reason="本校人手已足")

    assert told(answer) == ["已答复不同意。"]
    assert "最近一次说明：本校人手已足" in open_as("home_clerk").get(address(several["proposed"])).text


def test_returned_rotation_is_revised_and_answered_again(several, open_as):
    rotation = several["returned"]

    sent(open_as("home_principal"), address(rotation, "revise"), share="60", purpose="补充了目的")

    rotation.refresh_from_db()
    assert (rotation.state, rotation.share, rotation.purpose) == ("proposed", 60, "补充了目的")
    assert links(open_as("host_principal").get(address(rotation))) == ["同意", "不同意"]


def test_early_end_asks_for_day_and_reason(several, open_as):
    rotation, browser = several["under_way"], open_as("officer")

    refused = sent(browser, address(rotation, "end_early"), day=(TODAY + 2 * YEAR).isoformat(), reason="产假")
    assert "提前结束的日期要晚于开始日期" in str(refused.context["form"].errors["day"])
    assert (
        "reason"
        in sent(browser, address(rotation, "end_early"), day=TODAY.isoformat()).context["form"].errors
    )
    sent(browser, address(rotation, "end_early"), day=TODAY.isoformat(), reason="产假")

    rotation.refresh_from_db()
    assert (rotation.end, rotation.agreed_end) == (TODAY, TODAY + YEAR)
    assert "提前结束" in browser.get(address(rotation)).text


def test_extension_is_asked_for_by_either_school(several, open_as):
    first = several["over"]

    sent(open_as("host_clerk"), address(first, "extend"), end="2024-09-01", share="50")

    longer = Rotation.objects.get(extends=first)
    assert (longer.start, longer.end, longer.state) == (START, date(2024, 9, 1), "proposed")
    assert (longer.is_proposed_by_home, longer.proposed_by) == (False, "host_clerk")
    assert links(open_as("home_principal").get(address(longer))) == ["同意", "不同意"]


@pytest.mark.parametrize("name", ["proposed", "accepted", "withdrawn"])
def test_only_an_approved_rotation_is_extended(several, open_as, name):
    assert open_as("home_principal").get(address(several[name], "extend")).status_code == 404


def test_exception_is_asked_for_where_a_school_is_outside_the_group(small, stored, open_as):
    rotation, browser = stored("accepted", host=small.partner, answered_by="partner"), open_as("officer")
    assert "丁校开始那天不在这个集团内。" in browser.get(address(rotation, "approve")).text

    refused = sent(browser, address(rotation, "approve"))
    assert "请写明例外的理由" in str(refused.context["form"].errors["exception"])
    sent(browser, address(rotation, "approve"), exception="支援新校")

    rotation.refresh_from_db()
    assert (rotation.state, rotation.exception) == ("approved", "支援新校")
    assert "支援新校" in browser.get(address(rotation)).text


def test_transferred_relation_is_seen_in_both_rosters(small, stored, open_as):
    rotation = stored("accepted", relation="transferred")

    sent(open_as("officer"), address(rotation, "approve"))

    assert Employment.objects.on(START).get(staff=small.person).school == small.lead


def test_stale_page_shows_the_state_of_now(several, open_as):
    rotation, late = several["proposed"], open_as("host_principal")
    form = late.get(address(rotation, "accept")).context["form"]
    sent(open_as("home_principal"), address(rotation, "withdraw"), reason="计划有变")

    answer = late.post(address(rotation, "accept"), {"version": form["version"].value()})

    assert answer.status_code == 409
    rotation.refresh_from_db()
    assert rotation.state == "withdrawn"


def test_second_approval_finds_the_first(several, open_as):
    rotation, late = several["accepted"], open_as("second_officer")
    form = late.get(address(rotation, "approve")).context["form"]
    sent(open_as("officer"), address(rotation, "approve"))

    answer = late.post(address(rotation, "approve"), {"version": form["version"].value()})

    assert answer.status_code == 409
    rotation.refresh_from_db()
    assert rotation.decided_by == "officer"


@pytest.mark.parametrize(
    ("who", "count"),
    [("officer", 1), ("inspector", 0), ("home_clerk", 1), ("host_principal", 1), ("host_clerk", 0)],
)
def test_notice_counts_what_its_link_shows(several, open_as, who, count):
    browser = open_as(who)

    told_of = browser.get(LIST).context["waiting"]
    waiting = browser.get(LIST, {"waiting": "me"})

    assert (told_of, len(waiting.context["page_obj"])) == (count, count)
    assert waiting.text.count("待办") >= 1


@pytest.mark.parametrize("days", [0, 1, 59, 60, 61])
def test_sixty_days_end_on_the_sixtieth(stored, open_as, days):
    stored("approved", start=TODAY - YEAR, end=TODAY + timedelta(days=days))

    found = open_as("officer").get(LIST, {"when": "returning"})

    assert len(found.context["page_obj"]) == (1 if 1 <= days <= 60 else 0)
