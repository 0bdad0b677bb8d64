"""The lists of groups as pages and files: columns, pages, the address, inert cells, and few questions."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from groups.models import EducationGroup, Formation, GroupChange, PlannedSchool
from tests import factories
from tests.groups.days import EVE, LATER, SOON
from tests.schools.test_every_list import of_csv, of_xlsx

GROUPS, PLANS = reverse("groups:group_list"), reverse("groups:plan_list")
FORMATIONS = reverse("groups:formation_list")
FILES = {"csv": of_csv, "xlsx": of_xlsx}

KIND_OF_MANY = {GROUPS: "regional", PLANS: "join", FORMATIONS: "regional"}
LISTS = [GROUPS, PLANS, FORMATIONS]
READERS = ["officer", "inspector", "administrator", "lead_principal", "clerk", "bridge_principal"]
FILTERS = [
    pytest.param(GROUPS, {}, id="groups"),
    pytest.param(GROUPS, {"kind": "ordinary", "sort": "-size"}, id="groups-of-a-kind"),
    pytest.param(GROUPS, {"school": "乙", "sort": "-name"}, id="groups-of-a-school"),
    pytest.param(GROUPS, {"state": "all", "on": "2020-01-01"}, id="groups-of-any-state-on-a-day"),
    pytest.param(PLANS, {}, id="plans"),
    pytest.param(PLANS, {"group": "wu", "sort": "-day"}, id="plans-of-a-group"),
    pytest.param(FORMATIONS, {}, id="formations"),
    pytest.param(FORMATIONS, {"state": "open", "sort": "-name"}, id="formations-open"),
]
COLUMNS = {
    GROUPS: ["集团", "龙头学校", "成员学校", "学校数"],
    PLANS: ["生效日期", "变动类型", "教育集团", "涉及学校", "依据文件", "登记人"],
    FORMATIONS: ["集团名称", "集团类型", "进度", "最近一步的日期", "拟加入的学校"],
}
EVERY_COLUMN = {
    GROUPS: [
        "集团", "集团类型", "龙头学校", "成员学校", "学校数", "开始日期", "结束日期", "市级备案号",
        "备案日期",
    ],
    PLANS: ["生效日期", "变动类型", "教育集团", "涉及学校", "依据文件", "说明", "登记人"],
    FORMATIONS: COLUMNS[FORMATIONS],
}  # fmt: skip
SIGNS = [pytest.param(sign, id=f"by-{sign!r}") for sign in "=+-@\t＝"]


@pytest.fixture
def full(ages):
    """Return the district of every age with three planned changes and three formations."""
    for day, group in ((SOON, ages.third), (LATER, ages.third), (SOON, ages.first)):
        factories.make_group_change(group, day=day, subject="庚小学", document="教发〔2022〕5号", note="扩大")
    factories.make_formation("庚教育集团", lead=ages.lone)
    factories.make_formation("乡村教育集团", kind="regional")
    factories.make_formation("乙教育集团", group=ages.second)
    return ages


def key(row):
    """Return what tells the rows of a list apart, as the first column of its file says it."""
    return row.day.isoformat() if isinstance(row, GroupChange) else row.name


def shown(response):
    """Return the headings of the page's table."""
    return [str(column.label) for column in response.context["columns"]]


def headings(browser, address, query):
    """Return the headings of both files."""
    return [read(browser.get(address, {**query, "export": kind}))[0] for kind, read in FILES.items()]


