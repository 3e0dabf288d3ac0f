"""Draws by lot: prepared, committed to, carried out, replaced in, published and verified.

A commitment is public from the beginning, a record and its replacements when the office publishes
them: until then the outcome stays with those who draw and those who plan. `private`, which opens
the seals over names, stays with those who draw.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeGuard

from pydantic import Field

from api.accounts.roles import Action, may
from api.accounts.scope import covered, relation
from api.desk import datasets as data
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.verifying import Difference, differences_by_each
from api.desk.world import World
from api.store import Session, datasets, draws, regions
from api.store.draws import Draw, Sort
from api.store.refusals import Refused, missing
from models.base import Frozen
from models.draw import (
    Certificate,
    Commitment,
    DrawnTarget,
    DrawRule,
    Event,
    EventKind,
    FrozenRule,
    Ground,
    Library,
    Record,
    Request,
    Row,
    Size,
    Source,
)
from models.text import Text
from planner.draw import drawing
from planner.draw import replacement as replacing
from planner.draw.chain import Entry, PendingError, entry_digest, next_place, position_of
from planner.draw.lists import COLUMNS, Salts, Seals, inspector_rows, target_rows
from planner.draw.lottery import ImpossibleQuotasError
from planner.draw.teams import NoTeamError
from planner.draw.tickets import ticket
from planner.draw.verifier import digest as digest_of
from planner.draw.verifier import public
from planner.draw.visits import UndrawableRuleError
from scenarios.drawrule import check_rule
from scenarios.register import (
    Sealed,
    drawn_targets,
    entry_of,
    entry_text,
    public_text,
    sealed_of,
    sealed_text,
)

_KIND = "draw"
_RULE = "rule"
DAYS = frozenset({"last_inspected", "last_drawn"})
"""Columns of targets that hold dates."""


@dataclass(frozen=True)
class Wanted:
    """A draw that is prepared: whose lists, by which rule, with which numbers."""

    dataset: str
    rule: DrawRule
    source: Source


class Prepared(Frozen):
    """A draw as it would be committed to now; nothing is kept.

    `reasons` counts those who may not be drawn, `candidates` those who may. `digests` are those
    that the commitment will have, unless data or register change: those over the seals of people,
    which are made anew each time, are left out.
    """

    rule: FrozenRule
    items: tuple[Row, ...]
    targets: tuple[Row, ...]
    excluded: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, int]
    candidates: int
    certificate: Certificate
    digests: Mapping[str, str]


class Verdict(Frozen):
    """What a verifier says; `digests` are those of the entries it was given."""

    agrees: bool
    digests: Mapping[str, str]
    differences: tuple[Difference, ...]


class PublicEntry(Frozen):
    """An entry of a register as everybody sees it; `id` is empty while it is not published."""

    position: int
    draw: str
    kind: Sort
    digest: str
    id: str
    committed: datetime
    drawn: datetime | None
    published: datetime | None


class Why(Frozen):
    """Why somebody is replaced or a draw given up; names and details are public as seals only."""

    ground: Ground
    detail: str = Field(min_length=1, max_length=2000, examples=["学校已停办"])
    approved_by: str = Field(min_length=1, max_length=300, examples=["王五"])


class Told(Frozen):
    """A draw and what followed, as far as one may see it.

    `record` is there for those who see the outcome; before the draw for those who carry it out.
    `names` are those that the record opens, by id: of targets, and of people for those who draw.
    `digest` is that of the commitment, which goes into the seed.
    """

    draw: Draw
    commitment: Commitment
    digest: str
    record: Record | None
    names: Mapping[str, str]
    events: tuple[Event, ...]


class Chosen(Frozen):
    """A target or person that was drawn, in the order of the draw.

    `ticket` is empty where a team was drawn, whose members are `team`; `region` of targets only.
    """

    id: str
    name: str
    region: str = ""
    ticket: str = ""
    team: tuple[str, ...] = ()


def prepare(who: Asker, wanted: Wanted) -> Prepared:
    """What a draw would be committed to now: lists, exclusions, chances, digests."""
    record = _made(who, wanted)[1].record
    targets = record.rule.library is Library.TARGETS
    of_people = {"inspectors"} if targets else {*record.commitment.digests} - {"items", "targets"}
    rows = record.lists["targets" if targets else "inspectors"]
    return Prepared(
        rule=record.rule,
        items=record.lists["items"],
        targets=record.lists["targets"],
        excluded=record.excluded if targets else {},
        reasons=Counter(reason for reasons in record.excluded.values() for reason in reasons),
        candidates=len(rows) - len(record.excluded),
        certificate=record.certificate,
        digests={k: v for k, v in record.commitment.digests.items() if k not in of_people},
    )


def commit(who: Asker, wanted: Wanted, digests: Mapping[str, str]) -> Draw:
    """Freeze lists and rule and publish the commitment.

    Parameters
    ----------
    digests
        Those of the preparation; when one of them is another now, nothing is committed to.
    """
    office, sealed = _made(who, wanted)
    made = sealed.record.commitment
    if any(made.digests.get(name) != expected for name, expected in digests.items()):
        raise Denial(409, Text(code="draw.changed"))
    with who.world.store.writing() as session:
        datasets.freeze(session, who.by, wanted.dataset)
        return draws.commit(
            session,
            who.by,
            office,
            made.draw,
            position=made.position,
            previous=made.previous,
            digest=entry_digest(made),
            content=entry_text(made),
            sealed=sealed_text(sealed),
            verifier=(made.verifier, drawing.VERIFIER.read_text("utf-8")),
            dataset=wanted.dataset,
        )


def run(
    who: Asker,
    id_: str,
    numbers: Sequence[Sequence[int | str]],
    operators: Iterable[str],
    witnesses: Iterable[str],
) -> Draw:
    """Carry out a draw with the public numbers; once, and not before they are known."""
    found = _own(who, id_)
    if found.drawn is not None:
        raise Denial(409, Text(code="draw.drawn"))
    sealed = _sealed(who, id_)
    try:
        record = drawing.draw(
            sealed.record,
            secret=sealed.secret,
            numbers=numbers,
            time=_time(who),
            operators=operators,
            witnesses=witnesses,
            salts=_salts(who),
        )
    except drawing.TooEarlyError:
        at = sealed.record.commitment.source.at.isoformat()
        raise Denial(409, Text(code="draw.too_early", args={"at": at})) from None
    with who.world.store.writing() as session:
        return draws.carry_out(session, who.by, id_, entry_text(record), entry_digest(record))


def replace(who: Asker, id_: str, why: Why, out: str, target: str) -> Draw:
    """Log that somebody drops out, and draw the replacement with the next one-time code.

    Parameters
    ----------
    out
        The id of whom or what was drawn.
    target
        For a team: the target of the visit that the person leaves.
    """
    found = _own(who, id_)
    entries = _entries(who, found.office)
    record = next(e for e in entries if position_of(e) == found.position)
    if not isinstance(record, Record):
        raise Denial(409, Text(code="draw.not_yet"))
    request, seals = _request(who, entries, EventKind.REPLACEMENT, found.draw, why)
    request = request.model_copy(update={"out": out, "target": target})
    events = [e for e in entries if isinstance(e, Event)]
    secret = _sealed(who, id_).secret
    try:
        event = replacing.replace(record, events, request, secret=secret, time=request.time)
    except LookupError:
        raise Denial(422, Text(code="draw.not_drawn", args={"id": out})) from None
    except ValueError:
        raise Denial(409, Text(code="draw.no_code")) from None
    return _happened(who, found.office, event, seals)


def abandon(who: Asker, id_: str, why: Why) -> Draw:
    """Give up a draw that is not carried out, with the reason."""
    found = _own(who, id_)
    entries = _entries(who, found.office)
    if position_of(entries[-1]) != found.position:
        raise Denial(409, Text(code="draw.drawn"))
    request, seals = _request(who, entries, EventKind.ABANDONED, found.draw, why)
    return _happened(who, found.office, Event(request=request, time=request.time), seals)


def publish(who: Asker, id_: str) -> Draw:
    """Let everybody read the record and its replacements, without what opens the seals."""
    _own(who, id_)
    with who.world.store.writing() as session:
        return draws.publish(session, who.by, id_)


def get(who: Asker, id_: str, action: Action = Action.DRAW_READ) -> Draw:
    """One entry, if one may do this with it."""
    with who.world.store.reading() as session:
        found = draws.get(session, id_)
    who.require(action, found.office, _KIND, id_)
    return found


def register(who: Asker, office: str) -> tuple[Draw, ...]:
    """The entries of an office's register, in order."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        return draws.register(session, office)


