"""The project's own source, read and measured without running it, for the tests of the house rules.

A line counts as code if it holds a token that is neither a comment nor part of a docstring. A function's
length is its lines less its docstring; its complexity is McCabe's, with boolean operators, comprehensions
and ternaries counted.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ["records", "accounts", "schools", "groups", "exchanges", "coverage"]  # from the lowest floor up
CODE = [*APPS, "config", "tools", "benchmarks"]
LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Function:
    """One function or method, and the class or module it stands in."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    where: str
    is_public: bool

    @property
    def docstring(self) -> str | None:
        """Return its docstring."""
        return ast.get_docstring(self.node)

    @property
    def length(self) -> int:
        """Return its lines from def to the last, less the docstring. Unit: lines."""
        return self.node.end_lineno - self.node.lineno + 1 - len(docstring_lines(self.node))

    @property
    def complexity(self) -> int:
        """Return one and a point for each way to branch."""
        return 1 + sum(map(branches, own_nodes(self.node)))

    @property
    def is_typed(self) -> bool:
        """Return whether the result and every argument but self or cls is annotated."""
        arguments = [*self.node.args.posonlyargs, *self.node.args.args, *self.node.args.kwonlyargs]
        if arguments and arguments[0].arg in {"self", "cls"}:
            arguments = arguments[1:]
        return self.node.returns is not None and all(argument.annotation for argument in arguments)


@dataclass(frozen=True)
class Module:
    """One parsed file."""

    path: Path

    @property
    def name(self) -> str:
        """Return its path below the project, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """Return its content."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def loc(self) -> int:
        """Return how many lines hold code. Unit: lines."""
        held: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in LAYOUT:
                held.update(range(token.start[0], token.end[0] + 1))
        documented = [docstring_lines(node) for node in ast.walk(self.tree) if is_documentable(node)]
        return len(held.difference(*documented))

    @cached_property
    def functions(self) -> list[Function]:
        """Return every function and method, nested ones too."""
        return list(_functions(self.tree, self.name, is_public=True))

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        """Return every class but the Meta of another."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]
        return [node for node in found if node.name not in {"Meta", "Media"}]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return the modules below folders of the project, without migrations."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Module(path) for path in paths if "migrations" not in path.parts)


@cache
def code() -> tuple[Module, ...]:
    """Return all that is no test and no migration."""
    return (*modules(*CODE), Module(ROOT / "manage.py"))


@cache
def templates() -> dict[str, str]:
    """Return the text of every template by its name."""
    folder = ROOT / "templates"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


def _functions(node: ast.AST, where: str, *, is_public: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{where}:{child.lineno} {child.name}"
            yield Function(child, place, is_public and not child.name.startswith("_"))
            yield from _functions(child, where, is_public=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, where, is_public=is_public and not child.name.startswith("_"))
        else:
            yield from _functions(child, where, is_public=is_public)


def is_documentable(node: ast.AST) -> bool:
    """Return whether a docstring may stand in the node."""
    return isinstance(node, ast.Module | Definition)


def docstring_lines(node: ast.AST) -> range:
    """Return the numbers of the lines of a node's docstring."""
    if ast.get_docstring(node) is None:
        return range(0)
    return range(node.body[0].lineno, node.body[0].end_lineno + 1)


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Return the nodes of a function's body without those of definitions inside it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Definition):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def branches(node: ast.AST) -> int:
    """Return how many ways to branch a node adds."""
    match node:
        case ast.If() | ast.IfExp() | ast.ExceptHandler() | ast.Assert():
            added = 1
        case ast.For() | ast.AsyncFor() | ast.While():
            added = 1 + bool(node.orelse)
        case ast.Try():
            added = int(bool(node.orelse))
        case ast.comprehension():
            added = 1 + len(node.ifs)
        case ast.BoolOp():
            added = len(node.values) - 1
        case ast.Match():
            added = sum(not is_wildcard(case.pattern) for case in node.cases)
        case _:
            added = 0
    return added


def is_wildcard(pattern: ast.pattern) -> bool:
    """Return whether a case holds whatever no other case holds."""
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