# --- rows ---


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(("address", "query"), FILTERS)
def test_files_hold_the_rows_of_the_page_in_its_order(address, query, who, full, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    rows = [key(row) for row in browser.get(address, query).context["page_obj"]]
    files = [
        [line[0] for line in read(browser.get(address, {**query, "export": kind}))[1:]]
        for kind, read in FILES.items()
    ]

    assert files == [rows, rows]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", [4, 3, 3], id="officer"),
        pytest.param("inspector", [4, 3, 3], id="inspector"),
        pytest.param("administrator", [4, 3, 3], id="administrator"),
        pytest.param("lead_principal", [1, 0, 0], id="lead-principal"),
        pytest.param("clerk", [1, 0, 0], id="clerk-of-a-member"),
        pytest.param("bridge_principal", [2, 0, 0], id="principal-of-two-groups"),
        pytest.param("neighbour", [0, 0, 0], id="officer-next-door"),
    ],
)
def test_every_list_holds_what_the_person_may_read(who, expected, full, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    found = [browser.get(address).context["page_obj"].paginator.count for address in LISTS]

    assert found == expected


def test_file_of_groups_holds_what_is_known_of_each(full, bureau):
    query = {
        "export": "csv",
        "q": "园区",
        "show": ["kind", "members", "size", "start", "filing_no", "filed_on"],
    }

    assert of_csv(bureau.get(GROUPS, query)) == [
        ["集团", "集团类型", "成员学校", "学校数", "开始日期", "市级备案号", "备案日期"],
        ["园区教育集团", "区域性", "庚小学", "1", "2019-09-01", "成教备〔2019〕7号", "2019-10-01"],
    ]


def test_file_of_groups_is_that_of_its_day(full, bureau):
    query = {
        "export": "csv",
        "state": "all",
        "on": "2021-08-31",
        "show": ["lead", "size", "end"],
        "q": "教育",
    }

    assert of_csv(bureau.get(GROUPS, query))[-2:] == [
        ["未来教育集团", "", "0", ""],
        ["往昔教育集团", "壬校", "1", "2021-09-01"],
    ]


def test_file_of_plans_tells_groups_schools_and_papers(full, bureau):
    factories.make_group_change(full.first, kind="move", other_group=full.second, day=SOON, subject="丙校")

    rows = of_csv(bureau.get(PLANS, {"export": "csv", "kind": "move", "show": ["kind", "groups", "subject"]}))

    assert rows[1:] == [[SOON.isoformat(), "转入其他集团", "甲教育集团、乙教育集团", "丙校"]]


def test_file_of_formations_tells_progress_and_schools(full, bureau):
    formation = Formation.objects.get(name="庚教育集团")
    PlannedSchool.objects.create(formation=formation, school=full.new)

    [_headings, row] = of_csv(bureau.get(FORMATIONS, {"export": "csv", "q": "庚"}))

    assert row == ["庚教育集团", "龙头带动", "提出", "2020-01-01", "庚小学、辛校"]


# --- cells ---


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("address", LISTS)
def test_cell_that_reads_like_a_formula_is_inert(address, sign, full, bureau):
    text = f'{sign}HYPERLINK("x")'
    EducationGroup.objects.filter(pk=full.first.pk).update(name=text, position=0)
    GroupChange.objects.filter(group=full.first).update(subject=text, day=SOON - EVE)
    Formation.objects.filter(name="乙教育集团").update(name=text)
    column = "subject" if address == PLANS else ""

    in_csv = of_csv(bureau.get(address, {"export": "csv", "show": column}))[1]
    sheet = load_workbook(BytesIO(bureau.get(address, {"export": "xlsx", "show": column}).content)).active

    [cell] = [each for each in sheet[2] if "HYPERLINK" in str(each.value)]
    assert f"'{text}" in in_csv
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


# --- columns ---


@pytest.mark.parametrize("address", LISTS)
def test_files_have_the_columns_of_the_page_and_no_buttons(address, full, bureau):
    page = shown(bureau.get(address))
    everything = {
        "show": [name for name, _label in bureau.get(address).context["form"].fields["show"].choices]
    }

    assert page == [*COLUMNS[address], *(["操作"] if address == PLANS else [])]
    assert headings(bureau, address, {}) == [COLUMNS[address]] * 2
    assert headings(bureau, address, everything) == [EVERY_COLUMN[address]] * 2


@pytest.mark.parametrize("address", LISTS)
def test_chosen_column_stands_beside_the_first_alone(address, full, bureau):
    first, *_others, last = bureau.get(address).context["form"].columns
    query = {"show": ["no-column", last.name]}

    page = shown(bureau.get(address, query))

    assert page == [str(first.label), str(last.label)]


@pytest.mark.parametrize("address", LISTS)
def test_language_changes_no_file(address, full, bureau):
    chinese = bureau.get(address, {"export": "csv"}).content

    assert bureau.get(address, {"export": "csv"}, headers={"accept-language": "en"}).content == chinese


@pytest.mark.parametrize("kind", ["pdf", "CSV", "", "xlsx\x00"], ids=["pdf", "capitals", "empty", "nul"])
@pytest.mark.parametrize("address", LISTS)
def test_file_of_an_unknown_kind_is_the_page(address, kind, full, bureau):
    response = bureau.get(address, {"export": kind})

    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


# --- pages and the address ---


@pytest.fixture
def many(district):
    """Return the district with rows for two pages in every list: 51 more of each."""
    for number in range(51):
        group = factories.make_group(f"多{number:02}教育集团", kind="regional")
        factories.make_group_change(group, day=SOON)
        factories.make_formation(f"多{number:02}教育集团", kind="regional")
    return district


@pytest.mark.parametrize(
    ("asked", "number", "rows"),
    [
        pytest.param("1", 1, 50, id="first"),
        pytest.param("2", 2, 1, id="last"),
        pytest.param("99", 2, 1, id="beyond-the-last"),
        pytest.param("-1", 2, 1, id="before-the-first"),
        pytest.param("abc", 1, 50, id="no-number"),
    ],
)
@pytest.mark.parametrize("address", LISTS)
def test_lists_are_paged_by_fifty(address, asked, number, rows, many, bureau):
    found = bureau.get(address, {"page": asked, "kind": KIND_OF_MANY[address]}).context["page_obj"]

    assert (found.number, len(found), found.paginator.count) == (number, rows, 51)


@pytest.mark.parametrize("address", LISTS)
def test_file_has_every_page(address, many, bureau):
    query = {"export": "csv", "kind": KIND_OF_MANY[address], "page": "2"}

    assert len(of_csv(bureau.get(address, query))) == 1 + 51


@pytest.mark.parametrize(
    ("address", "query", "kept"),
    [
        pytest.param(
            GROUPS,
            {"kind": "regional", "sort": "-name", "show": "size", "on": "2022-12-31"},
            "kind=regional&amp;sort=-name&amp;show=size&amp;on=2022-12-31",
            id="groups",
        ),
        pytest.param(
            PLANS, {"kind": "join", "sort": "-day", "group": "nobody"}, "kind=join&amp;sort=-day", id="plans"
        ),
        pytest.param(
            FORMATIONS,
            {"state": "open", "kind": "regional", "q": "多"},
            "q=%E5%A4%9A&amp;state=open&amp;kind=regional",
            id="formations",
        ),
    ],
)
def test_pages_files_and_heads_keep_the_filters(address, query, kept, many, bureau):
    text = bureau.get(address, {**query, "stray": "1"}).text

    assert f'href="?page=2&amp;{kept}"' in text
    assert re.findall(r'href="\?([^"]+)" download', text) == [f"{kept}&amp;export={kind}" for kind in FILES]
    assert all("kind=" in head for head in re.findall(r'<th scope="col"[^>]*><a href="\?([^"]+)"', text))


def test_head_turns_the_order_round_and_says_which_it_is(full, bureau):
    text = bureau.get(GROUPS, {"sort": "name"}).text

    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-name">集团</a></th>' in text
    assert '<th scope="col"><a href="?sort=size">学校数</a></th>' in text


# --- questions to the database ---


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    ("address", "on_page", "in_file"),
    [
        pytest.param(GROUPS, 7, 9, id="groups"),
        pytest.param(PLANS, 7, 5, id="plans"),
        pytest.param(FORMATIONS, 8, 6, id="formations"),
    ],
)
def test_lists_ask_as_few_questions_for_many_rows(
    address, on_page, in_file, rows, district, bureau, django_assert_num_queries
):
    for _number in range(rows):
        school = factories.make_school()
        group = factories.make_group(lead=school, members=[factories.make_school()])
        factories.make_group_change(group, day=SOON, other_group=district.second)
        factories.make_formation(lead=school)
    bureau.get(address)  # the first page of a session stores when it began

    with django_assert_num_queries(on_page):
        bureau.get(address)
    with django_assert_num_queries(in_file):
        bureau.get(address, {"export": "csv"})