def offices(who: Asker) -> tuple[str, ...]:
    """The offices of one's region and below that have a register."""
    with who.world.store.reading() as session:
        reached = covered(who.account.region, regions.parents(session))
        return tuple(o for o in draws.offices(session) if reached is None or o in reached)


def record(who: Asker, id_: str) -> str:
    """An entry as JSON, as far as one may see it."""
    found = get(who, id_)
    with who.world.store.reading() as session:
        if _may(who, session, Action.DRAW_WRITE, found.office):
            return draws.whole_text(session, id_)
        if _may(who, session, Action.SEALED_READ, found.office):
            return public_text(entry_of(draws.whole_text(session, id_), id_))
        text = _public_text(session, found)
    if text is None:
        raise missing(_KIND, id_)
    return text


def told(who: Asker, id_: str) -> Told:
    """A draw and what followed, as far as one may see it."""
    entry = entry_of(record(who, id_), id_)
    found = get(who, id_)
    if found.kind is not Sort.DRAW:
        raise missing(_KIND, id_)
    with who.world.store.reading() as session:
        drawing_it = _may(who, session, Action.DRAW_WRITE, found.office)
        later = [
            one
            for one in draws.register(session, found.office)
            if one.draw == found.draw and one.kind is Sort.EVENT
        ]
    if isinstance(entry, Commitment) and drawing_it:
        entry = _sealed(who, id_).record
    events: list[Event] = []
    for one in later:
        with suppress(Refused):  # not public yet
            event = entry_of(record(who, one.id), one.id)
            assert isinstance(event, Event)
            events.append(event)
    assert not isinstance(entry, Event)
    whole = entry if isinstance(entry, Record) else None
    made = entry.commitment if isinstance(entry, Record) else entry
    return Told(
        draw=found,
        commitment=made,
        digest=digest_of(made.model_dump(mode="json")),
        record=whole,
        names={} if whole is None else _names(whole),
        events=tuple(events),
    )


