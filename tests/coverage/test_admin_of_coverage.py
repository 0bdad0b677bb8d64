"""Code tables, designations and targets in the admin: the same actions, the same refusals."""

from datetime import date

import pytest
from django.urls import reverse

from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Rule,
    RuleSet,
    Target,
)
from records.models import AuditEntry
from tests import factories
from tests.accounts.forms import errors_of, submit, typed

D20, D21, D95 = date(2020, 9, 1), date(2021, 9, 1), date(2095, 9, 1)
KEEPER = {  # model: who keeps its rows
    DesignationScheme: "administrator",
    DesignationLevel: "administrator",
    RuleSet: "administrator",
    Rule: "administrator",
    Designation: "officer",
    Target: "officer",
    Headline: "officer",
}
NEW = {  # model: what is typed into the form of a new row, keys by name, and how the row is called then
    DesignationScheme: ({"code": "new", "name": "新体系", "stage": "senior"}, "新体系"),
    DesignationLevel: ({"scheme": "scheme", "code": "new", "name": "新级", "rank": 1}, "quality · 新级"),
    RuleSet: (
        {"code": "new", "name": "新规则", "edition": "第一版", "source": "某文件", "confidence": "V"},
        "新规则 · 第一版",
    ),
    Rule: (
        {
            "rule_set": "rule_set",
            "position": 1,
            "code": "new",
            "label": "新条",
            "comparison": "at_most",
            "value": "0.5",
            "confidence": "V",
        },
        "规则 · 第一版 · 新条",
    ),
    Designation: (
        {"school": "school", "level": "level", "basis": "entered", "start": "2021-09-01"},
        "庚小学 · 旧级",
    ),
    Target: (
        {"district": "district", "stage": "senior", "statement": "全覆盖", "share": "1"},
        "普通高中 · 全覆盖",
    ),
    Headline: (
        {"district": "district", "basis": "reached", "weight": "pupils", "start": "2095-09-01"},
        "已覆盖 · 按学生",
    ),
}
CHANGES = {  # model: one field of the stored row, and what is typed there
    DesignationScheme: ("authority", "市教育局"),
    DesignationLevel: ("rank", 7),
    RuleSet: ("note", "已核对"),
    Rule: ("unit", "所"),
    Designation: ("document", "某发〔2021〕1号"),
    Target: ("statement", "另一目标"),
    Headline: ("document", "某发〔2021〕2号"),
}
HELD = "这所学校在这段时间内已持有这个级别的认定。"
BACKWARDS = {"end": ["结束日期必须晚于开始日期；结束日期是不再有效的第一天。"]}
REFUSED = [  # what is typed over the form of a new row, and what is said about it
    pytest.param(
        DesignationScheme,
        {"code": "quality"},
        {"code": ["具有 代码 的 认定体系 已存在。"]},
        id="scheme-twice",
    ),
    pytest.param(
        DesignationLevel, {"code": "旧级"}, {"__all__": ["该体系中已有这个代码。"]}, id="level-twice"
    ),
    pytest.param(
        DesignationLevel, {"start": "2021-09-01", "end": "2020-09-01"}, BACKWARDS, id="level-backwards"
    ),
    pytest.param(
        RuleSet,
        {"code": "rules"},
        {"__all__": ["这段时间内该规则集已有另一个版本；请先结束原来的版本。"]},
        id="edition-while-another-is-in-force",
    ),
    pytest.param(RuleSet, {"start": "2021-09-01", "end": "2021-09-01"}, BACKWARDS, id="edition-of-no-day"),
    pytest.param(RuleSet, {"source": ""}, {"source": ["这个字段是必填项。"]}, id="rule-set-without-a-source"),
    pytest.param(Rule, {"code": "r0"}, {"__all__": ["这个规则集中已有这个代码。"]}, id="rule-twice"),
    pytest.param(Rule, {"value": "许多"}, {"value": ["输入一个数字。"]}, id="rule-without-a-number"),
    pytest.param(
        Designation,
        {"start": "2019-09-01"},
        {"start": ["“旧级”在2019-09-01不授予；请核对级别和开始日期，或在认定体系中查看各级别的授予时间。"]},
        id="award-before-the-level",
    ),
    pytest.param(
        Designation,
        {"start": ""},
        {"start": ["“旧级”在有记录之前不授予；请核对级别和开始日期，或在认定体系中查看各级别的授予时间。"]},
        id="award-since-before-the-records",
    ),
    pytest.param(Designation, {"school": "member"}, {"__all__": [HELD]}, id="award-of-what-is-held"),
    pytest.param(
        Designation,
        {"end_reason": "withdrawn"},
        {"__all__": ["没有结束日期的认定不能写结束原因或结束文件。"]},
        id="reason-without-an-end",
    ),
    pytest.param(
        Target, {"stage": "compulsory"}, {"__all__": ["这段时间内该学段已有另一个目标。"]}, id="second-target"
    ),
    pytest.param(Target, {"share": "1.5"}, {"share": ["确保该值小于或等于1。"]}, id="share-above-one"),
    pytest.param(
        Headline,
        {"start": "2021-09-01"},
        {"__all__": ["这段时间内已选定另一个首选口径。"]},
        id="second-headline",
    ),
]


