"""From a TOML file to an overlay; whatever is wrong becomes an issue with its line."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.overlay import (
    CHANGES,
    AddRows,
    Change,
    Overlay,
    PackTaken,
    RemoveRows,
    SetRows,
    settled,
)
from scenarios.columns import CellType, Sheet
from scenarios.issues import Issues
from scenarios.overlay.lines import lines_of
from scenarios.overlay.rows import ROW_SHEETS, record_at, where_values
from scenarios.overlay.site import Site
from scenarios.textfiles import parsed_toml, read_text, read_toml, toml_fault
from scenarios.words import folded

KEYS: Mapping[str, type[Change]] = {
    next(field.alias or name for name, field in model.model_fields.items()): model
    for model in CHANGES
}
"""The key that tells each sort of change."""

_TOP = ("name", "change")


def read_overlay(path: Path, language: str = "zh") -> Overlay:
    """Read one overlay.

    Parameters
    ----------
    language
        In which messages name the values allowed.

    Raises
    ------
    DataError
        With everything that is wrong with the file itself; whether its names exist is seen only
        when it is laid over data.
    """
    return read_overlays([path], language)[0]


def read_overlays(paths: Sequence[Path], language: str = "zh") -> tuple[Overlay, ...]:
    """Read several overlays, to be laid over in this order.

    Raises
    ------
    DataError
        With everything that is wrong with any of the files.
    """
    issues = Issues()
    overlays = [_read(path, issues, language) for path in paths]
    issues.stop_if_any()
    return tuple(overlay for overlay in overlays if overlay is not None)


def _read(path: Path, issues: Issues, language: str) -> Overlay | None:
    if not path.is_file():
        issues.add(path.name or str(path), "not_found", found=str(path))
        return None
    text = read_text(path, issues)
    if text is None:
        return None
    if not text.strip():
        issues.add(path.name, "file_empty")
        return None
    return overlay_of(text, path.name, issues, language, path.parent)


def overlay_of(
    text: str,
    place: str,
    issues: Issues,
    language: str = "zh",
    folder: Path | None = None,
) -> Overlay | None:
    """The overlay that the text states; None when it states none, with issues.

    Parameters
    ----------
    folder
        Where a policy pack of the user's own may lie.
    """
    text = text.removeprefix("\ufeff")
    table = parsed_toml(text)
    if isinstance(table, int):
        found = (text.splitlines() or [""])[table - 1].strip()
        issues.add(place, toml_fault(found), table, found=found)
        return None
    before = len(issues.found)
    _check_keys(table, text, place, issues)
    name = table.get("name", "")
    if not isinstance(name, str) or not name.strip():
        code = "text_wanted" if "name" in table and not isinstance(name, str) else "required"
        issues.add(place, code, 1, "name", found=str(name))
    entries = table.get("change", [])
    if not isinstance(entries, list):
        line = _line_of("change", text)
        issues.add(place, "overlay.changes_wanted", line, "change", found=_shown(entries))
        return None
    if not entries:
        issues.add(place, "overlay.no_change", 1, "change")
    lines = lines_of(text, len(entries))
    changes = []
    for number, (entry, where) in enumerate(zip(entries, lines, strict=True), start=1):
        site = Site(place, number, where, issues, language)
        change = _change(entry, site)
        changes.append(_with_pack(change, site, folder) if folder else change)
    if len(issues.found) > before:
        return None
    sound = tuple(change for change in changes if change is not None)
    return Overlay(name=str(name), changes=sound, place=place, lines=lines)


def _check_keys(table: Mapping[str, object], text: str, place: str, issues: Issues) -> None:
    """Nothing but a name and changes stands at the top."""
    for key in table:
        if key in _TOP:
            continue
        line = _line_of(key, text)
        if key in KEYS:
            issues.add(place, "overlay.outside_change", line, key, found=key)
        else:
            alike = issues.nearest(key, _TOP)
            issues.add(place, "key_unknown", line, key, found=key, suggestion=alike)


def _line_of(key: str, text: str) -> int:
    """The line of a key at the top; the first when it is written in a way of its own."""
    here = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((n for n, row in enumerate(text.splitlines(), start=1) if here.match(row)), 1)


def _change(entry: object, site: Site) -> Change | None:
    if not isinstance(entry, Mapping):
        site.refuse("", "table_wanted", _shown(entry))
        return None
    told = [key for key in entry if key in KEYS]
    if len(told) != 1:
        keys, found = "、".join(KEYS), site.listed(told or list(entry))
        strange = next(iter(entry), "")
        alike = "" if told else site.issues.nearest(strange, KEYS)
        code = "overlay.two_kinds" if told else "overlay.no_kind"
        site.refuse("", code, found, alike, keys=keys)
        return None
    model = KEYS[told[0]]
    if _has_times(entry, "", site):
        return None
    try:
        change = model.model_validate(entry)
    except ValidationError as error:
        site.refused(error, model)
        return None
    if isinstance(change, AddRows | RemoveRows | SetRows):
        return _of_sheet(change, told[0], site)
    return change


def _with_pack(change: Change | None, site: Site, folder: Path) -> Change | None:
    """The change with the pack it takes in it, when that is a file in the folder."""
    if not isinstance(change, PackTaken) or change.rules is not None:
        return change
    file = folder / change.pack
    inside = file.suffix == ".toml" and folder.resolve() in file.resolve().parents
    if not inside or len(change.pack) > 200 or not file.is_file():
        return change
    read = read_toml(file, site.issues)
    return None if read is None else change.model_copy(update={"rules": settled(read.table)})


def _has_times(value: object, path: str, site: Site) -> bool:
    """Whether a time of day stands somewhere, which nothing here has; it is told."""
    if isinstance(value, datetime | time):
        site.refuse(path, "date", str(value))
        return True
    below: list[tuple[str, object]] = []
    if isinstance(value, Mapping):
        below = [(f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        below = [(f"{path}[{n}]", inner) for n, inner in enumerate(value, start=1)]
    told = [_has_times(inner, where, site) for where, inner in below]
    return any(told)


def _of_sheet(change: AddRows | RemoveRows | SetRows, key: str, site: Site) -> Change | None:
    """The change with the keys of its sheet and columns in place of their names."""
    sheets = {folded(n): s for s in ROW_SHEETS for n in (s.key, s.zh, s.en)}
    sheet = sheets.get(folded(change.sheet))
    if sheet is None:
        named = [s.name(site.language) for s in ROW_SHEETS]
        alike = site.issues.nearest(change.sheet, [*named, *(s.key for s in ROW_SHEETS)])
        there = "、".join(named)
        site.refuse(key, "overlay.no_sheet", change.sheet, alike, there=there)
        return None
    before = len(site.issues.found)
    update: dict[str, Any] = {"sheet": sheet.key}
    if isinstance(change, AddRows):
        named_rows = [
            _by_field(row, sheet, f"rows[{n}]", site) for n, row in enumerate(change.rows, 1)
        ]
        for n, row in enumerate(named_rows, 1):
            record_at(sheet, row, f"rows[{n}]", site)
        update["rows"] = tuple(named_rows)
        if change.since is not None and sheet.key not in ("inspectors", "targets"):
            site.refuse("from", "overlay.from_not_here", sheet.name(site.language))
    else:
        update |= _choice(change, sheet, site)
    if isinstance(change, SetRows):
        values = _by_field(change.values, sheet, "values", site)
        if not values:
            site.refuse("values", "required")
        if "id" in values:
            site.refuse("values", "overlay.id_fixed", str(values["id"]))
        record_at(sheet, values, "values", site, whole=False)
        update["values"] = values
    return None if len(site.issues.found) > before else change.model_copy(update=update)


def _choice(change: RemoveRows | SetRows, sheet: Sheet, site: Site) -> dict[str, Any]:
    """Which rows are meant, by one of the two ways of saying so."""
    update: dict[str, Any] = {}
    if bool(change.ids) is (change.where is not None):
        both = bool(change.ids)
        site.refuse("ids" if both else "", "overlay.ids_or_where" if both else "overlay.which")
    if change.ids and all(column.field != "id" for column in sheet.columns):
        site.refuse("ids", "overlay.no_ids", sheet.name(site.language))
    if change.ids and change.number is not None:
        site.refuse("number", "overlay.number_with_ids", str(change.number))
    if change.where is not None:
        update["where"] = _by_field(change.where, sheet, "where", site)
        where_values(sheet, update["where"], site)
    since = change.since if isinstance(change, RemoveRows) else None
    if since is not None and sheet.key not in ("inspectors", "targets"):
        site.refuse("from", "overlay.from_not_here", sheet.name(site.language))
    return update


def _by_field(row: Mapping[str, Any], sheet: Sheet, path: str, site: Site) -> dict[str, Any]:
    """The row by the fields of its columns; headers in both languages are understood."""
    columns = [c for c in sheet.columns if c.cell is not CellType.INFO]
    known = {folded(n): c.field for c in columns for n in (*c.aliases, c.en, c.zh, c.field)}
    result: dict[str, Any] = {}
    for key, value in row.items():
        field = known.get(folded(key))
        if field is None:
            names = [column.header(site.language) for column in columns]
            alike = site.issues.nearest(key, [*names, *known])
            at = f"{path}.{key}"
            site.refuse(at, "overlay.no_column", key, alike, there="、".join(names))
        elif field in result:
            site.refuse(f"{path}.{key}", "column_twice", key)
        elif isinstance(value, Mapping):
            site.refuse(f"{path}.{key}", "value_wanted", _shown(value))
        else:
            result[field] = value
    return result


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