def chosen(told: Told) -> tuple[Chosen, ...]:
    """What was drawn, in the order of the draw and before replacements."""
    kept = told.record
    if kept is None or kept.drawn is None:
        return ()
    regions_of = {str(row["id"]): str(row.get("county", "")) for row in kept.lists["targets"]}
    if kept.drawn.teams:
        return tuple(
            Chosen(
                id=target,
                name=told.names.get(target, target),
                region=regions_of.get(target, ""),
                team=tuple(told.names.get(one, one) for one in team),
            )
            for target, team in kept.drawn.teams.items()
        )
    return tuple(
        Chosen(
            id=one,
            name=told.names.get(one, one),
            region=regions_of.get(one, ""),
            ticket=ticket(kept.drawn.seed, kept.commitment.draw, one),
        )
        for one in kept.drawn.outcome
    )


def columns(who: Asker, dataset: str, library: Library) -> Mapping[str, tuple[str, ...]]:
    """The columns that conditions of a rule may name, with the words that stand in them.

    A column of whole numbers or dates has none.
    """
    problem = data.problem(who, dataset)
    rows: Iterable[Row]
    if library is Library.TARGETS:
        sizes = (Size(number=0),)
        rows = target_rows(problem, DrawRule(id="columns", sizes=sizes))
    else:
        rows = inspector_rows(problem, Seals(_salts(who)))[0]
    words: dict[str, set[str]] = {name: set() for name in COLUMNS[library]}
    for row in rows:
        for name, value in row.items():
            cells = value if isinstance(value, tuple) else (value,)
            known = name in words and name not in DAYS
            words[name] |= {one for one in cells if isinstance(one, str)} if known else set()
    return {name: tuple(sorted(found)) for name, found in sorted(words.items())}


def drawn(who: Asker, office: str) -> tuple[DrawnTarget, ...]:
    """What the draws of an office chose, after replacements, as rows of a data set."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        _require_outcomes(who, session, office)
    return drawn_targets(_entries(who, office))


def verify(who: Asker, id_: str) -> Verdict:
    """Recompute one entry by the verifier that it names."""
    found = get(who, id_)
    with who.world.store.reading() as session:
        entries = {str(found.position): draws.whole_text(session, id_)}
    return _verdict(who, found.office, entries)


def verify_register(who: Asker, office: str) -> Verdict:
    """Recompute a whole register, each draw by the verifier that it names."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        texts = draws.whole_texts(session, office)
    return _verdict(who, office, {str(n): text for n, text in enumerate(texts, 1)})