@pytest.fixture
def rows(district):
    """Return one stored row of each model, and what their forms refer to, by name."""
    level = factories.make_level(code="旧级", start=D20)
    rule_set = factories.make_rule_set(rules=1, name="规则")
    return {
        "district": district.district,
        "school": district.lone,
        "member": district.member,
        "scheme": level.scheme,
        "level": level,
        "rule_set": rule_set,
        DesignationScheme: level.scheme,
        DesignationLevel: level,
        RuleSet: rule_set,
        Rule: rule_set.rules.get(),
        Designation: factories.make_designation(district.member, level, start=D20),
        Target: factories.make_target(),
        Headline: factories.make_headline("designated", end=D95),
    }


@pytest.fixture
def browser_for(request, signed_in):
    """Return a function that gives the browser of who keeps the rows of a model."""
    return lambda model: signed_in(request.getfixturevalue(KEEPER[model]))


def address(model, page, *args):
    return reverse(f"admin:coverage_{model._meta.model_name}_{page}", args=args)


def values_for(model, rows, **changes):
    """Return what is typed into the form of a new row, with keys in the place of names."""
    given = {**NEW[model][0], **changes}
    return {name: rows[value].pk if value in rows else value for name, value in given.items()}


def last_entry():
    return AuditEntry.objects.order_by("-id").values_list("username", "action", "object_label", "reason")[0]


def named(model):
    return model._meta.model_name


@pytest.mark.parametrize("model", NEW, ids=named)
def test_new_row_is_stored_and_written_down_with_its_reason(model, rows, browser_for):
    answer = submit(
        browser_for(model), address(model, "add"), **values_for(model, rows), reason="区文〔2022〕1号"
    )

    action = "award" if model is Designation else "create"
    assert (answer.status_code, model.objects.count()) == (302, 2)
    assert last_entry() == (KEEPER[model], action, NEW[model][1], "区文〔2022〕1号")


@pytest.mark.parametrize("model", NEW, ids=named)
def test_new_row_sent_twice_is_stored_once(model, rows, browser_for):
    browser = browser_for(model)
    sent = typed(browser.get(address(model, "add")), **values_for(model, rows))

    statuses = [browser.post(address(model, "add"), sent).status_code for _click in range(2)]

    assert (statuses, model.objects.count()) == ([302, 302], 2)


@pytest.mark.parametrize("model", CHANGES, ids=named)
def test_changed_row_is_stored_and_written_down(model, rows, browser_for):
    (column, value), row = CHANGES[model], rows[model]

    answer = submit(browser_for(model), address(model, "change", row.pk), **{column: value}, reason="更正")

    stored = model.objects.get(pk=row.pk)
    action = "correct" if model is Designation else "change"
    assert (answer.status_code, getattr(stored, column), stored.version) == (302, value, 2)
    assert last_entry() == (KEEPER[model], action, str(stored), "更正")


@pytest.mark.parametrize("model", CHANGES, ids=named)
def test_late_change_is_told_and_not_stored(model, rows, browser_for):
    (column, value), row, browser = CHANGES[model], rows[model], browser_for(model)
    sent = typed(browser.get(address(model, "change", row.pk)), **{column: value})
    model.objects.filter(pk=row.pk).update(version=2)

    answer = browser.post(address(model, "change", row.pk), sent)

    [sentence] = errors_of(answer)["__all__"]
    assert sentence.startswith("没有保存：您打开表单之后，这条记录已被他人修改或删除。")
    assert getattr(model.objects.get(pk=row.pk), column) != value


