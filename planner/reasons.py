"""Why a visit is left out, in rules and numbers."""

from collections import Counter
from collections.abc import Sequence

from models.plan import LeftOut
from models.text import Text
from planner.asks import Ask, AskRule
from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Search
from planner.rules import team

SLOW = 30
"""Seconds that one deterministic second takes of a solver without presolve, by which conflicts are
proven: 22 to 41, measured for a county of 66 schools."""


def for_reasons(search: Search, seconds: float) -> Search:
    """The search for about so many seconds: in a deterministic run, for as much effort."""
    return search.within(seconds / SLOW if search.options.deterministic else seconds)


def left_out(case: Case, request: Request, *, proven: bool) -> LeftOut:
    """The request with the rules that stop it: too few people, no day, or no free day together.

    Parameters
    ----------
    proven
        Whether it is proven that no less can be left out; otherwise the search may just have ended
        too early.
    """
    return LeftOut(
        id=request.id,
        target=request.target,
        programmes=request.programmes,
        kind=request.kind,
        mandatory=request.mandatory,
        reasons=tuple(_reasons(case, request, proven=proven)),
    )


def _reasons(case: Case, request: Request, *, proven: bool) -> list[Text]:
    if not request.days:
        return [Text(code="reason.no_day")]
    if request.team.responsible and request.responsible is None:
        return [Text(code="reason.no_responsible")]
    people = case.candidates[request.id]
    size = 1 if request.team.responsible else request.team.size
    pool = (
        [request.responsible]
        if request.team.responsible
        else [person.id for person in case.problem.inspectors]
    )
    excluded = Counter(
        rule for p in pool if p is not None and (rule := _exclusion(case, request, p)) is not None
    )
    if len(people) < size:
        few = Text(code="reason.too_few_people", args={"found": len(people), "needed": size})
        return [few, *_exclusions(excluded)]
    asks = _in_conflict(people, size, case.asks[request.id])
    if asks:
        whole = Text(code="reason.no_team", args={"people": len(people), "size": size})
        return [whole, *(_told(ask, people) for ask in asks), *_exclusions(excluded)]
    code = "reason.no_common_day" if proven else "reason.not_found"
    fitting = Text(code=code, args={"people": len(people), "days": len(request.days)})
    return [fitting, *_exclusions(excluded)]


def _exclusion(case: Case, request: Request, person: str) -> str | None:
    """The rule that keeps the person from every day of the request."""
    barring = (ask.rule.value for ask in case.asks[request.id] if person in ask.barred)
    return case.presence.exclusion(request, person) or next(barring, None)


def _in_conflict(people: Sequence[str], size: int, asks: Sequence[Ask]) -> list[Ask]:
    """Asks that no team meets together, none of which could be spared; empty when a team does."""
    if team.is_possible(people, size, asks):
        return []
    core = list(asks)
    for ask in asks:
        rest = [a for a in core if a is not ask]
        if not team.is_possible(people, size, rest):
            core = rest
    return core


def _told(ask: Ask, people: Sequence[str]) -> Text:
    """The ask in words: a need that only limits is told as one."""
    few = ask.rule is AskRule.NEED and not ask.at_least
    return Text(
        code=f"reason.ask.{ask.rule.value}{'_most' if few else ''}",
        args={
            "detail": ask.detail,
            "at_least": ask.at_least,
            "at_most": -1 if ask.at_most is None else ask.at_most,
            "found": sum(p in ask.people for p in people),
        },
    )


def _exclusions(excluded: Counter[str]) -> list[Text]:
    return [
        Text(code=f"reason.excluded.{rule}", args={"number": number})
        for rule, number in sorted(excluded.items())
    ]