def verify_posted(who: Asker, body: bytes) -> Verdict:
    """Recompute an entry that somebody has, or a list of entries of one register."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Denial(400, Text(code="problem.http.400")) from None
    entries = given if isinstance(given, list) else [given]
    if not all(isinstance(entry, dict) for entry in entries):
        raise Denial(422, Text(code="data.not_a_draw"))
    return _judged(who.world, {str(n): entry for n, entry in enumerate(entries, 1)})


def public_register(world: World, office: str) -> tuple[PublicEntry, ...]:
    """The register of an office as everybody sees it; empty when there is none."""
    with world.store.reading() as session:
        kept = draws.register(session, office)
        published = {one.draw for one in kept if one.published is not None}
        shown = {one.id for one in kept if one.kind is Sort.DRAW or one.draw in published}
        shown |= {one.id for one in kept if _given_up(session, one)}
    return tuple(
        PublicEntry(
            position=one.position,
            draw=one.draw,
            kind=one.kind,
            digest=one.digest,
            id=one.id if one.id in shown else "",
            committed=one.created,
            drawn=one.drawn,
            published=one.published,
        )
        for one in kept
    )


def public_offices(world: World) -> tuple[str, ...]:
    """The offices that have a register."""
    with world.store.reading() as session:
        return draws.offices(session)


def public_entry(world: World, id_: str) -> str:
    """What everybody may read of an entry: its record once it is published, else its commitment."""
    with world.store.reading() as session:
        text = _public_text(session, draws.get(session, id_))
    if text is None:
        raise missing(_KIND, id_)
    return text


def verifier(world: World, digest: str) -> str:
    """A verifier that a draw names."""
    with world.store.reading() as session:
        text = draws.verifier_text(session, digest)
    if text is None:
        raise missing("verifier", digest)
    return text


def _made(who: Asker, wanted: Wanted) -> tuple[str, Sealed]:
    """The office, and the draw as it would be committed to."""
    office = data.get(who, wanted.dataset).office
    who.require(Action.DRAW_WRITE, office, "dataset", wanted.dataset)
    problem = data.problem(who, wanted.dataset)
    rule, now, secret = wanted.rule, _time(who), who.by.chance(32)
    check_rule(rule, problem, _RULE)
    if wanted.source.at <= now:
        raise Denial(422, Text(code="draw.known"))
    entries = _entries(who, office)
    if rule.id in {_name(entry) for entry in entries}:
        raise Denial(409, Text(code="draw.used", args={"draw": rule.id}))
    carried_out = {e.commitment.draw for e in entries if isinstance(e, Record)}
    if rule.library is Library.TEAMS and rule.visits_of not in carried_out:
        raise Denial(422, Text(code="draw.unknown", args={"draw": rule.visits_of}))
    try:
        record = drawing.commit(
            problem,
            rule,
            earlier=entries,
            source=wanted.source,
            time=now,
            secret=secret,
            salts=_salts(who),
        )
    except PendingError:
        raise Denial(409, Text(code="draw.pending")) from None
    except drawing.SealedError:
        raise Denial(422, Text(code="draw.sealed")) from None
    except UndrawableRuleError:
        raise Denial(422, Text(code="draw.undrawable")) from None
    except NoTeamError as error:
        args = {"targets": "、".join(error.visits)}
        raise Denial(422, Text(code="draw.no_team", args=args)) from None
    except ImpossibleQuotasError as error:
        args = {"quotas": "、".join(error.conflict)}
        relaxed = [{"quota": name, "by": f"{by:+d}"} for name, by in error.relaxation.items()]
        raise Denial(422, Text(code="draw.impossible", args=args), errors=relaxed) from None
    return office, Sealed(secret, record)


def _names(record: Record) -> dict[str, str]:
    """The names of targets, and those of people whose seals can be opened, by id."""
    names = {str(row["id"]): str(row.get("name", "")) for row in record.lists["targets"]}
    for row in record.lists["inspectors"]:
        opened = record.private.get(str(row["person"]))
        if opened is not None:
            names[str(row["id"])] = opened.text.partition("|")[2]
    return names


def _own(who: Asker, id_: str) -> Draw:
    """A draw of one's own office."""
    found = get(who, id_, Action.DRAW_WRITE)
    if found.kind is not Sort.DRAW:
        raise missing(_KIND, id_)
    return found


def _entries(who: Asker, office: str) -> list[Entry]:
    with who.world.store.reading() as session:
        return [entry_of(text, office) for text in draws.whole_texts(session, office)]


