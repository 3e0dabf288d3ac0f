"""The register of draws (抽查台账): a folder with one JSON file an entry, and the way back.

`NNN-draw.commitment.json` is published before the numbers are known, `NNN-draw.json` afterwards.
`NNN-draw.sealed.json` holds the secret of the one-time codes and stays with the office.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from models.draw import Commitment, Event, Record
from models.drawn import DrawnTarget
from models.issue import DataError, Issue
from models.text import Text
from planner.draw.chain import Entry, entry_digest, position_of
from planner.draw.drawing import VERIFIER
from planner.draw.replacement import standing
from scenarios.folder import csv_text
from scenarios.rows import Row
from scenarios.sheets import DRAWN

VERIFIER_NAME = "verifier.py"
_SEALED, _COMMITTED = ".sealed.json", ".commitment.json"


@dataclass(frozen=True)
class Sealed:
    """What the office keeps to itself: the secret, and the record that waits for its numbers."""

    secret: bytes
    record: Record


def read_register(folder: Path) -> list[Entry]:
    """All entries of a register in their order; a draw not carried out yet as its commitment.

    Raises
    ------
    DataError
        When a file is no entry.
    """
    entries: dict[int, Entry] = {}
    for path in entry_files(folder):
        entry = read_entry(path)
        if not (isinstance(entry, Commitment) and position_of(entry) in entries):
            entries[position_of(entry)] = entry
    return [entries[position] for position in sorted(entries)]


def entry_files(folder: Path) -> list[Path]:
    """The files of a register that hold records, events and, after them, commitments."""
    files = [p for p in folder.glob("[0-9]*.json") if not p.name.endswith(_SEALED)]
    return sorted(files, key=lambda p: (p.name.endswith(_COMMITTED), p.name))


def read_entry(path: Path) -> Entry:
    """One entry: a record, an event, or a commitment.

    Raises
    ------
    DataError
        When the file is none of them.
    """
    return entry_of(path.read_bytes(), path.name)


def entry_of(content: str | bytes, place: str) -> Entry:
    """One entry from its JSON; messages call it `place`.

    Raises
    ------
    DataError
        When it is none.
    """
    try:
        table = json.loads(content)
        if "request" in table:
            return Event.model_validate(table)
        if "rule" in table:
            return Record.model_validate(table)
        return Commitment.model_validate(table["commitment"])
    except (ValueError, KeyError, TypeError):
        text = Text(code="data.not_a_draw")
        raise DataError((Issue(place=place, text=text),)) from None


def read_sealed(folder: Path, draw: str) -> Sealed:
    """The secret of a draw.

    Raises
    ------
    DataError
        When the office did not keep it.
    """
    path = next(iter(sorted(folder.glob(f"[0-9]*-{draw}{_SEALED}"))), None)
    if path is None:
        issue = Issue(place=folder.name, found=draw, text=Text(code="data.no_sealed_draw"))
        raise DataError((issue,))
    return sealed_of(path.read_bytes())


def sealed_of(content: str | bytes) -> Sealed:
    """What the office keeps, from its JSON."""
    table = json.loads(content)
    return Sealed(bytes.fromhex(table["secret"]), Record.model_validate(table["record"]))


def sealed_text(sealed: Sealed) -> str:
    """What the office keeps, as JSON."""
    return _text({"secret": sealed.secret.hex(), "record": _plain(sealed.record)})


def write_commitment(folder: Path, sealed: Sealed) -> Path:
    """Write the public commitment, the verifier it names, and the sealed file."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = _stem(sealed.record)
    path = folder / f"{stem}{_SEALED}"
    path.touch(mode=0o600)
    path.write_text(sealed_text(sealed), "utf-8")
    _write_verifier(folder, sealed.record.commitment.verifier)
    public = folder / f"{stem}{_COMMITTED}"
    public.write_text(entry_text(sealed.record.commitment), "utf-8")
    return public


def _write_verifier(folder: Path, digest: str) -> None:
    """Leave the verifier with the draw; one of an earlier version stays for its own draws."""
    path, content = folder / VERIFIER_NAME, VERIFIER.read_bytes()
    if path.exists() and path.read_bytes() != content:
        path = folder / f"verifier-{digest[:12]}.py"
    path.write_bytes(content)


def write_record(folder: Path, record: Record) -> Path:
    """Write the record of a draw carried out."""
    path = folder / f"{_stem(record)}.json"
    path.write_text(entry_text(record), "utf-8")
    return path


def write_event(folder: Path, event: Event) -> Path:
    """Write a replacement, or a draw given up."""
    request = event.request
    path = folder / f"{request.position:03d}-{request.draw}-{request.kind}.json"
    path.write_text(entry_text(event), "utf-8")
    return path


def drawn_targets(entries: Sequence[Entry]) -> tuple[DrawnTarget, ...]:
    """What the draws of a register chose for programmes, after all replacements."""
    events = [e for e in entries if isinstance(e, Event)]
    return tuple(
        DrawnTarget(
            draw=entry.commitment.draw,
            programme=entry.rule.programme,
            target=target,
            first=date.fromisoformat(entry.rule.first) if entry.rule.first else None,
            last=date.fromisoformat(entry.rule.last) if entry.rule.last else None,
            record=entry_digest(entry),
        )
        for entry in entries
        if isinstance(entry, Record) and entry.rule.programme
        for target in standing(entry, events).outcome
    )


def write_drawn(path: Path, drawn: Sequence[DrawnTarget], language: str) -> None:
    """Write what was drawn as the table of that name of a data set."""
    rows: list[Row] = [one.model_dump() for one in drawn]
    path.write_bytes(csv_text(DRAWN, rows, language).encode("utf-8-sig"))


def write_public(path: Path, entry: Record | Event) -> None:
    """Write the version without personal data; its digest is that of the full one."""
    path.write_text(public_text(entry), "utf-8")


def entry_text(entry: Entry) -> str:
    """An entry as JSON with everything in it."""
    return _text({"commitment": _plain(entry)} if isinstance(entry, Commitment) else _plain(entry))


def public_text(entry: Entry) -> str:
    """An entry as JSON without personal data; its digest is that of the full one."""
    if isinstance(entry, Commitment):
        return entry_text(entry)
    table = _plain(entry)
    table.pop("private")
    return _text(table)


def _stem(record: Record) -> str:
    return f"{record.commitment.position:03d}-{record.commitment.draw}"


def _plain(value: BaseModel) -> dict[str, object]:
    return value.model_dump(mode="json")


def _text(table: object) -> str:
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    # one line for each row of a list keeps the file readable, and changes no digest
    return text.replace('},{"', '},\n{"') + "\n"
