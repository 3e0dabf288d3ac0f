"""What comes with the program, the same for everybody who is logged in.

Policy packs, what can be wrong with a data set, the empty workbook.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from api.desk.denial import Denial
from models.base import Frozen
from models.policy import Policy
from models.text import Text, catalogue
from scenarios.issues import known_codes
from scenarios.policies import load_policy, shipped_policies
from scenarios.template import write_template


class Pack(Frozen):
    """A policy pack in short."""

    id: str
    title: str
    title_en: str
    source: str
    clauses: int
    programmes: int


class IssueType(Frozen):
    """Something that can be wrong with a data set; words in braces are filled in.

    Every one refuses the data set, so all are errors.
    """

    code: str
    severity: str = "error"
    zh: str
    en: str


@cache
def packs() -> tuple[Pack, ...]:
    """The packs that come with the program, by id."""
    return tuple(
        Pack(
            id=id_,
            title=pack.title,
            title_en=pack.title_en,
            source=pack.source,
            clauses=len(pack.clauses),
            programmes=len(pack.programmes),
        )
        for id_, pack in ((id_, load_policy(id_)) for id_ in shipped_policies())
    )


def pack(id_: str) -> Policy:
    """A pack with every number beside its clause."""
    if id_ not in shipped_policies():
        raise _missing("policy", id_)
    return load_policy(id_)


@cache
def issue_types() -> tuple[IssueType, ...]:
    """All that can be wrong with a data set or an overlay, by code."""
    zh, en = catalogue("zh"), catalogue("en")
    return tuple(IssueType(code=code, zh=zh[code], en=en[code]) for code in sorted(known_codes()))


def issue_type(code: str) -> IssueType:
    """One of them."""
    found = next((one for one in issue_types() if one.code == code), None)
    if found is None:
        raise _missing("issue", code)
    return found


@cache
def empty_workbook(language: str) -> bytes:
    """The workbook to fill in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, language)
        return path.read_bytes()


def _missing(kind: str, id_: str) -> Denial:
    return Denial(404, Text(code="store.missing", args={"kind": kind, "id": id_}))