def _sealed(who: Asker, id_: str) -> Sealed:
    with who.world.store.reading() as session:
        text = draws.sealed_text(session, id_)
    assert text is not None
    return sealed_of(text)


def _name(entry: Entry) -> str:
    if isinstance(entry, Commitment):
        return entry.draw
    return entry.commitment.draw if isinstance(entry, Record) else entry.request.draw


def _time(who: Asker) -> datetime:
    """Now, in whole seconds and the local time of this machine: the record shows it to people."""
    return who.by.now.astimezone().replace(microsecond=0)


def _salts(who: Asker) -> Salts:
    return lambda: who.by.chance(16).hex()


def _request(
    who: Asker, entries: Sequence[Entry], kind: EventKind, draw: str, why: Why
) -> tuple[Request, Seals]:
    try:
        place = next_place(entries, giving_up=kind is EventKind.ABANDONED)
    except PendingError:
        code = "draw.drawn" if kind is EventKind.ABANDONED else "draw.pending"
        raise Denial(409, Text(code=code)) from None
    seals = Seals(_salts(who))
    request = Request(
        kind=kind,
        draw=draw,
        position=place.position,
        previous=place.previous,
        time=_time(who),
        ground=why.ground,
        detail=seals.seal(why.detail),
        approved_by=seals.seal(why.approved_by),
    )
    return request, seals


def _happened(who: Asker, office: str, event: Event, seals: Seals) -> Draw:
    event = event.model_copy(update={"private": seals.openings})
    with who.world.store.writing() as session:
        return draws.event(
            session,
            who.by,
            office,
            event.request.draw,
            position=event.request.position,
            previous=event.request.previous,
            digest=entry_digest(event),
            content=entry_text(event),
        )


def _may(who: Asker, session: Session, action: Action, office: str) -> bool:
    stands = relation(who.account.region, office, regions.parents(session))
    return may(who.account.role, action, stands)


def _sees_outcomes(who: Asker, session: Session, office: str) -> bool:
    """Those who draw, and those who plan with what is drawn, before it is published."""
    return any(_may(who, session, a, office) for a in (Action.DRAW_WRITE, Action.SEALED_READ))


def _require_outcomes(who: Asker, session: Session, office: str) -> None:
    if not _sees_outcomes(who, session, office):
        raise Denial(403, Text(code="problem.forbidden"))


def _given_up(session: Session, one: Draw) -> bool:
    if one.kind is Sort.DRAW:
        return False
    entry = entry_of(draws.whole_text(session, one.id), one.id)
    return isinstance(entry, Event) and entry.request.kind is EventKind.ABANDONED


def _public_text(session: Session, one: Draw) -> str | None:
    """What everybody may read of an entry; None while it is nothing."""
    if one.kind is Sort.DRAW and one.published is None:
        return draws.committed_text(session, one.id)
    if one.kind is Sort.EVENT:
        of = (other for other in draws.register(session, one.office) if other.draw == one.draw)
        published = any(other.published is not None for other in of)
        if not published and not _given_up(session, one):
            return None
    return public_text(entry_of(draws.whole_text(session, one.id), one.id))


def _verdict(who: Asker, office: str, texts: Mapping[str, str]) -> Verdict:
    """What verifiers say; for those who may not see outcomes where something differs, not what."""
    verdict = _judged(who.world, {name: json.loads(text) for name, text in texts.items()})
    with who.world.store.reading() as session:
        if _sees_outcomes(who, session, office):
            return verdict
    bare = [Difference(where=d.where, found="", expected="") for d in verdict.differences]
    return verdict.model_copy(update={"differences": tuple(bare)})


def _judged(world: World, entries: Mapping[str, dict[str, object]]) -> Verdict:
    """Each draw is judged by the verifier that it names if it is known, else by the present one."""
    present = drawing.VERIFIER.read_text("utf-8")
    verifiers = {sha256(present.encode()).hexdigest(): present}
    of = dict.fromkeys(entries, next(iter(verifiers)))
    with world.store.reading() as session:
        for name, entry in entries.items():
            made = entry.get("commitment")
            named = made.get("verifier") if isinstance(made, dict) else None
            if _is_digest(named) and (text := draws.verifier_text(session, named)) is not None:
                verifiers[named], of[name] = text, named
    found = differences_by_each([*entries.items()], verifiers, of)
    digests = {name: digest_of(public(entry)) for name, entry in entries.items()}
    return Verdict(agrees=not found, digests=digests, differences=found)


def _is_digest(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None
