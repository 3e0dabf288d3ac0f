"""The whole database in one file, and back, from either database to either.

The file is gzipped JSON lines: a head with the revision of the tables, then for each table its
columns and its rows, at last a SHA-256 of everything before. It holds password hashes and the
secrets of draws not made yet, so it is written readable by its owner alone.
"""

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, DateTime, MetaData, Table, inspect, select, text

from api.store.columns import Instant, canonical
from api.store.connection import WRITES, connected
from api.store.engine import Store
from api.store.migrate import latest, revision_of, revisions, upgrade_within
from api.store.refusals import Refused

FORMAT = "dudao-backup/1"
_ROWS = 500
_VERSIONS = "alembic_version"
_FILLED = "trail_head"
"""The table that a migration puts a row into."""


def back_up(store: Store, path: Path) -> Mapping[str, int]:
    """Write everything to a file, as it was at one moment; how many rows each table has.

    The service may go on meanwhile. Nothing is left at `path` when it fails.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
                counts = _write(store, file)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return counts


def restore(url: str, path: Path) -> Mapping[str, int]:
    """Fill an empty database from a file and bring it up to date; how many rows each table has.

    A backup of an older program is read in the form of its time, then migrated. All or nothing.

    Raises
    ------
    Refused
        `not_empty` when the database holds tables; `backup_damaged` when the file is not whole;
        `backup_newer` when a later program wrote it.
    """
    engine = connected(url, foreign_keys=False, pooled=False).execution_options(**{WRITES: True})
    try:
        revision = _checked(path)
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                raise Refused("not_empty")
            upgrade_within(connection, revision)
            counts = _read(connection, path)
            upgrade_within(connection)
            return counts
    finally:
        engine.dispose()


def _write(store: Store, file: gzip.GzipFile) -> Mapping[str, int]:
    total = hashlib.sha256()
    counts: dict[str, int] = {}

    def line(value: Any) -> None:
        data = canonical(value).encode() + b"\n"
        total.update(data)
        file.write(data)

    with store.engine.connect() as connection:
        line({"format": FORMAT, "revision": revision_of(connection)})
        for table in _tables(connection):
            line({"table": table.name, "columns": [column.name for column in table.columns]})
            counts[table.name] = 0
            rows = connection.execution_options(yield_per=_ROWS).execute(
                select(table).order_by(*table.primary_key.columns)
            )
            for row in rows:
                line([_plain(value) for value in row])
                counts[table.name] += 1
    file.write(canonical({"sha256": total.hexdigest()}).encode() + b"\n")
    return counts


def _checked(path: Path) -> str:
    """The revision of a backup that is whole."""
    total, last = hashlib.sha256(), b""
    first: Any = None
    try:
        with gzip.open(path, "rb") as file:
            for line in _lines(file):
                if last:
                    total.update(last)
                else:
                    first = json.loads(line)
                last = line
        end = json.loads(last) if last else None
    except (OSError, EOFError, zlib.error, ValueError) as error:
        if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
            raise
        raise Refused("backup_damaged", file=path.name) from None
    whole = isinstance(first, dict) and first.get("format") == FORMAT
    if not whole or end != {"sha256": total.hexdigest()}:
        raise Refused("backup_damaged", file=path.name)
    revision = str(first["revision"])
    if revision not in revisions():
        raise Refused("backup_newer", revision=revision, latest=latest())
    return revision


def _read(connection: Connection, path: Path) -> Mapping[str, int]:
    tables = {table.name: table for table in _tables(connection)}
    connection.execute(text(f"DELETE FROM {_FILLED}"))
    counts: dict[str, int] = {}
    table: Table | None = None
    columns: list[str] = []
    waiting: list[dict[str, Any]] = []

    def put() -> None:
        if table is not None and waiting:
            connection.execute(table.insert(), waiting)
        waiting.clear()

    with gzip.open(path, "rb") as file:
        for line in _lines(file):
            value = json.loads(line)
            if isinstance(value, list):
                assert table is not None
                counts[table.name] += 1
                cells = zip(columns, value, strict=True)
                waiting.append({name: _rich(cell) for name, cell in cells})
                if len(waiting) == _ROWS:
                    put()
            elif "table" in value:
                put()
                table, columns = tables[value["table"]], value["columns"]
                counts[table.name] = 0
    put()
    return counts


def _tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != _VERSIONS]
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Instant()
    return tables


def _lines(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    for line in file:
        if not line.endswith(b"\n"):
            raise ValueError("cut off")
        yield line


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return {"t": value.astimezone(UTC).isoformat()}
        case date():
            return {"d": value.isoformat()}
        case bytes() | memoryview():
            return {"b": base64.b64encode(bytes(value)).decode()}
        case _:
            return value


def _rich(value: Any) -> Any:
    match value:
        case {"t": moment}:
            return datetime.fromisoformat(moment)
        case {"d": day}:
            return date.fromisoformat(day)
        case {"b": data}:
            return base64.b64decode(data)
        case _:
            return value
