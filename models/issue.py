"""A problem in a data set, told so that a planner can mend it."""

from models.base import Frozen
from models.text import Text


class Issue(Frozen):
    """What is wrong and where.

    `place` is the file or sheet; `row` counts as the spreadsheet shows it (headers are row 1);
    `column` is the header as it stands in the file; `found` the value as read; `suggestion` the
    nearest match of a misspelt id or word.
    """

    place: str
    row: int | None = None
    column: str = ""
    found: str = ""
    text: Text
    suggestion: str = ""


class DataError(Exception):
    """A data set that cannot be used; carries every issue found, not just the first."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(f"{len(issues)} issues")
        self.issues = issues

    def __reduce__(self) -> tuple[type["DataError"], tuple[tuple[Issue, ...]]]:
        """For another process: an error is made again from its issues."""
        return type(self), (self.issues,)
