"""Draws by lot (随机抽查): the rule of a draw, its commitment and its record.

The record is published as JSON and checked by `planner/draw/verifier.py`, which knows nothing of
these types; `docs/draw.md` describes every field.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import AwareDatetime, Field, PlainSerializer, field_validator, model_validator

from models.base import Frozen

Cell = int | str | tuple[str, ...]
Row = Mapping[str, Cell]
"""One line of a frozen list: whole numbers, words, and lists of words; never a fraction."""

Where = Mapping[str, tuple[str | int, ...] | int | str]
"""Conditions on a row: a list asks for one of its values, a number or date for at least so much."""

Moment = Annotated[AwareDatetime, PlainSerializer(lambda t: t.isoformat(), return_type=str)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern=r"^[^|\s/\\\x00-\x1f\x7f]+$", max_length=100)]
"""Part of a ticket's byte string and of a file's name, so without bars, blanks and slashes."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Days = Annotated[int, Field(ge=0, le=36_600)]


class Library(StrEnum):
    """What is drawn: targets, people, or a team for each visit."""

    TARGETS = "targets"
    INSPECTORS = "inspectors"
    TEAMS = "teams"


class Exclusion(Frozen):
    """Candidates that meet `where` are not drawn, and `name` says why.

    `within_days` bounds a date of the row from below, counted back from the commitment: with
    `last_inspected = 365` whoever was inspected in the last year is left out (频次上限).
    """

    name: str
    clause: str = ""
    where: Where = Field(default_factory=dict)
    within_days: Mapping[str, Days] = Field(default_factory=dict)


_SHARE = r"^([0-9]{1,9}(\.[0-9]{1,9})?|[0-9]{1,9}/[1-9][0-9]{0,8})$"


class Size(Frozen):
    """How many of the candidates that meet `where` are drawn: `number`, or `share` rounded up."""

    name: str = ""
    where: Where = Field(default_factory=dict)
    number: Count | None = None
    share: str | None = Field(default=None, pattern=_SHARE)

    @model_validator(mode="after")
    def _one_of_both(self) -> "Size":
        if self.number is None and self.share is None:
            raise ValueError("number or share is needed")
        if self.share is not None and not 0 <= Fraction(self.share) <= 1:
            raise ValueError(f"share {self.share} is not between 0 and 1")
        return self


class Weight(Frozen):
    """Who meets `where` is drawn in proportion to the weight; the first entry met counts."""

    where: Where
    weight: int = Field(ge=1, le=100)


class Stratum(Frozen):
    """Of the candidates that meet `where`, so many are drawn.

    With `each`, the name of a column, there is one such quota for each of its values.
    """

    name: str
    clause: str = ""
    where: Where = Field(default_factory=dict)
    each: str = ""
    at_least: Count = 0
    at_most: Count | None = None


