"""Collecting everything that is wrong with a data set before refusing it."""

import difflib
from collections.abc import Collection, Mapping

from models.issue import DataError, Issue
from models.text import LANGUAGES, Text, catalogue

SUGGESTIONS = 400
"""So many nearest matches are looked for at most in one reading: each costs a pass over all ids."""


_LOOKALIKES = str.maketrans("lio", "110")


class Issues:
    """All issues of one reading, in the order they were found."""

    def __init__(self) -> None:
        self.found: list[Issue] = []
        self._cells: set[tuple[str, int, str, str]] = set()
        self._suggested = 0

    def add(
        self,
        place: str,
        code: str,
        row: int | None = None,
        column: str = "",
        *,
        found: str = "",
        suggestion: str = "",
        args: Mapping[str, str | int | float] | None = None,
        **more: str | int | float,
    ) -> None:
        """Note an issue whose message is the catalogue's `data.<code>`, with its arguments."""
        text = Text(code=f"data.{code}", args={**(args or {}), **more})
        self.note(
            Issue(
                place=place, row=row, column=column, found=found, text=text, suggestion=suggestion
            )
        )

    def note(self, issue: Issue) -> None:
        """Note an issue, unless the same value of the same cell was refused before."""
        if issue.row is not None and issue.column:
            cell = issue.place, issue.row, issue.column, issue.found
            if cell in self._cells:
                return
            self._cells.add(cell)
        self.found.append(issue)

    def nearest(self, word: str, known: Collection[str]) -> str:
        """The known word most like this one; empty when none is alike."""
        self._suggested += 1
        return nearest(word, known) if self._suggested <= SUGGESTIONS else ""

    def stop_if_any(self) -> None:
        """Refuse the data set when an issue was found.

        Raises
        ------
        DataError
            With every issue so far.
        """
        if self.found:
            raise DataError(tuple(self.found))


def known_codes() -> tuple[str, ...]:
    """Codes of everything that can be wrong with a data set or an overlay."""
    return tuple(code for code in catalogue(LANGUAGES[0]) if code.startswith("data."))


def nearest(word: str, known: Collection[str]) -> str:
    """The known word most like this one; empty when none is alike.

    Letters' case does not count, nor whether somebody typed `l` for `1` or `O` for `0`.
    """
    by_folded = {k.casefold().translate(_LOOKALIKES): k for k in known}
    searched = word.casefold().translate(_LOOKALIKES)
    matches = difflib.get_close_matches(searched, by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else ""
