"""No link leads anywhere that its reader may not go, and both languages are whole, page by page."""

import json
import re
import tomllib
from functools import cache
from html import unescape

import pytest

from tests.e2e.crawl import crawl
from tests.source_tree import ROOT

pytestmark = pytest.mark.e2e

PEOPLE = ["bureau", "inspector", "温江二中", "auditor", "admin"]
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
LANGUAGE = re.compile(r'<html[^>]* lang="([^"]+)"')
LABEL_LENGTH = 30  # characters; a longer text is prose
# What a field suggests for a text that is stored in Chinese, whoever enters it.
USUAL_ITEMS = set(tomllib.loads((ROOT / "fixtures/standards/facilities.toml").read_text("utf-8"))["items"])
SWITCH = "简体中文"  # on the switch every language is named in itself


@pytest.fixture(scope="module")
def reachable(portal, browser, session_of):
    """Return a function that gives every page that a person can reach, in a language."""

    @cache
    def pages(person, language):
        with browser.new_context(storage_state=session_of(person)) as context:
            context.add_cookies([{"name": "django_language", "value": language, "url": portal.url}])
            return crawl(context.request, f"{portal.url}/")

    return pages


@pytest.fixture(scope="module")
def data_words(portal):
    """Return every run of Chinese characters in the stored data, and the whole texts of the trail."""
    tables = portal.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    own = [name for (name,) in tables if re.match("(accounts|schools|groups|exchanges|coverage)_", name)]
    values = {value for name in own for row in portal.rows(f"SELECT * FROM {name}") for value in row}
    texts = {text for value in values for text in texts_in(value)} | USUAL_ITEMS
    people = {name for (name,) in portal.rows("SELECT name FROM accounts_user")}
    runs = {run for text in texts for run in CHINESE.findall(text)} | {name[:1] for name in people} | {SWITCH}
    told = portal.rows(
        "SELECT object_label FROM records_auditentry UNION SELECT reason FROM records_auditentry"
    )
    trail = sorted({text for (text,) in told if CHINESE.search(text)}, key=len, reverse=True)
    long_texts = {text for text in texts if len(text) > LABEL_LENGTH and CHINESE.search(text)}
    return runs | {run for text in long_texts for run in CHINESE.findall(without(text, trail))}, trail


def texts_in(value):
    """Yield the texts of a stored value; those of a JSON column are told apart from what they stand in."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        value = json.loads(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value


def without(text, trail):
    """Return a text without what the trail tells; a stored text may hold a name that the trail tells too."""
    for told in trail:
        text = text.replace(told, "")
    return text


def chinese_of(html, runs, trail):
    """Return the runs of Chinese characters of a page that are neither stored data nor texts of the trail."""
    text = unescape(html)
    if not set(CHINESE.findall(text)) <= runs:  # else the trail need not be looked for, which takes long
        text = without(text, trail)
    return set(CHINESE.findall(text)) - runs


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_link_leads_to_a_page(reachable, person, language):
    pages = reachable(person, language)

    assert [(page.address, page.status, page.found_on) for page in pages if page.status != 200] == []
    assert len({page.address for page in pages}) == len(pages)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_in_the_chosen_language(reachable, person, language):
    spoken = [
        (page.address, LANGUAGE.findall(page.html)) for page in reachable(person, language) if page.html
    ]

    assert [(address, found) for address, found in spoken if found != [language]] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_english_pages_hold_no_chinese_but_data(reachable, data_words, person):
    runs, trail = data_words

    offenders = {}
    for page in reachable(person, "en"):
        for run in chinese_of(page.html, runs, trail):
            offenders.setdefault(run, page.address)

    assert offenders == {}
