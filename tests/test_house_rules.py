"""The house style as tests: what a rule says stands in the name of its test."""

import ast
import re
from statistics import mean, median

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, get_resolver
from importlinter import cli

from accounts.door import DoorAdmin
from accounts.rights import RIGHTS
from tests import source_tree
from tests.source_tree import APPS, ROOT, code, modules

ORDER = {  # inside an app imports run downwards only; what is not named here is plain calculation or text
    "models": 1,
    "querysets": 1,
    "access": 2,
    "actions": 3,
    "forms": 4,
    "resources": 4,
    "views": 5,
    "admin": 5,
}
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "services", "managers", "signals", "common", "misc"}
ORM_CHAIN = {
    "filter",
    "exclude",
    "get",
    "all",
    "annotate",
    "aggregate",
    "values",
    "values_list",
    "raw",
    "extra",
}
BEHIND_NO_DOOR = {  # model: why its rows have no owner to whom they could be visible
    "records.AuditChain": "the head of a chain, read and written by the trail itself",
    "records.RequestKey": "a mark that a form was carried out, never shown",
    "records.LoadedFact": "a mark that a fact was loaded, never shown",
    "schools.ImportFile": "the bytes of a batch, read by its check and by nothing else",
    "schools.ImportRow": "a row of a batch, fetched only through a batch that stands behind the door",
    "schools.RememberedHeading": "a word of a district's files, read by the batches of that district",
}
MADE_WITH_ANOTHER = {  # model: what makes it in tests
    "records.AuditEntry": "any action; nothing else may write one",
}
OWN_APPS = [apps.get_app_config(label) for label in APPS]
OWN_MODELS = [pytest.param(model, id=model._meta.label) for app in OWN_APPS for model in app.get_models()]


def is_interface(module):
    """Return whether a module is a view, a command or a template tag."""
    return module.path.stem.startswith("views") or {"commands", "templatetags"} & set(module.path.parts)


def objects_calls(module):
    """Return what is called first on every ``Model.objects`` of a module, with its place."""
    attributes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    of_managers = [node for node in attributes if getattr(node.value, "attr", "") == "objects"]
    return [(node.attr, f"{module.name}:{node.lineno}") for node in of_managers]


def imports(node):
    """Return the dotted names that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def rank(dotted, app):
    """Return how high a module stands inside its app; 0 where it does not matter."""
    parts = dotted.split(".")
    return ORDER.get(parts[1], 0) if parts[0] == app and len(parts) > 1 else 0


def view_names(patterns, namespace=""):
    """Return the name of every address below some URL patterns; the admin's are one entry."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace == "admin":
            yield "admin:*"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from view_names(pattern.url_patterns, inner)


def migrations():
    """Return the project's own migrations, loaded."""
    loaded = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [migration for (label, _name), migration in loaded.items() if label in APPS]


# --- access ---


def test_every_address_has_a_right_and_every_right_an_address():
    addresses = sorted(view_names(get_resolver().url_patterns))

    assert addresses == sorted(RIGHTS)


@pytest.mark.parametrize("model", OWN_MODELS)
def test_every_model_has_a_door_or_a_reason(model):
    has_door = hasattr(model._default_manager, "visible_to")

    assert has_door != (model._meta.label in BEHIND_NO_DOOR)


@pytest.mark.parametrize("model", OWN_MODELS)
def test_every_model_behind_a_door_is_in_the_admin(model):
    is_registered = admin.site.is_registered(model)

    assert is_registered != (model._meta.label in BEHIND_NO_DOOR)


def test_admin_holds_nothing_that_does_not_stand_behind_the_door():
    beside = [model for model, page in admin.site._registry.items() if not isinstance(page, DoorAdmin)]

    assert beside == []


@pytest.mark.parametrize("model", OWN_MODELS)
def test_every_model_has_a_factory_or_a_reason(model):
    [factories] = [module for module in modules("tests") if module.name == "tests/factories.py"]
    is_made = re.search(rf"\b{model.__name__}\b(\.objects|\()", factories.text) is not None

    assert is_made != (model._meta.label in BEHIND_NO_DOOR | MADE_WITH_ANOTHER)


def test_views_fetch_rows_only_through_the_door():
    views = [module for module in modules(*APPS, "config") if module.path.stem.startswith("views")]

    other = [place for module in views for call, place in objects_calls(module) if "visible_to" not in call]

    assert views
    assert other == []


def test_views_commands_and_tags_ask_in_words_of_the_domain():
    asked = [call for module in modules(*APPS) if is_interface(module) for call in objects_calls(module)]

    assert asked
    assert [place for name, place in asked if name in ORM_CHAIN] == []


# --- structure ---


def test_apps_import_only_from_floors_below(capsys):
    status = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"))

    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("app", APPS)