@pytest.mark.parametrize(("model", "changes", "told"), REFUSED)
def test_refusal_is_told_at_its_field_and_nothing_is_stored(model, changes, told, rows, browser_for):
    answer = submit(browser_for(model), address(model, "add"), **values_for(model, rows, **changes))

    assert (answer.status_code, errors_of(answer)) == (200, told)
    assert (model.objects.count(), AuditEntry.objects.count()) == (1, 0)


@pytest.mark.parametrize("model", KEEPER, ids=named)
def test_row_is_not_kept_by_the_other_one(model, rows, signed_in, request):
    other = {"administrator": "officer", "officer": "administrator"}[KEEPER[model]]
    browser = signed_in(request.getfixturevalue(other))
    before = list(model.objects.values())

    statuses = [
        browser.post(address(model, page, *key), {"post": "yes"}).status_code
        for page, key in (("add", []), ("change", [rows[model].pk]), ("delete", [rows[model].pk]))
    ]

    assert (statuses, list(model.objects.values())) == ([403] * 3, before)


@pytest.mark.parametrize("model", [Rule, Target, Headline, Designation], ids=named)
def test_row_that_nothing_refers_to_is_deleted_and_stays_in_the_trail(model, rows, browser_for):
    label = str(rows[model])

    answer = browser_for(model).post(address(model, "delete", rows[model].pk), {"post": "yes"})

    assert (answer.status_code, model.objects.count()) == (302, 0)
    assert last_entry() == (KEEPER[model], "remove", label, "")


@pytest.mark.parametrize("model", [DesignationScheme, DesignationLevel], ids=named)
def test_row_that_is_in_use_is_kept(model, rows, browser_for):
    answer = browser_for(model).post(address(model, "delete", rows[model].pk), {"post": "yes"})

    assert (answer.status_code, model.objects.count(), AuditEntry.objects.count()) == (200, 1, 0)
    assert f"无法删除 {model._meta.verbose_name}" in answer.text


def test_rule_set_takes_its_rules_with_it(rows, browser_for):
    browser_for(RuleSet).post(address(RuleSet, "delete", rows[RuleSet].pk), {"post": "yes"})

    assert (RuleSet.objects.count(), Rule.objects.count()) == (0, 0)
    assert list(AuditEntry.objects.order_by("id").values_list("object_type", flat=True)) == [
        "coverage.rule",
        "coverage.ruleset",
    ]


def test_level_mapped_to_by_another_is_kept(rows, browser_for):
    newer = factories.make_level(code="新级")
    DesignationLevel.objects.filter(pk=rows["level"].pk).update(successor=newer)

    answer = browser_for(DesignationLevel).post(
        address(DesignationLevel, "delete", newer.pk), {"post": "yes"}
    )

    assert (answer.status_code, DesignationLevel.objects.count()) == (200, 2)


def test_level_is_not_mapped_to_itself(rows, browser_for):
    level = rows["level"]

    answer = submit(
        browser_for(DesignationLevel), address(DesignationLevel, "change", level.pk), successor=level.pk
    )

    assert errors_of(answer) == {"__all__": ["一个级别不能转换为它自己；没有对应的新级别时请留空。"]}


def test_next_edition_is_taken_once_the_first_has_ended(rows, browser_for):
    browser = browser_for(RuleSet)
    submit(browser, address(RuleSet, "change", rows["rule_set"].pk), end="2021-09-01")

    submit(browser, address(RuleSet, "add"), **values_for(RuleSet, rows, code="rules", start="2021-09-01"))

    found = [[str(each) for each in RuleSet.objects.on(day)] for day in (D20, D21)]
    assert found == [["规则 · 第一版"], ["新规则 · 第一版"]]


def test_school_and_level_of_a_stored_designation_are_not_typed_over(rows, district, browser_for):
    row = rows[Designation]

    submit(browser_for(Designation), address(Designation, "change", row.pk), school=district.lone.pk)

    assert Designation.objects.get().school == district.member


def test_declared_number_is_not_declared_twice(rows, officer, signed_in):
    factories.make_declared("a", ["public"], ["primary"], 1)
    values = {
        "district": rows["district"].pk, "position": 2, "code": "a", "section": "公办", "label": "小学",
        "ownerships": ["public"], "kinds": ["primary"], "count": 3,
    }  # fmt: skip

    answer = submit(signed_in(officer), address(DeclaredCount, "add"), **values)

    assert errors_of(answer) == {"__all__": ["这段时间内该项上报数已登记。"]}
