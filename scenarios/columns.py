"""How a sheet and its columns are described; `scenarios.sheets` describes them all."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.text import catalogue

Scalar = str | int | float | bool | date
Value = Scalar | tuple[str, ...]


class CellType(StrEnum):
    """What a cell holds.

    `text` is a name on one line, `prose` is kept as it is. `info` columns are written for readers
    and ignored on reading.
    """

    TEXT = "text"
    PROSE = "prose"
    ID = "id"
    REFERENCE = "reference"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    INFO = "info"


@dataclass(frozen=True)
class Column:
    """One column, or one line of the sheet of settings.

    `many` cells hold a list; `refers` names the sheets whose ids a reference may name; `example`
    is the value in the template's row of examples; `default` is what an empty cell means.
    """

    field: str
    zh: str
    en: str
    cell: CellType
    required: bool = False
    many: bool = False
    choices: type[StrEnum] | None = None
    refers: tuple[str, ...] = ()
    example: Value | None = None
    default: Value | None = None
    aliases: tuple[str, ...] = ()

    def header(self, language: str = "zh") -> str:
        """The header in that language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook or file of a folder; `plan` sheets state a plan, not the data."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False
    plan: bool = False

    def name(self, language: str = "zh") -> str:
        """The sheet's name in that language."""
        return self.en if language == "en" else self.zh

    def column(self, field: str) -> Column:
        """The column of that field."""
        return next(c for c in self.columns if c.field == field)

    def note(self, column: Column, language: str = "zh") -> str:
        """What the catalogue has to say about the column; empty when nothing needs saying."""
        return catalogue(language).get(f"note.{self.key}.{column.field}", "")
