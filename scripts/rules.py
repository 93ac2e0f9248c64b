"""The house rules that no linter knows. CONTRIBUTING.md gives their reasons.

Prints every breach as ``file:line: what is wrong`` and exits 1 if there is one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "bench", "scripts")
PACKAGE = Path("src", "garant")
PURE = (PACKAGE / "metrics", PACKAGE / "charts")

FILE_LINES = 400
FUNCTION_LINES = 40
POSITIONAL = 5
EMPTY_NAMES = {
    *("base", "common", "core", "data", "handlers", "helpers", "info", "logic"),
    *("manager", "managers", "misc", "utils"),
}
EXECUTING = {"execute", "to_pandas", "to_polars", "to_pyarrow", "to_pyarrow_batches"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Breach = tuple[int, str]


def breaches(path: Path, text: str) -> Iterator[Breach]:
    """What one file, named from the root, does against the rules."""
    lines = text.splitlines()
    tree = ast.parse(text)
    yield from _file(path, lines)
    for function in _functions(tree):
        yield from _length(function)
    if path.is_relative_to(PACKAGE):
        for function in _functions(tree):
            yield from _late_imports(function, lines)
            yield from _positional(path, function)
    if any(path.is_relative_to(folder) for folder in PURE):
        yield from _executions(tree)


def _file(path: Path, lines: list[str]) -> Iterator[Breach]:
    if len(lines) > FILE_LINES:
        yield 1, f"{len(lines)} lines; a file has at most {FILE_LINES}"
    if path.stem in EMPTY_NAMES:
        yield 1, f"'{path.stem}' does not say what is in the file"


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(function: Function) -> Iterator[Breach]:
    """A docstring does not count: the longer it is, the better the function is explained."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    length = (function.end_lineno or 0) - function.lineno + 1 - docstring
    if length > FUNCTION_LINES:
        yield (
            function.lineno,
            f"{function.name} has {length} lines; a function has at most {FUNCTION_LINES}",
        )


def _late_imports(function: Function, lines: list[str]) -> Iterator[Breach]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
        if (module or "garant").split(".")[0] == "garant":
            yield node.lineno, f"{function.name} imports garant: move the import to the top"
        elif not _explained(node, lines):
            yield node.lineno, f"{function.name} imports {module} late without saying why"


def _explained(node: ast.Import | ast.ImportFrom, lines: list[str]) -> bool:
    """There is a comment on the line of an import, or above the block it stands in."""
    number = node.lineno - 1
    if "#" in lines[number]:
        return True
    while number > 0 and lines[number].lstrip().startswith(("import ", "from ")):
        number -= 1
    return lines[number].lstrip().startswith("#")


def _positional(path: Path, function: Function) -> Iterator[Breach]:
    """Commands are left out, whose parameters are options, and drawing, where x goes before y."""
    if function.name.startswith("_") or {"cli", "cli.py", "charts"} & set(path.parts):
        return
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    count = len([name for name in names if name not in {"self", "cls"}])
    if count > POSITIONAL:
        yield (
            function.lineno,
            f"{function.name} has {count} positional parameters; past the fifth, by name only",
        )


def _executions(tree: ast.AST) -> Iterator[Breach]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in EXECUTING:
            yield node.lineno, f"{node.func.attr}(): only garant.warehouse runs an expression"


def main() -> int:
    """Check every Python file of the repository."""
    found = 0
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = file.relative_to(ROOT)
            for line, what in breaches(path, file.read_text(encoding="utf-8")):
                found += 1
                print(f"{path}:{line}: {what}")
    print(f"House rules: {found} breaches" if found else "House rules: kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
