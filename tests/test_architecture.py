"""What holds all over the code: one way of imports, docstrings, no registry hosts, live links."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("models", "planner", "scenarios", "api")
BELOW = {name: set(PACKAGES[:n]) for n, name in enumerate(PACKAGES)}
AUDIT = "planner.audit"
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
OWN = re.compile(rf"({'|'.join(PACKAGES)})(\.|$)")
REGISTRY = re.compile(
    r"\b(pypi|pythonhosted|npmjs)\.\w|\bmirrors?\.[\w-]+\.|index-url[ =]+['\"]?https?:",
    re.IGNORECASE,
)
FOLDERS = re.compile(r"[\"'(]/(work|root|home)/")
"""Hosts of package registries and their mirrors."""


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path) -> Iterator[str]:
    """Names of the project's own modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in names if OWN.match(name))


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_point_one_way(path: Path) -> None:
    name = _name(path)
    package = name.partition(".")[0]
    inside_audit = f"{name}.".startswith(f"{AUDIT}.")
    for imported in _imported(path):
        other = imported.partition(".")[0]
        assert other == package or other in BELOW[package], f"{name} imports {imported}"
        to_audit = f"{imported}.".startswith(f"{AUDIT}.")
        if inside_audit:
            assert other == "models" or to_audit, f"{name} imports {imported}"
        elif package == "planner" and to_audit:
            allowed = {
                "planner.pipeline",
                "planner.amending",
                "planner.explain.trial",
                "planner.hiring.demands",
                "planner.replan",
                "planner.tiers.verdict",
            }
            assert name in allowed, f"{name} imports {imported}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", ":"))


def test_no_registry_is_named() -> None:
    for path in _tracked():
        if path.is_file() and path != Path(__file__):
            found = REGISTRY.search(path.read_text("utf-8", errors="replace"))
            assert found is None, f"{path}: {found}"


def test_no_folder_of_one_machine_is_named() -> None:
    for path in _tracked():
        if path.is_file() and path != Path(__file__):
            found = FOLDERS.search(path.read_text("utf-8", errors="replace"))
            assert found is None, f"{path}: {found}"


def _anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as they are made on the usual sites."""
    headings = re.findall(r"^#+ +(.+?) *$", _prose(page), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in _anchors(there), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_in_pages_exist(page: Path) -> None:
    named = re.findall(rf"`((?:{'|'.join(PACKAGES)}|tests|docs|benchmarks)/[^`\s]*)`", _prose(page))
    for name in named:
        if not re.search(r"[<{*…]", name):
            assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_files_by_role_exist() -> None:
    """Under a heading that names a folder, files are named within it."""
    text = _prose(ROOT / "docs" / "architecture.md")
    sections = re.split(r"^### `([^`]+)/`$", text, flags=re.MULTILINE)[1:]
    for folder, rest in zip(sections[::2], sections[1::2], strict=True):
        section = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
        known = {path.name for path in (ROOT / folder).rglob("*.py")}
        missing = set(re.findall(r"`(\w+\.py)`", section)) - known
        assert not missing, f"{folder}: {missing}"


def test_every_module_has_its_place() -> None:
    """Folders of modules of one kind are described as a whole; any other module is named."""
    one_kind = {"rules", "audit", "sheets", "commands", "routes", "migrations", "versions"}
    text = _prose(ROOT / "docs" / "architecture.md")
    named = {Path(name).name for name in re.findall(r"`([\w/]+\.py)`", text)}
    kept = (p for p in MODULES if not p.name.startswith("__") and p.parent.name not in one_kind)
    assert [str(p.relative_to(ROOT)) for p in kept if p.name not in named] == []
