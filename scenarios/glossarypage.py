"""The tables of `docs/glossary.md`, made from `models/glossary.toml`.

`python -m scenarios.glossarypage` writes them anew; a test holds them true.
"""

from pathlib import Path

from models.glossary import Section, glossary

PAGE = Path(__file__).parent.parent / "docs" / "glossary.md"
_HEADER = "| English | 中文 | in code | meaning |\n|---|---|---|---|\n"


def glossary_page(old: str) -> str:
    """The page with its tables made anew; what stands above the first is written by hand."""
    above = old.partition("\n## ")[0]
    return above + "".join(_section(section) for section in glossary().sections)


def _section(section: Section) -> str:
    rows = ((term.en, term.zh, term.code, term.meaning) for term in section.terms)
    lines = "".join("".join(_cell(cell) for cell in row) + "|\n" for row in rows)
    return f"\n## {section.title}\n\n{_HEADER}{lines}"


def _cell(text: str) -> str:
    return f"| {text.replace('|', chr(92) + '|')} " if text else "| "


if __name__ == "__main__":
    PAGE.write_text(glossary_page(PAGE.read_text("utf-8")), "utf-8")
