"""The measuring of the source: what counts as a line, as a branch, as public and as typed."""

import textwrap

import pytest

from tests.source_tree import Module, code, templates


@pytest.fixture
def module(tmp_path):
    """Return a function that makes a module of some source."""

    def make(source):
        path = tmp_path / "module.py"
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return Module(path)

    return make


@pytest.fixture
def function(module, monkeypatch, tmp_path):
    """Return a function that makes the only function of some source."""
    monkeypatch.setattr("tests.source_tree.ROOT", tmp_path)

    def make(source):
        [found] = module(source).functions
        return found

    return make


def test_lines_of_code_are_those_without_comments_docstrings_and_blanks(module):
    source = '''
        """A module."""

        # a comment
        import os  # counted


        def first():
            """Say nothing.

            At length.
            """
            return """two
            lines"""
    '''

    assert module(source).loc == 4


def test_length_of_a_function_leaves_its_docstring_out(function):
    source = '''
        @decorated
        def first(a):
            """Say nothing.

            At length.
            """
            b = a

            return b
    '''

    assert function(source).length == 4


@pytest.mark.parametrize(
    ("body", "complexity"),
    [
        pytest.param("return a", 1, id="straight"),
        pytest.param("return a if b else c", 2, id="ternary"),
        pytest.param("if a: pass\n    elif b: pass\n    else: pass", 3, id="if and elif"),
        pytest.param("return a and b or c", 3, id="two operators"),
        pytest.param("return [x for x in a if x if y]", 4, id="comprehension with two conditions"),
        pytest.param("for x in a: pass\n    else: pass", 3, id="loop with else"),
        pytest.param("try: pass\n    except A: pass\n    except B: pass\n    else: pass", 4, id="try"),
        pytest.param(
            "match a:\n        case 1: pass\n        case 2: pass\n        case _: pass", 3, id="match"
        ),
        pytest.param("assert a", 2, id="assert"),
    ],
)
def test_complexity_counts_ways_to_branch(function, body, complexity):
    assert function(f"def first():\n    {body}\n").complexity == complexity


def test_complexity_of_an_inner_function_is_its_own(module, monkeypatch, tmp_path):
    monkeypatch.setattr("tests.source_tree.ROOT", tmp_path)
    source = "def outer():\n    def inner():\n        return a if b else c\n    return inner\n"

    scores = {found.node.name: found.complexity for found in module(source).functions}

    assert scores == {"outer": 1, "inner": 2}


@pytest.mark.parametrize(
    ("source", "is_typed"),
    [
        pytest.param("def f(a: int) -> int: ...", True, id="complete"),
        pytest.param("def f(a) -> int: ...", False, id="argument without"),
        pytest.param("def f(a: int): ...", False, id="result without"),
        pytest.param("def f(*, a) -> int: ...", False, id="keyword without"),
        pytest.param("class C:\n    def f(self) -> int: ...", True, id="self needs none"),
    ],
)
def test_typed_is_a_function_with_every_annotation(function, source, is_typed):
    assert function(source).is_typed == is_typed


@pytest.mark.parametrize(
    ("source", "is_public"),
    [
        pytest.param("def f(): ...", True, id="function"),
        pytest.param("def _f(): ...", False, id="name with underscore"),
        pytest.param("class C:\n    def f(self): ...", True, id="method"),
        pytest.param("class _C:\n    def f(self): ...", False, id="method of a private class"),
    ],
)
def test_public_is_what_has_no_underscore_on_its_path(function, source, is_public):
    assert function(source).is_public == is_public


def test_whole_source_is_read():
    names = {module.name for module in code()}

    assert {"manage.py", "records/models.py", "config/settings.py", "tools/catalogue.py"} <= names
    assert [name for name in names if "migrations" in name or name.startswith("tests/")] == []
    assert {"base.html", "components/_head.html"} <= templates().keys()