def test_inside_an_app_imports_run_downwards(app):
    upward = [
        f"{module.name}:{node.lineno}"
        for module in modules(app)
        for node in ast.walk(module.tree)
        for name in imports(node)
        if 0 < rank(f"{app}.{module.path.stem}", app) < rank(name, app)
    ]

    assert upward == []


def test_import_inside_a_function_gives_its_reason():
    bare = []
    for module in code():
        lines = module.text.splitlines()
        inner = [node for function in module.functions for node in source_tree.own_nodes(function.node)]
        found = [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]
        bare += [f"{module.name}:{node.lineno}" for node in found if "#" not in lines[node.lineno - 1]]

    assert bare == []


def test_no_module_has_a_name_that_says_nothing():
    assert [module.name for module in code() if module.path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_nothing_is_left_for_later():
    words = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")

    assert [module.name for module in code() if words.search(module.text)] == []


def test_only_views_and_commands_know_today():
    asking = [
        f"{module.name}:{node.lineno}"
        for module in code()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"localdate", "today"}
        if not is_interface(module)
    ]

    # Rights hold today whatever day a page is about; the day form and the commands' arguments supply the day.
    # A list without a day of its own names its file after today. The admin's pages are views.
    allowed = (
        "accounts/",
        "groups/admin.py",
        "groups/querysets.py",
        "records/days.py",
        "records/list_pages.py",
        "schools/management/arguments.py",
    )
    assert [place for place in asking if not place.startswith(allowed)] == []


# --- migrations ---


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named_in_words():
    names = [migration.name for migration in migrations()]

    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)*", name)] == []
    assert [name for name in names if "_auto" in name or name.endswith("_initial")] == []


def test_migrations_can_be_undone():
    one_way = [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration in migrations()
        for operation in migration.operations
        if not operation.reversible
    ]

    assert one_way == []


# --- words ---


def test_modules_classes_and_public_functions_are_documented():
    silent = [module.name for module in code() if module.loc and not ast.get_docstring(module.tree)]
    silent += [f"{m.name} {node.name}" for m in code() for node in m.classes if not ast.get_docstring(node)]
    silent += [f.where for m in code() for f in m.functions if f.is_public and not f.docstring]

    assert silent == []


def test_docstrings_begin_with_one_sentence():
    texts = [(f.where, f.docstring) for module in code() for f in module.functions if f.docstring]
    texts += [(module.name, ast.get_docstring(module.tree)) for module in code() if module.loc]

    assert [where for where, text in texts if not re.search(r"[.:]$", text.split("\n\n")[0])] == []


def test_chinese_texts_in_code_can_be_translated():
    chinese, left = re.compile(r"[\u4e00-\u9fff]"), []
    for module in code():
        calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
        names = {node: getattr(node.func, "id", getattr(node.func, "attr", "")) for node in calls}
        marked = [node for node in calls if re.fullmatch(r"_|n?p?gettext(_lazy)?", names[node])]
        fine = {inner for node in marked for inner in ast.walk(node)}
        documented = [node for node in ast.walk(module.tree) if source_tree.is_documentable(node)]
        fine |= {node.body[0].value for node in documented if ast.get_docstring(node) is not None}
        left += [
            f"{module.name}:{node.lineno}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant) and chinese.search(str(node.value)) and node not in fine
            if not str(node.value).startswith("%Y")  # a way to write days, which is read and never shown
        ]

    # The demonstration's invented names and the words that files hold are data, not the portal's words.
    assert [place for place in left if "/demonstration.py:" not in place and "/words.py:" not in place] == []


# --- budget of house_style.md ---


def test_functions_stay_short_and_plain():
    functions = [function for module in code() for function in module.functions]

    assert [f"{f.where}: {f.length} lines" for f in functions if f.length > 50] == []
    assert [f"{f.where}: complexity {f.complexity}" for f in functions if f.complexity > 10] == []
    assert median(function.length for function in functions) <= 7
    # 2.2 until rosters came in: what reads hostile files branches more than a page does (decision 22).
    assert round(mean(function.complexity for function in functions), 2) <= 2.4


def test_files_stay_short():
    everything = (*code(), *modules("tests"))

    assert [f"{module.name}: {module.loc}" for module in everything if module.loc > 400] == []


def test_signatures_are_typed():
    functions = [function for module in code() for function in module.functions]
    untyped = [function.where for function in functions if not function.is_typed]

    assert len(untyped) <= 0.1 * len(functions), untyped


def test_tests_are_at_least_half_as_long_again_as_the_code():
    tests, tested = (sum(module.loc for module in group) for group in (modules("tests"), code()))

    assert tests >= 1.5 * tested, f"{tests} lines of tests for {tested} lines of code"