class Department(Frozen):
    """A department that takes part in a joint draw (联合抽查), with its own items and library.

    `targets` empty: it inspects every target. One of its people sits in every team.
    """

    name: str
    items: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class DrawRule(Frozen):
    """What is drawn from which list, as the office writes it.

    An empty `where` is a non-directed draw (不定向), else a directed one (定向). `apart`: pairs of
    candidates of whom at most one is drawn. For teams, `visits_of` names the draw whose schools are
    visited, `visits_at_most` bounds each person's visits, `first` and `last` the days on which an
    interest counts.
    """

    id: Name
    title: str = ""
    library: Library = Library.TARGETS
    programme: str = ""
    items: tuple[str, ...] = ()
    departments: tuple[Department, ...] = ()
    where: Where = Field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    sizes: tuple[Size, ...] = ()
    weights: tuple[Weight, ...] = ()
    strata: tuple[Stratum, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    visits_of: str = ""
    visits_at_most: int = Field(default=20, ge=1)
    first: str = ""
    last: str = ""

    @field_validator("first", "last")
    @classmethod
    def _a_day(cls, day: str) -> str:
        return date.fromisoformat(day).isoformat() if day else day

    @model_validator(mode="after")
    def _complete(self) -> "DrawRule":
        if self.library is not Library.TEAMS and not self.sizes:
            raise ValueError("sizes is needed: how many are drawn")
        if self.library is Library.TEAMS and not (self.visits_of and self.programme):
            raise ValueError("a draw of teams needs visits_of and programme")
        return self


class Quota(Frozen):
    """A quota with its numbers settled: of the candidates that meet `where`, `least` to `most`."""

    name: str
    clause: str = ""
    where: Where
    least: int
    most: int


class Need(Frozen):
    """At least so many of a team meet `where`."""

    name: str
    where: Where
    least: int = 1


class DueTeam(Frozen):
    """A visit that needs a team of `size`, led by somebody who meets `lead`."""

    target: str
    size: int
    lead: Where
    needs: tuple[Need, ...] = ()


class FrozenRule(Frozen):
    """The rule with every number settled against the frozen lists: what is committed to."""

    id: Name
    title: str
    library: Library
    programme: str
    departments: tuple[str, ...]
    where: Where
    exclusions: tuple[Exclusion, ...]
    sizes: tuple[Size, ...]
    weights: tuple[Weight, ...]
    quotas: tuple[Quota, ...]
    apart: tuple[tuple[str, str], ...]
    visits: tuple[DueTeam, ...] = ()
    visits_at_most: int = 0
    first: str = ""
    last: str = ""


class Source(Frozen):
    """Where the public numbers will come from, and from when on they are known."""

    name: str
    at: Moment


class Commitment(Frozen):
    """What is published before the public numbers are known."""

    format: str = "dudao-draw/1"
    draw: Name
    position: int = Field(ge=1)
    previous: str = ""
    program: str
    verifier: Digest
    time: Moment
    source: Source
    code: Digest
    digests: Mapping[str, Digest]


class Type(Frozen):
    """Candidates whom no rule tells apart, each drawn with `chance / (denominator · members)`."""

    members: tuple[str, ...]
    weight: int = 1
    chance: int


class Lottery(Frozen):
    """A lottery over outcomes: an outcome is tickets and, for each type, how many are drawn."""

    denominator: int
    types: tuple[Type, ...]
    outcomes: tuple[tuple[int, tuple[int, ...]], ...]


class TeamLottery(Frozen):
    """A lottery over plans, one ticket each.

    A plan lists a team for each visit, the lead first, as places in the list of inspectors.
    `pairs` holds for each visit how many of the plans send a person there.
    """

    denominator: int
    plans: tuple[tuple[tuple[int, ...], ...], ...]
    pairs: tuple[Mapping[str, int], ...]


class Status(StrEnum):
    """What is proven of the chances."""

    TICKETS = "tickets"
    LEXIMIN = "leximin"
    MAXIMIN = "maximin"
    FEASIBLE = "feasible"


class Level(Frozen):
    """Proof that the chances of these types cannot all be higher.

    `types` and `quotas` hold multipliers of a linear combination of the rules (`docs/draw.md`);
    `most`, where given, is the greatest value of the combination of types over all outcomes, found
    by search, and then replaces the multipliers of quotas.
    """

    settled: tuple[int, ...]
    types: tuple[tuple[int, int], ...]
    quotas: tuple[tuple[int, int], ...] = ()
    most: int | None = None
    bound: str


class Certain(Frozen):
    """A type or pair that is never or always drawn, and the quotas that force it."""

    type: int
    always: bool
    quotas: tuple[str, ...]


class Certificate(Frozen):
    """What is known of the lottery: see `docs/draw.md`, The certificate."""

    status: Status
    least: str
    bound: str
    gap: str
    levels: tuple[Level, ...] = ()
    certain: tuple[Certain, ...] = ()


class Drawn(Frozen):
    """The draw itself. `operators` and `witnesses` are seals; `ticket` picks the outcome."""

    time: Moment
    numbers: tuple[tuple[int | str, ...], ...]
    code: Digest
    seed: Digest
    operators: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    ticket: int | None = None
    outcome: tuple[str, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class Opening(Frozen):
    """What a seal hides: the seal is SHA-256 of `salt|text`."""

    salt: str
    text: str


class Record(Frozen):
    """Everything about one draw. `private` is left out of the digest and of the public version."""

    commitment: Commitment
    rule: FrozenRule
    lists: Mapping[str, tuple[Row, ...]]
    excluded: Mapping[str, tuple[str, ...]]
    lottery: Lottery | TeamLottery | None = None
    certificate: Certificate
    drawn: Drawn | None = None
    private: Mapping[str, Opening] = Field(default_factory=dict)


class EventKind(StrEnum):
    """What may happen apart from a draw."""

    REPLACEMENT = "replacement"
    ABANDONED = "abandoned"


class Ground(StrEnum):
    """Why somebody or something drawn is replaced, or a draw given up."""

    ABSENT = "absent"
    RECUSAL = "recusal"
    CLOSED = "closed"
    OTHER = "other"


class Request(Frozen):
    """What is logged and approved before the next one-time code is opened.

    `detail` and `approved_by` are seals. `target` is the visit a person leaves; empty otherwise.
    """

    kind: EventKind
    draw: Name
    position: int = Field(ge=1)
    previous: str
    time: Moment
    out: str = ""
    target: str = ""
    ground: Ground
    detail: str = ""
    approved_by: str = ""


class Event(Frozen):
    """A replacement, or a draw given up, as an entry of the register of its own."""

    request: Request
    time: Moment
    code: str = ""
    seed: str = ""
    into: str = ""
    private: Mapping[str, Opening] = Field(default_factory=dict)
