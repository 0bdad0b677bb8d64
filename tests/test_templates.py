"""The house style for templates: no script or style in them, no words outside the catalogue, none unused."""

import re
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps
from django.template.base import Lexer, TokenType

from tests.source_tree import ROOT, code, templates

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PAGES = [name for name in templates() if name.endswith(".html")]
PARTIALS = [name for name in PAGES if name.rpartition("/")[2].startswith("_")]
NAME_OF_CHINESE = ">中文<"  # on the switch every language is named in itself
NAMED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "django/forms/field.html"}
TRANSLATING = re.compile(r"""^(blocktrans(late)?\b|trans(late)?\s|plural$)""")
FORBIDDEN = {
    "a script with content": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE
    ),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "text that is not escaped": re.compile(r"(?<!field.help_text)\|\s*safe\b|autoescape\s+off"),
    "another host": re.compile(r"""(src|href|action)=["']?(https?:)?//""", re.IGNORECASE),
}


CLASS = re.compile(r"\.([a-z][a-z0-9-]+)")
RESTYLED = {"badge", "btn", "btn-danger", "btn-link", "btn-primary", "btn-sm", "icon", "lead"}


def classes_in(sheet):
    """Return the names of the classes that a style sheet knows."""
    text = (ROOT / "static" / sheet).read_text(encoding="utf-8")
    return set(CLASS.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))


def test_own_classes_bear_no_names_of_the_vendor_s_but_for_those_restyled():
    assert classes_in("css/portal.css") & classes_in("vendor/tabler/tabler.css") == RESTYLED


def overridden():
    """Return the names of templates that stand in for those of installed packages."""
    folders = [Path(app.path) / "templates" for app in apps.get_app_configs()]
    return NAMED_BY_DJANGO | {name for name in PAGES for folder in folders if (folder / name).exists()}


def untranslated(text):
    """Return the Chinese words of a template that no translation tag holds."""
    is_inside, left = False, []
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            if token.contents.startswith("blocktrans"):
                is_inside = True
            elif token.contents.startswith("endblocktrans"):
                is_inside = False
        is_marked = token.token_type == TokenType.BLOCK and TRANSLATING.match(token.contents)
        bare = re.sub(r"""_\(("[^"]*"|'[^']*')\)""", "", token.contents).replace(NAME_OF_CHINESE, "")
        if not is_inside and not is_marked and token.token_type != TokenType.COMMENT and CHINESE.search(bare):
            left.append(f"line {token.lineno}: {bare.strip()}")
    return left


@pytest.mark.parametrize("name", PAGES)
def test_template_holds_nothing_that_the_policy_forbids(name):
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(templates()[name])] == []


@pytest.mark.parametrize("name", PAGES)
def test_template_has_no_words_outside_the_catalogue(name):
    assert untranslated(templates()[name]) == []


@pytest.mark.parametrize("name", PARTIALS)
def test_partial_states_its_variables_on_line_one(name):
    assert re.match(r"\{# variables: .+ #\}", templates()[name].splitlines()[0])


def test_every_template_is_used():
    sources = [module.text for module in code()] + list(templates().values())
    named = {name for source in sources for name in re.findall(r"""["']([\w/]+\.\w+)["']""", source)}

    assert [name for name in templates() if name not in named | overridden()] == []


def test_templates_stay_short():
    assert median(text.count("\n") + 1 for text in templates().values()) <= 40


def test_nothing_marks_text_as_safe():
    assert [module.name for module in code() if "mark_safe(" in module.text] == []
