import re
import string
from pathlib import Path

import planner.audit
from models.text import catalogue

CODE = re.compile(r'"((?:[a-z]+)\.[a-z_]+)"')


def ours(language: str) -> dict[str, str]:
    return {c: t for c, t in catalogue(language).items() if c.startswith("audit.")}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_sentences_about_the_same_things() -> None:
    zh, en = ours("zh"), ours("en")
    assert zh.keys() == en.keys()
    assert {c: fields(t) for c, t in zh.items()} == {c: fields(t) for c, t in en.items()}


def test_every_code_in_the_program_has_a_sentence() -> None:
    folder = Path(planner.audit.__file__).parent
    rules = {f.stem for f in folder.glob("*.py")}
    codes = {
        f"audit.{code}"
        for file in folder.glob("*.py")
        for code in CODE.findall(file.read_text("utf-8"))
        if code.partition(".")[0] in rules
    }
    assert codes
    assert codes <= ours("en").keys()


def test_the_auditor_imports_nothing_of_the_planner() -> None:
    folder = Path(planner.audit.__file__).parent
    for file in folder.glob("*.py"):
        for line in file.read_text("utf-8").splitlines():
            if line.startswith(("from planner", "import planner")):
                assert line.startswith("from planner.audit"), f"{file.name}: {line}"
