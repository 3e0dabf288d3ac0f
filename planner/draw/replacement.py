"""Replacing who or what was drawn: the lowest of fresh tickets that keeps every rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.draw import DueTeam, Event, EventKind, FrozenRule, Library, Moment, Record, Request, Row
from planner.draw import eligible as rules
from planner.draw.chain import Entry
from planner.draw.lists import digest
from planner.draw.seed import code, seed_of
from planner.draw.tickets import in_order


@dataclass(frozen=True)
class Standing:
    """A draw's outcome after the replacements so far, and whoever has been replaced."""

    outcome: tuple[str, ...]
    teams: Mapping[str, tuple[str, ...]]
    gone: frozenset[str]


def standing(record: Record, events: Iterable[Event]) -> Standing:
    """The outcome of a draw with its replacements carried out, in the order of the register."""
    drawn = record.drawn
    now = Standing(drawn.outcome if drawn else (), drawn.teams if drawn else {}, frozenset())
    for event in replacements(record, events):
        now = _after(now, event)
    return now


def outcome_after(entries: Sequence[Entry], draw: str) -> tuple[str, ...]:
    """The targets of a draw of the register, after its replacements.

    Raises
    ------
    LookupError
        When the register holds no such draw, or it is not carried out yet.
    """
    events = [e for e in entries if isinstance(e, Event)]
    for entry in entries:
        if isinstance(entry, Record) and entry.commitment.draw == draw and entry.drawn:
            return standing(entry, events).outcome
    raise LookupError(draw)


def replacements(record: Record, events: Iterable[Event]) -> list[Event]:
    """The replacements of this draw, in the order of the register."""
    own = [
        e
        for e in events
        if e.request.kind is EventKind.REPLACEMENT and e.request.draw == record.commitment.draw
    ]
    return sorted(own, key=lambda e: e.request.position)


def _after(now: Standing, event: Event) -> Standing:
    out, into = event.request.out, event.into

    def swapped(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(into if c == out else c for c in names if into or c != out)

    if event.request.target:
        target = event.request.target
        return Standing(now.outcome, {**now.teams, target: swapped(now.teams[target])}, now.gone)
    return Standing(swapped(now.outcome), now.teams, now.gone | {out})


def replace(
    record: Record, events: Iterable[Event], request: Request, *, secret: bytes, time: Moment
) -> Event:
    """Open the next one-time code for a logged request, and draw the replacement with it.

    Nobody can know the replacement before the request stands, and whoever asks cannot choose: the
    seed comes from the code, the numbers of the draw and the request itself.

    Raises
    ------
    LookupError
        When the request names nobody who is drawn.
    """
    past = replacements(record, events)
    now = standing(record, past)
    drawn = now.teams.get(request.target, ()) if request.target else now.outcome
    if record.drawn is None or request.out not in drawn:
        raise LookupError(request.out)
    opened = code(secret, 2 + len(past))
    committed = bytes.fromhex(digest(request.model_dump(mode="json")))
    seed = seed_of(opened, record.drawn.numbers, committed)
    into = _into(record, now, request, seed)
    return Event(request=request, time=time, code=opened.hex(), seed=seed.hex(), into=into)


def _into(record: Record, now: Standing, request: Request, seed: bytes) -> str:
    rule = record.rule
    key = "targets" if rule.library is Library.TARGETS else "inspectors"
    free = {str(r["id"]): r for r in record.lists[key] if r["id"] not in record.excluded}
    order = in_order(seed.hex(), request.draw, free, rules.weights(rule, free.values()))
    fits = _fits_team if request.target else _fits_outcome
    return next((c for c in order if fits(rule, now, request, free, c)), "")


def _fits_team(
    rule: FrozenRule, now: Standing, request: Request, free: Mapping[str, Row], candidate: str
) -> bool:
    team = now.teams[request.target]
    visits = sum(candidate in members for members in now.teams.values())
    if candidate in team or visits >= rule.visits_at_most:
        return False
    members = [free[candidate if c == request.out else c] for c in team]
    visit = next(v for v in rule.visits if v.target == request.target)
    return keeps_rule(visit, members)


def keeps_rule(visit: DueTeam, members: Sequence[Row]) -> bool:
    """Whether these people, the lead first, may make the visit."""
    return (
        len(members) == visit.size
        and rules.meets(members[0], visit.lead)
        and not any(rules.meets(m, {"barred": (visit.target,)}) for m in members)
        and all(sum(rules.meets(m, n.where) for m in members) >= n.least for n in visit.needs)
    )


def _fits_outcome(
    rule: FrozenRule, now: Standing, request: Request, free: Mapping[str, Row], candidate: str
) -> bool:
    if candidate in now.outcome or candidate in now.gone:
        return False
    names = {candidate if c == request.out else c for c in now.outcome}
    rows = [free[c] for c in names]
    return all(
        quota.least <= sum(rules.meets(row, quota.where) for row in rows) <= quota.most
        for quota in rule.quotas
    ) and not any(names.issuperset(pair) for pair in rule.apart)
