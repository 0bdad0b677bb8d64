"""Every page of the groups app, for everybody: who opens it, who is refused, and that nothing is written."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from accounts.rights import RIGHTS, WRITE
from tests import factories
from tests.groups.days import SOON
from tests.groups.every_form import FORMS, address, counts, everything, grown, sent, submit

PRINCIPALS = ["lead_principal", "member_principal", "clerk", "bridge_principal", "other_principal"]
READERS = ["inspector", "administrator", "auditor"]
EVERYBODY = ["officer", *READERS, *PRINCIPALS, "neighbour", "two_hats"]
LIST = {**dict.fromkeys(EVERYBODY, 200), "auditor": 403}
OF_GROUP = {**LIST, "other_principal": 404, "neighbour": 404}
OF_DISTRICT = {**OF_GROUP, **dict.fromkeys(PRINCIPALS, 404)}
KEEPS = {**dict.fromkeys(EVERYBODY, 403), "officer": 200, "neighbour": 404}
PAGES = {
    "group_list": LIST,
    "plan_list": LIST,
    "formation_list": LIST,
    "group_detail": OF_GROUP,
    "formation_detail": OF_DISTRICT,
    **dict.fromkeys(FORMS, KEEPS),
    "formation_new": {**KEEPS, "neighbour": 200, "two_hats": 200},  # in the own district
}
LISTS = ["group_list", "plan_list", "formation_list"]
SECRETS = {  # what nobody should see who may not read the district's plans
    "formation": "保密组建集团",
    "plan": "保密的说明",
    "paper": "密发〔2022〕9号",
    "group": "保密教育集团",
    "school": "保密中心小学",
}


@pytest.fixture
def browsers(rows, signed_in, request):
    """Return the signed-in browser of everybody, by name."""
    return {who: signed_in(request.getfixturevalue(who)) for who in EVERYBODY}


@pytest.fixture
def secrets(rows):
    """Return the rows with texts that stand nowhere else in all that is closed to principals elsewhere."""
    rows.formation.name = SECRETS["formation"]
    rows.formation.save()
    type(rows.member).objects.filter(pk=rows.member.pk).update(name=SECRETS["school"])
    type(rows.first).objects.filter(pk=rows.first.pk).update(name=SECRETS["group"])
    factories.make_group_change(rows.third, day=SOON, note=SECRETS["plan"], document=SECRETS["paper"])
    return rows


def place(page, rows):
    """Return the address of any page of the app."""
    if page in FORMS:
        return address(page, rows)
    about = {"group_detail": [rows.first.slug], "formation_detail": [rows.formation.slug]}
    return reverse(f"groups:{page}", args=about.get(page, []))


def told(response):
    """Return which of the secrets the answer names."""
    answer = f"{response.headers}{response.content.decode('utf-8-sig')}"
    return [name for name, secret in SECRETS.items() if secret in answer]


def names(patterns):
    """Return the names of all addresses below some patterns."""
    for pattern in patterns:
        yield from names(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern.name]


def test_table_of_pages_names_every_address():
    assert set(PAGES) == set(names(get_resolver("groups.urls").url_patterns))
    assert set(FORMS) == {page for page in PAGES if RIGHTS[f"groups:{page}"].methods >= WRITE}


# --- opening ---


@pytest.mark.parametrize("page_name", PAGES)
def test_page_answers_each_person_as_the_table_says(page_name, rows, browsers):
    before = everything()

    statuses = {who: each.get(place(page_name, rows)).status_code for who, each in browsers.items()}

    assert statuses == PAGES[page_name]
    assert everything() == before


@pytest.mark.parametrize("page_name", PAGES)
def test_page_asks_a_visitor_to_sign_in_and_tells_nothing(page_name, secrets, client):
    where = place(page_name, secrets)

    response = client.get(where)

    assert (response.status_code, response.headers["location"]) == (
        302,
        f"{reverse('account_login')}?next={where}",
    )
    assert told(response) == []


@pytest.mark.parametrize("page_name", PAGES)
def test_page_tells_strangers_nothing(page_name, secrets, browsers):
    answers = [browsers[who].get(place(page_name, secrets)) for who in ("other_principal", "neighbour")]

    assert [told(answer) for answer in answers] == [[], []]


@pytest.mark.parametrize("query", [{"export": "csv"}, {"state": "all"}], ids=["file", "all"])
@pytest.mark.parametrize("who", ["other_principal", "neighbour"])
@pytest.mark.parametrize("page_name", LISTS)
def test_list_tells_a_stranger_nothing(page_name, who, query, secrets, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(place(page_name, secrets), query)

    assert (response.status_code, told(response)) == (200, [])


@pytest.mark.parametrize("who", ["officer", "inspector", "administrator"])
@pytest.mark.parametrize(
    ("page_name", "expected"),
    [
        pytest.param("group_list", {"group", "school"}, id="groups"),
        pytest.param("plan_list", {"paper"}, id="plans"),
        pytest.param("formation_list", {"formation"}, id="formations"),
        pytest.param("formation_detail", {"formation"}, id="formation"),
        pytest.param("group_detail", {"group", "school"}, id="group"),
    ],
)
def test_page_tells_who_reads_the_district(page_name, expected, who, secrets, signed_in, request):
    """The control: the same texts are found where they belong."""
    found = told(signed_in(request.getfixturevalue(who)).get(place(page_name, secrets)))

    assert expected <= set(found)


# --- writing ---


@pytest.mark.parametrize("page_name", FORMS)
def test_officers_form_stores_what_the_table_says(page_name, rows, bureau):
    before, entries = counts(), everything()[-2]

    response = submit(bureau, page_name, rows)

    assert (response.status_code, grown(before)) == (302, FORMS[page_name].grown)
    assert {entry["username"] for entry in everything()[-2][len(entries) :]} == {"officer"}


@pytest.mark.parametrize("page_name", [name for name, form in FORMS.items() if form.is_previewed])
def test_officers_form_that_is_not_confirmed_stores_nothing(page_name, rows, bureau):
    answers, before = sent(bureau, page_name, rows), everything()
    del answers["confirmed"]

    response = bureau.post(address(page_name, rows), answers)

    assert (response.status_code, "rehearse" in response.context) == (200, True)
    assert everything() == before


@pytest.mark.parametrize("page_name", FORMS)
def test_form_of_whoever_may_not_is_refused_and_writes_nothing(page_name, rows, browsers):
    answers, before = sent(browsers.pop("officer"), page_name, rows), everything()

    statuses = {
        who: each.post(address(page_name, rows), answers).status_code for who, each in browsers.items()
    }

    assert statuses == {who: PAGES[page_name][who] for who in browsers}
    assert everything() == before


@pytest.mark.parametrize("page_name", FORMS)
def test_form_of_a_visitor_is_refused_and_writes_nothing(page_name, rows, bureau, client):
    answers, before = sent(bureau, page_name, rows), everything()

    response = client.post(address(page_name, rows), answers)

    assert (response.status_code, "login" in response.headers["location"]) == (302, True)
    assert everything() == before


@pytest.mark.parametrize("page_name", PAGES)
def test_page_takes_no_other_method(page_name, rows, bureau):
    before = everything()

    statuses = [ask(place(page_name, rows)).status_code for ask in (bureau.put, bureau.patch, bureau.delete)]

    assert (statuses, everything() == before) == ([405, 405, 405], True)


@pytest.mark.parametrize("page_name", [page for page in PAGES if page not in FORMS])
def test_page_that_only_shows_takes_no_form(page_name, rows, bureau):
    before = everything()

    response = bureau.post(place(page_name, rows), {"name": "新名"})

    assert (response.status_code, everything() == before) == (405, True)
