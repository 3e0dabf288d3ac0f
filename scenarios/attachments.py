"""TOML files carried in a sheet of a workbook, one line in a row."""

from dataclasses import replace

from scenarios.issues import Issues
from scenarios.records import read_records
from scenarios.settings import Settings
from scenarios.sheets import ATTACHMENTS
from scenarios.tables import Source
from scenarios.textfiles import TomlFile, parsed_toml, toml_fault

_OWN = ("programmes.toml", "policy.toml")


def attach(source: Source, settings: Settings, issues: Issues) -> Source:
    """The source with the files of its sheet of attachments, as if they lay beside it."""
    grid = source.grids.get(ATTACHMENTS.key)
    if grid is None:
        return source
    lines: dict[str, list[tuple[int, str]]] = {}
    for record in read_records(grid, ATTACHMENTS, issues):
        if record.has("file"):
            line = str(record.values.get("line", ""))
            lines.setdefault(str(record.values["file"]), []).append((record.row or 0, line))
    known = (*_OWN, settings.text("policy"))
    tomls = dict(source.tomls)
    for name, numbered in lines.items():
        if name not in known:
            alike = issues.nearest(name, known)
            row = numbered[0][0]
            issues.add(grid.place, "file_unknown", row, found=name, suggestion=alike)
            continue
        table = parsed_toml("\n".join(line for _, line in numbered))
        if isinstance(table, int):
            row, line = numbered[min(table, len(numbered)) - 1]
            issues.add(grid.place, toml_fault(line), row, found=line)
        else:
            tomls[name] = TomlFile(f"{grid.place}: {name}", table)
    return replace(source, tomls=tomls)
