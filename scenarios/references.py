"""Names of things in other sheets: an id, or a name that only one thing bears."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scenarios.cells import clean, plain
from scenarios.columns import CellType, Sheet
from scenarios.issues import Issues
from scenarios.records import Record


class Directory:
    """What can be referred to: ids with their names.

    Parameters
    ----------
    entries
        Pairs of id and name; ids of rows that are wrong otherwise count too, so that one mistake
        is reported once.
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self.ids: dict[str, None] = {}
        self._by_name: dict[str, list[str]] = {}
        for entry, name in entries:
            self.ids[entry] = None
            holders = self._by_name.setdefault(plain(name), [])
            if name and entry not in holders:
                holders.append(entry)

    def find(self, text: str) -> list[str]:
        """The ids that the text may mean: itself when it is an id, else all that bear the name."""
        for spelling in (text, plain(text)):
            if spelling in self.ids:
                return [spelling]
        return self._by_name.get(plain(text), [])

    def words(self) -> list[str]:
        """Everything that a misspelt reference may have meant."""
        return [*self.ids, *(name for name in self._by_name if name)]


Directories = Mapping[str, Directory]


def directory_of(records: Iterable[Record]) -> Directory:
    """The ids and names of a sheet's records."""
    return Directory(
        (str(r.values["id"]), clean(str(r.values.get("name", "")))) for r in records if r.has("id")
    )


def resolved(
    records: Iterable[Record], sheet: Sheet, directories: Directories, issues: Issues
) -> list[Record]:
    """The records with ids in place of whatever their references say.

    A reference that means nothing, or more than one thing, becomes an issue and is left out. One to
    a sheet without a directory, which could not be read, stays as it is.
    """
    columns = [c for c in sheet.columns if c.cell is CellType.REFERENCE]
    result = []
    for record in records:
        values = dict(record.values)
        broken = record.broken
        for column in columns:
            known = [directories[key] for key in column.refers if key in directories]
            if column.field not in values or len(known) < len(column.refers):
                continue
            value = values.pop(column.field)
            texts = value if isinstance(value, tuple) else (str(value),)
            ids = [_resolve(text, record, column.field, known, issues) for text in texts]
            if all(ids):
                values[column.field] = tuple(ids) if isinstance(value, tuple) else ids[0]
            else:
                broken = True
        result.append(replace(record, values=values, broken=broken))
    return result


def _resolve(text: str, record: Record, field: str, known: list[Directory], issues: Issues) -> str:
    """The one id that the text means; empty, with an issue, when there is none or several."""
    ids = list(dict.fromkeys(i for directory in known for i in directory.find(text)))
    if len(ids) == 1 or (ids and ids[0] in (text, plain(text))):
        return ids[0]
    place, row, header = record.place, record.row, record.header(field)
    if ids:
        several = "、".join(ids)
        issues.add(place, "reference_ambiguous", row, header, found=text, ids=several)
    else:
        words = [word for directory in known for word in directory.words()]
        alike = issues.nearest(text, words)
        issues.add(place, "reference_unknown", row, header, found=text, suggestion=alike)
    return ""
