"""Whether a file is a workbook that may be opened: what it is, and how large it becomes."""

import zipfile
import zlib
from pathlib import Path

from scenarios.issues import Issues

MAX_ENTRIES = 3000
MAX_UNPACKED_BYTES = 300_000_000
CHUNK = 1 << 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""ISO/IEC 29500-2, annex C: others have no place in a workbook, and swell more at once."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_DOCTYPES = tuple(
    mark.decode().encode(encoding) for mark in _DOCTYPES for encoding in ("utf-16-le", "utf-16-be")
)


def refusal(path: Path) -> str | None:
    """Why the file must not be opened, as a code of the catalogue; None when it may.

    Every part is unpacked piece by piece and thrown away, because sizes declared in the archive
    may lie. Declarations of document types are refused: workbooks need none, attacks do.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if not start:
            return "file_empty"
        if start == _OLE:
            return "password" if _ENCRYPTED in path.read_bytes() else "old_xls"
        if start.startswith(b"%PDF"):
            return "pdf"
        if not start.startswith(b"PK"):
            return "not_xlsx"
        with zipfile.ZipFile(path) as archive:
            return _refusal_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return "damaged"
    except (OSError, ValueError):
        return "unreadable"


def _refusal_of(archive: zipfile.ZipFile) -> str | None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        return "zip_bomb"
    if any(entry.flag_bits & 1 for entry in entries):
        return "password"
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return "not_xlsx"
    if len(names) < len(entries) or any(e.compress_type not in _METHODS for e in entries):
        return "damaged"
    unpacked = 0
    for entry in entries:
        tail = b""
        with archive.open(entry) as part:
            while piece := part.read(CHUNK):
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED_BYTES:
                    return "zip_bomb"
                if any(mark in tail + piece for mark in (*_DOCTYPES, *_WIDE_DOCTYPES)):
                    return "doctype"
                tail = piece[-32:]
    return None


def check(path: Path, issues: Issues) -> bool:
    """Whether the file may be opened as a workbook; the reason against it becomes an issue."""
    code = refusal(path)
    if code is None:
        return True
    issues.add(path.name, code, megabytes=MAX_UNPACKED_BYTES // 1_000_000)
    return False
