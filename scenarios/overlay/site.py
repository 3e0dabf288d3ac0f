"""Where a change stands in its file, so that whatever is wrong with it is told with its line."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from models.issue import Issue
from models.text import Text
from scenarios.issues import Issues
from scenarios.validation import note_table
from scenarios.words import ENUMERATIONS, label

SHOWN = 12
"""So many of the names that exist are listed at most."""


@dataclass(frozen=True)
class Site:
    """The change of that number in a file, and what is wrong so far.

    `lines` are those of its keys by path, `language` the one in which values are named.
    """

    place: str
    number: int
    lines: Mapping[str, int]
    issues: Issues
    language: str = "zh"

    def line(self, path: str = "") -> int | None:
        """The line of a key, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            cut = max(path.rfind("."), path.rfind("["))
            path = path[: max(cut, 0)]
        return self.lines.get(path)

    def column(self, path: str = "") -> str:
        """What messages call a key of the change."""
        return f"change[{self.number}]" + (f".{path}" if path else "")

    def refuse(
        self,
        path: str,
        code: str,
        found: str = "",
        suggestion: str = "",
        **args: str | int | float,
    ) -> None:
        """Note what is wrong with a key of the change."""
        self.issues.add(
            self.place,
            code,
            self.line(path),
            self.column(path),
            found=found,
            suggestion=suggestion,
            args={"found": found, **args},
        )

    def unknown(
        self, path: str, found: str, known: Collection[str], shown: Collection[str] = ()
    ) -> None:
        """Note a name that nothing bears, with the nearest and with those that exist.

        Parameters
        ----------
        shown
            How those that exist are listed, when not by the names alone.
        """
        alike = self.issues.nearest(found, known)
        there = self.listed(shown or known)
        self.refuse(path, "overlay.unknown", found, alike, there=there)

    def listed(self, known: Collection[str]) -> str:
        """The names that exist, as many as fit a message."""
        separator = ", " if self.language == "en" else "、"
        names = [name for name in known if name]
        more = " …" if len(names) > SHOWN else ""
        return (separator.join(names[:SHOWN]) + more) or "—"

    def refused(self, error: ValidationError, model: type[BaseModel], path: str = "") -> None:
        """Note what one of the domain's types refused in the table at that path."""
        found = Issues()
        note_table(error, self.place, model, found, prefix=self.column(path))
        start = len(self.column()) + 1
        for issue in found.found:
            self.note(issue, issue.column[start:])

    def note(self, issue: Issue, path: str) -> None:
        """Note an issue of another reader as one of a key of this change."""
        if issue.text.code == "data.value_unknown":
            allowed = self._worded(str(issue.text.args["allowed"]))
            issue = issue.model_copy(
                update={"text": Text(code=issue.text.code, args={"allowed": allowed})}
            )
        place = {"place": self.place, "row": self.line(path), "column": self.column(path)}
        self.issues.note(issue.model_copy(update=place))

    def _worded(self, allowed: str) -> str:
        """The values of an enumeration, each with its word."""
        values = allowed.replace("'", "").split(", ")
        for choices in ENUMERATIONS:
            if [value.value for value in choices] == values and self.language != "en":
                return "、".join(f"{value.value}（{label(value)}）" for value in choices)
        return ", ".join(values)
