"""Writing a data set as a folder of CSV and TOML files."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from models.calendar import WorkCalendar
from models.policy import Policy
from models.problem import Problem
from models.programme import Programme
from scenarios import tomltext
from scenarios.cells import written
from scenarios.columns import CellType, Sheet, Value
from scenarios.policies import source_of
from scenarios.rows import Row, calendar_rows, rows_of, settings_of
from scenarios.settings import COSTS, TRAVEL
from scenarios.sheets import (
    CLOSURES,
    DEMANDS,
    DISTANCES,
    DRAWN,
    ENGAGEMENTS,
    INDICATORS,
    JOINT_POOLS,
    NODES,
    PAIRS,
    PAST_CHECKS,
    PINS,
    ROADS,
    STRANGERS,
)
from scenarios.textfiles import escaped

PACK = "pack.toml"
_OPTIONAL = (
    *(CLOSURES, DEMANDS, ENGAGEMENTS, PINS, PAIRS, JOINT_POOLS, PAST_CHECKS, STRANGERS),
    *(DRAWN, INDICATORS, NODES, ROADS, DISTANCES),
)


def write_dataset(problem: Problem, folder: Path, language: str = "zh") -> None:
    """Write the data set as a folder; `read_dataset` reads it back as it is.

    Parameters
    ----------
    folder
        Made when it is not there; files of a data set already in it are replaced or removed.
    language
        Of headers and of the words for the values of enumerations.

    Raises
    ------
    DataError
        When a value cannot be written so that it is read back as it is.
    """
    rows = rows_of(problem)
    calendar_rows(problem.calendar)
    files: dict[str, str] = {
        f"{sheet.key}.csv": csv_text(sheet, table, language)
        for sheet, table in rows.items()
        if table or sheet not in _OPTIONAL
    }
    named = policy_settings(problem.policy)
    files["dataset.toml"] = _dataset_toml(problem, named)
    files["calendar.toml"] = tomltext.dumps(_calendar_table(problem.calendar))
    if named["policy"] == PACK:
        files[PACK] = pack_text(problem.policy)
    programmes = own_programmes(problem)
    if programmes:
        files["programmes.toml"] = tomltext.dumps(programmes)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*(f"{s.key}.csv" for s in _OPTIONAL), "programmes.toml", "policy.toml", PACK):
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    for name, text in files.items():
        encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"  # Excel wants the mark
        (folder / name).write_bytes(text.encode(encoding))


def csv_text(sheet: Sheet, rows: list[Row], language: str = "zh") -> str:
    """The rows as CSV under their headers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = [column for column in sheet.columns if column.cell is not CellType.INFO]
    writer.writerow([column.header(language) for column in columns])
    for row in rows:
        cells = [written(column, row.get(column.field), language) for column in columns]
        numeric = [c.cell in (CellType.NUMBER, CellType.INTEGER) for c in columns]
        writer.writerow([t if n else escaped(t) for t, n in zip(cells, numeric, strict=True)])
    return buffer.getvalue()


def policy_settings(policy: Policy) -> dict[str, Value]:
    """The settings that name the policy: its pack and what it has beside, or the file to write."""
    source = source_of(policy)
    if source is None:
        return {"policy": PACK}
    name, also = source
    return {"policy": name, "also": also} if also else {"policy": name}


def pack_text(policy: Policy) -> str:
    """The whole policy as a pack that extends none."""
    return tomltext.dumps(policy.model_dump(mode="json", exclude_defaults=True))


def own_programmes(problem: Problem) -> Mapping[str, object]:
    """What `programmes.toml` must say to turn the pack's programmes into the problem's."""
    if problem.programmes == problem.policy.programmes:
        return {}
    pack = {p.id: p for p in problem.policy.programmes}
    own = [p for p in problem.programmes if pack.get(p.id) != p]
    if tuple((pack | {p.id: p for p in own}).values()) == problem.programmes:
        return {"programmes": [_table(p) for p in own]}
    return {"only": True, "programmes": [_table(p) for p in problem.programmes]}


def _table(programme: Programme) -> Mapping[str, object]:
    return programme.model_dump(mode="json", exclude_defaults=True)


def _dataset_toml(problem: Problem, policy: Mapping[str, Value]) -> str:
    row = settings_of(problem)
    table: dict[str, object] = {k: v for k, v in row.items() if k not in (*TRAVEL, *COSTS)}
    table |= policy
    if not table["note"]:
        del table["note"]
    table["travel"] = {key: row[key] for key in TRAVEL}
    table["costs"] = {key: row[key] for key in COSTS}
    return tomltext.dumps(table)


def _calendar_table(calendar: WorkCalendar) -> Mapping[str, object]:
    return {
        "provisional": calendar.provisional,
        "holidays": calendar.holidays,
        "workdays": calendar.workdays,
        "terms": [term.model_dump() for term in calendar.terms],
        "breaks": [pause.model_dump(exclude_defaults=True) for pause in calendar.breaks],
        "training": [session.model_dump(exclude_defaults=True) for session in calendar.training],
    }
