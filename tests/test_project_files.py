"""Files beside the code: lock files, settings' example, vendored files, documents, the English catalogue."""

import ast
import hashlib
import json
import re
import subprocess

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import get_commands
from django.utils import translation

from tests.source_tree import ROOT, Module
from tools import catalogue

LOCKS = ["requirements.txt", "requirements-dev.txt"]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)  # fmt: skip
LOCK_LINE = re.compile(
    r"""[a-z0-9-]+==[^\s;]+( ; [\w\s.<>=!'"()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"""
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\w*\}")
MACHINE = re.compile(r"(^|[^A-Za-z.\w])/(work|root|home|farm)/[a-z]")
# Names of other machines have no place in the project, but for licences, XML names and examples.
KNOWN_HOSTS = {"www.apache.org", "www.w3.org", "127.0.0.1", "localhost"}


def tracked():
    """Return the text files that are or will be in the repository, by their path."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    skipped = ("static/vendor/", "docs/pictures/", "locale/")
    ours = [path for path in paths if not path.relative_to(ROOT).as_posix().startswith(skipped)]
    return {path.relative_to(ROOT).as_posix(): path for path in ours if path.is_file()}


def declared_variables():
    """Return name, default and comment of every variable in the settings' block, in order."""
    module = Module(ROOT / "config" / "settings.py")
    [block] = [node.value for node in module.tree.body if _assigns(node, "VARIABLES")]
    lines, found = module.text.splitlines(), []
    for key, value in zip(block.keys, block.values, strict=True):
        default = ast.literal_eval(value.elts[1])
        text = ",".join(default) if isinstance(default, list) else str(default)
        found.append((key.value, text, lines[value.lineno - 1].partition("  # ")[2]))
    return found


def _assigns(node, name):
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name


def example_variables():
    """Return name, value and comment of every variable in .env.example, in order."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return [(name, value, comment) for comment, name, value in re.findall(r"# (.*)\n(\w+)=(.*)\n", text)]


@pytest.fixture(scope="module")
def english():
    """Return the stored English catalogue."""
    return catalogue.stored(catalogue.PO)


# --- lock files and settings ---


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_holds_names_versions_and_hashes_only(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not LOCK_LINE.fullmatch(line)] == []


def test_both_lock_files_agree():
    runtime, everything = ((ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
    pinned = re.findall(r"(?m)^[a-z0-9-]+==\S+", runtime)

    assert pinned
    assert [pin for pin in pinned if f"\n{pin} " not in f"\n{everything}"] == []


def test_package_that_shares_its_name_with_our_app_is_not_installed():
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")

    assert re.findall(r"(?m)^(?:coverage|pytest-cov)==", text) == []


def test_example_of_settings_lists_every_variable_with_default_and_comment():
    assert example_variables() == declared_variables()
    assert [name for name, _default, comment in declared_variables() if not comment] == []


def test_operations_manual_names_every_variable():
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `(\w+)` \|", text)

    assert rows == [name for name, _default, _comment in declared_variables()]


# --- files of others ---


def test_vendored_files_are_those_of_the_manifest():
    folder = ROOT / "static" / "vendor"
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    hashes = {row["path"]: hashlib.sha256((folder / row["path"]).read_bytes()).hexdigest() for row in rows}

    assert hashes == {row["path"]: row["sha256"] for row in rows}
    assert present - {"manifest.json"} == hashes.keys()
    assert [row for row in rows if not (row["package"] and row["version"] and row["licence"])] == []


# --- what must not be in the repository ---


def test_no_file_names_a_path_of_one_machine_or_a_foreign_host():
    found = []
    for name, path in tracked().items():
        text = path.read_text(encoding="utf-8", errors="replace")
        hosts = set(re.findall(r"https?://([\w.-]+\w)", text))
        found += [f"{name}: {host}" for host in sorted(hosts - KNOWN_HOSTS) if not host.endswith(".example")]
        found += [
            f"{name}: {match[0]}" for match in MACHINE.finditer(text) if name != "tests/test_project_files.py"
        ]

    assert found == []


# --- documents ---


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_of_a_document_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    targets = [(ROOT / name).parent / link for link in links if "://" not in link]

    assert [str(target) for target in targets if not target.exists()] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "docs/operations.md"])
def test_commands_of_a_document_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([\w.]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))

    assert set(re.findall(r"`(?:\S+=\S+ )*make ([\w.]+)", text)) <= targets
    assert set(re.findall(r"manage\.py (\w+)", text)) <= get_commands().keys()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_stays_short(name):
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) < 120


def test_decisions_are_numbered_and_short():
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    numbers = [int(path.name[:4]) for path in paths]
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}

    assert numbers == list(range(1, len(paths) + 1))
    assert {name: length for name, length in lengths.items() if length > 30} == {}


@pytest.mark.parametrize("part", ["Context", "Decision", "Consequences"])
def test_decisions_have_their_parts(part):
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [path.name for path in paths if f"## {part}\n" not in path.read_text(encoding="utf-8")] == []


# --- the English catalogue; make messages brings it up to date ---


def test_catalogue_holds_exactly_the_texts_of_code_and_templates(english):
    stored, found = (
        {message.id for message in texts if message.id} for texts in (english, catalogue.found())
    )

    assert stored == found


def test_catalogue_is_completely_translated(english):
    assert catalogue.untranslated(english) == []


def test_translations_fill_in_the_same_values(english):
    wrong = []
    for message in english:
        ids, strings = (
            text if isinstance(text, list | tuple) else [text] for text in (message.id, message.string)
        )
        wanted = {match[0] for text in ids for match in PLACEHOLDER.finditer(text)}
        wrong += [text for text in strings if text and {m[0] for m in PLACEHOLDER.finditer(text)} - wanted]
        wrong += (
            [strings[-1]]
            if wanted - {m[0] for m in PLACEHOLDER.finditer(strings[-1])} and strings[-1]
            else []
        )

    assert wrong == []


def test_translations_are_english(english):
    chinese = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
    strings = [str(message.string) for message in english if message.id]

    assert [text for text in strings if chinese.search(text)] == []


@pytest.mark.parametrize("po", [catalogue.PO, catalogue.CHINESE_PO], ids=["English", "Chinese"])
def test_compiled_catalogue_is_that_of_the_texts(po):
    assert po.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.stored(po))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param("zh-hans", "密码太短，至少需要 10 个字符。", id="Chinese"),
        pytest.param(
            "en", "This password is too short. It must contain at least 10 characters.", id="English"
        ),
    ],
)
def test_texts_of_packages_are_in_the_language_of_the_page(language, sentence):
    with translation.override(language), pytest.raises(ValidationError) as refusal:
        validate_password("ab1-cd2")

    assert refusal.value.messages == [sentence]
