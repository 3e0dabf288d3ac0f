"""One draw from beginning to end: freeze and commit, then draw with the public numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files

from models.draw import (
    Certificate,
    Commitment,
    Drawn,
    DrawRule,
    DueTeam,
    FrozenRule,
    Library,
    Lottery,
    Moment,
    Record,
    Row,
    Source,
    Status,
    TeamLottery,
)
from models.problem import Problem
from planner.draw import eligible as rules
from planner.draw.chain import Entry, next_place
from planner.draw.lists import (
    Salts,
    Seals,
    digest,
    inspector_rows,
    item_rows,
    list_digest,
    target_rows,
)
from planner.draw.lottery import lottery_of
from planner.draw.replacement import outcome_after
from planner.draw.seed import code, number_below, seed_of
from planner.draw.space import space_of
from planner.draw.teams import team_lottery
from planner.draw.tickets import in_order
from planner.draw.visits import due_teams

VERIFIER = files("planner.draw") / "verifier.py"
"""The file that is published with each draw."""


class SealedError(Exception):
    """The programme is sealed: a draw is public, its visits must not be."""


class TooEarlyError(Exception):
    """The numbers cannot be known before their source gives them."""


def commit(
    problem: Problem,
    rule: DrawRule,
    *,
    earlier: Sequence[Entry],
    source: Source,
    time: Moment,
    secret: bytes,
    salts: Salts,
) -> Record:
    """Freeze lists and rule, make the lottery, and commit to all of it before the seed is known.

    Parameters
    ----------
    earlier
        The register: who was drawn last, whose visits need teams, and where the draw stands in it.
    secret
        At least 32 random bytes, kept until the last replacement; the one-time codes come from it.
    salts
        Random texts for the seals.

    Returns
    -------
    The record without the draw. Only its `commitment` is published now.

    Raises
    ------
    SealedError
        When the programme is sealed.
    ImpossibleQuotasError, NoTeamError
        When no outcome keeps all rules; nothing is committed then.
    PendingError
        When a draw of the register is not carried out yet.
    LookupError
        When the register has no draw `visits_of`.
    """
    programme = problem.programme_by_id.get(rule.programme)
    if programme is not None and programme.sealed:
        raise SealedError
    seals, place = Seals(salts), next_place(earlier)
    targets = target_rows(problem, rule, [e for e in earlier if isinstance(e, Record)])
    people, alias = inspector_rows(problem, seals)
    visits: tuple[DueTeam, ...] = ()
    if rule.library is Library.TEAMS:
        drawn = outcome_after(earlier, rule.visits_of)
        visits, barred = due_teams(problem, rule, drawn, alias)
        people = tuple({**row, "barred": barred[str(row["id"])]} for row in people)
    rows = targets if rule.library is Library.TARGETS else people
    barring = rules.exclusions(rule, time.date())
    out = rules.excluded(rows, rule.where, barring)
    candidates = [row for row in rows if row["id"] not in out]
    sizes = rules.sized(rule.sizes, candidates)
    frozen = FrozenRule(
        id=rule.id,
        title=rule.title,
        library=rule.library,
        programme=rule.programme,
        departments=tuple(d.name for d in rule.departments),
        where=rule.where,
        exclusions=barring,
        sizes=sizes,
        weights=rule.weights,
        quotas=tuple(rules.quotas(sizes, rule.strata, candidates)),
        apart=rule.apart,
        visits=visits,
        visits_at_most=rule.visits_at_most,
        first=rule.first,
        last=rule.last,
    )
    lottery, certificate = _lottery(frozen, rows, out)
    lists = {"items": item_rows(rule), "targets": targets, "inspectors": people}
    return Record(
        commitment=Commitment(
            draw=rule.id,
            position=place.position,
            previous=place.previous,
            program=f"dudao {version('dudao')}",
            verifier=sha256(VERIFIER.read_bytes()).hexdigest(),
            time=time,
            source=source,
            code=code(secret, 0).hex(),
            digests={
                **{name: list_digest(plain) for name, plain in lists.items()},
                "rule": digest(frozen.model_dump(mode="json")),
                "excluded": digest(out),
                "lottery": digest(lottery and lottery.model_dump(mode="json")),
                "certificate": digest(certificate.model_dump(mode="json")),
            },
        ),
        rule=frozen,
        lists=lists,
        excluded=out,
        lottery=lottery,
        certificate=certificate,
        private=seals.openings,
    )


def draw(
    record: Record,
    *,
    secret: bytes,
    numbers: Sequence[Sequence[int | str]],
    time: Moment,
    operators: Iterable[str] = (),
    witnesses: Iterable[str] = (),
    salts: Salts,
) -> Record:
    """Carry out a draw that was committed to.

    Parameters
    ----------
    numbers
        The public numbers, those of each source together.
    operators, witnesses
        Names; public files hold only their seals.

    Raises
    ------
    TooEarlyError
        Before the time at which the source gives its numbers.
    """
    made = record.commitment
    if time < made.source.at:
        raise TooEarlyError
    opened = code(secret, 1)
    seed = seed_of(opened, numbers, bytes.fromhex(digest(made.model_dump(mode="json"))))
    ticket, outcome, teams = outcome_of(record, seed)
    seals = Seals(salts)
    drawn = Drawn(
        time=time,
        numbers=tuple(map(tuple, numbers)),
        code=opened.hex(),
        seed=seed.hex(),
        operators=tuple(map(seals.seal, operators)),
        witnesses=tuple(map(seals.seal, witnesses)),
        ticket=ticket,
        outcome=outcome,
        teams=teams,
    )
    private = {**record.private, **seals.openings}
    return record.model_copy(update={"drawn": drawn, "private": private})


def outcome_of(
    record: Record, seed: bytes
) -> tuple[int | None, tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """The winning ticket of a lottery, the candidates drawn by their tickets, and teams."""
    rule, lottery, name = record.rule, record.lottery, record.commitment.draw
    people = record.lists["inspectors"]
    rows = record.lists["targets"] if rule.library is Library.TARGETS else people
    free = {str(row["id"]): row for row in rows if row["id"] not in record.excluded}
    if lottery is None:
        order = in_order(seed.hex(), name, free, rules.weights(rule, free.values()))
        chosen: set[str] = set()
        for size in rule.sizes:
            chosen |= set([c for c in order if rules.meets(free[c], size.where)][: size.number])
        return None, tuple(c for c in order if c in chosen), {}
    ticket = number_below(seed, f"{name}|lottery", lottery.denominator)
    if isinstance(lottery, TeamLottery):
        ids = [str(row["id"]) for row in people]
        plan = lottery.plans[ticket]
        teams = {
            visit.target: tuple(ids[p] for p in team)
            for visit, team in zip(rule.visits, plan, strict=True)
        }
        return ticket, (), teams
    place = {c: n for n, c in enumerate(in_order(seed.hex(), name, free))}
    counts = _winning(lottery, ticket)
    drawn = [
        c
        for kind, count in zip(lottery.types, counts, strict=True)
        for c in sorted(kind.members, key=place.__getitem__)[:count]
    ]
    return ticket, tuple(sorted(drawn, key=place.__getitem__)), {}


def _winning(lottery: Lottery, ticket: int) -> tuple[int, ...]:
    """The outcome that holds this ticket, tickets being counted from 0 in the published order."""
    passed = 0
    for tickets, counts in lottery.outcomes:
        passed += tickets
        if ticket < passed:
            return counts
    raise IndexError(f"ticket {ticket} of {passed}")


def _lottery(
    rule: FrozenRule, everybody: Sequence[Row], out: Collection[str]
) -> tuple[Lottery | TeamLottery | None, Certificate]:
    if rule.library is Library.TEAMS:
        return team_lottery(rule, everybody, frozenset(out))
    rows = [row for row in everybody if row["id"] not in out]
    if not rules.is_simple(rule, rows):
        return lottery_of(space_of(rule, rows))
    chance = _of_tickets(rule, rows)
    return None, Certificate(status=Status.TICKETS, least=chance, bound=chance, gap="0")


def _of_tickets(rule: FrozenRule, rows: Sequence[Row]) -> str:
    """The least chance of a draw by tickets; not stated with weights."""
    if set(rules.weights(rule, rows).values()) > {1}:
        return ""
    concerned = [sum(rules.meets(row, size.where) for row in rows) for size in rule.sizes]
    if sum(concerned) < len(rows):
        return "0"
    chances = [
        Fraction(min(size.number or 0, count), count)
        for size, count in zip(rule.sizes, concerned, strict=True)
        if count
    ]
    return str(min(chances, default=Fraction(0)))
